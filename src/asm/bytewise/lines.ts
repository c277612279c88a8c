/**
 * The registers of the line table as the core has them, and the rows that it makes (core/lines.ts).
 */
import type { Assembler } from '../assembler.ts';
import { STATE } from '../core/layout.ts';
import { i32 } from '../core/memory.ts';

/** Whether the core may read `.loc`: then its state has what it needs. */
export function giveLines(a: Assembler): boolean {
  const { section, lineTable: t } = a;
  const state = i32;
  state[STATE.linesReady] = state[STATE.pending] = 0;
  if (!section.hasLines || section.absoluteBase !== undefined || !t.isPlain || a.recorders.length > 1) return false;
  const { file, line, column, isa, flags, discriminator } = t.current;
  if (t.pending && (file <= 0 || line <= 0)) return false;
  if ((file | line | column | isa | discriminator) >>> 0 > MOST) return false;
  state[STATE.linesReady] = 1;
  state[STATE.pending] = t.pending ? 1 : 0;
  state[STATE.rowFile] = file;
  state[STATE.rowLine] = line;
  state[STATE.rowColumn] = column;
  state[STATE.rowIsa] = isa;
  state[STATE.rowFlags] = flags;
  state[STATE.rowDiscriminator] = discriminator;
  state[STATE.knownFiles] = t.knownFiles;
  const entries = t.known(a);
  const last = entries ? entries.count - 1 : -1;
  state[STATE.lastFrag] = -1;
  if (!entries || last < 0) return true;
  state[STATE.lastFrag] = entries.fragmentNumber(last);
  state[STATE.lastAt] = entries.offset(last);
  state[STATE.lastView] = entries.viewNumber(last);
  return true;
}

/** Larger numbers stay here. */
const MOST = 2 ** 31 - 1;

/** Take what the core has made of it. */
export function takeLines(a: Assembler): void {
  const state = i32;
  if (state[STATE.linesReady] === 0) return;
  const t = a.lineTable;
  t.pending = state[STATE.pending] !== 0;
  const { current } = t;
  current.file = state[STATE.rowFile] as number;
  current.line = state[STATE.rowLine] as number;
  current.column = state[STATE.rowColumn] as number;
  current.flags = state[STATE.rowFlags] as number;
  current.discriminator = state[STATE.rowDiscriminator] as number;
  const count = state[STATE.rowCount] as number;
  if (count > 0) t.take(a, state, (state[STATE.lineRows] as number) >>> 2, count);
}
