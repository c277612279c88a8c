/**
 * Symbols and symbolic values.
 *
 * A symbol is undefined, at a place (a fragment and an offset in it), absolute, common, or equated to an expression that
 * waits for its symbols.
 */
import type { Pos } from '../diag/diagnostic.ts';
import { textOfBytes } from '../text/source-text.ts';
import { core } from './core/engine.ts';
import { WHERE } from './core/facts.ts';
import { STATE } from './core/layout.ts';
import { i32, renewViews, u8 } from './core/memory.ts';
import { BINDING_AT, BIT, LATE, LATE_LOG, ROW, ROW_LOG, TYPE_AT } from './core/symbols.ts';
import { FIRST_VIEW, VIEW, VIEW_LOG } from './core/views.ts';
import type { Int } from './int64.ts';
import { type Fragment, fragmentOf } from './section.ts';

export { WHERE };

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

/** What few symbols have. */
interface Rare {
  again: string | undefined;
  visibility: number;
  other: number;
  weakRefOf: Sym | undefined;
  symver: { readonly names: string[]; fate: string; readonly pos: Pos } | undefined;
  writtenName: string | undefined;
  pos: Pos;
}

const NOTHING_RARE: Readonly<Rare> = {
  again: undefined,
  visibility: 0,
  other: 0,
  weakRefOf: undefined,
  symver: undefined,
  writtenName: undefined,
  pos: -1,
};

/** Objects of symbols, by number, as far as anybody has looked at them. */
const objects: (Sym | undefined)[] = [];
/** Values that do not fit a row. */
const wide = new Map<number, Int>();

/** Begin anew: no symbol of before means anything any more. */
export function forgetSymbols(): void {
  objects.length = 0;
  wide.clear();
}

/** The symbol with this number. */
export function symbolOf(id: number): Sym {
  return objects[id] ?? new Sym('', id);
}

/** The object of a symbol, if there is one already: only such a symbol has what is not in its row. */
export const knownSymbol = (id: number): Sym | undefined => objects[id];

/** What ROW.size says of a size that is known at the end. */
function lateSize(size: number): { frag: number; offset: number; from: number } {
  const row = (i32[STATE.lates] as number) + ((-1 - size) << LATE_LOG);
  return {
    frag: i32[row + LATE.frag] as number,
    offset: i32[row + LATE.offset] as number,
    from: i32[row + LATE.from] as number,
  };
}

/** A symbol: its number, and what few symbols have. All else is in the core's memory (core/symbols.ts). */
export class Sym {
  readonly id: number;
  #equal: Value | Operation | undefined = undefined;
  #size: Value | undefined = undefined;
  #rare: Rare | undefined = undefined;
  #name: string | undefined;

  /** A new symbol, or the object of one that has a number already. */
  constructor(name: string, id = -1) {
    this.id = id >= 0 ? id : core.makeSymbol(name.startsWith('.L') ? BIT.local : 0);
    renewViews();
    this.#name = id >= 0 ? undefined : name;
    while (objects.length < this.id) objects.push(undefined);
    objects[this.id] = this;
  }

  get name(): string {
    this.#name ??= this.#readName();
    return this.#name;
  }

