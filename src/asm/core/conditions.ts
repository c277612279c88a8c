/**
 * Conditional assembly: conditions that can be read here, and over branches that are not taken.
 *
 * Enters: the directive of a statement, and where its operands begin. Leaves: where to read on, and which conditions are open (STATE.opened, CONDITIONS);
 * 0, with nothing done, for what has to be read otherwise. Of a branch that is not taken only the directives of conditions count.
 */
import { directiveAt, KINDS_OF } from './directives.ts';
import { conditionsBelow } from './expansion.ts';
import { evaluateStatement, high, isConstant, low, named } from './expression.ts';
import {
  APOSTROPHE,
  BACKSLASH,
  COLON,
  COMMA,
  DOT,
  HASH,
  NAME_PART,
  NAME_START,
  NEWLINE,
  QUOTE,
  SEMICOLON,
  SLASH,
  SPACE,
  STAR,
  TAB,
  WHERE,
} from './facts.ts';
import { CLASSES, CONDITIONS, MOST_CONDITIONS, STATE } from './layout.ts';
import { i32, u8 } from './memory.ts';
import { endOfStatement, overBlanks } from './numbers.ts';
import { find, ROW, ROW_LOG } from './symbols.ts';
import { isSame, textHash } from './words.ts';

/** Of an open condition: where it stands in its text, and the level of that (expansion.ts), above a bit for whether `.else` was read. */
export const CONDITION = { at: 0, level: 1 } as const;
export const CONDITION_LOG = 1;

/** Whether the condition that was read holds. */
let holds = false;

/** The directive of this kind in the statement at `start`, with its operands at `at`; where to read on, or 0. */
export function conditional(kind: number, start: number, at: number, limit: number): number {
  if (kind === KINDS_OF.endCondition) return endCondition(at, limit);
  if (kind === KINDS_OF.else || kind === KINDS_OF.elseIf) return elseOf(kind, at, limit);
  if (i32[STATE.opened] === MOST_CONDITIONS) return 0;
  const end = test(kind, at, limit);
  if (end === 0) return 0;
  return holds ? open(start, end, 0) : openLater(start, end, limit);
}

/** Open a condition of which a branch is read, from `end` on. */
function open(start: number, end: number, elseSeen: number): number {
  const depth = i32[STATE.opened] as number;
  const row = CONDITIONS + (depth << CONDITION_LOG);
  i32[row + CONDITION.at] = start - (i32[STATE.text] as number);
  i32[row + CONDITION.level] = ((i32[STATE.level] as number) << 1) | elseSeen;
  i32[STATE.opened] = depth + 1;
  return end;
}

/** The same, of one whose first branch, which begins at `from`, is not taken. */
function openLater(start: number, from: number, limit: number): number {
  let at = from;
  for (;;) {
    at = branchEnd(at, limit);
    if (at === 0) return 0;
    if (branchKind === KINDS_OF.elseIf) {
      at = test(KINDS_OF.condition, operands, limit);
      if (at === 0 || holds) return at === 0 ? 0 : open(start, at, 0);
      continue;
    }
    at = endOfStatement(operands, limit);
    return at === 0 || branchKind === KINDS_OF.endCondition ? at : open(start, at, 1);
  }
}

/** Of what follows a branch that was read nothing counts up to `.endif`. */
function elseOf(kind: number, at: number, limit: number): number {
  const isElse = kind === KINDS_OF.else;
  const depth = i32[STATE.opened] as number;
  const closed = i32[STATE.closed] as number;
  const isHere = depth > conditionsBelow();
  if (!isHere && (i32[STATE.level] !== 0 || closed >= (i32[STATE.closable] as number))) return 0;
  const seen = isHere
    ? (i32[CONDITIONS + ((depth - 1) << CONDITION_LOG) + CONDITION.level] as number) & 1
    : ((i32[STATE.elses] as number) >> closed) & 1;
  if (seen !== 0) return 0;
  let elseSeen = isElse;
  let end = isElse ? endOfStatement(at, limit) : statementEnd(at, limit);
  for (;;) {
    if (end === 0 || branchEnd(end, limit) === 0) return 0;
    if (branchKind === KINDS_OF.endCondition) break;
    if (elseSeen) return 0;
    if (branchKind === KINDS_OF.else) {
      elseSeen = true;
      if (endOfStatement(operands, limit) === 0) return 0;
    }
    end = statementEnd(operands, limit);
  }
  end = endOfStatement(operands, limit);
  if (end !== 0) close();
  return end;
}

