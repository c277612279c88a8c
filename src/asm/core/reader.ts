/**
 * The quick reader of source text: statements as compilers and people mostly write them.
 *
 * Enters: a text in the core's memory, and in the state where bytes go. Leaves: bytes, fixups and rows of call frames to be handed out, and
 * the place where it has stopped, and why; a statement that it does not understand to its end has had no effect. Nothing means anything else
 * here than in statements.ts: instructions are those whose words are known (shapes.ts, words.ts), labels and data are plain ones.
 */

import { conditional } from './conditions.ts';
import { isDataDirective, readData, readString } from './data.ts';
import { align, architecture, assign, directiveAt, KINDS_OF, origin, zero } from './directives.ts';
import {
  beginExpansions,
  charge,
  enterExpansion,
  leaveExpansion,
  noteMade,
  spend,
  textAt,
  textLimit,
} from './expansion.ts';
import { evaluate, evaluateStatement, fits, isConstant, isShort, low, minus, named, plus } from './expression.ts';
import {
  AND,
  BLANK,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  DIGIT,
  DOT,
  EXCLAMATION,
  GREATER,
  HASH,
  LESS,
  MINUS,
  NAME_PART,
  NAME_START,
  NEWLINE,
  OPEN,
  OPEN_BRACKET,
  OR,
  PERCENT,
  PLUS,
  SEMICOLON,
  SLASH,
  SMALL_B,
  SMALL_D,
  SMALL_E,
  SMALL_F,
  SMALL_M,
  SMALL_N,
  SMALL_R,
  SMALL_X,
  SPACE,
  STAR,
  TAB,
  TILDE,
  WHERE,
  XOR,
  ZERO,
} from './facts.ts';
import { callFrame, procedure } from './frame-directives.ts';
import { CLASSES, SCRATCH, STATE, STOP, STOPS, TAKEN } from './layout.ts';
import { readLeb } from './leb.ts';
import { addPendingRow, readLoc } from './lines.ts';
import { loopAgain } from './loops.ts';
import { defineAgain, findCall, language, purge } from './macros.ts';
import { i32, u8 } from './memory.ts';
import { isAlias, isHidden, usesAlias } from './names.ts';
import { endOfStatement } from './numbers.ts';
import { addFixup, beginOutput, emitWord, outOffset } from './output.ts';
import { property, sizeOf } from './properties.ts';
import { changeSection, load, store } from './sections.ts';
import { findShape, scan, scanStem } from './shapes.ts';
import { defineLabel, find, findLabel, intern, makeHere, putDecimal, ROW, ROW_LOG, usable } from './symbols.ts';
import { rowOfText } from './words.ts';

const MOST_LABEL_DIGITS = 9;
/** Turns of a loop. */
const MOST_TURNS = 1 << 12;
/** Digits of what is added to the symbol of an instruction. */
const MOST_ADDEND = 9;

let limit = 0;
/** Where the next statement begins, after one that was understood. */
let next = 0;

/** Read on; why it stopped (STOP), and where, in the state. */
export function run(): number {
  limit = i32[STATE.limit] as number;
  beginOutput();
  beginExpansions();
  load();
  return readOn();
}

/** Go on where it has stopped, in all expansions that it is in, of which nobody took anything. */
export function readOn(): number {
  let at = i32[STATE.at] as number;
  for (;;) {
    at = statementStart(at);
    if (at >= limit) {
      next = leaveExpansion();
      if (next === 0) return stop(at, STOP.end);
      limit = textLimit;
      at = next;
      continue;
    }
    const why = statement(at);
    if (why !== 0) {
      i32[STATE.start] = at;
      return stop(why === STOP.recorded ? next : at, why);
    }
    at = next;
  }
}

function stop(at: number, why: number): number {
  store();
  noteMade();
  i32[STATE.at] = at;
  return why;
}

/** Over blanks, empty statements and line comments. */
function statementStart(from: number): number {
  let at = from;
  let fresh = from === (i32[STATE.text] as number) || u8[from - 1] === NEWLINE;
  for (; at < limit; at++) {
    const c = u8[at] as number;
    if (c === NEWLINE) {
      fresh = true;
      if (i32[STATE.lineStep] !== 0) beginLine(at + 1 - (i32[STATE.text] as number));
    } else if (c === HASH && fresh) {
      i32[STATE.mayMark] = 1;
      at = lineEnd(at) - 1;
    } else if (c === SLASH && u8[at + 1] === SLASH) at = lineEnd(at) - 1;
    else if (c !== TAB && c !== SPACE && c !== SEMICOLON) break;
  }
  return at;
}

