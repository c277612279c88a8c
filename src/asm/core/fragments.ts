/**
 * Fragments by number: a row of numbers each (section.ts says what they mean), and addresses for those whose sizes depend on nothing else.
 */
import { VARIABLE, WHERE } from './facts.ts';
import { STATE } from './layout.ts';
import { copy, i32, u8 } from './memory.ts';
import { allocate, widen } from './regions.ts';
import { BIT, ROW, ROW_LOG } from './symbols.ts';

/** Of a row: the subsection and (`section`) the section by number; where its bytes begin and how many they are; the variable part; its place; the power and the most bytes of an alignment; the next fragment of the subsection (-1: this is the open one); whether section.ts has more of it; and of a LEB128 or `.org` that the core has read the symbols plus 1 and what is added, `most` being its position, and `power` whether a LEB128 is signed. */
export const FRAG = {
  owner: 0,
  start: 1,
  length: 2,
  kind: 3,
  size: 4,
  virtual: 5,
  stretch: 6,
  address: 7,
  power: 8,
  most: 9,
  next: 10,
  section: 11,
  rare: 12,
  plus: 13,
  minus: 14,
  addend: 15,
} as const;
/** log2 of the numbers of a row. */
export const FRAG_LOG = 4;

/** A number that does not fit: section.ts has it. */
export const WIDE = -1;
/** Sizes and addresses up to here fit. */
export const MOST_PLACED = 0x3fffffff;

/** Sums of two distances up to here fit. */
const MOST_DISTANCE = 0x1fffffff;

const FIRST_ROWS = 256;
let room = 0;

/** Begin anew, with no fragments. */
export function resetFragments(): void {
  const rows = allocate(FIRST_ROWS << (FRAG_LOG + 2));
  i32[STATE.frags] = rows >>> 2;
  i32[STATE.fragCount] = 0;
  room = FIRST_ROWS;
}

/** A fragment of this subsection of a section whose bytes begin at `start`; in this stretch, or (-1) the first of one. */
export function makeFragment(owner: number, section: number, start: number, stretch: number): number {
  const id = i32[STATE.fragCount] as number;
  if (id === room) {
    const rows = widen(i32[STATE.frags] as number, room << FRAG_LOG);
    i32[STATE.frags] = rows;
    room <<= 2;
  }
  i32[STATE.fragCount] = id + 1;
  const row = (i32[STATE.frags] as number) + (id << FRAG_LOG);
  i32[row + FRAG.owner] = owner;
  i32[row + FRAG.section] = section;
  i32[row + FRAG.start] = start;
  i32[row + FRAG.stretch] = stretch < 0 ? id : stretch;
  i32[row + FRAG.next] = -1;
  return id;
}

/** End a fragment, whose bytes end at `end`, with a variable part of so many bytes (-1: the layout finds out); the number of the one behind it. */
export function closeFragment(id: number, end: number, kind: number, known: number): number {
  const before = (i32[STATE.frags] as number) + (id << FRAG_LOG);
  const stretch = known < 0 ? -1 : (i32[before + FRAG.stretch] as number);
  const owner = i32[before + FRAG.owner] as number;
  const next = makeFragment(owner, i32[before + FRAG.section] as number, end, stretch);
  const row = (i32[STATE.frags] as number) + (id << FRAG_LOG);
  const length = end - (i32[row + FRAG.start] as number);
  i32[row + FRAG.length] = length;
  i32[row + FRAG.kind] = kind;
  i32[row + FRAG.next] = next;
  if (known >= 0) {
    i32[row + FRAG.size] = known;
    const virtual = i32[row + FRAG.virtual] as number;
    const far = virtual === WIDE || virtual > MOST_PLACED - length - known;
    i32[row + (1 << FRAG_LOG) * (next - id) + FRAG.virtual] = far ? WIDE : virtual + length + known;
  }
  return next;
}

/** What is no distance. */
export const FAR = -0x80000000;

/** How far a fragment begins behind another; FAR if that is not known yet. */
export function fragmentDistance(id: number, from: number): number {
  const rows = i32[STATE.frags] as number;
  const a = rows + (id << FRAG_LOG);
  const b = rows + (from << FRAG_LOG);
  const first = i32[a + FRAG.virtual] as number;
  const second = i32[b + FRAG.virtual] as number;
  if (i32[a + FRAG.stretch] !== i32[b + FRAG.stretch] || first === WIDE || second === WIDE) return FAR;
  return first - second;
}

/** What is to become of LEB128s of distances: they are left alone; have the least size; the one that they need now, if that is more; or the one that they have. */
export const LEBS = { leave: 0, least: 1, grow: 2, keep: 3 } as const;

