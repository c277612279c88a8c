/**
 * Where the location counter goes: alignment, fills, `.org`.
 *
 * In code sections alignment without a fill value pads with NOPs (after zeros up to the next multiple of 4), as GNU as
 * does; with a fill value it is data. `as` manual, ".align", ".balign", ".fill", ".space", ".org".
 */
import * as messages from '../../diag/messages/asm.ts';
import type { Assembler } from '../assembler.ts';
import { fits, hex, writeInt } from '../bytes.ts';
import type { Int } from '../int64.ts';
import { MAP, VARIABLE } from '../section.ts';
import { isOperation, type Sym, type Value, WHERE } from '../symbol.ts';
import type { Directive } from './table.ts';

const NOP = 0xd503201f;
/** Bytes of one `.nop`. */
const MOST_NOPS = 2 ** 28;

/** What is written as data, not as a filler, GNU as writes so many times at most. */
export const MOST_DATA = 1024;

/** Sections are not aligned to more than 2^this. */
const MOST_POWER = 63;
/** In the file a section stands at a multiple of its alignment: it may be 2^this, or what is so large that GNU as takes it for none. */
export const MOST_KEPT = 30;

/** `.align n [, [fill] [, most]]`; `bytes`: n counts bytes, otherwise it is a power of two. */
function align(bytes: boolean, width: number): Directive {
  return (a) => {
    const at = a.p;
    const n = a.readOptional('the alignment');
    if (n === undefined) return;
    let power = bytes ? powerOf(a, n, at) : Number(n);
    if (power === undefined) return;
    if (power < 0 || power > MOST_POWER) {
      a.error(at, messages.doubtful(`alignment 2^${power} is more than 2^${MOST_POWER}, which is assumed`));
      power = MOST_POWER;
    }
    if (power > MOST_KEPT && power < MOST_POWER) {
      a.error(at, messages.limitReached(`alignment to 2^${power}`, `2^${MOST_KEPT} bytes`));
      return;
    }
    let fill: Int | undefined;
    let most: Int | undefined = 0;
    let hasFill = a.comma();
    if (hasFill) {
      const next = a.skipBlanks();
      hasFill = next !== 44;
      if (next !== 44) fill = a.readOptional('the fill value');
      if (a.comma()) most = a.readOptional('the most bytes to skip');
    }
    if (most === undefined) return;
    a.endOfStatement();
    if (!hasFill && width > 1) a.errorHere(messages.doubtful('no pattern to fill with is given: zeros are assumed'));
    if (power > 0) emitAlign(a, power, Math.max(0, Number(most)), fill, width);
    else fillIsIgnored(a, fill ?? 0);
    // GNU as cannot record the largest
    if (power < MOST_POWER) a.recordAlign(power);
  };
}

function powerOf(a: Assembler, n: Int, at: number): number | undefined {
  const value = Number(BigInt.asUintN(64, BigInt(n)));
  if (value === 0) return 0;
  const power = Math.log2(value);
  if (Number.isInteger(power) && BigInt.asIntN(64, 1n << BigInt(power)) === BigInt(n)) return power;
  a.error(at, messages.badParameter(`alignment ${n} is not a power of two`));
  return undefined;
}

/** Sections that hold no data are filled with zeros whatever is asked for. */
export function fillIsIgnored(a: Assembler, fill: Int): boolean {
  if (!a.section.refusesData || fill === 0) return false;
  const text = `the fill value in section '${a.section.name}', which holds no data`;
  a.error(a.statementAt - a.shift, messages.ignored(text));
  return true;
}

/** Align to 2^power, skipping at most `most` bytes (0: any). */
export function emitAlign(a: Assembler, power: number, most: number, fill: Int | undefined, width: number): void {
  if (fill === undefined) {
    if (a.section.isCode) a.alignCode(power, most);
    else a.align(power, most);
    return;
  }
  if (fillIsIgnored(a, fill)) return void a.align(power, most);
  const pattern = new Uint8Array(width);
  writeInt(pattern, 0, fill, width, a.bigEndian);
  const frag = a.align(power, most, pattern);
  if (width > 1) frag.own().pos = a.pos(a.statementAt - a.shift);
}

/** Where no section is, nothing is laid out later. */
export function sizeIsKnown(a: Assembler, known: boolean): boolean {
  if (known || a.section.absoluteBase === undefined) return true;
  a.errorHere(messages.expected('a size that is a number'));
  return false;
}

/** As readExpression; before a comma nothing need stand. */
export function readCount(a: Assembler): boolean {
  if (a.skipBlanks() !== 44) return a.readExpression();
  a.expression.takeNumber(0);
  a.expression.absent = true;
  return true;
}

