/**
 * `.loc` in its plain form, and the rows of the line table that it and the instruction behind it make.
 *
 * Enters: an operand list; in the state the registers of the line table and where its last row is. Leaves: rows to be handed out, as
 * line-entries.ts has them with the view's number plus 1 behind, and views defined. DWARF 5, 6.2; `as` manual, ".loc". A statement that is
 * not plain has had no effect.
 */

import { directiveAt, KINDS_OF } from './directives.ts';
import { DIGIT, DOT, LINE_FLAG, LINE_ROW, LINE_WIDTH, NAME_PART, NAME_START, WHERE } from './facts.ts';
import { FAR, fragmentDistance } from './fragments.ts';
import { CLASSES, MOST_ROWS, STATE } from './layout.ts';
import { i32, u8 } from './memory.ts';
import { endOfStatement, overBlanks, readNumber, value, valueEnd } from './numbers.ts';
import { outOffset } from './output.ts';
import { BIT, intern, ROW, ROW_LOG } from './symbols.ts';
import { makeView } from './views.ts';
import { textHash } from './words.ts';

let column = 0;
let flags = 0;
let discriminator = 0;
/** Where the view's name is; length 0: there is none. */
let viewAt = 0;
let viewLength = 0;

function classAt(at: number, limit: number): number {
  return at < limit ? (u8[CLASSES + (u8[at] as number)] as number) : 0;
}

/** `.loc file line [column] [options]`: where the statement ends, or 0. */
export function readLoc(from: number, limit: number): number {
  if (i32[STATE.linesReady] === 0 || (i32[STATE.rowCount] as number) > MOST_ROWS - 2) return 0;
  if (readNumber(from, limit) === 0) return 0;
  const file = value;
  if (file <= 0 || file > (i32[STATE.knownFiles] as number) || readNumber(valueEnd, limit) === 0) return 0;
  const line = value;
  if (line <= 0) return 0;
  const end = readOptions(valueEnd, limit);
  if (end === 0) return 0;
  let view = -1;
  if (viewLength > 0) {
    const number = nextView();
    if (number === STOPS_HERE) return 0;
    view = intern(viewAt, viewLength);
    const row = (i32[STATE.rows] as number) + (view << ROW_LOG);
    if (i32[row + ROW.where] !== WHERE.undefined || ((i32[row + ROW.bits] as number) & (BIT.again | BIT.wide)) !== 0)
      return 0;
    if (number < 0) {
      const before = i32[STATE.lastFrag] as number;
      makeView(view, i32[STATE.frag] as number, outOffset(), before, i32[STATE.lastAt] as number, earlier);
    } else {
      i32[row + ROW.where] = WHERE.absolute;
      i32[row + ROW.value] = number;
    }
  }
  // one that no instruction followed has its row here
  if (i32[STATE.pending] !== 0) addRow(0, -1);
  i32[STATE.rowFile] = file;
  i32[STATE.rowLine] = line;
  i32[STATE.rowColumn] = column;
  i32[STATE.rowFlags] = flags;
  i32[STATE.rowDiscriminator] = discriminator;
  if (view < 0) i32[STATE.pending] = 1;
  else addRow(0, view);
  return end;
}

/** The column and what follows; where the statement ends, or 0. */
function readOptions(from: number, limit: number): number {
  const before = i32[STATE.rowFlags] as number;
  // what is said once belongs to the row that is pending
  flags = i32[STATE.pending] === 0 ? before : before & LINE_FLAG.isStmt;
  column = i32[STATE.rowColumn] as number;
  discriminator = 0;
  viewLength = 0;
  let at = overBlanks(from, limit);
  if ((classAt(at, limit) & DIGIT) !== 0) {
    if (readNumber(at, limit) === 0) return 0;
    column = value;
    at = overBlanks(valueEnd, limit);
  }
  for (;;) {
    const end = endOfStatement(at, limit);
    if (end !== 0) return end;
    at = readOption(at, limit);
    if (at === 0) return 0;
    at = overBlanks(at, limit);
  }
}