/** `.endif`: of a condition that was opened here, or of one from before. */
function endCondition(at: number, limit: number): number {
  const end = endOfStatement(at, limit);
  if (end === 0) return 0;
  const isHere = (i32[STATE.opened] as number) > conditionsBelow();
  if (!isHere && (i32[STATE.level] !== 0 || (i32[STATE.closed] as number) >= (i32[STATE.closable] as number))) return 0;
  close();
  return end;
}

/** Close the innermost condition, of those that the text at hand has opened. */
function close(): void {
  if ((i32[STATE.opened] as number) > conditionsBelow()) i32[STATE.opened] = (i32[STATE.opened] as number) - 1;
  else i32[STATE.closed] = (i32[STATE.closed] as number) + 1;
}

/** Read a condition, with its operands at `at`: where the statement ends, and in `holds` what it comes to; 0 for what is not understood. */
function test(kind: number, at: number, limit: number): number {
  if (kind < KINDS_OF.ifDefined) return testNumber(kind, at, limit);
  if (kind < KINDS_OF.ifBlank) return testSymbol(kind, at, limit);
  if (kind < KINDS_OF.ifSame) {
    const from = overBlanks(at, limit);
    const end = statementEnd(from, limit);
    const isBlank = endOfStatement(from, limit) !== 0;
    holds = isBlank === (kind === KINDS_OF.ifBlank);
    return end;
  }
  return kind < KINDS_OF.ifStrings ? testTexts(kind, at, limit) : 0;
}

function testNumber(kind: number, at: number, limit: number): number {
  const end = evaluateStatement(at, limit);
  if (end === 0 || !isConstant()) return 0;
  if (named) i32[STATE.effects] = (i32[STATE.effects] as number) + 1;
  const isZero = (low | high) === 0;
  const isNegative = high < 0;
  if (kind === KINDS_OF.condition) holds = !isZero;
  else if (kind === KINDS_OF.ifEqual) holds = isZero;
  else if (kind === KINDS_OF.ifGreater) holds = !isZero && !isNegative;
  else if (kind === KINDS_OF.ifNotLess) holds = !isNegative;
  else if (kind === KINDS_OF.ifLess) holds = isNegative;
  else holds = isZero || isNegative;
  return end;
}

/** `.ifdef name` */
function testSymbol(kind: number, at: number, limit: number): number {
  const name = overBlanks(at, limit);
  if (name >= limit || ((u8[CLASSES + (u8[name] as number)] as number) & NAME_START) === 0) return 0;
  const nameEnd = overName(name, limit);
  const end = endOfStatement(nameEnd, limit);
  if (end === 0) return 0;
  const id = find(name, nameEnd - name);
  const isDefined = id >= 0 && i32[(i32[STATE.rows] as number) + (id << ROW_LOG) + ROW.where] !== WHERE.undefined;
  // it may be what a register is called
  if (!isDefined && i32[STATE.hasAliases] !== 0) return 0;
  i32[STATE.effects] = (i32[STATE.effects] as number) + 1;
  holds = isDefined === (kind === KINDS_OF.ifDefined);
  return end;
}

function overName(from: number, limit: number): number {
  let at = from;
  while (at < limit && ((u8[CLASSES + (u8[at] as number)] as number) & NAME_PART) !== 0) at++;
  return at;
}

/** `.ifc text, text`, of texts that nothing has to be dropped from before. */
function testTexts(kind: number, at: number, limit: number): number {
  const first = overBlanks(at, limit);
  const firstEnd = plainEnd(first, limit, COMMA);
  const comma = firstEnd === 0 ? limit : overBlanks(firstEnd, limit);
  if (comma >= limit || u8[comma] !== COMMA) return 0;
  const second = overBlanks(comma + 1, limit);
  const secondEnd = plainEnd(second, limit, NEWLINE);
  const end = secondEnd === 0 ? 0 : endOfStatement(secondEnd, limit);
  if (end === 0) return 0;
  const isEqual = firstEnd - first === secondEnd - second && isSame(first, second, firstEnd - first) !== 0;
  holds = isEqual === (kind === KINDS_OF.ifSame);
  return end;
}

