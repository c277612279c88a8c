/**
 * The script's assignments when the script comes up among the inputs: where -T stands; the standard script comes behind them all.
 *
 * GNU ld evaluates them once then, with what is known: literals, dot as 0, symbols assigned above. The names that this brings up enter
 * its table then, which decides on the order of the output's symbols; and if SIZEOF_HEADERS is met, room is made for the headers.
 */
import { evaluate, noDataSegment, type Scope, type Value } from './evaluate.ts';
import { GlobalSymbol, KIND, type OutputSection } from './model.ts';
import type { LinkOptions } from './options.ts';
import { pageConstant } from './scope.ts';
import type { BodyCommand, SectionsCommand } from './script/ast.ts';
import type { SymbolTable } from './symbols.ts';

class EarlyScope implements Scope {
  readonly early = /^(ASSERT|ABSOLUTE|MAX|MIN|LOG2CEIL|CONSTANT|SEGMENT_START)$/;
  readonly dot = 0n;
  readonly section = 'abs';
  readonly final = false;
  readonly dataSegment = noDataSegment();
  usesHeadersSize = false;
  readonly #known = new Map<string, GlobalSymbol>();
  readonly #symbols: SymbolTable;
  readonly #options: LinkOptions;

  constructor(symbols: SymbolTable, options: LinkOptions) {
    this.#symbols = symbols;
    this.#options = options;
  }

  symbol(name: string): GlobalSymbol | undefined {
    this.#symbols.make(name);
    return this.#known.get(name);
  }

  define(name: string, { value }: Value): void {
    const symbol = new GlobalSymbol(this.#symbols.make(name).id);
    symbol.kind = KIND.defined;
    symbol.value = value;
    this.#known.set(name, symbol);
  }

  headersSize(): undefined {
    this.usesHeadersSize = true;
    return undefined;
  }

  constant(name: string): bigint | undefined {
    return pageConstant(this.#options, name);
  }

  segmentStart(name: string): bigint | undefined {
    return this.#options.sectionStarts.get(`segment:${name}`);
  }

  isDefined(): boolean {
    return false;
  }

  output(): OutputSection | undefined {
    return undefined;
  }

  region(): undefined {
    return undefined;
  }

  problem(): void {}
}

/** Enters the names of assignments into the table, in GNU ld's order, as the script comes up among the inputs. */
export class EarlyNames {
  readonly #scope: EarlyScope;

  constructor(symbols: SymbolTable, options: LinkOptions) {
    this.#scope = new EarlyScope(symbols, options);
  }

  get usesHeadersSize(): boolean {
    return this.#scope.usesHeadersSize;
  }

  enter(commands: readonly SectionsCommand[]): void {
    const visit = (command: SectionsCommand | BodyCommand): void => {
      if (command.kind === 'section') command.body.forEach(visit);
      else if (command.kind === 'overlay') command.sections.forEach(visit);
      else if (command.kind === 'assign' && command.name !== '.' && !command.provide) {
        const value = evaluate(command.value, this.#scope);
        if (value) this.#scope.define(command.name, value);
      }
    };
    commands.forEach(visit);
  }
}
