/**
 * Expressions of the assembler language, evaluated as they are read.
 *
 * Enters: text[at..end) at a place in the program. Leaves: plus - minus + addend in the reader's fields; constant when
 * both symbols are undefined. Differences of labels fold as early as GNU as folds them: when nothing of unknown size lies
 * between the two (section.ts, stretch). The direct way below handles literals, names, parentheses and every operator
 * ; what is not known yet becomes an anonymous symbol equated to the operation. Anything out of the ordinary (deep nesting,
 * division by zero, and whatever is no expression at all) goes to the grammar of src/expr, which also says what is wrong. `as` manual, "Expressions".
 */
import { STT_GNU_IFUNC } from '../elf/constants.ts';
import { GAS } from '../expr/dialect.ts';
import { parseExpression } from '../expr/lazy.ts';
import type { Node } from '../expr/node.ts';
import { characterAt } from '../expr/scan.ts';
import type { OperandHost } from '../isa/operand-host.ts';
import { isBlank, isDigit, isNamePart, isNameStart } from './chars.ts';
import type { Int } from './int64.ts';
import { add, binary, shiftLeft, subtract, unary, wrap } from './int64.ts';
import { placeDifference } from './resolve.ts';
import { quotedName } from './scan.ts';
import type { Section } from './section.ts';
import type { Sym, Value } from './symbol.ts';
import { NO_VALUE, WHERE } from './symbol.ts';

/** What expressions need from the assembler. */
export interface ExpressionContext {
  symbol(text: string, start: number, end: number): Sym;
  /** `1b`, `1f`: undefined when there is no such label backwards. */
  numericLabel(number: number, forward: boolean): Sym | undefined;
  /** A symbol at the location counter. */
  here(): Sym;
  /** An anonymous symbol equated to an operation. */
  operation(op: string, left: Value, right: Value): Sym;
  aliasOf(name: string): string | undefined;
}

/** The grammar must decide. */
const COMPLEX = -2;
/** It is wrong: see expressionError. */
const FAILED = -3;
/** What a section's name in parentheses follows. */
const SECTION_OPERATOR = /^\.(?:startof|sizeof)\.$/i;
const sectionExpected = (operator: string): string =>
  `expected the name of a section in parentheses after '${operator}'`;
const MIXED = 'places in different sections can only be subtracted';
const MOST_OCTAL = 22;
const MISSING = 'an operand is missing: 0 is assumed';

export class ExpressionReader implements OperandHost<Value> {
  plus: Sym | undefined = undefined;
  minus: Sym | undefined = undefined;
  addend: Int = 0;
  expressionError = '';
  /** Where the error is, an index into the text. */
  errorAt = 0;
  /** Set whenever a symbol, label or the location counter is used; whoever wants to know clears it. */
  usedSymbols = false;
  /** The value, when it is a number beyond 64 bits. */
  wide: bigint | undefined = undefined;
  /** The (leftmost) number was given a minus: `.octa` extends its sign. */
  negated = false;
  /** Bit 64 of a number, as GNU as keeps it for `.sleb128` (`leadingBit`): a negative number without it is one from 2^63 on. */
  leading = false;
  /** What is doubtful about the expression just read, or ''. */
  warning = '';
  /** Nothing stands there but an operator (`-`): a value of 0 where a value may be missing. */
  absent = false;
  /** Set while every name must be known already (`.if`): names are still looked up, the caller judges. */
  readonly #context: ExpressionContext;
  #text = '';
  #at = 0;
  #end = 0;
  #op = '';
  #depth = 0;

  constructor(context: ExpressionContext) {
    this.#context = context;
  }

  get isConstant(): boolean {
    return this.plus === undefined && this.minus === undefined;
  }

  get number(): number {
    return Number(this.addend);
  }

  get big(): bigint {
    return BigInt(this.addend);
  }

  get symbolic(): Value | undefined {
    return this.isConstant ? undefined : this.value();
  }

  value(): Value {
    return { plus: this.plus, minus: this.minus, addend: this.addend };
  }

  alias(name: string): string | undefined {
    return this.#context.aliasOf(name);
  }