/** A line begins at this offset in the text. */
function beginLine(offset: number): void {
  const line = ((i32[STATE.line] as number) + 1) | 0;
  i32[STATE.line] = line;
  i32[STATE.lineAt] = offset;
  if ((line & ((i32[STATE.lineStep] as number) - 1)) !== 0) return;
  const count = i32[STATE.lineCount] as number;
  i32[((i32[STATE.lines] as number) >>> 2) + count] = offset;
  i32[STATE.lineCount] = count + 1;
}

function lineEnd(from: number): number {
  let at = from;
  while (at < limit && u8[at] !== NEWLINE) at++;
  return at;
}

/** The byte at `at`, as if a newline stood at the end of the text. */
function byteAt(at: number): number {
  return at < limit ? (u8[at] as number) : NEWLINE;
}

function classOf(c: number): number {
  return u8[CLASSES + c] as number;
}

/** The statement at `start`: 0 when it was understood, and where it ends is in `next`; else why not. */
function statement(start: number): number {
  const first = u8[start] as number;
  const kind = classOf(first);
  if ((kind & NAME_START) === 0) return (kind & DIGIT) !== 0 ? numericLabel(start) : STOP.unknown;
  // a macro has the name of an instruction
  const isCall = first !== DOT && i32[STATE.hidden] !== 0 && isHidden(start, limit) !== 0;
  if (first !== DOT && !isCall) {
    const end = scan(start, limit);
    const c = byteAt(end);
    if ((c === NEWLINE || c === SEMICOLON || (c === SLASH && byteAt(end + 1) === SLASH)) && findShape() !== 0)
      return known(i32[STATE.word] as number, end);
  }
  let at = start + 1;
  let hash = first;
  let c = NEWLINE;
  for (; at < limit; at++) {
    c = u8[at] as number;
    if ((classOf(c) & NAME_PART) === 0) break;
    hash = (Math.imul(hash, 31) + c) | 0;
  }
  if (at >= limit) c = NEWLINE;
  if (c === COLON) return label(start, at);
  if (first !== DOT) return byText(hash, start, at, isCall);
  return directive(hash, start, at);
}

/** An instruction whose word is known. */
function known(word: number, end: number): number {
  if (i32[STATE.codeReady] === 0) return STOP.code;
  emitWord(word);
  next = end;
  if (end < limit && u8[end] === SLASH) next = lineEnd(end);
  return recorded();
}

/** Who wants to know of an instruction: a `.loc` is told here. */
function recorded(): number {
  if (i32[STATE.pending] !== 0) addPendingRow();
  return i32[STATE.recording] !== 0 ? STOP.recorded : 0;
}

/** An instruction, or a call of a macro (`isCall`: nothing else), whose name ends at `from`, by its text; the hash of the name is `first`. */
function byText(first: number, start: number, from: number, isCall: boolean): number {
  let hash = first;
  let at = from;
  for (;;) {
    let c = NEWLINE;
    for (; at < limit; at++) {
      c = u8[at] as number;
      if (u8[STOPS + c] !== 0) break;
      hash = (Math.imul(hash, 31) + c) | 0;
    }
    if (at >= limit || c === NEWLINE || c === SEMICOLON) break;
    if (c !== SLASH) return STOP.unknown;
    const following = byteAt(at + 1);
    if (following === SLASH) break;
    if (following === STAR) return STOP.unknown;
    hash = (Math.imul(hash, 31) + c) | 0;
    at++;
  }
  const length = at - start;
  if (length > 255) return STOP.unknown;
  if (!isCall) {
    const why = stemmed(start, at);
    if (why !== STOP.unknown) return why;
    const row = rowOfText(
      i32[STATE.words] as number,
      i32[STATE.wordMask] as number,
      i32[STATE.wordTexts] as number,
      hash,
      start,
      length,
    );
    if (i32[row + 1] !== 0 && (i32[STATE.hasAliases] === 0 || usesAlias(start, at) === 0))
      return known(i32[row + 3] as number, at);
  }
  const call = findCall(hash, start, length);
  if (call === 0) return isCall ? STOP.unknown : byExpression(start, at);
  if (enterExpansion(call, start, at, limit) === 0) return STOP.unknown;
  limit = textLimit;
  next = textAt;
  return 0;
}

