/**
 * Common symbols: `.comm`, `.lcomm`, and their other names. A symbol that `.local` named gets room in .bss.
 *
 * `as` manual, ".comm", ".lcomm"; gABI, "Symbol Table" (a common symbol's value is its alignment).
 */
import * as messages from '../../diag/messages/asm.ts';
import type { Assembler } from '../assembler.ts';
import { hex } from '../bytes.ts';
import type { Int } from '../int64.ts';
import { BINDING, type Sym, WHERE } from '../symbol.ts';
import { MOST_KEPT } from './align.ts';
import { readText } from './strings.ts';
import { readDefined } from './symbol-names.ts';
import type { Directive } from './table.ts';

/** STT_* of common symbols. */
const OBJECT = 1;
const TLS = 6;
/** Instead of an alignment: it goes to no section. */
const COMMON = -1;
/** 2^64 - 1. */
const NONE = -2;

/** `.comm name, size [, alignment]`; `.lcomm name, size` puts it into .bss. */
function common(local: boolean, type = OBJECT, aligned = !local): Directive {
  return (a) => {
    const at = a.p;
    let sym = readDefined(a);
    if (!sym) return;
    a.comma();
    const bytes = a.readConstant('the size');
    if (bytes === undefined) return;
    if (a.expression.absent) return void a.error(at, messages.expected('the size'));
    if (a.expression.negated) {
      a.error(at, messages.ignored(`size ${bytes} of '${sym.name}' is negative: the directive is`));
      a.p = a.end;
      return;
    }
    const alignment = aligned ? readAlignment(a) : 0;
    if (alignment === undefined) return;
    // GNU as means that it has complained of the alignment, and goes no further
    if (alignment === NONE) {
      a.symbols.makeFull(sym);
      sym.used = true;
      return;
    }
    a.endOfStatement();
    a.symbols.makeFull(sym);
    if (sym.where !== WHERE.undefined && sym.where !== WHERE.common) {
      if (!sym.assignable) {
        a.error(at, messages.symbolRedefined(sym.name), sym.name.length);
        return;
      }
      sym = undo(a, sym);
    }
    const inBss = local || (aligned && alignment !== COMMON && a.localCommons.has(sym));
    if (inBss) {
      sym.type ||= type;
      const size = sizeKept(a, sym, bytes, at);
      allocate(a, sym, size, alignment || (local ? naturalAlign(size) : 1), at);
    } else {
      if (sym.type !== TLS) sym.type = type;
      makeCommon(a, sym, bytes, Math.max(0, alignment), at);
    }
    a.multibyte?.symbol(a, sym, at);
  };
}

/** An assigned symbol before it becomes something else: what used it keeps the old value. */
export function undo(a: Assembler, sym: Sym): Sym {
  const fresh = sym.held ? a.symbols.renew(sym) : sym;
  fresh.where = WHERE.undefined;
  fresh.assignable = false;
  fresh.equal = undefined;
  fresh.frag = undefined;
  fresh.value = 0;
  return fresh;
}

/** `, alignment`, or `, "bss"` (COMMON), which makes it common even if it is local; 0 for none, undefined after reporting an error. */
function readAlignment(a: Assembler): number | undefined {
  if (!a.comma()) return 0;
  const at = a.p;
  if (a.skipBlanks() === 34) {
    const where = readText(a);
    if (where === 'bss' || where === '.bss') return COMMON;
    if (where !== undefined) a.error(at, messages.unknownOperand('place of a common symbol', where));
    return undefined;
  }
  const given = a.readConstant('the alignment');
  if (given === undefined) return undefined;
  if (!a.expression.negated) return given === -1 ? NONE : Number(BigInt.asUintN(64, BigInt(given)));
  a.error(at, messages.doubtful(`alignment ${given} is negative: 0 is assumed`));
  return 0;
}

/** The size of a common symbol, which stays the one that it was given first. */
function sizeKept(a: Assembler, sym: Sym, bytes: Int, at: number): Int {
  const before = sym.where === WHERE.common ? sym.size?.addend : undefined;
  if (!before || before === bytes) return bytes;
  a.error(at, messages.doubtful(`the size of '${sym.name}' stays ${before}, it is not ${bytes}`), sym.name.length);
  return before;
}

function makeCommon(a: Assembler, sym: Sym, bytes: Int, alignment: number, at: number): void {
  const size = sizeKept(a, sym, bytes, at);
  sym.value = alignment || defaultAlign(size < 0 ? 16 : Number(size));
  if (size !== bytes) return;
  sym.where = WHERE.common;
  sym.size = { plus: undefined, minus: undefined, addend: size };
  sym.binding = sym.binding === BINDING.weak ? BINDING.weak : BINDING.global;
}

/** Without an alignment a common symbol gets the smallest power of two that is not below its size, at most 16. */
function defaultAlign(size: number): number {
  let align = 1;
  while (align < size && align < 16) align *= 2;
  return align;
}

/** What `.lcomm` aligns at; `.comm` of a name that `.local` named aligns only where it says so. */
const naturalAlign = (size: Int): number => (size >= 8 || size < 0 ? 8 : size >= 4 ? 4 : size >= 2 ? 2 : 1);

/** Room in .bss for a local common symbol. */
function allocate(a: Assembler, sym: Sym, size: Int, align: number, at: number): void {
  if (!Number.isInteger(Math.log2(align))) {
    a.error(at, messages.badParameter(`alignment ${align} is not a power of two`));
    return;
  }
  // the largest is more than GNU as can record
  const isAligned = align > 1 && align < 2 ** 63;
  if (isAligned && align > 2 ** MOST_KEPT) {
    a.error(at, messages.limitReached(`alignment to 2^${Math.log2(align)}`, `2^${MOST_KEPT} bytes`));
    return;
  }
  if (size < 0) {
    a.error(at, messages.outOfRange('size', hex(size), '0', '2^63 - 1'));
    return;
  }
  const { section, sub } = a;
  a.enter(a.sections.bss, 1);
  if (isAligned) {
    a.align(Math.log2(align), 0);
    a.recordAlign(Math.log2(align));
  }
  // the size of a common symbol is its value, which GNU as takes for an offset
  const before = sym.where === WHERE.common ? Number(sym.size?.addend ?? 0) : 0;
  a.place(sym);
  sym.value = Number(sym.value) + before;
  // what needs no alignment gets no mapping symbol in GNU as, until the section ends
  const room = before + Number(size);
  if (room > 0) a.fill(room, new Uint8Array(1), align === 1);
  sym.size = { plus: undefined, minus: undefined, addend: size };
  if (a.localCommons.has(sym) && sym.binding !== BINDING.weak) sym.binding = BINDING.local;
  a.section = section;
  a.sub = sub;
}

export const commons: readonly (readonly [string, Directive])[] = [
  ['.comm', common(false)],
  ['.common', common(false)],
  ['.common.s', common(false, OBJECT, false)],
  ['.xcom', common(false, OBJECT, false)],
  ['.tls_common', common(false, TLS)],
  ['.lcomm', common(true)],
];
