/**
 * Sections and subsections by number, and the directives that go from one to another.
 *
 * Enters: rows as section.ts has filled them when a subsection was left last. Leaves: the state of the reader in another subsection, that of the one before in
 * its row, and where in the output that was. What leads to a subsection for the first time is another's matter.
 */
import { KINDS_OF } from './directives.ts';
import { APOSTROPHE, BACKSLASH, MAP, NEWLINE, QUOTE, SEMICOLON, SLASH, SPACE, TAB } from './facts.ts';
import { FRAG, FRAG_LOG } from './fragments.ts';
import { STATE } from './layout.ts';
import { i32, u8 } from './memory.ts';
import { endOfStatement, overBlanks, readNumber, value, valueEnd } from './numbers.ts';
import { leaveFor, outMark } from './output.ts';
import { allocate, move, widen } from './regions.ts';
import { rowOfText } from './words.ts';

/**
 * Of a subsection: its section and number; another subsection of the section, in a ring; the open fragment, bytes, first and last fixup; and the open procedure
 * (-1: none).
 */
export const SUB = {
  section: 0,
  number: 1,
  ring: 2,
  frag: 3,
  length: 4,
  firstFixup: 5,
  lastFixup: 6,
  procedure: 7,
} as const;
/** log2 of the numbers of a row. */
export const SUB_LOG = 3;

/**
 * Of a section: HAS, MAP, the power of two that it is aligned to; at the end its symbol plus 1, if all in it has addresses that nothing can change, and its index in the
 * object, with THREAD_LOCAL.
 */
export const SECTION = { flags: 0, map: 1, power: 2, settled: 3, place: 4 } as const;
export const SECTION_LOG = 3;
/** What is in the section is thread-local. */
export const THREAD_LOCAL = 1 << 30;

/** What is yes or no of a section: it has places, code, data; it is one that keeps names; which bytes of it are data matters. */
export const HAS = { places: 1, code: 2, data: 4, names: 8, pieces: 16 } as const;

const FIRST_SUBS = 64;
const FIRST_SECTIONS = 64;
const FIRST_STACK = 64;
let subRoom = 0;
let sectionRoom = 0;
let stackRoom = 0;

/** Begin anew, with no sections. */
export function resetSections(): void {
  const subs = allocate(FIRST_SUBS << (SUB_LOG + 2));
  i32[STATE.subs] = subs >>> 2;
  subRoom = FIRST_SUBS;
  const sections = allocate(FIRST_SECTIONS << (SECTION_LOG + 2));
  i32[STATE.sectionRows] = sections >>> 2;
  sectionRoom = FIRST_SECTIONS;
  const stack = allocate(FIRST_STACK << 3);
  i32[STATE.stack] = stack >>> 2;
  stackRoom = FIRST_STACK;
  i32[STATE.subCount] = 0;
  i32[STATE.stacked] = 0;
  i32[STATE.previous] = -1;
}

/** A subsection with this number of a section that another one is of, too (-1: none); its own number. */
export function makeSub(section: number, number: number, other: number): number {
  const id = i32[STATE.subCount] as number;
  if (id === subRoom) {
    const rows = widen(i32[STATE.subs] as number, id << SUB_LOG);
    i32[STATE.subs] = rows;
    subRoom <<= 2;
  }
  if (section >= sectionRoom) {
    const used = sectionRoom;
    while (section >= sectionRoom) sectionRoom <<= 2;
    const rows = move(
      (i32[STATE.sectionRows] as number) << 2,
      used << (SECTION_LOG + 2),
      sectionRoom << (SECTION_LOG + 2),
    );
    i32[STATE.sectionRows] = rows >>> 2;
  }
  i32[STATE.subCount] = id + 1;
  const row = (i32[STATE.subs] as number) + (id << SUB_LOG);
  i32[row + SUB.section] = section;
  i32[row + SUB.number] = number;
  i32[row + SUB.ring] = id;
  i32[row + SUB.firstFixup] = -1;
  i32[row + SUB.lastFixup] = -1;
  i32[row + SUB.procedure] = -1;
  if (other >= 0) {
    const ring = (i32[STATE.subs] as number) + (other << SUB_LOG) + SUB.ring;
    i32[row + SUB.ring] = i32[ring] as number;
    i32[ring] = id;
  }
  return id;
}

/** Put a subsection, and what `.previous` means with it, on the stack. */
export function pushSection(here: number, previous: number): void {
  const n = i32[STATE.stacked] as number;
  if (n === stackRoom) {
    const rows = widen(i32[STATE.stack] as number, n << 1);
    i32[STATE.stack] = rows;
    stackRoom <<= 2;
  }
  const row = (i32[STATE.stack] as number) + (n << 1);
  i32[row] = here;
  i32[row + 1] = previous;
  i32[STATE.stacked] = n + 1;
}