/** An instruction whose text before the symbol that ends it is known. */
function stemmed(start: number, end: number): number {
  const closed = u8[end - 1] === CLOSE_BRACKET;
  const last = closed ? end - 1 : end;
  const nameEnd = beforeAddend(start, last);
  const name = nameStart(start, nameEnd);
  if (name <= start || isAlias(name, nameEnd) !== 0 || scanStem(start, name, closed ? 1 : 0) === 0 || findShape() === 0)
    return STOP.unknown;
  if (i32[STATE.codeReady] === 0) return STOP.code;
  const sym = symbolAt(name, nameEnd);
  if (sym < 0) return STOP.unknown;
  const addend = nameEnd < last ? addendOf(nameEnd, last) : 0;
  related(i32[STATE.word] as number, i32[STATE.reloc] as number, sym, addend, name);
  return behind(end);
}

/** A word with a relocation for a symbol and a number, which are written at `at`. */
function related(word: number, reloc: number, sym: number, addend: number, at: number): void {
  emitWord(word);
  addFixup(outOffset() - 4, (reloc << 5) | 4, sym, -1, addend, at);
}

/** An instruction that ends at `end` was read. */
function behind(end: number): number {
  next = end;
  if (end < limit && u8[end] === SLASH) next = lineEnd(end);
  return recorded();
}

/** An instruction that ends in an expression, if what stands before that is known, or in the name of a number, if it is known with the number. */
function byExpression(start: number, end: number): number {
  const closed = u8[end - 1] === CLOSE_BRACKET;
  const last = closed ? end - 1 : end;
  if (u8[end - 1] === EXCLAMATION || i32[STATE.keepsNames] !== 0) return STOP.unknown;
  const at = lastOperand(start, end);
  if (at < 0) return STOP.unknown;
  if (scanStem(start, at, closed ? 1 : 0) === 0 || findShape() === 0) return byNumber(start, at, last, end);
  const word = i32[STATE.word] as number;
  const reloc = i32[STATE.reloc] as number;
  if (i32[STATE.codeReady] === 0) return STOP.code;
  if (evaluate(at, last) !== last || plus < 0 || minus >= 0 || !isShort()) return STOP.unknown;
  related(word, reloc, plus, low, at);
  return behind(end);
}

/** An instruction with the name of a number from `name` to `last`, behind `#`. */
function byNumber(start: number, name: number, last: number, end: number): number {
  let before = name - 1;
  while ((classOf(u8[before] as number) & BLANK) !== 0) before--;
  for (let i = name; i < last; i++) if ((classOf(u8[i] as number) & NAME_PART) === 0) return STOP.unknown;
  const sym = u8[before] === HASH ? find(name, last - name) : -1;
  if (sym < 0 || i32[(i32[STATE.rows] as number) + (sym << ROW_LOG) + ROW.where] !== WHERE.absolute)
    return STOP.unknown;
  if (evaluate(name, last) !== last || !isConstant() || !isShort() || low < 0) return STOP.unknown;
  let to = SCRATCH;
  for (let i = start; i < name; i++, to++) u8[to] = u8[i] as number;
  to = putDecimal(to, low);
  for (let i = last; i < end; i++, to++) u8[to] = u8[i] as number;
  if (scan(SCRATCH, to) !== to || findShape() === 0) return STOP.unknown;
  if (i32[STATE.codeReady] === 0) return STOP.code;
  emitWord(i32[STATE.word] as number);
  i32[STATE.effects] = (i32[STATE.effects] as number) + 1;
  return behind(end);
}

/**
 * Where the expression begins that ends the statement from `from` to `to` (before a closing bracket, and `!` behind that): behind a comma, an operator of a
 * relocation or the instruction's name; -1 for what may be a register, and what is no expression with a symbol.
 */
