/**
 * Traditional macros as text (GCC's cpp manual, "Traditional Mode"): the operands of #define to a replacement text with
 * places for arguments, and a call's arguments to the text that stands for it.
 *
 * Enters: the text of a #define, or arguments as they were written. Leaves: a Macro whose `written` is its replacement, or
 * what is wrong with it. A parameter is replaced wherever its name stands, in literals too; comments leave nothing behind.
 */
import type { CppMessage } from '../../diag/messages/cpp.ts';
import * as messages from '../../diag/messages/cpp.ts';
import type { SourceFile } from '../files.ts';
import { type Definition, EMPTY_BODY } from '../macros.ts';
import { afterSplice } from '../splices.ts';
import type { DirectiveRecord } from '../structure.ts';
import { Kind, type Symbols } from '../symbols.ts';

/** A replacement text: pieces[0] parameter[uses[0]] pieces[1] … */
export interface WrittenBody {
  readonly text: string;
  readonly pieces: readonly string[];
  readonly uses: readonly number[];
  /** Equal for replacements that differ in the width of white space outside of literals only. */
  readonly canonical: string;
}

/** The name at `at`, or ''; `$` is in none. */
export function nameAt(text: string, at: number): string {
  NAME.lastIndex = at;
  return NAME.exec(text)?.[0] ?? '';
}

const NAME = /[A-Za-z_]\w*/y;

/** Parse the operands of `directive`, a #define of traditional C in `file`; with -CC its comments stay. */
export function parseWritten(
  file: SourceFile,
  directive: DirectiveRecord,
  symbols: Symbols,
  keepComments: boolean,
): Definition {
  return new WrittenParser(file, directive, symbols, keepComments).parse();
}

class WrittenParser {
  readonly #file: SourceFile;
  readonly #symbols: Symbols;
  readonly #directive: DirectiveRecord;
  readonly #keepComments: boolean;
  readonly #text: string;
  readonly #end: number;
  #at: number;

  constructor(file: SourceFile, directive: DirectiveRecord, symbols: Symbols, keepComments: boolean) {
    this.#file = file;
    this.#symbols = symbols;
    this.#directive = directive;
    this.#keepComments = keepComments;
    this.#text = file.text;
    this.#end = directive.end;
    this.#at = directive.operands;
  }

  parse(): Definition {
    this.#skipWhite(true);
    const offset = this.#at;
    if (offset >= this.#end) return this.#fault(this.#directive.start, messages.noMacroName());
    const name = this.#name();
    if (name === '') return this.#fault(offset, messages.macroNameExpected(this.#text.charAt(offset)));
    if (name === 'defined') return this.#fault(offset, messages.macroNameReserved(name));
    let parameters: string[] | undefined;
    if (this.#text[this.#at] === '(' && this.#at < this.#end) {
      const list = this.#parameters();
      if (!Array.isArray(list)) return list;
      parameters = list;
    }
    const symbolOf = (text: string) => this.#symbols.of(text, Kind.name);
    const macro = {
      symbol: symbolOf(name),
      parameters: parameters?.map(symbolOf),
      variadic: false,
      hasVaOpt: false,
      body: EMPTY_BODY,
      file: this.#file,
      offset,
      faults: [],
      written: this.#replacement(parameters ?? []),
    };
    return { macro };
  }

  #fault(offset: number, message: CppMessage): { readonly fault: { offset: number; message: CppMessage } } {
    return { fault: { offset, message } };
  }

