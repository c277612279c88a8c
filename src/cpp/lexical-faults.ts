/**
 * What is wrong with a source text before any directive is looked at: trigraphs, comments within comments, quotes without
 * their end, backslashes that a blank parts from the end of their line, null characters.
 *
 * Enters: a text as it was read (trigraphs still in it) and what is to be looked for. Leaves: places and messages. GNU cpp finds
 * these as it lexes, in skipped groups too, so they are facts of the file. A quick look says whether a text needs the whole scan.
 */
import type { CppMessage } from '../diag/messages/cpp.ts';
import * as messages from '../diag/messages/cpp.ts';
import { hasDigitSeparators, hasLineComments, hasRawStrings, hasUniversalNames, type Language } from './language.ts';
import { canonicalName } from './literals.ts';
import { isC99NameCharacter, isNameCharacter } from './name-characters.ts';
import { withoutTrigraphs } from './trigraphs.ts';

export interface LexicalFault {
  /** In the text after trigraphs were replaced, if they are. */
  readonly offset: number;
  readonly length: number;
  readonly message: CppMessage;
}

/** What -Wnormalized= asks for; `` is nothing. */
export type NormalForm = '' | 'NFC' | 'NFKC';

export interface LexicalOptions {
  readonly language: Language;
  /** Are trigraphs replaced? */
  readonly trigraphs: boolean;
  /** -Wcomment */
  readonly comments: boolean;
  /** The form that names must be in (-Wnormalized=). */
  readonly form: NormalForm;
  /** -pedantic */
  readonly pedantic: boolean;
}

const TRIGRAPH = /\?\?[=/'()!<>-]/;
const TRIGRAPHS = new RegExp(TRIGRAPH, 'g');
const SPLICED = /\\[ \t\v\f]+\r?\n/;
const SPLICES = new RegExp(SPLICED, 'g');
const LINE_COMMENT = /\/\//;

/** A raw string, to the end of the text if it has no end. */
const RAW = /\b(?:u8|[uUL])?R"(?:([^ ()\\\t\v\f\n]{0,16})\([\s\S]*?(?:\)\1"|$(?![\s\S]))|[^"\n]*"?)/;
const RAW_START = /^(?:u8|[uUL])?R"/;

