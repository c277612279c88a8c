/**
 * Conditional assembly: the `.if` family.
 *
 * `as` manual, ".if". Expressions must be known when read: labels count only through differences that are fixed already. Strings compare
 * after scrubbing for .ifc, byte for byte for .ifeqs.
 */
import * as messages from '../../diag/messages/asm.ts';
import type { Assembler } from '../assembler.ts';
import { isBlank, isNamePart, isNameStart } from '../chars.ts';
import { assumedNumber } from '../early.ts';
import type { Int } from '../int64.ts';
import { dropNext, operandIsNext } from '../rest.ts';
import { scrub } from '../scrub.ts';
import { WHERE } from '../symbol.ts';
import { readText } from './strings.ts';
import type { Directive } from './table.ts';

const isIgnoring = (a: Assembler): boolean => a.conditionals.at(-1)?.ignoring === true;

/**
 * Open a level. Without an answer from `test`, after an error, nothing is opened. In surroundings that are not live it is asked only if its
 * operands are looked at there too (`always`), as GNU as does those of names and strings.
 */
function open(a: Assembler, test: () => boolean | undefined, always = false): void {
  const { frame, statementAt: at } = a;
  const dead = isIgnoring(a);
  const result = dead && !always ? false : test();
  if (result === undefined) return;
  if (dead) {
    a.conditionals.push({ ignoring: true, done: true, elseSeen: false, frame, at });
    return;
  }
  a.conditionals.push({ ignoring: !result, done: result, elseSeen: false, frame, at });
  if (!result) a.listing?.conditional(a, true);
}

/** The number at p; of what is not known, after saying so, the number that GNU as goes on with. */
function readCondition(a: Assembler): Int | undefined {
  const at = a.p;
  a.expression.takeNumber(0);
  const value = a.readConstant('the condition');
  if (value === undefined) return a.expression.isConstant ? undefined : assumedNumber(a.expression.value());
  if (!a.expression.absent) return value;
  a.error(at, messages.expected('the condition'));
  return undefined;
}

function ifNumber(test: (value: Int) => boolean): Directive {
  return (a) => {
    open(a, () => {
      const value = readCondition(a);
      if (value !== undefined) a.endOfStatement();
      return value !== undefined && test(value);
    });
  };
}

/** `.elseif expression` */
function elseIf(a: Assembler): void {
  const level = topLevel(a, '.elseif');
  if (!level) return;
  if (level.elseSeen) {
    a.errorHere(messages.misplaced('.elseif', 'stands after .else'));
    return;
  }
  if (level.done) {
    level.ignoring = true;
    a.listing?.conditional(a, true);
    return;
  }
  const value = readCondition(a);
  if (value !== undefined) a.endOfStatement();
  level.ignoring = value === undefined || value === 0;
  level.done = !level.ignoring;
  a.listing?.conditional(a, level.ignoring);
}

function otherwise(a: Assembler): void {
  const level = topLevel(a, '.else');
  if (!level) return;
  if (level.elseSeen) {
    a.errorHere(messages.misplaced('.else', 'stands after another .else'));
    return;
  }
  a.endOfStatement();
  level.elseSeen = true;
  level.ignoring = level.done;
  level.done = true;
  a.listing?.conditional(a, level.ignoring);
}

function endIf(a: Assembler): void {
  const level = topLevel(a, '.endif');
  if (!level) return;
  a.endOfStatement();
  a.conditionals.pop();
  a.listing?.conditional(a, level.ignoring, true);
}

function topLevel(a: Assembler, directive: string): Assembler['conditionals'][number] | undefined {
  const level = a.conditionals.at(-1);
  if (!level) {
    a.errorHere(messages.misplaced(directive, 'has no .if'));
    return undefined;
  }
  // opened outside of the expansion that is read
  if (a.conditionals.length <= a.frame.conditionals) a.effects++;
  return level;
}

