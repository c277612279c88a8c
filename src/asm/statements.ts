/**
 * The statement loop: text in, one statement after the other, out of whatever frame is on top.
 *
 *     statement = { label ":" } [ name "=" expression | directive | macro call | instruction ]
 *
 * Statements end at a newline, `;` or NUL outside strings, character constants and comments. `//` and, at the start of a
 * line, `#` begin comments; a block comment inside a statement is blanked out on a copy, so that columns stay. Nothing is allocated for
 * an ordinary statement. `as` manual, "Statements", "Labels", "Comments"; "AArch64 Syntax".
 */
import * as messages from '../diag/messages/asm.ts';
import type { Assembler } from './assembler.ts';
import { ByteReader } from './bytewise/reader.ts';
import { CLASS, isDigit, isNamePart, isNameStart, NAME_PART, NAME_START } from './chars.ts';
import { assign } from './directives/symbols.ts';
import { findDirective, STEADY } from './directives/table.ts';
import { callMacro } from './expansion.ts';
import { Instructions } from './instructions.ts';
import { FILTER } from './known-macros.ts';
import { defineAlias } from './register-alias.ts';
import { finishFirst, finishRecording } from './replay.ts';
import { type Extent, findEnd, quotedName, skipCharacter, skipLabels } from './scan.ts';
import { skipBlockComment, skipString } from './scrub.ts';

/** Blank out the block comments of text[start..end), keeping the length. */
function withoutComments(text: string, start: number, end: number): string {
  let out = '';
  let from = start;
  let i = start;
  while (i < end) {
    const c = text.charCodeAt(i);
    if (c === 34) i = skipString(text, i, end);
    else if (c === 39) i = skipCharacter(text, i, end);
    else if (c === 47 && text.charCodeAt(i + 1) === 42) {
      const to = skipBlockComment(text, i, end);
      out += text.slice(from, i) + ' '.repeat(to - i);
      from = i = to;
    } else i++;
  }
  return out + text.slice(from, end);
}

/** The largest number that is a label. */
const MOST_LABEL = 2 ** 31 - 1;

export class StatementLoop {
  readonly #a: Assembler;
  readonly #byBytes: ByteReader;
  readonly #instructions: Instructions;
  /** A listing wants to see each statement. */
  readonly #quick: boolean;
  /** Hash of the whole statement, or -1 when it must be computed. */
  #hash = -1;
  readonly #extent: Extent = { end: 0, stop: 0, commented: false, hash: 0 };

  constructor(assembler: Assembler) {
    this.#a = assembler;
    this.#byBytes = new ByteReader(assembler);
    this.#instructions = new Instructions(assembler);
    this.#quick = assembler.listing === undefined;
  }

  /** Read until all frames are empty, or `.end`. */
  run(): void {
    const a = this.#a;
    while (!a.ended) {
      if (this.#quick && !this.#isSkipping() && this.#byBytes.run()) continue;
      const { frame } = a;
      if (frame.at >= frame.text.length) {
        if (frame.again > 0) {
          if (frame.recording) finishFirst(a, frame, frame.recording);
          if (frame.again === 0) continue;
          frame.again--;
          frame.at = 0;
          continue;
        }
        if (frame.advance()) continue;
        if (a.conditionals.length > frame.conditionals && frame.kind !== 'loop') this.#openConditional();
        // the last line may be that of a body's end
        const { length } = frame.text;
        if (frame.kind === 'file' && length > 0) a.listing?.statement(a, frame, length - 1, length);
        if (frame.recording) finishRecording(a, frame, frame.recording);
        if (!frame.parent) break;
        a.frame = frame.parent;
        if (!a.listing) frame.release();
        continue;
      }
      this.#next();
    }
    if (a.ended && a.conditionals.length > 0) this.#openConditional();
  }

  #openConditional(): void {
    const { conditionals, frame, map, sink } = this.#a;
    const open = conditionals.at(-1);
    if (open) sink.report(open.frame.pos(open.at, map), messages.unterminated('.if', '.endif'), 3);
    conditionals.length = frame.conditionals;
  }

