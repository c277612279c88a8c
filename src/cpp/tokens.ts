/**
 * Lists of tokens in motion: macro arguments, expansions, directive operands.
 *
 * A list is parallel arrays: the token (symbol and flags), the Pos where it was spelled, and the expansion that it came
 * out of (-1: none). Lists come from a pool and go back to it, so expanding a macro allocates nothing once warm.
 */
import { FatalDiagnostic, NO_POS } from '../diag/diagnostic.ts';
import { tooManyTokens } from '../diag/messages/cpp.ts';

/** More tokens than this in one argument or expansion is taken for a runaway. */
const LIST_LIMIT = 1 << 25;

export class TokenList {
  tokens = new Int32Array(16);
  positions = new Uint32Array(16);
  vias = new Int32Array(16);
  count = 0;

  push(token: number, position: number, via: number): void {
    const n = this.count;
    if (n === this.tokens.length) this.#grow();
    this.tokens[n] = token;
    this.positions[n] = position;
    this.vias[n] = via;
    this.count = n + 1;
  }

  #grow(): void {
    const size = this.tokens.length * 2;
    if (size > LIST_LIMIT) throw new FatalDiagnostic(this.positions[0] ?? NO_POS, tooManyTokens(LIST_LIMIT));
    const tokens = new Int32Array(size);
    tokens.set(this.tokens);
    this.tokens = tokens;
    const positions = new Uint32Array(size);
    positions.set(this.positions);
    this.positions = positions;
    const vias = new Int32Array(size);
    vias.set(this.vias);
    this.vias = vias;
  }
}

export class TokenPool {
  readonly #free: TokenList[] = [];

  take(): TokenList {
    const list = this.#free.pop() ?? new TokenList();
    list.count = 0;
    return list;
  }

  give(list: TokenList): void {
    // a giant is left to the garbage collector
    if (list.tokens.length <= 1 << 16) this.#free.push(list);
  }
}

/** An argument of a macro call: its tokens, and on demand its expansion and its text as a string literal. */
export interface Argument {
  /** Undefined where GNU's `, ## args` must take the comma away: no argument at all was given. */
  raw: TokenList | undefined;
  expanded: TokenList | undefined;
  stringified: number;
}
