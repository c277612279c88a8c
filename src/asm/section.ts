/**
 * Sections, their subsections, and fragments: where bytes go before their addresses are known.
 *
 * A subsection owns one growing byte buffer and a chain of fragments. A fragment is a run of the buffer with a fixed
 * size, followed by a variable part (alignment, .org, a large fill, a LEB128 of a difference …) whose size the layout
 * finds. Places are (fragment, offset). Fragments between which nothing has an unknown size share a `stretch`: distances
 * inside a stretch are known at once, which is when GNU as knows them, too. A fragment is a row of the core's memory (core/fragments.ts);
 * `Fragment` is an object over it, made when anybody but the core looks at it.
 */
import type { Pos } from '../diag/diagnostic.ts';
import { SHF_MERGE, SHF_TLS } from '../elf/constants.ts';
import { more } from './columns.ts';
import { core } from './core/engine.ts';
import { MAP, VARIABLE } from './core/facts.ts';
import { FRAG, FRAG_LOG, MOST_PLACED, WIDE } from './core/fragments.ts';
import { STATE } from './core/layout.ts';
import { i32, renewViews } from './core/memory.ts';
import { HAS, SECTION, SECTION_LOG, SUB, SUB_LOG } from './core/sections.ts';
import { Fixups } from './fixup.ts';
import { Pieces } from './gnu-fragments.ts';
import type { Int } from './int64.ts';
import type { Resolver } from './resolve.ts';
import { type Sym, symbolOf, type Value } from './symbol.ts';

export { MAP, VARIABLE };

/** What few fragments have: mapping symbols, and a variable part other than an alignment. */
interface Rare {
  firstMap: Sym | undefined;
  lastMap: Sym | undefined;
  /** fill, align, space: the pattern repeated. */
  pattern: Uint8Array;
  /** org, space, leb, line: what the size depends on. */
  value: Value | undefined;
  /** leb: signed. */
  extra: Int;
  /** cfa, line: how many bytes now, and writing them. */
  measure: ((resolver: Resolver) => number) | undefined;
  write: ((resolver: Resolver, bytes: Uint8Array, at: number) => void) | undefined;
  pos: Pos;
}

const ZERO = new Uint8Array(1);

const NOTHING_RARE: Readonly<Rare> = {
  firstMap: undefined,
  lastMap: undefined,
  pattern: ZERO,
  value: undefined,
  extra: 0,
  measure: undefined,
  write: undefined,
  pos: -1,
};

/** Objects of fragments, by number, as far as anybody has looked at them; and subsections by number. */
const objects: (Fragment | undefined)[] = [];
const subsections: Subsection[] = [];
let sections = 0;
/** Numbers that do not fit a row, by the index that they would have in the rows. */
const wide = new Map<number, number>();

/** The subsection with this number; below 0 there is none. */
export const subsectionOf = (id: number): Subsection | undefined => (id < 0 ? undefined : subsections[id]);

export const subsectionAt = (id: number): Subsection => subsections[id] as Subsection;

/** How many sections there are. */
export const sectionCount = (): number => sections;

/** The fragment with this number; below 0 there is none. */
export const fragmentOf = (id: number): Fragment | undefined => (id < 0 ? undefined : fragmentAt(id));

export function fragmentAt(id: number): Fragment {
  return objects[id] ?? new Fragment(id);
}

/** Those that anybody has looked at: only such a fragment has what is not in its row. */
export function* knownFragments(): Generator<Fragment> {
  for (const fragment of objects) if (fragment) yield fragment;
}

/** Begin anew: no fragment of before means anything any more. */
export function forgetFragments(): void {
  objects.length = subsections.length = sections = 0;
  wide.clear();
}

/** A number of a fragment that always fits, without an object. */
const column = (id: number, at: number): number => i32[(i32[STATE.frags] as number) + (id << FRAG_LOG) + at] as number;

/** The address of a fragment, once laid out. */
export function addressOf(id: number): number {
  const address = column(id, FRAG.address);
  return address === WIDE ? fragmentAt(id).address : address;
}

/** The fragment behind another in its subsection; -1: that is the open one. */
export const nextFragment = (id: number): number => column(id, FRAG.next);

export class Fragment {
  readonly id: number;
  #rare: Rare | undefined = undefined;

  constructor(id: number) {
    this.id = id;
    while (objects.length < id) objects.push(undefined);
    objects[id] = this;
  }

  get subsection(): Subsection {
    return subsections[column(this.id, FRAG.owner)] as Subsection;
  }

