/**
 * Sections, their subsections, and fragments: where bytes go before their addresses are known.
 *
 * A subsection owns one growing byte buffer and a list of fragments. A fragment is a run of the buffer with a fixed
 * size, followed by a variable part (alignment, .org, a large fill, a LEB128 of a difference …) whose size the layout
 * finds. Places are (fragment, offset). Fragments between which nothing has an unknown size share a `stretch`: distances
 * inside a stretch are known at once, which is when GNU as knows them, too.
 */
import type { Pos } from '../diag/diagnostic.ts';
import { SHF_MERGE, SHF_TLS } from '../elf/constants.ts';
import { more } from './columns.ts';
import { Fixups } from './fixup.ts';
import { Pieces } from './gnu-fragments.ts';
import type { Int } from './int64.ts';
import type { Resolver } from './resolve.ts';
import type { Sym, Value } from './symbol.ts';

/** What the variable part of a fragment is. `none`: nothing; the fragment only ends there. */
export const VARIABLE = {
  none: 0,
  fill: 1,
  align: 2,
  alignCode: 3,
  org: 4,
  space: 5,
  leb: 6,
  cfa: 7,
  line: 8,
} as const;

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

/** All fragments, by number. */
const all: Fragment[] = [];

/** The fragment with this number; below 0 there is none. */
export const fragmentOf = (id: number): Fragment | undefined => (id < 0 ? undefined : all[id]);

/** How many there are, which is the number of the next. */
export const fragmentCount = (): number => all.length;

/** Begin anew: no fragment of before means anything any more. */
export function forgetFragments(): void {
  all.length = 0;
}

export class Fragment {
  readonly id: number;
  /** Offset of its bytes in the subsection's buffer, and how many there are (known when it is closed). */
  start: number;
  length = 0;
  kind: number = VARIABLE.none;
  /** Bytes of the variable part. */
  size = 0;
  /** Distance from the start of the stretch, and which stretch. */
  virtual = 0;
  stretch: number;
  /** Offset in the section, once laid out. */
  address = 0;
  /** align: the power of two and the most bytes to skip (0: any). */
  power = 0;
  most = 0;
  #rare: Rare | undefined = undefined;

  readonly subsection: Subsection;
  /** Place among its subsection's fragments. */
  readonly index: number;

  constructor(subsection: Subsection, index: number, start: number, stretch: number) {
    this.id = all.push(this) - 1;
    this.subsection = subsection;
    this.index = index;
    this.start = start;
    this.stretch = stretch;
  }

  get rare(): Readonly<Rare> {
    return this.#rare ?? NOTHING_RARE;
  }

  /** The same, to be changed. */
  own(): Rare {
    this.#rare ??= { ...NOTHING_RARE };
    return this.#rare;
  }
}

export class Subsection {
  bytes = new Uint8Array(256);
  length = 0;
  readonly fragments: Fragment[] = [];
  frag: Fragment;
  readonly fixups = new Fixups(this.fragments);
  /** Of a code section: what of it is data. */
  readonly pieces: Pieces | undefined;
  #stretches = 0;

  readonly section: Section;
  readonly number: number;

  constructor(section: Section, number: number) {
    this.section = section;
    this.number = number;
    this.pieces = section.isCode ? new Pieces() : undefined;
    this.frag = new Fragment(this, 0, 0, 0);
    this.fragments.push(this.frag);
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
    return this.length - this.frag.start;
  }

  /** Close the open fragment with a variable part, and open the next one. `known` is its size, or -1 when the layout finds it. */
  close(kind: number, known: number): Fragment {
    const done = this.frag;
    done.kind = kind;
    done.length = this.length - done.start;
    const next = new Fragment(this, this.fragments.length, this.length, done.stretch);
    if (known >= 0) {
      done.size = known;
      next.virtual = done.virtual + done.length + known;
    } else {
      next.stretch = ++this.#stretches;
    }
    this.frag = next;
    this.fragments.push(next);
    return done;
  }
}

/** States of the code/data mapping of a section. */
export const MAP = { none: 0, data: 1, code: 2 } as const;

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
    if (at === 0 && this.symbol) this.symbol.frag = made.frag;
    return made;
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
