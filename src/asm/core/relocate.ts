/**
 * Fixups of the usual kinds to bytes and relocations, when everything has an address: what relocate.ts says of them, without objects.
 *
 * Enters: the fixups of a subsection, in the state the section's number, a copy of its contents, a table of sections, and in FORMS what
 * isa/relocs.ts says of relocations that are resolved here. Leaves: the contents with distances put in, and rows of relocations. What is not usual is
 * left, without effect.
 */
import { DATUM, STB, STT, WHERE } from './facts.ts';
import { FIX, FIX_LOG } from './fixups.ts';
import { FRAG, FRAG_LOG, WIDE } from './fragments.ts';
import { FIRST_FORM, FORMS, MOST_FORMS, STATE } from './layout.ts';
import { i32, u8 } from './memory.ts';
import { allocate, widen } from './regions.ts';
import { BINDING_AT, BIT, ROW, ROW_LOG, TYPE_AT } from './symbols.ts';

/** Of a relocation: offset, type, the symbol plus 1, addend (WIDE_ADDEND: relocations.ts has it). */
export const RELOC = { offset: 0, type: 1, symbol: 2, addend: 3 } as const;
/** log2 of the numbers of a row. */
export const RELOC_LOG = 2;

/** log2 of the numbers of a section that relocations lead to: its symbol plus 1, and NAMES. */
export const TARGET_LOG = 1;
/** What a relocation into a section names: the section; that, if nothing is added; or what relocate.ts says. */
export const NAMES = { section: 0, unlessAdded: 1, other: 2 } as const;

/** How a form is packed: the lowest bit of the value, how many are stored, and where. */
export const FORM = { low: 0, width: 8, place: 16 } as const;
/** The two fields of ADR, as a place. */
export const ADR = 255;

/** R_AARCH64_ABS64 and PREL64; those of half and of a quarter of the size follow. */
const ABS64 = 257;
const PREL64 = 260;
/** The first relocation that makes its symbol thread-local. */
const FIRST_TLS = 512;

/** Numbers beyond it are not for here, so that sums of them fit. */
const MOST = 0x1fffffff;

const FIRST_ROWS = 1024;
let room = 0;
const FIRST_NAMED = 64;
let namedRoom = 0;

/** Begin anew, with no relocations. */
export function resetRelocations(): void {
  const rows = allocate(FIRST_ROWS << (RELOC_LOG + 2));
  i32[STATE.relocations] = rows >>> 2;
  i32[STATE.relocationCount] = 0;
  room = FIRST_ROWS;
  const named = allocate(FIRST_NAMED << 2);
  i32[STATE.namedLabels] = named >>> 2;
  i32[STATE.namedCount] = 0;
  namedRoom = FIRST_NAMED;
}

/** A relocation names the symbol; a local label enters the symbol table then. */
export function nameInRelocation(id: number): void {
  const at = (i32[STATE.rows] as number) + (id << ROW_LOG) + ROW.bits;
  const bits = i32[at] as number;
  i32[at] = bits | BIT.usedInReloc;
  if ((bits & (BIT.full | BIT.local | BIT.isSection | BIT.usedInReloc)) !== BIT.local) return;
  const n = i32[STATE.namedCount] as number;
  if (n === namedRoom) {
    const list = widen(i32[STATE.namedLabels] as number, n);
    i32[STATE.namedLabels] = list;
    namedRoom <<= 2;
  }
  i32[(i32[STATE.namedLabels] as number) + n] = id;
  i32[STATE.namedCount] = n + 1;
}

export function addRelocation(offset: number, type: number, symbol: number, addend: number): void {
  const n = i32[STATE.relocationCount] as number;
  if (n === room) {
    const rows = widen(i32[STATE.relocations] as number, room << RELOC_LOG);
    i32[STATE.relocations] = rows;
    room <<= 2;
  }
  const row = (i32[STATE.relocations] as number) + (n << RELOC_LOG);
  i32[row + RELOC.offset] = offset;
  i32[row + RELOC.type] = type;
  i32[row + RELOC.symbol] = symbol;
  i32[row + RELOC.addend] = addend;
  i32[STATE.relocationCount] = n + 1;
}

