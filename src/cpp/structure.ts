/**
 * The skeleton of a source file: where its directives are and which conditional leads to which, found in one fast pass.
 *
 * Enters: a file's text. Leaves: its directives in order, with their lines and extents, conditionals linked to the next
 * branch of their group, the include guard if the file is wholly wrapped in one, and which stretches between directives
 * hold text at all. Text and operands are lexed later and only where a unit gets to them: most of a kernel header is in
 * branches that assembly never takes.
 *
 * Which lines are directives depends on nothing but the text (C11 6.10p2; in assembler mode a `#` that no known name
 * follows begins an ordinary line), so a skeleton serves every unit of a run.
 */
import { type Fault, guardOf, linkConditionals } from './conditionals.ts';
import { hasDigraphs, hasLineComments, hasRawStrings, type Language } from './language.ts';
import { isCopied, type LexMode } from './lexer.ts';
import { rawStringEnd } from './literals.ts';
import { afterSplice, blockCommentEnd, logicalLineEnd } from './splices.ts';

export const Directive = {
  define: 0,
  undef: 1,
  include: 2,
  includeNext: 3,
  import: 4,
  if: 5,
  ifdef: 6,
  ifndef: 7,
  elif: 8,
  elifdef: 9,
  elifndef: 10,
  else: 11,
  endif: 12,
  line: 13,
  error: 14,
  warning: 15,
  pragma: 16,
  ident: 17,
  assert: 18,
  unassert: 19,
  /** `#` alone. */
  null: 20,
  /** `# 12 "file"` (C mode). */
  marker: 21,
  /** No directive that we know (C mode; an error when reached). */
  unknown: 22,
} as const;
export type DirectiveKind = (typeof Directive)[keyof typeof Directive];

const NAMES: Readonly<Record<string, DirectiveKind>> = {
  define: Directive.define,
  undef: Directive.undef,
  include: Directive.include,
  include_next: Directive.includeNext,
  import: Directive.import,
  if: Directive.if,
  ifdef: Directive.ifdef,
  ifndef: Directive.ifndef,
  elif: Directive.elif,
  elifdef: Directive.elifdef,
  elifndef: Directive.elifndef,
  else: Directive.else,
  endif: Directive.endif,
  line: Directive.line,
  error: Directive.error,
  warning: Directive.warning,
  pragma: Directive.pragma,
  ident: Directive.ident,
  sccs: Directive.ident,
  assert: Directive.assert,
  unassert: Directive.unassert,
};
const KINDS: ReadonlyMap<string, DirectiveKind> = new Map(Object.entries(NAMES));
/** Directives that -E may leave in its output. */
const LEFT: ReadonlySet<DirectiveKind> = new Set([
  Directive.define,
  Directive.undef,
  Directive.pragma,
  Directive.ident,
]);
export const DIRECTIVE_NAMES: readonly string[] = [...KINDS.keys()];

export interface DirectiveRecord {
  readonly kind: DirectiveKind;
  /** Offset of the `#`. */
  readonly start: number;
  /** Offset just after the directive's name: where its operands begin. */
  readonly operands: number;
  /** Offset of the newline (or end of text) that ends the directive. */
  readonly end: number;
  /** Lines of the `#`, of the operands' beginning and of the text after the directive. */
  readonly line: number;
  readonly operandLine: number;
  readonly nextLine: number;
  /** Where the name starts, and the name as written. */
  readonly nameAt: number;
  readonly name: string;
  /** White space before the `#`. */
  readonly indented: boolean;
  /** Conditionals: index of the next branch (#elif…, #else, #endif) of the same group; number of
   *  directives if none, -1 if this one belongs to no group. */
  next: number;
  /** Is there anything but blanks and comments between this directive and the next? */
  textAfter: boolean;
  /** What directives.ts made of the operands; filled on first use. */
  parsed: unknown;
  /** The symbol that a #define defines, once that is known (and free of faults); -1 before and for others. */
  defines: number;
}

export interface Skeleton {
  readonly directives: readonly DirectiveRecord[];
  /** Anything but blanks and comments before the first directive? */
  readonly textBefore: boolean;
  /** The macro of the include guard, '' if there is none. */
  readonly guard: string;
  /** Offset of a block comment that the file does not end, or -1. */
  readonly unterminatedComment: number;
  /** With -fdirectives-only: offset of a literal that the file does not end, or -1. */
  readonly openLiteral: number;
  /** Conditionals that are out of place: reported when a unit includes the file. */
  readonly faults: readonly Fault[];
}

const NEWLINE = 10;
const HASH = 35;
const SLASH = 47;
const STAR = 42;
const BACKSLASH = 92;

/** Characters at which the search for the end of a line must stop and look. */
const STOPS = new Uint8Array(256);
for (const c of '\n/"\'\\') STOPS[c.charCodeAt(0)] = 1;