/** `.ifdef name`: defined by now, in whatever way. */
function ifDefined(wanted: boolean): Directive {
  return (a) => {
    open(
      a,
      () => {
        a.skipBlanks();
        const start = a.p;
        const quoted = a.text.charCodeAt(start) === 34;
        let to = quoted ? a.text.indexOf('"', start + 1) : start;
        if (!quoted) while (to < a.end && isNamePart(a.text.charCodeAt(to))) to++;
        if (to <= start || (!quoted && !isNameStart(a.text.charCodeAt(start)))) {
          a.errorHere(messages.expected('a symbol'));
          return undefined;
        }
        a.p = quoted ? to + 1 : to;
        a.endOfStatement();
        const sym = a.symbols.find(a.text, quoted ? start + 1 : start, to);
        const defined = sym !== undefined && (sym.where !== WHERE.undefined || a.aliases.has(sym.name));
        return defined === wanted;
      },
      true,
    );
  };
}

/** `.ifb text`: blank or not. */
function ifBlank(wanted: boolean): Directive {
  return (a) => {
    open(a, () => {
      let at = a.p;
      while (at < a.end && isBlank(a.text.charCodeAt(at))) at++;
      return at >= a.end === wanted;
    });
  };
}

/** `.ifc a, b`: compared as scrubbed text; quotes `'…'` group. */
function ifSame(wanted: boolean): Directive {
  return (a) => {
    open(
      a,
      () => {
        const line = scrub(a.text, a.p, a.end, undefined, false);
        const first = piece(line, skip(line, 0), 44);
        const comma = skip(line, first.end);
        const given = line.charCodeAt(comma) === 44;
        if (!given) a.errorHere(messages.expected("',' between the two strings"));
        const second = given ? piece(line, skip(line, comma + 1), -1) : { text: '' };
        return (first.text === second.text) === wanted;
      },
      true,
    );
  };
}

function skip(line: string, at: number): number {
  let i = at;
  while (i < line.length && isBlank(line.charCodeAt(i))) i++;
  return i;
}

/** A string of `.ifc`: `'…'` with doubled quotes, or everything up to `stop`, without blanks at its end. */
function piece(line: string, at: number, stop: number): { text: string; end: number } {
  if (line.charCodeAt(at) === 39) {
    let out = '';
    let i = at + 1;
    while (i < line.length) {
      if (line.charCodeAt(i) === 39) {
        if (line.charCodeAt(i + 1) !== 39) break;
        i++;
      }
      out += line.charAt(i++);
    }
    return { text: out, end: i + 1 };
  }
  let i = at;
  while (i < line.length && line.charCodeAt(i) !== stop) i++;
  return { text: line.slice(at, i).trimEnd(), end: i };
}

/** `.ifeqs "a", "b"` */
function ifStrings(wanted: boolean): Directive {
  return (a) => {
    open(
      a,
      () => {
        const first = readText(a);
        if (first === undefined) {
          dropNext(a);
          return undefined;
        }
        if (!a.comma()) {
          a.errorHere(messages.expected("',' between the two strings"));
          return undefined;
        }
        const second = readText(a);
        if (second === undefined) {
          operandIsNext(a);
          return false;
        }
        a.endOfStatement();
        return (first === second) === wanted;
      },
      true,
    );
  };
}

export const conditionals: readonly (readonly [string, Directive])[] = [
  ['.if', ifNumber((v) => v !== 0)],
  ['.ifne', ifNumber((v) => v !== 0)],
  ['.ifeq', ifNumber((v) => v === 0)],
  ['.ifgt', ifNumber((v) => v > 0)],
  ['.ifge', ifNumber((v) => v >= 0)],
  ['.iflt', ifNumber((v) => v < 0)],
  ['.ifle', ifNumber((v) => v <= 0)],
  ['.ifdef', ifDefined(true)],
  ['.ifndef', ifDefined(false)],
  ['.ifnotdef', ifDefined(false)],
  ['.ifb', ifBlank(true)],
  ['.ifnb', ifBlank(false)],
  ['.ifc', ifSame(true)],
  ['.ifnc', ifSame(false)],
  ['.ifeqs', ifStrings(true)],
  ['.ifnes', ifStrings(false)],
  ['.elseif', elseIf],
  ['.elsec', otherwise],
  ['.else', otherwise],
  ['.endif', endIf],
  ['.endc', endIf],
];