/** The first fixup from `first` on whose symbol lies, as one of the object's own, in a section without a symbol; -1: none. */
export function unnamedSection(first: number): number {
  let id = first;
  while (id >= 0) {
    const row = (i32[STATE.fixups] as number) + (id << FIX_LOG);
    const plus = (i32[row + FIX.plus] as number) - 1;
    if (plus >= 0) {
      const sym = (i32[STATE.rows] as number) + (plus << ROW_LOG);
      const bits = i32[sym + ROW.bits] as number;
      const frag = i32[sym + ROW.frag] as number;
      if (i32[sym + ROW.where] === WHERE.place && frag >= 0 && ((bits >> BINDING_AT) & 15) === STB.local) {
        const section = i32[(i32[STATE.frags] as number) + (frag << FRAG_LOG) + FRAG.section] as number;
        if (i32[(i32[STATE.targets] as number) + (section << TARGET_LOG)] === 0) return id;
      }
    }
    id = i32[row + FIX.next] as number;
  }
  return -1;
}

/** Resolve the fixups from `first` on, until one that is not usual; its number, or -1. */
export function resolveFixups(first: number): number {
  let id = first;
  while (id >= 0) {
    const row = (i32[STATE.fixups] as number) + (id << FIX_LOG);
    if (resolve(row) === 0) return id;
    id = i32[row + FIX.next] as number;
  }
  return -1;
}

/** Of the label that was looked at last: its section (-1: it is none) and its address there. */
let section = 0;
let address = 0;

/** Look where a symbol, by its row, is; 0 where that is not for here. */
function locate(sym: number): number {
  section = -1;
  address = 0;
  const where = i32[sym + ROW.where] as number;
  const bits = i32[sym + ROW.bits] as number;
  if ((bits & BIT.wide) !== 0 || ((bits >> TYPE_AT) & 15) === STT.indirect) return 0;
  if (where !== WHERE.place) return where === WHERE.undefined || where === WHERE.common ? 1 : 0;
  const frag = i32[sym + ROW.frag] as number;
  if (frag < 0) return 0;
  const row = (i32[STATE.frags] as number) + (frag << FRAG_LOG);
  const start = i32[row + FRAG.address] as number;
  const offset = i32[sym + ROW.value] as number;
  if (start === WIDE || start > MOST || offset > MOST || offset < 0) return 0;
  section = i32[row + FRAG.section] as number;
  address = start + offset;
  return 1;
}

function resolve(row: number): number {
  const plus = (i32[row + FIX.plus] as number) - 1;
  const addend = i32[row + FIX.addend] as number;
  if (plus < 0 || addend > MOST || addend < 0 - MOST) return 0;
  const start = i32[
    (i32[STATE.frags] as number) + ((i32[row + FIX.frag] as number) << FRAG_LOG) + FRAG.address
  ] as number;
  if (start === WIDE || start > MOST) return 0;
  const at = start + (i32[row + FIX.offset] as number);
  const kind = i32[row + FIX.kind] as number;
  const minus = (i32[row + FIX.minus] as number) - 1;
  if (kind >> 5 === DATUM) return datum(at, kind & 31, plus, minus, addend);
  if (minus >= 0 || locate((i32[STATE.rows] as number) + (plus << ROW_LOG)) === 0) return 0;
  return instruction(at, kind >> 5, plus, addend);
}

/** plus - minus + addend in `size` bytes. */
function datum(at: number, size: number, plus: number, minus: number, addend: number): number {
  const rows = i32[STATE.rows] as number;
  // no relocation is as small as a byte
  const step = size === 8 ? 0 : size === 4 ? 1 : size === 2 ? 2 : -1;
  if (minus < 0) {
    const sym = rows + (plus << ROW_LOG);
    if (i32[sym + ROW.where] === WHERE.absolute) return number(sym, at, size, addend);
    if (step < 0 || locate(sym) === 0) return 0;
    return emit(at, ABS64 + step, plus, addend, addend);
  }
  if (locate(rows + (minus << ROW_LOG)) === 0 || section < 0) return 0;
  const from = address;
  const home = section;
  if (locate(rows + (plus << ROW_LOG)) === 0) return 0;
  if (section === home) return store(at, size, address - from + addend);
  if (home !== i32[STATE.section] || step < 0) return 0;
  const relative = addend - from + at;
  if (size === 2 && (relative <= 0 - (1 << 16) || relative >= 1 << 16)) return 0;
  return emit(at, PREL64 + step, plus, relative, 1);
}

