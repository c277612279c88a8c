/**
 * The controlling expressions of #if and #elif (C11 6.10.1): tokens to a truth value, in intmax_t and uintmax_t.
 *
 * Enters: tokens of the directive, macros expanded on the way, except after `defined`. Leaves: true or false; what is not
 * a constant expression is reported and counts as false. Operators work on 64-bit integers, unsigned as soon as one
 * operand is (6.4.4.1p5 with every type as wide as intmax_t); the sides of && || ?: that do not count may divide by zero.
 */
import type { Message, Pos } from '../diag/diagnostic.ts';
import * as messages from '../diag/messages/cpp.ts';
import type { Expander } from './expand.ts';
import { POISON } from './macros.ts';
import { EOF, Kind, SHIFT } from './symbols.ts';
import type { Unit } from './unit.ts';

interface Value {
  readonly value: bigint;
  readonly unsigned: boolean;
}

/** Answers `#machine(x)` (GNU assertions); `answer` is undefined for a bare `#machine`. */
export type AssertionTest = (predicate: string, answer: string | undefined) => boolean;

const TERNARY = 1;
const PRECEDENCE: Readonly<Record<string, number>> = {
  ',': 0,
  '?': TERNARY,
  '||': 2,
  '&&': 3,
  '|': 4,
  '^': 5,
  '&': 6,
  '==': 7,
  '!=': 7,
  '<': 8,
  '>': 8,
  '<=': 8,
  '>=': 8,
  '<<': 9,
  '>>': 9,
  '+': 10,
  '-': 10,
  '*': 11,
  '/': 11,
  '%': 11,
};

/** Parentheses and unary operators nested deeper than this are an error, not a stack overflow. */
const DEPTH_LIMIT = 1000;

class Invalid {
  readonly position: Pos;
  readonly message: Message;
  readonly length: number;
  constructor(position: Pos, message: Message, length: number) {
    this.position = position;
    this.message = message;
    this.length = length;
  }
}

export class Condition {
  readonly #unit: Unit;
  readonly #expander: Expander;
  readonly #isAsserted: AssertionTest;
  #token = EOF;
  #depth = 0;
  /** Inside the side of && || ?: that does not count. */
  #unevaluated = 0;

  constructor(unit: Unit, expander: Expander, isAsserted: AssertionTest) {
    this.#unit = unit;
    this.#expander = expander;
    this.#isAsserted = isAsserted;
  }

  /** Evaluate the expander's tokens up to EOF; `name` (if, elif) and `at` are for messages. */
  evaluate(name: string, at: Pos): boolean {
    try {
      this.#depth = 0;
      this.#unevaluated = 0;
      this.#advance();
      if (this.#is(EOF)) throw this.#invalid(messages.ifWithoutExpression(name), at);
      const { value } = this.#binary(0);
      if (!this.#is(EOF)) throw this.#invalid(messages.missingOperator(this.#text()));
      return value !== 0n;
    } catch (error) {
      if (!(error instanceof Invalid)) throw error;
      this.#unit.report(error.position, error.message, error.length);
      return false;
    }
  }

  #advance(): void {
    this.#token = this.#expander.next();
  }

  #is(symbol: number): boolean {
    return this.#token >> SHIFT === symbol;
  }

