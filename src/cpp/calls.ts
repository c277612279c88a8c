/**
 * Calls of function-like macros: the tokens between their parentheses to arguments (C11 6.10.3p4, p10 to p12).
 *
 * Enters: the macro, the expander standing after the opening parenthesis. Leaves: one list of unexpanded tokens an argument, or
 * messages about a wrong number of them and a call without its end.
 */
import { NO_POS, type Pos } from '../diag/diagnostic.ts';
import * as messages from '../diag/messages/cpp.ts';
import { type Expander, isPad } from './expand.ts';
import { forbiddenName, type Macro, POISON } from './macros.ts';
import { blockComment } from './splices.ts';
import { BOL, EOF, Kind, NO_EXPAND, PAD_NONE, PAD_PLAIN, PAD_WHITE, SHIFT } from './symbols.ts';
import type { Argument, TokenList } from './tokens.ts';
import type { Unit } from './unit.ts';

export class Calls {
  readonly #unit: Unit;
  readonly #expander: Expander;

  constructor(unit: Unit, expander: Expander) {
    this.#unit = unit;
    this.#expander = expander;
  }

  /**
   * The arguments of a call of `macro`, whose parenthesis was read; its name stood at `position`. Undefined when they are not
   * what it takes, which has been reported.
   */
  collect(macro: Macro, position: Pos): Argument[] | undefined {
    const { known } = this.#unit;
    const wanted = (macro.parameters as readonly number[]).length;
    const args: Argument[] = [];
    let given = 0;
    let symbol: number;
    do {
      given++;
      const list = this.#expander.pool.take();
      symbol = this.#collectOne(list, macro.variadic && given === wanted);
      if (given <= wanted || (given === 1 && wanted === 0))
        args.push({ raw: list, expanded: undefined, stringified: -1 });
      else this.#expander.pool.give(list);
    } while (symbol !== known.closeParenthesis && symbol !== EOF);
    if (symbol === EOF) {
      const name = this.#nameOf(macro);
      const notes = [{ pos: position, text: `the call of '${name}' began here` }];
      // as gcc, where reading has got to
      this.#unit.report(this.#expander.source.position, messages.unterminatedCall(name), 1, notes);
      return this.#dropped(args);
    }
    const first = args[0]?.raw as TokenList;
    if (given === 1 && wanted === 0 && first.count === 0) given = 0;
    if (!this.#isCountRight(macro, given, position)) return this.#dropped(args);
    if (this.#unit.language.year < 1999) this.#checkEmpty(macro, args, given, position);
    if (wanted === 0) {
      this.release(args);
      return [];
    }
    while (args.length < wanted) args.push({ raw: this.#expander.pool.take(), expanded: undefined, stringified: -1 });
    if (macro.variadic && (given < wanted || (given === 1 && first.count === 0 && this.#unit.language.gnu))) {
      const last = args[wanted - 1] as Argument;
      if (last.raw) this.#expander.pool.give(last.raw);
      last.raw = undefined;
    }
    return args;
  }

  #nameOf(macro: Macro): string {
    return this.#unit.symbols.text[macro.symbol] as string;
  }

  #dropped(args: Argument[]): undefined {
    this.release(args);
    return undefined;
  }

  /** Tokens of one argument, up to the "," or ")" that ends it (or EOF), which is returned. */
  #collectOne(list: TokenList, takesCommas: boolean): number {
    const { known } = this.#unit;
    let parentheses = 0;
    let symbol: number;
    for (;;) {
      const token = this.#expander.next();
      symbol = token >> SHIFT;
      if (symbol === PAD_NONE || symbol === PAD_WHITE || symbol === PAD_PLAIN) {
        if (list.count === 0) continue;
      } else if (symbol === known.openParenthesis) parentheses++;
      else if (symbol === known.closeParenthesis) {
        if (parentheses-- === 0) break;
      } else if (symbol === known.comma) {
        if (parentheses === 0 && !takesCommas) break;
      } else if (symbol === EOF || (symbol === known.hash && token & BOL)) break;
      list.push(this.#asArgument(token), this.#expander.position, this.#expander.via);
    }
    while (list.count > 0 && isPad(list.tokens[list.count - 1] as number)) list.count--;
    return symbol;
  }

  /** A token as an argument holds it: a comment that is kept (-C) must have an end; what is poisoned is complained of here. */
  #asArgument(token: number): number {
    const { text, kind } = this.#unit.symbols;
    const symbol = token >> SHIFT;
    const macro = this.#unit.macros[symbol];
    if (macro?.builtin !== undefined && macro.defined === undefined && !(token & NO_EXPAND)) {
      const complaint =
        this.#expander.via < 0 || macro.builtin === POISON ? forbiddenName(macro, this.#unit.symbols) : undefined;
      if (complaint) {
        this.#unit.report(this.#expander.position, complaint, (text[symbol] as string).length);
        return token | NO_EXPAND;
      }
    }
    if (kind[symbol] !== Kind.comment) return token;
    const comment = this.#unit.symbols.of(blockComment(text[symbol] as string), Kind.comment);
    return (comment << SHIFT) | (token & ((1 << SHIFT) - 1));
  }

  /** ISO C90 has no empty arguments. */
  #checkEmpty(macro: Macro, args: readonly Argument[], given: number, position: Pos): void {
    const name = this.#nameOf(macro);
    args.slice(0, given).forEach(({ raw }, index) => {
      if (raw?.count === 0 && macro.body.parameter.includes(index + 1))
        this.#unit.report(position, messages.emptyArgument(name, index + 1), name.length);
    });
  }

  #isCountRight(macro: Macro, given: number, position: Pos): boolean {
    const wanted = (macro.parameters as readonly number[]).length;
    if (given === wanted) return true;
    const name = this.#nameOf(macro);
    // GNU: the variable arguments may be left out
    if (given + 1 === wanted && macro.variadic) {
      const { warnings, language, system } = this.#unit;
      const isNews = warnings.has('pedantic') && !language.gnu;
      if (isNews && system.levelAt(this.#unit.placeOf(macro)) <= 0)
        this.#unit.report(position, messages.variableArgumentsMissing(name), name.length);
      return true;
    }
    const note = { pos: this.#unit.placeOf(macro), text: `macro '${name}' is defined here` };
    const notes = note.pos === NO_POS ? [] : [note];
    const at = this.#expander.invocation;
    this.#unit.report(at, messages.wrongArgumentCount(name, given, wanted, macro.variadic), name.length, notes);
    return false;
  }

  /** Give the lists of arguments back. */
  release(args: readonly Argument[]): void {
    for (const { raw, expanded } of args) {
      if (raw) this.#expander.pool.give(raw);
      if (expanded) this.#expander.pool.give(expanded);
    }
  }
}
