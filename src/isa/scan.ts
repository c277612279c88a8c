/**
 * The operand scanner: text of a statement's operands in, `Operand` records out, once a statement.
 *
 * A hand scanner over character codes. It knows the shapes that operands have (registers, lists, brackets, literals, shifts), not which
 * instruction wants which. Everything that is neither goes to the host as an expression or stays a NAME for the codec to look up.
 * Grammar, with `#` and blanks optional everywhere:
 *   operands := operand (',' (operand | shift))*
 *   operand  := register | list | memory | '=' expression | [':' modifier ':'] expression
 *   shift    := ('lsl'|…|'sxtx'|'msl'|'mul') [amount] | 'mul' 'vl'        (joins the operand before it)
 */

import { INDEX, KIND, MODE, NO_OFFSET, Operand, SHIFT } from './operand.ts';
import type { OperandHost } from './operand-host.ts';
import { modifierNumber } from './relocs.ts';
import { isNameChar, RegisterScanner } from './scan-register.ts';

const MAX_OPERANDS = 8;
const HASH = 35;
const PLUS = 43;
const COMMA = 44;
const MINUS = 45;
const DOT = 46;
const COLON = 58;
const EQUALS = 61;
const BANG = 33;
const LBRACKET = 91;
const RBRACKET = 93;
const LBRACE = 123;
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

export class OperandScanner<S> {
  readonly operands: readonly Operand[] = Array.from({ length: MAX_OPERANDS }, () => new Operand());
  count = 0;
  error: ScanError | undefined;
  /** Set to read `lsl`, `uxtb` … without an amount as names: labels may be called so. */
  plainNames = false;
  /** Whether the last scan joined such a name to an operand. */
  joinedName = false;
  readonly #host: OperandHost<S>;
  readonly #registers: RegisterScanner;
  #text = '';
  #end = 0;
  #at = 0;

  constructor(host: OperandHost<S>) {
    this.#host = host;
    this.#registers = new RegisterScanner((name) => host.alias(name));
  }

