/**
 * Data: integers of all sizes, floating point, LEB128, instructions as numbers.
 *
 * `as` manual, ".byte", ".octa", ".uleb128", ".float"; "AArch64 Directives" (.word is 4 bytes, .xword and .dword 8, .inst).
 */
import * as messages from '../../diag/messages/asm.ts';
import type { Assembler } from '../assembler.ts';
import { fits, hex, lebBytes, writeInt } from '../bytes.ts';
import { type FloatFormat, floatSize, readFloat } from '../float.ts';
import { MAP, VARIABLE } from '../section.ts';
import { fillIsIgnored, MOST_DATA } from './align.ts';
import type { Directive } from './table.ts';

/** `.word expression {, expression}` */
function integers(size: number): Directive {
  return (a) => {
    if (a.skipBlanks() === 0) return;
    a.enterData();
    do {
      const at = a.p;
      if (!a.readOperand()) return;
      emitExpression(a, size, at);
    } while (a.comma());
    a.endOfStatement();
  };
}

/** Append the expression just read as `size` bytes. */
export function emitExpression(a: Assembler, size: number, at: number): void {
  const { expression } = a;
  if (a.section.refusesData && !(expression.isConstant && expression.addend === 0))
    a.error(at, messages.inBss(a.section.name));
  if (!expression.isConstant) {
    a.emitSymbolic(size, at);
    return;
  }
  const value = expression.addend;
  if (expression.wide !== undefined) a.error(at, messages.truncated(wideText(expression.wide), size), a.p - at);
  else if (size < 8 && !fits(value, size)) a.error(at, messages.truncated(hex(value), size), a.p - at);
  a.emitInt(value, size);
}

const wideText = (value: bigint): string => (value < 0n ? String(value) : `0x${value.toString(16)}`);

/** `.octa`: 16 bytes, constants of any width. */
function octa(a: Assembler): void {
  if (a.skipBlanks() === 0) return;
  a.enterData();
  do {
    const at = a.p;
    if (!a.readOperand()) return;
    const { expression } = a;
    if (!expression.isConstant) {
      a.error(at, messages.notConstant('the operand of .octa'));
      return;
    }
    const { wide, addend, negated, absent } = expression;
    if (a.section.refusesData && addend !== 0) a.error(at, messages.inBss(a.section.name));
    const value = wide ?? BigInt.asUintN(64, BigInt(addend)) - (negated && !absent ? 1n << 64n : 0n);
    if (value >= 1n << 128n || value < -(1n << 128n)) a.error(at, messages.truncated(wideText(value), 16), a.p - at);
    a.emitBytes(bitsOf(a, value, 16));
  } while (a.comma());
  a.endOfStatement();
}

/** The low bytes of a bit pattern, in the target's order. */
function bitsOf(a: Assembler, value: bigint, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  for (let i = 0; i < size; i++) bytes[a.bigEndian ? size - 1 - i : i] = Number((value >> BigInt(8 * i)) & 255n);
  return bytes;
}

/** `.uleb128`, `.sleb128`: constants at once, the rest when laid out. */
function leb128(signed: boolean): Directive {
  return (a) => {
    do {
      const at = a.p;
      if (!a.readOperand()) return;
      a.enterData();
      emitLeb128(a, signed, at);
    } while (a.comma());
    a.endOfStatement();
  };
}

/** Append the expression just read as a LEB128. */
export function emitLeb128(a: Assembler, signed: boolean, at: number): void {
  const { expression } = a;
  if (a.section.refusesData && !(expression.isConstant && expression.addend === 0))
    a.error(at, messages.inBss(a.section.name));
  const { addend } = expression;
  const small =
    typeof addend === 'number' && addend === (addend | 0) && (signed ? addend < 0 === expression.leading : addend >= 0);
  if (small && expression.isConstant && expression.wide === undefined) a.emitLeb(addend, signed);
  else if (expression.isConstant) a.emitBytes(lebBytes(lebConstant(a, signed), signed));
  else {
    const frag = a.variable(VARIABLE.leb, expression.value(), at);
    frag.own().extra = signed ? 1 : 0;
  }
}

/** Bits of a number beyond 64 that was given a minus or `~`, as GNU as keeps it. */
const WIDEST = 320;

/** Bits 64 to 79. */
const SPILLED = 0xffffn << 64n;

