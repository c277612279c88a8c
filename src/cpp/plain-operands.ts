/**
 * Operands of directives as nearly all are written: a name, blanks, a comment. What is written otherwise is lexed (files.ts), which costs
 * more than all that is done with most operands.
 *
 * Enters: a text and offsets in it. Leaves: offsets in it.
 */

/** The first character of text[at..end) that is no blank, or `end`. */
export function overBlanks(text: string, at: number, end: number): number {
  let i = at;
  while (i < end && (text.charCodeAt(i) === 32 || text.charCodeAt(i) === 9)) i++;
  return i;
}

/** Where the name of letters, digits and `_` ends that begins at `at`; `at` where there is none, or what may go on with it. */
export function plainNameEnd(text: string, at: number, end: number): number {
  let i = at;
  for (; i < end; i++) {
    const c = text.charCodeAt(i);
    const isLetter = c === 95 || ((c | 32) >= 97 && (c | 32) <= 122);
    if (!isLetter && (i === at || c < 48 || c > 57)) break;
  }
  if (i === end) return i;
  const c = text.charCodeAt(i);
  // a dollar, a universal character name or a splice, bytes beyond ASCII
  return c === 36 || c === 92 || c > 127 ? at : i;
}

/** Is there nothing in text[at..end) but blanks, and perhaps one block comment behind them? */
export function isBlankOrComment(text: string, at: number, end: number): boolean {
  const from = overBlanks(text, at, end);
  if (from === end) return true;
  if (from + 4 > end || !text.startsWith('/*', from)) return false;
  return text.indexOf('*/', from + 2) === end - 2 && !text.slice(from, end).includes('\\');
}
