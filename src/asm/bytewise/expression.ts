/**
 * Expressions by bytes: numbers, symbols and numeric labels, the operators that compilers and macros of C write, parentheses.
 *
 * Leaves the value in the assembler's `expression`, by the way that all expressions go. False: to be read from text.
 */
import { GAS } from '../../expr/dialect.ts';
import type { Assembler } from '../assembler.ts';
import type { Sym } from '../symbol.ts';
import type { Cursor } from './cursor.ts';

/** Deeper ones are left to the reader of text. */
const DEEPEST = 32;

export function readExpression(a: Assembler, c: Cursor): boolean {
  const { at } = c;
  if (c.byte() !== OPEN && readShort(a, c)) return true;
  c.at = at;
  return climb(a, c, 0, 0) && !isOperator(c.blanks());
}

/** A number, or a symbol with a number added or another symbol taken from it: nearly all of them. */
function readShort(a: Assembler, c: Cursor): boolean {
  const { expression } = a;
  if (!c.nameHere()) {
    if (c.number()) {
      expression.takeNumber(c.value);
      return !isOperator(c.blanks());
    }
    if (!c.label() || !expression.takeLabel(c.value, c.forward)) return false;
  } else {
    const sym = readSymbol(a, c);
    if (!sym || !expression.takeSymbol(sym)) return false;
  }
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

/** Operands and operators that bind tighter than `floor`. */
function climb(a: Assembler, c: Cursor, floor: number, depth: number): boolean {
  const { expression } = a;
  if (depth > DEEPEST || !readOperand(a, c, depth)) return false;
  for (;;) {
    const operator = operatorHere(c);
    if (operator === '' || rankOf(operator) <= floor) return true;
    const { plus, minus, addend } = expression;
    c.at += operator.length;
    if (!climb(a, c, rankOf(operator), depth + 1) || !expression.operate(operator, plus, minus, addend)) return false;
  }
}

function readOperand(a: Assembler, c: Cursor, depth: number): boolean {
  const { expression } = a;
  if (c.blanks() === OPEN) {
    c.at++;
    if (!climb(a, c, 0, depth + 1) || c.blanks() !== CLOSE) return false;
    c.at++;
    return true;
  }
  if (c.nameHere()) {
    const sym = readSymbol(a, c);
    return sym !== undefined && expression.takeSymbol(sym);
  }
  if (!c.number()) return c.label() && expression.takeLabel(c.value, c.forward);
  expression.takeNumber(c.value);
  return true;
}

const OPEN = 40;
const CLOSE = 41;
const STAR = 42;
const PLUS = 43;
const MINUS = 45;
const DOT = 46;
const SLASH = 47;

const SINGLE: readonly string[] = Array.from({ length: 256 }, (_, c) =>
  '+-*%^&|'.includes(String.fromCharCode(c)) ? String.fromCharCode(c) : '',
);
const DOUBLED: readonly string[] = Array.from({ length: 256 }, (_, c) =>
  '<>='.includes(String.fromCharCode(c)) ? String.fromCharCode(c, c) : '',
);

/** The operator after blanks, if it is one of those understood here. */
function operatorHere(c: Cursor): string {
  const first = c.blanks();
  const next = c.at + 1 < c.limit ? c.bytes[c.at + 1] : 10;
  if (first === SLASH) return next === SLASH || next === STAR ? '' : '/';
  return (first === next && DOUBLED[first]) || (SINGLE[first] as string);
}

const rankOf = (operator: string): number => GAS.binary[operator] ?? 0;

/** Whether something other than the end of the expression follows. */
const isOperator = (c: number): boolean => c !== 10 && c !== 44 && c !== 59 && c !== 47;

/** The symbol whose name is at hand, or one at the location counter; undefined where the name may be an operator, `.sizeof.`. */
export function readSymbol(a: Assembler, c: Cursor): Sym | undefined {
  const start = c.at;
  const end = c.name();
  if (c.bytes[end - 1] === DOT) return end === start + 1 ? a.here() : undefined;
  return a.symbols.internBytes(c.bytes, start, end);
}