/** A symbol that is a number of the object's own, and another number. */
function number(sym: number, at: number, size: number, addend: number): number {
  const bits = i32[sym + ROW.bits] as number;
  const value = i32[sym + ROW.value] as number;
  if ((bits & BIT.wide) !== 0 || ((bits >> BINDING_AT) & 15) !== STB.local || value > MOST || value < 0 - MOST)
    return 0;
  return store(at, size, value + addend);
}

function store(at: number, size: number, value: number): number {
  const range = size < 4 ? 1 << (size << 3) : 0;
  if (range !== 0 && (value <= 0 - range || value >= range)) return 0;
  const to = (i32[STATE.contents] as number) + at;
  const big = i32[STATE.bigEndian] !== 0;
  for (let i = 0; i < size; i++) u8[big ? to + size - 1 - i : to + i] = value >> (i < 4 ? i << 3 : 31);
  return 1;
}

/** An instruction's field for the symbol that was located. */
function instruction(at: number, type: number, plus: number, addend: number): number {
  if (type < 0 || type >= FIRST_TLS) return 0;
  const form = type - FIRST_FORM;
  const packed = form >= 0 && form < MOST_FORMS ? (i32[FORMS + (form << 1)] as number) : 0;
  const bits = i32[(i32[STATE.rows] as number) + (plus << ROW_LOG) + ROW.bits] as number;
  if (packed === 0 || section !== i32[STATE.section] || ((bits >> BINDING_AT) & 15) !== STB.local)
    return emit(at, type, plus, addend, addend);
  const value = address - at + addend;
  const limit = 1 << (i32[FORMS + (form << 1) + 1] as number);
  const low = (packed >> FORM.low) & 255;
  if (value < 0 - limit || value >= limit || (value & ((1 << low) - 1)) !== 0) return 0;
  const width = (packed >> FORM.width) & 255;
  const place = (packed >> FORM.place) & 255;
  insert((i32[STATE.contents] as number) + at, place, width, value >> low);
  return 1;
}

function insert(at: number, place: number, width: number, value: number): void {
  const word =
    (u8[at] as number) |
    ((u8[at + 1] as number) << 8) |
    ((u8[at + 2] as number) << 16) |
    ((u8[at + 3] as number) << 24);
  const mask = (1 << width) - 1;
  let fresh = 0;
  if (place === ADR) fresh = (word & 0x9f00001f) | ((value & 3) << 29) | (((value & mask) >>> 2) << 5);
  else fresh = (word & ~(mask << place)) | ((value & mask) << place);
  u8[at] = fresh;
  u8[at + 1] = fresh >>> 8;
  u8[at + 2] = fresh >>> 16;
  u8[at + 3] = fresh >>> 24;
}

/** A relocation against the symbol that was located, or the section it is in; `more` is 0 where the very label is meant. */
function emit(at: number, type: number, plus: number, addend: number, more: number): number {
  const bits = i32[(i32[STATE.rows] as number) + (plus << ROW_LOG) + ROW.bits] as number;
  if (section < 0 && (bits & BIT.numeric) !== 0) return 0;
  if (section < 0 || ((bits >> BINDING_AT) & 15) !== STB.local || (bits & BIT.isSection) !== 0)
    return name(at, type, plus, addend);
  const place = (i32[STATE.targets] as number) + (section << TARGET_LOG);
  const named = i32[place] as number;
  const names = i32[place + 1] as number;
  if (named === 0 || names === NAMES.other) return 0;
  if (names === NAMES.unlessAdded && more !== 0) return name(at, type, plus, addend);
  const own = (i32[STATE.rows] as number) + ((named - 1) << ROW_LOG) + ROW.bits;
  i32[own] = (i32[own] as number) | BIT.usedInReloc;
  addRelocation(at, type, named, addend + address);
  return 1;
}

/** A relocation against the symbol itself, unless its name is another's by now. */
function name(at: number, type: number, plus: number, addend: number): number {
  if (((i32[(i32[STATE.rows] as number) + (plus << ROW_LOG) + ROW.bits] as number) & BIT.renamed) !== 0) return 0;
  nameInRelocation(plus);
  addRelocation(at, type, plus + 1, addend);
  return 1;
}
