/**
 * The text between a directive and its end: bodies of macros and loops, cut out of the running frame with those nested in them, and scrubbed.
 */
import * as messages from '../../diag/messages/asm.ts';
import type { Assembler } from '../assembler.ts';
import { isBlank, isNamePart } from '../chars.ts';
import { Body } from '../macro.ts';
import { findEnd, skipLabels } from '../scan.ts';

/** The statements from text[at] of the one at hand to the last one read. */
export const writtenSince = (a: Assembler, at: number): string =>
  a.frame.text.slice(at + a.shift - a.frame.from, a.frame.at - 1);

/** Cut the body that follows the statement at hand out of the frame; undefined after reporting that it never ends. */
export function cutBody(a: Assembler, opens: RegExp, closes: RegExp, what: string, end: string): Body | undefined {
  const { frame } = a;
  const { text } = frame;
  const start = frame.at;
  const extent = { end: 0, stop: 0, commented: false, hash: 0 };
  let depth = 1;
  let at = start;
  while (at < text.length) {
    let word = skipLabels(text, at, true);
    if (text.charCodeAt(word) === 35) {
      const eol = text.indexOf('\n', word);
      at = eol < 0 ? text.length : eol + 1;
      continue;
    }
    findEnd(text, word, text.length, extent);
    if (text.charCodeAt(word) === 46) {
      let to = word + 1;
      while (to < extent.end && isNamePart(text.charCodeAt(to))) to++;
      const c = text.charCodeAt(word + 1) | 32;
      if (c === 101 || c === 105 || c === 114 || c === 109) {
        const name = text.slice(word, to);
        if (opens.test(name)) depth++;
        else if (closes.test(name) && --depth === 0) {
          frame.at = extent.stop + 1;
          return new Body(text, start, lineStart(text, start, word), frame.from);
        }
      }
    }
    word = extent.stop;
    at = word + 1;
  }
  if (frame.widen()) return cutBody(a, opens, closes, what, end);
  frame.at = text.length;
  a.error(a.statementAt - a.shift, messages.unterminated(what, end), what.length);
  return undefined;
}

/** Where the line of text[at] begins, if only blanks stand before it there. */
function lineStart(text: string, from: number, at: number): number {
  let to = at;
  while (to > from && isBlank(text.charCodeAt(to - 1))) to--;
  return to === from || text.charCodeAt(to - 1) === 10 ? to : at;
}