  /** Scans text[at, end). False when the text has no operand's shape; `error` says why. */
  scan(text: string, at: number, end: number): boolean {
    this.#text = text;
    this.#end = end;
    this.#at = at;
    this.count = 0;
    this.error = undefined;
    this.joinedName = false;
    this.#blanks();
    if (this.#at >= end) return true;
    for (;;) {
      if (this.count > 0 && this.#trailingShift()) {
        // joined the operand before
      } else {
        const op = this.operands[this.count];
        if (!op) return this.#fail('too many operands', this.#at, 1);
        op.reset(this.#at);
        if (!this.#operand(op)) return false;
        op.end = this.#at;
        op.tail = this.#at;
        this.count++;
      }
      this.#blanks();
      if (this.#at >= end || this.error) return this.error === undefined;
      if (this.#code() !== COMMA) return this.#fail(`expected a comma, not '${this.#rest()}'`, this.#at, 1);
      this.#at++;
      this.#blanks();
      if (this.#at >= end) return this.#fail('an operand is missing after the comma', this.#at, 1);
    }
  }

  /**
   * Evaluates `op`'s text as an expression again: a NAME, or a register's name that is a label here. Leaves IMM or EXPR in `kind`.
   */
  reparse(op: Operand): boolean {
    const next = this.#host.parseExpression(this.#text, op.start, op.end);
    if (next < 0 || this.#skip(next, op.end) < op.end) return false;
    this.#take(op);
    return true;
  }

  #code(): number {
    return this.#text.charCodeAt(this.#at);
  }

  #rest(): string {
    return this.#text.slice(this.#at, Math.min(this.#end, this.#at + 12));
  }

  #skip(at: number, end: number): number {
    let i = at;
    for (; i < end; i++) {
      const c = this.#text.charCodeAt(i);
      if (c !== 32 && c !== 9) break;
    }
    return i;
  }

  #blanks(): void {
    this.#at = this.#skip(this.#at, this.#end);
  }

  #fail(text: string, at: number, length: number): false {
    this.error ??= { text, at, length };
    return false;
  }

  #operand(op: Operand): boolean {
    const c = this.#code();
    if (c === LBRACKET) return this.#memory(op);
    if (c === LBRACE) return this.#list(op);
    if (c === EQUALS) {
      this.#at++;
      this.#blanks();
      const ok = this.#expression(op);
      op.kind = KIND.LITERAL;
      return ok;
    }
    if (isNameChar(c) && !(c >= 48 && c <= 57)) return this.#named(op);
    return this.#immediate(op);
  }

  /** A register, or else a name or an expression that starts with one. */
  #named(op: Operand): boolean {
    const registers = this.#registers;
    const next = registers.scan(this.#text, this.#at, this.#end, op);
    if (next >= 0) {
      this.#at = next;
      if (op.kind === KIND.V || op.kind === KIND.Z || op.kind === KIND.P || op.kind === KIND.PN || op.kind >= KIND.ZA)
        return this.#suffixes(op);
      if (this.#code() === BANG && (op.kind === KIND.X || op.kind === KIND.XZR) && this.#at < this.#end) {
        this.#at++;
        op.kind = KIND.XBANG;
      }
      // x0 + 4 is an expression with a strange symbol: let the host say so
      const stop = this.#skip(this.#at, this.#end);
      if (stop >= this.#end || this.#text.charCodeAt(stop) === COMMA) return true;
      op.reset(op.start);
      this.#at = op.start;
      return this.#expression(op);
    }
    let i = this.#at;
    while (i < this.#end && isNameChar(this.#text.charCodeAt(i))) i++;
    const stop = this.#skip(i, this.#end);
    const after = stop < this.#end ? this.#text.charCodeAt(stop) : COMMA;
    if (after === COMMA || after === RBRACKET || after === RBRACE) {
      op.kind = KIND.NAME;
      op.modifier = -1;
      this.#at = i;
      op.end = i;
      return true;
    }
    return this.#expression(op);
  }

  /** `/z`, `[lane]`, `[w12, 1]` after a vector, predicate or ZA register. */
  #suffixes(op: Operand): boolean {
    const slash = this.#code();
    if (slash === 47 && this.#at + 1 < this.#end) {
      op.qualifier = this.#text.charCodeAt(this.#at + 1) | 32;
      this.#at += 2;
      if (op.qualifier !== 122 && op.qualifier !== 109)
        return this.#fail("a predicate's qualifier is /z or /m", this.#at - 2, 2);
    }
    const open = this.#skip(this.#at, this.#end);
    if (open >= this.#end || this.#text.charCodeAt(open) !== LBRACKET) return true;
    this.#at = open + 1;
    return this.#bracketIndex(op);
  }

  /** The rest of `[lane]`, `[w12, 1]`, `[w8, 0:1, vgx2]`, `[3, mul vl]` after its bracket. */
  #bracketIndex(op: Operand): boolean {
    const kind = op.kind;
    this.#blanks();
    const register = this.#registers.integer(this.#text, this.#at, this.#end);
    if (register >= 0) {
      op.slice = this.#registers.number;
      op.indexKind = this.#registers.kind;
      op.value = 0;
      op.last = NO_OFFSET;
      this.#at = register;
      this.#blanks();
      if (this.#code() === COMMA) {
        this.#at++;
        this.#blanks();
        if (!this.#vgx(op)) {
          op.last = -1;
          if (!this.#range(op)) return false;
        }
      }
    } else if (!this.#range(op)) return false;
    this.#blanks();
    while (this.#code() === COMMA && this.#at < this.#end) {
      this.#at++;
      this.#blanks();
      if (!this.#vgx(op) && !this.#shiftOf(op))
        return this.#fail(`unexpected '${this.#rest()}' in the index`, this.#at, 1);
      this.#blanks();
    }
    if (this.#at >= this.#end || this.#code() !== RBRACKET)
      return this.#fail("']' expected after the index", this.#at, 1);
    this.#at++;
    op.lane = op.value;
    if (kind === KIND.V) op.kind = KIND.VLANE;
    else if (kind === KIND.Z) op.kind = KIND.ZLANE;
    else if (kind === KIND.P || kind === KIND.PN) {
      op.listKind = kind;
      op.kind = KIND.PLANE;
    } else if (kind === KIND.LIST) op.kind = KIND.LISTLANE;
    else op.kind = kind;
    return true;
  }

  #vgx(op: Operand): boolean {
    const word = this.#text.slice(this.#at, this.#at + 4).toLowerCase();
    if (word !== 'vgx2' && word !== 'vgx4') return false;
    op.vgx = word === 'vgx2' ? 2 : 4;
    this.#at += 4;
    return true;
  }

  /** One index or `first:last`. */
  #range(op: Operand): boolean {
    const { lane, start } = op;
    if (!this.#constantIndex(op)) return this.#fail('a constant index expected', this.#at, 1);
    const first = op.value;
    op.lane = lane;
    op.start = start;
    this.#blanks();
    if (this.#code() === COLON && this.#at < this.#end) {
      this.#at++;
      this.#blanks();
      if (!this.#constantIndex(op)) return this.#fail('a constant index expected', this.#at, 1);
      op.last = op.value;
    }
    op.value = first;
    return true;
  }

  #constantIndex(op: Operand): boolean {
    return this.#immediate(op) && op.kind === KIND.IMM && op.big === undefined;
  }

  /** `, lsl #3` after the operand before: true when it was one. */
  #trailingShift(): boolean {
    const op = this.operands[this.count - 1] as Operand;
    if (op.shift >= 0 || !this.#shiftOf(op)) return false;
    op.tail = this.#at;
    return true;
  }

  #shiftOf(op: Operand): boolean {
    const c = this.#code() | 32;
    // l, a, r, m, u, s
    if (c !== 108 && c !== 97 && c !== 114 && c !== 109 && c !== 117 && c !== 115) return false;
    const at = this.#at;
    let i = at;
    let letters = 0;
    for (; i < this.#end; i++) {
      const letter = this.#text.charCodeAt(i) | 32;
      if (letter < 97 || letter > 122 || i - at >= 4) break;
      letters = (letters << 5) | (letter - 96);
    }
    if (i - at < 3) return false;
    const after = i < this.#end ? this.#text.charCodeAt(i) : COMMA;
    const digit = after >= 48 && after <= 57;
    if (isNameChar(after) && !digit) return false;
    const shift = SHIFT_BY_LETTERS.get(letters);
    if (shift === undefined || (digit && shift === SHIFT.mul)) return false;
    this.#at = i;
    this.#blanks();
    op.shift = shift;
    op.amount = -1;
    if (shift === SHIFT.mul && (this.#code() | 32) === 118 && (this.#text.charCodeAt(this.#at + 1) | 32) === 108) {
      op.shift = SHIFT.mulvl;
      this.#at += 2;
      return true;
    }
    const next = this.#at < this.#end ? this.#code() : COMMA;
    if (next === COMMA || next === RBRACKET) {
      if (this.plainNames) {
        op.shift = SHIFT.none;
        this.#at = at;
        return false;
      }
      this.joinedName = true;
      return true;
    }
    return this.#amount(op);
  }

  #amount(op: Operand): boolean {
    const { kind, value, big, hash, symbol, modifier } = op;
    if (!this.#immediate(op) || op.kind !== KIND.IMM || op.value < 0) {
      this.#fail('the shift amount must be a constant that is not negative', this.#at, 1);
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
  #immediate(op: Operand): boolean {
    op.modifier = -1;
    op.big = undefined;
    if (this.#code() === HASH) {
      op.hash = true;
      this.#at++;
      this.#blanks();
    }
    if (this.#at >= this.#end) return this.#fail('an operand is missing', this.#at, 1);
    if (this.#code() === COLON) return this.#modified(op);
    if (this.#literal(op)) return true;
    return this.#expression(op);
  }

  #modified(op: Operand): boolean {
    const text = this.#text;
    const start = this.#at + 1;
    const stop = text.indexOf(':', start);
    const name = stop < 0 || stop >= this.#end ? '' : text.slice(start, stop).trim().toLowerCase();
    const modifier = name ? modifierNumber(name) : -1;
    if (modifier < 0)
      return this.#fail(`unknown relocation operator ':${name}:'`, this.#at, Math.max(1, name.length + 2));
    this.#at = stop + 1;
    this.#blanks();
    if (!this.#expression(op)) return false;
    op.kind = KIND.EXPR;
    op.modifier = modifier;
    return true;
  }

  /** A number that nothing but the operand's end follows. Leaves the place alone when it is not. */
  #literal(op: Operand): boolean {
    const text = this.#text;
    const end = this.#end;
    let i = this.#at;
    let c = text.charCodeAt(i);
    const negative = c === MINUS;
    if (negative || c === PLUS) {
      i = this.#skip(i + 1, end);
      c = text.charCodeAt(i);
    }
    if (!(c >= 48 && c <= 57)) return c === DOT && this.#float(op, this.#at);
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
        if (d >= base) return this.#float(op, this.#at);
        value = value * base + d;
      }
      if (digits === 0) return false;
    }
    const stop = this.#skip(i, end);
    if (stop < end) {
      const after = text.charCodeAt(stop);
      if (after === DOT || (after | 32) === 101) return this.#float(op, this.#at);
      if (after !== COMMA && after !== RBRACKET && after !== RBRACE && after !== COLON) return false;
    }
    if (value > Number.MAX_SAFE_INTEGER) return false;
    op.kind = KIND.IMM;
    op.value = negative ? -value : value;
    op.big = undefined;
    this.#at = i;
    return true;
  }

  /** `1.0`, `-.5e-3`, `2e1`. */
  #float(op: Operand, at: number): boolean {
    const match = /[-+]?\s*(\d+\.?\d*|\.\d+)(e[-+]?\d+)?(?=\s*(,|$))/iy;
    match.lastIndex = at;
    const found = match.exec(this.#text.slice(0, this.#end));
    if (!found || !/[.e]/i.test(found[0])) return false;
    op.kind = KIND.FLOAT;
    op.value = Number(found[0].replace(/\s/g, ''));
    this.#at = at + found[0].length;
    return true;
  }

  #expression(op: Operand): boolean {
    const next = this.#host.parseExpression(this.#text, this.#at, this.#end);
    if (next < 0) {
      return this.#fail(
        this.#host.expressionError || `'${this.#rest()}' is no operand`,
        this.#at,
        Math.max(1, this.#end - this.#at),
      );
    }
    this.#at = next;
    this.#take(op);
    return true;
  }

  /** Takes the host's last result into `op`. */
  #take(op: Operand): void {
    const host = this.#host;
    if (!host.isConstant) {
      op.kind = KIND.EXPR;
      op.symbol = host.symbolic;
      op.big = undefined;
      op.value = 0;
      return;
    }
    op.kind = KIND.IMM;
    op.symbol = undefined;
    const number = host.number;
    if (Number.isSafeInteger(number)) {
      op.value = number;
      op.big = undefined;
    } else {
      op.big = host.big;
      op.value = Number(host.big);
    }
  }

  #memory(op: Operand): boolean {
    this.#at++;
    this.#blanks();
    const registers = this.#registers;
    const next = registers.scan(this.#text, this.#at, this.#end, op);
    if (next < 0) return this.#fail(`a base register expected, not '${this.#rest()}'`, this.#at, 1);
    op.base = op.reg;
    op.baseKind = op.kind;
    op.baseArr = op.arr;
    op.kind = KIND.MEM;
    this.#at = next;
    this.#blanks();
    if (this.#code() === COMMA && this.#at < this.#end) {
      this.#at++;
      this.#blanks();
      if (!this.#memoryIndex(op)) return false;
      this.#blanks();
      if (this.#code() === COMMA && this.#at < this.#end) {
        this.#at++;
        this.#blanks();
        if (!this.#shiftOf(op)) return this.#fail(`a shift or extend expected, not '${this.#rest()}'`, this.#at, 1);
        this.#blanks();
      }
    }
    if (this.#at >= this.#end || this.#code() !== RBRACKET) return this.#fail("']' expected", this.#at, 1);
    this.#at++;
    return this.#writeBack(op);
  }

  #writeBack(op: Operand): boolean {
    const stop = this.#skip(this.#at, this.#end);
    if (stop >= this.#end) return true;
    const c = this.#text.charCodeAt(stop);
    if (c === BANG) {
      op.mode = MODE.pre;
      this.#at = stop + 1;
      return true;
    }
    if (c !== COMMA) return true;
    this.#at = stop + 1;
    this.#blanks();
    if (this.#at >= this.#end) return this.#fail('an operand is missing after the comma', this.#at, 1);
    if (op.index !== INDEX.none)
      return this.#fail('an address with an offset cannot be post-indexed as well', stop, this.#end - stop);
    op.mode = MODE.post;
    return this.#memoryIndex(op);
  }

  #memoryIndex(op: Operand): boolean {
    const { start, arr, reg } = op;
    op.arr = 0;
    const next = this.#registers.scan(this.#text, this.#at, this.#end, op);
    if (next >= 0) {
      op.index = INDEX.reg;
      op.indexReg = op.reg;
      op.indexKind = op.kind;
      op.indexArr = op.arr;
      op.value = 0;
      this.#at = next;
    } else {
      if (!this.#immediate(op)) return false;
      op.index = op.kind === KIND.IMM ? INDEX.imm : INDEX.expr;
    }
    op.kind = KIND.MEM;
    op.start = start;
    op.arr = arr;
    op.reg = reg;
    return true;
  }

  /** `{v0.4s, v1.4s}`, `{v0.4s-v3.4s}`, `{za0.d, za1.d}`, `{}`, then `[lane]`. */
  #list(op: Operand): boolean {
    this.#at++;
    this.#blanks();
    op.count = 0;
    op.stride = 1;
    op.listKind = 0;
    op.tiles = 0;
    let first = 0;
    let previous = 0;
    let elementArr = 0;
    while (this.#at < this.#end && this.#code() !== RBRACE) {
      const at = this.#at;
      const next = this.#registers.scan(this.#text, at, this.#end, op);
      if (next < 0) return this.#fail(`a register expected in the list, not '${this.#rest()}'`, at, 1);
      this.#at = next;
      // SME's loads and stores name a slice in braces: {za0h.s[w12, 1]}
      if (op.kind === KIND.ZA && this.#code() === LBRACKET) {
        this.#at++;
        if (!this.#bracketIndex(op)) return false;
      }
      const modulus = op.kind === KIND.P || op.kind === KIND.PN ? 15 : 31;
      if (op.kind === KIND.ZA) op.tiles |= tilesOf(op);
      if (op.count === 0) {
        first = op.reg;
        op.listKind = op.kind;
        elementArr = op.arr;
        op.qualifier = 0;
      } else {
        const apart = (op.reg - previous) & modulus;
        if (op.kind !== op.listKind || (op.arr !== elementArr && op.kind !== KIND.ZA))
          return this.#fail('the registers of the list differ in type', at, next - at);
        if (op.count === 1) op.stride = apart;
        else if (apart !== op.stride && op.kind !== KIND.ZA)
          return this.#fail('the registers of the list are not evenly spaced', at, next - at);
      }
      previous = op.reg;
      op.count++;
      this.#blanks();
      const c = this.#code();
      if (c === COMMA) {
        this.#at++;
        this.#blanks();
        if (this.#code() === RBRACE) return this.#fail('a register expected after the comma', this.#at, 1);
      } else if (c === MINUS) {
        this.#at++;
        this.#blanks();
        const to = this.#at;
        const last = this.#registers.scan(this.#text, to, this.#end, op);
        if (last < 0 || op.count !== 1) return this.#fail('a range is two registers: {v0.4s-v3.4s}', to, 1);
        if (op.kind !== op.listKind || op.arr !== elementArr)
          return this.#fail('the registers of the list differ in type', to, last - to);
        const span = (op.reg - first) & modulus;
        if (span > 3)
          return this.#fail(`a list of ${span + 1} registers; 1 to 4 are possible in a range`, to, last - to);
        op.count = span + 1;
        op.stride = 1;
        this.#at = last;
        this.#blanks();
        break;
      } else break;
    }
    if (this.#at >= this.#end || this.#code() !== RBRACE) return this.#fail("'}' expected after the list", this.#at, 1);
    this.#at++;
    op.kind = KIND.LIST;
    op.reg = first;
    op.arr = elementArr;
    const stop = this.#skip(this.#at, this.#end);
    if (stop < this.#end && this.#text.charCodeAt(stop) === LBRACKET) {
      this.#at = stop + 1;
      return this.#bracketIndex(op);
    }
    return true;
  }
}

function hexDigit(c: number): number {
  if (c >= 48 && c <= 57) return c - 48;
  const lower = c | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}

/**
 * The 64-bit tiles that a ZA operand covers: `za0.s` is za0.d and za4.d, `za` all. -1 when there is no such tile, or it is a slice, or has no
 * tile mask.
 */
function tilesOf(op: Operand): number {
  if (op.reg < 0 && op.arr === 0) return 0xff;
  // b, h, s, d are 1..4
  const step = 1 << (op.arr - 1);
  if (op.arr < 1 || op.arr > 4 || op.reg < 0 || op.reg >= step || op.direction !== 0) return -1;
  let tiles = 0;
  for (let i = op.reg; i < 8; i += step) tiles |= 1 << i;
  return tiles;
}
