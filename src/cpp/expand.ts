/**
 * Macro expansion: the token stream of a file (or directive) to the stream after expansion (C11 6.10.3.1 to 6.10.3.4).
 *
 * Enters: tokens from a `TokenSource`. Leaves: tokens one at a time from `next()`, with the place where each was spelled
 * and the expansion it came out of. Between tokens come PAD symbols, which carry no text: they say that white space may
 * have to stand there. GNU cpp prints a space where the token that a stretch came from had one before it, or where two
 * tokens would otherwise join; keeping the same marks in the same places is what makes `-E` output come out the same.
 *
 * An expansion in progress is a context on a stack; reading goes on in the context below when one is used up. A macro
 * is disabled while any context of its expansion is on the stack.
 */
import { FatalDiagnostic, NO_POS, type Pos } from '../diag/diagnostic.ts';
import * as messages from '../diag/messages/cpp.ts';
import { Calls } from './calls.ts';
import type { Macro } from './macros.ts';
import { Substitution } from './substitute.ts';
import { EOF, NO_EXPAND, PAD_NONE, PAD_PLAIN, PAD_WHITE, PASTE, POINT, SHIFT, WHITE } from './symbols.ts';
import type { Argument, TokenList, TokenPool } from './tokens.ts';
import type { Unit } from './unit.ts';

/** Where unexpanded tokens come from. After `next()`, `position` is where the token was spelled. */
export interface TokenSource {
  position: Pos;
  /** The next token, or EOF. */
  next(): number;
  /** Make the token that `next()` gave last come again. */
  back(): void;
}

/**
 * Expands macros that are computed, not defined; returns a token symbol, -1 when it has dealt with the call itself, or NO_CALL
 * when the name stands for itself here.
 */
export type ComputedMacro = (macro: Macro, position: Pos, via: number) => number;

export const NO_CALL = -2;

interface Context {
  tokens: Int32Array;
  positions: Int32Array | Uint32Array;
  /** Undefined: all tokens belong to expansion `via`. */
  vias: Int32Array | undefined;
  via: number;
  /** Added to `positions`; NaN where the definition has no place. */
  base: number;
  at: number;
  end: number;
  /** The macro that is disabled while this context lives, or 0. */
  macro: number;
  list: TokenList | undefined;
  /** An argument on its own: its end is the end of input for whatever is expanded in it. */
  barrier: boolean;
}

/** Calls nested in each other's arguments, each of which takes a few frames of the JavaScript stack. */
export const NESTING_LIMIT = 1000;

export class Expander implements TokenSource {
  /** Of the token that next() returned last. */
  position: Pos = NO_POS;
  via = -1;
  /** Did that token come out of an expansion (its arguments included)? */
  expanded = false;
  /** True: within a directive, where PADs mean nothing and are not made. */
  inDirective = false;
  /** 0: none; 1: looking for "("; 2: collecting arguments. The file reader must know. */
  parsingArguments = 0;
  preventExpansion = 0;
  /** Position of the name that started the outermost expansion in progress. */
  invocation: Pos = NO_POS;
  source: TokenSource;
  computed: ComputedMacro = () => -1;
  readonly pool: TokenPool;
  readonly #unit: Unit;
  readonly #preprocessed: boolean;
  /** Tokens are those of directives, whose macros are expanded already. */
  readonly #traditional: boolean;
  readonly #contexts: Context[] = [];
  #depth = 0;
  #nesting = 0;
  #disabled = new Uint8Array(0);
  readonly #substitution: Substitution;
  readonly #calls: Calls;

  constructor(unit: Unit, source: TokenSource) {
    this.#unit = unit;
    this.#preprocessed = unit.files.mode.preprocessed === true && unit.files.mode.directivesOnly !== true;
    this.#traditional = unit.files.mode.traditional === true;
    this.pool = unit.files.pool;
    this.source = source;
    this.#substitution = new Substitution(unit, this);
    this.#calls = new Calls(unit, this);
  }

  /** Is an expansion in progress? */
  get expanding(): boolean {
    return this.#depth > 0;
  }