/** `.space size [, fill]`, also .skip and .zero. */
function space(name: string): Directive {
  return (a) => {
    const at = a.p;
    a.enterData();
    if (a.skipBlanks() === 0) return void sizeIsKnown(a, false);
    if (!readCount(a)) return;
    const { expression } = a;
    const { absent } = expression;
    if (expression.wide !== undefined) {
      a.error(at, messages.limitReached(`${name} of ${expression.wide}`, '2^63 bytes'));
      return;
    }
    const size = expression.value();
    const constant = expression.isConstant;
    let fill: Int = 0;
    let place: { at: number; length: number } | undefined;
    if (a.comma()) {
      const from = a.p;
      if (!a.readOperand()) return;
      fill = fillOf(a);
      if (a.section.hasData && !(expression.isConstant && fits(fill, 1))) place = { at: from, length: a.p - from };
    }
    a.endOfStatement();
    if (place && absent) return void a.error(at, messages.expected('the size'));
    if (place) return data(a, name, constant ? Number(size.addend) : undefined, at, place);
    const pattern = new Uint8Array([Number(BigInt.asUintN(8, BigInt(fill)))]);
    if (!sizeIsKnown(a, constant)) return;
    if (!constant) {
      a.variable(VARIABLE.space, size, at).own().pattern = pattern;
      return;
    }
    const count = Number(size.addend);
    if (absent && count === 0) return;
    if (count <= 0) {
      a.error(at, messages.ignored(`${name} of ${count === 0 ? 'zero' : String(count)} bytes`));
      return;
    }
    a.fill(count, pattern);
  };
}

/** The fill value just read: nothing is filled with one where no data is. */
function fillOf(a: Assembler): Int {
  const { expression, section } = a;
  if (section.hasData || (expression.isConstant && expression.addend === 0)) return expression.addend;
  fillIsIgnored(a, 1);
  return 0;
}

/** Room filled with what is no byte, the expression just read, written `count` times as data are. */
function data(
  a: Assembler,
  name: string,
  count: number | undefined,
  at: number,
  fill: { readonly at: number; readonly length: number },
): void {
  const { expression } = a;
  if (count === undefined) return void a.error(at, messages.notConstant(`the size of ${name} with this fill value`));
  if (count < 0 || count > MOST_DATA) {
    a.error(at, messages.outOfRange(`size of ${name} with this fill value`, String(count), '0', String(MOST_DATA)));
    return;
  }
  if (!expression.isConstant) {
    for (let i = 0; i < count; i++) a.emitSymbolic(1, fill.at);
    return;
  }
  const { addend } = expression;
  if (count > 0) a.error(fill.at, messages.truncated(hex(addend), 1), fill.length);
  const pattern = new Uint8Array([Number(BigInt.asUintN(8, BigInt(addend)))]);
  for (let i = 0; i < count; i++) a.emitBytes(pattern);
}

/** `.fill repeat [, size [, value]]`: the value has at most 4 significant bytes, the size is at most 8. */
function fill(a: Assembler): void {
  const at = a.p;
  a.enterData();
  if (a.skipBlanks() === 0) return;
  if (!readCount(a)) return;
  const { expression } = a;
  if (expression.wide !== undefined) return void a.error(at, messages.limitReached('.fill', '2^63 times'));
  const repeat = expression.value();
  const constant = expression.isConstant;
  let size: Int | undefined = 1;
  let value: Int | undefined = 0;
  if (a.comma()) {
    size = a.readOptional('the size');
    if (a.comma()) value = a.readOptional('the value');
  }
  if (size === undefined || value === undefined) return;
  a.endOfStatement();
  let width = Number(size);
  if (width > 8) {
    a.error(at, messages.ignored(`.fill size ${width} is more than 8: 8 is used`));
    width = 8;
  }
  if (width < 0 || (constant && Number(repeat.addend) < 0)) {
    a.error(at, messages.ignored(width < 0 ? '.fill of negative size' : '.fill with a negative count'));
    return;
  }
  if (width === 0 || (constant && Number(repeat.addend) === 0)) return;
  const pattern = new Uint8Array(width);
  writeInt(pattern, 0, Number(BigInt.asUintN(32, BigInt(value))), Math.min(width, 4), a.bigEndian);
  if (a.section.refusesData && value !== 0) {
    a.error(a.statementAt - a.shift, messages.inBss(a.section.name), 5);
    return;
  }
  if (constant) a.fill(Number(repeat.addend), pattern);
  else a.variable(VARIABLE.space, repeat, at).own().pattern = pattern;
}

/** Whether a symbol in what is written there is not defined yet. */
function isOpen({ plus, minus }: Value): boolean {
  return isUndefined(plus) || isUndefined(minus);
}

function isUndefined(sym: Sym | undefined): boolean {
  if (!sym || sym.where !== WHERE.equated || !sym.equal) return sym?.where === WHERE.undefined;
  const { equal } = sym;
  if (!isOperation(equal)) return !equal.minus && isUndefined(equal.plus);
  return sym.name === '' && !equal.op.startsWith('unary') && (isOpen(equal.left) || isOpen(equal.right));
}

