/**
 * `.eh_frame` for procedures of the usual kind, as frame-writer.ts says it: in a section with addresses and a symbol, without handlers.
 *
 * Enters: the rows of call frames (cfi.ts), their first number's index in the state. Leaves: bytes of the section, with a fixup for each start of a
 * procedure. What is not usual is left, without effect.
 */
import { CFA, DATA_ALIGN, FRAME_ROW } from './facts.ts';
import { FRAG, FRAG_LOG, MOST_PLACED } from './fragments.ts';
import { STATE } from './layout.ts';
import { i32, u8 } from './memory.ts';
import { addFixup } from './output.ts';

/** R_AARCH64_PREL32 of four bytes, as fixup.ts packs it. */
const PREL32 = (261 << 5) | 4;
/** Registers that the first byte of an instruction has room for. */
const MOST_SHORT = 0x3f;

/** Where the next byte goes. */
let at = 0;

function byte(value: number): void {
  u8[at] = value;
  at++;
}

function number4(value: number): void {
  const big = i32[STATE.bigEndian] !== 0;
  for (let i = 0; i < 4; i++) u8[at + i] = value >>> ((big ? 3 - i : i) << 3);
  at += 4;
}

function uleb(value: number): void {
  let rest = value;
  while (rest > 127) {
    byte((rest & 127) | 128);
    rest >>>= 7;
  }
  byte(rest);
}

function sleb(value: number): void {
  let rest = value;
  for (;;) {
    const low = rest & 127;
    rest >>= 7;
    if ((rest === 0 && (low & 64) === 0) || (rest === -1 && (low & 64) !== 0)) {
      byte(low);
      return;
    }
    byte(low | 128);
  }
}

/** The address of a place. */
function place(frag: number, offset: number): number {
  const address = i32[(i32[STATE.frags] as number) + (frag << FRAG_LOG) + FRAG.address] as number;
  return address >= 0 && address <= MOST_PLACED && offset <= MOST_PLACED ? address + offset : -1;
}

/**
 * Append the entry of the procedure from one place to another, whose instructions from row `first` on (-1: none) are not in the CIE: that is at `cie` in
 * the section, whose symbol is `symbol`'s section's. It ends at a multiple of 2^power in the section. Returns whether it is one of the usual kind.
 */
export function writeProcedure(
  first: number,
  start: number,
  startOffset: number,
  end: number,
  endOffset: number,
  cie: number,
  symbol: number,
  power: number,
): number {
  const begin = (i32[STATE.out] as number) + (i32[STATE.outCount] as number);
  const from = place(start, startOffset);
  const to = place(end, endOffset);
  if (from < 0 || to < from) return 0;
  at = begin + 4;
  number4((i32[STATE.before] as number) + (i32[STATE.outCount] as number) + 4 - cie);
  number4(0);
  number4(to - from);
  byte(0);
  if (instructions(first, from) === 0) return 0;
  const behind = (i32[STATE.before] as number) - (i32[STATE.out] as number);
  while (((at + behind) & ((1 << power) - 1)) !== 0) byte(0);
  const bytes = at - begin;
  at = begin;
  number4(bytes - 4);
  const offset = (i32[STATE.offset] as number) + (i32[STATE.outCount] as number) + 8;
  i32[STATE.outCount] = (i32[STATE.outCount] as number) + bytes;
  addFixup(offset, PREL32, symbol, -1, from, (i32[STATE.text] as number) - 1);
  return 1;
}

/** The instructions from row `first` on, with advances from the address `from` on; 0 where one is another matter. */
function instructions(first: number, from: number): number {
  let now = from;
  let row = first;
  while (row >= 0) {
    const numbers = (i32[STATE.frameRows] as number) + row;
    if ((i32[numbers + FRAME_ROW.extra] as number) >= 0) return 0;
    const here = place(i32[numbers + FRAME_ROW.fragment] as number, i32[numbers + FRAME_ROW.offset] as number);
    if (here < now) return 0;
    advance((here - now) >> 2);
    now = here;
    const x = i32[numbers + FRAME_ROW.a] as number;
    if (instruction(i32[numbers] as number, x, i32[numbers + FRAME_ROW.b] as number) === 0) return 0;
    row = i32[numbers + FRAME_ROW.next] as number;
  }
  return 1;
}

/** The shortest DW_CFA_advance_loc* for so many instructions. */
function advance(delta: number): void {
  if (delta === 0) return;
  if (delta <= MOST_SHORT) {
    byte(CFA.advance + delta);
    return;
  }
  const log = delta <= 0xff ? 0 : delta <= 0xffff ? 1 : 2;
  byte(CFA.advance1 + log);
  const size = 1 << log;
  const big = i32[STATE.bigEndian] !== 0;
  for (let i = 0; i < size; i++) u8[at + i] = delta >>> ((big ? size - 1 - i : i) << 3);
  at += size;
}

function instruction(op: number, x: number, y: number): number {
  if (op === CFA.offset) {
    const scaled = (y / DATA_ALIGN) | 0;
    if (scaled < 0) return 0;
    if (x <= MOST_SHORT) byte(CFA.offset + x);
    else {
      byte(CFA.offsetExtended);
      uleb(x);
    }
    uleb(scaled);
  } else if (op === CFA.restore) {
    if (x <= MOST_SHORT) byte(CFA.restore + x);
    else {
      byte(CFA.restoreExtended);
      uleb(x);
    }
  } else if (op === CFA.defCfa) {
    if (y < 0) return 0;
    byte(CFA.defCfa);
    uleb(x);
    uleb(y);
  } else if (op === CFA.defCfaOffset) {
    byte(x < 0 ? CFA.defCfaOffsetSf : CFA.defCfaOffset);
    if (x < 0) sleb((x / DATA_ALIGN) | 0);
    else uleb(x);
  } else if (op === CFA.defCfaRegister || op === CFA.undefined || op === CFA.sameValue) {
    byte(op);
    uleb(x);
  } else if (op === CFA.rememberState || op === CFA.restoreState || op === CFA.negateRaState) byte(op);
  else return 0;
  return 1;
}