  /** One statement of the frame on top. */
  #next(): void {
    const a = this.#a;
    const { frame } = a;
    const { text, from } = frame;
    const limit = text.length;
    let { at } = frame;
    let c = text.charCodeAt(at);
    while (at < limit && (c === 32 || c === 9 || c === 10 || c === 59 || c === 13 || c === 12 || c === 0))
      c = text.charCodeAt(++at);
    if (at >= limit) {
      a.listing?.statement(a, frame, frame.at, at);
      frame.at = at;
      return;
    }
    if (c === 35 && startsLine(text, at)) {
      a.listing?.statement(a, frame, frame.at, at);
      const eol = text.indexOf('\n', at);
      frame.at = eol < 0 ? limit : eol + 1;
      return;
    }
    if (c === 47 && text.charCodeAt(at + 1) === 42) {
      a.listing?.statement(a, frame, frame.at, at);
      const end = skipBlockComment(text, at, limit);
      if (end < limit || !frame.widen()) frame.at = end;
      else this.#next();
      return;
    }
    const extent = this.#extent;
    let nameEnd = at;
    let hash = 0;
    extent.hash = 0;
    if (((CLASS[c] as number) & NAME_START) !== 0) {
      hash = c | 32;
      let exact = c;
      for (nameEnd++; nameEnd < limit; nameEnd++) {
        const d = text.charCodeAt(nameEnd);
        if (((CLASS[d] as number) & NAME_PART) === 0) break;
        hash = (Math.imul(hash, 31) + (d | 32)) | 0;
        exact = (Math.imul(exact, 31) + d) | 0;
      }
      extent.hash = exact;
    }
    const isLabel = text.charCodeAt(nameEnd) === 58 || isDigit(c);
    const comment = isLabel ? skipLabels(text, at) : 0;
    if (isLabel && text.charCodeAt(comment) === 35) {
      // behind a label as at the start of a line
      const eol = text.indexOf('\n', comment);
      extent.end = comment;
      extent.stop = eol < 0 ? limit : eol;
      extent.commented = text.slice(at, comment).includes('/*');
    } else findEnd(text, nameEnd, limit, extent);
    if (extent.stop >= limit && frame.widen()) {
      this.#next();
      return;
    }
    const before = frame.at;
    frame.at = extent.stop + 1;
    a.statementAt = at + from;
    if (extent.commented) {
      a.text = withoutComments(text, at, extent.end);
      a.shift = at + from;
      a.p = 0;
      a.end = a.text.length;
      nameEnd = -1;
    } else {
      a.text = text;
      a.shift = from;
      a.p = at;
      a.end = extent.end;
    }
    if (a.listing) a.listing.statement(a, frame, before, at);
    if (this.#isSkipping()) this.#skipped();
    else this.#statement(nameEnd, hash);
  }