  /** Offset of its bytes in the subsection's buffer, and how many there are (known when it is closed). */
  get start(): number {
    return column(this.id, FRAG.start);
  }

  get length(): number {
    return column(this.id, FRAG.length);
  }

  set length(value: number) {
    this.#put(FRAG.length, value);
  }

  get kind(): number {
    return column(this.id, FRAG.kind);
  }

  /** Bytes of the variable part. */
  get size(): number {
    return this.#get(FRAG.size);
  }

  set size(value: number) {
    this.#put(FRAG.size, value);
  }

  /** Distance from the start of the stretch, and which stretch. */
  get virtual(): number {
    return this.#get(FRAG.virtual);
  }

  set virtual(value: number) {
    this.#put(FRAG.virtual, value);
  }

  get stretch(): number {
    return column(this.id, FRAG.stretch);
  }

  /** Offset in the section, once laid out. */
  get address(): number {
    return this.#get(FRAG.address);
  }

  set address(value: number) {
    this.#put(FRAG.address, value);
  }

  /** align: the power of two and the most bytes to skip (0: any). */
  get power(): number {
    return column(this.id, FRAG.power);
  }

  set power(value: number) {
    this.#put(FRAG.power, value);
  }

  get most(): number {
    return this.#get(FRAG.most);
  }

  set most(value: number) {
    this.#put(FRAG.most, value);
  }

  #get(at: number): number {
    const value = column(this.id, at);
    return value === WIDE ? (wide.get((this.id << FRAG_LOG) + at) ?? 0) : value;
  }

  #put(at: number, value: number): void {
    const fits = value <= MOST_PLACED;
    i32[(i32[STATE.frags] as number) + (this.id << FRAG_LOG) + at] = fits ? value : WIDE;
    if (!fits) wide.set((this.id << FRAG_LOG) + at, value);
  }

  get rare(): Readonly<Rare> {
    const known = this.#rare;
    return column(this.id, FRAG.plus) !== 0 && !known?.value ? this.own() : (known ?? NOTHING_RARE);
  }

  /** The same, to be changed. */
  own(): Rare {
    if (!this.#rare) {
      this.#rare = { ...NOTHING_RARE };
      i32[(i32[STATE.frags] as number) + (this.id << FRAG_LOG) + FRAG.rare] = 1;
    }
    if (column(this.id, FRAG.plus) !== 0 && !this.#rare.value) this.#addValue(this.#rare);
    return this.#rare;
  }

  /** What the core has read of a LEB128 or `.org`. */
  #addValue(rare: Rare): void {
    const plus = symbolOf(column(this.id, FRAG.plus) - 1);
    const taken = column(this.id, FRAG.minus) - 1;
    const minus = taken < 0 ? undefined : symbolOf(taken);
    rare.value = { plus, minus, addend: column(this.id, FRAG.addend) };
    rare.extra = this.power;
    rare.pos = column(this.id, FRAG.most);
  }
}

export class Subsection {
  bytes = new Uint8Array(256);
  length = 0;
  /** Its first fragment, and the open one, by number. */
  readonly first: number;
  last: number;
  readonly fixups = new Fixups();
  /** Of a code section: what of it is data. */
  readonly pieces: Pieces | undefined;

  readonly section: Section;
  readonly number: number;
  /** By number, as fragments and the core (core/sections.ts) know it. */
  readonly id: number;

  constructor(section: Section, number: number) {
    this.section = section;
    this.number = number;
    this.pieces = section.isCode ? new Pieces() : undefined;
    this.id = core.makeSub(section.id, number, section.subsections[0]?.id ?? -1);
    subsections.push(this);
    this.first = this.last = this.#begin();
    this.keep();
  }

  /** Tell the core how far it is. */
  keep(): void {
    const { section } = this;
    const row = (i32[STATE.subs] as number) + (this.id << SUB_LOG);
    i32[row + SUB.frag] = this.last;
    i32[row + SUB.length] = this.length;
    i32[row + SUB.firstFixup] = this.fixups.first;
    i32[row + SUB.lastFixup] = this.fixups.last;
    const place = (i32[STATE.sectionRows] as number) + (section.id << SECTION_LOG);
    i32[place + SECTION.flags] =
      (section.absoluteBase === undefined ? HAS.places : 0) |
      (section.isCode ? HAS.code : 0) |
      (section.hasData ? HAS.data : 0) |
      (section.keepsNames ? HAS.names : 0) |
      (this.pieces ? HAS.pieces : 0);
    i32[place + SECTION.map] = section.mapState;
    i32[place + SECTION.power] = Math.log2(section.align);
  }

