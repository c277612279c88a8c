/**
 * Expressions by bytes: a number, or a symbol with a number added or another symbol taken from it.
 *
 * Leaves the value in the assembler's `expression`, by the way that all expressions go. False: to be read from text.
 */
import type { Assembler } from '../assembler.ts';
import type { Sym } from '../symbol.ts';
import type { Cursor } from './cursor.ts';

export function readExpression(a: Assembler, c: Cursor): boolean {
  const { expression } = a;
  if (!c.nameHere()) {
    if (c.number()) {
      expression.takeNumber(c.value);
      return !isOperator(c.blanks());
    }
    if (!c.label() || !expression.takeLabel(c.value, c.forward)) return false;
  } else if (!expression.takeSymbol(readSymbol(a, c))) return false;
  const operator = c.blanks();
  if (operator === PLUS) {
    c.skip();
    if (!c.number()) return false;
    expression.plusNumber(c.value);
  } else if (operator === MINUS) {
    c.skip();
    if (c.number()) expression.plusNumber(-c.value);
    else {
      const minus = c.nameHere() ? readSymbol(a, c) : c.label() ? a.numericLabel(c.value, c.forward) : undefined;
      if (!minus || !expression.minusSymbol(minus)) return false;
    }
  } else return true;
  return !isOperator(c.blanks());
}

const PLUS = 43;
const MINUS = 45;

/** Whether something other than the end of the expression follows. */
const isOperator = (c: number): boolean => c !== 10 && c !== 44 && c !== 59 && c !== 47;

/** The symbol whose name is at hand, or one at the location counter. */
export function readSymbol(a: Assembler, c: Cursor): Sym {
  const start = c.at;
  const end = c.name();
  if (end === start + 1 && c.bytes[start] === 46) return a.here();
  return a.symbols.internBytes(c.bytes, start, end);
}
