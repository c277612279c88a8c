/**
 * Symbols by number: a row of eight numbers each, their names' characters close together, and a hash table that finds them by these.
 *
 * Enters: the characters of names, in the core's memory. Leaves: numbers of symbols, in the order of their first mention, and the list
 * whose order is that of `.symtab`. symbol.ts makes objects of those that anybody looks at; most labels of compiler output never are.
 */
import { DOLLAR, DOT, LARGE_L, MAP, SMALL_D, SMALL_X, WHERE, ZERO } from './facts.ts';
import { SCRATCH, SCRATCH_SIZE, STATE } from './layout.ts';
import { copy, i32, u8 } from './memory.ts';
import { allocate, move, widen } from './regions.ts';
import { isSame, spread } from './words.ts';

/** Of a row: WHERE, number of the fragment (-1: none), value, bits, index, where the name lies (-1: symbol.ts has it) and its length, and the size: plus 1 if that is a number known here, below 0 one of LATE. */
export const ROW = { where: 0, frag: 1, value: 2, bits: 3, index: 4, name: 5, length: 6, size: 7 } as const;
/** log2 of the numbers of a row. */
export const ROW_LOG = 3;

/** Of a size that is known at the end: the place at which it ends, and the symbol at which it begins. */
export const LATE = { frag: 0, offset: 1, from: 2 } as const;
/** log2 of the numbers of one. */
export const LATE_LOG = 2;

/** What is yes or no of a symbol. */
export const BIT = {
  assignable: 1,
  held: 2,
  usedInReloc: 4,
  used: 8,
  hidden: 16,
  mapping: 32,
  numeric: 64,
  resolving: 128,
  isSection: 256,
  full: 512,
  local: 1024,
  unique: 2048,
  /** The value is not in the row: symbol.ts has it. */
  wide: 4096,
  /** Its value is read anew at each use (`==`). */
  again: 8192,
  /** Named as the target of a .weakref: weak unless used under its own name, too. */
  weakTarget: 16384,
  /** There is more to it in the object file than the row has: symbol.ts has it. */
  special: 32768,
  /** Its name is another's now; what used it before still does. */
  renamed: 1 << 24,
} as const;

/** Above them two fields of four bits: STB_*, STT_*. */
export const BINDING_AT = 16;
export const TYPE_AT = 20;

const FIRST_ROWS = 1024;
const FIRST_SLOTS = 2048;
const FIRST_NAMES = 16384;
const FIRST_LABELS = 64;
/** Where the names of the location counter and of mapping symbols lie. */
export const DOT_NAME = 0;
const CODE_NAME = 1;
const DATA_NAME = 3;

/** How many rows, entries of the list, bytes of names there is room for. */
let rowRoom = 0;
let orderRoom = 0;
let nameRoom = 0;
let nameEnd = 0;
/** Two numbers a slot: the hash, and the symbol plus 1; index of the first, and how many numbers less 2. */
let slots = 0;
let slotMask = 0;
let named = 0;
/** Numeric labels, four numbers a slot: the label's number plus 1, the last one defined, the next one if mentioned (each plus 1), how many were defined. */
let labels = 0;
let labelMask = 0;
let labelCount = 0;

let lateRoom = 0;

let longRoom = 0;
let longAt = 0;

/** Where the characters of a name that comes from elsewhere may be put. */
export function roomForName(length: number): number {
  if (length <= SCRATCH_SIZE) return SCRATCH;
  if (length > longRoom) {
    longAt = allocate(length);
    longRoom = length;
  }
  return longAt;
}

