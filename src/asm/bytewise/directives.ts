/**
 * Directives by bytes: those that compilers write by the thousand, as they write them.
 *
 * Enters: the name's bytes and the cursor behind them. Leaves: what the directive does, done by the functions of directives/, which the reader of
 * text uses as well; or false, with no effect that reading the statement again would not have.
 */
import type { Assembler } from '../assembler.ts';
import { fits } from '../bytes.ts';
import { emitAlign, MOST_KEPT } from '../directives/align.ts';
import { emitExpression, emitLeb128 } from '../directives/data.ts';
import { DIRECTIVES, STEADY } from '../directives/table.ts';
import { CHARACTERS } from '../gnu-fragments.ts';
import { textHash } from '../word-cache.ts';
import { irpAgain } from './again.ts';
import type { Cursor } from './cursor.ts';
import { readExpression } from './expression.ts';
import { byOperands } from './operands.ts';
import { loc } from './rows.ts';
import { section, subsection } from './sections.ts';
import { set, size } from './symbols.ts';

type Quick = (a: Assembler, c: Cursor) => boolean;

const RETURN = 13;
const QUOTE = 34;
const SLASH = 47;
const BACKSLASH = 92;
const EQUALS = 61;

/** `.word expression {, expression}` */
function integers(size: number): Quick {
  return (a, c) => {
    const { section, sub } = a;
    if (c.ends() || !section.hasData || section.absoluteBase !== undefined) return false;
    // an assignment, or a comment or carriage return, which is no data
    const first = c.bytes[c.at];
    if (first === EQUALS || first === SLASH || first === RETURN) return false;
    a.enterData();
    const { length, fixups } = sub;
    const { last } = fixups;
    const addends = a.wideAddends.length;
    for (;;) {
      const { at } = c;
      if (!readExpression(a, c) || (a.expression.isConstant && !fits(a.expression.addend, size))) break;
      emitExpression(a, size, at);
      if (c.comma()) continue;
      if (c.ends()) return true;
      break;
    }
    sub.length = length;
    fixups.backTo(last);
    a.wideAddends.length = addends;
    return false;
  };
}

/** `.uleb128 expression`, one of them */
function uleb128(a: Assembler, c: Cursor): boolean {
  c.blanks();
  if (!a.section.hasData || a.section.absoluteBase !== undefined) return false;
  const { at } = c;
  if (!readExpression(a, c) || !c.ends()) return false;
  a.enterData();
  emitLeb128(a, false, at);
  return true;
}

