/**
 * Loops of a file that were read before word for word: inline assembly writes the same ones at each use.
 *
 * Enters: the texts that known-texts.ts remembers, from the operands of `.irp` to the end of `.endr`, each in its slot. Leaves: the ends of loops all of whose
 * effect is to give symbols the numbers that they have.
 */
import { directiveAt, hasNumber, isSetAgain, KINDS_OF, setSymbol } from './directives.ts';
import { charge } from './expansion.ts';
import { DOT, NAME_PART, NEWLINE, SEMICOLON, SPACE, TAB } from './facts.ts';
import { CLASSES, STATE } from './layout.ts';
import { i32, u8 } from './memory.ts';
import { overBlanks, value } from './numbers.ts';
import { allocate, reserve } from './regions.ts';
import { standsAt, textHash } from './words.ts';

/** So many loops are remembered, and none that is longer; what one comes to is at most so long. */
export const MOST_TEXTS = 32;
export const LONGEST_TEXT = 1 << 12;
export const LONGEST_COPIES = 1 << 14;

/** Of a row: the length of the text (0: free), that of what it comes to, how many symbols it gives numbers to (-1: it was not looked at), and what STATE.renamed was then. */
export const TEXT = { length: 0, copies: 1, pairs: 2, renamed: 3 } as const;
export const TEXT_LOG = 2;

/** So many symbols of a loop are remembered. */
const MOST_PAIRS = 128;
const PAIRS_SIZE = MOST_PAIRS << 3;

/** Addresses of the texts, one a slot, of what loops come to, and of their symbols and numbers; 0: nothing was remembered yet. */
let loopTexts = 0;
let copies = 0;
let pairs = 0;

/** Begin anew, with no loops. */
export function resetLoops(): void {
  const rows = allocate(MOST_TEXTS << (TEXT_LOG + 2));
  i32[STATE.loops] = rows >>> 2;
  loopTexts = 0;
}

/** The address for the text of a loop in a slot, which is free from now on. */
export function roomForLoop(slot: number): number {
  if (loopTexts === 0) {
    loopTexts = reserve(MOST_TEXTS * LONGEST_TEXT);
    copies = reserve(MOST_TEXTS * LONGEST_COPIES);
    pairs = reserve(MOST_TEXTS * PAIRS_SIZE);
  }
  const row = (i32[STATE.loops] as number) + (slot << TEXT_LOG);
  i32[row + TEXT.length] = 0;
  i32[row + TEXT.pairs] = -1;
  return loopTexts + slot * LONGEST_TEXT;
}

/** The address for what the loop in a slot comes to. */
export function roomForCopies(slot: number): number {
  return copies + slot * LONGEST_COPIES;
}

/** `.irp` with the operands at `from`: where the loop ends that is known, if nothing comes of it; else 0. */
export function loopAgain(from: number, limit: number): number {
  if (i32[STATE.mayExpand] === 0 || i32[STATE.alternate] !== 0) return 0;
  const at = overBlanks(from, limit);
  for (let slot = 0; slot < MOST_TEXTS; slot++) {
    const row = (i32[STATE.loops] as number) + (slot << TEXT_LOG);
    const end = standsAt(at, limit, loopTexts + slot * LONGEST_TEXT, i32[row + TEXT.length] as number);
    if (end === 0) continue;
    if (isDone(row, slot) === 0) return 0;
    charge(i32[row + TEXT.copies] as number);
    return end;
  }
  return 0;
}

/** Whether a loop gives symbols the numbers that they have, and does nothing else. */
function isDone(row: number, slot: number): number {
  const list = (pairs + slot * PAIRS_SIZE) >>> 2;
  const count = i32[row + TEXT.pairs] as number;
  if (count >= 0 && i32[row + TEXT.renamed] === i32[STATE.renamed]) {
    for (let i = 0; i < count; i++)
      if (hasNumber(i32[list + 2 * i] as number, i32[list + 2 * i + 1] as number) === 0) return 0;
    return 1;
  }
  i32[row + TEXT.pairs] = -1;
  const text = roomForCopies(slot);
  const limit = text + (i32[row + TEXT.copies] as number);
  let at = nextStatement(text, limit);
  let n = 0;
  while (at < limit) {
    const end = directiveEnd(at, limit);
    if (n === MOST_PAIRS || end === 0 || directiveKind !== KINDS_OF.set) return 0;
    const after = isSetAgain(end, limit);
    if (after === 0) return 0;
    i32[list + 2 * n] = setSymbol;
    i32[list + 2 * n + 1] = value;
    n++;
    at = nextStatement(after, limit);
  }
  i32[row + TEXT.pairs] = n;
  i32[row + TEXT.renamed] = i32[STATE.renamed] as number;
  return 1;
}

function nextStatement(from: number, limit: number): number {
  let at = from;
  while (at < limit) {
    const c = u8[at];
    if (c !== NEWLINE && c !== SEMICOLON && c !== SPACE && c !== TAB) break;
    at++;
  }
  return at;
}

let directiveKind = 0;

/** Where the name of the directive at `at` ends, whose kind is in `directiveKind`; 0: there is none. */
function directiveEnd(at: number, limit: number): number {
  if (u8[at] !== DOT) return 0;
  let end = at + 1;
  while (end < limit && ((u8[CLASSES + (u8[end] as number)] as number) & NAME_PART) !== 0) end++;
  directiveKind = directiveAt(textHash(at, end - at), at, end);
  return end;
}
