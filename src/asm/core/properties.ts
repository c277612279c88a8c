/**
 * Properties of symbols in a statement's text: `.type`, `.globl`, `.size`, as bytewise/symbols.ts reads them.
 *
 * Enters: where the operands begin. Leaves: bits of the symbol's row, and where the statement ends; or 0, with no bit set, for what has to be
 * read otherwise: names in quotes, `.L` names, which take their place in the table only now, symbols that have a type, or are common.
 */

import { directiveAt, KINDS_OF } from './directives.ts';
import { AT_SIGN, DOT, LARGE_L, MINUS, NAME_PART, NAME_START, PERCENT, STB, STT, WHERE } from './facts.ts';
import { FAR, fragmentDistance } from './fragments.ts';
import { CLASSES, STATE } from './layout.ts';
import { i32, u8 } from './memory.ts';
import { endOfStatement, overBlanks, overComma, readNumber, value, valueEnd } from './numbers.ts';
import { hold, outOffset } from './output.ts';
import { BINDING_AT, BIT, find, intern, makeLateSize, ROW, ROW_LOG, TYPE_AT } from './symbols.ts';
import { textHash } from './words.ts';

/** STB_GLOBAL, and four bits. */
const GLOBAL = STB.global << BINDING_AT;
const BINDING = 15 << BINDING_AT;
/** STT_OBJECT, STT_FUNC, and four bits. */
const OBJECT = STT.object << TYPE_AT;
const FUNCTION = STT.function << TYPE_AT;
const TYPE = 15 << TYPE_AT;
const INDIRECT = STT.indirect << TYPE_AT;

const MOST_SIZE = 0x3fffffff;

/** Where the type's name ends, behind `%` or `@`. */
let typeEnd = 0;

/** `.type name, %function`, `.globl name` */
export function property(kind: number, from: number, limit: number): number {
  const name = overBlanks(from, limit);
  if (name >= limit || ((u8[CLASSES + (u8[name] as number)] as number) & NAME_START) === 0) return 0;
  const nameEnd = wordEnd(name, limit);
  if (nameEnd === name + 1 && u8[name] === DOT) return 0;
  let end = nameEnd;
  let type = 0;
  if (kind === KINDS_OF.type) {
    type = readType(overComma(nameEnd, limit), limit);
    if (type === 0) return 0;
    end = typeEnd;
  }
  end = endOfStatement(end, limit);
  if (end === 0) return 0;
  const row = (intern(name, nameEnd - name) << ROW_LOG) + (i32[STATE.rows] as number);
  const bits = i32[row + ROW.bits] as number;
  if ((bits & (BIT.full | BIT.local)) === BIT.local) return 0;
  if (kind === KINDS_OF.type) {
    if ((bits & (TYPE | BIT.unique)) !== 0 || i32[row + ROW.where] === WHERE.common) return 0;
    i32[row + ROW.bits] = bits | type | BIT.used;
  } else {
    if ((bits & BIT.isSection) !== 0) return 0;
    if ((bits & BINDING) === 0) i32[row + ROW.bits] = bits | GLOBAL;
  }
  return end;
}

/** `.size name, .-label` with a label of the same stretch of fragments, so that the size is known, or not: then both ends are remembered; `.size name, number`. */
export function sizeOf(from: number, limit: number): number {
  const name = overBlanks(from, limit);
  if (name >= limit || ((u8[CLASSES + (u8[name] as number)] as number) & NAME_START) === 0) return 0;
  const nameEnd = wordEnd(name, limit);
  // .L names, and the location counter, are not as usual
  if (u8[name] === DOT && (nameEnd === name + 1 || u8[name + 1] === LARGE_L)) return 0;
  const here = overComma(nameEnd, limit);
  if (here !== 0 && readNumber(here, limit) !== 0) return sizeIs(name, nameEnd, value, endOfStatement(valueEnd, limit));
  if (here === 0 || here + 2 >= limit || u8[here] !== DOT || u8[here + 1] !== MINUS) return 0;
  const label = here + 2;
  if (((u8[CLASSES + (u8[label] as number)] as number) & NAME_START) === 0) return 0;
  const labelEnd = wordEnd(label, limit);
  const end = endOfStatement(labelEnd, limit);
  const minus = find(label, labelEnd - label);
  if (end === 0 || minus < 0) return 0;
  const id = intern(name, nameEnd - name);
  const rows = i32[STATE.rows] as number;
  const place = rows + (minus << ROW_LOG);
  const row = rows + (id << ROW_LOG);
  const frag = i32[place + ROW.frag] as number;
  if (i32[place + ROW.where] !== WHERE.place || frag < 0) return 0;
  const bits = i32[place + ROW.bits] as number;
  if ((bits & (BIT.again | BIT.wide)) !== 0 || (bits & TYPE) === INDIRECT || i32[row + ROW.where] === WHERE.common)
    return 0;
  hold(minus);
  const between = fragmentDistance(i32[STATE.frag] as number, frag);
  if (between === FAR) {
    const late = makeLateSize(i32[STATE.frag] as number, outOffset(), minus);
    i32[row + ROW.size] = -1 - late;
  } else i32[row + ROW.size] = between + outOffset() - (i32[place + ROW.value] as number) + 1;
  i32[row + ROW.bits] = (i32[row + ROW.bits] as number) & ~BIT.weakTarget;
  return end;
}

/** The size of the symbol named so is a number; `end`, or 0 for what has to be read otherwise. */
function sizeIs(name: number, nameEnd: number, size: number, end: number): number {
  if (end === 0 || size < 0 || size > MOST_SIZE) return 0;
  const row = (intern(name, nameEnd - name) << ROW_LOG) + (i32[STATE.rows] as number);
  if (i32[row + ROW.where] === WHERE.common) return 0;
  i32[row + ROW.size] = size + 1;
  i32[row + ROW.bits] = (i32[row + ROW.bits] as number) & ~BIT.weakTarget;
  return end;
}

/** Where the name that begins at `from` ends. */
function wordEnd(from: number, limit: number): number {
  let at = from + 1;
  while (at < limit && ((u8[CLASSES + (u8[at] as number)] as number) & NAME_PART) !== 0) at++;
  return at;
}

/** The bits of `%function` or `@object` at `at`; 0 for others. */
function readType(at: number, limit: number): number {
  if (at === 0 || at >= limit || (u8[at] !== PERCENT && u8[at] !== AT_SIGN)) return 0;
  const word = at + 1;
  typeEnd = wordEnd(at, limit);
  const kind = directiveAt(textHash(word, typeEnd - word), word, typeEnd);
  return kind === KINDS_OF.typeFunction ? FUNCTION : kind === KINDS_OF.typeObject ? OBJECT : 0;
}
