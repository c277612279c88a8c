/**
 * Data: integers of all sizes, floating point, LEB128, instructions as numbers.
 *
 * `as` manual, ".byte", ".octa", ".uleb128", ".float"; "AArch64 Directives" (.word is 4 bytes, .xword and .dword 8, .inst).
 */
import * as messages from '../../diag/messages/asm.ts';
import type { Assembler } from '../assembler.ts';
import { fits, hex, lebBytes, writeInt } from '../bytes.ts';
import { floatBits } from '../float.ts';
import type { Int } from '../int64.ts';
import { MAP, VARIABLE } from '../section.ts';
import type { Directive } from './table.ts';

/** `.word expression {, expression}` */
function integers(size: number): Directive {
  return (a) => {
    if (a.skipBlanks() === 0) return;
    a.enterData();
    do {
      const at = a.p;
      if (a.skipBlanks() === 0) {
        a.emitInt(0, size);
        break;
      }
      if (!a.readExpression()) return;
      emitExpression(a, size, at);
    } while (a.comma());
    a.endOfStatement();
  };
}

/** Append the expression just read as `size` bytes. */
export function emitExpression(a: Assembler, size: number, at: number): void {
  const { expression } = a;
  if (!a.section.hasData && !(expression.isConstant && expression.addend === 0))
    a.error(at, messages.inBss(a.section.name));
  if (expression.wide !== undefined && size === 8)
    a.error(at, messages.truncated(`0x${expression.wide.toString(16)}`, 8));
  if (!expression.isConstant) {
    a.emitSymbolic(size, at);
    return;
  }
  const value = expression.addend;
  if (size < 8 && !fits(value, size)) a.error(at, messages.truncated(hex(value), size), a.p - at);
  a.emitInt(value, size);
}

/** `.octa`: 16 bytes, constants of any width. */
function octa(a: Assembler): void {
  if (a.skipBlanks() === 0) return;
  a.enterData();
  do {
    if (!a.readExpression()) return;
    const { expression } = a;
    if (!expression.isConstant) {
      a.errorHere(messages.notConstant('the operand of .octa'));
      return;
    }
    const value = expression.wide ?? wideValue(expression.addend);
    const bytes = new Uint8Array(16);
    for (let i = 0; i < 16; i++) {
      bytes[a.bigEndian ? 15 - i : i] = Number((value >> BigInt(8 * i)) & 255n);
    }
    a.emitBytes(bytes);
  } while (a.comma());
  a.endOfStatement();
}

const wideValue = (v: Int): bigint => BigInt.asUintN(128, BigInt(v));

/** `.uleb128`, `.sleb128`: constants at once, the rest when laid out. */
function leb128(signed: boolean): Directive {
  return (a) => {
    if (a.skipBlanks() === 0) return;
    a.enterData();
    do {
      const at = a.p;
      if (!a.readExpression()) return;
      const { expression } = a;
      if (expression.isConstant) {
        const value = expression.wide ?? (signed ? BigInt(expression.addend) : unsignedLeb(a, expression.addend, at));
        a.emitBytes(lebBytes(value, signed));
      } else {
        const frag = a.variable(VARIABLE.leb, expression.value(), at);
        frag.extra = signed ? 1 : 0;
      }
    } while (a.comma());
    a.endOfStatement();
  };
}

function unsignedLeb(a: Assembler, value: Int, at: number): bigint {
  void a;
  void at;
  return BigInt.asUintN(64, BigInt(value));
}

/** `.inst word {, word}`: code, in little-endian order whatever the data's. */
function inst(a: Assembler): void {
  if (a.skipBlanks() === 0) return;
  if (a.section.mapState === MAP.data && a.section.isCode) a.alignCode(2, 0);
  do {
    const value = a.readConstant('the operand of .inst');
    if (value === undefined) return;
    if (!fits(value, 4)) a.errorHere(messages.truncated(hex(value), 4));
    a.emitCode(Number(BigInt.asIntN(32, BigInt(value))));
    for (const recorder of a.recorders) recorder.instruction(a, a.statementAt - a.shift);
  } while (a.comma());
  a.endOfStatement();
}

/** `.float`, `.double`, `.float16`, `.bfloat16`: numbers as strtod reads them, `0x…` bits, infinities and NaNs. */
function floats(format: 'half' | 'bfloat' | 'single' | 'double' | 'quad'): Directive {
  const size = { half: 2, bfloat: 2, single: 4, double: 8, quad: 16 }[format];
  return (a) => {
    if (a.skipBlanks() === 0) return;
    a.enterData();
    do {
      a.skipBlanks();
      const start = a.p;
      while (a.p < a.end && a.text.charCodeAt(a.p) !== 44) a.p++;
      const written = a.text.slice(start, a.p).trim();
      const bits = floatBits(written, format);
      if (bits === undefined) {
        a.error(start, messages.expected('a floating-point number'), Math.max(1, written.length));
        return;
      }
      const bytes = new Uint8Array(size);
      for (let i = 0; i < size; i++) bytes[a.bigEndian ? size - 1 - i : i] = Number((bits >> BigInt(8 * i)) & 255n);
      a.emitBytes(bytes);
    } while (a.comma());
    a.endOfStatement();
  };
}

/** `.dcb.w count, value`: a value several times. */
function repeated(size: number): Directive {
  return (a) => {
    const at = a.p;
    const count = a.readConstant('the count');
    if (count === undefined) return;
    const value = a.comma() ? a.readConstant('the value') : 0;
    if (value === undefined) return;
    a.endOfStatement();
    if (count < 0) {
      a.error(at, messages.ignored('a count below zero'));
      return;
    }
    a.enterData();
    const pattern = new Uint8Array(size);
    writeInt(pattern, 0, value, size, a.bigEndian);
    if (count > 0) a.fill(Number(count), pattern);
  };
}

/** `.ds.w count`: room for that many values. */
function room(size: number): Directive {
  return (a) => {
    const at = a.p;
    const count = a.readConstant('the count');
    if (count === undefined) return;
    const value = a.comma() ? a.readConstant('the value') : 0;
    if (value === undefined) return;
    a.endOfStatement();
    if (count < 0) {
      a.error(at, messages.ignored('a count below zero'));
      return;
    }
    a.enterData();
    if (count > 0) a.fill(Number(count) * size, new Uint8Array([Number(BigInt.asUintN(8, BigInt(value)))]));
  };
}

const SUFFIXES: readonly (readonly [string, number])[] = [
  ['', 2],
  ['.b', 1],
  ['.w', 2],
  ['.l', 4],
  ['.d', 8],
  ['.s', 4],
  ['.x', 12],
  ['.p', 12],
];

export const data: readonly (readonly [string, Directive])[] = [
  ['.byte', integers(1)],
  ['.1byte', integers(1)],
  ['.dc.b', integers(1)],
  ['.hword', integers(2)],
  ['.short', integers(2)],
  ['.value', integers(2)],
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
  ['.dc.a', integers(8)],
  ...SUFFIXES.map(([suffix, size]) => [`.dcb${suffix}`, repeated(size)] as const),
  ...SUFFIXES.map(([suffix, size]) => [`.ds${suffix}`, room(size)] as const),
  ['.octa', octa],
  ['.16byte', octa],
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
  ['.tfloat', floats('quad')],
];
