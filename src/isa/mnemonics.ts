/**
 * From a mnemonic's text to its rows, without building a string.
 *
 * Enters: characters of the statement. Leaves: an `Entry`, whose rows come from the groups that the generated index (mnemonic-index.ts)
 * names, loaded on first use. Lookup is an open hash table over lower-cased characters. A mnemonic with a suffix that is an arrangement
 * (`add.2d`, Apple's spelling) finds the mnemonic without it, with the arrangement in the entry.
 */

import { suggest } from '../diag/did-you-mean.ts';
import { GROUPS } from './groups.ts';
import { GROUP_INDEX } from './mnemonic-index.ts';
import { ARR_NAMES, NO_OPERANDS } from './operand.ts';
import type { Row } from './row.ts';

const NO_ROWS: readonly Row[] = [];

/** A group that has rows of a mnemonic, and the kinds that their first operand can have. */
interface Source {
  readonly group: number;
  readonly kinds: number;
}

/** One mnemonic: its rows in the table's order, and those by the kind of the first operand. */
export class Entry {
  readonly name: string;
  /** Of an Apple-style suffix, else 0. */
  readonly arrangement: number;
  readonly #sources: Source[];
  #rows: readonly Row[] | undefined;
  readonly #byKind: (readonly Row[] | undefined)[] = new Array(33).fill(undefined);

  constructor(name: string, sources: Source[], arrangement = 0) {
    this.name = name;
    this.#sources = sources;
    this.arrangement = arrangement;
  }

  /** Says that another group has rows for it. */
  addSource(source: Source): void {
    this.#sources.push(source);
  }

  /** False for a word that is no mnemonic. */
  get known(): boolean {
    return this.#sources.length > 0;
  }

  withArrangement(arrangement: number): Entry {
    return new Entry(this.name, this.#sources, arrangement);
  }

  /** All rows; loads every group that has some. */
  rows(): readonly Row[] {
    this.#rows ??= this.#load(-1);
    return this.#rows;
  }

  /** The rows whose first operand can be of `kind` (one KIND bit, 0 for a statement without operands). Loads no other group. */
  candidates(kind: number): readonly Row[] {
    const key = Math.clz32(kind);
    const known = this.#byKind[key];
    if (known) return known;
    const rows = this.#load(kind === 0 ? NO_OPERANDS : kind).filter((row) => canStartWith(row, kind));
    this.#byKind[key] = rows;
    return rows;
  }

  #load(kinds: number): Row[] {
    const rows: Row[] = [];
    for (const source of this.#sources) {
      if ((source.kinds & kinds) === 0) continue;
      for (const row of GROUPS[source.group]?.rows() ?? NO_ROWS) {
        if (row.mnemonic === this.name && !row.decodeOnly) rows.push(row);
      }
    }
    return rows;
  }
}

function canStartWith(row: Row, kind: number): boolean {
  for (const codec of row.bound) {
    if ((codec.kinds & kind) !== 0) return true;
    if (!codec.omit) return false;
  }
  return kind === 0;
}

function lower(c: number): number {
  return c >= 65 && c <= 90 ? c + 32 : c;
}

/** After so many different words the whole table is made at once: many unknown ones would be slow one by one. */
const ONE_BY_ONE = 96;

/**
 * The table of mnemonics. A word is looked up in the index's text when it is first met, so that a small program pays for its own
 * mnemonics only; from then on it is in the hash table, unknown ones as well.
 */
export class Mnemonics {
  #slots: (Entry | undefined)[] = new Array<Entry | undefined>(512).fill(undefined);
  #count = 0;
  #complete = false;
  readonly #suffixed = new Map<string, Entry | undefined>();

