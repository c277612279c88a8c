/**
 * `.loc` by bytes, as directives.ts has it, where the core (core/lines.ts) does not take it.
 */
import type { Assembler } from '../assembler.ts';
import { endLoc, startLoc } from '../directives/dwarf.ts';
import { FLAG } from '../line-entries.ts';
import type { Sym } from '../symbol.ts';
import type { Cursor } from './cursor.ts';
import { readSymbol } from './expression.ts';
import { byOperands } from './operands.ts';

/** `.loc file line [column] [options]` */
export function loc(a: Assembler, c: Cursor): boolean {
  const { at } = c;
  if (usualLoc(a, c)) return true;
  c.at = at;
  return anyLoc(a, c);
}

const anyLoc = byOperands('.loc');

function usualLoc(a: Assembler, c: Cursor): boolean {
  const t = a.lineTable;
  c.blanks();
  if (!c.number()) return false;
  const file = c.value;
  c.blanks();
  if (file <= 0 || !t.files[file] || !c.number() || c.value < 0) return false;
  const line = c.value;
  let column = t.current.column;
  c.blanks();
  if (c.digitHere()) {
    if (!c.number()) return false;
    column = c.value;
  }
  let { flags } = t.current;
  let discriminator = 0;
  let view: Sym | undefined;
  while (!c.ends()) {
    if (c.word('view')) {
      c.at += 4;
      c.blanks();
      view = c.nameHere() ? readSymbol(a, c) : undefined;
      if (!view) return false;
    } else if (c.word('is_stmt')) {
      c.at += 7;
      c.blanks();
      if (!c.number() || (c.value !== 0 && c.value !== 1)) return false;
      flags = c.value === 0 ? flags & ~FLAG.isStmt : flags | FLAG.isStmt;
    } else if (c.word('discriminator')) {
      c.at += 13;
      c.blanks();
      if (!c.number() || c.value < 0 || c.value >= 2 ** 32) return false;
      discriminator = c.value;
    } else return false;
  }
  startLoc(a);
  // what was pending may have defined it
  if (view?.isDefined) return false;
  const { current } = t;
  current.file = file;
  current.line = line;
  current.column = column;
  current.flags = (current.flags & ~FLAG.isStmt) | (flags & FLAG.isStmt);
  current.discriminator = discriminator;
  if (view) t.view = view;
  endLoc(a);
  return true;
}
