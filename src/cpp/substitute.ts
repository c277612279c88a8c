/**
 * Argument substitution: a replacement list and the arguments of a call to the list of tokens that stands for the call.
 *
 * C11 6.10.3.1 to 6.10.3.3, C23's __VA_OPT__ (6.10.5.2), and GNU's `, ## args`, which drops the comma when no variable
 * argument was given. Where a PAD goes follows from GNU cpp's output: on the left of an argument one that remembers the
 * white space before the parameter, on its right one that only keeps tokens apart, none where `##` joins.
 */
import { NO_POS } from '../diag/diagnostic.ts';
import * as messages from '../diag/messages/cpp.ts';
import { type Expander, isPad } from './expand.ts';
import { canonicalName } from './literals.ts';
import type { Macro } from './macros.ts';
import { Kind, PAD_NONE, PAD_PLAIN, PAD_WHITE, PASTE, POINT, SHIFT, STRINGIFY, WHITE } from './symbols.ts';
import type { Argument, TokenList } from './tokens.ts';
import type { Unit } from './unit.ts';

/** Where we are with respect to a __VA_OPT__( … ) of the replacement list. */
interface VaOpt {
  /** 0: outside; 1: after the name; 2: after "("; from 3: inside, deeper by one for each "(". */
  state: number;
  /** Are the tokens inside wanted? Undefined until the first __VA_OPT__ asks. */
  wanted: boolean | undefined;
  stringify: boolean;
  /** Index of the last token before the content, -1 if there was none. */
  start: number;
  /** Did the content so far end in an argument of no tokens? What is pasted to its end is pasted to that. */
  empty: boolean;
}

type Step = 'include' | 'drop' | 'begin' | 'end';

export class Substitution {
  readonly #unit: Unit;
  readonly #expander: Expander;

  constructor(unit: Unit, expander: Expander) {
    this.#unit = unit;
    this.#expander = expander;
  }

  /** The expansion of a call of `macro`, whose body's offsets count from `base`; from the pool, the caller's to give back. */
  substitute(macro: Macro, args: readonly Argument[], base: number, expansion: number): TokenList {
    const { body } = macro;
    this.#prepare(macro, args);
    const out = this.#expander.pool.take();
    const vaOpt: VaOpt | undefined = macro.hasVaOpt
      ? { state: 0, wanted: undefined, stringify: false, start: -1, empty: false }
      : undefined;
    for (let i = 0; i < body.count; i++) {
      const token = body.tokens[i] as number;
      const position = base + (body.offsets[i] as number);
      const pasted = i > 0 && ((body.tokens[i - 1] as number) & PASTE) !== 0;
      if (vaOpt) {
        const step = this.#step(vaOpt, token, args);
        if (step === 'begin') this.#begin(vaOpt, out, token, i > 0 && !pasted);
        else if (step === 'end') this.#end(vaOpt, out, token, position, expansion);
        if (step !== 'include') continue;
      }
      const number = body.parameter[i] as number;
      if (vaOpt) vaOpt.empty = isEmpty(args[number - 1], token, pasted) && (!pasted || vaOpt.empty);
      if (number === 0) out.push(token, position, expansion);
      else {
        const atStart = vaOpt !== undefined && vaOpt.start >= 0 && vaOpt.start === out.count - 1;
        this.#parameter(macro, args, number, token, position, expansion, out, i > 0, pasted, atStart);
        if (atStart && vaOpt.empty && !(token & PASTE)) setPaste(out, vaOpt.start, 0);
      }
    }
    return out;
  }

