/**
 * `.type`, `.size` and `.globl` by bytes, as directives.ts has it.
 */
import type { Assembler } from '../assembler.ts';
import { makeGlobal, setSize, setType } from '../directives/symbols.ts';
import type { Sym } from '../symbol.ts';
import type { Cursor } from './cursor.ts';
import { readExpression, readSymbol } from './expression.ts';

const STT = { object: 1, function: 2 } as const;

/** The symbol at hand, unless directives make more of it than they do of others. */
function readPlainSymbol(a: Assembler, c: Cursor): Sym | undefined {
  c.blanks();
  const sym = c.nameHere() ? readSymbol(a, c) : undefined;
  return sym?.isLocalLabel || sym?.name === '.' ? undefined : sym;
}

/** `.type name, %function` */
export function type(a: Assembler, c: Cursor): boolean {
  const sym = readPlainSymbol(a, c);
  if (!sym || !c.comma() || (c.byte() !== 37 && c.byte() !== 64)) return false;
  c.at++;
  const value = c.word('function') ? STT.function : c.word('object') ? STT.object : 0;
  if (value === 0) return false;
  c.name();
  if (!c.ends()) return false;
  setType(sym, value);
  return true;
}

/** `.size name, expression` */
export function size(a: Assembler, c: Cursor): boolean {
  const sym = readPlainSymbol(a, c);
  if (!sym || !c.comma() || !readExpression(a, c) || !c.ends()) return false;
  setSize(sym, a.expression.value());
  return true;
}

/** `.globl name`, one of them */
export function globl(a: Assembler, c: Cursor): boolean {
  const sym = readPlainSymbol(a, c);
  if (!sym || !c.ends()) return false;
  makeGlobal(sym);
  return true;
}
