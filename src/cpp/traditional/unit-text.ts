/**
 * The text of a unit in traditional mode: its files' lines, read by the scanner, to the printer; directives to their handler.
 *
 * Enters: the reader's stack of files. Leaves: lines at the printer. A line that begins with `#` is a directive, unless a
 * call that began before it takes it for an argument; then the reader goes on after the call.
 */
import * as messages from '../../diag/messages/cpp.ts';
import type { Printer } from '../printer.ts';
import { type FileFrame, type FileReader, systemFlag } from '../reader.ts';
import { type DirectiveRecord, isOnlySplices } from '../structure.ts';
import { Kind, SHIFT } from '../symbols.ts';
import type { TokenRun } from '../token-run.ts';
import type { Unit } from '../unit.ts';
import type { TraditionalScanner } from './scanner.ts';

/** Print the files above the one that is on the stack when this is called, to their ends. */
export function printTraditional(reader: FileReader, printer: Printer, scanner: TraditionalScanner): void {
  for (let frame = reader.top; frame && reader.frames.length > reader.floor; frame = reader.top) {
    const { directives } = frame.file.skeleton;
    const { text } = frame.file;
    const end = directives[frame.item]?.start ?? text.length;
    if (frame.at < end && (end === text.length || !isOnlySplices(text, frame.at, end)))
      printLine(frame, printer, scanner);
    else reader.advance(frame);
  }
}

function printLine(frame: FileFrame, printer: Printer, scanner: TraditionalScanner): void {
  const { file, base, at } = frame;
  const line = file.lineAt(at) + frame.lineDelta;
  frame.at = scanner.line(file.text, base, at);
  const { directives } = file.skeleton;
  while ((directives[frame.item]?.start ?? Number.POSITIVE_INFINITY) < frame.at) frame.item++;
  if (printer.muted) return;
  printer.toLine(line, frame.name, systemFlag(frame));
  printer.writtenLine(scanner.out, scanner.stretches, scanner.keepsComments);
}

/** The operands of #if and its kin, macros expanded, as tokens; all stand where the operands begin. */
export function traditionalOperands(
  unit: Unit,
  scanner: TraditionalScanner,
  frame: FileFrame,
  directive: DirectiveRecord,
): TokenRun {
  const text = scanner.operands(frame.file.text, frame.base, directive.operands, directive.end);
  const run = unit.files.lexer.lex(text, 0, text.length, directive.operandLine, false);
  for (let i = 0; i < run.count; i++) {
    const symbol = (run.tokens[i] as number) >> SHIFT;
    const quote = unit.symbols.kind[symbol] === Kind.other ? (unit.symbols.text[symbol] as string).charAt(0) : '';
    if (quote === '"' || quote === "'") unit.report(frame.base + directive.operands, messages.unterminatedQuote(quote));
  }
  return { ...run, offsets: run.offsets.slice().fill(directive.operands) };
}
