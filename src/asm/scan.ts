/**
 * Where statements end: the one search that everything which cuts text into statements shares.
 *
 * Statements end at a newline, `;` or NUL outside strings, character constants and comments. `as` manual, "Statements", "Comments".
 */
import { isBlank, isNamePart } from './chars.ts';
import { skipBlockComment, skipString } from './scrub.ts';

/** Characters that the search for a statement's end must look at: NUL newline ; " / ' */
const STOP = new Uint8Array(65536);
for (const c of [0, 10, 59, 34, 47, 39]) STOP[c] = 1;

/** Where a statement's text ends, where its terminator is, and whether a block comment is inside. Reused. */
export interface Extent {
  end: number;
  stop: number;
  commented: boolean;
  /** Hash of the text up to the end, continued from what the caller put here. */
  hash: number;
}

/** Find the end of the statement that starts at `at`. */
export function findEnd(text: string, at: number, limit: number, extent: Extent): void {
  let i = at;
  let { hash } = extent;
  extent.commented = false;
  for (;;) {
    let c = 10;
    for (; i < limit; i++) {
      c = text.charCodeAt(i);
      if ((STOP[c] as number) !== 0) break;
      hash = (Math.imul(hash, 31) + c) | 0;
    }
    if (i >= limit || c === 10 || c === 59 || c === 0) {
      extent.end = extent.stop = Math.min(i, limit);
      extent.hash = hash;
      return;
    }
    const next = c === 47 && i + 1 < limit ? text.charCodeAt(i + 1) : 0;
    if (next === 47) {
      const eol = text.indexOf('\n', i);
      extent.end = i;
      extent.stop = eol < 0 || eol > limit ? limit : eol;
      extent.hash = hash;
      return;
    }
    hash = (Math.imul(hash, 31) + c) | 0;
    if (c === 34) i = skipString(text, i, limit);
    else if (c === 39) i = skipCharacter(text, i, limit);
    else {
      if (next === 42) {
        extent.commented = true;
        i = skipBlockComment(text, i, limit);
      } else i++;
    }
  }
}

/** Past blanks, block comments and labels at the start of a statement; those of a body may have parameters in them. */
export function skipLabels(text: string, start: number, isBody = false): number {
  let at = start;
  for (;;) {
    while (at < text.length && isBlank(text.charCodeAt(at))) at++;
    if (text.charCodeAt(at) === 47 && text.charCodeAt(at + 1) === 42) {
      at = skipBlockComment(text, at, text.length);
      continue;
    }
    const to = nameEnd(text, at, isBody);
    if (to === at) return at;
    let colon = to;
    while (colon < text.length && isBlank(text.charCodeAt(colon))) colon++;
    if (text.charCodeAt(colon) !== 58) return at;
    at = colon + 1;
  }
}

function nameEnd(text: string, start: number, isBody: boolean): number {
  let at = start;
  for (; at < text.length; at++) {
    const c = text.charCodeAt(at);
    if (isNamePart(c)) continue;
    if (!isBody || (c !== 92 && c !== 38 && text.charCodeAt(at - 1) !== 92)) break;
    // \() and \@
    if (c === 40) at++;
  }
  return at;
}

/** `';'`, `'"'` and `'` before a newline: the quoted character ends nothing. */
export function skipCharacter(text: string, at: number, limit: number): number {
  const to = text.charCodeAt(at + 1) === 92 ? at + 3 : at + 2;
  return Math.min(text.charCodeAt(to) === 39 ? to + 1 : to, limit);
}

/** A name in quotes, and the index after it. */
export interface QuotedName {
  readonly name: string;
  readonly end: number;
  /** What is doubtful about it, or ''. */
  readonly warning: string;
}

/**
 * The name in quotes that opens at text[at]: a quote or backslash after a backslash is itself, quotes side by side are one name. The end of the
 * text is a closing quote, that of a statement is none: undefined.
 */
export function quotedName(text: string, at: number, end: number): QuotedName | undefined {
  let name = '';
  let to = at;
  for (let next = at; next < end && text.charCodeAt(next) === 34; ) {
    to = skipString(text, next, end);
    const closed = to <= end && to >= next + 2 && text.charCodeAt(to - 1) === 34;
    if (!closed && end < text.length) return undefined;
    name += text.slice(next + 1, closed ? to - 1 : end);
    next = to;
    while (next < end && isBlank(text.charCodeAt(next))) next++;
  }
  const odd = /^(?:[^\\]|\\["\\])*(\\[^"\\])/s.exec(name)?.[1];
  return {
    name: name.replace(/\\(["\\])/g, '$1'),
    end: to,
    warning: odd === undefined ? '' : `'${odd}' stands for itself in a name`,
  };
}

/** The hash of a name, without regard to case, by which the macro filter goes. */
export function nameHash(text: string, start: number, end: number): number {
  let hash = text.charCodeAt(start) | 32;
  for (let i = start + 1; i < end; i++) hash = (Math.imul(hash, 31) + (text.charCodeAt(i) | 32)) | 0;
  return hash;
}
