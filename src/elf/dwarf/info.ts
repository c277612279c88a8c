/**
 * .debug_info: units and their entries, read where they are asked for.
 *
 * Enters: an ELF file. Leaves: units with their root entry; entries by offset, with their attributes and children. Nothing is
 * kept but abbreviation tables: a kernel's debug information has millions of entries, of which an import wants hundreds.
 * Versions 2 to 5, 32- and 64-bit format (DWARF 5, section 7.5.1).
 */
import * as messages from '../../diag/messages/dwarf.ts';
import type { ElfFile } from '../object.ts';
import { AT, FORM } from './constants.ts';
import type { Cursor } from './cursor.ts';
import { DwarfError } from './error.ts';
import { fixedSize, readForm, skipForm, type UnitShape, type Value } from './form.ts';
import { DebugSections } from './sections.ts';

interface Abbreviation {
  readonly tag: number;
  readonly hasChildren: boolean;
  /** Attribute, form and implicit constant, three numbers each. */
  readonly specs: readonly number[];
}

export interface Unit extends UnitShape {
  /** Offset after its last byte. */
  readonly end: number;
  /** Offset of its root entry. */
  readonly root: number;
  /** DW_UT_*: 1 compile, 2 type, 3 partial. */
  readonly type: number;
  readonly abbreviations: ReadonlyMap<number, Abbreviation>;
}

/** A debugging information entry. */
export interface Entry {
  readonly unit: Unit;
  readonly offset: number;
  readonly tag: number;
  readonly attributes: ReadonlyMap<number, Value>;
  readonly hasChildren: boolean;
  /** Offset after its attributes, where its first child lies. */
  readonly next: number;
}

const ROOT_BASES: readonly number[] = [AT.str_offsets_base, AT.addr_base];

/** Entries by offset, over all units of a file. */
export class DebugInfo {
  readonly sections: DebugSections;
  readonly units: readonly Unit[];
  readonly #abbreviations = new Map<number, ReadonlyMap<number, Abbreviation>>();
  readonly #cursor: Cursor;

  /** Throws DwarfError: no .debug_info, compressed, truncated, unknown version. */
  constructor(elf: ElfFile) {
    this.sections = new DebugSections(elf);
    this.#cursor = this.sections.cursor('.debug_info');
    this.units = this.#readUnits();
  }

