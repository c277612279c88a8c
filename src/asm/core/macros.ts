/**
 * Definitions of macros, and loops, that were read before word for word, and calls that come to instructions given as numbers: inline assembly writes the
 * same ones at each use.
 *
 * Enters: the texts that known-texts.ts remembers, from the operands of the first statement to the end of the last, each in its slot. Leaves: macros that are
 * defined until they are purged; those that are when the core stops are known-texts.ts's to take. A loop is read here only where all it does is
 * to give symbols the numbers that they have.
 */
import { directiveAt, hasNumber, isSetAgain, KINDS_OF, setSymbol } from './directives.ts';
import { evaluateStatement, fits, isConstant, low } from './expression.ts';
import { DOT, NAME_PART, NEWLINE, SEMICOLON, SPACE, TAB } from './facts.ts';
import { CLASSES, STATE } from './layout.ts';
import { i32, u8 } from './memory.ts';
import { endOfStatement, overBlanks, value } from './numbers.ts';
import { backTo, emitWord, outMark } from './output.ts';
import { allocate, reserve } from './regions.ts';
import { isSame, rowOfText, textHash } from './words.ts';

/** So many texts of each kind are remembered, and none that is longer; what a loop comes to is at most so long. */
export const MOST_TEXTS = 32;
export const LONGEST_TEXT = 1 << 12;
export const LONGEST_COPIES = 1 << 14;

/**
 * Of a row: the length of the text (0: free). Of a macro, the length of its name, with which the text begins, MACRO, and where it was defined here. Which definition of all it
 * is. Of a loop, the length of what it comes to, how many symbols it gives numbers to (-1: it was not looked at), and what STATE.renamed was then.
 */
export const TEXT = { length: 0, name: 1, state: 2, at: 3, serial: 4, copies: 1, pairs: 2, renamed: 3 } as const;
export const TEXT_LOG = 3;

/** Whether a macro of this name is defined: none; the one of this text, as everybody knows, or as only the core does; another one. */
export const MACRO = { none: 0, known: 1, here: 2, other: 3 } as const;

/** So many symbols of a loop are remembered. */
const MOST_PAIRS = 128;
const PAIRS_SIZE = MOST_PAIRS << 3;

/** Addresses of the texts, one a slot, of what loops come to, and of their symbols and numbers; 0: nothing was remembered yet. */
let macroTexts = 0;
let loopTexts = 0;
let copies = 0;
let pairs = 0;

/** Begin anew, with no texts. */
export function resetMacros(): void {
  const rows = allocate(MOST_TEXTS << (TEXT_LOG + 3));
  i32[STATE.macros] = rows >>> 2;
  i32[STATE.loops] = (rows >>> 2) + (MOST_TEXTS << TEXT_LOG);
  i32[STATE.macrosHere] = 0;
  macroTexts = 0;
  loopTexts = 0;
}

