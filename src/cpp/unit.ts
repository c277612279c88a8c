/**
 * What one translation unit has of its own: which macros are defined, its positions, its record of expansions.
 *
 * Files, symbols and Macro objects are shared by all units of a run; this is the part that is not.
 */
import type { DiagnosticSink, Note, Pos } from '../diag/diagnostic.ts';
import { FatalDiagnostic, NO_POS } from '../diag/diagnostic.ts';
import { type CppMessage, tooManyErrors } from '../diag/messages/cpp.ts';
import type { SourceMap } from '../text/source-map.ts';
import { Expansions } from './expansions.ts';
import type { FileCache } from './files.ts';
import { type Language, languageOfStandard } from './language.ts';
import { forbiddenName, type Macro } from './macros.ts';
import type { PreprocessOptions } from './options.ts';
import { Kind, SHIFT, type Symbols } from './symbols.ts';
import { SystemRanges } from './system-ranges.ts';
import type { TokenRun } from './token-run.ts';
import { UsedMacros } from './used-macros.ts';
import { Warnings } from './warnings.ts';

/** Symbols that the code compares with. */
export interface KnownSymbols {
  readonly openParenthesis: number;
  readonly closeParenthesis: number;
  readonly comma: number;
  readonly hash: number;
}

export class Unit {
  readonly options: PreprocessOptions;
  readonly files: FileCache;
  readonly symbols: Symbols;
  readonly sourceMap: SourceMap;
  readonly sink: DiagnosticSink;
  readonly expansions: Expansions;
  readonly known: KnownSymbols;
  readonly language: Language;
  readonly warnings: Warnings;
  /** With -Wunused-macros: the symbols that were expanded or asked after. */
  readonly used: Set<number> | undefined;
  /** -dU */
  readonly shown: UsedMacros | undefined;
  /** Names that #pragma GCC poison forbids. */
  readonly poisoned = new Set<number>();
  readonly system = new SystemRanges();
  /** Definitions in force, by symbol. */
  macros: (Macro | undefined)[];
  /** For each definition in force, the Pos at which its file begins, or NO_POS. */
  bases: Float64Array;
  /** __COUNTER__ */
  counter = 0;
  /** What was done or said that definitions, output and lists of files do not show: then another unit cannot take it over (lead.ts). */
  unshared = 0;
  /** The symbols whose definitions have changed, where somebody wants to know. */
  changes: number[] | undefined = undefined;
  /** As many errors as are permitted have been reported. */
  #stopped = false;

  constructor(options: PreprocessOptions) {
    this.options = options;
    this.files = options.files;
    this.symbols = options.files.symbols;
    this.sourceMap = options.sourceMap;
    this.sink = options.sink;
    this.expansions = new Expansions(this.symbols);
    const { mode } = options.files;
    this.language = mode.language ?? languageOfStandard(undefined, mode.assembler);
    this.warnings = new Warnings({
      options: options.warnings ?? [],
      language: this.language,
      trigraphs: mode.trigraphs === true,
    });
    this.used = this.warnings.has('unused-macros') ? new Set() : undefined;
    this.shown = options.keep?.macros === 'used' ? new UsedMacros(this.symbols) : undefined;
    const { macros, bases } = options.files.takeTables();
    this.macros = macros;
    this.bases = bases;
    const punctuator = (text: string) => this.symbols.of(text, Kind.punctuator);
    this.known = {
      openParenthesis: punctuator('('),
      closeParenthesis: punctuator(')'),
      comma: punctuator(','),
      hash: punctuator('#'),
    };
  }

  /** Give the tables back: the unit is done. */
  release(): void {
    this.options.files.giveTables({ macros: this.macros, bases: this.bases });
  }

  /** The macro of `symbol` is expanded or asked after. */
  use(symbol: number): void {
    this.used?.add(symbol);
    this.shown?.add(symbol, this.macros[symbol]);
  }

  /** Define (or with undefined, undefine) the macro of `symbol`, whose file begins at `base`. */
  define(symbol: number, macro: Macro | undefined, base: Pos): void {
    this.shown?.forget(symbol);
    this.changes?.push(symbol);
    if (symbol >= this.bases.length) this.#grow(symbol);
    this.macros[symbol] = macro;
    this.bases[symbol] = base;
  }

  /** Define what another unit did, in which positions were the same. */
  defineAll(known: {
    readonly symbols: Int32Array;
    readonly macros: readonly (Macro | undefined)[];
    readonly bases: Float64Array;
  }): void {
    const { symbols } = known;
    if (this.symbols.count > this.bases.length) this.#grow(this.symbols.count);
    const { macros, bases } = this;
    for (let i = 0; i < symbols.length; i++) {
      const symbol = symbols[i] as number;
      macros[symbol] = known.macros[i];
      bases[symbol] = known.bases[i] as number;
    }
  }

  #grow(symbol: number): void {
    const capacity = Math.max(symbol + 1, this.bases.length * 2);
    const bases = new Float64Array(capacity);
    bases.set(this.bases);
    this.bases = bases;
    while (this.macros.length < capacity) this.macros.push(undefined);
  }

  /** Report `message`, unless the options have it not shown. */
  report(position: Pos, message: CppMessage, length = 1, notes: readonly Note[] = []): void {
    const severity = this.warnings.severityOf(
      message,
      message.severity === 'warning' && this.system.levelAt(position) > 0,
    );
    if (severity === undefined || this.#stopped) return;
    this.unshared++;
    const { errorLimit } = this.warnings;
    if (errorLimit > 0 && this.sink.errorCount >= errorLimit) {
      this.#stopped = true;
      throw new FatalDiagnostic(NO_POS, tooManyErrors(errorLimit));
    }
    const { code, text, hint } = message;
    const shown = { severity, code, text, ...(hint === undefined ? {} : { hint }) };
    this.sink.report(position === NO_POSITION_BITS ? NO_POS : position, shown, length, notes);
  }

  /** Complain of the names in `run`, whose macros are not expanded, that may not be used: poisoned ones, __VA_ARGS__. */
  checkNames(run: TokenRun, base: Pos): void {
    for (let i = 0; i < run.count; i++) {
      const symbol = (run.tokens[i] as number) >> SHIFT;
      const complaint = forbiddenName(this.macros[symbol], this.symbols);
      if (complaint)
        this.report(base + (run.offsets[i] as number), complaint, (this.symbols.text[symbol] as string).length);
    }
  }

  /** Where in a file the outermost call stands that a token of expansion `via` came out of; `position` itself for -1. */
  rootOf(position: Pos, via: number): Pos {
    let root = position;
    for (let v = via; v >= 0; v = this.expansions.parent(v)) root = this.expansions.position(v);
    return root;
  }

  /** Where a macro in force was defined, or NO_POS. */
  placeOf(macro: Macro): Pos {
    const base = this.bases[macro.symbol] ?? NO_POS;
    return base === NO_POS ? NO_POS : base + macro.offset;
  }
}

/** NO_POS as the token lists hold it. */
export const NO_POSITION_BITS = NO_POS >>> 0;