/** One option; where it ends, or 0. */
function readOption(start: number, limit: number): number {
  const end = nameEnd(start, limit);
  const kind = directiveAt(textHash(start, end - start), start, end);
  if (kind === KINDS_OF.view) {
    viewAt = overBlanks(end, limit);
    if ((classAt(viewAt, limit) & NAME_START) === 0) return 0;
    const last = nameEnd(viewAt, limit);
    viewLength = last - viewAt;
    return viewLength === 1 && u8[viewAt] === DOT ? 0 : last;
  }
  if ((kind !== KINDS_OF.isStmt && kind !== KINDS_OF.discriminator) || readNumber(end, limit) === 0) return 0;
  if (value < 0) return 0;
  if (kind === KINDS_OF.discriminator) discriminator = value;
  else if (value > 1) return 0;
  else flags = (flags & ~LINE_FLAG.isStmt) | value;
  return valueEnd;
}

function nameEnd(start: number, limit: number): number {
  let at = start;
  while ((classAt(at, limit) & NAME_PART) !== 0) at++;
  return at;
}

/** As a view: it is another's matter; and, it is known later. */
const STOPS_HERE = -2;
const LATER = -1;
/** The symbol of the view before, plus 1, if that is one (else 0). */
let earlier = 0;

/** The view of a row at the location counter, as LineEntries counts them. */
function nextView(): number {
  earlier = 0;
  if ((flags & LINE_FLAG.reset) !== 0) return STOPS_HERE;
  // the row that is pending has its place here
  if (i32[STATE.pending] !== 0) return 1;
  const last = i32[STATE.lastView] as number;
  const before = i32[STATE.lastFrag] as number;
  if (before < 0) return STOPS_HERE;
  // a row whose view has no name, or is not known yet, is the first one at its address, for GNU as
  const row = (i32[STATE.rows] as number) + (last << ROW_LOG);
  if (last >= 0 && i32[row + ROW.where] !== WHERE.undefined) {
    earlier = last + 1;
    if (((i32[row + ROW.bits] as number) & BIT.wide) !== 0) return STOPS_HERE;
  }
  const between = fragmentDistance(i32[STATE.frag] as number, before);
  const step = between === FAR ? 0 : between + outOffset() - (i32[STATE.lastAt] as number);
  if (step > 0) return 0;
  if (between === FAR || step < 0) return LATER;
  if (earlier === 0) return 1;
  return i32[row + ROW.where] === WHERE.absolute ? (i32[row + ROW.value] as number) + 1 : LATER;
}

/** The row of the `.loc` that is pending, at the instruction of 4 bytes just written. */
export function addPendingRow(): void {
  addRow(4, -1);
}

/** A row, so many bytes before the location counter. */
function addRow(size: number, view: number): void {
  const count = i32[STATE.rowCount] as number;
  const row = ((i32[STATE.lineRows] as number) >>> 2) + Math.imul(count, LINE_WIDTH);
  const at = outOffset() - size;
  i32[row + LINE_ROW.fragment] = i32[STATE.frag] as number;
  i32[row + LINE_ROW.offset] = at;
  i32[row + LINE_ROW.file] = i32[STATE.rowFile] as number;
  i32[row + LINE_ROW.line] = i32[STATE.rowLine] as number;
  i32[row + LINE_ROW.column] = i32[STATE.rowColumn] as number;
  i32[row + LINE_ROW.isa] = i32[STATE.rowIsa] as number;
  i32[row + LINE_ROW.flags] = (i32[STATE.rowFlags] as number) | (size > 0 ? LINE_FLAG.late : 0);
  i32[row + LINE_ROW.discriminator] = i32[STATE.rowDiscriminator] as number;
  i32[row + LINE_ROW.view] = view + 1;
  i32[STATE.rowCount] = count + 1;
  i32[STATE.lastFrag] = i32[STATE.frag] as number;
  i32[STATE.lastAt] = at;
  i32[STATE.lastView] = view;
  i32[STATE.pending] = 0;
  i32[STATE.rowFlags] = (i32[STATE.rowFlags] as number) & LINE_FLAG.isStmt;
  i32[STATE.rowDiscriminator] = 0;
}
