/**
 * The macros that are computed when met: __LINE__, __FILE__, __COUNTER__, __has_include and their kin, and _Pragma.
 *
 * Enters: the name as it was met in the stream, its operands still unread in the expander. Leaves: the symbol that stands
 * for the call.
 */
import { NO_POS, type Pos } from '../diag/diagnostic.ts';
import * as messages from '../diag/messages/cpp.ts';
import { hasAttribute, hasStandardAttribute } from './attributes.ts';
import { hasBuiltin } from './builtin-functions.ts';
import { type Expander, isPad, NO_CALL } from './expand.ts';
import type { Inclusions } from './inclusions.ts';
import { computedMacro, forbiddenName, type Macro, OUTSIDE, POISON, VARIADIC_NAMES } from './macros.ts';
import type { Pragmas } from './pragmas.ts';
import { quoted } from './printer.ts';
import type { FileReader } from './reader.ts';
import { EOF, Kind, NO_EXPAND, SHIFT, WHITE } from './symbols.ts';
import type { Unit } from './unit.ts';

const NAMES = [
  '__LINE__',
  '__FILE__',
  '__FILE_NAME__',
  '__BASE_FILE__',
  '__INCLUDE_LEVEL__',
  '__COUNTER__',
  '__DATE__',
  '__TIME__',
  '__TIMESTAMP__',
  '__has_include',
  '__has_include_next',
  '_Pragma',
] as const;
/** These do not exist in assembler mode. */
const ONLY_IN_C: readonly string[] = ['__has_attribute', '__has_builtin', '__has_cpp_attribute', '__has_c_attribute'];

const NAME = /^[A-Za-z_$][\w$]*$/;
const SCOPED_NAME = /^[A-Za-z_$][\w$]*(?:\s*::\s*[A-Za-z_$][\w$]*)?$/;

export class Builtins {
  readonly #unit: Unit;
  readonly #reader: FileReader;
  readonly #expander: Expander;
  readonly #inclusions: Inclusions;
  readonly #pragmas: Pragmas;

  constructor(unit: Unit, reader: FileReader, expander: Expander, inclusions: Inclusions, pragmas: Pragmas) {
    this.#unit = unit;
    this.#reader = reader;
    this.#expander = expander;
    this.#inclusions = inclusions;
    this.#pragmas = pragmas;
  }

  /** Define them all in the unit. */
  define(): void {
    const { symbols, files } = this.#unit;
    const file = files.fromText('<built-in>', '');
    for (const name of files.mode.assembler ? NAMES : [...NAMES, ...ONLY_IN_C]) {
      const symbol = symbols.of(name, Kind.name);
      this.#unit.define(symbol, computedMacro(file, symbol, name), NO_POS);
    }
    for (const name of files.mode.traditional ? [] : VARIADIC_NAMES) {
      const symbol = symbols.of(name, Kind.name);
      this.#unit.define(symbol, computedMacro(file, symbol, OUTSIDE), NO_POS);
    }
  }

