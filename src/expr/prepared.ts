/**
 * A chevrotain parser whose look-ahead was worked out beforehand.
 *
 * Chevrotain finds out which tokens begin which alternative by running all rules once in a recording mode, at every start: that was more than
 * half of what a small link cost beyond Node's own start. The answer depends on the grammar alone, so `scripts/lookahead.mjs` writes it
 * down and a parser reads it there; a test tells when the file is stale. Grammars here look one token ahead.
 */
import type { ILookaheadStrategy, TokenType } from 'chevrotain';
import { EarlyExitException, EmbeddedActionsParser, NoViableAltException } from 'chevrotain';

/**
 * Rule -> places in it where the parser decides ("or", "many2", …) -> names of the token types on which it goes in, blanks between them;
 * of an "or" one such list an alternative, with bars between them.
 */
export type Lookahead = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Numbers that chevrotain gives to the kinds of such places in its keys. */
const KINDS: Readonly<Record<string, number>> = {
  or: 1,
  option: 2,
  many: 3,
  atLeastOne: 4,
  manySep: 5,
  atLeastOneSep: 6,
};
const KIND_SHIFT = 8;

type Decision = (this: PreparedParser) => number | boolean | undefined;

export class PreparedParser extends EmbeddedActionsParser {
  // Chevrotain's own, which its declarations leave out.
  declare protected tokensMap: Record<string, TokenType>;
  declare protected fullRuleNameToShort: Record<string, number>;
  declare protected selfAnalysisDone: boolean;
  declare protected setLaFuncCache: (key: number, decision: Decision) => void;
  declare protected SAVE_ERROR: (error: Error) => Error;

  readonly #analysis: ILookaheadStrategy | undefined;

  /** With `analysis` chevrotain analyses the grammar and hands it what it finds. */
  constructor(tokens: readonly TokenType[], analysis?: ILookaheadStrategy) {
    super([...tokens], {
      recoveryEnabled: false,
      maxLookahead: 1,
      skipValidations: true,
      ...(analysis ? { lookaheadStrategy: analysis } : {}),
    });
    this.#analysis = analysis;
  }

  /** To be called once all rules are defined, in the place of performSelfAnalysis. */
  protected begin(lookahead: Lookahead): void {
    if (this.#analysis) {
      this.performSelfAnalysis();
      return;
    }
    for (const [rule, places] of Object.entries(lookahead)) {
      const base = this.fullRuleNameToShort[rule] as number;
      for (const [place, tokens] of Object.entries(places)) {
        const [, kind = '', occurrence = ''] = /^([a-zA-Z]+)(\d*)$/.exec(place) ?? [];
        const key = base | ((KINDS[kind] as number) << KIND_SHIFT) | Number(occurrence);
        this.setLaFuncCache(key, kind === 'or' ? this.#alternatives(tokens) : this.#entry(tokens));
      }
    }
    this.selfAnalysisDone = true;
  }

  #entry(tokens: string): Decision {
    const enters: boolean[] = [];
    for (const name of tokens.split(' ')) enters[this.#index(name)] = true;
    return function () {
      return enters[this.LA_FAST(1).tokenTypeIdx] === true;
    };
  }

  #alternatives(tokens: string): Decision {
    const chosen: number[] = [];
    tokens.split('|').forEach((list, alternative) => {
      for (const name of list.split(' ')) chosen[this.#index(name)] = alternative;
    });
    return function () {
      return chosen[this.LA_FAST(1).tokenTypeIdx];
    };
  }

  #index(name: string): number {
    return this.tokensMap[name]?.tokenTypeIdx as number;
  }

  // Chevrotain would list what could stand here from the recorded grammar; our messages name what was found.
  protected raiseNoAltException(): never {
    throw this.SAVE_ERROR(new NoViableAltException('', this.LA(1), this.LA(0)));
  }
  protected raiseEarlyExitException(): never {
    throw this.SAVE_ERROR(new EarlyExitException('', this.LA(1), this.LA(0)));
  }
}
