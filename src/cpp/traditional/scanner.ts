/**
 * Traditional text (GCC's cpp manual, "Traditional Mode"): a logical line to the line that goes out, macros expanded.
 *
 * Enters: a file's text from some offset, or the operands of a directive. Leaves: text, and for each stretch of it the Pos
 * that it came from and the expansion it came out of. Everything is characters here: a replacement is pushed on a stack and
 * read on from, so that what it begins (a literal, a call) may end in what follows it. White space stays as it was written,
 * comments go, and a call may run over several lines, whose ends become blanks.
 */
import type { Pos } from '../../diag/diagnostic.ts';
import { FatalDiagnostic } from '../../diag/diagnostic.ts';
import * as messages from '../../diag/messages/cpp.ts';
import type { ComputedMacro } from '../expand.ts';
import type { Macro } from '../macros.ts';
import type { Stretch } from '../printer.ts';
import { afterSplice } from '../splices.ts';
import { Kind } from '../symbols.ts';
import type { Unit } from '../unit.ts';
import { endOfComment, nameAt, withArguments } from './body.ts';

/** A text being read: the file's (macro 0) or a replacement. */
interface Context {
  readonly text: string;
  at: number;
  readonly end: number;
  readonly macro: number;
  /** Pos of the text's first character, or for a replacement where the outermost call stands. */
  readonly base: Pos;
  readonly via: number;
}

/** A call of which the name, then the parenthesis, was met. */
interface Call {
  readonly macro: Macro;
  readonly symbol: number;
  readonly position: Pos;
  readonly via: number;
  /** Where in the text its name was put, and where the argument in progress begins. */
  readonly start: number;
  argument: number;
  readonly args: string[];
}

/** Expansions of one macro within each other that GNU cpp permits. */
const NESTING_LIMIT = 20;
/** More expansions than this in one unit are taken for a runaway. */
const EXPANSION_LIMIT = 1 << 22;
/** Longer lines are taken for a runaway. */
const LENGTH_LIMIT = 1 << 28;

export class TraditionalScanner {
  /** The line that goes out, and where its parts came from. */
  out = '';
  stretches: Stretch[] = [];
  computed: ComputedMacro = () => -1;
  readonly #unit: Unit;
  /** -C */
  readonly keepsComments: boolean;
  #contexts: Context[] = [];
  #quote = '';
  #call: Call | undefined;
  /** Of #call: are its arguments being read? */
  #open = false;
  #depth = 0;
  #inDirective = false;
  #expanded = 0;

  constructor(unit: Unit) {
    this.#unit = unit;
    this.keepsComments = unit.files.mode.keepComments;
  }

  /** Read the logical line at `at` of a file whose Pos is `base`; returns the offset after it. */
  line(text: string, base: Pos, at: number): number {
    const bottom = this.#begin(text, base, at, text.length, false);
    this.#run();
    return bottom.at;
  }

  /** Expand the operands of #if and its kin, text[at, end). */
  operands(text: string, base: Pos, at: number, end: number): string {
    this.#begin(text, base, at, end, true);
    this.#run();
    return this.out;
  }

