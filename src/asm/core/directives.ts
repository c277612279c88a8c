/**
 * The directives that the core understands, by the table that reader.ts's caller has filled: four numbers a slot, the hash of the name (0: free),
 * its length, its address, and the kind.
 */
import { evaluateStatement, isShort, low, minus, plus } from './expression.ts';
import { DOT, NAME_PART, NAME_START, QUOTE, VARIABLE, WHERE } from './facts.ts';
import { FRAG, FRAG_LOG } from './fragments.ts';
import { ARCH_NAME, CLASSES, DIRECTIVE_SLOTS, DIRECTIVES, STATE } from './layout.ts';
import { i32, u8 } from './memory.ts';
import { endOfStatement, overBlanks, overComma, readNumber, value, valueEnd } from './numbers.ts';
import { dependOn, endFragment } from './output.ts';
import { BIT, DOT_NAME, find, intern, makeFull, ROW, ROW_LOG } from './symbols.ts';
import { isSame } from './words.ts';

/**
 * What a directive is: of call frames; an alignment; a value of a symbol; room; another location counter; an architecture; the end of a macro; data,
 * by their bytes; strings without and with a zero; `.loc` and its options; definitions of macros and loops; of symbols, their types, and sizes; of sections; of conditions: of numbers, symbols, blanks, texts, strings.
 */
export const KINDS_OF = {
  cfiOffset: 1,
  cfiRestore: 2,
  cfiDefCfa: 3,
  cfiDefCfaRegister: 4,
  cfiDefCfaOffset: 5,
  cfiAdjustCfaOffset: 6,
  cfiNegateRaState: 7,
  cfiRememberState: 8,
  cfiRestoreState: 9,
  cfiStartProcedure: 10,
  cfiEndProcedure: 11,
  align: 16,
  set: 17,
  zero: 18,
  org: 19,
  arch: 22,
  purge: 23,
  alternate: 24,
  noAlternate: 25,
  data: 32,
  data1: 33,
  data2: 34,
  data4: 36,
  data8: 40,
  ascii: 48,
  string: 49,
  uleb128: 56,
  sleb128: 57,
  loc: 64,
  view: 65,
  isStmt: 66,
  discriminator: 67,
  macro: 68,
  loop: 69,
  inst: 70,
  repeat: 71,
  type: 80,
  global: 81,
  weak: 82,
  typeFunction: 83,
  typeObject: 84,
  size: 85,
  section: 88,
  pushSection: 89,
  popSection: 90,
  previous: 91,
  subsection: 92,
  text: 93,
  data0: 94,
  condition: 96,
  ifEqual: 97,
  ifGreater: 98,
  ifNotLess: 99,
  ifLess: 100,
  ifNotGreater: 101,
  ifDefined: 102,
  ifNotDefined: 103,
  ifBlank: 104,
  ifNotBlank: 105,
  ifSame: 106,
  ifNotSame: 107,
  ifStrings: 108,
  elseIf: 112,
  else: 113,
  endCondition: 114,
} as const;

/** Alignments beyond it are another matter (directives/align.ts). */
const MOST_POWER = 30;
/** More room is another matter. */
const MOST_ZEROS = 1 << 20;

/** The kind of the directive named by the characters from `start` to `end`; 0 for one that is not known here. */
export function directiveAt(hash: number, start: number, end: number): number {
  // a quote right behind the name is no beginning of a string
  if (u8[end] === QUOTE) return 0;
  const first = DIRECTIVES >>> 2;
  let slot = hash & (DIRECTIVE_SLOTS - 1);
  for (;;) {
    const row = first + (slot << 2);
    const length = i32[row + 1] as number;
    if (length === 0) return 0;
    if (i32[row] === hash && length === end - start && isSame(i32[row + 2] as number, start, length) !== 0)
      return i32[row + 3] as number;
    slot = (slot + 1) & (DIRECTIVE_SLOTS - 1);
  }
}

/** `.p2align power [, [, most]]` from `at` on; where the statement ends, or 0. */
export function align(at: number, limit: number): number {
  if (readNumber(at, limit) === 0 || value < 0 || value > MOST_POWER) return 0;
  const power = value;
  let end = valueEnd;
  let most = 0;
  const pattern = overComma(end, limit);
  if (pattern !== 0) {
    const operand = overComma(pattern, limit);
    if (operand === 0 || readNumber(operand, limit) === 0) return 0;
    if (value > 0) most = value;
    end = valueEnd;
  }
  end = endOfStatement(end, limit);
  if (end === 0 || power === 0) return end;
  const row =
    (endFragment(i32[STATE.isCode] === 0 ? VARIABLE.align : VARIABLE.alignCode, -1) << FRAG_LOG) +
    (i32[STATE.frags] as number);
  i32[row + FRAG.power] = power;
  i32[row + FRAG.most] = most;
  if (power > (i32[STATE.power] as number)) i32[STATE.power] = power;
  return end;
}

