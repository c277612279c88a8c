/**
 * Directives that other assemblers have and GNU as reads: names for what exists, marks of functions, and words that change nothing in an object.
 *
 * `as` manual, ".func", ".lsym", ".psize", ".mri", ".fail"; the rest is listed there for other targets or not at all, and is what GNU as accepts.
 */
import * as messages from '../../diag/messages/asm.ts';
import type { Assembler } from '../assembler.ts';
import type { Int } from '../int64.ts';
import { readOn } from '../rest.ts';
import { WHERE } from '../symbol.ts';
import { readDefined, readSymbolName } from './symbol-names.ts';
import type { Directive } from './table.ts';

/** Pages have at most so many lines and at least so many columns. */
const MOST_LINES = 1000;
const LEAST_COLUMNS = 8;

/** Directives that change nothing in the object, whatever stands after them. */
const ignore: Directive = (a) => {
  a.p = a.end;
};

/** `.func [name [, label]]`: that they pair is checked, and --gstabs tells of it. */
function func(a: Assembler): void {
  const at = a.statementAt - a.shift;
  if (a.openFunction !== undefined) a.error(at, messages.misplaced('.func', 'stands before the .endfunc of the last'));
  a.openFunction = a.pos(at);
  const name = a.skipBlanks() === 0 ? undefined : readSymbolName(a);
  const label = name !== undefined && a.comma() && a.skipBlanks() !== 0 ? readSymbolName(a) : name;
  if (name !== undefined && label !== undefined) a.stabs?.beginFunction(a, name, a.symbols.make(label));
  a.endOfStatement();
}

function endFunc(a: Assembler): void {
  if (a.openFunction === undefined) a.errorHere(messages.misplaced('.endfunc', 'has no .func'));
  a.openFunction = undefined;
  a.stabs?.endFunction(a);
  a.endOfStatement();
}

/** `.lsym name, number` */
function localNumber(a: Assembler): void {
  const at = a.p;
  const sym = readDefined(a);
  if (!sym) return;
  if (!a.comma()) {
    a.errorHere(messages.expected("',' after the symbol"));
    return;
  }
  const value = a.readConstant('the value');
  if (value === undefined) return;
  a.endOfStatement();
  if (sym.where !== WHERE.undefined) {
    a.error(at, messages.symbolRedefined(sym.name), sym.name.length);
    return;
  }
  sym.where = WHERE.absolute;
  sym.value = value;
}

/** `.mri 0`; the other mode is another language. */
function mri(a: Assembler): void {
  const at = a.p;
  const mode = a.readOptional('the mode');
  if (mode === undefined) return;
  a.endOfStatement();
  if (mode !== 0) a.error(at, messages.badParameter('the MRI language is not supported'));
}

/** `.fail number`: an error, from 500 on a warning. */
function fail(a: Assembler): void {
  const number = a.readOptional('the number');
  if (number === undefined) return;
  a.endOfStatement();
  const text = `.fail ${number}`;
  a.error(a.statementAt - a.shift, number >= 500 ? messages.userWarning(text) : messages.userError(text), text.length);
}

/** The lines of a page: 0, and what is not in reach, for a page without end; undefined after reporting an error. */
function readLines(a: Assembler): number | undefined {
  const at = a.p;
  const lines = a.readOptional('the lines of a page');
  if (lines === undefined || (lines >= 0 && lines <= MOST_LINES)) return lines === undefined ? lines : Number(lines);
  a.error(at, messages.doubtful(`pages of ${lines} lines are taken for endless ones`));
  return 0;
}

/** The columns of a page; undefined after reporting an error. */
function readColumns(a: Assembler): Int | undefined {
  const at = a.p;
  const columns = a.readConstant('the columns of a page');
  if (columns !== undefined && columns < LEAST_COLUMNS)
    a.error(at, messages.outOfRange('columns', String(columns), String(LEAST_COLUMNS), '2^63 - 1'));
  return columns;
}

/** `.psize lines [, columns]` */
function paperSize(a: Assembler): void {
  const lines = readLines(a);
  if (lines === undefined) return;
  if (a.listing) a.listing.paper.lines = lines;
  if (a.comma()) {
    const columns = readColumns(a);
    if (columns === undefined) return;
    if (a.listing) a.listing.paper.columns = Number(columns);
  }
  a.endOfStatement();
}

/** `.plen lines` */
function pageLength(a: Assembler): void {
  if (readLines(a) !== undefined) a.endOfStatement();
}

/** `.llen columns` */
function lineLength(a: Assembler): void {
  if (readColumns(a) !== undefined) a.endOfStatement();
}

export const compatibility: readonly (readonly [string, Directive])[] = [
  ['.func', func],
  ['.endfunc', endFunc],
  ['.lsym', localNumber],
  ['.mri', mri],
  ['.fail', fail],
  ['.psize', paperSize],
  ['.llen', lineLength],
  ['.debug', ignore],
  ['.format', ignore],
  ['.noformat', ignore],
  ['.lflags', ignore],
  ['.name', ignore],
  ['.page', readOn],
  ['.plen', pageLength],
  ['.spc', ignore],
  ['.this_gcc_requires_the_gnu_assembler', ignore],
  ['.xref', ignore],
];
