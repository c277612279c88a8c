/**
 * Fixups by number: a row of numbers each (asm/fixup.ts says what they mean), chained by subsections.
 */
import { STATE } from './layout.ts';
import { i32 } from './memory.ts';
import { allocate, widen } from './regions.ts';

/** Of a row: fragment and offset in it, type << 5 | size, addend (WIDE_ADDEND: fixup.ts has it), position, the symbols plus 1, the next one of the subsection. */
export const FIX = { frag: 0, offset: 1, kind: 2, addend: 3, pos: 4, plus: 5, minus: 6, next: 7 } as const;
/** log2 of the numbers of a row. */
export const FIX_LOG = 3;

export const WIDE_ADDEND = -0x80000000;

const FIRST_ROWS = 512;
let room = 0;

/** Begin anew, with no fixups. */
export function resetFixups(): void {
  const rows = allocate(FIRST_ROWS << (FIX_LOG + 2));
  i32[STATE.fixups] = rows >>> 2;
  i32[STATE.fixupCount] = 0;
  room = FIRST_ROWS;
}

/** A fixup behind `last` (-1: the first of its subsection). */
export function makeFixup(last: number): number {
  const id = i32[STATE.fixupCount] as number;
  if (id === room) {
    const rows = widen(i32[STATE.fixups] as number, room << FIX_LOG);
    i32[STATE.fixups] = rows;
    room <<= 2;
  }
  i32[STATE.fixupCount] = id + 1;
  i32[(i32[STATE.fixups] as number) + (id << FIX_LOG) + FIX.next] = -1;
  if (last >= 0) i32[(i32[STATE.fixups] as number) + (last << FIX_LOG) + FIX.next] = id;
  return id;
}

/** Give those from number `from` up to `to` their positions: they have offsets from `pos`, or all are there. */
export function placeFixups(from: number, to: number, pos: number, advance: number): void {
  const end = (i32[STATE.fixups] as number) + (to << FIX_LOG);
  for (let row = (i32[STATE.fixups] as number) + (from << FIX_LOG); row < end; row += 1 << FIX_LOG)
    i32[row + FIX.pos] = advance !== 0 ? pos + (i32[row + FIX.pos] as number) : pos;
}