  /** The entry of text[start, end), any case; undefined when there is none. */
  find(text: string, start: number, end: number): Entry | undefined {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = hash(text, start, end) & mask;
    for (;;) {
      const entry = slots[slot];
      if (!entry) break;
      if (same(entry.name, text, start, end)) return entry.known ? entry : this.#suffix(text, start, end);
      slot = (slot + 1) & mask;
    }
    if (this.#complete) return this.#suffix(text, start, end);
    const entry = this.#meet(text.slice(start, end).toLowerCase());
    return entry?.known ? entry : this.#suffix(text, start, end);
  }

  /** The known name nearest to `name`, for "did you mean". */
  similar(name: string): string | undefined {
    this.#completeTable();
    return suggest(
      name.toLowerCase(),
      this.#slots.flatMap((entry) => (entry?.known ? [entry.name] : [])),
    );
  }

  /** A word that is not in the table yet. */
  #meet(name: string): Entry | undefined {
    if (this.#count >= ONE_BY_ONE) {
      this.#completeTable();
      return this.#known(name);
    }
    const entry = new Entry(name, sourcesOf(name));
    this.#insert(entry);
    return entry;
  }

  #known(name: string): Entry | undefined {
    const mask = this.#slots.length - 1;
    let slot = hash(name, 0, name.length) & mask;
    for (;;) {
      const entry = this.#slots[slot];
      if (!entry || entry.name === name) return entry;
      slot = (slot + 1) & mask;
    }
  }

  #insert(entry: Entry): void {
    const mask = this.#slots.length - 1;
    let slot = hash(entry.name, 0, entry.name.length) & mask;
    while (this.#slots[slot]) slot = (slot + 1) & mask;
    this.#slots[slot] = entry;
    this.#count++;
  }

  /** Puts all names of the index in; entries that exist stay. */
  #completeTable(): void {
    if (this.#complete) return;
    this.#complete = true;
    const entries = new Map<string, Entry>();
    for (const entry of this.#slots) if (entry?.known) entries.set(entry.name, entry);
    const met = new Set(entries.keys());
    GROUP_INDEX.forEach(([, , names], number) => {
      for (const part of names.split('|')) {
        const [kinds = '', ...list] = part.split(' ');
        const source = { group: number, kinds: Number.parseInt(kinds, 16) };
        for (const name of list) {
          if (met.has(name)) continue;
          const entry = entries.get(name);
          if (entry) entry.addSource(source);
          else entries.set(name, new Entry(name, [source]));
        }
      }
    });
    let size = 512;
    while (size < entries.size * 3) size *= 2;
    this.#slots = new Array<Entry | undefined>(size).fill(undefined);
    for (const entry of entries.values()) this.#insert(entry);
  }

  /** `add.2d`: the entry of `add`, with the arrangement. */
  #suffix(text: string, start: number, end: number): Entry | undefined {
    const dot = text.indexOf('.', start);
    if (dot <= start || dot >= end) return undefined;
    const name = text.slice(start, end).toLowerCase();
    if (this.#suffixed.has(name)) return this.#suffixed.get(name);
    const last = name.lastIndexOf('.');
    const code = (ARR_NAMES as readonly string[]).indexOf(name.slice(last + 1));
    const entry = code > 0 ? this.find(name, 0, last)?.withArrangement(code) : undefined;
    this.#suffixed.set(name, entry);
    return entry;
  }
}

/** The groups that have `name`, from the index's text. */
function sourcesOf(name: string): Source[] {
  const sources: Source[] = [];
  const wanted = ` ${name}`;
  GROUP_INDEX.forEach(([, , names], group) => {
    for (let at = names.indexOf(wanted); at >= 0; at = names.indexOf(wanted, at + 1)) {
      const after = names[at + wanted.length];
      if (after !== undefined && after !== ' ' && after !== '|') continue;
      const part = names.slice(names.lastIndexOf('|', at) + 1);
      sources.push({ group, kinds: Number.parseInt(part, 16) });
    }
  });
  return sources;
}

function hash(text: string, start: number, end: number): number {
  let h = end - start;
  for (let i = start; i < end; i++) h = (Math.imul(h, 31) + (text.charCodeAt(i) | 32)) | 0;
  return h ^ (h >>> 9);
}

function same(name: string, text: string, start: number, end: number): boolean {
  if (name.length !== end - start) return false;
  for (let i = 0; i < name.length; i++) {
    if (name.charCodeAt(i) !== lower(text.charCodeAt(start + i))) return false;
  }
  return true;
}