/** The address for the text of a macro in a slot, which is free from now on. */
export function roomForMacro(slot: number): number {
  if (macroTexts === 0) macroTexts = reserve(MOST_TEXTS * LONGEST_TEXT);
  i32[(i32[STATE.macros] as number) + (slot << TEXT_LOG) + TEXT.length] = 0;
  return macroTexts + slot * LONGEST_TEXT;
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

/** Where a text of so many bytes that stands at `at` ends, if a statement ends there; else 0. */
function standsAt(at: number, limit: number, text: number, length: number): number {
  const end = at + length;
  if (length === 0 || end > limit || isSame(text, at, length) === 0) return 0;
  return end === limit || u8[end] === NEWLINE || u8[end] === SEMICOLON ? end : 0;
}

/** `.macro` with the operands at `from`: where the definition ends that is known, or 0. */
export function defineAgain(from: number, limit: number): number {
  if (i32[STATE.mayExpand] === 0) return 0;
  const at = overBlanks(from, limit);
  for (let slot = 0; slot < MOST_TEXTS; slot++) {
    const row = (i32[STATE.macros] as number) + (slot << TEXT_LOG);
    const text = macroTexts + slot * LONGEST_TEXT;
    const end = standsAt(at, limit, text, i32[row + TEXT.length] as number);
    if (end === 0) continue;
    if (i32[row + TEXT.state] !== MACRO.none) return 0;
    changeAll(text, i32[row + TEXT.name] as number, MACRO.other);
    i32[row + TEXT.state] = MACRO.here;
    i32[row + TEXT.at] = at - (i32[STATE.text] as number);
    i32[STATE.macrosHere] = (i32[STATE.macrosHere] as number) + 1;
    return end;
  }
  return 0;
}

/** `.purgem name` of a macro that only the core knows; where the statement ends, or 0. */
export function purge(from: number, limit: number): number {
  if (i32[STATE.macrosHere] === 0) return 0;
  const name = overBlanks(from, limit);
  let nameEnd = name;
  while (nameEnd < limit && ((u8[CLASSES + (u8[nameEnd] as number)] as number) & NAME_PART) !== 0) nameEnd++;
  const end = endOfStatement(nameEnd, limit);
  if (end === 0) return 0;
  for (let slot = 0; slot < MOST_TEXTS; slot++) {
    const row = (i32[STATE.macros] as number) + (slot << TEXT_LOG);
    if (i32[row + TEXT.state] !== MACRO.here || i32[row + TEXT.length] === 0) continue;
    const length = i32[row + TEXT.name] as number;
    if (length !== nameEnd - name || isSame(macroTexts + slot * LONGEST_TEXT, name, length) === 0) continue;
    changeAll(name, length, MACRO.none);
    i32[STATE.macrosHere] = (i32[STATE.macrosHere] as number) - 1;
    return end;
  }
  return 0;
}

/** All definitions of macros of this name, whatever the case of its letters, are in this state. */
export function changeAll(name: number, length: number, state: number): void {
  for (let slot = 0; slot < MOST_TEXTS; slot++) {
    const row = (i32[STATE.macros] as number) + (slot << TEXT_LOG);
    if (i32[row + TEXT.length] === 0 || i32[row + TEXT.name] !== length) continue;
    const text = macroTexts + slot * LONGEST_TEXT;
    let same = true;
    for (let i = 0; i < length && same; i++) same = small(u8[text + i] as number) === small(u8[name + i] as number);
    if (same) i32[row + TEXT.state] = state;
  }
}

function small(c: number): number {
  return c >= 65 && c <= 90 ? c + 32 : c;
}

/** `.irp` with the operands at `from`: where the loop ends that is known, if nothing comes of it; else 0. */
export function loopAgain(from: number, limit: number): number {
  if (i32[STATE.mayExpand] === 0) return 0;
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

/** Characters of an expansion are read. */
function charge(length: number): void {
  i32[STATE.expanded] = (i32[STATE.expanded] as number) + length + 1;
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

/** Of a call that was read: the slot of the macro's definition, and which it was, the length of what it comes to, and that text behind. */
export const CALL = { slot: 0, serial: 1, length: 2, text: 3 } as const;

/** Whether the statement at `start`, with this hash, is a call of a macro that comes to instructions given as numbers: then they are written. */
export function callAgain(hash: number, start: number, length: number): number {
  // whoever wants to know of instructions wants to know where they stand
  if (
    i32[STATE.callsReady] === 0 ||
    i32[STATE.numbersReady] === 0 ||
    i32[STATE.recording] !== 0 ||
    i32[STATE.pending] !== 0
  )
    return 0;
  const known = rowOfText(
    i32[STATE.calls] as number,
    i32[STATE.callMask] as number,
    i32[STATE.callTexts] as number,
    hash,
    start,
    length,
  );
  if (i32[known + 1] === 0) return 0;
  const call = i32[known + 3] as number;
  const row = (i32[STATE.macros] as number) + ((i32[call + CALL.slot] as number) << TEXT_LOG);
  const state = i32[row + TEXT.state];
  if (i32[row + TEXT.serial] !== i32[call + CALL.serial] || (state !== MACRO.known && state !== MACRO.here)) return 0;
  const text = (call + CALL.text) << 2;
  return writeNumbers(text, text + (i32[call + CALL.length] as number));
}

/** Write the words of `.inst` statements; 0, with nothing written, where there is anything else. */
function writeNumbers(text: number, limit: number): number {
  const bytes = outMark();
  const fixups = i32[STATE.fixupCount] as number;
  const last = i32[STATE.lastFixup] as number;
  let at = nextStatement(text, limit);
  while (at < limit) {
    const end = directiveEnd(at, limit);
    const after = end === 0 || directiveKind !== KINDS_OF.inst ? 0 : evaluateStatement(end, limit);
    if (after === 0 || !isConstant() || !fits(4)) {
      backTo(bytes, fixups, last);
      return 0;
    }
    emitWord(low);
    at = nextStatement(after, limit);
  }
  charge(limit - text);
  i32[STATE.called] = (i32[STATE.called] as number) + 1;
  i32[STATE.effects] = (i32[STATE.effects] as number) + 1;
  return 1;
}