/** Begin anew, with no symbols. */
export function resetSymbols(): void {
  const rows = allocate(FIRST_ROWS << (ROW_LOG + 2));
  i32[STATE.rows] = rows >>> 2;
  rowRoom = FIRST_ROWS;
  const order = allocate(FIRST_ROWS << 2);
  i32[STATE.order] = order >>> 2;
  orderRoom = FIRST_ROWS;
  const names = allocate(FIRST_NAMES);
  i32[STATE.names] = names;
  nameRoom = FIRST_NAMES;
  slots = allocate(FIRST_SLOTS << 3) >>> 2;
  slotMask = (FIRST_SLOTS << 1) - 2;
  labels = allocate(FIRST_LABELS << 4) >>> 2;
  labelMask = (FIRST_LABELS << 2) - 4;
  i32[STATE.symbols] = 0;
  i32[STATE.ordered] = 0;
  u8[names + DOT_NAME] = DOT;
  u8[names + CODE_NAME] = DOLLAR;
  u8[names + CODE_NAME + 1] = SMALL_X;
  u8[names + DATA_NAME] = DOLLAR;
  u8[names + DATA_NAME + 1] = SMALL_D;
  nameEnd = DATA_NAME + 2;
  i32[STATE.lateCount] = 0;
  i32[STATE.renamed] = 0;
  i32[STATE.keepsLocals] = 0;
  lateRoom = 0;
  named = 0;
  labelCount = 0;
  longRoom = 0;
}

/** A size that is known at the end; its number. */
export function makeLateSize(frag: number, offset: number, from: number): number {
  const n = i32[STATE.lateCount] as number;
  if (n === lateRoom) {
    const lates = move((i32[STATE.lates] as number) << 2, n << (LATE_LOG + 2), (n + FIRST_ROWS) << (LATE_LOG + 4));
    i32[STATE.lates] = lates >>> 2;
    lateRoom = (n + FIRST_ROWS) << 2;
  }
  const row = (i32[STATE.lates] as number) + (n << LATE_LOG);
  i32[row + LATE.frag] = frag;
  i32[row + LATE.offset] = offset;
  i32[row + LATE.from] = from;
  i32[STATE.lateCount] = n + 1;
  return n;
}

/** A symbol without a name here, undefined and in no list. */
export function makeSymbol(bits: number): number {
  const id = i32[STATE.symbols] as number;
  if (id === rowRoom) {
    const rows = widen(i32[STATE.rows] as number, rowRoom << ROW_LOG);
    i32[STATE.rows] = rows;
    rowRoom <<= 2;
  }
  i32[STATE.symbols] = id + 1;
  const row = (i32[STATE.rows] as number) + (id << ROW_LOG);
  i32[row + ROW.where] = 0;
  i32[row + ROW.frag] = -1;
  i32[row + ROW.value] = 0;
  i32[row + ROW.bits] = bits;
  i32[row + ROW.index] = 0;
  i32[row + ROW.name] = -1;
  i32[row + ROW.length] = 0;
  i32[row + ROW.size] = 0;
  return id;
}

/** Put a symbol at the end of the list. */
export function append(id: number): void {
  const n = i32[STATE.ordered] as number;
  if (n === orderRoom) {
    const order = widen(i32[STATE.order] as number, orderRoom);
    i32[STATE.order] = order;
    orderRoom <<= 2;
  }
  i32[(i32[STATE.order] as number) + n] = id;
  i32[STATE.ordered] = n + 1;
  i32[(i32[STATE.rows] as number) + (id << ROW_LOG) + ROW.index] = n + 1;
}

/** A directive gives it properties: a `.L` name takes its place in the list only then, unless all of them are kept. */
export function makeFull(id: number): void {
  const row = (i32[STATE.rows] as number) + (id << ROW_LOG);
  const bits = i32[row + ROW.bits] as number;
  if ((bits & (BIT.full | BIT.local)) !== BIT.local) return;
  i32[row + ROW.bits] = bits | BIT.full;
  if (i32[STATE.keepsLocals] === 0) moveToEnd(id);
}

/** A symbol of the list is the last one from now on. */
function moveToEnd(id: number): void {
  const index = i32[(i32[STATE.rows] as number) + (id << ROW_LOG) + ROW.index] as number;
  if (index === 0 || index === i32[STATE.ordered]) return;
  i32[(i32[STATE.order] as number) + index - 1] = -1;
  append(id);
}

/** The symbol whose name is the `length` characters at `at`, or -1. */
export function find(at: number, length: number): number {
  return (i32[slotOf(hashOf(at, length), at, length) + 1] as number) - 1;
}

/** The same, made (undefined, at the end of the list) if it is new. */
export function intern(at: number, length: number): number {
  const hash = hashOf(at, length);
  const slot = slotOf(hash, at, length);
  const known = i32[slot + 1] as number;
  return known > 0 ? known - 1 : internNew(slot, hash, at, length);
}

