/**
 * `.file number`, `.loc` and their relatives. `as` manual, ".file", ".loc", ".loc_mark_labels".
 */
import * as messages from '../../diag/messages/asm.ts';
import type { Assembler } from '../assembler.ts';
import { isDigit, isNamePart } from '../chars.ts';
import { FLAG } from '../line-entries.ts';
import { nameFile } from './logical-line.ts';
import { readText } from './strings.ts';
import { readSymbol } from './symbol-names.ts';
import type { Directive } from './table.ts';

const MOST_FILES = 100_000;

/**
 * `.file "name"` or `.file number ["directory"] "name" [md5 value] [source "text"]`. A directory before DWARF 5, and the source's text, are LLVM's:
 * GNU as refuses them.
 */
function file(a: Assembler): void {
  if (a.skipBlanks() === 34) {
    nameFile(a);
    return;
  }
  const at = a.p;
  const { lineTable } = a;
  const value = a.readConstant('the number of the file');
  if (value === undefined) return;
  const number = Number(value);
  if (number === 0 && lineTable.level < 5) lineTable.level = 5;
  if (number < 0 || number > MOST_FILES) {
    a.error(at, messages.outOfRange('file number', String(value), '0', String(MOST_FILES)));
    return;
  }
  let name = readText(a);
  if (name === undefined) return;
  let directory: string | undefined;
  let md5: bigint | undefined;
  let source: string | undefined;
  if (a.skipBlanks() === 34) {
    directory = name;
    name = readText(a);
    if (name === undefined) return;
  }
  a.skipBlanks();
  if (lineTable.level >= 5 && a.text.startsWith('md5', a.p)) {
    a.p += 3;
    a.skipBlanks();
    if (!a.readExpression()) return;
    md5 = a.expression.wide ?? BigInt.asUintN(64, a.expression.big);
    a.skipBlanks();
  }
  if (a.text.startsWith('source', a.p)) {
    a.p += 6;
    a.skipBlanks();
    source = readText(a);
    if (source === undefined) return;
  }
  a.endOfStatement();
  lineTable.stopGenerating();
  a.stabs?.end();
  if (!lineTable.setFile(number, directory, name, md5, source)) {
    a.error(at, messages.badParameter(`file number ${number} already stands for another file`));
  }
}

/** `.loc file line [column] [options]` */
function loc(a: Assembler): void {
  const { lineTable: t } = a;
  startLoc(a);
  const at = a.p;
  const fileNumber = a.readConstant('the number of the file');
  if (fileNumber === undefined) return;
  const line = a.readOptional('the line');
  if (line === undefined) return;
  const number = Number(fileNumber);
  if (number === 0 && t.level < 5) t.level = 5;
  if (!t.files[number]) {
    a.error(at, messages.badParameter(`file number ${number} was not given a name by .file`));
    return;
  }
  t.current.file = number;
  t.current.line = Number(line);
  t.current.discriminator = 0;
  a.skipBlanks();
  if (isDigit(a.text.charCodeAt(a.p)) && a.p < a.end) {
    const column = a.readConstant('the column');
    if (column === undefined) return;
    t.current.column = Number(column);
  }
  while (a.skipBlanks() !== 0) if (!option(a)) return;
  endLoc(a);
}

/** Before a `.loc`: one that no instruction followed has its entry here. */
export function startLoc(a: Assembler): void {
  if (a.lineTable.pending) a.lineTable.emit(a, 0);
}

/** After a `.loc`: its entry is made by the next instruction, unless a view is to be numbered. */
export function endLoc(a: Assembler): void {
  const { lineTable: t } = a;
  t.pending = true;
  if (t.view || t.reset) t.emit(a, 0);
}

/** One option at p; false after reporting an error. */
function option(a: Assembler): boolean {
  const { lineTable: t, text } = a;
  const start = a.p;
  while (a.p < a.end && isNamePart(text.charCodeAt(a.p))) a.p++;
  const length = a.p - start;
  switch (optionAt(text, start, length)) {
    case 'view':
      return view(a, start);
    case 'is_stmt': {
      const value = optionNumber(a, start, 'the value of is_stmt', 1);
      if (value === undefined) return false;
      t.current.flags = value === 0 ? t.current.flags & ~FLAG.isStmt : t.current.flags | FLAG.isStmt;
      return true;
    }
    case 'discriminator': {
      const value = optionNumber(a, start, 'the value of discriminator', 2 ** 32 - 1);
      if (value === undefined) return false;
      t.current.discriminator = value;
      return true;
    }
    case 'isa': {
      const value = optionNumber(a, start, 'the value of isa', 2 ** 32 - 1);
      if (value === undefined) return false;
      t.current.isa = value;
      return true;
    }
    case 'basic_block':
      t.current.flags |= FLAG.basicBlock;
      return true;
    case 'prologue_end':
      t.current.flags |= FLAG.prologueEnd;
      return true;
    case 'epilogue_begin':
      t.current.flags |= FLAG.epilogueBegin;
      return true;
    default: {
      const name = text.slice(start, a.p);
      a.error(start, messages.unknownOperand('option of .loc', name || text.charAt(start)), Math.max(1, length));
      return false;
    }
  }
}

/** Which option the name of this length at text[start] is. */
function optionAt(text: string, start: number, length: number): (typeof OPTIONS)[number] | undefined {
  for (const name of OPTIONS) if (name.length === length && text.startsWith(name, start)) return name;
  return undefined;
}

/** Those that compilers write first. */
const OPTIONS = ['view', 'is_stmt', 'discriminator', 'isa', 'basic_block', 'prologue_end', 'epilogue_begin'] as const;

/** The value of the option whose name began at `start`, from 0 to `most`; undefined after reporting an error. */
function optionNumber(a: Assembler, start: number, what: string, most: number): number | undefined {
  const to = a.p;
  const value = a.readConstant(what);
  if (value === undefined) return undefined;
  if (value >= 0 && value <= most) return Number(value);
  const name = a.text.slice(start, to);
  a.error(start, messages.outOfRange(name, String(value), '0', String(most)));
  return undefined;
}

/** `view name`, `view 0` (is zero), `view -0` (becomes zero) */
function view(a: Assembler, start: number): boolean {
  const { lineTable: t } = a;
  const c = a.skipBlanks();
  if (c === 45 || isDigit(c)) {
    const value = a.readConstant('the view');
    if (value === undefined) return false;
    if (value !== 0) {
      a.error(start, messages.outOfRange('view', String(value), '0', '0'));
      return false;
    }
    t.reset = c === 45;
    t.zeroView = !t.reset;
    t.view = a.zero();
    return true;
  }
  const sym = readSymbol(a);
  if (!sym) return false;
  if (sym.isDefined) {
    a.error(start, messages.symbolRedefined(sym.name), sym.name.length);
    return false;
  }
  t.view = sym;
  return true;
}

/** `.loc_mark_labels 0 | 1` */
function markLabels(a: Assembler): void {
  const at = a.p;
  const value = a.readOptional('0 or 1');
  if (value === undefined) return;
  if (value === 0 || value === 1) a.lineTable.markLabels = value === 1;
  else a.error(at, messages.outOfRange('.loc_mark_labels', String(value), '0', '1'));
  a.endOfStatement();
}

export const dwarf: readonly (readonly [string, Directive])[] = [
  ['.file', file],
  ['.loc', loc],
  ['.loc_mark_labels', markLabels],
];
