/**
 * __ehdr_start: where the output's own ELF header is in memory ("ld" manual does not say; GNU ld defines it where a program asks for it).
 *
 * It has a value only when a segment loads the header, which is known after layout: so it counts as defined until then.
 */
import * as elf from '../elf/constants.ts';
import type { LinkContext } from './context.ts';
import { type GlobalSymbol, KIND } from './model.ts';
import type { Segment } from './segments.ts';

const NAME = '__ehdr_start';

/** The symbol and what it was before. */
export interface HeaderSymbol {
  readonly symbol: GlobalSymbol;
  readonly kind: number;
}

/** Take the symbol as defined, if somebody refers to it and nobody defines it. */
export function expectHeader({ symbols, options }: LinkContext): HeaderSymbol | undefined {
  const symbol = symbols.find(NAME);
  if (options.relocatable || !symbol) return undefined;
  const { kind } = symbol;
  if (kind !== KIND.undefined && kind !== KIND.weakUndefined) return undefined;
  symbol.kind = KIND.defined;
  symbol.section = undefined;
  symbol.value = 0n;
  symbol.visibility = elf.STV_HIDDEN;
  symbol.forcedLocal = true;
  return { symbol, kind };
}

/** Give it its value, or leave it undefined. Segments must have their addresses. */
export function placeHeader({ symbol, kind }: HeaderSymbol, segments: readonly Segment[]): void {
  const loads = segments.filter((s) => s.type === elf.PT_LOAD);
  const home = loads.find((s) => s.includesFileHeader);
  const section = loads.flatMap((s) => s.sections)[0];
  if (!home || !section) {
    symbol.kind = kind;
    symbol.forcedLocal = false;
    return;
  }
  symbol.section = section;
  symbol.value = BigInt.asUintN(64, home.vaddr - section.vma);
}