/** Where a text without blanks and quotes ends: before a blank, the end of the statement, or `stop`; 0: it has other characters. */
function plainEnd(from: number, limit: number, stop: number): number {
  let at = from;
  for (; at < limit; at++) {
    const c = u8[at] as number;
    if (c === stop || c === NEWLINE || c === SEMICOLON || c === SPACE || c === TAB) break;
    if (c < SPACE || c === QUOTE || c === APOSTROPHE || c === SLASH || c === BACKSLASH) return 0;
  }
  return at;
}

/** What ends a branch: its directive, and where the operands begin. */
let branchKind = 0;
let operands = 0;

/** Where the statement begins that ends the branch at `from`, which is not taken; 0: it is for others to find. */
function branchEnd(from: number, limit: number): number {
  let depth = 0;
  let at = from;
  for (;;) {
    at = nextStatement(at, limit);
    if (at === 0) return 0;
    if (u8[at] === DOT) {
      const nameEnd = overName(at + 1, limit);
      const kind = directiveAt(textHash(at, nameEnd - at), at, nameEnd);
      if (kind < KINDS_OF.condition) {
        // other names that may begin as theirs
        if (isLike(at)) return 0;
      } else if (kind === KINDS_OF.endCondition || kind === KINDS_OF.else || kind === KINDS_OF.elseIf) {
        if (depth === 0) {
          branchKind = kind;
          operands = nameEnd;
          return at;
        }
        if (kind !== KINDS_OF.elseIf && endOfStatement(nameEnd, limit) === 0) return 0;
        if (kind === KINDS_OF.endCondition) depth--;
      } else {
        // of these the operands are looked at all the same
        if (kind >= KINDS_OF.ifStrings) return 0;
        if (
          kind >= KINDS_OF.ifDefined &&
          (kind < KINDS_OF.ifBlank || kind >= KINDS_OF.ifSame) &&
          test(kind, nameEnd, limit) === 0
        )
          return 0;
        depth++;
      }
    }
    at = statementEnd(at, limit);
    if (at === 0) return 0;
  }
}

/** Whether a name begins as those of conditions do, in whatever case: `.if`, `.el`, `.en`. */
function isLike(at: number): boolean {
  const first = (u8[at + 1] as number) | 32;
  const second = (u8[at + 2] as number) | 32;
  return (first === 105 && second === 102) || (first === 101 && (second === 108 || second === 110));
}

/** Over blanks, empty statements and comments to the next statement; 0 at the end of the text, and at what may be neither. */
function nextStatement(from: number, limit: number): number {
  let at = from;
  let fresh = at === (i32[STATE.text] as number) || u8[at - 1] === NEWLINE;
  for (; at < limit; at++) {
    const c = u8[at] as number;
    if (c === NEWLINE) fresh = true;
    else if (c === HASH && fresh) {
      at = lineEnd(at, limit) - 1;
      i32[STATE.mayMark] = 1;
    } else if (c === SLASH && u8[at + 1] === SLASH) at = lineEnd(at, limit) - 1;
    else if (c !== TAB && c !== SPACE && c !== SEMICOLON) return c < SPACE ? 0 : at;
  }
  return 0;
}

function lineEnd(from: number, limit: number): number {
  let at = from;
  while (at < limit && u8[at] !== NEWLINE) at++;
  return at;
}

/** Where the statement at hand ends from `from` on, whatever it is; 0 where that is not plain. */
function statementEnd(from: number, limit: number): number {
  let at = from;
  for (; at < limit; at++) {
    const c = u8[at] as number;
    if (c === NEWLINE || c === SEMICOLON) return at;
    if (c === APOSTROPHE || (c < SPACE && c !== TAB)) return 0;
    if (c === SLASH && u8[at + 1] === SLASH) return lineEnd(at, limit);
    if (c === SLASH && u8[at + 1] === STAR) return 0;
    // behind a label a comment begins
    if (c === HASH && (u8[at - 1] as number) <= SPACE) return 0;
    if (c === HASH && u8[at - 1] === COLON) return 0;
    if (c !== QUOTE) continue;
    for (at++; at < limit && u8[at] !== QUOTE; at++) {
      if (u8[at] === NEWLINE) return 0;
      if (u8[at] === BACKSLASH) at++;
    }
    if (at >= limit) return 0;
  }
  return at;
}
