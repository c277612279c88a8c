/**
 * Symbols: assignment, binding, type, size, visibility, common symbols, aliases.
 *
 * `as` manual, ".set", ".equiv", ".type", ".size", ".comm", ".symver", ".weakref". An assigned symbol may be assigned again; what
 * used it before keeps the old value.
 */
import * as messages from '../../diag/messages/asm.ts';
import type { Assembler } from '../assembler.ts';
import { isNamePart } from '../chars.ts';
import { subtract } from '../int64.ts';
import { VARIABLE } from '../section.ts';
import { BINDING, type Sym, type Value, WHERE } from '../symbol.ts';
import { readText } from './strings.ts';
import { readDefined, readDefinedName, readFullSymbol, readSymbol, readSymbolName } from './symbol-names.ts';
import { type } from './symbol-types.ts';
import type { Directive } from './table.ts';

/** `name = expression` and `name == expression`; p is at the first `=`. `quoted`: whose name is not as it is written. */
export function assign(a: Assembler, start: number, end: number, quoted?: Sym): void {
  a.p++;
  const once = a.text.charCodeAt(a.p) === 61;
  if (once) a.p++;
  if (end === start + 1 && a.text.charCodeAt(start) === 46) {
    const at = a.p;
    if (!a.readPresent()) return;
    const value = a.expression.value();
    a.endOfStatement();
    a.variable(VARIABLE.org, value, at);
    return;
  }
  setSymbol(a, quoted ?? a.symbols.intern(a.text, start, end), start, once ? EQV : SET);
}

/** How a symbol is set: once and for all; with an expression that is read anew at each use. */
interface Way {
  readonly once: boolean;
  readonly lazy: boolean;
}
const SET: Way = { once: false, lazy: false };
const EQUIV: Way = { once: true, lazy: false };
const EQV: Way = { once: true, lazy: true };

/** Give `sym` the value of the expression at p. */
function setSymbol(a: Assembler, sym: Sym, at: number, way: Way): void {
  a.skipBlanks();
  const from = a.p;
  if (!a.readPresent()) return;
  const written = way.lazy ? a.text.slice(from, a.p) : '';
  const value = a.expression.value();
  a.endOfStatement();
  giveValue(a, sym, at, value, way, written);
}

/** Whether a symbol that may be set again has this number: loops that number the registers stand at every use of them. */
function isAlready(sym: Sym, { plus, minus, addend }: Value): boolean {
  return (
    sym.where === WHERE.absolute &&
    sym.assignable &&
    sym.again === undefined &&
    plus === undefined &&
    minus === undefined &&
    sym.value === addend
  );
}

/** With GNU as a symbol that is set again has a new entry: what is in that alone (visibility, a size that is a number) goes. */
function forgetEntry(sym: Sym): void {
  const { size } = sym;
  if (sym.visibility !== 0) sym.visibility = 0;
  if (sym.other !== 0) sym.other = 0;
  if (size && !size.plus && !size.minus) sym.size = undefined;
}