  #name(): string {
    let name = '';
    for (;;) {
      const part = name === '' ? nameAt(this.#text, this.#at) : this.#rest();
      if (part === '') return name;
      name += part;
      this.#at += part.length;
      const after = afterSplice(this.#text, this.#at);
      if (after === this.#at || after >= this.#end) return name;
      this.#at = after;
    }
  }

  #rest(): string {
    return /^\w*/.exec(this.#text.slice(this.#at, this.#end))?.[0] ?? '';
  }

  /** Blanks, splices and (unless they are kept) comments. */
  #skipWhite(comments: boolean): void {
    const text = this.#text;
    while (this.#at < this.#end) {
      const after = afterSplice(text, this.#at);
      if (after !== this.#at) this.#at = after;
      else if (/\s|\0/.test(text.charAt(this.#at))) this.#at++;
      else if (comments && text.startsWith('/*', this.#at)) this.#at = endOfComment(text, this.#at, this.#end);
      else return;
    }
  }

  /** parameters: "(" [ name { "," name } ] ")" */
  #parameters(): string[] | { readonly fault: { offset: number; message: CppMessage } } {
    const list: string[] = [];
    this.#at++;
    this.#skipWhite(true);
    if (this.#text[this.#at] === ')' && this.#at < this.#end) {
      this.#at++;
      return list;
    }
    for (;;) {
      const offset = this.#at;
      const name = offset < this.#end ? this.#name() : '';
      const next = offset < this.#end ? this.#text.charAt(offset) : '';
      if (name === '') return this.#fault(offset, messages.parameterExpected(next));
      if (list.includes(name)) return this.#fault(offset, messages.parameterTwice(name));
      list.push(name);
      this.#skipWhite(true);
      if (this.#at >= this.#end) return this.#fault(offset, messages.parameterListOpen());
      const mark = this.#text.charAt(this.#at);
      if (mark !== ')' && mark !== ',') return this.#fault(this.#at, messages.commaExpectedInParameters(mark));
      this.#at++;
      if (mark === ')') return list;
      this.#skipWhite(true);
    }
  }

  /** What follows, without splices, the comments (unless kept), and the blanks at both ends. */
  #replacement(parameters: readonly string[]): WrittenBody {
    const pieces: string[] = [];
    const uses: number[] = [];
    let text = '';
    let from = 0;
    let quote = '';
    this.#skipWhite(!this.#keepComments);
    while (this.#at < this.#end) {
      const part = this.#part(quote);
      const use = parameters.indexOf(part);
      if (use >= 0) {
        pieces.push(text.slice(from));
        uses.push(use);
        from = text.length + part.length;
      }
      text += part;
      if (quote === '' && (part === '"' || part === "'")) quote = part;
      else if (part === quote) quote = '';
    }
    text = text.trimEnd();
    pieces.push(text.slice(from));
    return { text, pieces, uses, canonical: canonical(text) };
  }

  /** The next part of a replacement: a name, a character with its backslash, a comment that is kept, or nothing. */
  #part(quote: string): string {
    const start = this.#at;
    const text = this.#text;
    const after = afterSplice(text, start);
    if (after !== start) {
      this.#at = after;
      return '';
    }
    if (quote === '' && text.startsWith('/*', start)) {
      this.#at = endOfComment(text, start, this.#end);
      return this.#keepComments ? text.slice(start, this.#at) : '';
    }
    const name = this.#name();
    if (name !== '') return name;
    const escaped = text[start] === '\\' && /["'\\]/.test(text.charAt(start + 1)) && start + 1 < this.#end;
    this.#at += escaped ? 2 : 1;
    return text.slice(start, this.#at);
  }
}

/** The offset after the comment at `at`; `end` if it is open. */
export function endOfComment(text: string, at: number, end: number): number {
  const close = text.indexOf('*/', at + 2);
  return close < 0 || close + 2 > end ? end : close + 2;
}

/** The replacement with `args` in their places; where an odd number of double quotes stands before one, its own are escaped. */
export function withArguments({ pieces, uses }: WrittenBody, args: readonly string[]): string {
  let out = '';
  let inString = false;
  pieces.forEach((piece, index) => {
    out += piece;
    for (const c of piece) if (c === '"') inString = !inString;
    const argument = args[uses[index] ?? -1];
    if (argument !== undefined) out += inString ? stringified(argument) : argument;
  });
  return out;
}

/** An argument within double quotes; GNU cpp does not take a quote that begins it for the beginning of a literal. */
function stringified(argument: string): string {
  let out = '';
  let inString = false;
  for (let i = 0; i < argument.length; i++) {
    const c = argument.charAt(i);
    if (c === '"' && i > 0 && argument[i - 1] !== '\\') inString = !inString;
    out += c === '"' || (c === '\\' && inString) ? `\\${c}` : c;
  }
  return out;
}

function canonical(text: string): string {
  return text.replace(/"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?|\s+/gs, (part) => (/^\s/.test(part) ? ' ' : part));
}