  /** Expand and stringify first, so that nothing else happens while the result is put together. */
  #prepare(macro: Macro, args: readonly Argument[]): void {
    const { body } = macro;
    for (let i = 0; i < body.count; i++) {
      const number = body.parameter[i] as number;
      if (number === 0) continue;
      const arg = args[number - 1] as Argument;
      const token = body.tokens[i] as number;
      if (token & STRINGIFY) {
        if (arg.stringified < 0) arg.stringified = this.#stringify(arg.raw);
      } else if (!(token & PASTE) && !(i > 0 && (body.tokens[i - 1] as number) & PASTE)) this.#expand(arg);
    }
  }

  #expand(arg: Argument): TokenList | undefined {
    if (!arg.expanded && arg.raw && arg.raw.count > 0) arg.expanded = this.#expander.expandList(arg.raw);
    return arg.expanded;
  }

  #parameter(
    macro: Macro,
    args: readonly Argument[],
    number: number,
    token: number,
    position: number,
    expansion: number,
    out: TokenList,
    notFirst: boolean,
    pasted: boolean,
    atVaOptStart: boolean,
  ): void {
    const arg = args[number - 1] as Argument;
    const { inDirective } = this.#expander;
    /** Index in `out` of the token whose PASTE flag must follow that of `token`. */
    let flagAt = -1;
    let from = arg.raw;
    let skip = 0;
    if (token & STRINGIFY) from = undefined;
    else if (pasted && !(token & PASTE)) {
      flagAt = this.#pasteOnto(macro, arg, number, out, atVaOptStart);
    } else if (!(token & PASTE)) {
      from = arg.expanded;
      if (atVaOptStart && from) while (skip < from.count && isPad(from.tokens[skip] as number)) skip++;
    }
    if (!inDirective && notFirst && !pasted && !atVaOptStart) {
      out.push((token & WHITE ? PAD_WHITE : PAD_PLAIN) << SHIFT, NO_POS, -1);
    }
    const before = out.count;
    if (token & STRINGIFY) out.push((arg.stringified << SHIFT) | POINT, position, expansion);
    else if (from) {
      for (let j = skip; j < from.count; j++) {
        out.push(from.tokens[j] as number, from.positions[j] as number, from.vias[j] as number);
      }
    }
    if (out.count > before && token & PASTE) flagAt = out.count - 1;
    if (!inDirective && !(token & PASTE) && !(atVaOptStart && out.count === before)) {
      out.push(PAD_NONE << SHIFT, NO_POS, -1);
    }
    if (flagAt >= 0) setPaste(out, flagAt, token & PASTE);
  }

  /** An argument as right operand of `##`: GNU's comma rule, and no paste onto an empty argument. */
  #pasteOnto(macro: Macro, arg: Argument, number: number, out: TokenList, atVaOptStart: boolean): number {
    if (out.count === 0) return -1;
    const last = out.count - 1;
    const isComma = (out.tokens[last] as number) >> SHIFT === this.#unit.known.comma;
    if (isComma && macro.variadic && number === macro.parameters?.length) {
      if (arg.raw) return last;
      out.count--;
      return -1;
    }
    return arg.raw && arg.raw.count > 0 ? -1 : atVaOptStart ? -1 : last;
  }

  #step(vaOpt: VaOpt, token: number, args: readonly Argument[]): Step {
    const { known, symbols } = this.#unit;
    const symbol = token >> SHIFT;
    if (vaOpt.state === 0) {
      if (symbols.text[symbol] !== '__VA_OPT__') return 'include';
      vaOpt.state = 1;
      vaOpt.stringify = (token & STRINGIFY) !== 0;
      return 'begin';
    }
    if (vaOpt.state === 1) {
      vaOpt.state = 2;
      vaOpt.wanted ??= this.#hasVariable(args);
      return 'drop';
    }
    if (vaOpt.state === 2) vaOpt.state = 3;
    if (symbol === known.openParenthesis) vaOpt.state++;
    else if (symbol === known.closeParenthesis && --vaOpt.state === 2) {
      vaOpt.state = 0;
      return 'end';
    }
    return vaOpt.wanted ? 'include' : 'drop';
  }

  /** Does the variable argument expand to anything? */
  #hasVariable(args: readonly Argument[]): boolean {
    const last = args[args.length - 1];
    const expanded = last && this.#expand(last);
    if (!expanded) return false;
    for (let i = 0; i < expanded.count; i++) if (!isPad(expanded.tokens[i] as number)) return true;
    return false;
  }

  #begin(vaOpt: VaOpt, out: TokenList, token: number, padded: boolean): void {
    if (padded) out.push((token & WHITE ? PAD_WHITE : PAD_PLAIN) << SHIFT, NO_POS, -1);
    vaOpt.start = out.count - 1;
    vaOpt.empty = false;
  }

  #end(vaOpt: VaOpt, out: TokenList, token: number, position: number, expansion: number): void {
    const { start } = vaOpt;
    while (out.count - 1 > start && isPad(out.tokens[out.count - 1] as number)) out.count--;
    if (vaOpt.stringify) {
      const content = this.#joined(out, start + 1);
      const symbol = this.#stringify(content);
      this.#expander.pool.give(content);
      out.count = start + 1;
      out.push((symbol << SHIFT) | POINT | (token & PASTE), position, expansion);
      vaOpt.start = -1;
      return;
    }
    const last = out.count - 1;
    if (start >= 0 && last === start && (out.tokens[start] as number) & PASTE) setPaste(out, start, 0);
    if (token & PASTE && !(vaOpt.empty && last > start)) {
      if (last >= 0 && !isPad(out.tokens[last] as number)) setPaste(out, last, PASTE);
    } else out.push(PAD_NONE << SHIFT, NO_POS, -1);
    vaOpt.start = -1;
  }

  /** The tokens of `list` from `start` with their pastes done. */
  #joined(list: TokenList, start: number): TokenList {
    const out = this.#expander.pool.take();
    for (let i = start; i < list.count; i++) {
      let token = list.tokens[i] as number;
      while (token & PASTE && i + 1 < list.count) {
        const right = list.tokens[i + 1] as number;
        const symbol = this.#unit.files.paste(token >> SHIFT, right >> SHIFT);
        if (symbol < 0) break;
        token = (symbol << SHIFT) | (token & WHITE) | (right & PASTE);
        i++;
      }
      out.push(token & ~PASTE, list.positions[i] as number, list.vias[i] as number);
    }
    return out;
  }

  /** A name is one however its characters beyond ASCII are written; `#` keeps them as they are at `position`. */
  #asWritten(symbol: number, position: number): string {
    const { symbols, sourceMap } = this.#unit;
    const text = symbols.text[symbol] as string;
    if (symbols.kind[symbol] !== Kind.name || !/[\x80-\xff]/.test(text)) return text;
    const place = sourceMap.locate(position)?.place;
    const written = place && NAME.exec(place.text.slice(place.column - 1))?.[0];
    return written !== undefined && canonicalName(written) === text ? written : text;
  }

  /** The string literal that spells the tokens of an argument (C11 6.10.3.2). */
  #stringify(list: TokenList | undefined): number {
    const { symbols } = this.#unit;
    let text = '"';
    let backslashes = 0;
    // as for the output: a pad stands for the token it came from
    let source = -1;
    for (let i = 0; list && i < list.count; i++) {
      const token = list.tokens[i] as number;
      const symbol = token >> SHIFT;
      if (isPad(token)) {
        if (source < 0 || source === PAD_NONE || (source !== PAD_WHITE && symbol === PAD_NONE)) source = symbol;
        continue;
      }
      if (text !== '"' && (source < 0 || source === PAD_NONE ? token & WHITE : source === PAD_WHITE)) text += ' ';
      source = -1;
      const spelling = this.#asWritten(symbol, list.positions[i] as number);
      const kind = symbols.kind[symbol] as number;
      const quoted = kind === Kind.string || kind === Kind.char || kind === Kind.prefixed;
      text += quoted ? spelling.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n') : spelling;
      backslashes = kind === Kind.other && spelling === '\\' ? backslashes + 1 : 0;
    }
    if (backslashes & 1) {
      this.#unit.report(this.#expander.invocation, messages.invalidStringLiteral());
      text = text.slice(0, -1);
    }
    return symbols.of(`${text}"`, Kind.string);
  }
}

/** A name as it may be written. */
const NAME = /^(?:[\w$\x80-\xff]|\\u[0-9a-fA-F]{4}|\\U[0-9a-fA-F]{8})+/;

/** Does the parameter `token` stand for no tokens? */
function isEmpty(arg: Argument | undefined, token: number, pasted: boolean): boolean {
  if (!arg || token & STRINGIFY) return false;
  const list = pasted || token & PASTE ? arg.raw : arg.expanded;
  for (let i = 0; list && i < list.count; i++) if (!isPad(list.tokens[i] as number)) return false;
  return true;
}

function setPaste(list: TokenList, index: number, flag: number): void {
  list.tokens[index] = ((list.tokens[index] as number) & ~PASTE) | flag;
}