  /** The number of the open procedure; -1: there is none. */
  get procedure(): number {
    return i32[(i32[STATE.subs] as number) + (this.id << SUB_LOG) + SUB.procedure] as number;
  }

  /** Go on from where the core is. */
  take(): void {
    const row = (i32[STATE.subs] as number) + (this.id << SUB_LOG);
    this.last = i32[row + SUB.frag] as number;
    this.length = i32[row + SUB.length] as number;
    this.fixups.first = i32[row + SUB.firstFixup] as number;
    this.fixups.last = i32[row + SUB.lastFixup] as number;
    const power = i32[(i32[STATE.sectionRows] as number) + (this.section.id << SECTION_LOG) + SECTION.power] as number;
    if (2 ** power > this.section.align) this.section.align = 2 ** power;
  }

  /** A fragment that begins a stretch. */
  #begin(): number {
    const id = core.makeFragment(this.id, this.section.id, 0, -1);
    renewViews();
    return id;
  }

  /** One that is not in the chain: a place to count from. */
  apart(): Fragment {
    return fragmentAt(this.#begin());
  }

  /** The first fragment and the open one. */
  get start(): Fragment {
    return fragmentAt(this.first);
  }

  get frag(): Fragment {
    return fragmentAt(this.last);
  }

  /** All of them, in order. */
  *fragments(): Generator<Fragment> {
    for (let id = this.first; id >= 0; id = nextFragment(id)) yield fragmentAt(id);
  }

  /** Room for `n` more bytes. */
  reserve(n: number): void {
    const need = this.length + n;
    if (need <= this.bytes.length) return;
    let size = more(this.bytes.length);
    while (size < need) size = more(size);
    const grown = new Uint8Array(size);
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }

  /** Offset of the next byte in the open fragment. */
  get offset(): number {
    return this.length - column(this.last, FRAG.start);
  }

  /** Close the open fragment with a variable part, and open the next one. `known` is its size, or -1 when the layout finds it. */
  close(kind: number, known: number): Fragment {
    const done = this.frag;
    this.last = core.closeFragment(done.id, this.length, kind, Math.min(known, 0));
    renewViews();
    if (known >= 0) {
      done.size = known;
      this.frag.virtual = done.virtual + done.length + known;
    }
    return done;
  }
}

export class Section {
  readonly subsections: Subsection[] = [];
  mapState: number = MAP.none;
  /** It begins with room that got no mapping symbol: it gets one when all was read. */
  mappedLate = false;
  align = 1;
  entsize = 0;
  /** Name of the group's signature, and whether it is COMDAT. */
  group: { readonly name: string; comdat: boolean } | undefined = undefined;
  linkedTo: string | undefined = undefined;
  /** Where the link was asked for. */
  linkedAt: Pos = -1;
  /** `unique, N`. */
  unique: number | undefined = undefined;
  info = 0;
  /** Size once laid out. */
  size = 0;
  /** Its fragments have addresses that nothing can change any more. */
  settled = false;
  symbol: Sym | undefined = undefined;
  /** Debug information that the assembler makes itself: no mapping symbols for its fragments. */
  isDebug = false;
  /** Index in the object file. */
  index = 0;
  /** `.struct`: not a section at all; labels in it are numbers from here on. */
  absoluteBase: number | undefined = undefined;

  /** By number, as fragments know it. */
  readonly id = sections++;
  readonly name: string;
  type: number;
  flags: number;

  constructor(name: string, type: number, flags: number) {
    this.name = name;
    this.type = type;
    this.flags = flags;
  }

  subsection(number: number): Subsection {
    let at = 0;
    for (const s of this.subsections) {
      if (s.number === number) return s;
      if (s.number < number) at++;
    }
    const made = new Subsection(this, number);
    this.subsections.splice(at, 0, made);
    if (at === 0 && this.symbol) this.symbol.frag = made.start;
    return made;
  }

  /** Bytes other than 0 are an error in it; without SHF_ALLOC GNU as takes them, and leaves them out. */
  get refusesData(): boolean {
    return !this.hasData && ((this.flags & 2) !== 0 || this.absoluteBase !== undefined);
  }

  get hasData(): boolean {
    return this.type !== 8;
  }

  /** It can have line numbers. */
  get hasLines(): boolean {
    return (this.flags & 6) === 6 && this.hasData;
  }

  get isCode(): boolean {
    return (this.flags & 4) !== 0;
  }

  /** Relocations may have to name what is in it: of mergeable and thread-local ones a place is not an offset. */
  get keepsNames(): boolean {
    return (this.flags & (SHF_MERGE | SHF_TLS)) !== 0;
  }
}
