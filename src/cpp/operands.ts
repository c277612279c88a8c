/**
 * The operands of directives: as tokens, with macros expanded, or as text.
 *
 * Enters: a directive of a file. Leaves: what stands after its name; where macros are expanded, out of the unit's expander, which
 * reads the operands meanwhile instead of the file.
 */
import { NO_POS, type Pos } from '../diag/diagnostic.ts';
import { type Expander, isPad, type TokenSource } from './expand.ts';
import type { TokenRun } from './lexer.ts';
import type { FileFrame } from './reader.ts';
import type { DirectiveRecord } from './structure.ts';
import { EOF, PAD_WHITE, SHIFT, WHITE } from './symbols.ts';
import type { TraditionalScanner } from './traditional/scanner.ts';
import { traditionalOperands } from './traditional/unit-text.ts';
import type { Unit } from './unit.ts';

/** A symbol and where it stands in the directive: what a macro expands to stands where its name does. */
export interface PlacedToken {
  readonly symbol: number;
  readonly position: Pos;
}

/** The operands of one directive as a token source. */
class RunSource implements TokenSource {
  position: Pos = NO_POS;
  readonly #run: TokenRun;
  readonly #base: Pos;
  #at = 0;

  constructor(run: TokenRun, base: Pos) {
    this.#run = run;
    this.#base = base;
  }

  next(): number {
    const at = this.#at++;
    if (at >= this.#run.count) return EOF;
    this.position = this.#base + (this.#run.offsets[at] as number);
    return this.#run.tokens[at] as number;
  }

  back(): void {
    this.#at--;
  }
}

export class Operands {
  readonly #unit: Unit;
  readonly #expander: Expander;
  readonly #scanner: TraditionalScanner;

  constructor(unit: Unit, expander: Expander, scanner: TraditionalScanner) {
    this.#unit = unit;
    this.#expander = expander;
    this.#scanner = scanner;
  }

  /** The operands as tokens of which macros may be expanded; in traditional mode they are already. */
  run(frame: FileFrame, directive: DirectiveRecord): TokenRun {
    if (frame.file.traditional) return traditionalOperands(this.#unit, this.#scanner, frame, directive);
    return frame.file.operands(directive);
  }

  /** Have the expander read `run`, of a file that begins at `base`, while `work` asks it for tokens. */
  reading<T>(run: TokenRun, base: Pos, work: () => T): T {
    const expander = this.#expander;
    const outer = expander.source;
    const { inDirective } = expander;
    expander.source = new RunSource(run, base);
    expander.inDirective = true;
    const result = work();
    // what an error left unread must not be read as text
    expander.abandon();
    expander.source = outer;
    expander.inDirective = inDirective;
    return result;
  }

  /** The operands with macros expanded, as text, and where its first token was spelled. */
  expandedText(frame: FileFrame, directive: DirectiveRecord): { readonly text: string; readonly position: Pos } {
    const { text: texts } = this.#unit.symbols;
    let text = '';
    let position = NO_POS;
    this.reading(this.run(frame, directive), frame.base, () => {
      for (let token = this.#expander.next(); token >> SHIFT !== EOF; token = this.#expander.next()) {
        if (text === '') position = this.#expander.position;
        text += (token & WHITE && text !== '' ? ' ' : '') + texts[token >> SHIFT];
      }
    });
    return { text, position };
  }

  /** Where there is something after `offset` in the file, macros expanded; undefined if there is nothing. */
  after(frame: FileFrame, directive: DirectiveRecord, offset: number): Pos | undefined {
    const expander = this.#expander;
    return this.reading(frame.file.operands(directive, offset), frame.base, () =>
      expander.next() >> SHIFT === EOF ? undefined : this.#unit.rootOf(expander.position, expander.via),
    );
  }

  /** The operands with macros expanded, each with its place. */
  readonly expanded = (frame: FileFrame, directive: DirectiveRecord): PlacedToken[] => {
    const tokens: PlacedToken[] = [];
    this.reading(this.run(frame, directive), frame.base, () => {
      for (let token = this.#expander.next(); token >> SHIFT !== EOF; token = this.#expander.next()) {
        const { position, via } = this.#expander;
        tokens.push({ symbol: token >> SHIFT, position: this.#unit.rootOf(position, via) });
      }
    });
    return tokens;
  };

  /** The operands with macros expanded, as a run that has no lines. */
  readonly expandedRun = (frame: FileFrame, directive: DirectiveRecord): TokenRun => {
    const run = frame.file.operands(directive);
    const tokens: number[] = [];
    let white = 0;
    this.reading(run, frame.base, () => {
      const expander = this.#expander;
      // for the white space before what a macro expands to
      expander.inDirective = false;
      for (let token = expander.next(); token >> SHIFT !== EOF; token = expander.next()) {
        if (isPad(token)) white |= token >> SHIFT === PAD_WHITE ? WHITE : 0;
        else {
          tokens.push(token | white);
          white = 0;
        }
      }
    });
    return { ...run, tokens: Int32Array.from(tokens), count: tokens.length };
  };
}

/** The tokens of a run from `from` on, with single spaces where white space was. */
export function spell(run: TokenRun, textOf: (symbol: number) => string, from = 0): string {
  let text = '';
  for (let i = from; i < run.count; i++) {
    const token = run.tokens[i] as number;
    text += (token & WHITE && text !== '' ? ' ' : '') + textOf(token >> SHIFT);
  }
  return text;
}