  #readName(): string {
    const name = this.#at(ROW.name);
    const length = this.#at(ROW.length);
    // the name of a numeric label is the one that GNU as gives: it shows when a relocation needs the symbol
    if (this.numeric) return `.L${name}\x02${length}`;
    const at = (i32[STATE.names] as number) + name;
    return name < 0 ? '' : textOfBytes(u8, at, at + length);
  }

  #at(column: number): number {
    return i32[(i32[STATE.rows] as number) + (this.id << ROW_LOG) + column] as number;
  }

  #put(column: number, value: number): void {
    i32[(i32[STATE.rows] as number) + (this.id << ROW_LOG) + column] = value;
  }

  /** Of an equated symbol: what to. */
  get equal(): Value | Operation | undefined {
    this.#equal ??= this.#view();
    return this.#equal;
  }

  set equal(value: Value | Operation | undefined) {
    this.#equal = value;
    if (this.#at(ROW.frag) <= FIRST_VIEW) this.#put(ROW.frag, -1);
  }

  /** A view of the line table, which the core has (core/views.ts). */
  #view(): Operation | undefined {
    const number = FIRST_VIEW - this.#at(ROW.frag);
    if (number < 0 || this.where !== WHERE.equated) return undefined;
    const row = (i32[STATE.views] as number) + (number << VIEW_LOG);
    const at = (column: number): number => i32[row + column] as number;
    const here = symbolAt(fragmentOf(at(VIEW.frag)), at(VIEW.offset));
    const before = symbolAt(fragmentOf(at(VIEW.before)), at(VIEW.beforeOffset));
    const earlier = at(VIEW.earlier) - 1;
    return {
      op: 'view',
      left: { plus: here, minus: before, addend: 0 },
      right: { plus: earlier < 0 ? undefined : symbolOf(earlier), minus: undefined, addend: 1 },
    };
  }

  get size(): Value | undefined {
    const known = this.#at(ROW.size);
    if (known > 0) return { plus: undefined, minus: undefined, addend: known - 1 };
    if (known < 0) {
      const { frag, offset, from } = lateSize(known);
      this.size = { plus: symbolAt(fragmentOf(frag), offset), minus: symbolOf(from), addend: 0 };
    }
    return this.#size;
  }

  set size(value: Value | undefined) {
    this.#size = value;
    this.#put(ROW.size, 0);
    if (value) this.#bits |= BIT.special;
  }

  get #bits(): number {
    return this.#at(ROW.bits);
  }

  set #bits(value: number) {
    this.#put(ROW.bits, value);
  }

  get where(): number {
    return this.#at(ROW.where);
  }

  set where(value: number) {
    this.#put(ROW.where, value);
  }

  get frag(): Fragment | undefined {
    return fragmentOf(this.#at(ROW.frag));
  }

  set frag(value: Fragment | undefined) {
    this.#put(ROW.frag, value ? value.id : -1);
  }

  /** Offset in `frag`, absolute value, or alignment of a common symbol. */
  get value(): Int {
    return (this.#bits & BIT.wide) === 0 ? this.#at(ROW.value) : (wide.get(this.id) ?? 0);
  }

  set value(value: Int) {
    if (typeof value === 'number' && value === (value | 0)) {
      this.#put(ROW.value, value);
      if ((this.#bits & BIT.wide) !== 0) this.#bits &= ~BIT.wide;
    } else {
      wide.set(this.id, value);
      this.#bits |= BIT.wide;
    }
  }

  /** While reading, the place in the table's list plus 1; at the end the place in .symtab; 0: in neither. */
  get index(): number {
    return this.#at(ROW.index);
  }

  set index(value: number) {
    this.#put(ROW.index, value);
  }

  /** STB_* */
  get binding(): number {
    return (this.#bits >> BINDING_AT) & 15;
  }

  set binding(value: number) {
    this.#bits = (this.#bits & ~(15 << BINDING_AT)) | (value << BINDING_AT);
  }

  /** STT_* */
  get type(): number {
    return (this.#bits >> TYPE_AT) & 15;
  }

  set type(value: number) {
    this.#bits = (this.#bits & ~(15 << TYPE_AT)) | (value << TYPE_AT);
  }

  /** Set by `.set`, `=`, so that it may be set again. */
  get assignable(): boolean {
    return (this.#bits & BIT.assignable) !== 0;
  }

  set assignable(on: boolean) {
    this.#bits = on ? this.#bits | BIT.assignable : this.#bits & ~BIT.assignable;
  }

  /** Some fixup or expression holds this object. */
  get held(): boolean {
    return (this.#bits & BIT.held) !== 0;
  }

  set held(on: boolean) {
    this.#bits = on ? this.#bits | BIT.held : this.#bits & ~BIT.held;
  }

  get usedInReloc(): boolean {
    return (this.#bits & BIT.usedInReloc) !== 0;
  }

  set usedInReloc(on: boolean) {
    this.#bits = on ? this.#bits | BIT.usedInReloc : this.#bits & ~BIT.usedInReloc;
  }

  /** Mentioned by something other than its own definition. */
  get used(): boolean {
    return (this.#bits & BIT.used) !== 0;
  }

  set used(on: boolean) {
    this.#bits = on ? this.#bits | BIT.used : this.#bits & ~BIT.used;
  }

  /** Never in .symtab (removed mapping symbols, anonymous expressions). */
  get hidden(): boolean {
    return (this.#bits & BIT.hidden) !== 0;
  }

  set hidden(on: boolean) {
    this.#bits = on ? this.#bits | BIT.hidden : this.#bits & ~BIT.hidden;
  }

  get mapping(): boolean {
    return (this.#bits & BIT.mapping) !== 0;
  }

  set mapping(on: boolean) {
    this.#bits = on ? this.#bits | BIT.mapping : this.#bits & ~BIT.mapping;
  }

  /** Its name is another's now: the table has that one. */
  get renamed(): boolean {
    return (this.#bits & BIT.renamed) !== 0;
  }

  /** `1:` */
  get numeric(): boolean {
    return (this.#bits & BIT.numeric) !== 0;
  }

  set numeric(on: boolean) {
    this.#bits = on ? this.#bits | BIT.numeric : this.#bits & ~BIT.numeric;
  }

  get resolving(): boolean {
    return (this.#bits & BIT.resolving) !== 0;
  }

  set resolving(on: boolean) {
    this.#bits = on ? this.#bits | BIT.resolving : this.#bits & ~BIT.resolving;
  }

  get isSection(): boolean {
    return (this.#bits & BIT.isSection) !== 0;
  }

  set isSection(on: boolean) {
    this.#bits = on ? this.#bits | BIT.isSection : this.#bits & ~BIT.isSection;
  }

  /** A directive (.type, .globl …) named it: a `.L` symbol takes its place in the table then. */
  get full(): boolean {
    return (this.#bits & BIT.full) !== 0;
  }

  set full(on: boolean) {
    this.#bits = on ? this.#bits | BIT.full : this.#bits & ~BIT.full;
  }

  /** `==`, `.eqv`: the expression, read anew at each use. */
  get again(): Rare['again'] {
    return (this.#rare ?? NOTHING_RARE).again;
  }

  set again(value: Rare['again']) {
    if (value === this.again) return;
    this.#own().again = value;
    this.#bits = value === undefined ? this.#bits & ~BIT.again : this.#bits | BIT.again;
  }

  get visibility(): Rare['visibility'] {
    return (this.#rare ?? NOTHING_RARE).visibility;
  }

  set visibility(value: Rare['visibility']) {
    if (value !== this.visibility) this.#special().visibility = value;
  }

  /** st_other without visibility. */
  get other(): Rare['other'] {
    return (this.#rare ?? NOTHING_RARE).other;
  }

  set other(value: Rare['other']) {
    if (value !== this.other) this.#special().other = value;
  }

  get weakRefOf(): Rare['weakRefOf'] {
    return (this.#rare ?? NOTHING_RARE).weakRefOf;
  }

  set weakRefOf(value: Rare['weakRefOf']) {
    if (value !== this.weakRefOf) this.#special().weakRefOf = value;
  }

  /** Named as the target of a .weakref: weak unless used under its own name, too. */
  get weakTarget(): boolean {
    return (this.#bits & BIT.weakTarget) !== 0;
  }

  set weakTarget(on: boolean) {
    this.#bits = on ? this.#bits | BIT.weakTarget : this.#bits & ~BIT.weakTarget;
  }

  /** Names with versions (.symver), the newest first, and what becomes of the name without. */
  get symver(): Rare['symver'] {
    return (this.#rare ?? NOTHING_RARE).symver;
  }

  set symver(value: Rare['symver']) {
    if (value !== this.symver) this.#special().symver = value;
  }

  /** The name in .symtab, where it is another. */
  get writtenName(): Rare['writtenName'] {
    return (this.#rare ?? NOTHING_RARE).writtenName;
  }

  set writtenName(value: Rare['writtenName']) {
    if (value !== this.writtenName) this.#special().writtenName = value;
  }

  get pos(): Rare['pos'] {
    return (this.#rare ?? NOTHING_RARE).pos;
  }

  set pos(value: Rare['pos']) {
    if (value !== this.pos) this.#own().pos = value;
  }

  #own(): Rare {
    this.#rare ??= { ...NOTHING_RARE };
    return this.#rare;
  }

  /** The same, where the object file shows it. */
  #special(): Rare {
    this.#bits |= BIT.special;
    return this.#own();
  }

  /** `.L…` and numeric labels, as long as no directive made a full symbol of them. */
  get isLocalLabel(): boolean {
    return (this.#bits & (BIT.full | BIT.local)) === BIT.local;
  }

  /** `.type name, %gnu_unique_object`: in the file only its binding, where it is defined. */
  get unique(): boolean {
    return (this.#bits & BIT.unique) !== 0;
  }

  set unique(on: boolean) {
    this.#bits = on ? this.#bits | BIT.unique : this.#bits & ~BIT.unique;
  }

  get isDefined(): boolean {
    return this.where !== WHERE.undefined;
  }
}

/** How a numeric label that never came was written. */
export const forwardName = (sym: Sym): string => `${sym.name.replace(/^\.L(\d+).*/s, '$1')}f`;

/** How GNU as calls a place without a name, where a relocation must name it. */
export const PLACE_NAME = 'L0\x01';

/** A symbol without a name at a place. */
export function symbolAt(frag: Fragment | undefined, offset: number): Sym {
  const sym = new Sym('');
  sym.where = WHERE.place;
  sym.frag = frag;
  sym.value = offset;
  return sym;
}

const isOperation = (v: Value | Operation): v is Operation => 'op' in v;

export { isOperation };