  /** The next token after expansion: a token int, a PAD symbol << SHIFT, or EOF. */
  next(): number {
    for (;;) {
      let token: number;
      if (this.#depth === 0) {
        token = this.source.next();
        this.position = this.source.position;
        this.via = -1;
        this.expanded = false;
      } else {
        this.expanded = true;
        const context = this.#contexts[this.#depth - 1] as Context;
        const at = context.at;
        if (at >= context.end) {
          if (context.barrier) return EOF;
          this.#pop();
          if (this.inDirective) continue;
          return PAD_NONE << SHIFT;
        }
        context.at = at + 1;
        token = context.tokens[at] as number;
        this.#load(context, at);
        if (token & PASTE) {
          const white = token & WHITE;
          this.#pasteAll(context, token);
          if (this.inDirective) continue;
          return (white ? PAD_WHITE : PAD_PLAIN) << SHIFT;
        }
      }
      const symbol = token >> SHIFT;
      const macro = this.#unit.macros[symbol];
      if (macro === undefined || token & NO_EXPAND || this.#preprocessed) return token;
      if (this.#disabled[symbol]) return token | NO_EXPAND;
      if (this.preventExpansion > 0 || (this.#traditional && !isOperator(macro))) return token;
      const { position, via, expanded } = this;
      if (this.#depth === 0 && this.#nesting === 0) this.invocation = position;
      if (this.#enter(macro, position, via)) {
        if (this.inDirective) continue;
        return (token & WHITE ? PAD_WHITE : PAD_PLAIN) << SHIFT;
      }
      this.position = position;
      this.via = via;
      this.expanded = expanded;
      return token;
    }
  }

  /** Un-read the token that next() gave last. */
  back(): void {
    if (this.#depth === 0) this.source.back();
    else (this.#contexts[this.#depth - 1] as Context).at--;
  }

  /** Forget all expansions in progress (at the end of a directive that did not read its tokens to the end). */
  abandon(): void {
    while (this.#depth > 0) this.#pop();
  }

  /** Push a list to be read next; it goes back to the pool when used up, if `owned`. */
  pushList(list: TokenList, macro: number, owned: boolean): void {
    const context = this.#push();
    context.tokens = list.tokens;
    context.positions = list.positions;
    context.vias = list.vias;
    context.base = 0;
    context.end = list.count;
    context.macro = macro;
    context.list = owned ? list : undefined;
  }

  /** Push one token to be read next. */
  pushToken(token: number, position: Pos, via: number): void {
    const list = this.pool.take();
    list.push(token, position, via);
    this.pushList(list, 0, true);
  }

  /** Expand a list on its own, as an argument is before substitution; PADs stay in the result. */
  expandList(list: TokenList): TokenList {
    if (++this.#nesting > NESTING_LIMIT) {
      throw new FatalDiagnostic(this.invocation, messages.callsTooDeep(NESTING_LIMIT));
    }
    const out = this.pool.take();
    this.pushList(list, 0, false);
    (this.#contexts[this.#depth - 1] as Context).barrier = true;
    for (let token = this.next(); token >> SHIFT !== EOF; token = this.next()) out.push(token, this.position, this.via);
    this.#pop();
    this.#nesting--;
    return out;
  }

  #load(context: Context, at: number): void {
    this.position = context.base + (context.positions[at] as number);
    this.via = context.vias ? (context.vias[at] as number) : context.via;
  }

  #push(): Context {
    let context = this.#contexts[this.#depth];
    if (!context) {
      context = {
        tokens: NOTHING,
        positions: NOTHING,
        vias: undefined,
        via: -1,
        base: 0,
        at: 0,
        end: 0,
        macro: 0,
        list: undefined,
        barrier: false,
      };
      this.#contexts.push(context);
    }
    context.at = 0;
    context.barrier = false;
    this.#depth++;
    return context;
  }

  #pop(): void {
    const context = this.#contexts[--this.#depth] as Context;
    if (context.macro !== 0) this.#disabled[context.macro] = 0;
    if (context.list) {
      this.pool.give(context.list);
      context.list = undefined;
    }
  }

  #disable(symbol: number): void {
    if (symbol >= this.#disabled.length) {
      const larger = new Uint8Array(Math.max(symbol + 1, this.#unit.symbols.count + 1024));
      larger.set(this.#disabled);
      this.#disabled = larger;
    }
    this.#disabled[symbol] = 1;
  }

  /** Start the expansion of `macro`; false if it is function-like and no "(" follows (or its call is wrong). */
  #enter(macro: Macro, position: Pos, via: number): boolean {
    if (macro.builtin !== undefined) return this.#enterComputed(macro, position, via);
    const { symbol, body } = macro;
    let args: Argument[] | undefined;
    if (macro.parameters) {
      this.preventExpansion++;
      this.parsingArguments = 1;
      args = this.#call(macro, position);
      this.parsingArguments = 0;
      this.preventExpansion--;
      if (!args) return false;
    }
    this.#unit.used?.add(symbol);
    const expansion = this.#unit.expansions.add(symbol, position, via);
    const { shown } = this.#unit;
    const base = this.#unit.bases[symbol] as number;
    if (args && args.length > 0) {
      this.#nesting++;
      const list = this.#substitution.substitute(macro, args, base, expansion);
      this.#nesting--;
      this.#calls.release(args);
      this.pushList(list, symbol, true);
    } else {
      const context = this.#push();
      context.tokens = body.tokens;
      context.positions = body.offsets;
      context.vias = undefined;
      context.via = expansion;
      context.base = base;
      context.end = body.count;
      context.macro = symbol;
    }
    this.#disable(symbol);
    // after what its arguments expand to
    shown?.add(symbol, macro);
    return true;
  }

  #enterComputed(macro: Macro, position: Pos, via: number): boolean {
    const symbol = this.computed(macro, position, via);
    if (symbol >= 0) this.pushToken((symbol << SHIFT) | POINT, position, via);
    return symbol !== NO_CALL;
  }

  /** The arguments of a call; undefined (with the PADs put back) if no "(" comes next. */
  #call(macro: Macro, position: Pos): Argument[] | undefined {
    let pad = -1;
    for (;;) {
      const token = this.next();
      const symbol = token >> SHIFT;
      if (symbol === PAD_NONE || symbol === PAD_WHITE || symbol === PAD_PLAIN) {
        if (pad < 0 || pad === PAD_NONE || (pad === PAD_PLAIN && symbol === PAD_NONE)) pad = symbol;
        continue;
      }
      if (symbol === this.#unit.known.openParenthesis) break;
      if (symbol === EOF && this.#depth === 0) return undefined;
      if (this.#nesting === 0 && this.#unit.warnings.has('traditional'))
        this.#unit.report(this.invocation, messages.traditionalName(this.#unit.symbols.text[macro.symbol] as string));
      if (symbol !== EOF) this.back();
      if (pad >= 0) this.pushToken(pad << SHIFT, NO_POS, -1);
      return undefined;
    }
    this.parsingArguments = 2;
    return this.#calls.collect(macro, position);
  }

  /** `lhs ## rhs ## …` in a replacement list: the result is read next, in a context of its own. */
  #pasteAll(context: Context, first: number): void {
    let left = first;
    const { position, via } = this;
    for (;;) {
      const right = context.tokens[context.at++] as number;
      if (isPad(right)) break;
      const symbol = this.#unit.files.paste(left >> SHIFT, right >> SHIFT);
      if (symbol < 0) {
        context.at--;
        left &= ~PASTE;
        if (!this.#unit.files.mode.assembler) {
          const text = this.#unit.symbols.text;
          const message = messages.badPaste(text[left >> SHIFT] as string, text[right >> SHIFT] as string);
          this.#unit.report(position, message);
        }
        break;
      }
      left = (symbol << SHIFT) | (left & WHITE) | POINT;
      if (!(right & PASTE)) break;
    }
    this.pushToken(left & ~PASTE, position, via);
  }
}

/** __has_include and its kin. */
function isOperator(macro: Macro): boolean {
  return macro.builtin?.startsWith('__has_') === true;
}

const NOTHING = new Int32Array(0);

export function isPad(token: number): boolean {
  const symbol = token >> SHIFT;
  return symbol >= PAD_NONE && symbol <= PAD_PLAIN;
}