/** Literals whole or up to the end of their line, comments, trigraphs, splices with blanks, null characters, #include lines. */
const PIECES = [
  /^[ \t]*#[ \t]*(?:include|include_next|import)\b[^\n]*/.source,
  /\/(?:\\[ \t\v\f\r]*\n)*\*[\s\S]*?(?:\*(?:\\[ \t\v\f\r]*\n)*\/|$(?![\s\S]))/.source,
  /\/\/(?:(?:\\|\?\?\/)[ \t\v\f]*\r?\n|[^\n])*/.source,
  /"(?:[^"\\\n]|\\[ \t\v\f\r]*\n|\\[^\n])*(?:"|\\?(?=\n|$(?![\s\S])))/.source,
  /'(?:[^'\\\n]|\\[ \t\v\f\r]*\n|\\[^\n])*(?:'|\\?(?=\n|$(?![\s\S])))/.source,
  TRIGRAPH.source,
  SPLICED.source,
  /\0+/.source,
  // a word goes as a whole, so that none is looked through once a character
  /(?:[\w$\x80-\xff]|\\u[0-9a-fA-F]{4}|\\U[0-9a-fA-F]{8})+/.source,
].join('|');
const PIECES_OF_C90 = PIECES.replace('\\/\\/', '\\/\\/(?!\\*)');
const UNIVERSAL = /\\(?:u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})/g;
const WORD = /^[\w$\\\x80-\xff]/;
const CLOSED = /^(['"])(?:(?!\1)[^\\]|\\[ \t\v\f\r]*\n|\\[^\n])*\1$/;
const SEPARATED_NUMBER = /\b\d(?:'?\w)*/;

function piecesOf(language: Language): RegExp {
  const raw = hasRawStrings(language) ? `${RAW.source}|` : '';
  const separated = hasDigitSeparators(language) ? `${SEPARATED_NUMBER.source}|` : '';
  return new RegExp(raw + separated + (hasLineComments(language) ? PIECES : PIECES_OF_C90), 'gm');
}

/** All faults of `text`, in order. */
export function lexicalFaults(text: string, options: LexicalOptions): readonly LexicalFault[] {
  if (!isSuspect(text, options)) return [];
  const { trigraphs } = options;
  if (!trigraphs) return new Scan(text, options).run();
  const replaced = new Scan(text, options).run().filter(({ message }) => message.option === 'trigraphs');
  return [...replaced, ...new Scan(withoutTrigraphs(text), { ...options, trigraphs: false }).run()];
}

function isSuspect(text: string, { language, comments, pedantic }: LexicalOptions): boolean {
  if (text.includes('??') && TRIGRAPH.test(text)) return true;
  if (SPLICED.test(text) || text.includes('\0') || /\\\s*$/.test(text.slice(-256))) return true;
  if (hasRawStrings(language) && /R"/.test(text)) return true;
  if (!language.assembler && hasOddQuotes(text)) return true;
  if (language.year < 1999 && LINE_COMMENT.test(text)) return true;
  if (pedantic && language.year < 1999 && text.includes('$')) return true;
  if (hasUniversalNames(language) && /\\[uU][0-9a-fA-F]{4}|[\x80-\xff]/.test(text)) return true;
  return comments && (hasNestedComment(text) || hasLongComment(text));
}

/** Is there a line with an odd number of quotes of one kind? */
function hasOddQuotes(text: string): boolean {
  return /^[^'\n]*'[^'\n]*(?:'[^'\n]*'[^'\n]*)*$/m.test(text) || /^[^"\n]*"[^"\n]*(?:"[^"\n]*"[^"\n]*)*$/m.test(text);
}

function hasNestedComment(text: string): boolean {
  let open = text.indexOf('/*');
  while (open >= 0) {
    const close = text.indexOf('*/', open + 2);
    if (close < 0) return text.indexOf('/*', open + 2) >= 0;
    const next = text.indexOf('/*', open + 2);
    if (next >= 0 && next < close) return true;
    open = next;
  }
  return false;
}

/** May a `//` comment go on in the next line? */
function hasLongComment(text: string): boolean {
  if (!text.includes('//')) return false;
  for (const { index } of text.matchAll(/(?:\\|\?\?\/)[ \t\v\f]*\r?\n/g)) {
    if (text.slice(text.lastIndexOf('\n', index) + 1, index).includes('//')) return true;
  }
  return false;
}

class Scan {
  readonly #text: string;
  readonly #options: LexicalOptions;
  readonly #faults: LexicalFault[] = [];
  /** Characters that trigraphs before here lose when they are replaced. */
  #lost = 0;
  #lineComments = false;
  #dollarSeen = false;

  constructor(text: string, options: LexicalOptions) {
    this.#text = text;
    this.#options = options;
  }

  run(): readonly LexicalFault[] {
    const { language } = this.#options;
    for (const { 0: piece, index } of this.#text.matchAll(piecesOf(language))) {
      if (/^\/(?:\\\s*)*\*/.test(piece)) this.#blockComment(piece, index);
      else if (piece.startsWith('//')) this.#lineComment(piece, index);
      else if (piece.startsWith('\0')) this.#add(index, piece.length, messages.nullCharacters());
      else if (!/^[ \t]*#/.test(piece)) {
        if (RAW_START.test(piece)) this.#rawString(piece, index);
        const whole = RAW_START.test(piece) || (/^\d/.test(piece) && hasDigitSeparators(language));
        if (!whole) this.#inText(piece, index);
        if (!whole && WORD.test(piece)) this.#word(piece, index);
      }
    }
    const last = /\\[ \t\v\f\r]*\n?$/.exec(this.#text);
    if (last?.[0].endsWith('\n') && !this.#options.trigraphs) this.#add(last.index, 1, messages.splicedAtEnd());
    return this.#faults;
  }

  /** A raw string whose delimiter is none, or that has no end. */
  #rawString(piece: string, index: number): void {
    const quote = piece.indexOf('"');
    const delimiter = /^[^ ()\\\t\v\f\n]*/.exec(piece.slice(quote + 1))?.[0] ?? '';
    const next = piece.charAt(quote + 1 + delimiter.length);
    if (delimiter.length > 16 || next !== '(') this.#add(index, 1, messages.badRawDelimiter(next, delimiter.length));
    else if (!piece.endsWith(`)${delimiter}"`)) this.#add(index, 1, messages.unterminatedRaw());
  }

  /** Literals, trigraphs and splices. */
  #inText(piece: string, index: number): void {
    const quote = /^['"]/.exec(piece)?.[0];
    const closed = quote === undefined || CLOSED.test(piece);
    if (!closed && !this.#options.language.assembler) this.#add(index, 1, messages.unterminatedQuote(quote as string));
    if (piece.includes('??')) {
      for (const { 0: trigraph, index: at } of piece.matchAll(TRIGRAPHS)) this.#trigraph(trigraph, index + at);
    }
    if (!piece.includes('\\')) return;
    for (const { index: at } of piece.matchAll(SPLICES)) this.#add(index + at, 1, messages.splicedWithBlanks());
  }

  #blockComment(piece: string, index: number): void {
    for (let at = piece.indexOf('/*', 2); at >= 0; at = piece.indexOf('/*', at + 2)) {
      if (piece.charAt(at + 2) !== '/' || at + 3 < piece.length) this.#add(index + at, 2, messages.nestedComment());
    }
    this.#splicingTrigraphs(piece, index);
  }

  #lineComment(piece: string, index: number): void {
    const { language } = this.#options;
    const here = hasLineComments(language) || !this.#inDirective(index);
    if (language.year < 1999 && !this.#lineComments && here) {
      this.#lineComments = true;
      this.#add(index, 2, messages.lineCommentInC90(language.gnu));
    }
    const joined = this.#options.trigraphs ? withoutTrigraphs(piece) : piece;
    if (/\\[ \t\v\f]*\r?\n/.test(joined)) this.#add(index, 2, messages.multiLineComment());
    this.#splicingTrigraphs(piece, index);
  }

  /** A name, or what is meant to be one: its universal character names, its form, dollars. */
  #word(piece: string, index: number): void {
    const { language, form, pedantic } = this.#options;
    if (piece.includes('$') && !/^\d/.test(piece)) this.#dollar(index);
    if (!hasUniversalNames(language) || !/[\\\x80-\xff]/.test(piece)) return;
    const isPermitted = pedantic && language.year < 2011 ? isC99NameCharacter : isNameCharacter;
    for (const { 0: character, index: at } of piece.matchAll(UNIVERSAL)) {
      const code = Number.parseInt(character.slice(2), 16);
      if (isPermitted(code, at === 0)) continue;
      this.#add(index + at, character.length, messages.badUniversalName(character));
      return;
    }
    if (form === '') return;
    const name = Buffer.from(canonicalName(piece), 'latin1').toString('utf8');
    if (name.normalize(form) !== name) this.#add(index, piece.length, messages.notNormalized(piece, form));
  }

  /** One warning a text. */
  #dollar(index: number): void {
    const { pedantic, language } = this.#options;
    if (!pedantic || language.year >= 1999 || this.#dollarSeen) return;
    this.#dollarSeen = true;
    this.#add(index, 1, messages.dollarInName());
  }

  #inDirective(index: number): boolean {
    return /^[ \t]*#/.test(this.#text.slice(this.#text.lastIndexOf('\n', index) + 1, index));
  }

  /** In comments a trigraph matters only where it joins lines. */
  #splicingTrigraphs(piece: string, index: number): void {
    for (const { index: at } of piece.matchAll(/\?\?\/[ \t\v\f]*\r?\n/g)) this.#trigraph('??/', index + at);
    if (this.#options.trigraphs) this.#lost += piece.length - withoutTrigraphs(piece).length - this.#counted(piece);
  }

  #counted(piece: string): number {
    return 2 * (piece.match(/\?\?\/[ \t\v\f]*\r?\n/g)?.length ?? 0);
  }

  #trigraph(text: string, index: number): void {
    const { trigraphs } = this.#options;
    this.#add(index, trigraphs ? 1 : 3, messages.trigraph(text, withoutTrigraphs(text), trigraphs));
    if (trigraphs) this.#lost += 2;
  }

  #add(offset: number, length: number, message: CppMessage): void {
    this.#faults.push({ offset: offset - this.#lost, length, message });
  }
}
