/**
 * The lexer: a range of a source text to a run of tokens (translation phases 2 and 3 of C11 5.1.1.2, as GNU cpp does them).
 *
 * Enters: a text of one character a byte, a range of whole logical lines (or of a directive's operands) and the number of
 * its first line. Leaves: parallel arrays of tokens (symbol and flags), their offsets and physical lines. Nothing here
 * depends on macros or conditions, so a range is lexed once per process, however often it is included.
 *
 * Assembler mode differs from C as in GNU cpp: no digraphs, no `$` and no UTF-8 in identifiers, only the L prefix on
 * literals. A quote without its end makes the rest of the line one token of kind "other".
 */
import {
  hasDigitSeparators,
  hasDigraphs,
  hasLineComments,
  hasRawStrings,
  hasScopeOperator,
  hasUnicodeLiterals,
  hasUniversalNames,
  type Language,
  languageOfStandard,
} from './language.ts';
import { canonicalName, rawStringEnd, universalCharacterEnd } from './literals.ts';
import { nameCharacterEnd } from './name-characters.ts';
import {
  afterSplice,
  blockComment,
  blockCommentEnd,
  endOfComment,
  keptComment,
  logicalLineEnd,
  newlinesIn,
  SPLICES,
  skipUnspliced,
} from './splices.ts';
import { BOL, Kind, type Symbols, WHITE } from './symbols.ts';
import { RunBuilder, type TokenRun } from './token-run.ts';

export type { TokenRun } from './token-run.ts';

export interface LexMode {
  /** -x assembler-with-cpp; otherwise C. */
  readonly assembler: boolean;
  /** -C, -CC: comments are tokens. */
  readonly keepComments: boolean;
  /** -CC: in the bodies of macros, too. */
  readonly commentsInMacros?: boolean;
  /** False with -fno-dollars-in-identifiers. */
  readonly dollars?: boolean;
  /** Of -std=; absent: gcc's default. */
  readonly language?: Language;
  /** -traditional-cpp: directives begin in the first column, `//` is no comment, the rest is text (traditional/). */
  readonly traditional?: boolean;
  /** -fpreprocessed: macros are not expanded, and of directives only those that -E leaves are any. */
  readonly preprocessed?: boolean;
  /** -fdirectives-only: text between directives is copied as it stands. */
  readonly directivesOnly?: boolean;
  /** -M, -MM: text between directives is not looked at. */
  readonly onlyDependencies?: boolean;
  /** -trigraphs, -std=c…: ??= and its kin are the characters they stand for. */
  readonly trigraphs?: boolean;
}

/** Is the text between directives passed over, since nothing of it is printed? */
export function isPassedOver({ onlyDependencies, traditional }: Partial<LexMode>): boolean {
  return onlyDependencies === true && traditional !== true;
}

/** Is the text between directives copied as it stands? -fpreprocessed takes up what was written that way. */
export function isCopied({ directivesOnly, preprocessed, traditional, assembler }: Partial<LexMode>): boolean {
  return directivesOnly === true && preprocessed !== true && traditional !== true && assembler !== true;
}

const SPACE = 1;
const NEWLINE = 2;
const IDENT = 3;
const DIGIT = 4;
const QUOTE = 5;
const PUNCT = 6;
const OTHER = 7;

const CLASS = new Uint8Array(256).fill(OTHER);
for (const c of ' \t\f\v\0') CLASS[c.charCodeAt(0)] = SPACE;
CLASS[10] = NEWLINE;
for (let c = 0; c < 256; c++) if (/\w/.test(String.fromCharCode(c))) CLASS[c] = IDENT;
for (const c of '0123456789') CLASS[c.charCodeAt(0)] = DIGIT;
for (const c of '"\'') CLASS[c.charCodeAt(0)] = QUOTE;
for (const c of '!#%&()*+,-./:;<=>?[]^{|}~') CLASS[c.charCodeAt(0)] = PUNCT;

const BACKSLASH = 92;
const SLASH = 47;
const STAR = 42;
const DOT = 46;
const COLON = 58;
const DOLLAR = 36;

/** Punctuators of more than one character, longest first, by their first character. */
const LONG: Readonly<Record<number, readonly string[]>> = byFirst([
  '...',
  '<<=',
  '>>=',
  '->',
  '++',
  '--',
  '<<',
  '>>',
  '<=',
  '>=',
  '==',
  '!=',
  '&&',
  '||',
  '*=',
  '/=',
  '%=',
  '+=',
  '-=',
  '&=',
  '^=',
  '|=',
  '##',
]);
const DIGRAPHS: Readonly<Record<number, readonly string[]>> = byFirst(['%:%:', '<:', ':>', '<%', '%>', '%:']);

function byFirst(list: readonly string[]): Readonly<Record<number, readonly string[]>> {
  const map: Record<number, string[]> = {};
  for (const text of list) {
    const code = text.charCodeAt(0);
    map[code] ??= [];
    map[code].push(text);
  }
  return map;
}

