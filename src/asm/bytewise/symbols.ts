/**
 * `.type`, `.size`, `.globl` and `.set` by bytes, as directives.ts has it.
 */
import type { Assembler } from '../assembler.ts';
import { setType } from '../directives/symbol-types.ts';
import { giveValue, makeGlobal, setSize } from '../directives/symbols.ts';
import { type Sym, WHERE } from '../symbol.ts';
import type { Cursor } from './cursor.ts';
import { readExpression } from './expression.ts';

const STT = { object: 1, function: 2 } as const;

/** The symbol whose name is at hand; undefined for none, and for the location counter. */
function readName(a: Assembler, c: Cursor): Sym | undefined {
  c.blanks();
  const start = c.at;
  if (!c.nameHere()) return undefined;
  const end = c.name();
  return end === start + 1 && c.bytes[start] === 46 ? undefined : a.symbols.internBytes(c.bytes, start, end);
}

/** The same, unless directives make more of it than they do of others. */
function readPlainName(a: Assembler, c: Cursor): Sym | undefined {
  const sym = readName(a, c);
  return sym?.isLocalLabel ? undefined : sym;
}

/** `.type name, %function` */
export function type(a: Assembler, c: Cursor): boolean {
  const sym = readPlainName(a, c);
  if (!sym || !c.comma() || (c.byte() !== 37 && c.byte() !== 64)) return false;
  c.at++;
  const value = c.word('function') ? STT.function : c.word('object') ? STT.object : 0;
  if (value === 0) return false;
  c.name();
  if (!c.ends()) return false;
  // to one that has a type there may be more to say
  if (sym.type !== 0 || sym.unique || sym.where === WHERE.common) return false;
  setType(sym, value, false);
  return true;
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

/** `.globl name`, one of them */
export function globl(a: Assembler, c: Cursor): boolean {
  const sym = readPlainName(a, c);
  if (!sym || sym.isSection || !c.ends()) return false;
  makeGlobal(sym);
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