/** The first symbol of what `sym` is short for. */
function firstOf(sym: Sym): Sym {
  const { equal } = sym;
  const first = sym.name === '' && equal && isOperation(equal) ? equal.left.plus : undefined;
  return first ? firstOf(first) : sym;
}

/** `.org new-lc [, fill]` */
function org(a: Assembler): void {
  const at = a.p;
  if (!a.readPresent()) return;
  let target = a.expression.value();
  const { plus } = target;
  if (plus?.where === WHERE.common) {
    a.error(at, messages.badParameter(`'${plus.name}' is a common symbol, which is in no section`));
    return;
  }
  if (plus && isOpen(target)) {
    const first = firstOf(plus);
    a.error(at, messages.doubtful(`.org to what is not defined yet, of which '${first.name}' alone counts`));
    target = { plus: first, minus: undefined, addend: 0 };
  }
  let fillByte: Int | undefined = 0;
  if (a.comma()) fillByte = a.readOptional('the fill value');
  if (fillByte === undefined) return;
  a.endOfStatement();
  fillIsIgnored(a, fillByte);
  const { absoluteBase } = a.section;
  if (absoluteBase !== undefined && !target.plus && !target.minus) {
    const size = Number(target.addend) - absoluteBase - a.sub.frag.virtual - a.sub.offset;
    if (size > 0) a.fill(size, new Uint8Array(1));
    return;
  }
  const frag = a.variable(VARIABLE.org, target, at);
  if (fillByte !== 0) frag.own().pattern = new Uint8Array([Number(BigInt.asUintN(8, BigInt(fillByte)))]);
}

/** GNU as begins a fragment, which is code once more, and counts from where the one before ended; `aligned`: at a word, in sections of code. */
function restartCode(a: Assembler, aligned: boolean): void {
  const { section } = a;
  const wasCode = section.mapState === MAP.code;
  if (section.absoluteBase !== undefined) return;
  if (aligned && section.isCode) {
    if (wasCode) a.makeMapping(MAP.code, a.sub.frag, a.sub.offset);
    a.alignCode(2, 0);
  } else if (wasCode) {
    a.sub.close(VARIABLE.fill, 0);
    a.makeMapping(MAP.code, a.sub.frag, a.sub.offset);
  }
}

/** `.nop [size]`: NOPs until there are so many bytes, at least one; one for a size that is not known. */
function nop(a: Assembler): void {
  const c = a.skipBlanks();
  if (c !== 0 && c !== 44 && !a.readExpression()) return;
  const size = c === 0 || c === 44 || !a.expression.isConstant ? 0 : a.expression.addend;
  a.endOfStatement();
  if (size > MOST_NOPS) {
    a.errorHere(messages.limitReached(`.nop ${size}`, `${MOST_NOPS} bytes`));
    return;
  }
  const before = a.sub.offset;
  restartCode(a, true);
  const offset = a.section.isCode ? before : 0;
  const most = Number(size) + (size > 0 ? offset : 0);
  for (let written = 0; written === 0 || written < most; written += 4) {
    a.emitCode(NOP);
    if (a.recording) a.record(a.statementAt - a.shift);
  }
}

/** `.nops bytes [, largest]`: GNU as has the directive for other processors only, and room in sections without data. */
function nops(a: Assembler): void {
  const bytes = a.readOptional('the number of bytes');
  if (bytes === undefined) return;
  if (a.comma() && a.readConstant('the largest NOP') === undefined) return;
  a.endOfStatement();
  const at = a.statementAt - a.shift;
  if (bytes > 0 && !a.section.hasData && a.section.absoluteBase === undefined)
    return void a.sub.close(VARIABLE.fill, Number(bytes));
  if (bytes > 0) return void a.error(at, messages.unsupportedDirective('.nops', 'use .rept and nop, or .align'), 5);
  if (bytes < 0) a.error(at, messages.ignored('.nops with a negative size'), 5);
  // a fragment ends here
  restartCode(a, false);
}

export const alignment: readonly (readonly [string, Directive])[] = [
  ['.align', align(false, 1)],
  ['.p2align', align(false, 1)],
  ['.p2alignw', align(false, 2)],
  ['.p2alignl', align(false, 4)],
  ['.balign', align(true, 1)],
  ['.balignw', align(true, 2)],
  ['.balignl', align(true, 4)],
  ['.space', space('.space')],
  ['.skip', space('.skip')],
  ['.zero', space('.zero')],
  ['.fill', fill],
  ['.org', org],
  ['.nop', nop],
  ['.nops', nops],
  [
    '.even',
    (a) => {
      a.align(1, 0);
      a.recordAlign(1);
      a.endOfStatement();
    },
  ],
];