  /** Read the expression at text[at..end). Returns the index after it and its trailing blanks, or -1 (see expressionError). */
  parseExpression(text: string, at: number, end: number): number {
    this.#text = text;
    this.#at = at;
    this.#end = end;
    this.#depth = 0;
    this.expressionError = '';
    this.warning = '';
    this.wide = undefined;
    this.negated = this.leading = this.absent = false;
    const quick = this.#single(text, at, end);
    if (quick >= 0) return quick;
    const outcome = this.#climb(0);
    if (outcome === 0) {
      this.#skip();
      return this.#at;
    }
    return outcome === FAILED ? -1 : this.#viaGrammar(text, at, end);
  }

  // What the reader of bytes has read goes the way of all expressions, so that it means the same. Each returns false
  // where the expression must be read from text.

  /** As if the expression were this number. */
  takeNumber(value: number): void {
    this.#plain();
    this.#set(undefined, undefined, value);
  }

  /** As if the expression were the name of this symbol. */
  takeSymbol(sym: Sym): boolean {
    if (sym.again !== undefined) return false;
    this.#plain();
    this.#symbol(sym);
    return true;
  }

  /** As if the expression were `1b`, `1f`. */
  takeLabel(number: number, forward: boolean): boolean {
    this.#plain();
    return this.#label(number, forward, 0) === 0;
  }

  /** As if it went on with `+ value`. */
  plusNumber(value: number): void {
    this.addend = add(this.addend, value);
  }

  /** As if it went on with `- sym`. */
  minusSymbol(sym: Sym): boolean {
    if (sym.again !== undefined || this.plus === undefined) return false;
    const { plus, minus, addend } = this;
    this.#symbol(sym);
    return this.plus !== undefined && this.#combine('-', plus, minus, addend);
  }

  /** As if `op` stood between a value and what was read last. */
  operate(op: string, plus: Sym | undefined, minus: Sym | undefined, addend: Int): boolean {
    return (
      (this.#combine(op, plus, minus, addend) || this.#postpone(op, plus, minus, addend) === 0) && this.warning === ''
    );
  }

  /** Nothing out of the ordinary. */
  #plain(): void {
    this.warning = '';
    this.wide = undefined;
    this.negated = this.leading = this.absent = false;
  }

