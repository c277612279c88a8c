/**
 * Symbols and symbolic values.
 *
 * A symbol is undefined, at a place (a fragment and an offset in it), absolute, common, or equated to an expression that
 * waits for its symbols. The table keeps them in the order of their first mention, which is the order of `.symtab`.
 * Lookup is by characters of the source text, without making a string: see NameTable.
 */
import type { Pos } from '../diag/diagnostic.ts';
import type { Int } from './int64.ts';
import type { Fragment } from './section.ts';

export const WHERE = { undefined: 0, place: 1, absolute: 2, common: 3, equated: 4 } as const;

/** What an expression that is not (yet) a number is: plus - minus + addend. */
export interface Value {
  readonly plus: Sym | undefined;
  readonly minus: Sym | undefined;
  readonly addend: Int;
}

/** An operation that waits: the value of an anonymous equated symbol. */
export interface Operation {
  readonly op: string;
  readonly left: Value;
  readonly right: Value;
}

export const BINDING = { local: 0, global: 1, weak: 2, unique: 10 } as const;
export const NO_VALUE: Value = { plus: undefined, minus: undefined, addend: 0 };

export class Sym {
  where: number = WHERE.undefined;
  frag: Fragment | undefined = undefined;
  /** Offset in `frag`, absolute value, or alignment of a common symbol. */
  value: Int = 0;
  equal: Value | Operation | undefined = undefined;
  binding: number = BINDING.local;
  /** STT_*, and whether a directive said so. */
  type = 0;
  visibility = 0;
  /** st_other without visibility. */
  other = 0;
  size: Value | undefined = undefined;
  /** `==`, `.eqv`: the expression, read anew at each use. */
  again: string | undefined = undefined;
  /** Set by `.set`, `=`, so that it may be set again. */
  assignable = false;
  /** Some fixup or expression holds this object. */
  held = false;
  usedInReloc = false;
  /** Mentioned by something other than its own definition. */
  used = false;
  /** Never in .symtab (removed mapping symbols, anonymous expressions). */
  hidden = false;
  mapping = false;
  /** `1:` */
  numeric = false;
  weakRefOf: Sym | undefined = undefined;
  /** Named as the target of a .weakref: weak unless used under its own name, too. */
  weakTarget = false;
  /** Names with versions (.symver), the newest first, and what becomes of the name without. */
  symver: { readonly names: string[]; fate: string; readonly pos: Pos } | undefined = undefined;
  /** The name in .symtab, where it is another. */
  writtenName: string | undefined = undefined;
  pos: Pos = -1;
  /** Place in the table's list, and in .symtab. */
  order = -1;
  index = 0;
  resolving = false;
  isSection = false;
  /** A directive (.type, .globl …) named it: a `.L` symbol takes its place in the table then. */
  full = false;

  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  /** `.L…` and numeric labels, as long as no directive made a full symbol of them. */
  get isLocalLabel(): boolean {
    return !this.full && this.name.charCodeAt(0) === 46 && this.name.charCodeAt(1) === 76;
  }

  get isDefined(): boolean {
    return this.where !== WHERE.undefined;
  }
}

const isOperation = (v: Value | Operation): v is Operation => 'op' in v;

export { isOperation };

const GONE = new Sym('');
GONE.hidden = true;

/** A hash table from names to symbols that compares against the source text, so that finding allocates nothing. */
export class SymbolTable {
  readonly list: Sym[] = [];
  #slots: (Sym | undefined)[] = new Array<Sym | undefined>(1024).fill(undefined);
  #hashes = new Int32Array(1024);
  #count = 0;

  /** The symbol named text[start..end), made (undefined) if it is new. */
  intern(text: string, start: number, end: number): Sym {
    const hash = hashOf(text, start, end);
    let i = hash & (this.#slots.length - 1);
    for (;;) {
      const sym = this.#slots[i];
      if (sym === undefined) return this.#insert(hash, text.slice(start, end), i);
      if (this.#hashes[i] === hash && same(sym.name, text, start, end)) return sym;
      i = (i + 1) & (this.#slots.length - 1);
    }
  }

  /** The symbol named text[start..end), if it was ever mentioned. */
  find(text: string, start: number, end: number): Sym | undefined {
    const hash = hashOf(text, start, end);
    let i = hash & (this.#slots.length - 1);
    for (;;) {
      const sym = this.#slots[i];
      if (sym === undefined) return undefined;
      if (this.#hashes[i] === hash && same(sym.name, text, start, end)) return sym;
      i = (i + 1) & (this.#slots.length - 1);
    }
  }

  get(name: string): Sym | undefined {
    return this.find(name, 0, name.length);
  }

  make(name: string): Sym {
    return this.intern(name, 0, name.length);
  }

  /** Add a symbol that cannot be found by name (mapping symbols, section symbols, numeric labels). */
  append(sym: Sym): Sym {
    sym.order = this.list.length;
    this.list.push(sym);
    return sym;
  }

  /** Put `fresh` where `old` was, in the list and under its name: earlier uses keep the old object. */
  replace(old: Sym, fresh: Sym): void {
    fresh.order = old.order;
    this.list[old.order] = fresh;
    old.order = -1;
    const i = this.#slots.indexOf(old);
    if (i >= 0) this.#slots[i] = fresh;
  }

  /** A fresh object under the same name: uses so far keep the old one. */
  renew(old: Sym): Sym {
    const fresh = new Sym(old.name);
    fresh.binding = old.binding;
    fresh.type = old.type;
    fresh.visibility = old.visibility;
    fresh.other = old.other;
    fresh.size = old.size;
    fresh.used = old.used;
    this.replace(old, fresh);
    return fresh;
  }

  moveToEnd(sym: Sym): void {
    if (sym.order < 0 || sym.order === this.list.length - 1) return;
    this.list[sym.order] = GONE;
    this.append(sym);
  }

  names(): string[] {
    return this.list.filter((s) => !s.hidden && !s.mapping && s.name !== '').map((s) => s.name);
  }

  #insert(hash: number, name: string, at: number): Sym {
    const sym = this.append(new Sym(name));
    this.#slots[at] = sym;
    this.#hashes[at] = hash;
    if (++this.#count * 2 > this.#slots.length) this.#grow();
    return sym;
  }

  #grow(): void {
    const slots = this.#slots;
    const hashes = this.#hashes;
    const size = slots.length * 2;
    this.#slots = new Array<Sym | undefined>(size).fill(undefined);
    this.#hashes = new Int32Array(size);
    for (let k = 0; k < slots.length; k++) {
      const sym = slots[k];
      if (!sym) continue;
      const hash = hashes[k] as number;
      let i = hash & (size - 1);
      while (this.#slots[i] !== undefined) i = (i + 1) & (size - 1);
      this.#slots[i] = sym;
      this.#hashes[i] = hash;
    }
  }
}

export function hashOf(text: string, start: number, end: number): number {
  let h = -2128831035;
  for (let i = start; i < end; i++) h = Math.imul(h ^ text.charCodeAt(i), 16777619);
  return h ^ (h >>> 15);
}

export function same(name: string, text: string, start: number, end: number): boolean {
  if (name.length !== end - start) return false;
  for (let i = start, k = 0; i < end; i++, k++) if (text.charCodeAt(i) !== name.charCodeAt(k)) return false;
  return true;
}