  #begin(text: string, base: Pos, at: number, end: number, inDirective: boolean): Context {
    const bottom = { text, at, end, macro: 0, base, via: -1 };
    this.out = '';
    this.stretches = [];
    this.#contexts = [bottom];
    this.#quote = '';
    this.#call = undefined;
    this.#open = false;
    this.#depth = 0;
    this.#inDirective = inDirective;
    return bottom;
  }

  #run(): void {
    for (;;) {
      const context = this.#contexts[this.#contexts.length - 1] as Context;
      if (context.at < context.end) {
        if (!this.#step(context, context.text.charAt(context.at))) return;
      } else if (this.#contexts.length > 1) this.#contexts.pop();
      else {
        this.#finish();
        return;
      }
    }
  }

  /** The text is used up. */
  #finish(): void {
    if (!this.#open || !this.#call) return;
    const { symbol, position } = this.#call;
    this.#unit.report(position, messages.unterminatedCall(this.#nameOf(symbol)));
  }

  /** Take what stands at `context.at`, which begins with `c`; false at the end of the line. */
  #step(context: Context, c: string): boolean {
    switch (c) {
      case '\\':
        this.#backslash(context);
        return true;
      case '\r':
        if (context.text[context.at + 1] !== '\n') break;
        context.at++;
        return this.#newline(context);
      case '\n':
        return this.#newline(context);
      case '"':
      case "'":
        if (this.#quote === '') this.#quote = c;
        else if (this.#quote === c) this.#quote = '';
        break;
      case '/':
        if (this.#quote === '' && context.text.startsWith('/*', context.at)) {
          this.#comment(context);
          return true;
        }
        break;
      case '(':
      case ')':
      case ',':
        if (this.#quote === '') {
          this.#mark(context, c);
          return true;
        }
        break;
      case '#':
        if (this.#inDirective && this.#copyRaw(context, ASSERTION)) return true;
        break;
      default:
        this.#plain(context);
        return true;
    }
    this.#copy(context, 1);
    this.#noCall();
    return true;
  }

  /** A name, or whatever means nothing up to something that may. */
  #plain(context: Context): void {
    const name = nameAt(context.text, context.at);
    if (name !== '') {
      this.#name(context, name);
      return;
    }
    PLAIN.lastIndex = context.at;
    const run = PLAIN.exec(context.text)?.[0] ?? ' ';
    const length = Math.min(run.length, context.end - context.at);
    this.#copy(context, length);
    if (/[^ \t\f\v]/.test(run)) this.#noCall();
  }

  /** A name before anything but a parenthesis is no call. */
  #noCall(): void {
    if (!this.#open) this.#call = undefined;
  }

  #copy(context: Context, length: number): void {
    this.#put(context.text.slice(context.at, context.at + length), context);
    context.at += length;
  }

  #put(text: string, context: Context): void {
    const { length } = this.out;
    const inFile = context.macro === 0;
    const origin = inFile ? context.base + context.at : context.base;
    const last = this.stretches[this.stretches.length - 1];
    const follows = last && last.via === context.via && last.point !== inFile;
    if (!follows || (inFile ? last.origin - last.start !== origin - length : last.origin !== origin))
      this.stretches.push({ start: length, origin, via: context.via, point: !inFile });
    this.out += text;
    if (this.out.length > LENGTH_LIMIT) throw new FatalDiagnostic(origin, messages.outputTooLong(LENGTH_LIMIT));
  }

  /** Take back what went out from `start` on. */
  #takeBack(start: number): void {
    this.out = this.out.slice(0, start);
    while ((this.stretches[this.stretches.length - 1]?.start ?? -1) >= start) this.stretches.pop();
  }

  #backslash(context: Context): void {
    const after = afterSplice(context.text, context.at);
    if (after !== context.at) context.at = Math.min(after, context.end);
    else {
      const escaped = /["'\\]/.test(context.text.charAt(context.at + 1)) && context.at + 1 < context.end;
      this.#copy(context, escaped ? 2 : 1);
      this.#noCall();
    }
  }

  #newline(context: Context): boolean {
    const isLast = context.at + 1 >= context.end;
    // the line after the name of a macro is read with it, to see whether a parenthesis begins it
    const goesOn = this.#call !== undefined && !this.#inDirective && !isLast;
    if (goesOn) this.#put(this.#open ? ' ' : '\n', context);
    context.at++;
    if (isLast) this.#finish();
    return goesOn;
  }

  #comment(context: Context): void {
    const end = endOfComment(context.text, context.at, context.end);
    if (this.keepsComments && !this.#inDirective) this.#copy(context, end - context.at);
    else context.at = end;
  }

  #name(context: Context, first: string): void {
    const position = context.macro === 0 ? context.base + context.at : context.base;
    const { name, end } = spliced(context, first);
    const quiet = this.#quote !== '' || this.#open;
    const symbol = quiet ? -1 : this.#unit.symbols.of(name, Kind.name);
    const macro = quiet ? undefined : this.#unit.macros[symbol];
    if (!quiet) this.#call = undefined;
    if (!quiet && this.#inDirective && this.#isOperator(context, name)) return;
    if (macro?.builtin !== undefined) {
      this.#computedOrName(context, macro, name, position, end);
      return;
    }
    const isObject = macro?.written !== undefined && !macro.parameters;
    if (isObject && !this.#isExpanding(macro.symbol)) {
      this.#unit.use(symbol);
      context.at = end;
      this.#push(macro.written?.text ?? '', symbol, position, context.via);
      return;
    }
    if (isObject) this.#unit.report(position, messages.traditionalRecursion(name), name.length);
    const start = this.out.length;
    this.#put(name, context);
    context.at = end;
    if (macro?.parameters) this.#call = { macro, symbol, position, via: context.via, start, argument: 0, args: [] };
  }

  #nameOf(symbol: number): string {
    return this.#unit.symbols.text[symbol] as string;
  }

  /** __LINE__ and its kin; what else is computed for tokens is a plain name here. */
  #computedOrName(context: Context, macro: Macro, name: string, position: Pos, end: number): void {
    const isValue = VALUES.test(name);
    // a call over several lines is as far as reading has got
    const bottom = this.#contexts[0] as Context;
    const at = bottom === context ? position : bottom.base + bottom.at - 1;
    const symbol = isValue ? this.computed(macro, at, -1) : -1;
    this.#put(symbol >= 0 ? this.#nameOf(symbol) : name, context);
    context.at = end;
  }

  /** `defined` and __has_include: copied with their operands, which are not expanded. */
  #isOperator(context: Context, name: string): boolean {
    if (name === 'defined') return this.#copyRaw(context, DEFINED);
    if (!name.startsWith('__has_')) return false;
    return this.#copyRaw(context, name.startsWith('__has_include') ? HAS_FILE : HAS_NAME);
  }

  #copyRaw(context: Context, pattern: RegExp): boolean {
    pattern.lastIndex = context.at;
    const match = pattern.exec(context.text);
    if (!match || pattern.lastIndex > context.end) return false;
    this.#copy(context, match[0].length);
    return true;
  }

  #isExpanding(symbol: number): boolean {
    return this.#contexts.some(({ macro }) => macro === symbol);
  }

  #push(text: string, symbol: number, position: Pos, parent: number): void {
    if (++this.#expanded > EXPANSION_LIMIT)
      throw new FatalDiagnostic(position, messages.tooManyExpansions(EXPANSION_LIMIT));
    const via = this.#unit.expansions.add(symbol, position, parent);
    this.#contexts.push({ text, at: 0, end: text.length, macro: symbol, base: position, via });
  }

  /** A parenthesis or comma outside of literals. */
  #mark(context: Context, c: string): void {
    const call = this.#call;
    if (c === '(') this.#depth++;
    if (c === '(' && call && !this.#open) {
      context.at++;
      this.#openCall(context, call);
      return;
    }
    if (call && this.#open && c === ')' && this.#depth === 1) {
      this.#closeCall(context, call);
      return;
    }
    if (c === ')' && this.#depth > 0) this.#depth--;
    if (call && this.#open && c === ',' && this.#depth === 1) {
      call.args.push(this.out.slice(call.argument));
      call.argument = this.out.length + 1;
    }
    this.#copy(context, 1);
    this.#noCall();
  }

  #openCall(context: Context, call: Call): void {
    const nested = this.#contexts.length - 1 - this.#contexts.findIndex(({ macro }) => macro === call.symbol);
    if (this.#isExpanding(call.symbol) && nested >= NESTING_LIMIT) {
      const name = this.#nameOf(call.symbol);
      this.#unit.report(call.position, messages.traditionalRecursion(name), name.length);
      this.#call = undefined;
      context.at--;
      this.#copy(context, 1);
      return;
    }
    this.#takeBack(call.start);
    call.argument = call.start;
    this.#open = true;
    this.#depth = 1;
  }

  #closeCall(context: Context, call: Call): void {
    const { macro, symbol, args, position } = call;
    args.push(this.out.slice(call.argument));
    const wanted = macro.parameters?.length ?? 0;
    const given = wanted === 0 && args.length === 1 && args[0] === '' ? 0 : args.length;
    this.#call = undefined;
    this.#open = false;
    this.#depth = 0;
    if (given !== wanted) {
      const name = this.#nameOf(symbol);
      const notes = [{ pos: this.#unit.placeOf(macro), text: `macro '${name}' is defined here` }];
      this.#unit.report(position, messages.wrongArgumentCount(name, given, wanted, false), name.length, notes);
      this.#copy(context, 1);
      return;
    }
    context.at++;
    this.#takeBack(call.start);
    this.#unit.use(symbol);
    if (!macro.written) return;
    const length = macro.written.uses.reduce((sum, use) => sum + 2 * (args[use] as string).length, 0);
    if (length > LENGTH_LIMIT) throw new FatalDiagnostic(position, messages.outputTooLong(LENGTH_LIMIT));
    this.#push(withArguments(macro.written, args), symbol, position, call.via);
  }
}