/** The value of a LEB128 that the core has read, and whether there is one: a distance in one section, or a number. */
let distance = 0;

function hasDistance(row: number): number {
  const plus = (i32[row + FRAG.plus] as number) - 1;
  const minus = (i32[row + FRAG.minus] as number) - 1;
  if (plus < 0) return 0;
  const rows = i32[STATE.rows] as number;
  const to = rows + (plus << ROW_LOG);
  if (minus < 0) return isNumber(row, to);
  const from = rows + (minus << ROW_LOG);
  if (i32[to + ROW.where] !== WHERE.place || i32[from + ROW.where] !== WHERE.place) return 0;
  if ((((i32[to + ROW.bits] as number) | (i32[from + ROW.bits] as number)) & BIT.wide) !== 0) return 0;
  const last = i32[to + ROW.frag] as number;
  const first = i32[from + ROW.frag] as number;
  if (last < 0 || first < 0) return 0;
  const a = (i32[STATE.frags] as number) + (last << FRAG_LOG);
  const b = (i32[STATE.frags] as number) + (first << FRAG_LOG);
  if (i32[a + FRAG.section] !== i32[b + FRAG.section]) return 0;
  const end = i32[a + FRAG.address] as number;
  const start = i32[b + FRAG.address] as number;
  if (end === WIDE || start === WIDE) return 0;
  const far = end - start;
  const within =
    (i32[to + ROW.value] as number) - (i32[from + ROW.value] as number) + (i32[row + FRAG.addend] as number);
  if (far > MOST_DISTANCE || far < 0 - MOST_DISTANCE || within > MOST_DISTANCE || within < 0 - MOST_DISTANCE) return 0;
  distance = far + within;
  return distance >= 0 || i32[row + FRAG.power] !== 0 ? 1 : 0;
}

/** The same of a symbol that is a number by now. */
function isNumber(row: number, sym: number): number {
  const number = i32[sym + ROW.value] as number;
  const addend = i32[row + FRAG.addend] as number;
  if (i32[sym + ROW.where] !== WHERE.absolute || ((i32[sym + ROW.bits] as number) & BIT.wide) !== 0) return 0;
  if (number < 0 || number > MOST_DISTANCE || addend > MOST_DISTANCE || addend < 0 - MOST_DISTANCE) return 0;
  distance = number + addend;
  return distance >= 0 ? 1 : 0;
}

/** Where the `.org` that ends a fragment leads, if that is a place before it in its subsection, whose address is known by now; else -1. */
function originOf(row: number, id: number): number {
  const place = (i32[STATE.rows] as number) + (((i32[row + FRAG.plus] as number) - 1) << ROW_LOG);
  const from = i32[place + ROW.frag] as number;
  const isPlace = i32[place + ROW.where] === WHERE.place && ((i32[place + ROW.bits] as number) & BIT.wide) === 0;
  if (!isPlace || from < 0 || from > id) return -1;
  const target = (i32[STATE.frags] as number) + (from << FRAG_LOG);
  const address = i32[target + FRAG.address] as number;
  const offset = i32[place + ROW.value] as number;
  const addend = i32[row + FRAG.addend] as number;
  if (offset > MOST_DISTANCE || addend > MOST_DISTANCE || addend < 0 - MOST_DISTANCE) return -1;
  if (i32[target + FRAG.owner] !== i32[row + FRAG.owner] || address > MOST_DISTANCE || address === WIDE) return -1;
  return address + offset + addend;
}

/** Bytes of the distance as a LEB128. */
function lebLength(signed: number): number {
  const sign = signed !== 0 ? 64 : 0;
  let rest = distance;
  let length = 1;
  for (;;) {
    const low = rest & sign;
    rest >>= 7;
    if ((rest === 0 && low === 0) || (rest === -1 && low !== 0)) return length;
    length++;
  }
}

/** Write it in so many bytes, which may be more than it needs. */
function putLeb(at: number, size: number): void {
  let rest = distance;
  for (let i = 0; i < size - 1; i++) {
    u8[at + i] = (rest & 127) | 128;
    rest >>= 7;
  }
  u8[at + size - 1] = rest & 127;
}

/** Give those among the fragments from number `from` up to `to` whose sizes depend on symbols their positions: they have offsets from `pos`, or all are there. */
export function placeDependents(from: number, to: number, pos: number, advance: number): void {
  for (let id = from; id < to; id++) {
    const row = (i32[STATE.frags] as number) + (id << FRAG_LOG);
    if (i32[row + FRAG.plus] !== 0) i32[row + FRAG.most] = advance !== 0 ? pos + (i32[row + FRAG.most] as number) : pos;
  }
}