  #isSkipping(): boolean {
    const { conditionals } = this.#a;
    return conditionals.length > 0 && conditionals[conditionals.length - 1]?.ignoring === true;
  }

  /** In a branch not taken only what begins with the name of a conditional directive counts. */
  #skipped(): void {
    const a = this.#a;
    const { text, end } = a;
    if (text.charCodeAt(a.p) !== 46) return;
    let to = a.p + 1;
    while (to < end && isNamePart(text.charCodeAt(to))) to++;
    const first = text.charCodeAt(a.p + 1) | 32;
    if (first !== 105 && first !== 101) return;
    if (/^\.(?:if|else|endif|endc)/i.test(text.slice(a.p, to))) this.#statement(-1, 0);
  }

  /** The statement at a.p. A name at its start was scanned already, up to `nameEnd`, unless that is -1. */
  #statement(nameEnd: number, firstHash: number): void {
    const a = this.#a;
    const { text, end } = a;
    let to = nameEnd;
    let hash = firstHash;
    this.#hash = nameEnd < 0 ? -1 : this.#extent.hash;
    for (;;) {
      const start = a.p;
      if (start >= end) return;
      const c = text.charCodeAt(start);
      if (isNameStart(c)) {
        if (to <= start) {
          hash = c | 32;
          to = start + 1;
          this.#hash = -1;
        }
        for (; to < end; to++) {
          const d = text.charCodeAt(to);
          if (((CLASS[d] as number) & NAME_PART) === 0) break;
          hash = (Math.imul(hash, 31) + (d | 32)) | 0;
        }
        a.p = to;
        const next = to < end ? text.charCodeAt(to) : 0;
        if (next !== 58 && !this.#isLabel()) {
          this.#named(start, to, hash);
          return;
        }
        a.p++;
        a.defineLabel(start, to);
      } else if (isDigit(c)) {
        if (!this.#numericLabel(start)) return;
      } else if (c === 34) {
        if (!this.#quotedName(start)) return;
      } else if (c === 35 && text.charCodeAt(lastOf(text, start)) === 58) {
        // behind a label as at the start of a line: what ended the statement may be part of the comment
        const { frame } = a;
        const eol = frame.text.indexOf('\n', start + a.shift - frame.from);
        frame.at = eol < 0 ? frame.text.length : eol + 1;
        return;
      } else {
        a.error(start, messages.expected('a label, directive or instruction'));
        return;
      }
      a.skipBlanks();
    }
  }

  /** Blanks before the colon of a label. */
  #isLabel(): boolean {
    const a = this.#a;
    const c = a.text.charCodeAt(a.p);
    if (c !== 32 && c !== 9) return false;
    const save = a.p;
    if (a.skipBlanks() === 58) return true;
    a.p = save;
    return false;
  }

  #numericLabel(start: number): boolean {
    const a = this.#a;
    let to = start;
    while (to < a.end && isDigit(a.text.charCodeAt(to))) to++;
    a.p = to;
    if (a.skipBlanks() !== 58) {
      a.error(start, messages.expected("':' after a numeric label"));
      return false;
    }
    a.p++;
    const number = Number(a.text.slice(start, to));
    if (number > MOST_LABEL) {
      a.error(start, messages.outOfRange('local label', a.text.slice(start, to), '0', String(MOST_LABEL)), to - start);
      return false;
    }
    a.defineNumericLabel(number);
    return true;
  }

  /** `"name":` and `"name" = expression`; whether a label was read. */
  #quotedName(start: number): boolean {
    const a = this.#a;
    const quoted = quotedName(a.text, start, a.end);
    if (!quoted) {
      a.error(start, messages.expected('a closing quote'));
      return false;
    }
    const { name, warning, end } = quoted;
    a.p = end;
    const c = a.skipBlanks();
    // where the line begins with the name, GNU as keeps the first blank behind it, and then does not see what follows
    const apart = a.p > end && isAtLineStart(a.text, start) && !/"[ \t]+"/.test(a.text.slice(start, end));
    if ((c !== 58 && c !== 61) || apart) {
      a.error(start, messages.expected('a label, directive or instruction'));
      return false;
    }
    if (warning !== '') a.error(start, messages.doubtful(warning), end - start);
    if (c === 58) {
      a.p++;
      a.define(a.symbols.make(name), start, end);
      return true;
    }
    a.effects++;
    assign(a, start, end, a.symbols.make(name));
    return false;
  }

  /** A statement that begins with the name text[start..to). */
  #named(start: number, to: number, hash: number): void {
    const a = this.#a;
    const { text } = a;
    const next = a.skipBlanks();
    if (next === 61 && text.charCodeAt(a.p) === 61) {
      a.effects++;
      assign(a, start, to);
      return;
    }
    if (text.charCodeAt(start) === 46) {
      const directive = findDirective(hash, text, start, to);
      if (directive) {
        // GNU as takes a quote right behind the name for the end of it
        if (text.charCodeAt(to) === 34) a.p = to + 1;
        if (!STEADY.has(directive)) a.effects++;
        directive(a);
        return;
      }
    }
    a.stabs?.statement(a, start);
    if (a.learnt.macros.filter[hash & (FILTER - 1)] === 1) {
      const macro = a.macros.get(text.slice(start, to));
      if (macro) {
        callMacro(a, macro, start);
        return;
      }
    }
    if (next === 46 && this.#alias(start, to)) return;
    this.#instructions.read(start, to, this.#hash);
  }

  /** `name .req register` */
  #alias(start: number, to: number): boolean {
    const a = this.#a;
    const { text } = a;
    if (!text.startsWith('.req', a.p) || isNamePart(text.charCodeAt(a.p + 4))) return false;
    const name = text.slice(start, to);
    // of the name of an instruction GNU as takes what stands before a dot
    if (name.includes('.')) return false;
    const at = a.p;
    a.p += 4;
    const c = a.skipBlanks();
    // blanks are dropped before all but names
    if (c !== 34 && !isNamePart(c)) {
      a.p = at;
      return false;
    }
    defineAlias(a, name, start);
    return true;
  }
}

/** Whether nothing stands before text[at] on its line. */
const isAtLineStart = (text: string, at: number): boolean => at === 0 || text.charCodeAt(at - 1) === 10;

/** Index of the last character before text[at] that is no blank. */
function lastOf(text: string, at: number): number {
  let i = at - 1;
  while (i >= 0 && (text.charCodeAt(i) === 32 || text.charCodeAt(i) === 9)) i--;
  return i;
}

/** Whether only blanks stand before text[at] on its line, or since the last `;` or label. */
function startsLine(text: string, at: number): boolean {
  const i = lastOf(text, at);
  const c = i < 0 ? 10 : text.charCodeAt(i);
  return c === 10 || c === 59 || c === 47 || c === 13 || c === 58;
}
