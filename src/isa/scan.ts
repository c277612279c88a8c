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

import { INDEX, KIND, MODE, NO_OFFSET, Operand } from './operand.ts';
import { isNameChar } from './scan-register.ts';
import { ValueScanner } from './scan-value.ts';

export type { ScanError } from './scan-value.ts';

const MAX_OPERANDS = 8;
/** What is indexed by a register and an offset. */
const SLICED = KIND.ZA | KIND.P | KIND.PN;
const HASH = 35;
const COMMA = 44;
const MINUS = 45;
const COLON = 58;
const EQUALS = 61;
const BANG = 33;
const LBRACKET = 91;
const RBRACKET = 93;
const LBRACE = 123;
const RBRACE = 125;

export class OperandScanner<S> extends ValueScanner<S> {
  readonly operands: readonly Operand[] = Array.from({ length: MAX_OPERANDS }, () => new Operand());
  count = 0;
  /** Of the list at hand: its first register with its arrangement, and the one before. */
  protected first = 0;
  protected firstArr = 0;
  protected previous = 0;

  /** Scans text[at, end). False when the text has no operand's shape; `error` says why. */
  scan(text: string, at: number, end: number): boolean {
    this.text = text;
    this.end = end;
    this.at = at;
    this.count = 0;
    this.error = undefined;
    this.joinedName = false;
    this.blanks();
    if (this.at >= end) return true;
    for (;;) {
      if (this.count > 0 && this.trailingShift()) {
        // joined the operand before
      } else {
        const op = this.operands[this.count];
        if (!op) return this.fail('too many operands', this.at, 1);
        op.reset(this.at);
        if (!this.operand(op)) return false;
        op.end = this.at;
        op.tail = this.at;
        this.count++;
      }
      this.blanks();
      if (this.at >= end || this.error) return this.error === undefined;
      if (this.code() !== COMMA) return this.fail(`expected a comma, not '${this.rest()}'`, this.at, 1);
      this.at++;
      this.blanks();
      if (this.isNothing()) return this.nothing();
    }
  }

  /** Whether only `#` is left, or less. */
  protected isNothing(): boolean {
    const { at, end } = this;
    return at >= end || (this.code() === HASH && this.skip(at + 1, end) >= end);
  }

  /** A last operand that is not there: some instructions take it for a zero. */
  protected nothing(): boolean {
    const op = this.operands[this.count];
    if (!op) return this.fail('too many operands', this.at, 1);
    op.reset(this.at);
    op.kind = KIND.MISSING;
    op.end = op.tail = this.end;
    this.count++;
    return true;
  }