  #readUnits(): Unit[] {
    const cursor = this.#cursor;
    const units: Unit[] = [];
    for (let at = 0; at < cursor.data.length; ) {
      cursor.at = at;
      const unit = this.#readUnit(at);
      units.push(unit);
      at = unit.end;
    }
    return units;
  }

  #readUnit(start: number): Unit {
    const cursor = this.#cursor;
    const { length, offsetSize } = cursor.initialLength();
    const end = cursor.at + length;
    if (end > cursor.data.length) {
      throw new DwarfError(messages.truncated('.debug_info', cursor.at, length, cursor.data.length));
    }
    const version = cursor.u16();
    if (version < 2 || version > 5) throw new DwarfError(messages.version('.debug_info', start, version, 2, 5));
    const type = version >= 5 ? cursor.u8() : 1;
    const early = version >= 5 ? cursor.u8() : 0;
    const table = cursor.offset(offsetSize);
    const addressSize = version >= 5 ? early : cursor.u8();
    if (addressSize !== 4 && addressSize !== 8) {
      throw new DwarfError(messages.addressSize('.debug_info', start, addressSize));
    }
    // a type unit has its signature and offset here, a skeleton or split unit its id
    if (type === 2 || type === 6) cursor.take(8 + offsetSize);
    else if (type === 4 || type === 5) cursor.take(8);
    const header = offsetSize === 8 ? 16 : 8;
    const unit: Unit = {
      start,
      end,
      root: cursor.at,
      version,
      type,
      offsetSize,
      addressSize,
      stringOffsetsBase: header,
      addressBase: header,
      abbreviations: this.#abbreviationsAt(table),
    };
    return cursor.at < end ? this.#withBases(unit) : unit;
  }

  /** The bases that indexed strings and addresses need stand in the root entry; they are read before all else. */
  #withBases(unit: Unit): Unit {
    const found = new Map<number, number>();
    this.#scan(unit, unit.root, (attribute, form, implicit) => {
      if (!ROOT_BASES.includes(attribute)) return false;
      found.set(attribute, Number(readForm(form, this.#cursor, unit, this.sections, implicit)));
      return true;
    });
    return {
      ...unit,
      stringOffsetsBase: found.get(AT.str_offsets_base) ?? unit.stringOffsetsBase,
      addressBase: found.get(AT.addr_base) ?? unit.addressBase,
    };
  }

  #abbreviationsAt(offset: number): ReadonlyMap<number, Abbreviation> {
    const known = this.#abbreviations.get(offset);
    if (known !== undefined) return known;
    const cursor = this.sections.cursor('.debug_abbrev', offset);
    const table = new Map<number, Abbreviation>();
    for (let code = cursor.uleb(); code !== 0; code = cursor.uleb()) {
      const tag = cursor.uleb();
      const hasChildren = cursor.u8() !== 0;
      const specs: number[] = [];
      for (;;) {
        const attribute = cursor.uleb();
        const form = cursor.uleb();
        const implicit = form === FORM.implicit_const ? cursor.sleb() : 0;
        if (attribute === 0 && form === 0) break;
        specs.push(attribute, form, implicit);
      }
      table.set(code, { tag, hasChildren, specs });
    }
    this.#abbreviations.set(offset, table);
    return table;
  }

  /** Walk the attributes at `offset`, skipping those that `wanted` does not read. Undefined for the end of a list of children. */
  #scan(
    unit: Unit,
    offset: number,
    wanted: (attribute: number, form: number, implicit: number) => boolean,
  ): Abbreviation | undefined {
    const cursor = this.#cursor;
    cursor.at = offset;
    const code = cursor.uleb();
    if (code === 0) return undefined;
    const abbreviation = unit.abbreviations.get(code);
    if (abbreviation === undefined) throw new DwarfError(messages.unknownAbbreviation(offset, code));
    const { specs } = abbreviation;
    for (let i = 0; i < specs.length; i += 3) {
      const form = specs[i + 1] as number;
      if (wanted(specs[i] as number, form, specs[i + 2] as number)) continue;
      const size = fixedSize(form, unit);
      if (size !== undefined) cursor.take(size);
      else if (form === FORM.indirect) readForm(form, cursor, unit, this.sections);
      else skipForm(form, cursor);
    }
    return abbreviation;
  }

  /** The unit that holds an offset, by binary search. */
  unitOf(offset: number): Unit | undefined {
    let low = 0;
    let high = this.units.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.units[middle]?.end ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    const unit = this.units[low];
    return unit !== undefined && offset >= unit.root ? unit : undefined;
  }

  /** The entry at an offset; undefined where a list of children ends. Throws DwarfError. */
  entryAt(offset: number, unit: Unit | undefined = this.unitOf(offset)): Entry | undefined {
    if (unit === undefined) throw new DwarfError(messages.badOffset('.debug_info', offset, this.#cursor.data.length));
    const attributes = new Map<number, Value>();
    const abbreviation = this.#scan(unit, offset, (attribute, form, implicit) => {
      attributes.set(attribute, readForm(form, this.#cursor, unit, this.sections, implicit));
      return true;
    });
    if (abbreviation === undefined) return undefined;
    const { tag, hasChildren } = abbreviation;
    return { unit, offset, tag, attributes, hasChildren, next: this.#cursor.at };
  }

  rootOf(unit: Unit): Entry | undefined {
    return unit.root < unit.end ? this.entryAt(unit.root, unit) : undefined;
  }

  /** Offset after an entry and all that is below it. */
  after(entry: {
    readonly unit: Unit;
    readonly next: number;
    readonly hasChildren: boolean;
    readonly sibling?: number;
  }): number {
    if (!entry.hasChildren) return entry.next;
    if (entry.sibling !== undefined) return entry.sibling;
    let at = entry.next;
    for (;;) {
      const child = this.#peek(entry.unit, at, undefined);
      if (child === undefined) return this.#cursor.at;
      at = this.after(child);
    }
  }

  /** Tag, name and extent of an entry without its other attributes. */
  #peek(unit: Unit, offset: number, named: ((name: string) => void) | undefined) {
    let sibling: number | undefined;
    let declaration = false;
    const abbreviation = this.#scan(unit, offset, (attribute, form, implicit) => {
      if (attribute === AT.sibling) {
        const value = readForm(form, this.#cursor, unit, this.sections, implicit);
        if (typeof value === 'object' && 'reference' in value) sibling = value.reference;
        return true;
      }
      if (attribute === AT.declaration) declaration = true;
      if (attribute !== AT.name || named === undefined) return false;
      named(String(readForm(form, this.#cursor, unit, this.sections, implicit)));
      return true;
    });
    if (abbreviation === undefined) return undefined;
    const { tag, hasChildren } = abbreviation;
    // a reference back would make an endless list of it
    const checked = sibling !== undefined && sibling > offset && sibling <= unit.end ? { sibling } : {};
    return { unit, offset, tag, hasChildren, declaration, next: this.#cursor.at, ...checked };
  }

  /** The children of an entry, in order. */
  *children(entry: Entry): Generator<Entry> {
    if (!entry.hasChildren) return;
    for (let at = entry.next; at < entry.unit.end; ) {
      const child = this.entryAt(at, entry.unit);
      if (child === undefined) return;
      yield child;
      const sibling = child.attributes.get(AT.sibling);
      const target = typeof sibling === 'object' && 'reference' in sibling ? sibling.reference : undefined;
      at = this.after({ ...child, ...(target !== undefined && target > at ? { sibling: target } : {}) });
    }
  }

  /** Tag, name and offset of every entry directly below a unit's root; much cheaper than reading them. */
  *topLevel(unit: Unit): Generator<{ tag: number; name: string | undefined; offset: number; declaration: boolean }> {
    const root = unit.root < unit.end ? this.#peek(unit, unit.root, undefined) : undefined;
    if (root === undefined || !root.hasChildren) return;
    for (let at = root.next; at < unit.end; ) {
      let name: string | undefined;
      const entry = this.#peek(unit, at, (text) => {
        name = text;
      });
      if (entry === undefined) return;
      at = this.after(entry);
      yield { tag: entry.tag, name, offset: entry.offset, declaration: entry.declaration };
    }
  }
}

/** The entry that an attribute refers to; undefined where the attribute is absent. Throws DwarfError. */
export function follow(info: DebugInfo, entry: Entry, attribute: number): Entry | undefined {
  const value = entry.attributes.get(attribute);
  if (value === undefined) return undefined;
  const target = typeof value === 'object' && 'reference' in value ? value.reference : undefined;
  const found = target === undefined ? undefined : info.entryAt(target);
  if (found === undefined) throw new DwarfError(messages.badReference(entry.offset, target ?? -1));
  return found;
}