export function lastOperand(from: number, to: number): number {
  let last = to;
  if (last > from && u8[last - 1] === EXCLAMATION) last--;
  if (last > from && u8[last - 1] === CLOSE_BRACKET) last--;
  let at = last;
  while (at > from && endsOperand(u8[at - 1] as number) === 0) at--;
  if (at === from) while (at < last && (classOf(u8[at] as number) & NAME_PART) !== 0) at++;
  const blank = at;
  while (at < last && (classOf(u8[at] as number) & BLANK) !== 0) at++;
  if (at === last || at === from || (at === blank && endsOperand(u8[at - 1] as number) === 0)) return -1;
  for (let i = at; i < last; i++) if (isOfExpression(u8[i] as number) === 0) return -1;
  const c = u8[at] as number;
  const kind = classOf(c);
  if ((kind & DIGIT) !== 0 || c === OPEN) return at;
  if ((kind & NAME_START) === 0) return -1;
  let end = at + 1;
  while (end < last && (classOf(u8[end] as number) & NAME_PART) !== 0) end++;
  return isSure(at, end) !== 0 && isAlias(at, end) === 0 ? at : -1;
}

/** Whether it may stand in an expression of names, numbers and operators: what stands in braces is none, nor what may be a comment. */
function isOfExpression(c: number): number {
  if ((classOf(c) & (NAME_PART | BLANK)) !== 0 || (c >= OPEN && c <= MINUS && c !== COMMA)) return 1;
  return c === PERCENT || c === AND || c === LESS || c === GREATER || c === XOR || c === OR || c === TILDE ? 1 : 0;
}

function endsOperand(c: number): number {
  return c === COMMA || c === COLON || c === HASH || c === OPEN_BRACKET ? 1 : 0;
}

/** The symbol of a stem, whose name is there; -1 for one that cannot be used. */
function symbolAt(name: number, end: number): number {
  const first = u8[name] as number;
  if ((classOf(first) & DIGIT) !== 0) return labelAt(name, end);
  if (first === DOT && end === name + 1) return makeHere(i32[STATE.frag] as number, outOffset());
  return usable(intern(name, end - name));
}

/** Where a number begins, with its sign, that is added to the symbol before `end`; `end` if there is none. */
function beforeAddend(start: number, end: number): number {
  let at = end;
  while (at > start && (classOf(u8[at - 1] as number) & DIGIT) !== 0) at--;
  if (at === end || at <= start || end - at > MOST_ADDEND) return end;
  if (u8[at] === ZERO && end > at + 1) return end;
  const sign = u8[at - 1];
  return sign === PLUS || sign === MINUS ? at - 1 : end;
}

function addendOf(start: number, end: number): number {
  let number = 0;
  for (let i = start + 1; i < end; i++) number = Math.imul(number, 10) + (u8[i] as number) - 48;
  return u8[start] === MINUS ? 0 - number : number;
}

/** The symbol of `12b` or `3f`, which ends at `end`; -1 for one that was not defined. */
function labelAt(name: number, end: number): number {
  let number = 0;
  for (let i = name; i < end - 1; i++) number = Math.imul(number, 10) + (u8[i] as number) - 48;
  return findLabel(number, u8[end - 1] === SMALL_F ? 1 : 0);
}

/** Where the name that ends at `last` begins, or -1 when it may be a register or a number. */
function nameStart(start: number, last: number): number {
  let to = last;
  while (to > start && (classOf(u8[to - 1] as number) & NAME_PART) !== 0) to--;
  const c = u8[to] as number;
  const kind = classOf(c);
  if ((kind & DIGIT) !== 0) return isNumericLabel(to, last) !== 0 ? to : -1;
  if ((kind & NAME_START) === 0) return -1;
  if (last - to < 2 && i32[STATE.keepsNames] !== 0) return -1;
  return isSure(to, last) !== 0 ? to : -1;
}

/** Whether a name can be nothing but a symbol's, or is the location counter: registers and conditions have at most four characters; a local label has its dot. */
function isSure(start: number, end: number): number {
  const length = end - start;
  if (u8[start] === DOT || length >= 5) return 1;
  return length > 1 ? isShortName(start, end) : 0;
}