  readonly compute = (macro: Macro, position: Pos, via: number): number => {
    const name = macro.builtin as string;
    switch (name) {
      case '__LINE__':
        return this.#number(this.#reader.lineOf(this.#unit.rootOf(position, via)));
      case '__FILE__':
        return this.#string(this.#mapped(this.#presumedFile()));
      case '__FILE_NAME__':
        return this.#string(this.#presumedFile().replace(/^.*\//s, ''));
      case '__BASE_FILE__':
        this.#unit.unshared++;
        return this.#string(this.#mapped(this.#unit.options.name));
      case '__INCLUDE_LEVEL__':
        return this.#number(this.#reader.frames.reduce((level, { within }) => level + 1 + within.length, -1));
      case '__COUNTER__':
        if (this.#unit.files.mode.directivesOnly && this.#expander.inDirective)
          this.#unit.report(position, messages.counterInDirective(), name.length);
        this.#unit.unshared++;
        return this.#number(this.#unit.counter++);
      case '__DATE__':
      case '__TIME__':
      case '__TIMESTAMP__':
        this.#unit.unshared++;
        this.#unit.report(this.#unit.rootOf(position, via), messages.reproducible(name), name.length);
        return this.#string(this.#time(name));
      case '_Pragma':
        return this.#pragma(macro, position, via);
      case POISON:
      case OUTSIDE:
        return this.#forbidden(macro, position, via);
      default:
        return this.#number(this.#has(name, position));
    }
  };

  /** The name itself, after the complaint; marked so that it is not met again. */
  #forbidden(macro: Macro, position: Pos, via: number): number {
    const { symbol } = macro;
    const complaint = forbiddenName(macro, this.#unit.symbols);
    // in the body of a macro it was complained of when that was defined
    if (complaint && via < 0)
      this.#unit.report(position, complaint, (this.#unit.symbols.text[symbol] as string).length);
    const { body, parameters } = macro.defined ?? {};
    if (body && !parameters) {
      const list = this.#expander.pool.take();
      for (let i = 0; i < body.count; i++) {
        const token = body.tokens[i] as number;
        list.push(token >> SHIFT === symbol ? token | NO_EXPAND : token, position, -1);
      }
      this.#expander.pushList(list, 0, true);
    } else this.#expander.pushToken((symbol << SHIFT) | NO_EXPAND, position, -1);
    return -1;
  }

  #presumedFile(): string {
    return this.#reader.top?.name ?? '';
  }

