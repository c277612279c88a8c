/**
 * `.size` and `.set` by bytes, as directives.ts has it.
 */
import type { Assembler } from '../assembler.ts';
import { giveValue, setSize } from '../directives/symbols.ts';
import type { Sym } from '../symbol.ts';
import type { Cursor } from './cursor.ts';
import { readExpression } from './expression.ts';

/** The symbol whose name is at hand; undefined for none, and for the location counter. */
function readName(a: Assembler, c: Cursor): Sym | undefined {
  c.blanks();
  const start = c.at;
  if (!c.nameHere()) return undefined;
  const end = c.name();
  return end === start + 1 && c.bytes[start] === 46 ? undefined : a.symbols.internBytes(c.bytes, start, end);
}

/** `.size name, expression` */
export function size(a: Assembler, c: Cursor): boolean {
  c.blanks();
  const start = c.at;
  if (!c.nameHere()) return false;
  const end = c.name();
  // .L names, and the location counter, are not as usual
  if (c.bytes[start] === 46 && (end === start + 1 || c.bytes[start + 1] === 76)) return false;
  if (!c.comma() || !readExpression(a, c) || !c.ends()) return false;
  const value = a.expression.value();
  // what the expression mentions for the first time comes before it in the table
  setSize(a.symbols.internBytes(c.bytes, start, end), value);
  return true;
}

/** `.set name, expression` */
export function set(a: Assembler, c: Cursor): boolean {
  c.blanks();
  const { at } = c;
  const sym = readName(a, c);
  if (!sym || !c.comma() || !readExpression(a, c) || !c.ends()) return false;
  giveValue(a, sym, at, a.expression.value());
  return true;
}
