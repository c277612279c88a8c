/**
 * The object's symbol table: which symbols are in it, and the entries of those of the usual kinds; object.ts says so of all others.
 *
 * Enters: the list of symbols, when all was laid out and relocations are made; in SECTION.place where sections are. Leaves: entries, a row of
 * numbers each, in the order of the table: local symbols first. What is not usual is left, without effect.
 */
import { STB, STT, WHERE } from './facts.ts';
import { FRAG, FRAG_LOG, MOST_PLACED, WIDE } from './fragments.ts';
import { STATE } from './layout.ts';
import { i32 } from './memory.ts';
import { allocate, widen } from './regions.ts';
import { SECTION, SECTION_LOG, THREAD_LOCAL } from './sections.ts';
import { BINDING_AT, BIT, LATE, LATE_LOG, labelLength, labelName, ROW, ROW_LOG, TYPE_AT } from './symbols.ts';

/**
 * Of an entry: where the name lies (as in ROW) and its length, value and size by halves, STB_* << 4 | STT_* with st_other << 8 and st_shndx << 16, and the
 * symbol, or (strtab.ts) the entry whose name this one ends.
 */
export const ENTRY = { name: 0, length: 1, value: 2, valueHigh: 3, size: 4, sizeHigh: 5, kind: 6, symbol: 7 } as const;
/** log2 of the numbers of one. */
export const ENTRY_LOG = 3;

const SHN_LORESERVE = 0xff00;
const SHN_ABS = 0xfff1;
const SHN_XINDEX = 0xffff;
/** What only object.ts can tell: it may be unwritten, have another binding, or more to it than its row. */
const UNUSUAL = BIT.special | BIT.unique | BIT.weakTarget;

const FIRST_CHOSEN = 1024;
let chosenRoom = 0;

/** Begin with no symbol chosen. */
export function beginSymtab(): void {
  const rows = allocate(FIRST_CHOSEN << 3);
  i32[STATE.chosen] = rows >>> 2;
  i32[STATE.chosenCount] = 0;
  chosenRoom = FIRST_CHOSEN;
}

/** Put a symbol in the table, behind the others of its kind. */
export function choose(id: number, binding: number): void {
  const n = i32[STATE.chosenCount] as number;
  if (n === chosenRoom) {
    const rows = widen(i32[STATE.chosen] as number, n << 1);
    i32[STATE.chosen] = rows;
    chosenRoom <<= 2;
  }
  const row = (i32[STATE.chosen] as number) + (n << 1);
  i32[row] = id;
  i32[row + 1] = binding;
  i32[STATE.chosenCount] = n + 1;
  // it is in the table; its place comes later
  i32[(i32[STATE.rows] as number) + (id << ROW_LOG) + ROW.index] = 1;
}

/** The place in the list, from `from` on, of the first symbol with more to it than its row, or an equated one; -1: there is none. */
export function specialSymbol(from: number): number {
  const count = i32[STATE.ordered] as number;
  const order = i32[STATE.order] as number;
  const rows = i32[STATE.rows] as number;
  for (let i = from; i < count; i++) {
    const id = i32[order + i] as number;
    if (id < 0) continue;
    const row = rows + (id << ROW_LOG);
    if (((i32[row + ROW.bits] as number) & BIT.special) !== 0 || i32[row + ROW.where] === WHERE.equated) return i;
  }
  return -1;
}

/**
 * Choose those of the list from place `from` on that are written. `.L` names that no directive gave a property are not among them, unless `keepLocals`
 * says so, and local numbers are another's matter if `strip` does. The place of one that is not usual, or -1.
 */