  /** `#=`, which GNU as takes for `=`. */
  #literalFollows(): boolean {
    const at = this.skip(this.at + 1, this.end);
    return at < this.end && this.text.charCodeAt(at) === EQUALS;
  }

  protected operand(op: Operand): boolean {
    const c = this.code();
    if (c === LBRACKET) return this.memory(op);
    if (c === LBRACE) return this.list(op);
    if (c === EQUALS || (c === HASH && this.#literalFollows())) {
      this.at = this.text.indexOf('=', this.at) + 1;
      this.blanks();
      const ok = this.literalValue(op);
      op.kind = KIND.LITERAL;
      return ok;
    }
    if (isNameChar(c) && !(c >= 48 && c <= 57)) return this.named(op);
    return this.immediate(op);
  }

  /** A register, or else a name or an expression that starts with one. */
  protected named(op: Operand): boolean {
    const registers = this.registers;
    const next = registers.scan(this.text, this.at, this.end, op);
    if (next >= 0) {
      this.at = next;
      if (op.kind === KIND.V || op.kind === KIND.Z || op.kind === KIND.P || op.kind === KIND.PN || op.kind >= KIND.ZA)
        return this.suffixes(op);
      if (this.code() === BANG && (op.kind === KIND.X || op.kind === KIND.XZR) && this.at < this.end) {
        this.at++;
        op.kind = KIND.XBANG;
      }
      // x0 + 4 is an expression with a strange symbol: let the host say so
      const stop = this.skip(this.at, this.end);
      if (stop >= this.end || this.text.charCodeAt(stop) === COMMA) return true;
      op.reset(op.start);
      this.at = op.start;
      return this.expression(op);
    }
    let i = this.at;
    while (i < this.end && isNameChar(this.text.charCodeAt(i))) i++;
    const stop = this.skip(i, this.end);
    const after = stop < this.end ? this.text.charCodeAt(stop) : COMMA;
    if (after === COMMA || after === RBRACKET || after === RBRACE) {
      op.kind = KIND.NAME;
      op.modifier = -1;
      this.at = i;
      op.end = i;
      return true;
    }
    return this.expression(op);
  }

  /** `/z`, `[lane]`, `[w12, 1]` after a vector, predicate or ZA register. */
  protected suffixes(op: Operand): boolean {
    const slash = this.code();
    if (slash === 47 && this.at + 1 < this.end) {
      if ((op.kind & (KIND.P | KIND.PN)) === 0) return this.fail('only a predicate takes /z or /m', this.at, 2);
      op.qualifier = this.text.charCodeAt(this.at + 1) | 32;
      this.at += 2;
      if (op.qualifier !== 122 && op.qualifier !== 109)
        return this.fail("a predicate's qualifier is /z or /m", this.at - 2, 2);
    }
    const open = this.skip(this.at, this.end);
    if (open >= this.end || this.text.charCodeAt(open) !== LBRACKET) return true;
    if (op.qualifier !== 0) return this.fail('a predicate with /z or /m has no index', open, 1);
    this.at = open + 1;
    return this.bracketIndex(op);
  }

  /** The rest of `[lane]`, `[w12, 1]`, `[w8, 0:1, vgx2]`, `[3, mul vl]` after its bracket. */
  protected bracketIndex(op: Operand): boolean {
    const kind = op.kind;
    this.blanks();
    const register = SLICED & kind ? this.registers.scalar(this.text, this.at, this.end) : -1;
    if (register >= 0) {
      op.slice = this.registers.number;
      op.indexKind = this.registers.kind;
      op.value = 0;
      op.last = NO_OFFSET;
      this.at = register;
      this.blanks();
      if (this.code() === COMMA) {
        this.at++;
        this.blanks();
        if (!this.vgx(op)) {
          op.last = -1;
          if (!this.range(op)) return false;
        }
      }
    } else if (this.code() === HASH) return this.fail("an element's index is written without '#'", this.at, 1);
    else if (!this.range(op)) return false;
    this.blanks();
    while (this.code() === COMMA && this.at < this.end) {
      this.at++;
      this.blanks();
      if (!this.vgx(op) && !this.shiftOf(op)) return this.fail(`unexpected '${this.rest()}' in the index`, this.at, 1);
      this.blanks();
    }
    if (this.at >= this.end || this.code() !== RBRACKET) return this.fail("']' expected after the index", this.at, 1);
    this.at++;
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

  protected vgx(op: Operand): boolean {
    const word = this.text.slice(this.at, this.at + 4).toLowerCase();
    if (word !== 'vgx2' && word !== 'vgx4') return false;
    op.vgx = word === 'vgx2' ? 2 : 4;
    this.at += 4;
    return true;
  }

  /** One index or `first:last`. */
  protected range(op: Operand): boolean {
    const { lane, start } = op;
    if (!this.constantIndex(op)) return this.fail('a constant index expected', this.at, 1);
    const first = op.value;
    op.lane = lane;
    op.start = start;
    this.blanks();
    if (this.code() === COLON && this.at < this.end) {
      this.at++;
      this.blanks();
      if (!this.constantIndex(op) || op.value < 0) return this.fail('a constant index expected', this.at, 1);
      op.last = op.value;
    }
    op.value = first;
    return true;
  }

  protected constantIndex(op: Operand): boolean {
    return this.immediate(op) && op.kind === KIND.IMM && op.value === (op.value | 0);
  }

  /** `, lsl #3` after the operand before: true when it was one. */
  protected trailingShift(): boolean {
    const op = this.operands[this.count - 1] as Operand;
    if (op.shift >= 0 || !this.shiftOf(op)) return false;
    op.tail = this.at;
    return true;
  }

  protected memory(op: Operand): boolean {
    this.at++;
    this.blanks();
    const registers = this.registers;
    const next = registers.scan(this.text, this.at, this.end, op);
    if (next < 0) return this.fail(`a base register expected, not '${this.rest()}'`, this.at, 1);
    op.base = op.reg;
    op.baseKind = op.kind;
    op.baseArr = op.arr;
    op.kind = KIND.MEM;
    this.at = next;
    this.blanks();
    if (this.code() === COMMA && this.at < this.end) {
      this.at++;
      this.blanks();
      if (!this.memoryIndex(op)) return false;
      this.blanks();
      if (this.code() === COMMA && this.at < this.end) {
        this.at++;
        this.blanks();
        if (!this.shiftOf(op)) return this.fail(`a shift or extend expected, not '${this.rest()}'`, this.at, 1);
        this.blanks();
      }
    }
    if (this.at >= this.end || this.code() !== RBRACKET) return this.fail("']' expected", this.at, 1);
    this.at++;
    return this.writeBack(op);
  }

  protected writeBack(op: Operand): boolean {
    const stop = this.skip(this.at, this.end);
    if (stop >= this.end) return true;
    const c = this.text.charCodeAt(stop);
    if (c === BANG) {
      op.mode = MODE.pre;
      this.at = stop + 1;
      return true;
    }
    if (c !== COMMA) return true;
    this.at = stop + 1;
    this.blanks();
    if (this.at >= this.end) return this.fail('an operand is missing after the comma', this.at, 1);
    if (op.index !== INDEX.none)
      return this.fail('an address with an offset cannot be post-indexed as well', stop, this.end - stop);
    op.mode = MODE.post;
    return this.memoryIndex(op);
  }

  protected memoryIndex(op: Operand): boolean {
    const { start, arr, reg } = op;
    op.arr = 0;
    const next = this.registers.scan(this.text, this.at, this.end, op);
    if (next >= 0) {
      op.index = INDEX.reg;
      op.indexReg = op.reg;
      op.indexKind = op.kind;
      op.indexArr = op.arr;
      op.value = 0;
      this.at = next;
    } else {
      const at = this.at;
      if (!this.immediate(op)) return false;
      if (op.kind === KIND.FLOAT) return this.fail('an offset is an integer', at, this.at - at);
      op.index = op.kind === KIND.IMM ? INDEX.imm : INDEX.expr;
    }
    op.kind = KIND.MEM;
    op.start = start;
    op.arr = arr;
    op.reg = reg;
    return true;
  }

  /** `{v0.4s, v1.4s}`, `{v0.4s-v3.4s}`, `{za0.d, za1.d}`, `{}`, then `[lane]`. */
  protected list(op: Operand): boolean {
    this.at++;
    this.blanks();
    op.count = 0;
    op.stride = 1;
    op.listKind = 0;
    op.tiles = 0;
    this.first = 0;
    this.firstArr = 0;
    while (this.at < this.end && this.code() !== RBRACE) {
      if (!this.listMember(op)) return false;
      this.blanks();
      if (this.code() === MINUS) {
        if (!this.listRange(op)) return false;
        this.blanks();
      }
      if (this.code() !== COMMA) break;
      this.at++;
      this.blanks();
      if (this.code() === RBRACE) return this.fail('a register expected after the comma', this.at, 1);
    }
    this.blanks();
    if (this.at >= this.end || this.code() !== RBRACE) return this.fail("'}' expected after the list", this.at, 1);
    this.at++;
    op.kind = KIND.LIST;
    op.reg = this.first;
    op.arr = this.firstArr;
    const stop = this.skip(this.at, this.end);
    if (stop < this.end && this.text.charCodeAt(stop) === LBRACKET) {
      this.at = stop + 1;
      return this.bracketIndex(op);
    }
    return true;
  }

  /** One register of a list; must go with those before it. */
  protected listMember(op: Operand): boolean {
    const at = this.at;
    const next = this.registers.scan(this.text, at, this.end, op);
    if (next < 0) return this.fail(`a register expected in the list, not '${this.rest()}'`, at, 1);
    this.at = next;
    // SME's loads and stores name a slice in braces: {za0h.s[w12, 1]}
    if (op.kind === KIND.ZA) {
      this.blanks();
      if (this.code() === LBRACKET && this.at < this.end) {
        this.at++;
        if (!this.bracketIndex(op)) return false;
      }
    }
    if (op.kind === KIND.ZA) op.tiles |= tilesOf(op);
    if (op.count === 0) {
      this.first = op.reg;
      this.firstArr = op.arr;
      op.listKind = op.kind;
      op.qualifier = 0;
    } else {
      const apart = (op.reg - this.previous) & modulusOf(op.kind);
      if (op.kind !== op.listKind || (op.arr !== this.firstArr && op.kind !== KIND.ZA))
        return this.fail('the registers of the list differ in type', at, next - at);
      if (op.count === 1) op.stride = apart;
      else if (apart !== op.stride && op.kind !== KIND.ZA)
        return this.fail('the registers of the list are not evenly spaced', at, next - at);
    }
    this.previous = op.reg;
    op.count++;
    return true;
  }

  /** `-v3.4s` after a register of a list. */
  protected listRange(op: Operand): boolean {
    this.at++;
    this.blanks();
    const at = this.at;
    const next = this.registers.scan(this.text, at, this.end, op);
    if (next < 0) return this.fail('a range is two registers: {v0.4s-v3.4s}', at, 1);
    if (op.kind !== op.listKind || op.arr !== this.firstArr)
      return this.fail('the registers of the list differ in type', at, next - at);
    if (op.kind === KIND.ZA) return this.fail('tiles are listed one by one', at, next - at);
    const span = (op.reg - this.previous) & modulusOf(op.kind);
    const count = op.count + span;
    if (count > 4) return this.fail(`a list of ${count} registers; 1 to 4 are possible in a range`, at, next - at);
    if (op.count > 1 && op.stride !== 1)
      return this.fail('the registers of the list are not evenly spaced', at, next - at);
    op.count = count;
    op.stride = 1;
    this.previous = op.reg;
    this.at = next;
    return true;
  }
}

/** Register numbers count modulo this plus one. */
function modulusOf(kind: number): number {
  return kind === KIND.P || kind === KIND.PN ? 15 : 31;
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