/** The constant just read, as a LEB128 takes it. */
function lebConstant({ expression }: Assembler, signed: boolean): bigint {
  const { wide, addend, negated, leading } = expression;
  const value = BigInt.asUintN(64, BigInt(addend));
  if (wide !== undefined && wide < 0n && !signed) return BigInt.asUintN(WIDEST, wide);
  if (wide !== undefined || !signed || !leading) return wide ?? value;
  // GNU as extends the bit by 16 more, and takes what comes of that for positive unless there was a minus
  return value < 1n << 63n && !negated ? value + SPILLED : value - (1n << 64n);
}

/** `.inst word {, word}`: code, in little-endian order whatever the data's. */
function inst(a: Assembler): void {
  if (a.skipBlanks() === 0) return;
  if (a.section.mapState === MAP.data && a.section.isCode) a.alignCode(2, 0);
  do {
    const at = a.p;
    if (!a.readPresent()) return;
    if (!a.expression.isConstant) return void a.error(at, messages.notConstant('the operand of .inst'));
    const value = a.expression.addend;
    if (!fits(value, 4)) a.errorHere(messages.truncated(hex(value), 4));
    if (a.section.refusesData && value !== 0) a.error(at, messages.inBss(a.section.name));
    if (a.section.absoluteBase === undefined) a.emitCode(Number(BigInt.asIntN(32, BigInt(value))));
    else emitExpression(a, 4, at);
    a.record(a.statementAt - a.shift);
  } while (a.comma());
  a.endOfStatement();
}

/** The number at p as its bytes, 0 where nothing stands; undefined where the directive ends. */
function readBits(a: Assembler, format: FloatFormat): Uint8Array | undefined {
  const c = a.skipBlanks();
  if (c === 0 || c === 44) return new Uint8Array(floatSize(format));
  const start = a.p;
  const read = readFloat(a.text, start, a.end, format);
  if (!read) {
    a.error(start, messages.expected('a floating-point number'));
    return undefined;
  }
  a.p = read.end;
  const length = read.end - start;
  if (read.long) {
    a.error(start, messages.ignored('a number of more digits than it has bits, with all that follows,'), length);
    a.p = a.end;
    return undefined;
  }
  if (read.bits !== undefined) return bitsOf(a, read.bits, read.size ?? floatSize(format));
  a.error(start, messages.floatRange(a.text.slice(start, read.end), format), length);
  return undefined;
}

/** `.float`, `.double`, `.float16`, `.bfloat16`: decimal numbers, infinities, NaNs, or bits as `0f:HEX`. */
function floats(format: FloatFormat): Directive {
  return (a) => {
    if (a.skipBlanks() === 0) return;
    a.enterData();
    do {
      const bits = readBits(a, format);
      if (bits === undefined) return;
      if (a.section.refusesData) a.errorHere(messages.inBss(a.section.name));
      a.emitBytes(bits);
    } while (a.comma());
    a.endOfStatement();
  };
}

/** The count of `.dcb` and `.ds`; undefined when there is nothing to be done. */
function readTimes(a: Assembler): number | undefined {
  a.enterData();
  if (a.skipBlanks() === 0) return undefined;
  const count = a.readOptional('the count');
  return count === undefined ? undefined : Number(count);
}

/** A count below 1 makes nothing; `wrong`: a negative one is an error. */
function warnOfCount(a: Assembler, at: number, count: number, wrong: boolean): void {
  const hard = wrong && count < 0;
  const message = hard
    ? messages.outOfRange('count', String(count), '0', '2^63 - 1')
    : messages.ignored(`a count of ${count}`);
  a.error(at, message);
}

/** `.dcb.s count, value`: a floating-point number several times. */
function repeatedFloat(format: FloatFormat, size: number): Directive {
  return (a) => {
    const count = readTimes(a);
    if (count === undefined) return;
    const given = a.comma();
    // without a value they are zeros, padding and all
    const bits = given ? readBits(a, format) : new Uint8Array(size);
    if (bits === undefined) return;
    a.endOfStatement();
    writeCopies(a, count, bits);
  };
}

/** A value several times, as data; so many that no program means them are a filler. */
function writeCopies(a: Assembler, count: number, value: Uint8Array): void {
  if (count > MOST_COPIES) return void a.fill(count, value);
  for (let i = 0; i < count; i++) a.emitBytes(value);
}