/** `.zero count` from `at` on; where the statement ends, or 0. */
export function zero(at: number, limit: number): number {
  if (readNumber(at, limit) === 0 || value <= 0 || value > MOST_ZEROS) return 0;
  const bytes = value;
  const end = endOfStatement(valueEnd, limit);
  if (end !== 0) endFragment(VARIABLE.fill, bytes);
  return end;
}

/** `.equ name, value` from `at` on, for a new name or a number that may change: a number, or a distance from the location counter; where the statement ends, or 0. */
export function assign(at: number, limit: number): number {
  const again = isSetAgain(at, limit);
  if (again !== 0) return again;
  const start = overBlanks(at, limit);
  const end = nameEnd(start, limit);
  if (end === 0 || i32[STATE.labelsReady] === 0 || (u8[start] === DOT && end === start + 1)) return 0;
  const operand = overComma(end, limit);
  if (operand === 0) return 0;
  const id = intern(start, end - start);
  const after = evaluateStatement(operand, limit);
  if (after === 0 || !isShort() || minus >= 0) return 0;
  const rows = i32[STATE.rows] as number;
  const row = rows + (id << ROW_LOG);
  const bits = i32[row + ROW.bits] as number;
  const where = i32[row + ROW.where];
  if (where !== WHERE.undefined) {
    // what has used the value so far keeps it
    if (where !== WHERE.absolute || (bits & (BIT.assignable | BIT.again | BIT.wide | BIT.held)) !== BIT.assignable)
      return 0;
    if (hasEntry(row) !== 0) return 0;
  }
  let number = low;
  let frag = -1;
  if (plus >= 0) {
    const place = rows + (plus << ROW_LOG);
    // a named one gives more than its place
    if (i32[place + ROW.name] !== DOT_NAME || i32[place + ROW.where] !== WHERE.place) return 0;
    number = (number + (i32[place + ROW.value] as number)) | 0;
    frag = i32[place + ROW.frag] as number;
  }
  if ((bits & (BIT.full | BIT.local)) === BIT.local) makeFull(id);
  i32[row + ROW.where] = plus < 0 ? WHERE.absolute : WHERE.place;
  i32[row + ROW.frag] = frag;
  i32[row + ROW.value] = number;
  i32[row + ROW.bits] = (i32[row + ROW.bits] as number) | BIT.assignable;
  return after;
}

/** Where the name at `start` ends; 0: there is none. */
function nameEnd(start: number, limit: number): number {
  if (start >= limit || ((u8[CLASSES + (u8[start] as number)] as number) & NAME_START) === 0) return 0;
  let end = start + 1;
  while (end < limit && ((u8[CLASSES + (u8[end] as number)] as number) & NAME_PART) !== 0) end++;
  return end;
}

/** `.equ name, number`, where the name has this very number: loops that number the registers stand at each use of them. */
export function isSetAgain(at: number, limit: number): number {
  const start = overBlanks(at, limit);
  const end = nameEnd(start, limit);
  const operand = end === 0 ? 0 : overComma(end, limit);
  if (operand === 0 || readNumber(operand, limit) === 0) return 0;
  const after = endOfStatement(valueEnd, limit);
  if (after === 0) return 0;
  const id = find(start, end - start);
  if (id < 0 || hasNumber(id, value) === 0) return 0;
  setSymbol = id;
  return after;
}

/** The symbol of the statement that was read last, which has its number already. */
export let setSymbol = 0;

/** Whether a symbol has this number, and could be given it. */
export function hasNumber(id: number, number: number): number {
  const row = (i32[STATE.rows] as number) + (id << ROW_LOG);
  if (i32[row + ROW.where] !== WHERE.absolute || i32[row + ROW.value] !== number) return 0;
  if (((i32[row + ROW.bits] as number) & (BIT.assignable | BIT.again | BIT.wide)) !== BIT.assignable) return 0;
  return 1 - hasEntry(row);
}

/** Whether there may be something of the symbol that goes when it is set again: a visibility, a size that is a number. */
function hasEntry(row: number): number {
  return ((i32[row + ROW.bits] as number) & BIT.special) !== 0 || (i32[row + ROW.size] as number) > 0 ? 1 : 0;
}

/** `.org place` of the location counter and a number, from `at` on; where the statement ends, or 0. */
export function origin(at: number, limit: number): number {
  const start = overBlanks(at, limit);
  const end = evaluateStatement(start, limit);
  if (end === 0 || plus < 0 || minus >= 0 || !isShort()) return 0;
  const place = (i32[STATE.rows] as number) + (plus << ROW_LOG);
  if (i32[place + ROW.where] !== WHERE.place || ((i32[place + ROW.bits] as number) & BIT.wide) !== 0) return 0;
  dependOn(endFragment(VARIABLE.org, -1), plus, -1, low, start);
  return end;
}

/** `.arch name` of the architecture that is at hand already: compilers write it into each file. */
export function architecture(at: number, limit: number): number {
  const start = overBlanks(at, limit);
  const length = i32[STATE.archLength] as number;
  if (length === 0 || start + length > limit || isSame(start, ARCH_NAME, length) === 0) return 0;
  return endOfStatement(start + length, limit);
}