/**
 * With -C comments are text, so that a comment before a `#` makes the line an ordinary one; in traditional mode and with
 * -fpreprocessed blanks do, too.
 */
export function findSkeleton(text: string, language: Language, mode: Partial<LexMode> = {}): Skeleton {
  const scanner = new Scanner(text, language, mode);
  scanner.run();
  const faults = linkConditionals(scanner.directives);
  return {
    directives: scanner.directives,
    textBefore: scanner.textBefore,
    unterminatedComment: scanner.unterminatedComment,
    openLiteral: scanner.openLiteral,
    guard: guardOf(text, scanner),
    faults,
  };
}

class Scanner {
  readonly directives: DirectiveRecord[] = [];
  textBefore = false;
  unterminatedComment = -1;
  openLiteral = -1;
  readonly #text: string;
  /** Literals go on over lines. */
  readonly #copied: boolean;
  readonly #assembler: boolean;
  /** Do #elifdef and #elifndef exist? */
  readonly #elifdef: boolean;
  readonly #raw: boolean;
  readonly #digraphs: boolean;
  readonly #keepComments: boolean;
  readonly #traditional: boolean;
  readonly #preprocessed: boolean;
  readonly #lineComments: boolean;
  #inDirective = false;
  #at = 0;
  #line = 1;

  constructor(text: string, language: Language, mode: Partial<LexMode>) {
    const { keepComments = false, traditional = false, preprocessed = false, directivesOnly = false } = mode;
    this.#text = text;
    this.#copied = isCopied({ ...mode, assembler: language.assembler });
    this.#assembler = language.assembler;
    this.#traditional = traditional;
    this.#preprocessed = preprocessed && !directivesOnly;
    this.#raw = !traditional && hasRawStrings(language);
    this.#digraphs = !traditional && hasDigraphs(language);
    this.#elifdef = language.year >= 2023 || language.gnu;
    this.#keepComments = keepComments;
    this.#lineComments = hasLineComments(language);
  }

