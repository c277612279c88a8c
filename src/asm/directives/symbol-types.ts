/**
 * `.type`: what a symbol is, by all names that GNU as takes for it.
 *
 * Enters: a statement `.type name, type`. Leaves: the symbol's type, or a common symbol. `as` manual, ".type"; what several of them come
 * to was found by experiment with GNU as 2.40.
 */
import * as messages from '../../diag/messages/asm.ts';
import { STT_FUNC, STT_GNU_IFUNC, STT_TLS } from '../../elf/constants.ts';
import type { Assembler } from '../assembler.ts';
import { isNamePart } from '../chars.ts';
import { BINDING, type Sym, WHERE } from '../symbol.ts';
import { readText } from './strings.ts';
import { readFullSymbol } from './symbol-names.ts';

const STT_OBJECT = 1;
/** As written; in the file such a symbol is a global object. */
const STT_COMMON = 5;

const TYPES: Readonly<Record<string, number>> = {
  function: 2,
  STT_FUNC,
  object: STT_OBJECT,
  STT_OBJECT,
  tls_object: 6,
  STT_TLS,
  notype: 0,
  STT_NOTYPE: 0,
  common: STT_COMMON,
  STT_COMMON,
  gnu_indirect_function: STT_GNU_IFUNC,
  STT_GNU_IFUNC,
  gnu_unique_object: 1,
  0: 0,
  1: 1,
  2: 2,
  5: STT_COMMON,
  6: 6,
  10: 10,
};

/** `.type name [,] @type | %type | "type" | STT_TYPE | number` */
export function type(a: Assembler): void {
  a.skipBlanks();
  const at = a.p;
  const sym = readFullSymbol(a);
  if (!sym) return;
  a.comma();
  const c = a.skipBlanks();
  const start = a.p;
  let name: string | undefined;
  if (c === 34) name = readText(a);
  else {
    if (c === 64 || c === 37 || c === 35) a.p++;
    a.skipBlanks();
    const from = a.p;
    while (a.p < a.end && isNamePart(a.text.charCodeAt(a.p))) a.p++;
    name = a.text.slice(from, a.p);
  }
  const value = TYPES[name ?? ''];
  if (value === undefined) {
    a.error(start, messages.unknownOperand('symbol type', name ?? ''));
    return;
  }
  const unique = name === 'gnu_unique_object';
  if (value === STT_COMMON ? !typeCommon(a, sym, at) : !changeType(a, sym, at, value, unique)) return;
  if (value === STT_GNU_IFUNC || unique) a.gnuAbi = true;
  a.endOfStatement();
}

/** What a type says, one bit each: an indirect function is a function, thread-local and unique objects are objects. */
function kindsOf(type: number, unique: boolean): number {
  const object = type === STT_OBJECT || type === STT_TLS;
  const called = type === STT_FUNC || type === STT_GNU_IFUNC;
  return (
    (object ? 1 : 0) |
    (called ? 2 : 0) |
    (type === STT_TLS ? 4 : 0) |
    (type === STT_GNU_IFUNC ? 8 : 0) |
    (unique ? 16 : 0)
  );
}

/** A type that says less than the one before changes nothing, and one that says other things is doubtful; false after reporting an error. */
function changeType(a: Assembler, sym: Sym, at: number, type: number, unique: boolean): boolean {
  const before = kindsOf(sym.type, sym.unique);
  const wanted = kindsOf(type, unique);
  if (sym.where === WHERE.common && wanted !== kindsOf(STT_OBJECT, false)) {
    a.error(at, messages.badParameter(`'${sym.name}' is a common symbol, and stays an object`), sym.name.length);
    return false;
  }
  sym.used = true;
  if (wanted !== 0 && (before & wanted) === wanted) return true;
  if (wanted !== 0 && (before & ~wanted) !== 0)
    a.error(at, messages.doubtful(`'${sym.name}' was given another type before`), sym.name.length);
  setType(sym, type, unique);
  return true;
}

/** `.type name, %common` makes an undefined symbol a common one without a size; false after reporting an error. */
function typeCommon(a: Assembler, sym: Sym, at: number): boolean {
  if (sym.where !== WHERE.common) {
    if (sym.where !== WHERE.undefined) {
      a.error(at, messages.symbolRedefined(sym.name), sym.name.length);
      return false;
    }
    sym.where = WHERE.common;
    sym.value = 1;
    if (sym.binding === BINDING.local) sym.binding = BINDING.global;
  }
  setType(sym, STT_OBJECT, false);
  return true;
}

function setType(sym: Sym, value: number, unique: boolean): void {
  sym.used = true;
  // a section's symbol says that it is one
  if (sym.isSection) return;
  sym.type = value;
  sym.unique = unique;
}