export function chooseSymbols(from: number, keepLocals: number, strip: number): number {
  const count = i32[STATE.ordered] as number;
  for (let i = from; i < count; i++) {
    const id = i32[(i32[STATE.order] as number) + i] as number;
    if (id < 0) continue;
    const row = (i32[STATE.rows] as number) + (id << ROW_LOG);
    i32[row + ROW.index] = 0;
    const bits = i32[row + ROW.bits] as number;
    // kept, they stay where they are among all symbols; numeric ones only if a relocation names them
    const left = keepLocals === 0 || (bits & (BIT.numeric | BIT.usedInReloc)) === BIT.numeric;
    if (left && (bits & (BIT.full | BIT.local | BIT.isSection)) === BIT.local) continue;
    const written = strip !== 0 && i32[row + ROW.where] === WHERE.absolute ? -1 : isWritten(row, keepLocals);
    // a size that cannot be known is an error even then
    if (written < 0 || (written === 0 && (i32[row + ROW.size] as number) < 0)) return i;
    if (written > 0) choose(id, bindingOf(row));
  }
  return -1;
}

/** Choose the local labels that relocations name, from number `from` of them on; that of one that is not usual, or -1. */
export function chooseLabels(from: number): number {
  const count = i32[STATE.namedCount] as number;
  for (let i = from; i < count; i++) {
    const id = i32[(i32[STATE.namedLabels] as number) + i] as number;
    const row = (i32[STATE.rows] as number) + (id << ROW_LOG);
    if (((i32[row + ROW.bits] as number) & UNUSUAL) !== 0) return i;
    choose(id, bindingOf(row));
  }
  return -1;
}

/** Whether the symbol is written; -1: that is another's matter. */
function isWritten(row: number, keepLocals: number): number {
  const bits = i32[row + ROW.bits] as number;
  const where = i32[row + ROW.where] as number;
  const local = bits & BIT.local;
  if ((bits & UNUSUAL) !== 0 || (local !== 0 && keepLocals !== 0)) return -1;
  if ((bits & BIT.hidden) !== 0) return 0;
  if ((bits & (BIT.isSection | BIT.mapping)) !== 0) return 1;
  if ((i32[row + ROW.name] as number) < 0) return -1;
  const binding = (bits >> BINDING_AT) & 15;
  const used = bits & BIT.usedInReloc;
  if (where === WHERE.undefined) {
    if ((bits & BIT.numeric) !== 0) return 0;
    if (local !== 0) return -1;
    if (binding === STB.weak) return used | (bits & BIT.held);
    if (binding === STB.global || used !== 0 || (bits & BIT.used) !== 0) return 1;
    return -1;
  }
  if (where !== WHERE.place && where !== WHERE.absolute) return -1;
  return used !== 0 || binding !== STB.local || local === 0 ? 1 : 0;
}

/** In the table a symbol that is only mentioned is global. */
function bindingOf(row: number): number {
  const binding = ((i32[row + ROW.bits] as number) >> BINDING_AT) & 15;
  const where = i32[row + ROW.where] as number;
  return binding === STB.local && (where === WHERE.undefined || where === WHERE.common) ? STB.global : binding;
}

/** Give what was chosen its places in the table, and room for entries. */
export function arrangeEntries(): void {
  const count = i32[STATE.chosenCount] as number;
  const rows = allocate((count + 1) << (ENTRY_LOG + 2));
  i32[STATE.entries] = rows >>> 2;
  i32[STATE.entryCount] = count + 1;
  let place = 0;
  for (let globals = 0; globals < 2; globals++) {
    for (let i = 0; i < count; i++) {
      const row = (i32[STATE.chosen] as number) + (i << 1);
      const binding = i32[row + 1] as number;
      if ((binding === STB.local ? 0 : 1) !== globals) continue;
      place++;
      const id = i32[row] as number;
      const entry = (i32[STATE.entries] as number) + (place << ENTRY_LOG);
      i32[entry + ENTRY.symbol] = id;
      i32[entry + ENTRY.kind] = binding << 4;
      i32[(i32[STATE.rows] as number) + (id << ROW_LOG) + ROW.index] = place;
    }
  }
}

/** Fill in the entries from place `from` on; that of one that is not usual, or -1. */
export function fillEntries(from: number): number {
  const count = i32[STATE.entryCount] as number;
  for (let place = from; place < count; place++) if (fillEntry(place) === 0) return place;
  return -1;
}

