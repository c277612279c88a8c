/**
 * What GNU as makes of the text behind a directive that does not look where its statement ends.
 *
 * Some directives leave what follows on the line to be read as a statement; others, where an operand is missing, have taken the line's end for one
 * and lose the statement behind it. Found by experiment with GNU as 2.40.
 */
import * as messages from '../diag/messages/asm.ts';
import type { Assembler } from './assembler.ts';
import { findEnd } from './scan.ts';

/** What is left of the statement is read as a statement of its own. */
export function readOn(a: Assembler): void {
  const c = a.skipBlanks();
  // what begins a comment on a line of its own begins one here
  if (c === 35) a.p = a.end;
  if (c === 0 || c === 35) return;
  a.frame.at = a.p + a.shift - a.frame.from;
  a.p = a.end;
}

/** The statement that follows, without its blanks, and nothing of it read; '' at the end of the text. */
export function dropNext({ frame }: Assembler): string {
  if (frame.at >= frame.text.length && !frame.advance()) return '';
  const extent = { end: 0, stop: 0, commented: false, hash: 0 };
  const start = frame.at;
  findEnd(frame.text, start, frame.text.length, extent);
  frame.at = extent.stop + 1;
  return frame.text.slice(start, extent.end).trim();
}

/** A directive without its operand took the line's end for it: the next statement must be empty, and is not read. */
export function operandIsNext(a: Assembler): void {
  const { frame } = a;
  const fresh = frame.text.charCodeAt(frame.at - 1) === 10;
  const next = dropNext(a);
  if (next !== '' && !(fresh && next.startsWith('#'))) a.errorHere(messages.junkAtEnd(next));
}
