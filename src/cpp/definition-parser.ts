/**
 * The operands of #define to a Macro: name, parameters, replacement list with numbered parameters (C11 6.10.3).
 *
 * Enters: a directive of a file (or a -D of the command line, which is a file of one directive). Leaves: a Macro, made once
 * for all units that include the file, or what is wrong with the definition.
 */
import type { CppMessage } from '../diag/messages/cpp.ts';
import * as messages from '../diag/messages/cpp.ts';
import type { SourceFile } from './files.ts';
import type { TokenRun } from './lexer.ts';
import { type Body, type Definition, type DefinitionFault, EMPTY_BODY, type Macro, VARIADIC_NAMES } from './macros.ts';
import { overBlanks, plainNameEnd } from './plain-operands.ts';
import type { DirectiveRecord } from './structure.ts';
import { Kind, PASTE, SHIFT, STRINGIFY, type Symbols, WHITE } from './symbols.ts';

const NO_FAULTS: readonly DefinitionFault[] = [];

/** Parse the operands of `directive`, a #define in `file`. */
export function parseDefinition(file: SourceFile, directive: DirectiveRecord, symbols: Symbols): Definition {
  const { text } = file;
  const offset = overBlanks(text, directive.operands, directive.end);
  const nameEnd = plainNameEnd(text, offset, directive.end);
  // a bracket opens parameters, a # or a name of variadic macros may be wrong: such definitions are checked at once
  const isPlain =
    offset > directive.operands &&
    nameEnd > offset &&
    nameEnd < text.length &&
    text.charCodeAt(nameEnd) <= 32 &&
    !RESERVED.has(text.slice(offset, nameEnd)) &&
    !isSuspect(text, nameEnd, directive.end);
  if (!isPlain) return new DefinitionParser(file, directive, symbols).parse();
  return { macro: new PlainMacro(symbols.intern(text, offset, nameEnd, Kind.name), offset, file, directive, symbols) };
}

/** Whether there is a `#` in text[start..end), or a name of variadic macros. */
function isSuspect(text: string, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const c = text.charCodeAt(i);
    if (c === 35 || (c === 95 && text.startsWith('__VA_', i))) return true;
  }
  return false;
}

/** Names that cannot be defined. */
const RESERVED: ReadonlySet<string> = new Set(['defined']);