/** Be in the subsection STATE.sub says, by its row. */
export function load(): void {
  const row = (i32[STATE.subs] as number) + ((i32[STATE.sub] as number) << SUB_LOG);
  const section = (i32[STATE.sectionRows] as number) + ((i32[row + SUB.section] as number) << SECTION_LOG);
  const flags = i32[section + SECTION.flags] as number;
  const map = i32[section + SECTION.map] as number;
  const power = i32[section + SECTION.power] as number;
  const places = (flags & HAS.places) !== 0;
  const code = (flags & HAS.code) !== 0;
  const frag = i32[row + SUB.frag] as number;
  const length = i32[row + SUB.length] as number;
  const start = i32[(i32[STATE.frags] as number) + (frag << FRAG_LOG) + FRAG.start] as number;
  i32[STATE.codeReady] = places && map === MAP.code && power >= 2 ? 1 : 0;
  i32[STATE.numbersReady] = (flags & HAS.data) === 0 ? 0 : (i32[STATE.codeReady] as number);
  i32[STATE.dataReady] = places && (flags & (HAS.data | HAS.pieces)) === HAS.data && map !== MAP.code ? 1 : 0;
  i32[STATE.labelsReady] = places && i32[STATE.labelsAllowed] !== 0 ? 1 : 0;
  i32[STATE.alignReady] = places && map === (code ? MAP.code : MAP.data) ? 1 : 0;
  i32[STATE.fillReady] = places && map === MAP.data ? 1 : 0;
  i32[STATE.keepsNames] = places && (flags & HAS.names) === 0 ? 0 : 1;
  i32[STATE.isCode] = code ? 1 : 0;
  i32[STATE.power] = power;
  i32[STATE.frag] = frag;
  i32[STATE.before] = length - outMark();
  i32[STATE.offset] = length - start - outMark();
  i32[STATE.firstFixup] = i32[row + SUB.firstFixup] as number;
  i32[STATE.lastFixup] = i32[row + SUB.lastFixup] as number;
  i32[STATE.procedure] = i32[row + SUB.procedure] as number;
}

/** Keep in its row what is of the subsection at hand. */
export function store(): void {
  const row = (i32[STATE.subs] as number) + ((i32[STATE.sub] as number) << SUB_LOG);
  const section = (i32[STATE.sectionRows] as number) + ((i32[row + SUB.section] as number) << SECTION_LOG);
  i32[section + SECTION.power] = i32[STATE.power] as number;
  i32[row + SUB.frag] = i32[STATE.frag] as number;
  i32[row + SUB.length] = (i32[STATE.before] as number) + outMark();
  i32[row + SUB.firstFixup] = i32[STATE.firstFixup] as number;
  i32[row + SUB.lastFixup] = i32[STATE.lastFixup] as number;
  i32[row + SUB.procedure] = i32[STATE.procedure] as number;
}

function enter(id: number): void {
  store();
  i32[STATE.sub] = id;
  leaveFor(id);
  load();
}

/** `.section`, `.text` and the like, whose operands begin at `from`; where the statement ends, or 0. */
export function changeSection(kind: number, from: number, limit: number): number {
  if (i32[STATE.mayLeave] === 0) return 0;
  let end = 0;
  let to = -1;
  if (kind === KINDS_OF.section || kind === KINDS_OF.pushSection) {
    end = operandsEnd(kind, overBlanks(from, limit), limit);
    if (end !== 0) to = target;
  } else if (kind === KINDS_OF.subsection) {
    if (readNumber(from, limit) === 0 || value < 0) return 0;
    end = endOfStatement(valueEnd, limit);
    to = sibling(value);
  } else {
    end = endOfStatement(from, limit);
    if (kind === KINDS_OF.text) to = i32[STATE.textSub] as number;
    else if (kind === KINDS_OF.data0) to = i32[STATE.dataSub] as number;
    else if (kind === KINDS_OF.previous) to = i32[STATE.previous] as number;
    else return popSection(end);
  }
  if (end === 0 || to < 0) return 0;
  const here = i32[STATE.sub] as number;
  if (kind === KINDS_OF.pushSection) pushSection(here, i32[STATE.previous] as number);
  i32[STATE.previous] = here;
  enter(to);
  return end;
}

function popSection(end: number): number {
  const top = (i32[STATE.stacked] as number) - 1;
  if (end === 0 || top < 0) return 0;
  const row = (i32[STATE.stack] as number) + (top << 1);
  const to = i32[row] as number;
  i32[STATE.stacked] = top;
  i32[STATE.previous] = i32[row + 1] as number;
  enter(to);
  return end;
}

/** The subsection with this number of the section at hand; -1: there is none yet. */
function sibling(number: number): number {
  const here = i32[STATE.sub] as number;
  let id = here;
  do {
    const row = (i32[STATE.subs] as number) + (id << SUB_LOG);
    if (i32[row + SUB.number] === number) return id;
    id = i32[row + SUB.ring] as number;
  } while (id !== here);
  return -1;
}

/** Where operands led that were read before. */
let target = 0;

/** Where the operands that begin at `start` end; 0 where they are not known. */
function operandsEnd(kind: number, start: number, limit: number): number {
  let quoted = false;
  let hash = 0;
  let at = start;
  for (; at < limit; at++) {
    const c = u8[at] as number;
    if (c === QUOTE) quoted = !quoted;
    else if (c === NEWLINE || (c === SEMICOLON && !quoted)) break;
    else if (c === BACKSLASH || (c < SPACE && c !== TAB)) return 0;
    else if (!quoted && (c === SLASH || c === APOSTROPHE)) return 0;
    hash = (Math.imul(hash, 31) + c) | 0;
  }
  const length = at - start;
  if (quoted || length === 0 || length > 255) return 0;
  const row = rowOfText(
    i32[STATE.sectionLines] as number,
    i32[STATE.sectionMask] as number,
    i32[STATE.sectionTexts] as number,
    kind === KINDS_OF.pushSection ? ~hash : hash,
    start,
    length,
  );
  if (i32[row + 1] === 0) return 0;
  target = i32[row + 3] as number;
  return at;
}