/** Whether the two to four characters are a name that means nothing but a symbol: letters, which are no register, shift or number (tables.ts). */
function isShortName(start: number, end: number): number {
  let letters = 0;
  for (let i = start; i < end; i++) {
    const c = u8[i] as number;
    if ((classOf(c) & DIGIT) !== 0) return 0;
    letters = (letters << 8) | c | 32;
  }
  for (let i = TAKEN; i32[i] !== 0; i++) if (i32[i] === letters) return 0;
  return 1;
}

/** `12b`, `3f` */
function isNumericLabel(start: number, end: number): number {
  const c = u8[end - 1] as number;
  const length = end - start;
  if (length < 2 || length > MOST_LABEL_DIGITS || (c !== SMALL_B && c !== SMALL_F) || u8[start + 1] === SMALL_X)
    return 0;
  for (let i = start; i < end - 1; i++) if ((classOf(u8[i] as number) & DIGIT) === 0) return 0;
  return 1;
}

/** `name:` */
function label(start: number, colon: number): number {
  if (i32[STATE.labelsReady] === 0 || afterLabel(colon) === 0) return STOP.unknown;
  const id = intern(start, colon - start);
  const row = (i32[STATE.rows] as number) + (id << ROW_LOG);
  if (i32[row + ROW.where] !== WHERE.undefined) return STOP.unknown;
  place(row);
  return 0;
}

/** `12:` */
function numericLabel(start: number): number {
  let number = 0;
  let at = start;
  for (; at < limit && at < start + MOST_LABEL_DIGITS && (classOf(u8[at] as number) & DIGIT) !== 0; at++)
    number = Math.imul(number, 10) + (u8[at] as number) - 48;
  if (i32[STATE.labelsReady] === 0 || byteAt(at) !== COLON || afterLabel(at) === 0) return STOP.unknown;
  const id = defineLabel(number);
  place((i32[STATE.rows] as number) + (id << ROW_LOG));
  return 0;
}

function place(row: number): void {
  i32[STATE.effects] = (i32[STATE.effects] as number) + 1;
  i32[row + ROW.where] = WHERE.place;
  i32[row + ROW.frag] = i32[STATE.frag] as number;
  i32[row + ROW.value] = outOffset();
}

/** Over the colon of a label, to the next statement; 0 where that belongs to the label (`name: .macro`). */
function afterLabel(colon: number): number {
  let at = colon + 1;
  while (at < limit && (u8[at] === SPACE || u8[at] === TAB)) at++;
  next = at;
  return byteAt(at) !== DOT || (byteAt(at + 1) | 32) !== SMALL_M ? 1 : 0;
}

/** The directive whose name, with this hash, ends at `end`. */
function directive(hash: number, start: number, end: number): number {
  const kind = directiveAt(hash, start, end);
  if (kind === 0) return STOP.unknown;
  if (kind === KINDS_OF.inst) return instruction(end);
  const to = carryOut(kind, start, end);
  if (to === 0) return STOP.unknown;
  // a condition does nothing by itself, nor does a loop
  if (kind < KINDS_OF.condition && kind !== KINDS_OF.repeat) i32[STATE.effects] = (i32[STATE.effects] as number) + 1;
  next = to;
  return 0;
}

/** Carry out the directive of this kind in the statement at `start`, whose name ends at `end`; where the statement ends, or 0. */
function carryOut(kind: number, start: number, end: number): number {
  if (kind === KINDS_OF.repeat) return over(start, repeat(end));
  if (kind >= KINDS_OF.condition) return over(start, conditional(kind, start, end, limit));
  if (kind >= KINDS_OF.section) return changeSection(kind, end, limit);
  if (kind === KINDS_OF.size) return i32[STATE.labelsReady] !== 0 ? sizeOf(end, limit) : 0;
  if (kind >= KINDS_OF.type) return property(kind, end, limit);
  if (kind >= KINDS_OF.data) {
    if (kind === KINDS_OF.loc) return readLoc(end, limit);
    if (kind === KINDS_OF.macro) return over(start, defineAgain(end, limit));
    if (kind === KINDS_OF.loop) return over(start, loopAgain(end, limit));
    return i32[STATE.dataReady] !== 0 ? dataAt(kind, end) : 0;
  }
  switch (kind) {
    case KINDS_OF.align:
      return i32[STATE.alignReady] !== 0 ? align(end, limit) : 0;
    case KINDS_OF.set:
      return assign(end, limit);
    case KINDS_OF.zero:
      return i32[STATE.fillReady] !== 0 ? zero(end, limit) : 0;
    case KINDS_OF.org:
      return i32[STATE.labelsReady] !== 0 ? origin(end, limit) : 0;
    case KINDS_OF.arch:
      return architecture(end, limit);
    case KINDS_OF.purge:
      return purge(end, limit);
    case KINDS_OF.alternate:
    case KINDS_OF.noAlternate:
      return language(kind, end, limit);
    case KINDS_OF.cfiStartProcedure:
    case KINDS_OF.cfiEndProcedure:
      return procedure(kind, start, end, limit);
    default:
      return (i32[STATE.procedure] as number) >= 0 ? callFrame(kind, end, limit) : 0;
  }
}