  #text(): string {
    return this.#unit.symbols.text[this.#token >> SHIFT] as string;
  }

  #invalid(message: Message, position: Pos = this.#expander.position): Invalid {
    return new Invalid(position, message, Math.max(1, this.#text().length));
  }

  /** binary(p): unary { operator of precedence >= p, binary(p + 1) } */
  #binary(minimum: number): Value {
    if (++this.#depth > DEPTH_LIMIT) throw this.#invalid(messages.expressionTooDeep(DEPTH_LIMIT));
    const value = this.#operators(minimum);
    this.#depth--;
    return value;
  }

  #operators(minimum: number): Value {
    let left = this.#unary();
    for (;;) {
      const operator = this.#text();
      const precedence = PRECEDENCE[operator];
      if (precedence === undefined || precedence < minimum || this.#is(EOF)) return left;
      const position = this.#expander.position;
      this.#advance();
      if (operator === '?') left = this.#ternary(left);
      else if (operator === '&&' || operator === '||') left = this.#logical(operator, left, precedence);
      else left = this.#apply(operator, left, this.#binary(precedence + 1), position);
    }
  }

  #ternary(condition: Value): Value {
    const yes = this.#maybe(condition.value === 0n, 0);
    if (this.#text() !== ':') throw this.#invalid(messages.colonExpected());
    this.#advance();
    const no = this.#maybe(condition.value !== 0n, TERNARY);
    const chosen = condition.value !== 0n ? yes : no;
    return convert(chosen.value, yes.unsigned || no.unsigned);
  }

  #logical(operator: string, left: Value, precedence: number): Value {
    const decided = operator === '&&' ? left.value === 0n : left.value !== 0n;
    const right = this.#maybe(decided, precedence + 1);
    if (decided) return truth(operator === '||');
    return truth(right.value !== 0n);
  }

  /** A subexpression that is parsed but does not count if `ignored`. */
  #maybe(ignored: boolean, minimum: number): Value {
    if (ignored) this.#unevaluated++;
    const value = this.#binary(minimum);
    if (ignored) this.#unevaluated--;
    return value;
  }

  #apply(operator: string, left: Value, right: Value, position: Pos): Value {
    const a = left.value;
    const unsigned = left.unsigned || right.unsigned;
    const x = convert(a, unsigned).value;
    const y = convert(right.value, unsigned).value;
    switch (operator) {
      case ',':
        return right;
      case '|':
        return convert(x | y, unsigned);
      case '^':
        return convert(x ^ y, unsigned);
      case '&':
        return convert(x & y, unsigned);
      case '==':
        return truth(x === y);
      case '!=':
        return truth(x !== y);
      case '<':
        return truth(x < y);
      case '>':
        return truth(x > y);
      case '<=':
        return truth(x <= y);
      case '>=':
        return truth(x >= y);
      case '<<':
        return shift(left, right);
      case '>>':
        return shift(left, { value: -right.value, unsigned: false });
      case '+':
        return convert(x + y, unsigned);
      case '-':
        return convert(x - y, unsigned);
      case '*':
        return convert(x * y, unsigned);
      default:
        if (y !== 0n) return convert(operator === '/' ? x / y : x % y, unsigned);
        if (this.#unevaluated > 0) return { value: 0n, unsigned };
        throw new Invalid(position, messages.divisionByZero(), operator.length);
    }
  }

  /** unary: ( "+" | "-" | "~" | "!" ) unary | primary */
  #unary(): Value {
    if (++this.#depth > DEPTH_LIMIT) throw this.#invalid(messages.expressionTooDeep(DEPTH_LIMIT));
    const value = this.#unaryAt(this.#text());
    this.#depth--;
    return value;
  }

  #unaryAt(operator: string): Value {
    switch (operator) {
      case '+':
        this.#advance();
        return this.#unary();
      case '-': {
        this.#advance();
        const { value, unsigned } = this.#unary();
        return convert(-value, unsigned);
      }
      case '~': {
        this.#advance();
        const { value, unsigned } = this.#unary();
        return convert(~value, unsigned);
      }
      case '!':
        this.#advance();
        return truth(this.#unary().value === 0n);
      case '(': {
        this.#advance();
        const value = this.#binary(0);
        if (this.#text() !== ')') throw this.#invalid(messages.missingParenthesis(')'));
        this.#advance();
        return value;
      }
      case '#':
        return truth(this.#assertion());
      default:
        return this.#primary();
    }
  }

  #primary(): Value {
    const text = this.#text();
    const kind = this.#unit.symbols.kind[this.#token >> SHIFT];
    if (this.#is(EOF)) throw this.#invalid(messages.operandExpected(''));
    let value: Value;
    if (kind === Kind.number) value = this.#number(text);
    else if (kind === Kind.char || (kind === Kind.prefixed && text.endsWith("'"))) value = this.#character(text);
    else if (kind === Kind.name) {
      if (text === 'defined') return truth(this.#defined());
      value = { value: 0n, unsigned: false };
      this.#advance();
      // a name that is no macro is 0 (6.10.1p4); followed by "(" it was meant to be one
      if (this.#text() === '(' && !this.#is(EOF)) throw this.#invalid(messages.missingBinaryBefore('(', text));
      return value;
    } else throw this.#invalid(messages.operandExpected(text));
    this.#advance();
    return value;
  }

  /** defined: "defined" name | "defined" "(" name ")" */
  #defined(): boolean {
    const { symbols, macros } = this.#unit;
    this.#expander.preventExpansion++;
    this.#advance();
    const parenthesis = this.#text() === '(';
    if (parenthesis) this.#advance();
    const symbol = this.#token >> SHIFT;
    const at = this.#expander.position;
    const isName = symbols.kind[symbol] === Kind.name;
    if (parenthesis && isName) this.#advance();
    this.#expander.preventExpansion--;
    if (!isName) throw this.#invalid(messages.definedNeedsName());
    if (parenthesis && this.#text() !== ')') throw this.#invalid(messages.missingParenthesis(')'));
    this.#advance();
    if (macros[symbol]?.builtin !== POISON) return macros[symbol] !== undefined;
    const name = symbols.text[symbol] as string;
    this.#unit.report(at, messages.poisoned(name), name.length);
    return false;
  }

  /** assertion: "#" name [ "(" tokens ")" ] (GNU, obsolete) */
  #assertion(): boolean {
    this.#expander.preventExpansion++;
    this.#advance();
    const predicate = this.#text();
    this.#advance();
    let answer: string | undefined;
    if (this.#text() === '(') {
      answer = '';
      for (this.#advance(); this.#text() !== ')' && !this.#is(EOF); this.#advance()) {
        answer += `${answer === '' ? '' : ' '}${this.#text()}`;
      }
      this.#advance();
    }
    this.#expander.preventExpansion--;
    return this.#isAsserted(predicate, answer);
  }

  #number(text: string): Value {
    const match = /^(0[xX][0-9a-fA-F]+|0[bB][01]+|0[0-7]*|[1-9]\d*)([uUlLzZ]*)$/.exec(text);
    if (!match) {
      const message =
        /^[\d.][\w.]*(?:[eEpP][+-]\w*)?$/.test(text) && /[.eEpP]/.test(text) && !/^0[xX][^.pP]*$/.test(text);
      throw this.#invalid(message ? messages.floatInIf(text) : messages.invalidNumber(text));
    }
    const digits = match[1] as string;
    const suffix = (match[2] as string).toLowerCase();
    if (!/^(?:u|l|ll|ul|ull|lu|llu)?$/.test(suffix)) throw this.#invalid(messages.invalidNumber(text));
    const octal = digits.length > 1 && /^0[0-7]/.test(digits);
    const value = BigInt(octal ? `0o${digits.slice(1)}` : digits);
    if (value > 0xffff_ffff_ffff_ffffn)
      this.#unit.report(this.#expander.position, messages.numberTooLarge(text), text.length);
    const unsigned = suffix.includes('u') || value > 0x7fff_ffff_ffff_ffffn;
    return convert(value, unsigned);
  }

  /** A character constant; several characters make a number in base 256 (GNU), of the width of an int. */
  #character(text: string): Value {
    const wide = !text.startsWith("'");
    let value = 0n;
    const content = text.slice(text.indexOf("'") + 1, -1);
    const units = content.match(/\\(?:x[0-9a-fA-F]+|[0-7]{1,3}|.)|./gs) ?? [];
    if (units.length === 0) throw this.#invalid(messages.emptyCharacter());
    for (const unit of units) value = (wide ? 0n : value << 8n) | BigInt(codeOf(unit) & (wide ? 0xffffffff : 0xff));
    // char is unsigned on this target; an int made of several is not
    return { value: units.length > 1 ? BigInt.asIntN(32, value) : value, unsigned: wide };
  }
}

const ESCAPES: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, a: 7, b: 8, f: 12, v: 11, e: 27, E: 27 };

function codeOf(unit: string): number {
  if (unit.length === 1) return unit.charCodeAt(0);
  const letter = unit.charAt(1);
  if (letter === 'x') return Number.parseInt(unit.slice(2), 16);
  if (letter >= '0' && letter <= '7') return Number.parseInt(unit.slice(1), 8);
  return ESCAPES[letter] ?? unit.charCodeAt(1);
}

function convert(value: bigint, unsigned: boolean): Value {
  return { value: unsigned ? BigInt.asUintN(64, value) : BigInt.asIntN(64, value), unsigned };
}

function truth(value: boolean): Value {
  return { value: value ? 1n : 0n, unsigned: false };
}

/** Shift left by `by`, right where it is negative; the type is that of the left operand (6.5.7p3). */
function shift(left: Value, by: Value): Value {
  const { value, unsigned } = left;
  if (by.value >= 64n) return { value: 0n, unsigned };
  if (by.value <= -64n) return { value: value < 0n ? -1n : 0n, unsigned };
  return convert(by.value >= 0n ? value << by.value : value >> -by.value, unsigned);
}