/** Characters that are only copied. */
const PLAIN = /[^A-Za-z_\\\r\n"'/(),#]+/y;

/** Computed macros that stand for a value. */
const VALUES = /^__(?:LINE|FILE|FILE_NAME|BASE_FILE|INCLUDE_LEVEL|COUNTER|DATE|TIME|TIMESTAMP)__$/;
const DEFINED = /defined[ \t\f\v]*\(?[ \t\f\v]*[A-Za-z_]\w*/y;
const HAS_FILE = /__has_include(?:_next)?[ \t\f\v]*\([ \t\f\v]*(?:<[^>\n]*>|"[^"\n]*")/y;
const HAS_NAME = /__has_\w+[ \t\f\v]*\([\w: \t]*\)/y;
const ASSERTION = /#[ \t\f\v]*[A-Za-z_]\w*(?:[ \t\f\v]*\([^()\n]*\))?/y;

/** The name at the context's offset, which may go on after splices, and the offset after it. */
function spliced(context: Context, first: string): { readonly name: string; readonly end: number } {
  const { text } = context;
  let name = first;
  let end = context.at + first.length;
  for (let after = afterSplice(text, end); after !== end && after < context.end; after = afterSplice(text, end)) {
    const rest = /^\w+/.exec(text.slice(after, after + MAX_PIECE))?.[0];
    if (rest === undefined) break;
    name += rest;
    end = after + rest.length;
  }
  return { name, end: Math.min(end, context.end) };
}

/** Longest part of a name after a splice that is looked for. */
const MAX_PIECE = 4096;
