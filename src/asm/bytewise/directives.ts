/**
 * Directives by bytes: those that compilers write by the thousand, as they write them.
 *
 * Enters: the name's bytes and the cursor behind them. Leaves: what the directive does, done by the functions of directives/, which the reader of
 * text uses as well; or false, with no effect that reading the statement again would not have.
 */
import type { Assembler } from '../assembler.ts';
import { fits } from '../bytes.ts';
import { CFA, DATA_ALIGN } from '../cfi.ts';
import { emitAlign, MOST_POWER } from '../directives/align.ts';
import { emitExpression, emitLeb128 } from '../directives/data.ts';
import { endLoc, startLoc } from '../directives/dwarf.ts';
import { FLAG } from '../line-entries.ts';
import type { Sym } from '../symbol.ts';
import { textHash } from '../word-cache.ts';
import type { Cursor } from './cursor.ts';

type Quick = (a: Assembler, c: Cursor) => boolean;

/** A number, a symbol, a symbol with a number added, or a difference of two symbols, into the assembler's `expression`. */
function readExpression(a: Assembler, c: Cursor): boolean {
  const { expression } = a;
  if (!c.nameHere()) {
    if (!c.number()) return false;
    expression.takeNumber(c.value);
    return true;
  }
  const sym = readSymbol(a, c);
  if (!sym || !expression.takeSymbol(sym)) return false;
  const operator = c.blanks();
  if (operator === 43) {
    c.at++;
    if (!c.digitHere() || !c.number()) return false;
    expression.plusNumber(c.value);
  } else if (operator === 45) {
    c.at++;
    if (c.digitHere()) {
      if (!c.number()) return false;
      expression.plusNumber(-c.value);
    } else {
      const minus = c.nameHere() ? readSymbol(a, c) : undefined;
      if (!minus || !expression.minusSymbol(minus)) return false;
    }
  }
  return true;
}

/** The symbol whose name is at hand; undefined for the location counter. */
function readSymbol(a: Assembler, c: Cursor): Sym | undefined {
  const start = c.at;
  const end = c.name();
  if (end === start + 1 && c.bytes[start] === 46) return undefined;
  return a.symbols.internBytes(c.bytes, start, end);
}

/** `.word expression {, expression}` */
function integers(size: number): Quick {
  return (a, c) => {
    const { section, sub } = a;
    c.blanks();
    if (!section.hasData || section.absoluteBase !== undefined) return false;
    a.enterData();
    const { length, fixups } = sub;
    const { count } = fixups;
    do {
      const { at } = c;
      if (!readExpression(a, c) || (a.expression.isConstant && !fits(a.expression.addend, size))) {
        sub.length = length;
        fixups.truncate(count);
        return false;
      }
      emitExpression(a, size, at);
    } while (c.comma());
    if (c.ends()) return true;
    sub.length = length;
    fixups.truncate(count);
    return false;
  };
}

/** `.uleb128 expression`, one of them */
function leb128(signed: boolean): Quick {
  return (a, c) => {
    c.blanks();
    if (!a.section.hasData || a.section.absoluteBase !== undefined) return false;
    const { at } = c;
    if (!readExpression(a, c) || !c.ends()) return false;
    a.enterData();
    emitLeb128(a, signed, at);
    return true;
  };
}

/** `.string "characters"`, one of them, without escapes */
function string(terminated: boolean): Quick {
  return (a, c) => {
    const { section, sub } = a;
    if (c.blanks() !== 34 || !section.hasData || section.absoluteBase !== undefined) return false;
    const { bytes, limit } = c;
    const start = c.at + 1;
    let at = start;
    for (let d = 0; at < limit; at++) {
      d = bytes[at] as number;
      if (d === 34) break;
      if (d === 92 || d === 10) return false;
    }
    c.at = at + 1;
    if (at >= limit || !c.ends()) return false;
    a.enterData();
    const length = at - start + (terminated ? 1 : 0);
    sub.reserve(length);
    const to = sub.bytes;
    let out = sub.length;
    for (let i = start; i < at; i++) to[out++] = bytes[i] as number;
    if (terminated) to[out] = 0;
    sub.length += length;
    return true;
  };
}

/** `.p2align n [, [, most]]` */
function align(a: Assembler, c: Cursor): boolean {
  c.blanks();
  if (!c.number() || c.value < 0 || c.value > MOST_POWER) return false;
  const power = c.value;
  let most = 0;
  if (c.comma()) {
    if (!c.comma() || !c.number()) return false;
    most = c.value;
  }
  if (!c.ends()) return false;
  if (power > 0) emitAlign(a, power, Math.max(0, most), undefined, 1);
  a.recordAlign(power);
  return true;
}