/** Give `sym` a value, which was written as `written`. */
export function giveValue(a: Assembler, sym: Sym, at: number, value: Value, way = SET, written = ''): void {
  const { once, lazy } = way;
  const { plus, minus, addend } = value;
  if (sym.where !== WHERE.undefined && sym.assignable) forgetEntry(sym);
  if (way === SET && isAlready(sym, value) && !a.listing) return;
  if (sym.where !== WHERE.undefined && (once || !sym.assignable)) {
    a.error(at, messages.symbolRedefined(sym.name), sym.name.length);
    return;
  }
  const known = sym.where !== WHERE.undefined || sym.used || sym.binding !== BINDING.local;
  a.listing?.defined(sym);
  a.symbols.makeFull(sym);
  for (let alias = plus; alias?.weakRefOf; alias = alias.weakRefOf) alias.weakRefOf.usedInReloc = true;
  let target = sym;
  if (sym.where !== WHERE.undefined && sym.held) target = a.symbols.renew(sym);
  target.assignable = !once;
  if (sym.where === WHERE.undefined) a.multibyte?.symbol(a, sym, at);
  if (lazy) {
    target.again = written;
    if (sym.used && sym.where === WHERE.undefined && /(?<![\w.$])\.(?![\w.$])/.test(written)) {
      a.equivalents.addLate(target);
      return;
    }
  }
  if (plus === undefined && minus === undefined) {
    if (known) a.listing?.definedIn.delete(target);
    target.where = WHERE.absolute;
    target.value = addend;
    target.frag = undefined;
    target.equal = undefined;
    return;
  }
  if (plus && !minus && plus.where === WHERE.place && plus.frag) {
    target.where = WHERE.place;
    target.frag = plus.frag;
    target.value = subtract(Number(plus.value) + Number(addend), 0);
    if (!lazy) a.listing?.equated(target, plus);
    copyAttributes(target, plus);
    return;
  }
  if (!lazy && !minus && plus?.where === WHERE.common)
    a.error(at, messages.equatedToCommon(sym.name, plus.name), sym.name.length);
  target.where = WHERE.equated;
  target.frag = undefined;
  target.pos = a.pos(at);
  target.equal = plus === sym || minus === sym ? { plus: sym, minus, addend } : { plus, minus, addend };
  if (plus && !minus) copyAttributes(target, plus);
}

function copyAttributes(to: Sym, from: Sym): void {
  if (from.type !== 0 && to.type === 0 && !from.isSection) to.type = from.type;
  if (!to.size && from.size) to.size = from.size;
}

/** `.set name, expression` */
function set(way: Way): Directive {
  return (a) => {
    a.skipBlanks();
    const start = a.p;
    const name = readDefinedName(a);
    if (name === undefined) return;
    const end = a.p;
    if (!a.comma()) {
      a.errorHere(messages.expected("',' after the symbol"));
      return;
    }
    if (end === start + 1 && a.text.charCodeAt(start) === 46) {
      const at = a.p;
      if (!a.readPresent()) return;
      const value = a.expression.value();
      a.endOfStatement();
      a.variable(VARIABLE.org, value, at);
      return;
    }
    setSymbol(a, a.symbols.make(name), start, way);
  };
}

/** A directive over a list of symbols. */
function each(apply: (sym: Sym, a: Assembler, at: number) => void, read = readSymbol): Directive {
  return (a) => {
    do {
      a.skipBlanks();
      const at = a.p;
      const sym = readFullSymbol(a, read);
      if (!sym) return;
      apply(sym, a, at);
    } while (a.comma() && a.skipBlanks() !== 0);
    a.endOfStatement();
  };
}

/** `.globl`, with its names: a section's symbol stays what it is. */
const globl = each((sym, a, at) => {
  if (sym.isSection) a.error(at, messages.ignored(`.globl of '${sym.name}', which is a section`), sym.name.length);
  else makeGlobal(sym);
}, readDefined);

function makeGlobal(sym: Sym): void {
  if (sym.binding === BINDING.local) sym.binding = BINDING.global;
}

const visibility = (value: number): Directive =>
  each((sym) => {
    sym.visibility = value;
    sym.used = true;
  });

export function setSize(sym: Sym, value: Value): void {
  // what .comm asked for stays
  if (sym.where !== WHERE.common) sym.size = value;
  sym.weakTarget = false;
}

/** `.size name, expression` */
function size(a: Assembler): void {
  // a name of no characters is one too, for GNU as
  const name = a.skipBlanks() === 44 ? '' : readSymbolName(a);
  if (name === undefined) return;
  if (!a.comma()) {
    a.errorHere(messages.expected("',' after the symbol"));
    return;
  }
  if (!a.readPresent()) return;
  const value = a.expression.value();
  const sym = a.symbols.make(name);
  a.symbols.makeFull(sym);
  setSize(sym, value);
  a.endOfStatement();
}

