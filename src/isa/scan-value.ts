/**
 * The part of the operand scanner that reads values: immediates, relocation operators, floats, shifts, expressions of the host.
 *
 * Enters: a place in the statement's text. Leaves: the value in the operand and the place after it. scan.ts builds the shapes of operands on it.
 *   immediate := ['#'] (literal | ':' operator ':' expression | expression)
 *   literal   := ['-' | '+'] (decimal | '0x' hex | '0b' binary | '0' octal | float), followed by the operand's end
 */

import { unmixed } from './letter-case.ts';
import { KIND, type Operand, SHIFT } from './operand.ts';
import type { OperandHost } from './operand-host.ts';
import { modifierNumber } from './relocs.ts';
import { isNameChar, RegisterScanner } from './scan-register.ts';

const HASH = 35;
const PLUS = 43;
const COMMA = 44;
const MINUS = 45;
const DOT = 46;
const COLON = 58;
const RBRACKET = 93;
const RBRACE = 125;

/** By the letters of the name, five bits each. */
const SHIFT_BY_LETTERS = new Map<number, number>(
  Object.entries(SHIFT)
    .filter(([name]) => name !== 'none' && name !== 'mulvl')
    .map(([name, code]) => [[...name].reduce((sum, letter) => (sum << 5) | (letter.charCodeAt(0) - 96), 0), code]),
);

/** Result of a scan: what was wrong, for the encoder's message. */
export interface ScanError {
  readonly text: string;
  readonly at: number;
  readonly length: number;
}

export class ValueScanner<S> {
  error: ScanError | undefined;
  /** Set to read `lsl`, `uxtb` … without an amount as names: labels may be called so. */
  plainNames = false;
  /** Whether the last scan joined such a name to an operand. */
  joinedName = false;
  protected readonly host: OperandHost<S>;
  protected readonly registers: RegisterScanner;
  protected text = '';
  protected end = 0;
  protected at = 0;

  constructor(host: OperandHost<S>) {
    this.host = host;
    this.registers = new RegisterScanner((name) => host.alias(name));
  }

  /**
   * Evaluates `op`'s text as an expression again: a NAME, or a register's name that is a label here. Leaves IMM or EXPR in `kind`.
   */
  reparse(op: Operand): boolean {
    const next = this.host.parseExpression(this.text, op.start, op.end);
    if (next < 0 || this.skip(next, op.end) < op.end) return false;
    this.take(op);
    return true;
  }

  protected code(): number {
    return this.text.charCodeAt(this.at);
  }

  protected rest(): string {
    return this.text.slice(this.at, Math.min(this.end, this.at + 12));
  }

  protected skip(at: number, end: number): number {
    let i = at;
    for (; i < end; i++) {
      const c = this.text.charCodeAt(i);
      if (c !== 32 && c !== 9) break;
    }
    return i;
  }

  protected blanks(): void {
    this.at = this.skip(this.at, this.end);
  }

  protected fail(text: string, at: number, length: number): false {
    this.error ??= { text, at, length };
    return false;
  }

  protected shiftOf(op: Operand): boolean {
    const c = this.code() | 32;
    // l, a, r, m, u, s
    if (c !== 108 && c !== 97 && c !== 114 && c !== 109 && c !== 117 && c !== 115) return false;
    const at = this.at;
    let i = at;
    let letters = 0;
    for (; i < this.end; i++) {
      const letter = this.text.charCodeAt(i) | 32;
      if (letter < 97 || letter > 122 || i - at >= 4) break;
      letters = (letters << 5) | (letter - 96);
    }
    if (i - at < 3) return false;
    const after = i < this.end ? this.text.charCodeAt(i) : COMMA;
    const digit = after >= 48 && after <= 57;
    if (isNameChar(after) && !digit) return false;
    const shift = SHIFT_BY_LETTERS.get(letters);
    if (shift === undefined || (digit && shift === SHIFT.mul) || unmixed(this.text.slice(at, i)) === '') return false;
    this.at = i;
    this.blanks();
    op.shift = shift;
    op.amount = -1;
    if (shift === SHIFT.mul && (this.code() | 32) === 118 && (this.text.charCodeAt(this.at + 1) | 32) === 108) {
      op.shift = SHIFT.mulvl;
      this.at += 2;
      return true;
    }
    const next = this.at < this.end ? this.code() : COMMA;
    if (next === COMMA || next === RBRACKET) {
      if (this.plainNames) {
        op.shift = SHIFT.none;
        this.at = at;
        return false;
      }
      this.joinedName = true;
      return true;
    }
    return this.amount(op);
  }

  protected amount(op: Operand): boolean {
    const { kind, value, big, hash, symbol, modifier } = op;
    if (!this.immediate(op) || op.kind !== KIND.IMM || op.value < 0) {
      this.fail('the shift amount must be a constant that is not negative', this.at, 1);
      op.kind = kind;
      return true;
    }
    op.amount = op.value;
    op.kind = kind;
    op.value = value;
    op.big = big;
    op.hash = hash;
    op.symbol = symbol;
    op.modifier = modifier;
    return true;
  }