function internNew(slot: number, hash: number, at: number, length: number): number {
  const local = length > 1 && u8[at] === 46 && u8[at + 1] === 76;
  const id = makeSymbol(local ? BIT.local : 0);
  const name = keepName(at, length);
  const row = (i32[STATE.rows] as number) + (id << ROW_LOG);
  i32[row + ROW.name] = name;
  i32[row + ROW.length] = length;
  append(id);
  i32[slot] = hash;
  i32[slot + 1] = id + 1;
  named++;
  if (named << 2 > slotMask) growSlots();
  return id;
}

/** Keep the `length` characters at `at` behind the names that there are; where they lie. */
export function keepName(at: number, length: number): number {
  makeNameRoom(length);
  const name = nameEnd;
  copy((i32[STATE.names] as number) + name, at, length);
  nameEnd += length;
  return name;
}

function makeNameRoom(length: number): void {
  if (nameEnd + length <= nameRoom) return;
  let room = nameRoom << 2;
  while (room > 0 && room < nameEnd + length) room <<= 1;
  // more than there may be of anything
  if (room === 0) room = -1;
  const names = move(i32[STATE.names] as number, nameEnd, room);
  i32[STATE.names] = names;
  nameRoom = room;
}

/** The symbol, if it stands for itself in an expression; else -1. */
export function usable(id: number): number {
  const row = (i32[STATE.rows] as number) + (id << ROW_LOG);
  return i32[row + ROW.where] === WHERE.absolute || ((i32[row + ROW.bits] as number) & BIT.again) !== 0 ? -1 : id;
}

/** A symbol at this offset of a fragment, named as the location counter is. */
export function makeHere(frag: number, offset: number): number {
  const id = makeSymbol(0);
  const row = (i32[STATE.rows] as number) + (id << ROW_LOG);
  i32[row + ROW.where] = WHERE.place;
  i32[row + ROW.frag] = frag;
  i32[row + ROW.value] = offset;
  i32[row + ROW.name] = DOT_NAME;
  i32[row + ROW.length] = 1;
  return id;
}

/** A mapping symbol at this offset of a fragment, at the end of the list: of code or data (MAP). */
export function makeMapping(state: number, frag: number, offset: number): number {
  const id = makeSymbol(BIT.mapping);
  const row = (i32[STATE.rows] as number) + (id << ROW_LOG);
  i32[row + ROW.where] = WHERE.place;
  i32[row + ROW.frag] = frag;
  i32[row + ROW.value] = offset;
  i32[row + ROW.name] = state === MAP.code ? CODE_NAME : DATA_NAME;
  i32[row + ROW.length] = 2;
  append(id);
  return id;
}

/** The name of `old` is that of `fresh` from now on. */
export function rename(old: number, fresh: number): void {
  i32[STATE.renamed] = (i32[STATE.renamed] as number) + 1;
  const bits = (i32[STATE.rows] as number) + (old << ROW_LOG) + ROW.bits;
  i32[bits] = (i32[bits] as number) | BIT.renamed;
  const rows = i32[STATE.rows] as number;
  const from = rows + (old << ROW_LOG);
  const to = rows + (fresh << ROW_LOG);
  const name = i32[from + ROW.name] as number;
  if (name < 0 || ((i32[from + ROW.bits] as number) & BIT.numeric) !== 0) return;
  const length = i32[from + ROW.length] as number;
  i32[to + ROW.name] = name;
  i32[to + ROW.length] = length;
  const at = (i32[STATE.names] as number) + name;
  const slot = slotOf(hashOf(at, length), at, length);
  if (i32[slot + 1] === old + 1) i32[slot + 1] = fresh + 1;
}

function hashOf(at: number, length: number): number {
  let hash = -2128831035;
  const end = at + length;
  for (let i = at; i < end; i++) hash = Math.imul(hash ^ (u8[i] as number), 16777619);
  return hash ^ (hash >>> 15);
}

/** The slot of the name at `at`, or the free one where it belongs. */
function slotOf(hash: number, at: number, length: number): number {
  const mask = slotMask;
  const first = slots;
  const rows = i32[STATE.rows] as number;
  const names = i32[STATE.names] as number;
  let place = (hash << 1) & mask;
  for (;;) {
    const slot = first + place;
    const known = i32[slot + 1] as number;
    if (known === 0) return slot;
    if (i32[slot] === hash) {
      const row = rows + ((known - 1) << ROW_LOG);
      if (i32[row + ROW.length] === length && isSame(names + (i32[row + ROW.name] as number), at, length) !== 0)
        return slot;
    }
    place = (place + 2) & mask;
  }
}