/** `.symver name, name2@nodename[, visibility]` */
function symver(a: Assembler): void {
  const sym = readSymbol(a);
  if (!sym) return;
  if (!a.comma()) {
    a.errorHere(messages.expected("',' after the symbol"));
    return;
  }
  const start = a.p;
  const name = a.skipBlanks() === 34 ? readText(a) : versionedName(a);
  if (name === undefined) return;
  if (!/^[^@]+@{1,3}(?!@)/.test(name)) {
    a.error(start, messages.badParameter(`'${name}' has no version: name@version, name@@version or name@@@version`));
    return;
  }
  if (sym.where === WHERE.common) {
    a.error(start, messages.badParameter(`'${sym.name}' is a common symbol, which has no versions`), name.length);
    return;
  }
  // GNU as takes what has a local label's name for one that was used
  if (sym.isLocalLabel && !a.symbols.keepsLocals) {
    a.symbols.makeFull(sym);
    sym.held = true;
  }
  const fate = readFate(a);
  a.endOfStatement();
  sym.symver ??= { names: [], fate: '', pos: a.pos(start) };
  if (!sym.symver.names.includes(name)) sym.symver.names.unshift(name);
  if (fate !== '') sym.symver.fate = fate;
}

function versionedName(a: Assembler): string {
  const start = a.p;
  while (a.p < a.end && (isNamePart(a.text.charCodeAt(a.p)) || a.text.charCodeAt(a.p) === 64)) a.p++;
  return a.text.slice(start, a.p);
}

/** `, local`, `, hidden`, `, remove`: what becomes of the name without a version. */
function readFate(a: Assembler): string {
  const [written, fate] = /^,\s*(local|hidden|remove)\b/.exec(a.text.slice(a.p, a.end)) ?? ['', ''];
  a.p += written.length;
  return fate;
}

/** `.weakref alias, target`: the alias stands for the target, which is weak unless it is used under its own name. */
function weakref(a: Assembler): void {
  const at = a.p;
  const alias = readDefined(a);
  if (!alias) return;
  if (!a.comma()) {
    a.errorHere(messages.expected("',' after the alias"));
    return;
  }
  const target = readDefined(a);
  if (!target) return;
  a.endOfStatement();
  if (alias.where !== WHERE.undefined && !alias.assignable) {
    a.error(at, messages.symbolRedefined(alias.name), alias.name.length);
    return;
  }
  for (let next: Sym | undefined = target; next; next = next.weakRefOf) {
    if (next !== alias) continue;
    a.error(at, messages.badParameter(`.weakref of '${alias.name}' to '${target.name}' would close a loop`));
    return;
  }
  alias.where = WHERE.equated;
  alias.equal = { plus: target, minus: undefined, addend: 0 };
  alias.weakRefOf = target;
  target.weakTarget = true;
  if (!target.used) a.symbols.makeFull(target);
  // GNU as takes an alias with a local label's name for one that was used
  if (alias.used || (alias.isLocalLabel && !a.symbols.keepsLocals)) target.held = true;
}

/** `.variant_pcs name`: a function with another calling convention. */
function variant(a: Assembler): void {
  const sym = readFullSymbol(a);
  if (!sym) return;
  if (sym.name === '') return void a.errorHere(messages.expected('a symbol'));
  sym.other |= 0x80;
  if (!sym.name.startsWith('.L') || a.symbols.keepsLocals) sym.used = true;
  a.endOfStatement();
}

export const symbols: readonly (readonly [string, Directive])[] = [
  ['.set', set(SET)],
  ['.equ', set(SET)],
  ['.equiv', set(EQUIV)],
  ['.eqv', set(EQV)],
  ['.globl', globl],
  ['.global', globl],
  ['.xdef', globl],
  [
    '.weak',
    each((sym) => {
      sym.binding = BINDING.weak;
    }),
  ],
  [
    '.extern',
    (a) => {
      a.p = a.end;
    },
  ],
  ['.hidden', visibility(2)],
  ['.protected', visibility(3)],
  ['.internal', visibility(1)],
  ['.type', type],
  ['.size', size],
  [
    '.local',
    (a) => {
      do {
        const sym = readSymbol(a);
        if (!sym) return;
        a.symbols.makeFull(sym);
        if (sym.binding !== BINDING.weak) sym.binding = BINDING.local;
        a.localCommons.add(sym);
      } while (a.comma() && a.skipBlanks() !== 0);
      a.endOfStatement();
    },
  ],
  ['.symver', symver],
  ['.weakref', weakref],
  ['.variant_pcs', variant],
];