  run(): void {
    const text = this.#text;
    while (this.#at < text.length) {
      const lineStart = this.#at;
      this.#skipBlanks(!this.#keepComments);
      const c = text.charCodeAt(this.#at);
      if (c === NEWLINE) {
        this.#at++;
        this.#line++;
      } else if (c === HASH || (c === 37 && this.#digraphs && text.charCodeAt(this.#at + 1) === 58)) {
        const paste = c === HASH ? '##' : '%:%:';
        const first = this.#traditional || this.#preprocessed;
        const isText = first ? !isOnlySplices(text, lineStart, this.#at) : text.startsWith(paste, this.#at);
        this.#inDirective = !isText;
        const isDirective = !isText && this.#directive(this.#at !== lineStart, c === HASH ? 1 : 2);
        this.#inDirective = false;
        if (!isDirective) this.#textLine();
      } else if (this.#at < text.length) this.#textLine();
    }
  }

  #textLine(): void {
    const last = this.directives[this.directives.length - 1];
    if (last) last.textAfter = true;
    else this.textBefore = true;
    this.#skipLine();
    this.#at++;
    this.#line++;
  }

  /** Blanks, comments and splices, up to something on this or (after a comment) a later line. */
  #skipBlanks(andComments = true): void {
    const text = this.#text;
    for (;;) {
      const c = text.charCodeAt(this.#at);
      if (c === 32 || c === 9 || c === 11 || c === 12 || c === 0) this.#at++;
      else if (c === 13 && text.charCodeAt(this.#at + 1) === NEWLINE) this.#at++;
      else if (andComments && c === SLASH && this.#opensBlockComment(this.#at)) this.#skipBlockComment();
      else if (andComments && this.#opensLineComment(c)) this.#skipTo(logicalLineEnd(text, this.#at));
      else if (c === BACKSLASH) {
        const after = afterSplice(text, this.#at);
        if (after === this.#at) return;
        this.#at = after;
        this.#line++;
      } else return;
    }
  }

  #opensBlockComment(slash: number): boolean {
    const text = this.#text;
    let at = slash + 1;
    for (let j = afterSplice(text, at); j !== at; j = afterSplice(text, at)) at = j;
    return text.charCodeAt(at) === STAR;
  }

  #opensLineComment(c: number): boolean {
    if (c !== SLASH || this.#traditional || this.#text.charCodeAt(this.#at + 1) !== SLASH) return false;
    return this.#lineComments || (!this.#inDirective && this.#text.charCodeAt(this.#at + 2) !== STAR);
  }

  #skipBlockComment(): void {
    const close = blockCommentEnd(this.#text, this.#text.indexOf('*', this.#at) + 1);
    if (close < 0) this.unterminatedComment = this.#at;
    this.#skipTo(close < 0 ? this.#text.length : close);
  }

  #skipTo(end: number): void {
    for (let i = this.#text.indexOf('\n', this.#at); i >= 0 && i < end; i = this.#text.indexOf('\n', i + 1))
      this.#line++;
    this.#at = end;
  }

  /** To the newline that ends the logical line: not one in a comment or after a backslash. */
  #skipLine(): void {
    const text = this.#text;
    let i = this.#at;
    for (;;) {
      let c = text.charCodeAt(i);
      while (STOPS[c] === 0) c = text.charCodeAt(++i);
      this.#at = i;
      if (c === NEWLINE || i >= text.length) return;
      if (c === BACKSLASH) {
        const after = afterSplice(text, i);
        if (after !== i) {
          this.#line++;
          i = after;
        } else i++;
      } else if (c === SLASH) {
        if (this.#opensBlockComment(i)) this.#skipBlockComment();
        else if (this.#opensLineComment(c)) this.#skipTo(logicalLineEnd(text, i));
        else this.#at++;
        i = this.#at;
      } else if (c === 34 && this.#raw && RAW_PREFIX.test(text.slice(Math.max(0, i - 4), i))) {
        this.#skipTo(rawStringEnd(text, i));
        i = this.#at;
      } else if (c === 34 || c === 39) i = this.#afterQuoted(i, c);
      else i++;
    }
  }

  /** The offset after a literal; a quote without its end takes the rest of the line, in text that is copied the rest of it all. */
  #afterQuoted(start: number, quote: number): number {
    const text = this.#text;
    for (let i = start + 1; i < text.length; i++) {
      const c = text.charCodeAt(i);
      if (c === quote) return i + 1;
      if (c === NEWLINE) {
        if (!this.#copied || this.#inDirective) return i;
        this.#line++;
      }
      if (c === BACKSLASH) {
        const after = afterSplice(text, i);
        if (after !== i) {
          this.#line++;
          i = after - 1;
        } else i++;
      }
    }
    if (this.#copied && !this.#inDirective) this.openLiteral = start;
    return text.length;
  }

  /** The directive at #at; false (nothing consumed) if this `#` is an assembler's comment. */
  #directive(indented: boolean, hashLength: number): boolean {
    const text = this.#text;
    const start = this.#at;
    const line = this.#line;
    this.#at += hashLength;
    this.#skipBlanks();
    const nameAt = this.#at;
    // a comment after the # may have led to a later line, a newline may not
    const name = this.#word();
    const kind = this.#kindOf(name, text.charCodeAt(nameAt));
    if (kind === undefined) {
      this.#at = start;
      this.#line = line;
      return false;
    }
    if (kind === Directive.unknown || kind === Directive.marker) this.#at = nameAt;
    const operands = this.#at;
    const operandLine = this.#line;
    if (kind === Directive.include || kind === Directive.includeNext || kind === Directive.import)
      this.#skipHeaderName();
    this.#skipLine();
    const end = this.#at;
    this.#at++;
    this.#line++;
    this.directives.push({
      kind,
      start,
      operands,
      end,
      line,
      operandLine,
      nextLine: this.#line,
      nameAt,
      name,
      indented,
      next: -1,
      textAfter: false,
      parsed: undefined,
      defines: -1,
    });
    return true;
  }

  #word(): string {
    const text = this.#text;
    let word = '';
    for (;;) {
      const start = this.#at;
      let i = start;
      while (isWord(text.charCodeAt(i))) i++;
      this.#at = i;
      word = word === '' ? text.slice(start, i) : word + text.slice(start, i);
      const after = afterSplice(text, this.#at);
      if (after === this.#at || !isWord(text.charCodeAt(after))) return word;
      this.#at = after;
      this.#line++;
    }
  }

  #kindOf(name: string, first: number): DirectiveKind | undefined {
    const known = KINDS.get(name);
    if (this.#preprocessed && known !== undefined && !LEFT.has(known)) return undefined;
    if (known !== undefined && (this.#elifdef || !name.startsWith('elif') || name === 'elif')) return known;
    if (name === '' && (first === NEWLINE || Number.isNaN(first))) return Directive.null;
    if (this.#assembler) return undefined;
    return first >= 48 && first <= 57 ? Directive.marker : Directive.unknown;
  }

  /** `<a//b.h>` holds no comment. */
  #skipHeaderName(): void {
    this.#skipBlanks();
    if (this.#text.charCodeAt(this.#at) !== 60) return;
    const newline = this.#text.indexOf('\n', this.#at);
    const close = this.#text.indexOf('>', this.#at);
    if (close >= 0 && (newline < 0 || close < newline)) this.#at = close + 1;
  }
}

/** Is there nothing in text[start, end) but joined lines? */
export function isOnlySplices(text: string, start: number, end: number): boolean {
  let at = start;
  for (let next = afterSplice(text, at); next !== at; next = afterSplice(text, at)) at = next;
  return at === end;
}

/** What stands before the quote of a raw string. */
const RAW_PREFIX = /(?<!\w)(?:u8|[uUL])?R$/;

function isWord(c: number): boolean {
  return (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || (c >= 48 && c <= 57) || c === 95;
}