/** `.loc file line [column] [options]` */
function loc(a: Assembler, c: Cursor): boolean {
  const t = a.lineTable;
  c.blanks();
  if (!c.number()) return false;
  const file = c.value;
  c.blanks();
  if (file <= 0 || !t.files[file] || !c.number() || c.value < 0) return false;
  const line = c.value;
  let column = t.current.column;
  c.blanks();
  if (c.digitHere()) {
    if (!c.number()) return false;
    column = c.value;
  }
  let { flags } = t.current;
  let discriminator = 0;
  let view: Sym | undefined;
  while (!c.ends()) {
    if (c.word('view')) {
      c.at += 4;
      c.blanks();
      view = c.nameHere() ? readSymbol(a, c) : undefined;
      if (!view) return false;
    } else if (c.word('is_stmt')) {
      c.at += 7;
      c.blanks();
      if (!c.number() || (c.value !== 0 && c.value !== 1)) return false;
      flags = c.value === 0 ? flags & ~FLAG.isStmt : flags | FLAG.isStmt;
    } else if (c.word('discriminator')) {
      c.at += 13;
      c.blanks();
      if (!c.number() || c.value < 0 || c.value >= 2 ** 32) return false;
      discriminator = c.value;
    } else return false;
  }
  startLoc(a);
  // what was pending may have defined it
  if (view?.isDefined) return false;
  const { current } = t;
  current.file = file;
  current.line = line;
  current.column = column;
  current.flags = (current.flags & ~FLAG.isStmt) | (flags & FLAG.isStmt);
  current.discriminator = discriminator;
  if (view) t.view = view;
  endLoc(a);
  return true;
}

/** `.cfi_offset register, offset`, by numbers */
function cfiOffset(a: Assembler, c: Cursor): boolean {
  const fde = a.frames.open.get(a.sub);
  c.blanks();
  if (!fde || !c.digitHere() || !c.number()) return false;
  const register = c.value;
  if (!c.comma() || !c.number() || c.value % DATA_ALIGN !== 0 || !c.ends()) return false;
  a.frames.add(fde, CFA.offset, register, c.value);
  return true;
}

/** `.cfi_restore register`, by number */
function cfiRestore(a: Assembler, c: Cursor): boolean {
  const fde = a.frames.open.get(a.sub);
  c.blanks();
  if (!fde || !c.digitHere() || !c.number() || !c.ends()) return false;
  a.frames.add(fde, CFA.restore, c.value, 0);
  return true;
}

/** `.cfi_def_cfa_offset offset` */
function cfiDefCfaOffset(a: Assembler, c: Cursor): boolean {
  const fde = a.frames.open.get(a.sub);
  c.blanks();
  if (!fde || !c.number() || !c.ends()) return false;
  fde.cfaOffset = c.value;
  a.frames.add(fde, CFA.defCfaOffset, c.value, 0);
  return true;
}

const QUICK: readonly (readonly [string, Quick])[] = [
  ['.byte', integers(1)],
  ['.hword', integers(2)],
  ['.short', integers(2)],
  ['.2byte', integers(2)],
  ['.word', integers(4)],
  ['.long', integers(4)],
  ['.4byte', integers(4)],
  ['.quad', integers(8)],
  ['.xword', integers(8)],
  ['.dword', integers(8)],
  ['.8byte', integers(8)],
  ['.uleb128', leb128(false)],
  ['.sleb128', leb128(true)],
  ['.ascii', string(false)],
  ['.asciz', string(true)],
  ['.string', string(true)],
  ['.align', align],
  ['.p2align', align],
  ['.loc', loc],
  ['.cfi_offset', cfiOffset],
  ['.cfi_restore', cfiRestore],
  ['.cfi_def_cfa_offset', cfiDefCfaOffset],
];

/** By the hash that the reader computes of a name, each in the first free place from its own on. */
const SLOTS = 64;
const HASHES = new Int32Array(SLOTS);
const NAMES: string[] = new Array<string>(SLOTS).fill('');
const FUNCTIONS: (Quick | undefined)[] = new Array<Quick | undefined>(SLOTS).fill(undefined);
for (const [name, quick] of QUICK) {
  const hash = textHash(name, 0, name.length);
  let at = hash & (SLOTS - 1);
  while (NAMES[at] !== '') at = (at + 1) & (SLOTS - 1);
  HASHES[at] = hash;
  NAMES[at] = name;
  FUNCTIONS[at] = quick;
}

/** Carry out the directive named bytes[start..end), whose hash is `hash`, if it is one of these and written in the usual way. */
export function quickDirective(a: Assembler, c: Cursor, hash: number, start: number, end: number): boolean {
  for (let at = hash & (SLOTS - 1); ; at = (at + 1) & (SLOTS - 1)) {
    const quick = FUNCTIONS[at];
    if (quick === undefined) return false;
    if (HASHES[at] !== hash || !isName(NAMES[at] as string, c.bytes, start, end)) continue;
    return quick(a, c);
  }
}

function isName(name: string, bytes: Uint8Array, start: number, end: number): boolean {
  if (name.length !== end - start) return false;
  for (let i = start, k = 0; i < end; i++, k++) if (bytes[i] !== name.charCodeAt(k)) return false;
  return true;
}
