/**
 * What GNU as calls scrubbing: comments out, blanks squeezed, character constants made numbers.
 *
 * Ordinary statements are read as they stand; scrubbing shows only where text becomes text again: in macro bodies and
 * macro arguments (an argument `a + b` is `a+b`, and so one argument, not three). Enters: text[start..end), whole
 * statements. Leaves: the scrubbed text and, when asked for, where its pieces came from. `as` manual, "Preprocessing",
 * "Whitespace", "Comments".
 */
import { characterAt } from '../expr/scan.ts';
import { isBlank, isNamePart } from './chars.ts';

/** Start offsets in the scrubbed text and in the original, ascending. */
export interface ScrubMap {
  readonly starts: number[];
  readonly origins: number[];
}

/** Where in a statement the scrubber is: before the opcode, in it, in the operands, and whether a name was just seen. */
const AT = { lineStart: 0, opcodeNext: 1, opcode: 2, operands: 3, name: 9, nameBlank: 10, firstWord: 11 } as const;

const NAME = /[\w.$\x80-\uffff]+/y;
const MARKER = /^#[ \t]*\d+[ \t]+"/;

/** Scrub whole lines, or (`lineStart` false) the operands of a statement. */
export function scrub(text: string, start: number, end: number, map?: ScrubMap, lineStart = true): string {
  return new Scrubber(text, end, map).run(start, lineStart);
}

class Scrubber {
  #out = '';
  #state: number = AT.lineStart;
  #run = 0;

  readonly text: string;
  readonly end: number;
  readonly map: ScrubMap | undefined;

  constructor(text: string, end: number, map: ScrubMap | undefined) {
    this.text = text;
    this.end = end;
    this.map = map;
  }

  run(start: number, lineStart: boolean): string {
    const { text, end } = this;
    this.#state = lineStart ? AT.lineStart : AT.operands;
    let at = start;
    this.#run = at;
    while (at < end) {
      const c = text.charCodeAt(at);
      if (isNamePart(c)) at = this.#name(at);
      else if (isBlank(c)) at = this.#blank(at);
      else at = this.#other(at, c);
    }
    this.#flush(at);
    return this.#out;
  }

  /** Copy what is pending, up to `to`. */
  #flush(to: number): void {
    if (to <= this.#run) return;
    this.map?.starts.push(this.#out.length);
    this.map?.origins.push(this.#run);
    this.#out += this.text.slice(this.#run, to);
  }

  #replace(from: number, to: number, by: string): number {
    this.#flush(from);
    if (by !== '') {
      this.map?.starts.push(this.#out.length);
      this.map?.origins.push(from);
      this.#out += by;
    }
    this.#run = to;
    return to;
  }

  #name(at: number): number {
    if (this.#state === AT.nameBlank) this.#replace(at, at, ' ');
    NAME.lastIndex = at;
    const to = NAME.test(this.text) ? Math.min(NAME.lastIndex, this.end) : at + 1;
    if (this.#state === AT.lineStart) this.#state = AT.firstWord;
    else if (this.#state === AT.opcodeNext) this.#state = AT.opcode;
    else if (this.#state >= AT.operands && this.#state <= AT.nameBlank) this.#state = AT.name;
    return to;
  }

  /** A run of blanks and block comments, which count as one. */
  #blank(at: number): number {
    const { text, end } = this;
    let to = at;
    while (to < end) {
      if (isBlank(text.charCodeAt(to))) to++;
      else if (text.startsWith('/*', to)) to = skipBlockComment(text, to, end);
      else break;
    }
    const next = to < end ? text.charCodeAt(to) : 10;
    const state = this.#state;
    if (state === AT.lineStart) {
      this.#state = AT.opcodeNext;
      return this.#replace(at, to, ' ');
    }
    const ends = next === 10 || next === 59 || (next === 47 && text.startsWith('//', to));
    if (ends && state !== AT.opcode && state !== AT.firstWord) return this.#replace(at, to, '');
    if ((state === AT.opcode || state === AT.firstWord) && next === 58) {
      this.#state = AT.opcodeNext;
      return this.#replace(at, to, '');
    }
    if (state === AT.opcode || state === AT.firstWord) {
      this.#state = AT.operands;
      return this.#replace(at, to, ' ');
    }
    if (state === AT.name || state === AT.nameBlank) this.#state = AT.nameBlank;
    return this.#replace(at, to, '');
  }

  #other(at: number, c: number): number {
    const { text, end } = this;
    if (c === 10) {
      this.#state = AT.lineStart;
      return at + 1;
    }
    if (c === 59) {
      this.#state = AT.lineStart;
      return at + 1;
    }
    if (c === 47 && text.startsWith('/*', at)) return this.#blank(at);
    if ((c === 47 && text.startsWith('//', at)) || (c === 35 && this.#state <= AT.opcodeNext)) {
      const eol = text.indexOf('\n', at);
      if (eol < 0 || eol > end) return this.#replace(at, end, '');
      // a line marker is no line, which a listing shows
      const isMarker = c === 35 && text.charCodeAt(at - 1) === 10 && MARKER.test(text.slice(at, eol));
      return this.#replace(at, isMarker ? Math.min(eol + 1, end) : eol, '');
    }
    if (c === 34) return this.#string(at);
    if (c === 39) return this.#character(at);
    if (c === 58) {
      if (this.#state === AT.name || this.#state === AT.nameBlank) this.#state = AT.operands;
      else if (this.#state !== AT.operands) this.#state = AT.opcodeNext;
      return at + 1;
    }
    if (this.#state === AT.lineStart) this.#state = AT.firstWord;
    else if (this.#state === AT.opcodeNext) this.#state = AT.opcode;
    else if (this.#state === AT.name) this.#state = AT.operands;
    else if (this.#state === AT.nameBlank) {
      if (c === 92) this.#replace(at, at, ' ');
      this.#state = AT.operands;
    }
    return at + 1;
  }

  #string(at: number): number {
    if (this.#state === AT.nameBlank) {
      this.#replace(at, at, ' ');
      this.#state = AT.operands;
    }
    if (this.#state === AT.operands) this.#state = AT.name;
    else if (this.#state === AT.lineStart) this.#state = AT.firstWord;
    else if (this.#state === AT.opcodeNext) this.#state = AT.opcode;
    return skipString(this.text, at, this.end);
  }

  /** `'a`, `'a'`, `'\n'` become decimal numbers. */
  #character(at: number): number {
    if (at + 1 >= this.end) return at + 1;
    if (this.#state === AT.nameBlank) this.#replace(at, at, ' ');
    const { value, end } = characterAt(this.text, at + 1);
    if (this.#state >= AT.operands && this.#state <= AT.nameBlank) this.#state = AT.name;
    else if (this.#state === AT.lineStart) this.#state = AT.firstWord;
    else if (this.#state === AT.opcodeNext) this.#state = AT.opcode;
    const to = this.text.charCodeAt(end) === 39 ? end + 1 : end;
    return this.#replace(at, Math.min(to, this.end), String(value & 255));
  }
}

/** Index after the string that opens at text[at]. */
export function skipString(text: string, at: number, end: number): number {
  let to = at + 1;
  while (to < end) {
    const c = text.charCodeAt(to);
    if (c === 92) to++;
    else if (c === 34) return to + 1;
    to++;
  }
  return end;
}

/** Index after the block comment that opens at text[at], or `end` when it never closes. */
export function skipBlockComment(text: string, at: number, end: number): number {
  const close = text.indexOf('*/', at + 2);
  return close < 0 || close + 2 > end ? end : close + 2;
}
