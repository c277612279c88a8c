/**
 * -fdirectives-only: directives are carried out, what stands between them goes out as it was written, comments and all.
 *
 * Enters: the reader's stack of files. Leaves: their text at the printer.
 */
import { FatalDiagnostic } from '../diag/diagnostic.ts';
import * as messages from '../diag/messages/cpp.ts';
import type { SourceFile } from './files.ts';
import { lexicalFaults } from './lexical-faults.ts';
import type { Printer } from './printer.ts';
import { type FileReader, systemFlag } from './reader.ts';

/** Print the files above the floor of the reader's stack, to their ends. */
export function printVerbatim(reader: FileReader, printer: Printer): void {
  for (let frame = reader.top; frame && reader.frames.length > reader.floor; frame = reader.top) {
    const { file, base, at } = frame;
    const { text } = file;
    const directive = file.skeleton.directives[frame.item];
    // with what stands before the # on its line
    const end = directive?.start ?? text.length;
    if (at < end) {
      frame.at = end;
      if (printer.muted) continue;
      const open = openQuote(file, at, end);
      if (open !== undefined) throw new FatalDiagnostic(base + open, messages.openLiteral(text.charAt(open)));
      printer.toLine(file.lineAt(at) + frame.lineDelta, frame.name, systemFlag(frame));
      printer.verbatim(text.slice(at, end), base + at, directive === undefined);
    } else reader.advance(frame);
  }
}

/** Where text[start, end) has a quote without its end: reading stops there, as gcc's does. */
function openQuote(file: SourceFile, start: number, end: number): number | undefined {
  const options = { language: file.language, trigraphs: false, comments: false, form: '', pedantic: false } as const;
  const text = file.text.slice(start, end);
  const fault = lexicalFaults(text, options).find(
    ({ offset, message }) => message.text === messages.unterminatedQuote(text.charAt(offset)).text,
  );
  return fault && start + fault.offset;
}
