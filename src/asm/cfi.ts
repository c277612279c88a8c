/**
 * Call frame information as it is read: what the `.cfi_*` directives say, for frame-writer.ts.
 *
 * Enters: calls of directives/cfi.ts. Leaves: one FDE a procedure, its instructions as rows of one array, each with the place in
 * the program where it stands. DWARF 5, 6.4.2; `as` manual, "CFI directives".
 */
import type { Pos } from '../diag/diagnostic.ts';
import * as messages from '../diag/messages/asm.ts';
import type { Assembler } from './assembler.ts';
import { roomier } from './columns.ts';
import { CFA, DATA_ALIGN, FRAME_WIDTH, FRAME_ROW as ROW } from './core/facts.ts';
import type { Fragment, Subsection } from './section.ts';
import type { Sym, Value } from './symbol.ts';

export { CFA, DATA_ALIGN, ROW };

const RETURN_COLUMN = 30;
const SP = 31;
export const DW_EH_PE_omit = 0xff;

/** A procedure. Its instructions are rows of CallFrames. */
export interface Fde {
  readonly sub: Subsection;
  /** Where it begins and ends: fragment and offset. */
  readonly start: Fragment;
  readonly startOffset: number;
  /** In a section whose places have names, and in none. */
  label: Sym | undefined;
  end: Fragment | undefined;
  endOffset: number;
  /** Its first and last rows, -1 for none. */
  first: number;
  last: number;
  personality: { readonly encoding: number; readonly value: Value } | undefined;
  lsda: { readonly encoding: number; readonly value: Value } | undefined;
  returnColumn: number;
  signal: boolean;
  bKey: boolean;
  /** .cfi_mte_tagged_frame (LLVM's). */
  mteTagged: boolean;
  /** For adjust_cfa_offset and rel_offset. */
  cfaOffset: number;
  /** What .cfi_remember_state remembered of it, where anything was. */
  saved: number[] | undefined;
  readonly at: number;
}

/** What some instructions have besides two numbers. */
export interface Extra {
  /** escape: bytes; encodedAddress: the address. */
  readonly values: readonly Value[];
  /** label: its name, and where that stands. */
  readonly name: string;
  readonly pos?: Pos;
}

const WIDTH = FRAME_WIDTH;

export class CallFrames {
  readonly list: Fde[] = [];
  /** Open procedures, by subsection. */
  readonly open = new Map<unknown, Fde>();
  ehFrame = true;
  debugFrame = false;
  sframe = false;
  readonly extras: Extra[] = [];
  rows = new Int32Array(64 * WIDTH);
  #end = 0;

  /** Numbers of all rows. */
  get length(): number {
    return this.#end;
  }

  /** Begin a procedure at the location counter, or before it. */
  start(a: Assembler, simple: boolean, start = a.sub.frag, startOffset = a.sub.offset): void {
    const { sub } = a;
    const fde: Fde = {
      sub,
      start,
      startOffset,
      label: undefined,
      end: undefined,
      endOffset: 0,
      first: -1,
      last: -1,
      personality: undefined,
      lsda: undefined,
      returnColumn: RETURN_COLUMN,
      signal: false,
      bKey: false,
      mteTagged: false,
      cfaOffset: 0,
      saved: undefined,
      at: a.pos(a.statementAt - a.shift),
    };
    if (sub.section.keepsNames || sub.section.absoluteBase !== undefined) fde.label = a.here();
    this.list.push(fde);
    this.open.set(sub, fde);
    if (!simple) this.add(fde, CFA.defCfa, SP, 0, undefined, start.id, startOffset);
  }

  /** End the open procedure at the location counter, or before it. */
  end(a: Assembler, end = a.sub.frag, endOffset = a.sub.offset): void {
    const { sub } = a;
    const fde = this.open.get(sub);
    if (!fde) return;
    fde.end = end;
    fde.endOffset = endOffset;
    this.open.delete(sub);
  }

  /** Add an instruction at the location counter, or before it. */
  add(
    fde: Fde,
    op: number,
    a: number,
    b: number,
    extra?: Extra,
    fragment = fde.sub.last,
    offset = fde.sub.offset,
  ): void {
    const at = this.#end;
    if (at + WIDTH > this.rows.length) this.rows = roomier(this.rows);
    const rows = this.rows;
    rows[at] = op;
    rows[at + ROW.a] = a;
    rows[at + ROW.b] = b;
    rows[at + ROW.fragment] = fragment;
    rows[at + ROW.offset] = offset;
    rows[at + ROW.extra] = extra ? this.extras.push(extra) - 1 : -1;
    rows[at + ROW.next] = -1;
    if (fde.last < 0) fde.first = at;
    else rows[fde.last + ROW.next] = at;
    fde.last = at;
    this.#end = at + WIDTH;
  }

  /** Take `count` rows from numbers[at] on, which follow each other. */
  take(fde: Fde, numbers: Int32Array, at: number, count: number): void {
    const start = this.#end;
    const end = start + WIDTH * count;
    while (end > this.rows.length) this.rows = roomier(this.rows);
    const rows = this.rows;
    for (let from = at, to = start; to < end; from += WIDTH, to += WIDTH) {
      for (let k = 0; k < WIDTH - 1; k++) rows[to + k] = numbers[from + k] as number;
      rows[to + ROW.next] = to + WIDTH < end ? to + WIDTH : -1;
    }
    if (fde.last < 0) fde.first = start;
    else rows[fde.last + ROW.next] = start;
    fde.last = end - WIDTH;
    this.#end = end;
  }

  /** What is no instruction, but has a place: the next instruction is advanced to from here. */
  mark(fde: Fde): void {
    const { first, last, start, startOffset, sub } = fde;
    const fragment = first < 0 ? start.id : this.rows[last + ROW.fragment];
    const offset = first < 0 ? startOffset : this.rows[last + ROW.offset];
    if (fragment !== sub.last || offset !== sub.offset) this.add(fde, CFA.place, 0, 0);
  }

  /** Report procedures without an end, and end them where they begin. */
  close(a: Assembler): void {
    for (const fde of this.list) {
      if (fde.end) continue;
      a.sink.report(fde.at, messages.unterminated('.cfi_startproc', '.cfi_endproc'), 14);
      fde.end = fde.start;
      fde.endOffset = fde.startOffset;
    }
  }
}

/** Bytes of a pointer in this encoding; `address` are those of an address. */
export function encodingSize(encoding: number, address: number): number {
  if (encoding === DW_EH_PE_omit) return 0;
  switch (encoding & 7) {
    case 2:
      return 2;
    case 3:
      return 4;
    case 4:
      return 8;
    default:
      return address;
  }
}
