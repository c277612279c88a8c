/**
 * The directives of call frames that compilers write.
 *
 * Each returns where the statement ends, or 0, with no row made, for what has to be read otherwise. DWARF 5, 6.4.2; `as` manual, "CFI directives".
 */
import { KINDS_OF } from './directives.ts';
import {
  CFA,
  DATA_ALIGN,
  DIGIT,
  MINUS,
  NAME_PART,
  SMALL_B,
  SMALL_D,
  SMALL_H,
  SMALL_P,
  SMALL_Q,
  SMALL_S,
  SMALL_W,
  SMALL_X,
  STACK_POINTER,
  ZERO,
} from './facts.ts';
import { CLASSES, STATE } from './layout.ts';
import { i32, u8 } from './memory.ts';
import { endOfStatement, overBlanks, overComma, readNumber, value, valueEnd } from './numbers.ts';
import { outOffset } from './output.ts';
import { addFrame, endProcedure, PROC, PROC_LOG, restoreOffset, saveOffset, startProcedure } from './procedures.ts';

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

/** An instruction of the open procedure, at the location counter. */
function frameHere(op: number, a: number, b: number): void {
  addFrame(i32[STATE.procedure] as number, op, a, b, i32[STATE.frag] as number, outOffset());
}

/** The number of v0. */
const FIRST_VECTOR = 64;
const MOST_OFFSET = 0x3fffffff;

let register = 0;

/** Where the register ends that is named, or numbered, behind blanks at `from`; 0 for other names. AADWARF64 4.1. */
function readRegister(from: number, limit: number): number {
  const at = overBlanks(from, limit);
  if (at >= limit) return 0;
  const letter = u8[at] as number;
  if (((u8[CLASSES + letter] as number) & DIGIT) !== 0) {
    if (readNumber(at, limit) === 0) return 0;
    register = value;
    return valueEnd;
  }
  const isWide = letter === SMALL_X;
  if (isWide || letter === SMALL_W || isVector(letter)) {
    if (readNumber(at + 1, limit) !== 0 && u8[at + 1] !== MINUS && valueEnd - at <= 3) {
      if (u8[at + 1] === ZERO && valueEnd - at > 2) return 0;
      const vector = isVector(letter);
      if (value > (vector ? 31 : 30)) return 0;
      register = vector ? FIRST_VECTOR + value : value;
      return valueEnd;
    }
    if (letter !== SMALL_S && letter !== SMALL_W) return 0;
  }
  // sp, wsp
  const name = letter === SMALL_W ? at + 1 : at;
  const end = name + 2;
  if (end > limit || u8[name] !== SMALL_S || u8[name + 1] !== SMALL_P) return 0;
  if (end < limit && ((u8[CLASSES + (u8[end] as number)] as number) & NAME_PART) !== 0) return 0;
  register = STACK_POINTER;
  return end;
}

function isVector(letter: number): boolean {
  return letter === SMALL_B || letter === SMALL_H || letter === SMALL_S || letter === SMALL_D || letter === SMALL_Q;
}

/** Operands of a directive of call frames from `at` on; where the statement ends, or 0. */
export function callFrame(kind: number, at: number, limit: number): number {
  if (kind >= KINDS_OF.cfiNegateRaState) return frameState(kind, at, limit);
  if (kind >= KINDS_OF.cfiDefCfaOffset) return cfaOffset(kind, at, limit);
  let end = readRegister(at, limit);
  if (end === 0) return 0;
  const number = register;
  let offset = 0;
  if (kind === KINDS_OF.cfiOffset || kind === KINDS_OF.cfiDefCfa) {
    const operand = overComma(end, limit);
    if (operand === 0 || readNumber(operand, limit) === 0) return 0;
    offset = value;
    end = valueEnd;
    if (kind === KINDS_OF.cfiOffset && offset % DATA_ALIGN !== 0) return 0;
  }
  end = endOfStatement(end, limit);
  if (end === 0) return 0;
  if (kind === KINDS_OF.cfiDefCfa) i32[offsetIndex()] = offset;
  frameHere(operationOf(kind), number, offset);
  return end;
}

function operationOf(kind: number): number {
  if (kind === KINDS_OF.cfiOffset) return CFA.offset;
  if (kind === KINDS_OF.cfiRestore) return CFA.restore;
  return kind === KINDS_OF.cfiDefCfa ? CFA.defCfa : CFA.defCfaRegister;
}

/** Index of the offset of the frame's address, of the open procedure. */
function offsetIndex(): number {
  return (i32[STATE.procs] as number) + ((i32[STATE.procedure] as number) << PROC_LOG) + PROC.cfaOffset;
}

/** `.cfi_def_cfa_offset`, `.cfi_adjust_cfa_offset` */
function cfaOffset(kind: number, at: number, limit: number): number {
  if (readNumber(at, limit) === 0) return 0;
  let offset = value;
  const end = endOfStatement(valueEnd, limit);
  if (end === 0) return 0;
  if (kind === KINDS_OF.cfiAdjustCfaOffset) {
    const before = i32[offsetIndex()] as number;
    if (before > MOST_OFFSET || before < 0 - MOST_OFFSET || offset > MOST_OFFSET || offset < 0 - MOST_OFFSET) return 0;
    offset += before;
  }
  i32[offsetIndex()] = offset;
  frameHere(CFA.defCfaOffset, offset, 0);
  return end;
}

/** `.cfi_remember_state`, `.cfi_restore_state`: with the state goes the offset of the frame's address; `.cfi_negate_ra_state`. */
function frameState(kind: number, at: number, limit: number): number {
  const end = endOfStatement(at, limit);
  if (end === 0) return 0;
  const id = i32[STATE.procedure] as number;
  if (kind === KINDS_OF.cfiNegateRaState) frameHere(CFA.negateRaState, 0, 0);
  else if (kind === KINDS_OF.cfiRememberState) {
    saveOffset(id);
    frameHere(CFA.rememberState, 0, 0);
  } else {
    if (restoreOffset(id) === 0) return 0;
    frameHere(CFA.restoreState, 0, 0);
  }
  return end;
}