  /** Nearly all expressions are one short number or one name, up to the end or a comma; -1 when this one is not. */
  #single(text: string, start: number, end: number): number {
    if (start >= end) return -1;
    const c = text.charCodeAt(start);
    let at = start + 1;
    if (isDigit(c)) {
      const hex = c === 48 && at < end && text.charCodeAt(at) === 120;
      if (c === 48 && !hex && at < end && text.charCodeAt(at) !== 44) return -1;
      const value = hex ? this.#shortNumber(text, at + 1, end, 16) : this.#shortNumber(text, start, end, 10);
      if (value < 0) return -1;
      this.#set(undefined, undefined, value);
      return this.#at;
    }
    if (!isNameStart(c)) return -1;
    while (at < end && isNamePart(text.charCodeAt(at))) at++;
    if ((at < end && text.charCodeAt(at) !== 44) || (c === 46 && text.charCodeAt(at - 1) === 46)) return -1;
    this.#symbol(this.#context.symbol(text, start, at));
    return at;
  }

  /** Up to 12 digits, then the end or a comma, where #at is left; -1 for anything else. */
  #shortNumber(text: string, start: number, end: number, base: number): number {
    let value = 0;
    let at = start;
    for (; at < end && at < start + 12; at++) {
      const c = text.charCodeAt(at);
      const d = c <= 57 ? c - 48 : base === 16 && (c | 32) >= 97 ? (c | 32) - 87 : 16;
      if (d < 0 || d >= base) break;
      value = value * base + d;
    }
    if (at === start || (at < end && text.charCodeAt(at) !== 44)) return -1;
    this.#at = at;
    return value;
  }

  #set(plus: Sym | undefined, minus: Sym | undefined, addend: Int): void {
    this.plus = plus;
    this.minus = minus;
    this.addend = addend;
  }

  #skip(): number {
    let c = this.#text.charCodeAt(this.#at);
    while (this.#at < this.#end && isBlank(c)) c = this.#text.charCodeAt(++this.#at);
    return this.#at < this.#end ? c : 0;
  }

  /** Operands and operators that bind tighter than `floor`. 0 when it worked, COMPLEX when the grammar must decide. */
  #climb(floor: number): number {
    if (++this.#depth > 200) return COMPLEX;
    let outcome = this.#operand(floor > 0);
    while (outcome === 0) {
      const rank = this.#peekOperator();
      if (rank <= floor) break;
      const op = this.#op;
      this.#at += op.length;
      const { plus, minus, addend, negated, leading } = this;
      if (this.wide !== undefined) return COMPLEX;
      outcome = this.#climb(rank);
      if (this.wide !== undefined) return COMPLEX;
      if (this.absent) this.warning = MISSING;
      this.absent = false;
      this.negated = negated;
      const right = { plus: this.plus, addend: this.addend, leading: this.leading };
      if (outcome === 0 && !this.#combine(op, plus, minus, addend)) outcome = this.#postpone(op, plus, minus, addend);
      this.leading = leadingBit(op, { plus, addend, leading }, right, this.addend);
    }
    this.#depth--;
    return outcome;
  }

  /** An operator whose operands are not known yet: an anonymous symbol equated to the operation. */
  #postpone(op: string, plus: Sym | undefined, minus: Sym | undefined, addend: Int): number {
    if (this.isConstant && this.addend === 0 && (op === '/' || op === '%')) return COMPLEX;
    const left = { plus, minus, addend };
    const right = this.value();
    if (mixes(op, left, right)) {
      this.#fail(MIXED, this.#at);
      return FAILED;
    }
    this.#operation(op, left, right);
    return 0;
  }

  /** What an operation comes to, perhaps at once. */
  #operation(op: string, left: Value, right: Value): void {
    const sym = this.#context.operation(op, left, right);
    if (sym.where === WHERE.absolute) this.#set(undefined, undefined, sym.value);
    else this.#set(sym, undefined, 0);
  }

  /** Rank of the operator at hand, 0 for none; its text is in #op. */
  #peekOperator(): number {
    const c = this.#skip();
    switch (c) {
      case 43:
        return this.#operator('+', 4);
      case 45:
        return this.#operator('-', 4);
      case 42:
        return this.#operator('*', 6);
      case 47:
        return this.#operator('/', 6);
      case 37:
        return this.#operator('%', 6);
      case 94:
        return this.#operator('^', 5);
      case 38:
        return this.#second(38) ? this.#operator('&&', 2) : this.#operator('&', 5);
      case 124:
        return this.#second(124) ? this.#operator('||', 1) : this.#operator('|', 5);
      case 33:
        if (this.#second(33)) return this.#operator('!!', 5);
        return this.#second(61) ? this.#operator('!=', 3) : this.#operator('!', 5);
      case 61:
        return this.#second(61) ? this.#operator('==', 3) : 0;
      case 60:
        if (this.#second(60)) return this.#operator('<<', 6);
        if (this.#second(61)) return this.#operator('<=', 3);
        return this.#second(62) ? this.#operator('<>', 3) : this.#operator('<', 3);
      case 62:
        if (this.#second(62)) return this.#operator('>>', 6);
        return this.#second(61) ? this.#operator('>=', 3) : this.#operator('>', 3);
      default:
        return 0;
    }
  }

  /** Whether `c` is the second character of the operator at hand. Blanks between the two do not count: GNU as drops them beforehand. */
  #second(c: number): boolean {
    let at = this.#at + 1;
    while (at < this.#end && isBlank(this.#text.charCodeAt(at))) at++;
    if (at >= this.#end || this.#text.charCodeAt(at) !== c) return false;
    this.#at = at - 1;
    return true;
  }

  #operator(op: string, rank: number): number {
    this.#op = op;
    return rank;
  }

  /** One operand; `due`: an operator stands before it, so that 0 is taken where nothing follows. */
  #operand(due: boolean): number {
    const c = this.#skip();
    this.leading = false;
    if (isDigit(c)) return this.#number(c);
    if (isNameStart(c)) return this.#name();
    switch (c) {
      case 0:
      case 44:
        if (!due) return COMPLEX;
        this.warning = MISSING;
        this.absent = true;
        this.#set(undefined, undefined, 0);
        return 0;
      case 40:
        return this.#parenthesis(41);
      case 91:
        return this.#parenthesis(93);
      case 45:
      case 126:
      case 33:
      case 43: {
        this.#at++;
        if (++this.#depth > 200) return COMPLEX;
        const outcome = this.#operand(true);
        this.#depth--;
        if (this.absent) this.warning = MISSING;
        if (outcome !== 0 || c === 43) return outcome;
        if (this.wide !== undefined) return COMPLEX;
        if (this.isConstant) {
          this.#unary(String.fromCharCode(c));
        } else if (c === 45 && (this.minus || this.plus?.isDefined))
          this.#set(this.minus, this.plus, subtract(0, this.addend));
        else this.#operation(`unary ${String.fromCharCode(c)}`, this.value(), NO_VALUE);
        return 0;
      }
      case 39:
        return this.#character();
      case 34:
        return this.#quotedName();
      default:
        return COMPLEX;
    }
  }

  #unary(op: string): void {
    this.leading = op !== '!' && this.leading !== (op === '~' || this.addend !== 0);
    this.addend = unary(op, this.addend);
    this.negated = op === '-';
  }

  #parenthesis(close: number): number {
    this.#at++;
    const outcome = this.#climb(0);
    if (outcome !== 0) return outcome;
    if (this.#skip() !== close) return COMPLEX;
    this.#at++;
    this.absent = false;
    return 0;
  }

  #character(): number {
    if (this.#at + 1 >= this.#end) return COMPLEX;
    const { value, end } = characterAt(this.#text, this.#at + 1);
    const from = this.#text.charCodeAt(end) === 39 && end < this.#end ? end + 1 : end;
    // the constant becomes a decimal number before anything is read, and digits go on with it
    let at = from;
    while (at < this.#end && isDigit(this.#text.charCodeAt(at))) at++;
    const next = this.#pastSuffix(at);
    if (next < this.#end && isNamePart(this.#text.charCodeAt(next))) return COMPLEX;
    const digits = `${value & 255}${this.#text.slice(from, at)}`;
    if (digits.length > 15) return this.#wideLiteral(BigInt(digits), next);
    this.#at = next;
    this.#set(undefined, undefined, Number(digits));
    return 0;
  }

  #quotedName(): number {
    const quoted = quotedName(this.#text, this.#at, this.#end);
    if (!quoted) return COMPLEX;
    this.#symbol(this.#context.symbol(quoted.name, 0, quoted.name.length));
    this.#at = quoted.end;
    if (quoted.warning !== '') this.warning = quoted.warning;
    return 0;
  }

  #name(): number {
    const start = this.#at;
    let at = start + 1;
    while (at < this.#end && isNamePart(this.#text.charCodeAt(at))) at++;
    this.#at = at;
    this.usedSymbols = true;
    if (at === start + 1 && this.#text.charCodeAt(start) === 46) this.#set(this.#context.here(), undefined, 0);
    else if (this.#text.charCodeAt(at - 1) === 46 && SECTION_OPERATOR.test(this.#text.slice(start, at)))
      return this.#ofSection(this.#text.slice(start, at));
    else this.#symbol(this.#context.symbol(this.#text, start, at));
    return 0;
  }

  /** `.startof.(section)`, `.sizeof.(section)`: symbols that the linker has. */
  #ofSection(operator: string): number {
    const opens = this.#skip() === 40;
    if (opens) this.#at++;
    const c = opens ? this.#skip() : 0;
    const start = this.#at;
    const quoted = c === 34 ? quotedName(this.#text, start, this.#end) : undefined;
    if (quoted) this.#at = quoted.end;
    else if (isNameStart(c)) while (this.#at < this.#end && isNamePart(this.#text.charCodeAt(this.#at))) this.#at++;
    const name = quoted?.name ?? this.#text.slice(start, this.#at);
    if (name === '' || this.#skip() !== 41) {
      this.#fail(sectionExpected(operator), this.#at);
      return FAILED;
    }
    this.#at++;
    const symbol = operator.toLowerCase() + name;
    this.#symbol(this.#context.symbol(symbol, 0, symbol.length));
    return 0;
  }

  #symbol(sym: Sym): void {
    this.usedSymbols = true;
    sym.used = true;
    if (sym.where === WHERE.absolute) this.#set(undefined, undefined, sym.value);
    else {
      sym.held = true;
      this.#set(sym, undefined, 0);
    }
  }

  /** Decimal numbers and numeric labels directly; other bases by their prefix. */
  #number(first: number): number {
    const text = this.#text;
    let at = this.#at;
    if (first === 48 && at + 1 < this.#end) {
      const next = text.charCodeAt(at + 1) | 32;
      if (next === 120) return this.#based(at + 2, 16);
      if (next === 98 && (text.charCodeAt(at + 2) === 48 || text.charCodeAt(at + 2) === 49))
        return this.#based(at + 2, 2);
      if (isDigit(text.charCodeAt(at + 1)) && !this.#isLabelReference()) return this.#based(at + 1, 8);
    }
    let value = 0;
    while (at < this.#end) {
      const d = text.charCodeAt(at) - 48;
      if (d < 0 || d > 9) break;
      value = value * 10 + d;
      at++;
    }
    const suffix = at < this.#end ? text.charCodeAt(at) : 0;
    if ((suffix === 98 || suffix === 102) && !isNamePart(at + 1 < this.#end ? text.charCodeAt(at + 1) : 0)) {
      return this.#label(value, suffix === 102, at + 1);
    }
    const next = this.#pastSuffix(at);
    if (next < this.#end && isNamePart(text.charCodeAt(next))) return COMPLEX;
    if (value > Number.MAX_SAFE_INTEGER) return this.#wideLiteral(BigInt(text.slice(this.#at, at)), next);
    this.#at = next;
    this.#set(undefined, undefined, value);
    return 0;
  }

  /** Behind the suffix of an integer of C, `U` or `UL` or `LL`, which means nothing. */
  #pastSuffix(start: number): number {
    let at = start;
    if (at < this.#end && (this.#text.charCodeAt(at) | 32) === 117) at++;
    while (at < this.#end && (this.#text.charCodeAt(at) | 32) === 108) at++;
    return at;
  }

  #isLabelReference(): boolean {
    let at = this.#at;
    while (at < this.#end && isDigit(this.#text.charCodeAt(at))) at++;
    const c = this.#text.charCodeAt(at);
    return at < this.#end && (c === 98 || c === 102);
  }

  #based(start: number, base: number): number {
    let value = 0;
    let at = start;
    while (at < this.#end) {
      const c = this.#text.charCodeAt(at);
      const d = c <= 57 ? c - 48 : (c | 32) - 87;
      if (d < 0 || d >= base || (c > 57 && d < 10)) break;
      value = value * base + d;
      at++;
    }
    const next = this.#pastSuffix(at);
    if (next < this.#end && isNamePart(this.#text.charCodeAt(next))) return COMPLEX;
    // nothing stands there, for GNU as, where nothing follows 0x
    if (next === start) this.absent = true;
    if (value > Number.MAX_SAFE_INTEGER) {
      const digits = this.#text.slice(start, at);
      // up to so many digits GNU as counts in 64 bits
      if (base === 8 && digits.length <= MOST_OCTAL)
        return this.#wideLiteral(BigInt.asUintN(64, BigInt(`0o${digits}`)), next);
      return this.#wideLiteral(BigInt(base === 16 ? `0x${digits}` : base === 8 ? `0o${digits}` : `0b${digits}`), next);
    }
    this.#at = next;
    this.#set(undefined, undefined, value);
    return 0;
  }

  #wideLiteral(value: bigint, at: number): number {
    this.#at = at;
    this.#literal(value);
    return 0;
  }

  #literal(value: bigint): void {
    if (value >= 1n << 64n) this.wide = value;
    this.#set(undefined, undefined, wrap(value));
  }

  #label(number: number, forward: boolean, at: number): number {
    this.usedSymbols = true;
    const sym = this.#context.numericLabel(number, forward);
    if (!sym) return COMPLEX;
    this.#at = at;
    sym.used = sym.held = true;
    this.#set(sym, undefined, 0);
    return 0;
  }

  /** left op (this): the result in this. False when it must wait for symbols. */
  #combine(op: string, plus: Sym | undefined, minus: Sym | undefined, addend: Int): boolean {
    if (plus === undefined && minus === undefined && this.isConstant) {
      if (op === '<<' && typeof addend === 'number' && this.addend === 0) {
        this.addend = addend;
        return true;
      }
      const value = op === '<<' ? shiftLeft(addend, this.addend) : binary(op, addend, this.addend);
      if ((op === '<<' || op === '>>') && (this.addend < 0 || this.addend > 63))
        this.warning = `shift count ${this.addend} is not in [0, 63]`;
      if (value === undefined) this.warning = 'division by zero: 1 is assumed';
      this.addend = value ?? (op === '/' ? addend : 0);
      return true;
    }
    if (op === '+' || op === '-') {
      const constant = plus === undefined && minus === undefined;
      // what is less than nothing is a number at the end, or cannot be
      const negative = (plus === undefined && !constant) || (this.plus === undefined && !this.isConstant);
      if (negative && !constant && !this.isConstant) return false;
    }
    if (op === '+') return this.#sum(plus, minus, addend, this.plus, this.minus, this.addend);
    if (op === '-') return this.#sum(plus, minus, addend, this.minus, this.plus, subtract(0, this.addend));
    const left = this.#settled(plus, minus, addend);
    const right = this.#settled(this.plus, this.minus, this.addend);
    if (left !== undefined && right !== undefined) {
      const value = binary(op, left, right);
      if (value === undefined) return false;
      this.#set(undefined, undefined, value);
      return true;
    }
    return false;
  }

  #settled(plus: Sym | undefined, minus: Sym | undefined, addend: Int): Int | undefined {
    if (plus === undefined && minus === undefined) return addend;
    if (plus === undefined || minus === undefined) return undefined;
    const distance = distanceOf(plus, minus);
    return distance === undefined ? undefined : add(distance, addend);
  }

  /** (p1 - m1 + a1) + (p2 - m2 + a2), cancelling what is known; false when two symbols of one sign remain. */
  #sum(p1: Sym | undefined, m1: Sym | undefined, a1: Int, p2: Sym | undefined, m2: Sym | undefined, a2: Int): boolean {
    let total = add(a1, a2);
    let plus1 = p1;
    let plus2 = p2;
    let minus1 = m1;
    let minus2 = m2;
    let distance = distanceOf(plus1, minus1);
    if (distance !== undefined) {
      total = add(total, distance);
      plus1 = minus1 = undefined;
    }
    distance = distanceOf(plus2, minus2);
    if (distance !== undefined) {
      total = add(total, distance);
      plus2 = minus2 = undefined;
    }
    // Only the two of one subtraction: in `global + (a - b)` the first symbol must survive.
    const first = !minus1 && !plus2;
    distance = first ? distanceOf(plus1, minus2) : undefined;
    if (distance !== undefined) plus1 = minus2 = undefined;
    else if (!plus1 && !minus2) {
      distance = distanceOf(plus2, minus1);
      if (distance !== undefined) plus2 = minus1 = undefined;
    }
    if (distance !== undefined) total = add(total, distance);
    if ((plus1 && plus2) || (minus1 && minus2)) return false;
    this.#set(plus1 ?? plus2, minus1 ?? minus2, total);
    return true;
  }

  /** The whole expression again, as a tree. */
  #viaGrammar(text: string, at: number, end: number): number {
    const parsed = parseExpression(text, at, end, GAS);
    if ('error' in parsed) return this.#fail(parsed.error, parsed.at);
    const outcome = this.#evaluate(parsed.node);
    if (outcome < 0) return -1;
    this.#at = parsed.end;
    this.#skip();
    return this.#at;
  }

  #fail(error: string, at: number): number {
    this.expressionError = error;
    this.errorAt = at;
    return -1;
  }

  /** Evaluate a tree; 0, or -1 with expressionError set. */
  #evaluate(node: Node): number {
    this.usedSymbols = true;
    this.leading = false;
    switch (node.kind) {
      case 'literal':
        this.#literal(node.value);
        return 0;
      case 'name':
        if (node.name === '.') this.#set(this.#context.here(), undefined, 0);
        else if (SECTION_OPERATOR.test(node.name)) return this.#fail(sectionExpected(node.name), node.at);
        else this.#symbol(this.#context.symbol(node.name, 0, node.name.length));
        return 0;
      case 'label': {
        const sym = this.#context.numericLabel(node.number, node.forward);
        if (!sym) return this.#fail(`no label '${node.number}:' before this place`, node.at);
        this.#set(sym, undefined, 0);
        return 0;
      }
      case 'unary':
        return this.#evaluateUnary(node);
      case 'binary':
        return this.#evaluateBinary(node);
      default:
        return this.#fail('not an assembler expression', node.at);
    }
  }

  #evaluateUnary(node: Node & { kind: 'unary' }): number {
    if (this.#evaluate(node.operand) < 0) return -1;
    if (node.op === '+') return 0;
    if (this.wide !== undefined) this.#setWide(node.op === '-' ? -this.wide : node.op === '~' ? ~this.wide : 0n);
    else if (this.isConstant) {
      this.#unary(node.op);
    } else this.#operation(`unary ${node.op}`, this.value(), NO_VALUE);
    return 0;
  }

  /** A number beyond 64 bits, which operators cannot take. */
  #setWide(value: bigint): void {
    this.wide = value;
    this.#set(undefined, undefined, wrap(value));
  }

  /** Forget the value of a wide operand: GNU as takes 0 for it. */
  #narrow(side: string): void {
    if (this.wide === undefined) return;
    this.warning = `${side} operand is wider than 64 bits: 0 is assumed`;
    this.#setWide(0n);
    this.wide = undefined;
  }

  #evaluateBinary(node: Node & { kind: 'binary' }): number {
    if (this.#evaluate(node.left) < 0) return -1;
    this.#narrow('left');
    const { negated, leading } = this;
    const left = this.value();
    if (this.#evaluate(node.right) < 0) return -1;
    this.#narrow('right');
    this.negated = negated;
    const read = { plus: this.plus, addend: this.addend, leading: this.leading };
    const constant = left.plus === undefined && left.minus === undefined;
    if ((node.op === '/' || node.op === '%') && !constant && this.isConstant && this.addend === 0)
      return this.#fail('division by zero', node.at);
    const right = this.value();
    if (this.#combine(node.op, left.plus, left.minus, left.addend)) {
      this.leading = leadingBit(node.op, { ...left, leading }, read, this.addend);
      return 0;
    }
    if (mixes(node.op, left, right)) return this.#fail(MIXED, node.at);
    this.#operation(node.op, left, right);
    return 0;
  }
}

