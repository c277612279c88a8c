/**
 * Properties of symbols in a statement's text: `.type`, `.globl`, `.size`, as bytewise/symbols.ts reads them.
 *
 * Enters: where the operands begin. Leaves: bits of the symbol's row, and where the statement ends; or 0, with no bit set, for what has to be
 * read otherwise: names in quotes, symbols that have a type, or are common.
 */

import { directiveAt, KINDS_OF } from './directives.ts';
import { evaluateStatement, isConstant, isShort, low, minus, plus } from './expression.ts';
import { AT_SIGN, DOT, LARGE_S, MINUS, NAME_PART, NAME_START, PERCENT, STB, STT, WHERE } from './facts.ts';
import { FAR, fragmentDistance } from './fragments.ts';
import { CLASSES, STATE } from './layout.ts';
import { i32, u8 } from './memory.ts';
import { endOfStatement, overBlanks, overComma } from './numbers.ts';
import { hold, outOffset } from './output.ts';
import { BINDING_AT, BIT, find, intern, makeFull, makeLateSize, ROW, ROW_LOG, TYPE_AT } from './symbols.ts';
import { textHash } from './words.ts';

/** STB_GLOBAL, STB_WEAK, and four bits. */
const GLOBAL = STB.global << BINDING_AT;
const WEAK = STB.weak << BINDING_AT;
const BINDING = 15 << BINDING_AT;
/** STT_OBJECT, STT_FUNC, and four bits. */
const OBJECT = STT.object << TYPE_AT;
const FUNCTION = STT.function << TYPE_AT;
const TYPE = 15 << TYPE_AT;
const INDIRECT = STT.indirect << TYPE_AT;

const MOST_SIZE = 0x3fffffff;

/** Where the type's name ends, behind `%` or `@`. */
let typeEnd = 0;

/** `.type name, %function`, `.globl name`, `.weak name` */
export function property(kind: number, from: number, limit: number): number {
  const name = overBlanks(from, limit);
  if (name >= limit || ((u8[CLASSES + (u8[name] as number)] as number) & NAME_START) === 0) return 0;
  const nameEnd = wordEnd(name, limit);
  if (nameEnd === name + 1 && u8[name] === DOT) return 0;
  let end = nameEnd;
  let type = 0;
  if (kind === KINDS_OF.type) {
    const comma = overComma(nameEnd, limit);
    type = readType(comma === 0 ? overBlanks(nameEnd, limit) : comma, limit);
    if (type === 0) return 0;
    end = typeEnd;
  }
  end = endOfStatement(end, limit);
  if (end === 0) return 0;
  const id = intern(name, nameEnd - name);
  const row = (id << ROW_LOG) + (i32[STATE.rows] as number);
  const bits = i32[row + ROW.bits] as number;
  if (kind === KINDS_OF.type) {
    if ((bits & (TYPE | BIT.unique)) !== 0 || i32[row + ROW.where] === WHERE.common) return 0;
    i32[row + ROW.bits] = bits | type | BIT.used;
  } else {
    if ((bits & BIT.isSection) !== 0) return 0;
    if (kind === KINDS_OF.weak) i32[row + ROW.bits] = (bits & ~BINDING) | WEAK;
    else if ((bits & BINDING) === 0) i32[row + ROW.bits] = bits | GLOBAL;
  }
  makeFull(id);
  return end;
}

/** What was read of a size: the number; or the symbol at which it begins (-1: none), and the place at which it ends. */
let size = 0;
let first = -1;
let lastFrag = 0;
let lastOffset = 0;

