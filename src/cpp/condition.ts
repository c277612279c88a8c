/**
 * The controlling expressions of #if and #elif (C11 6.10.1): tokens to a truth value, in intmax_t and uintmax_t.
 *
 * Enters: tokens of the directive, macros expanded on the way, except after `defined`. Leaves: true or false; what is not
 * a constant expression is reported and counts as false. Operators work on 64-bit integers, unsigned as soon as one
 * operand is (6.4.4.1p5 with every type as wide as intmax_t); the sides of && || ?: that do not count may divide by zero.
 */
import type { Pos } from '../diag/diagnostic.ts';
import type { CppMessage } from '../diag/messages/cpp.ts';
import * as messages from '../diag/messages/cpp.ts';
import { characterValue } from './character.ts';
import type { Expander } from './expand.ts';
import { integerValue } from './integer.ts';
import { forbiddenName } from './macros.ts';
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
  readonly message: CppMessage;
  readonly length: number;
  constructor(position: Pos, message: CppMessage, length: number) {
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
      if (this.#text() === ':') throw this.#invalid(messages.colonWithoutQuestion());
      if (!this.#is(EOF)) throw this.#invalid(messages.missingOperator(this.#text()));
      return value !== 0n;
    } catch (error) {
      if (!(error instanceof Invalid)) throw error;
      this.#unit.report(error.position, error.message, error.length);
      return false;
    } finally {
      this.#expander.preventExpansion = 0;
    }
  }

  #advance(): void {
    do this.#token = this.#expander.next();
    while (this.#unit.symbols.kind[this.#token >> SHIFT] === Kind.comment);
  }

  #is(symbol: number): boolean {
    return this.#token >> SHIFT === symbol;
  }

  #text(): string {
    return this.#unit.symbols.text[this.#token >> SHIFT] as string;
  }

  #invalid(message: CppMessage, position: Pos = this.#expander.position): Invalid {
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
      if (this.#is(EOF)) throw this.#invalid(messages.rightOperandMissing(operator), position);
      if (operator === '?') left = this.#ternary(left);
      else if (operator === '&&' || operator === '||') left = this.#logical(operator, left, precedence);
      else left = this.#apply(operator, left, this.#binary(precedence + 1), position);
    }
  }

  #ternary(condition: Value): Value {
    const yes = this.#maybe(condition.value === 0n, 0);
    if (this.#text() !== ':') throw this.#invalid(messages.colonExpected());
    const position = this.#expander.position;
    this.#advance();
    const no = this.#maybe(condition.value !== 0n, TERNARY);
    this.#checkSigns(':', yes, no, position);
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
    if (!SIGN_KEEPING.has(operator)) this.#checkSigns(operator, left, right, position);
    const x = convert(a, unsigned).value;
    const y = convert(right.value, unsigned).value;
    switch (operator) {
      case ',':
        if (this.#unit.language.year < 1999 || this.#unevaluated === 0) this.#warn(messages.commaInIf(), position);
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
        return this.#shifted(left, right, position);
      case '>>':
        return this.#shifted(left, { value: -right.value, unsigned: false }, position);
      case '+':
        return this.#fitted(x + y, unsigned, position);
      case '-':
        return this.#fitted(x - y, unsigned, position);
      case '*':
        return this.#fitted(x * y, unsigned, position);
      default:
        if (y !== 0n) return this.#fitted(operator === '/' ? x / y : x % y, unsigned, position);
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
        this.#warn(messages.traditionalPlus(), this.#expander.position);
        this.#advance();
        return this.#unary();
      case '-': {
        this.#advance();
        const position = this.#expander.position;
        const { value, unsigned } = this.#unary();
        return this.#fitted(-value, unsigned, position);
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
      const position = this.#expander.position;
      this.#advance();
      if (this.#unevaluated === 0) this.#unit.report(position, messages.undefinedName(text), text.length);
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
    if (this.#expander.expanded) this.#warn(messages.notPortableDefined(), this.#expander.invocation);
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
    this.#unit.use(symbol);
    const complaint = forbiddenName(macros[symbol], symbols);
    if (complaint === undefined) return macros[symbol] !== undefined;
    this.#unit.report(at, complaint, (symbols.text[symbol] as string).length);
    return false;
  }

  /** assertion: "#" name [ "(" tokens ")" ] (GNU, obsolete) */
  #assertion(): boolean {
    this.#warn(messages.deprecatedAssertion(), this.#expander.position);
    this.#expander.preventExpansion++;
    this.#advance();
    const predicate = this.#text();
    if (this.#unit.symbols.kind[this.#token >> SHIFT] !== Kind.name) throw this.#invalid(messages.badAssertion('if'));
    this.#advance();
    let answer: string | undefined;
    if (this.#text() === '(') {
      answer = '';
      for (this.#advance(); this.#text() !== ')' && !this.#is(EOF); this.#advance()) {
        answer += `${answer === '' ? '' : ' '}${this.#text()}`;
      }
      if (this.#is(EOF)) throw this.#invalid(messages.missingParenthesis(')'));
      if (answer === '') throw this.#invalid(messages.badAssertion('if'));
      this.#advance();
    }
    this.#expander.preventExpansion--;
    return this.#isAsserted(predicate, answer);
  }

  /** An integer constant: see integer.ts. */
  #number(text: string): Value {
    const integer = integerValue(text, this.#unit.language);
    if ('fault' in integer) throw this.#invalid(integer.fault);
    const { position } = this.#expander;
    for (const message of integer.messages) this.#unit.report(position, message, text.length);
    for (const message of integer.whereEvaluated) this.#warn(message, position);
    return convert(integer.value, integer.unsigned);
  }

  /** A character constant: see character.ts. */
  #character(text: string): Value {
    const { signedChar, shortWchar } = this.#unit.options;
    const {
      value,
      unsigned,
      messages: complaints,
    } = characterValue(text, this.#unit.language, { signed: signedChar === true, short: shortWchar === true });
    for (const [sequence] of text.matchAll(/\\./g))
      if (/[ax]/.test(sequence)) this.#unit.report(this.#expander.position, messages.traditionalEscape(sequence));
    // as gcc, none of them makes the expression false
    for (const complaint of complaints) this.#unit.report(this.#expander.position, complaint, text.length);
    return { value, unsigned };
  }

  #warn(message: CppMessage, position: Pos): void {
    this.#unit.report(position, message);
  }

  #shifted(left: Value, by: Value, position: Pos): Value {
    const result = shift(left, by);
    const lost =
      by.value > 0n &&
      !left.unsigned &&
      (by.value >= 64n ? left.value !== 0n : left.value << by.value !== result.value);
    if (lost && this.#unevaluated === 0) this.#warn(messages.integerOverflow(), position);
    return result;
  }

  /** A result as it wraps in 64 bits. */
  #fitted(value: bigint, unsigned: boolean, position: Pos): Value {
    const result = convert(value, unsigned);
    if (!unsigned && result.value !== value && this.#unevaluated === 0)
      this.#warn(messages.integerOverflow(), position);
    return result;
  }

  /** Does one operand turn from negative to large because the other is unsigned? */
  #checkSigns(operator: string, left: Value, right: Value, position: Pos): void {
    if (left.unsigned === right.unsigned) return;
    if (left.value < 0n) this.#warn(messages.signChange('left', operator), position);
    else if (right.value < 0n) this.#warn(messages.signChange('right', operator), position);
  }
}

/** Operators that convert neither operand to the type of the other. */
const SIGN_KEEPING: ReadonlySet<string> = new Set([',', '<<', '>>']);

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