/** Characters of the basic character set that may follow a macro's name at once by C90, which C99 warns of harder. */
const BASIC = /^[!"#%&'()*+,\-./:;<=>?[\\\]^{|}~]/;

/** An object-like macro that cannot be wrong: its replacement list is lexed when it is first wanted, which is rarely. */
class PlainMacro implements Macro {
  readonly parameters = undefined;
  readonly variadic = false;
  readonly hasVaOpt = false;
  readonly faults = NO_FAULTS;
  readonly symbol: number;
  readonly offset: number;
  readonly file: SourceFile;
  readonly #directive: DirectiveRecord;
  readonly #symbols: Symbols;
  #body: Body | undefined;

  constructor(symbol: number, offset: number, file: SourceFile, directive: DirectiveRecord, symbols: Symbols) {
    this.symbol = symbol;
    this.offset = offset;
    this.file = file;
    this.#directive = directive;
    this.#symbols = symbols;
  }

  get body(): Body {
    if (!this.#body) {
      const parsed = new DefinitionParser(this.file, this.#directive, this.#symbols).parse();
      this.#body = 'macro' in parsed ? parsed.macro.body : EMPTY_BODY;
    }
    return this.#body;
  }
}

class DefinitionParser {
  readonly #file: SourceFile;
  readonly #symbols: Symbols;
  readonly #run: TokenRun;
  readonly #directive: DirectiveRecord;
  #at = 0;
  readonly #faults: DefinitionFault[] = [];
  readonly #warnings: DefinitionFault[] = [];
  #variadic = false;

  constructor(file: SourceFile, directive: DirectiveRecord, symbols: Symbols) {
    this.#file = file;
    this.#symbols = symbols;
    this.#directive = directive;
    this.#run = withoutHeadComments(file.definition(directive), symbols);
  }

  parse(): Definition {
    const run = this.#run;
    if (run.count === 0) return this.#failed({ offset: this.#directive.start, message: messages.noMacroName() });
    const symbol = (run.tokens[0] as number) >> SHIFT;
    const offset = run.offsets[0] as number;
    const name = this.#symbols.text[symbol] as string;
    if (this.#symbols.kind[symbol] !== Kind.name)
      return this.#failed({ offset, message: messages.macroNameExpected(name) });
    if (RESERVED.has(name)) {
      return this.#failed({ offset, message: messages.macroNameReserved(name) });
    }
    this.#at = 1;
    let parameters: number[] | undefined;
    if (this.#is(1, '(') && !((run.tokens[1] as number) & WHITE)) {
      this.#at = 2;
      const result = this.#parameters();
      if (!Array.isArray(result)) return this.#failed(result);
      parameters = result;
    }
    this.#checkBlank(parameters);
    const body = this.#body(parameters);
    const fault = this.#faults[0];
    if (fault) return this.#failed(fault);
    const vaOpt = this.#variadic && body.tokens.some((token) => this.#symbols.text[token >> SHIFT] === '__VA_OPT__');
    return {
      macro: {
        symbol,
        parameters,
        variadic: this.#variadic,
        hasVaOpt: vaOpt,
        body,
        file: this.#file,
        offset,
        faults: this.#warnings,
      },
    };
  }

  #failed(fault: DefinitionFault): Definition {
    return { fault, warnings: this.#warnings };
  }

  /** White space after the name (or what no name can hold: C99 6.10.3p3). */
  #checkBlank(parameters: readonly number[] | undefined): void {
    const token = this.#run.tokens[this.#at];
    if (parameters || token === undefined || token & WHITE || this.#symbols.kind[token >> SHIFT] === Kind.comment)
      return;
    const { year, assembler } = this.#file.language;
    const c90 = (year < 1999 || assembler) && BASIC.test(this.#text(this.#at));
    this.#warn(this.#at, messages.blankAfterName(c90));
  }

  #warn(index: number, message: CppMessage): void {
    this.#warnings.push(this.#fault(index, message));
  }

  #text(index: number): string {
    return index < this.#run.count ? (this.#symbols.text[(this.#run.tokens[index] as number) >> SHIFT] as string) : '';
  }

  #is(index: number, text: string): boolean {
    return this.#text(index) === text;
  }

  #fault(index: number, message: CppMessage): DefinitionFault {
    return { offset: this.#run.offsets[Math.min(index, this.#run.count - 1)] as number, message };
  }

  /** parameters: "(" [ name { "," name } [ "..." ] | "..." ] ")" ; GNU: name "..." names the variable argument. */
  #parameters(): number[] | DefinitionFault {
    const list: number[] = [];
    if (this.#is(this.#at, ')')) {
      this.#at++;
      return list;
    }
    for (;;) {
      const token = this.#run.tokens[this.#at];
      if (token === undefined) return this.#fault(this.#at, messages.parameterListOpen());
      const symbol = token >> SHIFT;
      const text = this.#text(this.#at);
      if (text === '...') {
        list.push(this.#symbols.of('__VA_ARGS__', Kind.name));
        this.#variadic = true;
        if (this.#file.language.year < 1999) this.#warn(this.#at, messages.variadicInC90());
      } else if (this.#symbols.kind[symbol] !== Kind.name) {
        return this.#fault(this.#at, messages.parameterExpected(text));
      } else if (list.includes(symbol)) {
        return this.#fault(this.#at, messages.parameterTwice(text));
      } else {
        list.push(symbol);
        if (VARIADIC_NAMES.has(text)) this.#warn(this.#at, messages.variadicNameOutside(text));
        if (this.#is(this.#at + 1, '...')) {
          this.#at++;
          this.#variadic = true;
          this.#warn(this.#at, messages.namedVariadic());
        }
      }
      this.#at++;
      if (this.#is(this.#at, ')')) break;
      if (this.#variadic) return this.#fault(this.#at, messages.variadicNotLast());
      if (this.#at >= this.#run.count) return this.#fault(this.#at, messages.parameterListOpen());
      if (!this.#is(this.#at, ','))
        return this.#fault(this.#at, messages.commaExpectedInParameters(this.#text(this.#at)));
      this.#at++;
    }
    this.#at++;
    return list;
  }

  /** Resolve `#` and `##` into flags on their operands; what remains is the replacement list. */
  #body(parameters: readonly number[] | undefined): Body {
    const run = this.#run;
    const size = run.count - this.#at;
    if (size <= 0) return EMPTY_BODY;
    const tokens = new Int32Array(size);
    const parameter = new Int32Array(size);
    const offsets = new Int32Array(size);
    const assembler = this.#file.assembler;
    let n = 0;
    let afterPaste = false;
    let spelling = '';
    for (let i = this.#at; i < run.count; i++) {
      const token = run.tokens[i] as number;
      const text = this.#text(i);
      if (text === '##' || (text === '%:%:' && !assembler)) {
        if (parameters && n > 0 && !assembler && !afterPaste && this.#isHash(tokens[n - 1] as number)) {
          this.#faults.push(this.#fault(i, messages.hashWithoutParameter()));
        }
        if (n === 0 || i === run.count - 1) this.#faults.push(this.#fault(i, messages.pasteAtEnd()));
        else if (!afterPaste) tokens[n - 1] = (tokens[n - 1] as number) | PASTE;
        if (text !== '##') spelling += `${n}${text} `;
        afterPaste = true;
        continue;
      }
      afterPaste = false;
      const number = parameters ? parameters.indexOf(token >> SHIFT) + 1 : 0;
      if (number === 0 && VARIADIC_NAMES.has(text)) this.#checkVariadicName(i, text, parameters);
      const operand = number > 0 || (this.#variadic && text === '__VA_OPT__');
      if (parameters && n > 0 && this.#isHash(tokens[n - 1] as number)) {
        if (operand) {
          const hash = this.#symbols.text[(tokens[n - 1] as number) >> SHIFT] as string;
          if (hash !== '#') spelling += `${n}${hash} `;
          // `#` and its operand become one token that stands where the `#` stood
          tokens[n - 1] = (token & ~WHITE) | STRINGIFY | ((tokens[n - 1] as number) & WHITE);
          parameter[n - 1] = number;
          if (token & WHITE) spelling += `${n} `;
          continue;
        }
        if (!assembler) this.#faults.push(this.#fault(i, messages.hashWithoutParameter()));
      }
      tokens[n] = token;
      parameter[n] = number;
      offsets[n] = run.offsets[i] as number;
      n++;
    }
    if (parameters && n > 0 && !assembler && this.#isHash(tokens[n - 1] as number)) {
      this.#faults.push(this.#fault(run.count - 1, messages.hashWithoutParameter()));
    }
    if (n > 0) tokens[0] = (tokens[0] as number) & ~WHITE;
    if (this.#variadic) this.#checkVaOpt(tokens, offsets, n);
    return { tokens: tokens.subarray(0, n), parameter, offsets, count: n, spelling };
  }

  #checkVariadicName(index: number, text: string, parameters: readonly number[] | undefined): void {
    const own = parameters && this.#variadic;
    const named = own && this.#symbols.text[parameters.at(-1) ?? 0] !== '__VA_ARGS__';
    if (text === '__VA_ARGS__' && own && this.#text(index) !== '__VA_ARGS__') return;
    if (text === '__VA_OPT__' && own && !named) {
      if (!this.#file.language.gnu) this.#warn(index, messages.vaOptTooEarly());
    } else this.#warn(index, messages.variadicNameOutside(text));
  }

  /** __VA_OPT__ ( … ), not nested, with its parentheses balanced (C23 6.10.5.2). */
  #checkVaOpt(tokens: Int32Array, offsets: Int32Array, count: number): void {
    let depth = -1;
    for (let i = 0; i < count; i++) {
      const text = this.#symbols.text[(tokens[i] as number) >> SHIFT];
      const wasJustNamed = depth === 0;
      if (text === '__VA_OPT__') {
        if (depth >= 0) this.#faults.push({ offset: offsets[i] as number, message: messages.vaOptNested() });
        depth = 0;
      } else if (wasJustNamed && text !== '(') {
        this.#faults.push({ offset: offsets[i] as number, message: messages.vaOptParenthesis() });
        return;
      } else if (depth >= 0 && text === '(') {
        depth++;
        if (wasJustNamed && (tokens[i] as number) & PASTE) this.#faults.push(atVaOptEnd(offsets[i] as number));
      } else if (depth > 0 && text === ')' && --depth === 0) {
        depth = -1;
        if ((tokens[i - 1] as number) & PASTE) this.#faults.push(atVaOptEnd(offsets[i - 1] as number));
      }
    }
    if (depth >= 0) this.#faults.push({ offset: offsets[count - 1] as number, message: messages.vaOptOpen() });
  }

  #isHash(token: number): boolean {
    const text = this.#symbols.text[token >> SHIFT];
    return (text === '#' || (text === '%:' && !this.#file.assembler)) && !(token & STRINGIFY);
  }
}

function atVaOptEnd(offset: number): DefinitionFault {
  return { offset, message: messages.pasteAtVaOptEnd() };
}

/** `run` without the comments before the name and among the parameters, which are kept nowhere. */
function withoutHeadComments(run: TokenRun, symbols: Symbols): TokenRun {
  const isComment = (i: number) => symbols.kind[(run.tokens[i] as number) >> SHIFT] === Kind.comment;
  const text = (i: number) => symbols.text[(run.tokens[i] as number) >> SHIFT];
  const kept: number[] = [];
  // 0: before the name; 1: after it; 2: among the parameters; 3: in the replacement list
  let state = 0;
  for (let i = 0; i < run.count; i++) {
    if (isComment(i) && (state === 0 || state === 2)) continue;
    if (state === 0) state = 1;
    else if (state === 1) state = text(i) === '(' && !((run.tokens[i] as number) & WHITE) ? 2 : 3;
    else if (state === 2 && text(i) === ')') state = 3;
    kept.push(i);
  }
  if (kept.length === run.count) return run;
  return {
    ...run,
    tokens: Int32Array.from(kept, (i) => run.tokens[i] as number),
    offsets: Int32Array.from(kept, (i) => run.offsets[i] as number),
    lines: Int32Array.from(kept, (i) => run.lines[i] as number),
    count: kept.length,
  };
}
