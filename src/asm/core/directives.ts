/**
 * The directives that the core understands, by the table that reader.ts's caller has filled: four numbers a slot, the hash of the name (0: free),
 * its length, its address, and the kind.
 */
import { evaluateStatement, high, isConstant, isShort, low, minus, named, plus } from './expression.ts';
import { CFA, DATA_ALIGN, DOT, NAME_PART, NAME_START, QUOTE, VARIABLE, WHERE } from './facts.ts';
import { FRAG, FRAG_LOG } from './fragments.ts';
import { ARCH_NAME, CLASSES, CONDITIONS, DIRECTIVE_SLOTS, DIRECTIVES, MOST_CONDITIONS, STATE } from './layout.ts';
import { i32, u8 } from './memory.ts';
import { endOfStatement, overBlanks, overComma, readNumber, value, valueEnd } from './numbers.ts';
import { dependOn, endFragment, outOffset } from './output.ts';
import { addFrame, endProcedure, PROC, PROC_LOG, restoreOffset, saveOffset, startProcedure } from './procedures.ts';
import { BIT, DOT_NAME, find, intern, makeFull, ROW, ROW_LOG } from './symbols.ts';
import { isSame } from './words.ts';

/**
 * What a directive is: of call frames; an alignment; a value of a symbol; room; another location counter; conditions; an architecture; the end of a macro; data,
 * by their bytes; strings without and with a zero; `.loc` and its options; definitions of macros and loops; of symbols, their types, and sizes; of sections.
 */
export const KINDS_OF = {
  cfiOffset: 1,
  cfiRestore: 2,
  cfiDefCfaOffset: 3,
  cfiRememberState: 4,
  cfiRestoreState: 5,
  cfiStartProcedure: 6,
  cfiEndProcedure: 7,
  align: 8,
  set: 9,
  zero: 10,
  org: 11,
  condition: 12,
  endCondition: 13,
  arch: 14,
  purge: 15,
  data: 16,
  data1: 17,
  data2: 18,
  data4: 20,
  data8: 24,
  ascii: 32,
  string: 33,
  uleb128: 40,
  sleb128: 41,
  loc: 48,
  view: 49,
  isStmt: 50,
  discriminator: 51,
  macro: 52,
  loop: 53,
  inst: 54,
  type: 64,
  global: 65,
  typeFunction: 66,
  typeObject: 67,
  size: 68,
  section: 72,
  pushSection: 73,
  popSection: 74,
  previous: 75,
  subsection: 76,
  text: 77,
  data0: 78,
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

/** `.cfi_startproc`, `.cfi_endproc` whose operands would begin at `at`; where the statement, which begins at `start`, ends, or 0. */
export function procedure(kind: number, start: number, at: number, limit: number): number {
  const end = endOfStatement(at, limit);
  const open = i32[STATE.procedure] as number;
  const frag = i32[STATE.frag] as number;
  if (end === 0 || i32[STATE.keepsNames] !== 0) return 0;
  if (kind === KINDS_OF.cfiStartProcedure) {
    if (open >= 0) return 0;
    const id = startProcedure(i32[STATE.sub] as number, frag, outOffset(), start - (i32[STATE.text] as number), 0);
    i32[STATE.procedure] = id;
  } else {
    if (open < 0) return 0;
    endProcedure(open, frag, outOffset());
    i32[STATE.procedure] = -1;
  }
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
  return ((i32[row + ROW.bits] as number) & (BIT.assignable | BIT.again | BIT.wide)) === BIT.assignable ? 1 : 0;
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

/** `.if number` that is not 0, from `at` on, in the statement at `start`: what follows is read on; where the statement ends, or 0. */
export function condition(start: number, at: number, limit: number): number {
  const depth = i32[STATE.opened] as number;
  if (depth === MOST_CONDITIONS) return 0;
  const end = evaluateStatement(at, limit);
  if (end === 0 || !isConstant() || (low | high) === 0) return 0;
  i32[CONDITIONS + depth] = start - (i32[STATE.text] as number);
  i32[STATE.opened] = depth + 1;
  if (named) i32[STATE.effects] = (i32[STATE.effects] as number) + 1;
  return end;
}

/** `.endif`: of a condition that was opened here, or of one from before. */
export function endCondition(at: number, limit: number): number {
  const end = endOfStatement(at, limit);
  if (end === 0) return 0;
  if ((i32[STATE.opened] as number) > 0) i32[STATE.opened] = (i32[STATE.opened] as number) - 1;
  else if ((i32[STATE.closed] as number) < (i32[STATE.closable] as number))
    i32[STATE.closed] = (i32[STATE.closed] as number) + 1;
  else return 0;
  return end;
}

/** `.arch name` of the architecture that is at hand already: compilers write it into each file. */
export function architecture(at: number, limit: number): number {
  const start = overBlanks(at, limit);
  const length = i32[STATE.archLength] as number;
  if (length === 0 || start + length > limit || isSame(start, ARCH_NAME, length) === 0) return 0;
  return endOfStatement(start + length, limit);
}

/** Operands of a directive of call frames from `at` on; where the statement ends, or 0. */
export function callFrame(kind: number, at: number, limit: number): number {
  if (kind >= KINDS_OF.cfiRememberState) return frameState(kind, at, limit);
  if (readNumber(at, limit) === 0) return 0;
  const a = value;
  let end = valueEnd;
  let b = 0;
  if (kind === KINDS_OF.cfiDefCfaOffset) {
    end = endOfStatement(end, limit);
    if (end === 0) return 0;
    i32[(i32[STATE.procs] as number) + ((i32[STATE.procedure] as number) << PROC_LOG) + PROC.cfaOffset] = a;
    frameHere(CFA.defCfaOffset, a, 0);
    return end;
  }
  if (a < 0) return 0;
  if (kind === KINDS_OF.cfiOffset) {
    const operand = overComma(end, limit);
    if (operand === 0 || readNumber(operand, limit) === 0) return 0;
    b = value;
    end = valueEnd;
    if (b % DATA_ALIGN !== 0) return 0;
  }
  end = endOfStatement(end, limit);
  if (end === 0) return 0;
  frameHere(kind === KINDS_OF.cfiOffset ? CFA.offset : CFA.restore, a, b);
  return end;
}

/** `.cfi_remember_state`, `.cfi_restore_state`: with the state goes the offset of the frame's address. */
function frameState(kind: number, at: number, limit: number): number {
  const end = endOfStatement(at, limit);
  if (end === 0) return 0;
  const id = i32[STATE.procedure] as number;
  if (kind === KINDS_OF.cfiRememberState) {
    saveOffset(id);
    frameHere(CFA.rememberState, 0, 0);
  } else {
    if (restoreOffset(id) === 0) return 0;
    frameHere(CFA.restoreState, 0, 0);
  }
  return end;
}

/** An instruction of the open procedure, at the location counter. */
function frameHere(op: number, a: number, b: number): void {
  addFrame(i32[STATE.procedure] as number, op, a, b, i32[STATE.frag] as number, outOffset());
}