const MOST_COPIES = 1 << 20;
const tooMany = (count: number) => messages.limitReached(`${count} values`, String(MOST_DATA));

/** The value to repeat, in `expression`; of one that is missing GNU as warns when it writes it. False after reporting an error. */
function readRepeated(a: Assembler, count: number): boolean {
  if (a.comma() && (a.skipBlanks() !== 0 || count > 0)) return a.readOperand();
  a.expression.takeNumber(0);
  return true;
}

/** `.dcb.w count, value` and `.ds.w count [, value]`: a value several times; of zeros and of bytes it is a filler. */
function repeated(size: number): Directive {
  return (a) => {
    const before = a.p;
    const count = readTimes(a);
    if (count === undefined) return;
    const { absent } = a.expression;
    const at = a.p;
    if (!readRepeated(a, count)) return;
    const { isConstant, addend: value } = a.expression;
    if (!isConstant && !a.section.refusesData && !absent) return void repeatSymbol(a, size, count, at);
    a.endOfStatement();
    const isByte = isConstant && fits(value, 1);
    if (absent && (size > 1 ? value !== 0 : !isByte)) return void a.error(before, messages.expected('the count'));
    if (count <= 0) {
      if (!(absent || (count === 0 && size > 1 && value !== 0))) warnOfCount(a, before, count, size > 1 && value !== 0);
      return;
    }
    if (size < 8 && isConstant && !fits(value, size)) a.error(at, messages.truncated(hex(value), size));
    if (size === 1 || value === 0 || a.section.refusesData) {
      const ignored = fillIsIgnored(a, isConstant ? value : 1);
      a.fill(count * size, new Uint8Array([ignored ? 0 : Number(value) & 255]));
      return;
    }
    if (count > MOST_DATA) return void a.error(before, tooMany(count));
    const pattern = new Uint8Array(size);
    writeInt(pattern, 0, value, size, a.bigEndian);
    writeCopies(a, count, pattern);
  };
}

/** The symbolic value just read, several times. */
function repeatSymbol(a: Assembler, size: number, count: number, at: number): void {
  if (count > MOST_DATA) return void a.error(at, tooMany(count));
  for (let i = 0; i < count; i++) emitExpression(a, size, at);
  a.endOfStatement();
}

const SUFFIXES: readonly (readonly [string, number])[] = [
  ['', 2],
  ['.b', 1],
  ['.w', 2],
  ['.l', 4],
];
const FLOAT_SUFFIXES: readonly (readonly [string, FloatFormat, number])[] = [
  ['.s', 'single', 4],
  ['.d', 'double', 8],
  ['.x', 'extended', 12],
];

export const data: readonly (readonly [string, Directive])[] = [
  ['.byte', integers(1)],
  ['.dc.b', integers(1)],
  ['.hword', integers(2)],
  // LLVM's
  ['.value', integers(2)],
  ['.short', integers(2)],
  ['.2byte', integers(2)],
  ['.dc.w', integers(2)],
  ['.dc', integers(2)],
  ['.word', integers(4)],
  ['.long', integers(4)],
  ['.int', integers(4)],
  ['.4byte', integers(4)],
  ['.dc.l', integers(4)],
  ['.quad', integers(8)],
  ['.xword', integers(8)],
  ['.dword', integers(8)],
  ['.8byte', integers(8)],
  ['.dc.a', (a) => integers(a.addressSize)(a)],
  ...SUFFIXES.map(([suffix, size]) => [`.dcb${suffix}`, repeated(size)] as const),
  ...SUFFIXES.map(([suffix, size]) => [`.ds${suffix}`, repeated(size)] as const),
  ...FLOAT_SUFFIXES.map(([suffix, format, size]) => [`.dcb${suffix}`, repeatedFloat(format, size)] as const),
  ...FLOAT_SUFFIXES.map(([suffix, , size]) => [`.ds${suffix}`, repeated(size)] as const),
  ['.ds.p', repeated(12)],
  ['.octa', octa],
  ['.uleb128', leb128(false)],
  ['.sleb128', leb128(true)],
  ['.inst', inst],
  ['.float', floats('single')],
  ['.single', floats('single')],
  ['.dc.s', floats('single')],
  ['.double', floats('double')],
  ['.dc.d', floats('double')],
  ['.float16', floats('half')],
  ['.bfloat16', floats('bfloat')],
  ['.dc.x', floats('extended')],
];
