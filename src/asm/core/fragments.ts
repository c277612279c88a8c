/**
 * Fragments by number: a row of numbers each (section.ts says what they mean), and addresses for those whose sizes depend on nothing else.
 */
import { VARIABLE } from './facts.ts';
import { STATE } from './layout.ts';
import { copy, i32, u8 } from './memory.ts';
import { allocate, move } from './regions.ts';

/** Of a row: the subsection and (`section`) the section by number; where its bytes begin and how many they are; the variable part; its place; the power and the most bytes of an alignment; the next fragment of the subsection (-1: this is the open one); whether section.ts has more of it. */
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
} as const;
/** log2 of the numbers of a row. */
export const FRAG_LOG = 4;

/** A number that does not fit: section.ts has it. */
export const WIDE = -1;
/** Sizes and addresses up to here fit. */
export const MOST_PLACED = 0x3fffffff;

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
    const rows = move((i32[STATE.frags] as number) << 2, room << (FRAG_LOG + 2), room << (FRAG_LOG + 4));
    i32[STATE.frags] = rows >>> 2;
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

/**
 * Addresses for the fragments from `id` on, the first of them at `from`, and sizes for alignments; the open one ends at `end` of the bytes. It stops at one
 * whose size depends on more, or whose numbers do not fit, and returns that (-1: all are done); STATE.placed says what address is next, and
 * STATE.changed whether anything is not as it was.
 */
export function placeFragments(id: number, from: number, end: number): number {
  let at = from;
  let next = id;
  while (next >= 0) {
    const row = (i32[STATE.frags] as number) + (next << FRAG_LOG);
    const kind = i32[row + FRAG.kind] as number;
    const power = i32[row + FRAG.power] as number;
    let size = i32[row + FRAG.size] as number;
    if (kind >= VARIABLE.org || at > MOST_PLACED || size === WIDE || power > 30) break;
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
      if (kind === VARIABLE.alignCode) padCode(at + length + (size & 3), at + length + size);
      else if (i32[row + FRAG.rare] !== 0) return next;
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