function growSlots(): void {
  const before = slots;
  const count = slotMask + 2;
  slots = allocate(count << 4) >>> 2;
  slotMask = (count << 2) - 2;
  for (let from = before; from < before + count; from += 2) {
    if (i32[from + 1] === 0) continue;
    let place = ((i32[from] as number) << 1) & slotMask;
    while (i32[slots + place + 1] !== 0) place = (place + 2) & slotMask;
    i32[slots + place] = i32[from] as number;
    i32[slots + place + 1] = i32[from + 1] as number;
  }
}

/** The slot of a numeric label, made if it is new. */
function labelSlot(number: number): number {
  const key = (number + 1) | 0;
  let place = spread(number) & labelMask;
  for (;;) {
    const slot = labels + place;
    const known = i32[slot] as number;
    if (known === key) return slot;
    if (known === 0) {
      if (labelCount << 3 > labelMask) {
        growLabels();
        return labelSlot(number);
      }
      labelCount++;
      i32[slot] = key;
      return slot;
    }
    place = (place + 4) & labelMask;
  }
}

function growLabels(): void {
  const before = labels;
  const count = labelMask + 4;
  labels = allocate(count << 4) >>> 2;
  labelMask = (count << 2) - 4;
  labelCount = 0;
  for (let from = before; from < before + count; from += 4) {
    if (i32[from] === 0) continue;
    const slot = labelSlot(((i32[from] as number) - 1) | 0);
    for (let k = 1; k < 4; k++) i32[slot + k] = i32[from + k] as number;
  }
}

/** `1f`, made if it is new, or `1b`: -1 where none was defined. */
export function findLabel(number: number, forward: number): number {
  const slot = labelSlot(number);
  if (forward === 0) return (i32[slot + 1] as number) - 1;
  const known = i32[slot + 2] as number;
  if (known > 0) return known - 1;
  const id = makeLabel(number, (i32[slot + 3] as number) + 1);
  i32[slot + 2] = id + 1;
  return id;
}

/** `1:`; the caller places the symbol. */
export function defineLabel(number: number): number {
  const slot = labelSlot(number);
  const next = i32[slot + 2] as number;
  const id = next > 0 ? next - 1 : makeLabel(number, (i32[slot + 3] as number) + 1);
  i32[slot + 1] = id + 1;
  i32[slot + 2] = 0;
  i32[slot + 3] = (i32[slot + 3] as number) + 1;
  return id;
}

/** A numeric label has no characters: in their place are the number, and how many of it there were. */
function makeLabel(number: number, count: number): number {
  const id = makeSymbol(BIT.local | BIT.numeric);
  const row = (i32[STATE.rows] as number) + (id << ROW_LOG);
  i32[row + ROW.name] = number;
  i32[row + ROW.length] = count;
  append(id);
  return id;
}

/** The most characters of a numeric label's name. */
const MOST_LABEL = 24;
/** Behind the label's number. */
const LABEL_MARK = 2;
/** The length of the name that was made last. */
export let labelLength = 0;

/** The name that GNU as gives the `count`th label of a number, kept among the names; where it lies. */
export function labelName(number: number, count: number): number {
  makeNameRoom(MOST_LABEL);
  const name = nameEnd;
  const at = (i32[STATE.names] as number) + name;
  u8[at] = DOT;
  u8[at + 1] = LARGE_L;
  const mark = putDecimal(at + 2, number);
  u8[mark] = LABEL_MARK;
  const end = putDecimal(mark + 1, count);
  labelLength = end - at;
  nameEnd += labelLength;
  return name;
}

/** Write a number in decimal; where it ends. */
export function putDecimal(at: number, number: number): number {
  let digits = 1;
  for (let rest = (number / 10) | 0; rest > 0; rest = (rest / 10) | 0) digits++;
  let rest = number;
  for (let to = at + digits - 1; to >= at; to--) {
    u8[to] = ZERO + (rest % 10);
    rest = (rest / 10) | 0;
  }
  return at + digits;
}
