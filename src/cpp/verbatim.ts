/**
 * -fdirectives-only: directives are carried out, what stands between them goes out as it was written, comments and all; and
 * -M, where it does not go out (the printer is muted).
 *
 * Enters: the reader's stack of files. Leaves: their text at the printer.
 */
import * as messages from '../diag/messages/cpp.ts';
import type { Printer } from './printer.ts';
import { type FileReader, systemFlag } from './reader.ts';
import type { Unit } from './unit.ts';

/** Print the files above the floor of the reader's stack, to their ends. */
export function printVerbatim(unit: Unit, reader: FileReader, printer: Printer): void {
  for (let frame = reader.top; frame && reader.frames.length > reader.floor; frame = reader.top) {
    const { file, base, at } = frame;
    const { text } = file;
    const directive = file.skeleton.directives[frame.item];
    // with what stands before the # on its line
    const end = directive?.start ?? text.length;
    if (at < end) {
      frame.at = end;
      if (printer.muted) continue;
      printer.toLine(file.lineAt(at) + frame.lineDelta, frame.name, systemFlag(frame));
      printer.verbatim(text.slice(at, end), base + at, directive === undefined);
      const open = directive ? -1 : file.skeleton.openLiteral;
      if (open >= 0) unit.report(base + open, messages.openLiteral(text.charAt(open)));
    } else reader.advance(frame);
  }
}
