/**
 * The function that code belongs to, by the symbol table: the nearest symbol at or before it in its section, and among
 * those of one address the one BFD takes (covering the address, a function, the smaller).
 */
import * as elf from '../../elf/constants.ts';
import type { ElfFile, ElfSymbol } from '../../elf/object.ts';

const MAPPING = /^\$[xd](\.|$)/;

interface Candidate {
  readonly symbol: ElfSymbol;
  /** From the section's start. */
  readonly start: bigint;
  /** At least 1. */
  readonly size: bigint;
}

function better(next: Candidate, best: Candidate, offset: bigint): boolean {
  if (next.start !== best.start) return next.start > best.start;
  if (best.start + best.size <= offset) return next.size > best.size;
  if (next.start + next.size <= offset) return false;
  const isFunction = (one: Candidate): boolean => one.symbol.type === elf.STT_FUNC;
  if (isFunction(best) !== isFunction(next)) return isFunction(next);
  if ((best.symbol.size === 0n) !== (next.symbol.size === 0n)) return best.symbol.size === 0n;
  return next.size < best.size;
}

export interface Found {
  readonly name: string;
  /** Name of the source file by the symbol table, where it says. */
  readonly file: string | undefined;
}

/** The function at `offset` bytes into section `section`, or undefined. */
export function functionAt(file: ElfFile, section: number, offset: bigint): Found | undefined {
  const base = file.type === elf.ET_REL ? 0n : (file.sections[section]?.addr ?? 0n);
  let best: Candidate | undefined;
  let from: string | undefined;
  let source: string | undefined;
  // Globals come after all locals: with several files nobody knows whose they are.
  let state: 'start' | 'symbols' | 'more files' = 'start';
  for (const symbol of file.symbols.slice(1)) {
    if (symbol.type === elf.STT_FILE) {
      source = symbol.name;
      if (state === 'symbols') state = 'more files';
      continue;
    }
    if (state === 'start') state = 'symbols';
    if (symbol.section !== section || (symbol.type !== elf.STT_FUNC && symbol.type !== elf.STT_NOTYPE)) continue;
    if (symbol.name === '' || MAPPING.test(symbol.name)) continue;
    const next = { symbol, start: symbol.value - base, size: symbol.size > 0n ? symbol.size : 1n };
    if (next.start > offset || (best && !better(next, best, offset))) continue;
    best = next;
    from = symbol.binding === elf.STB_LOCAL || state !== 'more files' ? source : undefined;
  }
  return best && { name: best.symbol.name, file: from };
}
