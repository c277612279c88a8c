/**
 * What the reader hands out: bytes of the open subsection; and fixups in the bytes. reader.ts's caller has made room.
 */
import { FIX, FIX_LOG, makeFixup } from './fixups.ts';
import { closeFragment, FRAG, FRAG_LOG } from './fragments.ts';
import { STATE } from './layout.ts';
import { copy, i32, u8 } from './memory.ts';
import { BIT, ROW, ROW_LOG } from './symbols.ts';

/** Of going to another subsection: how many bytes came before it, and that subsection. */
export const LEAVE_WIDTH = 2;

let out = 0;
let count = 0;

export function beginOutput(): void {
  out = i32[STATE.out] as number;
  count = 0;
  i32[STATE.outCount] = 0;
  i32[STATE.lineCount] = 0;
  i32[STATE.leaveCount] = 0;
  i32[STATE.rowCount] = 0;
  i32[STATE.effects] = 0;
  i32[STATE.depends] = 0;
  i32[STATE.opened] = 0;
  i32[STATE.closed] = 0;
  i32[STATE.called] = 0;
  i32[STATE.expanded] = 0;
}

/** The offset of the next byte in the open fragment. */
export function outOffset(): number {
  return (i32[STATE.offset] as number) + count;
}

export function emitWord(word: number): void {
  const at = out + count;
  u8[at] = word;
  u8[at + 1] = word >>> 8;
  u8[at + 2] = word >>> 16;
  u8[at + 3] = word >>> 24;
  count += 4;
  i32[STATE.outCount] = count;
}

/** Append the low `size` bytes of a number that is extended by `high`. */
export function emitNumber(low: number, high: number, size: number): void {
  const at = out + count;
  const big = i32[STATE.bigEndian] !== 0;
  for (let i = 0; i < size; i++)
    u8[big ? at + size - 1 - i : at + i] = i < 4 ? low >>> (i << 3) : high >>> ((i - 4) << 3);
  count += size;
  i32[STATE.outCount] = count;
}

export function emitByte(value: number): void {
  u8[out + count] = value;
  count++;
  i32[STATE.outCount] = count;
}

/** Append bytes from elsewhere. */
export function emitBytes(from: number, bytes: number): void {
  copy(out + count, from, bytes);
  count += bytes;
  i32[STATE.outCount] = count;
}

/** Copy bytes of the output, from number `from` on. */
export function takeBytes(to: number, from: number, bytes: number): void {
  copy(to, out + from, bytes);
}

/** How far the output is, to go back to. */
export function outMark(): number {
  return count;
}

/** Go back to so many bytes, and to the fixups up to `last`, of `fixups` in all. */
export function backTo(bytes: number, fixups: number, last: number): void {
  count = bytes;
  i32[STATE.outCount] = bytes;
  i32[STATE.fixupCount] = fixups;
  i32[STATE.lastFixup] = last;
  if (last < 0) i32[STATE.firstFixup] = -1;
  else i32[(i32[STATE.fixups] as number) + (last << FIX_LOG) + FIX.next] = -1;
}

/** A fixup of the bytes at `offset`: type and size as fixup.ts packs them, a symbol, one that is taken away (-1: none), a number, and the offset in the text that says so. */
export function addFixup(offset: number, kind: number, sym: number, minus: number, addend: number, at: number): void {
  const id = makeFixup(i32[STATE.lastFixup] as number);
  const row = (i32[STATE.fixups] as number) + (id << FIX_LOG);
  i32[row + FIX.frag] = i32[STATE.frag] as number;
  i32[row + FIX.offset] = offset;
  i32[row + FIX.kind] = kind;
  i32[row + FIX.addend] = addend;
  i32[row + FIX.pos] = at - (i32[STATE.text] as number);
  i32[row + FIX.plus] = sym + 1;
  i32[row + FIX.minus] = minus + 1;
  if ((i32[STATE.lastFixup] as number) < 0) i32[STATE.firstFixup] = id;
  i32[STATE.lastFixup] = id;
  i32[STATE.effects] = (i32[STATE.effects] as number) + 1;
  hold(sym);
  if (minus >= 0) hold(minus);
}

/** An expression uses the symbol. */
export function hold(sym: number): void {
  const bits = (i32[STATE.rows] as number) + (sym << ROW_LOG) + ROW.bits;
  i32[bits] = (i32[bits] as number) | BIT.held | BIT.used;
}

/** What is handed out from here on is of subsection `sub`. */
export function leaveFor(sub: number): void {
  const n = i32[STATE.leaveCount] as number;
  const row = ((i32[STATE.leaves] as number) >>> 2) + Math.imul(n, LEAVE_WIDTH);
  i32[row] = count;
  i32[row + 1] = sub;
  i32[STATE.leaveCount] = n + 1;
}

/** End the open fragment with a variable part of so many bytes (-1: the layout finds out). */
export function endFragment(kind: number, known: number): number {
  const done = i32[STATE.frag] as number;
  const next = closeFragment(done, (i32[STATE.before] as number) + count, kind, known);
  i32[STATE.frag] = next;
  i32[STATE.offset] = 0 - count;
  return done;
}

/** The size of a fragment's variable part depends on two symbols (-1: none) and a number, by the expression at `at`. */
export function dependOn(id: number, plus: number, minus: number, addend: number, at: number): void {
  const row = (i32[STATE.frags] as number) + (id << FRAG_LOG);
  i32[row + FRAG.plus] = plus + 1;
  i32[row + FRAG.minus] = minus + 1;
  i32[row + FRAG.addend] = addend;
  i32[row + FRAG.most] = at - (i32[STATE.text] as number);
  i32[STATE.depends] = 1;
}