/** `.size name, expression`, of a number, or a distance: where that is not known yet, both of its ends are remembered. */
export function sizeOf(from: number, limit: number): number {
  const name = overBlanks(from, limit);
  if (name >= limit || ((u8[CLASSES + (u8[name] as number)] as number) & NAME_START) === 0) return 0;
  const nameEnd = wordEnd(name, limit);
  const operand = overComma(nameEnd, limit);
  if (operand === 0 || (u8[name] === DOT && nameEnd === name + 1)) return 0;
  let end = distanceFromHere(operand, limit);
  if (end === 0) end = distance(operand, limit);
  if (end === 0 || (first < 0 && (size < 0 || size > MOST_SIZE))) return 0;
  // what the expression mentions for the first time comes before it in the table
  const id = intern(name, nameEnd - name);
  const row = (id << ROW_LOG) + (i32[STATE.rows] as number);
  if (i32[row + ROW.where] === WHERE.common) return 0;
  makeFull(id);
  const known = first < 0 ? size + 1 : -1 - makeLateSize(lastFrag, lastOffset, first);
  i32[row + ROW.size] = known;
  i32[row + ROW.bits] = (i32[row + ROW.bits] as number) & ~BIT.weakTarget;
  return end;
}

/** `.-label`, without a symbol at the location counter: where the statement ends, or 0 for what is not of this form. */
function distanceFromHere(at: number, limit: number): number {
  if (at + 2 >= limit || u8[at] !== DOT || u8[at + 1] !== MINUS) return 0;
  const label = at + 2;
  if (((u8[CLASSES + (u8[label] as number)] as number) & NAME_START) === 0) return 0;
  const labelEnd = wordEnd(label, limit);
  const end = endOfStatement(labelEnd, limit);
  const minus = find(label, labelEnd - label);
  if (end === 0 || minus < 0 || !isPlace(minus)) return 0;
  hold(minus);
  const place = (i32[STATE.rows] as number) + (minus << ROW_LOG);
  const between = fragmentDistance(i32[STATE.frag] as number, i32[place + ROW.frag] as number);
  first = between === FAR ? minus : -1;
  lastFrag = i32[STATE.frag] as number;
  lastOffset = outOffset();
  size = first < 0 ? between + lastOffset - (i32[place + ROW.value] as number) : 0;
  return end;
}

/** A number, or the distance between two labels. */
function distance(at: number, limit: number): number {
  const end = evaluateStatement(at, limit);
  if (end === 0 || !isShort()) return 0;
  first = minus;
  size = low;
  if (isConstant()) return end;
  if (plus < 0 || minus < 0 || !isPlace(plus) || !isPlace(minus)) return 0;
  const place = (i32[STATE.rows] as number) + (plus << ROW_LOG);
  lastFrag = i32[place + ROW.frag] as number;
  lastOffset = (i32[place + ROW.value] as number) + low;
  return lastOffset < 0 || lastOffset > MOST_SIZE || low > MOST_SIZE ? 0 : end;
}

/** Whether a symbol is a label, and nothing else. */
function isPlace(id: number): boolean {
  const row = (i32[STATE.rows] as number) + (id << ROW_LOG);
  const bits = i32[row + ROW.bits] as number;
  const isPlain = (bits & (BIT.again | BIT.wide | BIT.isSection)) === 0 && (bits & TYPE) !== INDIRECT;
  return i32[row + ROW.where] === WHERE.place && (i32[row + ROW.frag] as number) >= 0 && isPlain;
}

/** Where the name that begins at `from` ends. */
function wordEnd(from: number, limit: number): number {
  let at = from + 1;
  while (at < limit && ((u8[CLASSES + (u8[at] as number)] as number) & NAME_PART) !== 0) at++;
  return at;
}

/** The bits of `%function` or `@object` at `at`; 0 for others. */
function readType(at: number, limit: number): number {
  if (at >= limit) return 0;
  const isMarked = u8[at] === PERCENT || u8[at] === AT_SIGN;
  const word = isMarked ? at + 1 : at;
  // what ELF calls it stands by itself
  if (isMarked === (u8[word] === LARGE_S)) return 0;
  typeEnd = wordEnd(at, limit);
  const kind = directiveAt(textHash(word, typeEnd - word), word, typeEnd);
  return kind === KINDS_OF.typeFunction ? FUNCTION : kind === KINDS_OF.typeObject ? OBJECT : 0;
}
