/**
 * `.line number` and `.file "name"`: where the source says that it came from.
 *
 * As GNU as has it, what follows is reported, and with -g recorded, as of that file and line; a name counts from the first `.line` or line marker
 * on, a number from the first name on. In expansions, whose lines have places of their own, both change nothing. `as` manual, ".line", ".file".
 */
import * as messages from '../../diag/messages/asm.ts';
import { textOfBytes } from '../../text/source-text.ts';
import type { Assembler } from '../assembler.ts';
import { isDigit } from '../chars.ts';
import { fileSymbol } from './misc.ts';
import { readString } from './strings.ts';
import type { Directive } from './table.ts';

/** Lines beyond this are no lines. */
const MOST_LINE = 2 ** 31 - 1;

function changePlace(a: Assembler, change: { readonly file?: string; readonly line?: number }): void {
  const { frame, map } = a;
  if (frame.kind !== 'file') return;
  // what stands on the line behind the statement counts already
  map.setLogicalPlace(frame.pos(a.statementAt, map), change);
}

/** `.line number`: of the line that it is on. */
function lineNumber(a: Assembler): void {
  const number = a.readOptional('the line');
  if (number === undefined) return;
  a.endOfStatement();
  if (number >= 0 && number <= MOST_LINE) changePlace(a, { line: Number(number) });
}

/** `.file "name"`: also a symbol. */
export function nameFile(a: Assembler): void {
  const bytes = readString(a);
  if (!bytes) return;
  // a byte 0 ends it
  const length = bytes.indexOf(0);
  const name = textOfBytes(Uint8Array.from(length < 0 ? bytes : bytes.slice(0, length)));
  fileSymbol(a, name);
  a.dependencies.push(name);
  a.endOfStatement();
  changePlace(a, { file: name });
}

/** `.linefile number …`: what GNU as makes of line markers. The number is read, with the symbols in it; what it says is found with all markers. */
function lineFile(a: Assembler): void {
  if (isDigit(a.skipBlanks()) && a.expression.parseExpression(a.text, a.p, a.end) >= 0 && a.expression.warning !== '')
    a.errorHere(messages.doubtful(a.expression.warning));
  a.p = a.end;
}

export const logicalLines: readonly (readonly [string, Directive])[] = [
  ['.line', lineNumber],
  ['.linefile', lineFile],
];