  #mapped(name: string): string {
    for (const [from, to] of this.#unit.options.macroPrefixMap) {
      if (name.startsWith(from)) return to + name.slice(from.length);
    }
    return name;
  }

  #number(value: number): number {
    return this.#unit.symbols.of(String(value), Kind.number);
  }

  #string(value: string): number {
    return this.#unit.symbols.of(`"${quoted(value)}"`, Kind.string);
  }

  #time(name: string): string {
    const { now } = this.#unit.options;
    if (name === '__TIMESTAMP__') return this.#timestamp();
    if (!now) return name === '__DATE__' ? '??? ?? ????' : '??:??:??';
    const two = (n: number) => String(n).padStart(2, '0');
    if (name === '__TIME__') return `${two(now.getUTCHours())}:${two(now.getUTCMinutes())}:${two(now.getUTCSeconds())}`;
    return `${MONTHS[now.getUTCMonth()]} ${String(now.getUTCDate()).padStart(2, ' ')} ${now.getUTCFullYear()}`;
  }

  /** When the file being read was changed last, as asctime() has it. */
  #timestamp(): string {
    const changed = this.#unit.options.modified?.(this.#reader.top?.file.path ?? '');
    if (!changed) return UNKNOWN_TIME;
    const [day = '', month = '', date = '', year = ''] = changed.toString().split(' ');
    return `${day} ${month} ${String(Number(date)).padStart(2, ' ')} ${changed.toTimeString().slice(0, 8)} ${year}`;
  }

  /** Tokens of a parenthesized operand, unexpanded, without the parentheses; undefined if it is not one. */
  #operand(): number[] | undefined {
    const expander = this.#expander;
    const { known } = this.#unit;
    const wasIn = expander.inDirective;
    expander.inDirective = true;
    expander.preventExpansion++;
    const tokens: number[] = [];
    let depth = 0;
    let token = expander.next();
    const opened = token >> SHIFT === known.openParenthesis;
    while (opened) {
      token = expander.next();
      const symbol = token >> SHIFT;
      if (symbol === EOF || (symbol === known.closeParenthesis && depth === 0)) break;
      if (symbol === known.openParenthesis) depth++;
      if (symbol === known.closeParenthesis) depth--;
      tokens.push(token);
    }
    expander.preventExpansion--;
    expander.inDirective = wasIn;
    return opened && token >> SHIFT !== EOF ? tokens : undefined;
  }

  #spell(tokens: readonly number[]): string {
    const { text } = this.#unit.symbols;
    let out = '';
    for (const token of tokens) out += (token & WHITE && out !== '' ? ' ' : '') + text[token >> SHIFT];
    return out;
  }

  #has(name: string, position: Pos): number {
    if (name.startsWith('__has_include')) return this.#hasInclude(name, position);
    const tokens = this.#operand();
    const text = tokens && this.#spell(tokens);
    if (text === undefined || !(name === '__has_builtin' ? NAME : SCOPED_NAME).test(text)) {
      this.#unit.report(position, messages.badOperator(name, '(NAME)'), name.length);
      return 0;
    }
    if (name === '__has_builtin') return hasBuiltin(text, !this.#unit.language.gnu) ? 1 : 0;
    return name === '__has_c_attribute' ? hasStandardAttribute(text) : hasAttribute(text);
  }

  #hasInclude(name: string, position: Pos): number {
    const frame = this.#reader.top;
    if (!frame) return 0;
    if (!this.#expander.inDirective) {
      this.#unit.report(position, messages.outsideDirective(name), name.length);
    }
    const { known } = this.#unit;
    const expander = this.#expander;
    const wasIn = expander.inDirective;
    expander.inDirective = true;
    let token = expander.next();
    const opened = token >> SHIFT === known.openParenthesis;
    if (opened) token = expander.next();
    const header = this.#headerFrom(token);
    const closed = opened && token >> SHIFT !== EOF && expander.next() >> SHIFT === known.closeParenthesis;
    expander.inDirective = wasIn;
    if (!header || !closed)
      this.#unit.report(position, messages.badOperator(name, '("FILE") or (<FILE>)'), name.length);
    // as gcc, without its parentheses too
    return header && this.#inclusions.exists(frame, header, name === '__has_include_next', position) ? 1 : 0;
  }

  /** The header name that begins with `first`, the rest of which is read. */
  #headerFrom(first: number): { readonly name: string; readonly angled: boolean } | undefined {
    const { text } = this.#unit.symbols;
    const string = /^"([^"]*)"$/.exec(text[first >> SHIFT] as string)?.[1];
    if (string !== undefined) return { name: string, angled: false };
    if (text[first >> SHIFT] !== '<') return undefined;
    let name = '';
    for (;;) {
      const token = this.#expander.next();
      if (token >> SHIFT === EOF) return undefined;
      const word = text[token >> SHIFT] as string;
      if (word === '>') return { name, angled: true };
      name += (token & WHITE && name !== '' ? ' ' : '') + word;
    }
  }

  /** _Pragma ( string ), which a token takes the place of; in directives and without its operand it is a plain name. */
  #pragma(macro: Macro, position: Pos, via: number): number {
    const expander = this.#expander;
    const open = expander.inDirective ? EOF : this.#nextSymbol();
    // the end of an argument: what follows the call may be the operand
    if (open === EOF && !expander.inDirective) return NO_CALL;
    const text = open === this.#unit.known.openParenthesis ? this.#pragmaText() : undefined;
    if (text === undefined) {
      if (!expander.inDirective) this.#unit.report(position, messages.badPragmaOperator(), '_Pragma'.length);
      expander.pushToken((macro.symbol << SHIFT) | NO_EXPAND, position, via);
      return -1;
    }
    const symbol = this.#pragmas.operator(text, this.#unit.rootOf(position, via));
    expander.pushToken(symbol << SHIFT, position, via);
    return -1;
  }

  /** The text of the string in parentheses; what has been read when something else stands there is lost. */
  #pragmaText(): string | undefined {
    const { known, symbols } = this.#unit;
    const string = /^(?:u8|[LuU])?"(.*)"$/s.exec(symbols.text[this.#nextSymbol()] as string)?.[1];
    if (string === undefined || this.#nextSymbol() !== known.closeParenthesis) return undefined;
    return string.replace(/\\(["\\])/g, '$1');
  }

  #nextSymbol(): number {
    for (;;) {
      const token = this.#expander.next();
      if (!isPad(token)) return token >> SHIFT;
    }
  }
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
const UNKNOWN_TIME = '??? ??? ?? ??:??:?? ????';
