/**
 * `.loc` and the call frame directives by bytes, as directives.ts has it.
 */
import type { Assembler } from '../assembler.ts';
import { CFA, DATA_ALIGN } from '../cfi.ts';
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

/** `.cfi_offset register, offset`, by numbers */
export function cfiOffset(a: Assembler, c: Cursor): boolean {
  const fde = a.frames.open.get(a.sub);
  c.blanks();
  if (!fde || !c.digitHere() || !c.number()) return false;
  const register = c.value;
  if (!c.comma() || !c.number() || c.value % DATA_ALIGN !== 0 || !c.ends()) return false;
  a.frames.add(fde, CFA.offset, register, c.value);
  return true;
}

/** `.cfi_restore register`, by number */
export function cfiRestore(a: Assembler, c: Cursor): boolean {
  const fde = a.frames.open.get(a.sub);
  c.blanks();
  if (!fde || !c.digitHere() || !c.number() || !c.ends()) return false;
  a.frames.add(fde, CFA.restore, c.value, 0);
  return true;
}

/** `.cfi_def_cfa_offset offset` */
export function cfiDefCfaOffset(a: Assembler, c: Cursor): boolean {
  const fde = a.frames.open.get(a.sub);
  c.blanks();
  if (!fde || !c.number() || !c.ends()) return false;
  fde.cfaOffset = c.value;
  a.frames.add(fde, CFA.defCfaOffset, c.value, 0);
  return true;
}