/** Over the lines of a statement that ends on another one (0: it is none), which is returned. */
function over(start: number, end: number): number {
  for (let at = start; at < end; at++) {
    if (u8[at] !== NEWLINE) continue;
    if (i32[STATE.lineStep] !== 0) beginLine(at + 1 - (i32[STATE.text] as number));
    if (u8[at + 1] === HASH) i32[STATE.mayMark] = 1;
  }
  return end;
}

/** `.rept count` of one instruction that is known, with the count at `from`; behind `.endr`, or 0. */
function repeat(from: number): number {
  // it stands nowhere for whoever wants to know where
  if (i32[STATE.mayCall] === 0 || i32[STATE.pending] !== 0 || i32[STATE.codeReady] === 0) return 0;
  const head = evaluateStatement(from, limit);
  if (head === 0 || !isConstant() || !isShort() || low < 0 || low > MOST_TURNS) return 0;
  const count = low;
  const isNamed = named;
  const at = overEmpty(head);
  const first = byteAt(at);
  if (first === DOT || (classOf(first) & NAME_START) === 0) return 0;
  if (i32[STATE.hidden] !== 0 && isHidden(at, limit) !== 0) return 0;
  const end = scan(at, limit);
  if (end >= limit || (u8[end] !== NEWLINE && u8[end] !== SEMICOLON) || findShape() === 0) return 0;
  const last = overEmpty(end);
  const behindName = last + 5;
  if (behindName > limit || isEndOfLoop(last) === 0 || (classOf(byteAt(behindName)) & NAME_PART) !== 0) return 0;
  const after = endOfStatement(behindName, limit);
  if (after === 0 || spend(count << 2) === 0) return 0;
  charge(Math.imul(count, end - at + 1));
  if (isNamed) i32[STATE.effects] = (i32[STATE.effects] as number) + 1;
  for (let i = 0; i < count; i++) emitWord(i32[STATE.word] as number);
  return after;
}

/** Over blanks and ends of statements. */
function overEmpty(from: number): number {
  let at = from;
  for (; at < limit; at++) {
    const c = u8[at] as number;
    if (c !== NEWLINE && c !== SEMICOLON && c !== SPACE && c !== TAB) break;
  }
  return at;
}

/** `.endr` */
function isEndOfLoop(at: number): number {
  const isDotE = u8[at] === DOT && u8[at + 1] === SMALL_E;
  return isDotE && u8[at + 2] === SMALL_N && u8[at + 3] === SMALL_D && u8[at + 4] === SMALL_R ? 1 : 0;
}

/** `.inst number`, one of them */
function instruction(from: number): number {
  // whoever wants to know of instructions does not of all of these
  if (i32[STATE.numbersReady] === 0 || i32[STATE.recording] !== 0) return STOP.unknown;
  const end = evaluateStatement(from, limit);
  if (end === 0 || !isConstant() || !fits(4)) return STOP.unknown;
  emitWord(low);
  i32[STATE.effects] = (i32[STATE.effects] as number) + 1;
  next = end;
  if (i32[STATE.pending] !== 0) addPendingRow();
  return 0;
}

/** Data of this kind, whose operands begin at `at`; where the statement ends, or 0. */
function dataAt(kind: number, at: number): number {
  if (isDataDirective(kind) !== 0) return readData(kind, at, limit);
  if (kind < KINDS_OF.uleb128) return readString(kind, at, limit);
  return kind < KINDS_OF.loc ? readLeb(kind, at, limit) : 0;
}