  /** `#literal`, `:modifier:expression`, an expression. */
  protected immediate(op: Operand): boolean {
    op.modifier = -1;
    op.big = undefined;
    if (this.code() === HASH) {
      op.hash = true;
      this.at++;
      this.blanks();
    }
    if (this.at >= this.end) return this.fail('an operand is missing', this.at, 1);
    if (this.code() === COLON) return this.modified(op);
    if (this.literal(op)) return true;
    return this.expression(op);
  }

  protected modified(op: Operand): boolean {
    const text = this.text;
    const start = this.at + 1;
    const stop = text.indexOf(':', start);
    const name = stop < 0 || stop >= this.end ? '' : text.slice(start, stop).trim().toLowerCase();
    const modifier = name ? modifierNumber(name) : -1;
    if (modifier < 0)
      return this.fail(`unknown relocation operator ':${name}:'`, this.at, Math.max(1, name.length + 2));
    this.at = stop + 1;
    this.blanks();
    if (!this.expression(op)) return false;
    op.kind = KIND.EXPR;
    op.modifier = modifier;
    return true;
  }

  /** A number that nothing but the operand's end follows. Leaves the place alone when it is not. */
  protected literal(op: Operand): boolean {
    const text = this.text;
    const end = this.end;
    let i = this.at;
    let c = text.charCodeAt(i);
    const negative = c === MINUS;
    if (negative || c === PLUS) {
      i = this.skip(i + 1, end);
      c = text.charCodeAt(i);
    }
    if (!(c >= 48 && c <= 57)) return c === DOT && this.float(op, this.at);
    let value = 0;
    let digits = 0;
    const second = i + 1 < end ? text.charCodeAt(i + 1) | 32 : 0;
    if (c === 48 && second === 120) {
      i += 2;
      for (; i < end; i++, digits++) {
        const d = hexDigit(text.charCodeAt(i));
        if (d < 0) break;
        value = value * 16 + d;
      }
      if (digits === 0) return false;
    } else {
      const base = c === 48 ? (second === 98 ? 2 : 8) : 10;
      if (base === 2) i += 2;
      for (; i < end; i++, digits++) {
        const d = text.charCodeAt(i) - 48;
        if (d < 0 || d > 9) break;
        if (d >= base) return this.float(op, this.at);
        value = value * base + d;
      }
      if (digits === 0) return false;
    }
    const stop = this.skip(i, end);
    if (stop < end) {
      const after = text.charCodeAt(stop);
      if (after === DOT || (after | 32) === 101) return this.float(op, this.at);
      if (after !== COMMA && after !== RBRACKET && after !== RBRACE && after !== COLON) return false;
    }
    if (value > Number.MAX_SAFE_INTEGER) return false;
    op.kind = KIND.IMM;
    op.value = negative ? -value : value;
    op.big = undefined;
    this.at = i;
    return true;
  }

  /** `1.0`, `-.5e-3`, `2e1`; also `1e` and `08`, which are floats to GNU as. */
  protected float(op: Operand, at: number): boolean {
    const match = /[-+]?\s*(\d+\.?\d*|\.\d+)(e[-+]?\d*)?(?=\s*(,|$))/iy;
    match.lastIndex = at;
    const found = match.exec(this.text.slice(0, this.end));
    if (!found || !/[.e89]/i.test(found[0])) return false;
    op.kind = KIND.FLOAT;
    this.at = at + found[0].length;
    return true;
  }

  protected expression(op: Operand): boolean {
    const next = this.host.parseExpression(this.text, this.at, this.end);
    if (next < 0 || this.host.absent) {
      return this.fail(
        this.host.expressionError || `'${this.rest()}' is no operand`,
        this.at,
        Math.max(1, this.end - this.at),
      );
    }
    if (this.host.wide !== undefined)
      return this.fail(`number 0x${this.host.wide.toString(16)} does not fit 64 bits`, this.at, next - this.at);
    this.at = next;
    this.take(op);
    return true;
  }

  /** The value of `=`: numbers of any width, as they are written. */
  protected literalValue(op: Operand): boolean {
    const next = this.host.parseExpression(this.text, this.at, this.end);
    if (next < 0 || this.host.absent) return this.expression(op);
    const written = this.text.slice(this.at, next);
    this.at = next;
    this.take(op);
    const [, number] = /^(0x[0-9a-f]{14,}|[1-9]\d{15,})u?l*\s*$/i.exec(written) ?? [];
    if (number !== undefined) op.big = BigInt(number);
    return true;
  }

  /** Takes the host's last result into `op`. */
  protected take(op: Operand): void {
    const host = this.host;
    if (!host.isConstant) {
      op.kind = KIND.EXPR;
      op.symbol = host.symbolic;
      op.big = undefined;
      op.value = 0;
      return;
    }
    op.kind = KIND.IMM;
    op.symbol = undefined;
    // 64 bits in two's complement, as GNU as: 0xffffffffffffffff is -1
    const big = Number.isSafeInteger(host.number) ? undefined : BigInt.asIntN(64, host.big);
    op.value = big === undefined ? host.number : Number(big);
    op.big = Number.isSafeInteger(op.value) ? undefined : big;
  }
}

function hexDigit(c: number): number {
  if (c >= 48 && c <= 57) return c - 48;
  const lower = c | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}