interface Term {
  readonly plus: Sym | undefined;
  readonly addend: Int;
  readonly leading: boolean;
}

/**
 * Bit 64 of `left op right` where that came to `result`. Sums have their carries; GNU as takes the distance to a later fragment, which is negative, for
 * a number of 64 bits; all others have the bit of their left operand.
 */
function leadingBit(op: string, left: Term, right: Term, result: Int): boolean {
  if (op !== '+' && op !== '-') return left.leading;
  const bit = left.leading !== right.leading;
  const number = op === '+' ? add(left.addend, right.addend) : subtract(left.addend, right.addend);
  const carried =
    bit !== (op === '+' ? carries(left.addend, right.addend, number) : borrows(left.addend, right.addend));
  if (!left.plus || !right.plus) return carried;
  const between = subtract(result, number);
  const later = left.plus.frag !== right.plus.frag && isLater(left.plus, right.plus);
  return (carried !== between < 0) !== (carries(number, between, result) !== later);
}

/** Whether a sum of 64-bit numbers, and a difference, needs one more bit. */
const carries = (a: Int, b: Int, sum: Int): boolean => (a < 0 ? b < 0 || sum >= 0 : b < 0 && sum >= 0);
const borrows = (a: Int, b: Int): boolean => (a < 0 === b < 0 ? a < b : b < 0);