/** `.string "characters"`: at once, if it is one without escapes */
function string(name: string): Quick {
  const terminated = name !== '.ascii';
  const others = byOperands(name);
  return (a, c) => {
    const { section, sub } = a;
    if (c.blanks() !== QUOTE || !section.hasData || section.absoluteBase !== undefined) return false;
    const { bytes, limit } = c;
    const start = c.at + 1;
    let at = start;
    for (let d = 0; at < limit; at++) {
      d = bytes[at] as number;
      if (d === QUOTE || d === BACKSLASH || d === 10) break;
    }
    c.at = at + 1;
    if (at >= limit || bytes[at] !== QUOTE || !c.ends()) {
      c.at = start - 1;
      return others(a, c);
    }
    a.enterData();
    const length = at - start + (terminated ? 1 : 0);
    sub.pieces?.add(sub.length, length, CHARACTERS);
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
  if (!c.number() || c.value < 0 || c.value > MOST_KEPT) return false;
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

const ZERO = new Uint8Array(1);

/** `.zero size` */
function zero(a: Assembler, c: Cursor): boolean {
  c.blanks();
  if (!c.number() || c.value <= 0 || !c.ends()) return false;
  a.enterData();
  a.fill(c.value, ZERO);
  return true;
}

/** A directive that has no operands here, by the function that reads them from text. */
function bare(name: string): Quick {
  const directive = DIRECTIVES.get(name);
  const closes = name === '.endif';
  const inside = name.startsWith('.cfi_') && name !== '.cfi_startproc';
  return (a, c) => {
    if (!directive || !c.ends() || (inside && a.sub.procedure < 0)) return false;
    if (closes && a.conditionals.length === 0) return false;
    a.text = '';
    a.p = a.end = 0;
    directive(a);
    return true;
  };
}

/** Those that are often without, and change neither the text to read nor whether it counts. */
const BARE = [
  '.text',
  '.data',
  '.bss',
  '.previous',
  '.popsection',
  '.cfi_startproc',
  '.cfi_endproc',
  '.cfi_remember_state',
  '.cfi_restore_state',
  '.cfi_negate_ra_state',
  '.endif',
];

/** Those that look at nothing but their operands. */
const OTHERS = [
  ...[
    '.ident',
    '.file',
    '.purgem',
    '.inst',
    '.type',
    '.globl',
    '.global',
    '.weak',
    '.hidden',
    '.protected',
    '.local',
    '.comm',
    '.weakref',
    '.symver',
  ],
  ...[
    '.balign',
    '.space',
    '.skip',
    '.fill',
    '.cfi_offset',
    '.cfi_restore',
    '.cfi_def_cfa',
    '.cfi_def_cfa_offset',
    '.cfi_def_cfa_register',
    '.cfi_adjust_cfa_offset',
  ],
  ...['.cfi_sections', '.cfi_escape', '.cfi_personality', '.cfi_lsda', '.cfi_undefined', '.cfi_same_value'],
];

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
  ['.uleb128', uleb128],
  ['.ascii', string('.ascii')],
  ['.asciz', string('.asciz')],
  ['.string', string('.string')],
  ['.align', align],
  ['.p2align', align],
  ['.loc', loc],
  ['.zero', zero],
  ['.irp', irpAgain],
  ['.section', section(false)],
  ['.pushsection', section(true)],
  ['.subsection', subsection],
  ['.size', size],
  ['.set', set],
  ['.equ', set],
  ...OTHERS.map((name) => [name, byOperands(name)] as const),
  ...BARE.map((name) => [name, bare(name)] as const),
];

/** By the hash that the reader computes of a name, each in the first free place from its own on. */
const SLOTS = 128;
const HASHES = new Int32Array(SLOTS);
const NAMES: string[] = new Array<string>(SLOTS).fill('');
const FUNCTIONS: (Quick | undefined)[] = new Array<Quick | undefined>(SLOTS).fill(undefined);
/** What it adds to Assembler.effects. */
const EFFECTS = new Uint8Array(SLOTS).fill(1);
for (const [name, quick] of QUICK) {
  const hash = textHash(name, 0, name.length);
  let at = hash & (SLOTS - 1);
  while (NAMES[at] !== '') at = (at + 1) & (SLOTS - 1);
  HASHES[at] = hash;
  NAMES[at] = name;
  FUNCTIONS[at] = quick;
  const directive = DIRECTIVES.get(name);
  if (directive && STEADY.has(directive)) EFFECTS[at] = 0;
}

/** Carry out the directive named bytes[start..end), whose hash is `hash`, if it is one of these and written in the usual way. */
export function quickDirective(a: Assembler, c: Cursor, hash: number, start: number, end: number): boolean {
  for (let at = hash & (SLOTS - 1); ; at = (at + 1) & (SLOTS - 1)) {
    const quick = FUNCTIONS[at];
    if (quick === undefined) return false;
    if (HASHES[at] !== hash || !isName(NAMES[at] as string, c.bytes, start, end)) continue;
    // a quote right behind the name is no beginning of a string
    if (c.bytes[end] === QUOTE) return false;
    a.effects += EFFECTS[at] as number;
    return quick(a, c);
  }
}

function isName(name: string, bytes: Uint8Array, start: number, end: number): boolean {
  if (name.length !== end - start) return false;
  for (let i = start, k = 0; i < end; i++, k++) if (bytes[i] !== name.charCodeAt(k)) return false;
  return true;
}
