/**
 * Views of rows of the line table whose distance to the row before is not known when they are read: symbols that are equated to what that will come to.
 *
 * Enters: two places, and the view before. Leaves: an equated symbol, and when the sections of its places have addresses, a number. Sym.equal is the same
 * for everybody else. DWARF 5, 6.2.2; `as` manual, ".loc".
 */
import { WHERE } from './facts.ts';
import { FRAG, FRAG_LOG, WIDE } from './fragments.ts';
import { STATE } from './layout.ts';
import { i32 } from './memory.ts';
import { allocate, widen } from './regions.ts';
import { SECTION, SECTION_LOG } from './sections.ts';
import { BIT, ROW, ROW_LOG } from './symbols.ts';

/** Of a view: its symbol; the place of its row, and of the row before; the symbol of that one's view plus 1 (0: it has none). */
export const VIEW = { symbol: 0, frag: 1, offset: 2, before: 3, beforeOffset: 4, earlier: 5 } as const;
/** log2 of the numbers of one. */
export const VIEW_LOG = 3;

/** In ROW.frag of an equated symbol, which has no fragment: it is view 0; the next ones lie below. */
export const FIRST_VIEW = -2;

const FIRST_ROWS = 64;
let room = 0;

/** Begin anew, with no views. */
export function resetViews(): void {
  const rows = allocate(FIRST_ROWS << (VIEW_LOG + 2));
  i32[STATE.views] = rows >>> 2;
  i32[STATE.viewCount] = 0;
  room = FIRST_ROWS;
}

/** Equate a symbol to the view at one place behind another, where the view is `earlier` (plus 1; 0: none). */
export function makeView(
  symbol: number,
  frag: number,
  offset: number,
  before: number,
  beforeOffset: number,
  earlier: number,
): void {
  const n = i32[STATE.viewCount] as number;
  if (n === room) {
    const rows = widen(i32[STATE.views] as number, n << VIEW_LOG);
    i32[STATE.views] = rows;
    room <<= 2;
  }
  i32[STATE.viewCount] = n + 1;
  const view = (i32[STATE.views] as number) + (n << VIEW_LOG);
  i32[view + VIEW.symbol] = symbol;
  i32[view + VIEW.frag] = frag;
  i32[view + VIEW.offset] = offset;
  i32[view + VIEW.before] = before;
  i32[view + VIEW.beforeOffset] = beforeOffset;
  i32[view + VIEW.earlier] = earlier;
  const row = (i32[STATE.rows] as number) + (symbol << ROW_LOG);
  i32[row + ROW.where] = WHERE.equated;
  i32[row + ROW.frag] = FIRST_VIEW - n;
}

/** Views in sections that have their addresses are numbers from here on. */
export function settleViews(): void {
  const count = i32[STATE.viewCount] as number;
  for (let n = 0; n < count; n++) {
    const view = (i32[STATE.views] as number) + (n << VIEW_LOG);
    const row = (i32[STATE.rows] as number) + ((i32[view + VIEW.symbol] as number) << ROW_LOG);
    // it may have become something else
    if (i32[row + ROW.where] !== WHERE.equated || i32[row + ROW.frag] !== FIRST_VIEW - n) continue;
    const number = viewNumber(view);
    if (number < 0) continue;
    i32[row + ROW.where] = WHERE.absolute;
    i32[row + ROW.frag] = -1;
    i32[row + ROW.value] = number;
  }
}

/** The number of a view; -1: it is not known here. */
function viewNumber(view: number): number {
  const from = addressOf(i32[view + VIEW.before] as number);
  const to = addressOf(i32[view + VIEW.frag] as number);
  if (from < 0 || to < 0) return -1;
  if (to + (i32[view + VIEW.offset] as number) > from + (i32[view + VIEW.beforeOffset] as number)) return 0;
  const earlier = (i32[view + VIEW.earlier] as number) - 1;
  if (earlier < 0) return 1;
  const row = (i32[STATE.rows] as number) + (earlier << ROW_LOG);
  if (i32[row + ROW.where] !== WHERE.absolute || ((i32[row + ROW.bits] as number) & BIT.wide) !== 0) return -1;
  const number = i32[row + ROW.value] as number;
  return number < 0 || number === MOST ? -1 : number + 1;
}

const MOST = 0x7fffffff;

/** The address of a fragment, if nothing can change it any more; else -1. */
function addressOf(frag: number): number {
  const row = (i32[STATE.frags] as number) + (frag << FRAG_LOG);
  const section = (i32[STATE.sectionRows] as number) + ((i32[row + FRAG.section] as number) << SECTION_LOG);
  const address = i32[row + FRAG.address] as number;
  return i32[section + SECTION.settled] === 0 || address === WIDE ? -1 : address;
}
