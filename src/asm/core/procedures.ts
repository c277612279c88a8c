/**
 * Procedures with call frames and their instructions by number: a row of numbers each, whoever has read the `.cfi_*` directives; cfi.ts says what they mean.
 */
import { CFA, STACK_POINTER } from './facts.ts';
import { STATE } from './layout.ts';
import { i32 } from './memory.ts';
import { allocate, widen } from './regions.ts';
import { SUB, SUB_LOG } from './sections.ts';

/**
 * Of a procedure: its subsection; fragment and offset where it begins, and where it ends (-1: it is open); its first and last instruction (-1: none); the offset of
 * the frame's address; what .cfi_remember_state has remembered of that last (-1: nothing); position; and whether cfi.ts has more of it.
 */
export const PROC = {
  sub: 0,
  start: 1,
  startOffset: 2,
  end: 3,
  endOffset: 4,
  first: 5,
  last: 6,
  cfaOffset: 7,
  saved: 8,
  pos: 9,
  rare: 10,
} as const;
/** log2 of the numbers of a row. */
export const PROC_LOG = 4;

/** Of an instruction: DW_CFA_*, two operands, the place, what cfi.ts has more of it (-1: nothing), the next one of the procedure (-1: none). */
export const FRAME_ROW = { op: 0, a: 1, b: 2, fragment: 3, offset: 4, extra: 5, next: 6 } as const;
export const FRAME_LOG = 3;

const FIRST_PROCS = 64;
const FIRST_ROWS = 256;
const FIRST_SAVED = 64;
let procRoom = 0;
let rowRoom = 0;
/** What is remembered: an offset, and what was remembered before it. */
let saves = 0;
let saveCount = 0;
let saveRoom = 0;

/** Begin anew, with no procedures. */
export function resetProcedures(): void {
  const procs = allocate(FIRST_PROCS << (PROC_LOG + 2));
  i32[STATE.procs] = procs >>> 2;
  i32[STATE.procCount] = 0;
  procRoom = FIRST_PROCS;
  const rows = allocate(FIRST_ROWS << (FRAME_LOG + 2));
  i32[STATE.frameRows] = rows >>> 2;
  i32[STATE.frameCount] = 0;
  rowRoom = FIRST_ROWS;
  saves = allocate(FIRST_SAVED << 3) >>> 2;
  saveCount = 0;
  saveRoom = FIRST_SAVED;
}

/** Begin a procedure in a subsection; its number. Unless it is `simple`, the frame's address is the stack pointer there. */
export function startProcedure(sub: number, frag: number, offset: number, pos: number, simple: number): number {
  const id = i32[STATE.procCount] as number;
  if (id === procRoom) {
    const procs = widen(i32[STATE.procs] as number, id << PROC_LOG);
    i32[STATE.procs] = procs;
    procRoom <<= 2;
  }
  i32[STATE.procCount] = id + 1;
  const row = (i32[STATE.procs] as number) + (id << PROC_LOG);
  i32[row + PROC.sub] = sub;
  i32[row + PROC.start] = frag;
  i32[row + PROC.startOffset] = offset;
  i32[row + PROC.end] = -1;
  i32[row + PROC.first] = -1;
  i32[row + PROC.last] = -1;
  i32[row + PROC.saved] = -1;
  i32[row + PROC.pos] = pos;
  i32[(i32[STATE.subs] as number) + (sub << SUB_LOG) + SUB.procedure] = id;
  if (simple === 0) addFrame(id, CFA.defCfa, STACK_POINTER, 0, frag, offset);
  return id;
}

export function endProcedure(id: number, frag: number, offset: number): void {
  const row = (i32[STATE.procs] as number) + (id << PROC_LOG);
  i32[row + PROC.end] = frag;
  i32[row + PROC.endOffset] = offset;
  i32[(i32[STATE.subs] as number) + ((i32[row + PROC.sub] as number) << SUB_LOG) + SUB.procedure] = -1;
}

/** Add an instruction to a procedure; its number. */
export function addFrame(id: number, op: number, a: number, b: number, frag: number, offset: number): number {
  const n = i32[STATE.frameCount] as number;
  if (n === rowRoom) {
    const rows = widen(i32[STATE.frameRows] as number, n << FRAME_LOG);
    i32[STATE.frameRows] = rows;
    rowRoom <<= 2;
  }
  i32[STATE.frameCount] = n + 1;
  const rows = i32[STATE.frameRows] as number;
  const row = rows + (n << FRAME_LOG);
  i32[row + FRAME_ROW.op] = op;
  i32[row + FRAME_ROW.a] = a;
  i32[row + FRAME_ROW.b] = b;
  i32[row + FRAME_ROW.fragment] = frag;
  i32[row + FRAME_ROW.offset] = offset;
  i32[row + FRAME_ROW.extra] = -1;
  i32[row + FRAME_ROW.next] = -1;
  const proc = (i32[STATE.procs] as number) + (id << PROC_LOG);
  const last = i32[proc + PROC.last] as number;
  if (last < 0) i32[proc + PROC.first] = n;
  else i32[rows + (last << FRAME_LOG) + FRAME_ROW.next] = n;
  i32[proc + PROC.last] = n;
  return n;
}

/** Remember the offset of the frame's address. */
export function saveOffset(id: number): void {
  if (saveCount === saveRoom) {
    saves = widen(saves, saveCount << 1);
    saveRoom <<= 2;
  }
  const proc = (i32[STATE.procs] as number) + (id << PROC_LOG);
  const row = saves + (saveCount << 1);
  i32[row] = i32[proc + PROC.cfaOffset] as number;
  i32[row + 1] = i32[proc + PROC.saved] as number;
  i32[proc + PROC.saved] = saveCount;
  saveCount++;
}

/** The offset is what was remembered last again; 0: nothing was. */
export function restoreOffset(id: number): number {
  const proc = (i32[STATE.procs] as number) + (id << PROC_LOG);
  const saved = i32[proc + PROC.saved] as number;
  if (saved < 0) return 0;
  const row = saves + (saved << 1);
  i32[proc + PROC.cfaOffset] = i32[row] as number;
  i32[proc + PROC.saved] = i32[row + 1] as number;
  return 1;
}

/** Give those from number `from` up to `to` their positions: they have offsets from `pos`, or all are there. */
export function placeProcedures(from: number, to: number, pos: number, advance: number): void {
  for (let id = from; id < to; id++) {
    const at = (i32[STATE.procs] as number) + (id << PROC_LOG) + PROC.pos;
    i32[at] = advance !== 0 ? pos + (i32[at] as number) : pos;
  }
}

/** The first procedure from number `from` on without an end; -1: there is none. */
export function unendedProcedure(from: number): number {
  const count = i32[STATE.procCount] as number;
  for (let id = from; id < count; id++)
    if ((i32[(i32[STATE.procs] as number) + (id << PROC_LOG) + PROC.end] as number) < 0) return id;
  return -1;
}