/** Whether the fragment of a place begins behind that of the other. */
const isLater = ({ frag: a }: Sym, { frag: b }: Sym): boolean => (a?.virtual ?? 0) > (b?.virtual ?? 0);

/** Whether places in two sections are compared, which is wrong as soon as it is known; the other operators but `-` say so at the end. */
function mixes(op: string, left: Value, right: Value): boolean {
  if (op !== '==' && op !== '!=' && op !== '<>') return false;
  const one = homeOf(left);
  const other = homeOf(right);
  return one !== undefined && other !== undefined && one !== other;
}

/** Where a place is, or a common symbol. */
function homeOf({ plus, minus }: Value): Section | 'common' | undefined {
  if (!plus || minus) return undefined;
  return plus.where === WHERE.common ? 'common' : plus.frag?.subsection.section;
}

/** plus - minus, when both are there and the distance is fixed already. That of an indirect function waits for the end: data cannot have it. */
function distanceOf(plus: Sym | undefined, minus: Sym | undefined): Int | undefined {
  if (!plus || !minus) return undefined;
  if (plus !== minus && (plus.type === STT_GNU_IFUNC || minus.type === STT_GNU_IFUNC)) return undefined;
  // a section's own symbol is in none of its fragments
  if (plus.isSection !== minus.isSection) return undefined;
  return placeDifference(plus, minus);
}