/**
 * Addresses for the fragments from `id` on, the first of them at `from`, and sizes for alignments; the open one ends at `end` of the bytes. It stops at one
 * whose size depends on more, or whose numbers do not fit, and returns that (-1: all are done); STATE.placed says what address is next, and
 * STATE.changed whether anything is not as it was.
 */
export function placeFragments(id: number, from: number, end: number, lebs: number): number {
  let at = from;
  let next = id;
  while (next >= 0) {
    const row = (i32[STATE.frags] as number) + (next << FRAG_LOG);
    const kind = i32[row + FRAG.kind] as number;
    const power = i32[row + FRAG.power] as number;
    let size = i32[row + FRAG.size] as number;
    const isLeb = lebs !== LEBS.leave && kind === VARIABLE.leb && i32[row + FRAG.plus] !== 0;
    const isOrg = kind === VARIABLE.org && i32[row + FRAG.plus] !== 0;
    if ((kind >= VARIABLE.org && !isLeb && !isOrg) || at > MOST_PLACED || size === WIDE || power > 30) break;
    if (i32[row + FRAG.address] !== at) {
      i32[row + FRAG.address] = at;
      i32[STATE.changed] = 1;
    }
    const following = i32[row + FRAG.next] as number;
    if (following < 0) i32[row + FRAG.length] = end - (i32[row + FRAG.start] as number);
    const length = i32[row + FRAG.length] as number;
    if (length > MOST_PLACED - at) break;
    if (kind === VARIABLE.align || kind === VARIABLE.alignCode) {
      const pad = (0 - at - length) & ((1 << power) - 1);
      const most = i32[row + FRAG.most] as number;
      const wanted = most > 0 && pad > most ? 0 : pad;
      if (wanted !== size) {
        i32[row + FRAG.size] = wanted;
        i32[STATE.changed] = 1;
        size = wanted;
      }
    }
    if (isOrg) {
      const wanted = originOf(row, next) - at - length;
      if (wanted < 0) break;
      if (wanted !== size) {
        i32[row + FRAG.size] = wanted;
        i32[STATE.changed] = 1;
        size = wanted;
      }
    }
    if (isLeb && lebs !== LEBS.keep) {
      let wanted = 1;
      if (lebs === LEBS.grow) {
        if (hasDistance(row) === 0) break;
        wanted = lebLength(power);
        if (wanted < size) wanted = size;
      }
      if (wanted !== size) {
        i32[row + FRAG.size] = wanted;
        i32[STATE.changed] = 1;
        size = wanted;
      }
      i32[STATE.dependent] = 1;
    }
    if (size > MOST_PLACED - at - length) break;
    at += length + size;
    next = following;
  }
  i32[STATE.placed] = at;
  return next;
}

/** The first fragment from `id` on that pads code and begins off a word boundary; -1: none. */
export function oddPadding(id: number): number {
  let next = id;
  while (next >= 0) {
    const row = (i32[STATE.frags] as number) + (next << FRAG_LOG);
    if (i32[row + FRAG.kind] === VARIABLE.alignCode && ((i32[row + FRAG.size] as number) & 3) !== 0) return next;
    next = i32[row + FRAG.next] as number;
  }
  return -1;
}

/**
 * Copy the bytes of the fragments from `id` on, which are those at `from`, to their addresses behind `to`, where there are zeros, and pad code with
 * NOPs; until one, whose number is returned, with more in its variable part (-1: none has).
 */
export function copyFragments(id: number, from: number, to: number): number {
  let next = id;
  while (next >= 0) {
    const row = (i32[STATE.frags] as number) + (next << FRAG_LOG);
    const length = i32[row + FRAG.length] as number;
    const at = to + (i32[row + FRAG.address] as number);
    copy(at, from + (i32[row + FRAG.start] as number), length);
    const size = i32[row + FRAG.size] as number;
    if (size > 0) {
      const kind = i32[row + FRAG.kind] as number;
      if (kind === VARIABLE.leb && hasDistance(row) !== 0) putLeb(at + length, size);
      else if (kind === VARIABLE.alignCode) padCode(at + length + (size & 3), at + length + size);
      else if (i32[row + FRAG.rare] !== 0 || kind === VARIABLE.leb) return next;
    }
    next = i32[row + FRAG.next] as number;
  }
  return -1;
}

/** NOPs. */
function padCode(from: number, end: number): void {
  for (let at = from; at < end; at += 4) {
    u8[at] = 0x1f;
    u8[at + 1] = 0x20;
    u8[at + 2] = 0x03;
    u8[at + 3] = 0xd5;
  }
}