function fillEntry(place: number): number {
  const entry = (i32[STATE.entries] as number) + (place << ENTRY_LOG);
  const row = (i32[STATE.rows] as number) + ((i32[entry + ENTRY.symbol] as number) << ROW_LOG);
  const bits = i32[row + ROW.bits] as number;
  if ((bits & (UNUSUAL | BIT.wide)) !== 0) return 0;
  const own = bits & BIT.isSection;
  const where = i32[row + ROW.where] as number;
  const type = (bits >> TYPE_AT) & 15;
  let kind = own !== 0 ? type : (i32[entry + ENTRY.kind] as number) | type;
  let value = 0;
  if (where === WHERE.place) {
    const frag = i32[row + ROW.frag] as number;
    const offset = i32[row + ROW.value] as number;
    if (frag < 0 || offset < 0 || offset > MOST_PLACED) return 0;
    const at = (i32[STATE.frags] as number) + (frag << FRAG_LOG);
    const address = i32[at + FRAG.address] as number;
    if (address === WIDE) return 0;
    value = address + offset;
    const section = (i32[at + FRAG.section] as number) << SECTION_LOG;
    const home = i32[(i32[STATE.sectionRows] as number) + section + SECTION.place] as number;
    if ((home & THREAD_LOCAL) !== 0 && own === 0) kind = (kind & ~15) | STT.threadLocal;
    const index = home & ~THREAD_LOCAL;
    kind |= (index < SHN_LORESERVE ? index : SHN_XINDEX) << 16;
  } else if (where === WHERE.absolute) {
    value = i32[row + ROW.value] as number;
    kind |= SHN_ABS << 16;
  } else if (where !== WHERE.undefined) return 0;
  if (sizeOf(entry, row) === 0 || (own === 0 && nameOf(entry, row) === 0)) return 0;
  i32[entry + ENTRY.value] = value;
  i32[entry + ENTRY.valueHigh] = value >> 31;
  i32[entry + ENTRY.kind] = kind;
  return 1;
}

function nameOf(entry: number, row: number): number {
  let name = i32[row + ROW.name] as number;
  let length = i32[row + ROW.length] as number;
  if (((i32[row + ROW.bits] as number) & BIT.numeric) !== 0) {
    if (name < 0 || length < 0) return 0;
    const number = name;
    name = labelName(number, length);
    length = labelLength;
  }
  if (name < 0) return 0;
  i32[entry + ENTRY.name] = name;
  i32[entry + ENTRY.length] = length;
  return 1;
}

function sizeOf(entry: number, row: number): number {
  const known = i32[row + ROW.size] as number;
  if (known === 0) return 1;
  let size = known - 1;
  if (known < 0) {
    const late = (i32[STATE.lates] as number) + ((-1 - known) << LATE_LOG);
    const end = (i32[STATE.frags] as number) + ((i32[late + LATE.frag] as number) << FRAG_LOG);
    const from = (i32[STATE.rows] as number) + ((i32[late + LATE.from] as number) << ROW_LOG);
    const frag = i32[from + ROW.frag] as number;
    if (i32[from + ROW.where] !== WHERE.place || frag < 0) return 0;
    const start = (i32[STATE.frags] as number) + (frag << FRAG_LOG);
    const far = (i32[from + ROW.bits] as number) & BIT.wide;
    if (far !== 0 || i32[start + FRAG.section] !== i32[end + FRAG.section]) return 0;
    if (i32[start + FRAG.address] === WIDE || i32[end + FRAG.address] === WIDE) return 0;
    size =
      (i32[end + FRAG.address] as number) -
      (i32[start + FRAG.address] as number) +
      (i32[late + LATE.offset] as number) -
      (i32[from + ROW.value] as number);
  }
  i32[entry + ENTRY.size] = size;
  i32[entry + ENTRY.sizeHigh] = size >> 31;
  return 1;
}