export class Lexer {
  readonly #symbols: Symbols;
  readonly #keepComments: boolean;
  readonly #raw: boolean;
  readonly #digraphs: boolean;
  readonly #scope: boolean;
  readonly #unicode: boolean;
  readonly #universal: boolean;
  readonly #separators: boolean;
  readonly #dollars: boolean;
  readonly #lineComments: boolean;
  readonly #allLineComments: boolean;
  readonly #builder = new RunBuilder();
  /** Kind of the token that #scan delimited last; Kind.none for a comment that is not kept. */
  #kind: number = Kind.none;
  /** The name that #scan delimited holds universal character names. */
  #escaped = false;

  constructor(symbols: Symbols, mode: LexMode, ofDirectives = false) {
    this.#symbols = symbols;
    this.#keepComments = mode.keepComments;
    const language = mode.language ?? languageOfStandard(undefined, mode.assembler);
    this.#raw = hasRawStrings(language);
    this.#digraphs = hasDigraphs(language);
    this.#scope = hasScopeOperator(language);
    this.#unicode = hasUnicodeLiterals(language);
    this.#universal = hasUniversalNames(language);
    this.#separators = hasDigitSeparators(language);
    this.#allLineComments = hasLineComments(language);
    this.#lineComments = mode.traditional !== true && !(ofDirectives && !this.#allLineComments);
    this.#dollars = mode.dollars !== false && !mode.assembler;
  }

