/**
 * A host for the encoder's tests: expressions of literals, `.`, names and `+ - * / & | << >>` with parentheses, evaluated with bigint.
 */

import type { OperandHost } from '../../src/isa/operand-host.ts';

/** A symbol plus an addend; `.` is the symbol of the instruction's own address. */
export interface Symbolic {
  readonly name: string;
  readonly addend: bigint;
}

type Value = { readonly name: string; readonly value: bigint };

export class TestHost implements OperandHost<Symbolic> {
  isConstant = false;
  number = 0;
  big = 0n;
  wide: bigint | undefined;
  symbolic: Symbolic | undefined;
  expressionError = '';
  readonly aliases = new Map<string, string>();
  #text = '';
  #at = 0;
  #end = 0;

  alias(name: string): string | undefined {
    return this.aliases.get(name.toLowerCase());
  }

  parseExpression(text: string, at: number, end: number): number {
    this.#text = text;
    this.#at = at;
    this.#end = end;
    this.expressionError = '';
    const value = this.#binary(0);
    if (!value) return -1;
    this.isConstant = value.name === '';
    this.wide = value.value >= 1n << 64n ? value.value : undefined;
    this.big = BigInt.asIntN(64, value.value);
    this.number = Number(this.big);
    this.symbolic = this.isConstant ? undefined : { name: value.name, addend: value.value };
    return this.#at;
  }

  #peek(): string {
    while (this.#at < this.#end && /\s/.test(this.#text[this.#at] ?? '')) this.#at++;
    return this.#text.slice(this.#at, Math.min(this.#end, this.#at + 2));
  }

  #binary(level: number): Value | undefined {
    const levels = [['|'], ['^'], ['&'], ['<<', '>>'], ['+', '-'], ['*', '/', '%']];
    const operators = levels[level];
    if (!operators) return this.#unary();
    let left = this.#binary(level + 1);
    for (;;) {
      const next = this.#peek();
      const operator = operators.find((one) => next.startsWith(one));
      if (!left || !operator) return left;
      this.#at += operator.length;
      const right = this.#binary(level + 1);
      if (!right) return undefined;
      left = combine(operator, left, right);
    }
  }

  #unary(): Value | undefined {
    const next = this.#peek();
    const c = next[0] ?? '';
    if (c === '-' || c === '+' || c === '~') {
      this.#at++;
      const value = this.#unary();
      if (value?.name !== '') return undefined;
      return { name: '', value: c === '-' ? -value.value : c === '~' ? ~value.value : value.value };
    }
    if (c === '(') {
      this.#at++;
      const value = this.#binary(0);
      if (!this.#peek().startsWith(')')) return undefined;
      this.#at++;
      return value;
    }
    const match = /^(0x[0-9a-f]+|0b[01]+|\d+(?![\w$])|[A-Za-z_.$][\w.$]*|\d+[bf])/i.exec(
      this.#text.slice(this.#at, this.#end),
    );
    if (!match) {
      this.expressionError = 'no expression';
      return undefined;
    }
    this.#at += match[0].length;
    if (/^\d+[bf]$/i.test(match[0]) && !/^0b[01]+$/i.test(match[0])) return { name: match[0], value: 0n };
    if (/^\d/.test(match[0]))
      return { name: '', value: BigInt(/^0\d/.test(match[0]) ? `0o${match[0].slice(1)}` : match[0]) };
    return { name: match[0], value: 0n };
  }
}

function combine(operator: string, a: Value, b: Value): Value | undefined {
  const name = a.name || b.name;
  if (name && operator !== '+' && operator !== '-') return undefined;
  if (a.name && b.name)
    return operator === '-' && a.name === b.name ? { name: '', value: a.value - b.value } : undefined;
  if (b.name && operator === '-') return undefined;
  switch (operator) {
    case '+':
      return { name, value: a.value + b.value };
    case '-':
      return { name, value: a.value - b.value };
    case '*':
      return { name, value: a.value * b.value };
    case '/':
      return b.value === 0n ? undefined : { name, value: a.value / b.value };
    case '%':
      return b.value === 0n ? undefined : { name, value: a.value % b.value };
    case '&':
      return { name, value: a.value & b.value };
    case '|':
      return { name, value: a.value | b.value };
    case '^':
      return { name, value: a.value ^ b.value };
    case '<<':
      return { name, value: BigInt.asIntN(64, a.value << b.value) };
    default:
      return { name, value: a.value >> b.value };
  }
}
