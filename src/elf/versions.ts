/**
 * Symbol versions of shared objects: `.gnu.version`, `.gnu.version_d`, `.gnu.version_r` (the LSB's "Symbol Versioning").
 *
 * Enters: an ELF view. Leaves: for each version number its name and whether the file defines or needs it; the version of a
 * dynamic symbol. Records that reach past their section end the list: the tools show what can be read.
 */
import * as elf from './constants.ts';
import { type ElfView, latin1 } from './read.ts';

export interface Definition {
  /** Offset of the record in its section. */
  readonly at: number;
  readonly revision: number;
  readonly flags: number;
  readonly index: number;
  /** The name, then the versions it inherits from, each with the offset of its record. */
  readonly names: readonly { readonly at: number; readonly name: string }[];
  readonly count: number;
}

export interface Need {
  readonly at: number;
  readonly version: number;
  readonly file: string;
  readonly count: number;
  readonly entries: readonly {
    readonly at: number;
    readonly name: string;
    readonly flags: number;
    readonly index: number;
  }[];
}

/** String at `offset` of the string table that section `i` is linked to. */
export function linkedString(view: ElfView, i: number, offset: number): string {
  const table = view.contents(view.link[i] as number);
  const end = table.indexOf(0, offset);
  return offset >= table.length ? '' : latin1(table, offset, end < 0 ? table.length : end);
}

class Records {
  readonly #data: DataView;
  readonly #little: boolean;

  constructor(view: ElfView, section: number) {
    const bytes = view.contents(section);
    this.#data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#little = !view.bigEndian;
  }
  holds(at: number, size: number): boolean {
    return at >= 0 && at + size <= this.#data.byteLength;
  }
  u16(at: number): number {
    return this.#data.getUint16(at, this.#little);
  }
  u32(at: number): number {
    return this.#data.getUint32(at, this.#little);
  }
}

/** The records of `.gnu.version_d`, section `i`. */
export function definitionsOf(view: ElfView, i: number): Definition[] {
  const records = new Records(view, i);
  const found: Definition[] = [];
  for (
    let at = 0, step = 1;
    step !== 0 && records.holds(at, 20) && found.length < (view.info[i] as number);
    at += step
  ) {
    const names: { at: number; name: string }[] = [];
    const count = records.u16(at + 6);
    for (let aux = at + records.u32(at + 12), k = 0; k < count && records.holds(aux, 8); k++) {
      names.push({ at: aux, name: linkedString(view, i, records.u32(aux)) });
      if (records.u32(aux + 4) === 0) break;
      aux += records.u32(aux + 4);
    }
    found.push({ at, revision: records.u16(at), flags: records.u16(at + 2), index: records.u16(at + 4), names, count });
    step = records.u32(at + 16);
  }
  return found;
}

/** The records of `.gnu.version_r`, section `i`. */
export function needsOf(view: ElfView, i: number): Need[] {
  const records = new Records(view, i);
  const found: Need[] = [];
  for (
    let at = 0, step = 1;
    step !== 0 && records.holds(at, 16) && found.length < (view.info[i] as number);
    at += step
  ) {
    const entries: { at: number; name: string; flags: number; index: number }[] = [];
    const count = records.u16(at + 2);
    for (let aux = at + records.u32(at + 8), k = 0; k < count && records.holds(aux, 16); k++) {
      const name = linkedString(view, i, records.u32(aux + 8));
      entries.push({ at: aux, name, flags: records.u16(aux + 4), index: records.u16(aux + 6) });
      if (records.u32(aux + 12) === 0) break;
      aux += records.u32(aux + 12);
    }
    found.push({ at, version: records.u16(at), file: linkedString(view, i, records.u32(at + 4)), count, entries });
    step = records.u32(at + 12);
  }
  return found;
}

/** The 16-bit numbers of `.gnu.version`, one a dynamic symbol; empty without the section. */
export function versionNumbers(view: ElfView): number[] {
  const section = view.findType(elf.SHT_GNU_VERSYM);
  if (section === 0) return [];
  const records = new Records(view, section);
  return Array.from({ length: Math.floor((view.size[section] as number) / 2) }, (_, k) => records.u16(2 * k));
}

/** Version names by number, defined and needed ones apart. */
export class Versions {
  readonly numbers: readonly number[];
  readonly #defined = new Map<number, { name: string; base: boolean }>();
  readonly #needed = new Map<number, string>();

  constructor(view: ElfView) {
    this.numbers = versionNumbers(view);
    const definitions = view.findType(elf.SHT_GNU_VERDEF);
    if (definitions > 0)
      for (const { index, flags, names } of definitionsOf(view, definitions))
        this.#defined.set(index & 0x7fff, { name: names[0]?.name ?? '', base: (flags & 1) !== 0 });
    const needs = view.findType(elf.SHT_GNU_VERNEED);
    if (needs > 0)
      for (const need of needsOf(view, needs))
        for (const entry of need.entries) this.#needed.set(entry.index & 0x7fff, entry.name);
  }

  /** '@@VERSION' of dynamic symbol `i` (one `@` where it is hidden or needed), or ''. */
  suffix(i: number, name: string, isUndefined: boolean): string {
    const number = this.numbers[i] ?? 0;
    const index = number & 0x7fff;
    if (index <= 1 && !this.#defined.has(index)) return '';
    const defined = this.#defined.get(index);
    if (!isUndefined && defined) {
      // The base version, and a version's own symbol, need no suffix.
      if (defined.base || defined.name === name) return '';
      return `${number & 0x8000 ? '@' : '@@'}${defined.name}`;
    }
    const needed = this.#needed.get(index);
    return needed === undefined ? '' : `@${needed}`;
  }

  nameOf(index: number): string | undefined {
    return this.#needed.get(index) ?? this.#defined.get(index)?.name;
  }

  defined(index: number): string | undefined {
    return this.#defined.get(index)?.name;
  }

  needed(index: number): string | undefined {
    return this.#needed.get(index);
  }
}
