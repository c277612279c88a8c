/**
 * Opcodes of the line table: what a row changes of the registers, and steps to the next one.
 *
 * Enters: rows (LINE_ROW), index of the first number of them in the state, in the order of their sections, behind each section's first one that of the
 * registers at its beginning. Leaves: bytes at an address. DWARF 5, 6.2.4 and 6.2.5; parameters as GNU as chooses them for AArch64.
 */
import { at, byte, seek, sleb, uleb, ulebLength } from './dwarf.ts';
import { LINE_FLAG, LINE_ROW, LINE_WIDTH } from './facts.ts';
import { FAR, FRAG, FRAG_LOG, fragmentDistance, WIDE } from './fragments.ts';
import { STATE } from './layout.ts';
import { i32 } from './memory.ts';

export const LINE_BASE = -5;
export const LINE_RANGE = 14;
export const OPCODE_BASE = 13;
export const MIN_LENGTH = 4;
const MIN_LENGTH_LOG = 2;
/** The largest address step of a special opcode. */
const MAX_SPECIAL = ((255 - OPCODE_BASE) / LINE_RANGE) | 0;
/** DW_LNS_*, DW_LNE_* */
const LNS = {
  copy: 1,
  advancePc: 2,
  advanceLine: 3,
  setFile: 4,
  setColumn: 5,
  negateStmt: 6,
  setBasicBlock: 7,
  constAddPc: 8,
  setPrologueEnd: 10,
  setEpilogueBegin: 11,
  setIsa: 12,
} as const;
const LNE = { endSequence: 1, setDiscriminator: 4 } as const;

/** A step by so many lines is the end of a sequence, for GNU as. */
const END = 0x7fffffff;

/** The most bytes of a row. */
export const MOST_LINE = 64;

function rowAt(row: number): number {
  return (i32[STATE.lineProgram] as number) + Math.imul(row, LINE_WIDTH);
}

/**
 * Write rows from number `from` on, below `end`, to the address `to`, where there is room up to `limit`: until one that says its address anew, or whose distance from
 * the one before is not known or no multiple of an instruction. Its number, or where room or rows have ended; `settled`: the section's fragments have addresses.
 */
export function writeLines(from: number, end: number, to: number, limit: number, settled: number): number {
  seek(to);
  let row = from;
  for (; row < end && limit - at >= MOST_LINE; row++) {
    const here = rowAt(row);
    if (((i32[here + LINE_ROW.flags] as number) & LINE_FLAG.reset) !== 0) break;
    const bytes = bytesFrom(here - LINE_WIDTH, here, settled);
    if (bytes < 0 || (bytes & (MIN_LENGTH - 1)) !== 0) break;
    registers(here - LINE_WIDTH, here);
    stepFrom(here - LINE_WIDTH, here, bytes);
  }
  i32[STATE.outCount] = at - to;
  return row;
}

/** Bytes from one row to another, where that is known, and not below 0; else -1. */
function bytesFrom(before: number, here: number, settled: number): number {
  const last = i32[before] as number;
  const next = i32[here] as number;
  let between = fragmentDistance(next, last);
  if (between === FAR) {
    const frags = i32[STATE.frags] as number;
    const end = i32[frags + (next << FRAG_LOG) + FRAG.address] as number;
    const start = i32[frags + (last << FRAG_LOG) + FRAG.address] as number;
    if (settled === 0 || end === WIDE || start === WIDE) return -1;
    between = end - start;
  }
  const bytes = between + (i32[here + LINE_ROW.offset] as number) - (i32[before + LINE_ROW.offset] as number);
  return bytes < 0 ? -1 : bytes;
}

/** Write what row `row` changes of all registers but the line and the address to the address `to`; how many bytes that are. */
export function writeRegisters(row: number, to: number): number {
  seek(to);
  registers(rowAt(row - 1), rowAt(row));
  return at - to;
}

function registers(before: number, here: number): void {
  changed(LNS.setFile, before + LINE_ROW.file, here + LINE_ROW.file);
  changed(LNS.setColumn, before + LINE_ROW.column, here + LINE_ROW.column);
  const discriminator = i32[here + LINE_ROW.discriminator] as number;
  if (discriminator !== 0) {
    byte(0);
    byte(1 + ulebLength(discriminator));
    byte(LNE.setDiscriminator);
    uleb(discriminator);
  }
  changed(LNS.setIsa, before + LINE_ROW.isa, here + LINE_ROW.isa);
  const flags = i32[here + LINE_ROW.flags] as number;
  if ((((i32[before + LINE_ROW.flags] as number) ^ flags) & LINE_FLAG.isStmt) !== 0) byte(LNS.negateStmt);
  if ((flags & LINE_FLAG.basicBlock) !== 0) byte(LNS.setBasicBlock);
  if ((flags & LINE_FLAG.prologueEnd) !== 0) byte(LNS.setPrologueEnd);
  if ((flags & LINE_FLAG.epilogueBegin) !== 0) byte(LNS.setEpilogueBegin);
}

/** Set a register to the number at `here`, if it has another one at `before`. */
function changed(opcode: number, before: number, here: number): void {
  const value = i32[here] as number;
  if (i32[before] === value) return;
  byte(opcode);
  uleb(value);
}

/** Write the step to row `row` from the one before, which is so many bytes back, to the address `to`; how many bytes that takes. */
export function writeStep(row: number, bytes: number, to: number): number {
  seek(to);
  stepFrom(rowAt(row - 1), rowAt(row), bytes);
  return at - to;
}

/** The same at the end of a sequence. */
export function writeEnd(bytes: number, to: number): number {
  seek(to);
  endSequence(bytes >> MIN_LENGTH_LOG);
  return at - to;
}

function endSequence(delta: number): void {
  if (delta === MAX_SPECIAL) byte(LNS.constAddPc);
  else if (delta !== 0) {
    byte(LNS.advancePc);
    uleb(delta);
  }
  byte(0);
  byte(1);
  byte(LNE.endSequence);
}

/** Opcodes that add the lines between two rows, and so many bytes, and make a row: special ones where they reach. */
function stepFrom(before: number, here: number, bytes: number): void {
  const last = i32[before + LINE_ROW.line] as number;
  const next = i32[here + LINE_ROW.line] as number;
  const delta = bytes >> MIN_LENGTH_LOG;
  // as many bits as GNU as has for it
  const lines = (next - last) | 0;
  if (lines === END) {
    endSequence(delta);
    return;
  }
  let biased = (lines - LINE_BASE) | 0;
  let copy = false;
  if (biased < 0 || biased >= LINE_RANGE) {
    byte(LNS.advanceLine);
    sleb(lines);
    biased = 0 - LINE_BASE;
    copy = true;
  }
  if (delta === 0 && biased === 0 - LINE_BASE) {
    byte(LNS.copy);
    return;
  }
  biased += OPCODE_BASE;
  if (delta < 256 + MAX_SPECIAL) {
    const direct = biased + delta * LINE_RANGE;
    const further = direct - MAX_SPECIAL * LINE_RANGE;
    if (direct <= 255) {
      byte(direct);
      return;
    }
    if (further <= 255) {
      byte(LNS.constAddPc);
      byte(further);
      return;
    }
  }
  byte(LNS.advancePc);
  uleb(delta);
  byte(copy ? LNS.copy : biased);
}