  /**
   * Lex text[start, end). `line` is the number of the line at `start`; with `wholeLines` the first token of each logical
   * line is flagged BOL, otherwise newlines are white space (a directive's operands, after their splices).
   */
  lex(text: string, start: number, end: number, line: number, wholeLines: boolean): TokenRun {
    const out = this.#builder;
    out.begin();
    const symbols = this.#symbols;
    let flags = wholeLines ? BOL : 0;
    let i = start;
    while (i < end) {
      const c = text.charCodeAt(i);
      const type = CLASS[c] as number;
      if (type === SPACE) {
        flags |= WHITE;
        i++;
        continue;
      }
      if (type === NEWLINE || (c === 13 && text.charCodeAt(i + 1) === 10)) {
        if (type !== NEWLINE) i++;
        i++;
        line++;
        flags = wholeLines ? BOL : flags | WHITE;
        continue;
      }
      if (c === BACKSLASH) {
        const j = afterSplice(text, i);
        if (j !== i) {
          i = j;
          line++;
          continue;
        }
      }
      const stop = this.#scan(text, i, end);
      let symbol = -1;
      let next = stop;
      const isRaw = this.#raw && this.#kind === Kind.prefixed && RAW.test(text.slice(i, i + 4));
      if (isRaw) symbol = symbols.intern(text, i, stop, Kind.prefixed);
      else if (this.#kind === Kind.comment) {
        const comment = keptComment(text.slice(i, stop));
        symbol = symbols.of(wholeLines ? comment : blockComment(comment), Kind.comment);
      } else if (this.#escaped) symbol = symbols.of(canonicalName(text.slice(i, stop)), Kind.name);
      else if (this.#kind !== Kind.none && text.charCodeAt(stop) === BACKSLASH && afterSplice(text, stop) !== stop) {
        // the token may go on after the splice: lex it again from a text without splices
        const joined = text.slice(i, Math.min(end, logicalLineEnd(text, i))).replace(SPLICES, '');
        const length = this.#scan(joined, 0, joined.length);
        if (this.#kind === Kind.none || this.#kind === Kind.comment) next = endOfComment(text, i, joined, end);
        else next = skipUnspliced(text, i, length);
        if (this.#kind !== Kind.none) symbol = symbols.intern(joined, 0, length, this.#kind);
      } else if (this.#kind !== Kind.none) {
        symbol =
          stop === i + 1 && type > DIGIT ? symbols.single(c, this.#kind) : symbols.intern(text, i, stop, this.#kind);
      }
      if (symbol >= 0) {
        out.push(symbol, flags, i, line);
        flags = 0;
      } else flags |= WHITE;
      // only comments, strings with splices and spliced tokens hold newlines
      if (type === PUNCT || type === QUOTE || isRaw || next !== stop) line += newlinesIn(text, i, next);
      i = next;
    }
    return out.finish();
  }

  /** Find the end of the token at `i` (which is neither blank nor newline) and set #kind. */
  #scan(text: string, i: number, end: number): number {
    const c = text.charCodeAt(i);
    this.#escaped = false;
    switch (CLASS[c]) {
      case IDENT:
        return this.#scanName(text, i, end);
      case DIGIT:
        return this.#scanNumber(text, i, end);
      case QUOTE:
        return this.#scanQuoted(text, i, end, c === 39 ? Kind.char : Kind.string);
      case PUNCT:
        return this.#scanPunctuator(text, i, end, c);
      default:
        return this.#scanOther(text, i, end, c);
    }
  }

  #scanName(text: string, start: number, end: number): number {
    let i = start + 1;
    while (i < end) {
      const c = text.charCodeAt(i);
      const type = CLASS[c] as number;
      if (c >= 0x80 && this.#universal) {
        const after = nameCharacterEnd(text, i, false);
        if (after === i) break;
        i = after;
      } else if (type !== IDENT && type !== DIGIT && !this.#isDollar(c)) {
        const after = c === BACKSLASH && this.#universal ? universalCharacterEnd(text, i) : i;
        if (after === i) break;
        this.#escaped = true;
        i = after;
      } else i++;
    }
    const c = text.charCodeAt(i);
    if ((c === 34 || c === 39) && i < end && this.#isPrefix(text, start, i)) {
      if (c === 34 && text.charCodeAt(i - 1) === 82) {
        this.#kind = Kind.prefixed;
        return Math.min(end, rawStringEnd(text, i));
      }
      return this.#scanQuoted(text, i, end, Kind.prefixed);
    }
    this.#kind = Kind.name;
    return i;
  }

  /** `$`, in C mode. */
  #isDollar(c: number): boolean {
    return c === DOLLAR && this.#dollars;
  }

  #isPrefix(text: string, start: number, end: number): boolean {
    if (end - start > 3) return false;
    const word = text.slice(start, end);
    if (word === 'L') return true;
    if (this.#raw && text[end] === '"' && RAW_PREFIX.test(word)) return true;
    if (!this.#unicode) return false;
    return word === 'u' || word === 'U' || (word === 'u8' && (text[end] === '"' || this.#separators));
  }

  /** pp-number: digit | . digit, then digits, letters, dots and signed exponents (also p, as C99). */
  #scanNumber(text: string, start: number, end: number): number {
    let i = start + 1;
    for (; i < end; i++) {
      const c = text.charCodeAt(i);
      const type = CLASS[c] as number;
      if (type === IDENT || type === DIGIT || c === DOT || this.#isDollar(c)) continue;
      const after = c >= 0x80 && this.#universal ? nameCharacterEnd(text, i, false) : i;
      if (after !== i) {
        i = after - 1;
        continue;
      }
      if (c === BACKSLASH && this.#universal && universalCharacterEnd(text, i) !== i) continue;
      // C23: 1'000
      if (c === 39 && this.#separators && i + 1 < end && /\w/.test(text.charAt(i + 1))) continue;
      if (c !== 43 && c !== 45) break;
      const before = text.charCodeAt(i - 1) | 32;
      if (before !== 101 && before !== 112) break;
    }
    this.#kind = Kind.number;
    return i;
  }

  #scanQuoted(text: string, quoteAt: number, end: number, kind: number): number {
    const quote = text.charCodeAt(quoteAt);
    this.#kind = kind;
    for (let i = quoteAt + 1; i < end; i++) {
      const c = text.charCodeAt(i);
      if (c === quote) return i + 1;
      if (c === BACKSLASH) {
        if (afterSplice(text, i) !== i) return i;
        i++;
      } else if (c === 10) return this.#unterminated(text.charCodeAt(i - 1) === 13 ? i - 1 : i);
    }
    return this.#unterminated(end);
  }

  #unterminated(at: number): number {
    this.#kind = Kind.other;
    return at;
  }

  #scanPunctuator(text: string, i: number, end: number, c: number): number {
    const next = i + 1 < end ? text.charCodeAt(i + 1) : -1;
    if (c === SLASH && next === STAR) {
      this.#kind = this.#keepComments ? Kind.comment : Kind.none;
      const close = blockCommentEnd(text, i + 2);
      return close >= 0 && close <= end ? close : end;
    }
    if (c === SLASH && next === SLASH && this.#lineComments && this.#opensComment(text, i)) {
      this.#kind = this.#keepComments ? Kind.comment : Kind.none;
      return Math.min(end, logicalLineEnd(text, i));
    }
    if (c === DOT && CLASS[next] === DIGIT) return this.#scanNumber(text, i + 1, end);
    this.#kind = Kind.punctuator;
    for (const long of LONG[c] ?? []) if (text.startsWith(long, i) && i + long.length <= end) return i + long.length;
    if (this.#scope && c === COLON && next === COLON) return i + 2;
    if (this.#digraphs) {
      for (const long of DIGRAPHS[c] ?? []) if (text.startsWith(long, i)) return i + long.length;
    }
    return i + 1;
  }

  #opensComment(text: string, i: number): boolean {
    return this.#allLineComments || text.charCodeAt(i + 2) !== STAR;
  }

  #scanOther(text: string, i: number, end: number, c: number): number {
    if (this.#isDollar(c)) return this.#scanName(text, i, end);
    if (c >= 0x80 && this.#universal) {
      const after = nameCharacterEnd(text, i, true);
      if (after !== i) return this.#scanName(text, after - 1, end);
    }
    if (c === BACKSLASH && this.#universal) {
      const after = universalCharacterEnd(text, i);
      if (after !== i) {
        const stop = this.#scanName(text, after - 1, end);
        this.#escaped = true;
        return stop;
      }
    }
    this.#kind = Kind.other;
    if (c < 0xc0) return i + 1;
    // one UTF-8 character is one token
    let j = i + 1;
    while (j < end && (text.charCodeAt(j) & 0xc0) === 0x80) j++;
    return j;
  }
}

/** How a raw string begins, and what may stand before its quote. */
const RAW = /^(?:u8|[uUL])?R/;
const RAW_PREFIX = /^(?:u8|[uUL])?R$/;
