/**
 * Lines that are joined by a backslash at their end (C11 5.1.1.2, phase 2, with the blanks that GNU cpp permits after it), and
 * comments across them.
 *
 * Enters: a text and offsets in it. Leaves: offsets after a splice, of the end of a logical line, of the end of a comment; and
 * comments as they are kept.
 */

const BACKSLASH = 92;
const SLASH = 47;

/** If a line splice (backslash, blanks, newline) starts at `i`, the offset after it; else `i`. */
export function afterSplice(text: string, i: number): number {
  if (text.charCodeAt(i) !== BACKSLASH) return i;
  let j = i + 1;
  while (isBlank(text.charCodeAt(j))) j++;
  return text.charCodeAt(j) === 10 ? j + 1 : i;
}

/** Blanks that GNU cpp permits between the backslash of a splice and its newline. */
function isBlank(c: number): boolean {
  return c === 32 || (c >= 9 && c <= 13 && c !== 10);
}

/** The end of the block comment that is open at `i`, whose end may be spliced; -1 if it has none. */
export function blockCommentEnd(text: string, i: number): number {
  const close = text.indexOf('*/', i);
  for (let star = text.indexOf('*', i); star >= 0 && (close < 0 || star < close); star = text.indexOf('*', star + 1)) {
    if (text.charCodeAt(star + 1) !== BACKSLASH) continue;
    let at = star + 1;
    for (let j = afterSplice(text, at); j !== at; j = afterSplice(text, at)) at = j;
    if (at > star + 1 && text.charCodeAt(at) === SLASH) return at + 1;
  }
  return close < 0 ? -1 : close + 2;
}

/** The end of the logical line that `i` is on: the offset of its newline, or the end of the text. */
export function logicalLineEnd(text: string, i: number): number {
  for (let at = i; ; ) {
    const newline = text.indexOf('\n', at);
    if (newline < 0) return text.length;
    let j = newline - 1;
    while (j >= i && isBlank(text.charCodeAt(j))) j--;
    if (j < i || text.charCodeAt(j) !== BACKSLASH) return newline;
    at = newline + 1;
  }
}

/** Each joint of two lines. */
export const SPLICES = /\\[ \t\v\f\r]*\n/g;

/**
 * A comment as GNU cpp keeps it: lines are joined in place, so that behind a joined line of a block comment there stand as many of
 * its last characters once more as the joining took away.
 */
export function keptComment(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(LOGICAL_LINES, (line) => {
    const joined = line.replace(SPLICES, '');
    return line.endsWith('\n') ? joined + line.slice(line.length - (line.length - joined.length)) : joined;
  });
}

/** A comment as it may stand before other text: `//` would take that in. */
export function blockComment(text: string): string {
  return text.startsWith('//') ? `/*${text.slice(2)}*/` : text;
}

/** Lines with the splices in them, each with its newline. */
const LOGICAL_LINES = /(?:[^\\\n]|\\[ \t\v\f\r]*\n|\\)+\n?/g;

/** The end of a comment whose opening is broken by a splice. */
export function endOfComment(text: string, i: number, joined: string, end: number): number {
  if (joined.startsWith('//')) return Math.min(end, logicalLineEnd(text, i));
  const close = blockCommentEnd(text, text.indexOf('*', i) + 1);
  return close < 0 ? end : Math.min(end, close);
}

/** The offset in `text` after `length` characters from `i`, not counting splices. */
export function skipUnspliced(text: string, i: number, length: number): number {
  let at = i;
  for (let n = 0; n < length; n++) {
    for (let j = afterSplice(text, at); j !== at; j = afterSplice(text, at)) at = j;
    at++;
  }
  return at;
}

/** How many lines end in text[start, end). */
export function newlinesIn(text: string, start: number, end: number): number {
  let n = 0;
  for (let i = start; i < end; i++) if (text.charCodeAt(i) === 10) n++;
  return n;
}
