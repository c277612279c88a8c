/**
 * Who decides what a symbol means: this link, or the loader (gABI, "Symbol Table", visibility and preemption).
 */
import * as elf from '../../elf/constants.ts';
import type { Reloc } from '../../isa/relocs.ts';
import type { LinkContext } from '../context.ts';
import { type GlobalSymbol, KIND } from '../model.ts';
import type { LinkOptions } from '../options.ts';

/** Whether the output is loaded at an address that is not known now. */
export const isPositionIndependent = ({ shared, pie, relocatable }: LinkOptions): boolean =>
  (shared || pie) && !relocatable;

const isFunction = (symbol: GlobalSymbol): boolean => symbol.type === elf.STT_FUNC || symbol.type === elf.STT_GNU_IFUNC;

/** Whether no other module can see the symbol. */
export const isHidden = (symbol: GlobalSymbol): boolean =>
  symbol.visibility === elf.STV_HIDDEN || symbol.visibility === elf.STV_INTERNAL;

/** Whether a definition in a shared object is final, whatever other modules define. */
export const isSymbolic = ({ symbolic, dynamicLists }: LinkOptions, symbol: GlobalSymbol): boolean =>
  (symbolic || dynamicLists.length > 0) && !symbol.listed;

/** Whether a reference from this output always means this output's own definition; `calls`: it is a branch. */
export function bindsLocally({ options }: LinkContext, symbol: GlobalSymbol, calls: boolean): boolean {
  if (isHidden(symbol) || symbol.forcedLocal) return true;
  if (!symbol.isDefined && symbol.kind !== KIND.common && !symbol.scriptDefines) return false;
  if (!symbol.exported || !options.shared) return true;
  if (isSymbolic(options, symbol)) return true;
  if (options.symbolicFunctions && isFunction(symbol)) return true;
  if (symbol.visibility === elf.STV_DEFAULT) return false;
  return calls || !isFunction(symbol);
}

/** What a 64-bit address of the symbol becomes: nothing, load address plus offset, a function's answer, or a look-up by name. */
export type DynamicKind = 'none' | 'relative' | 'irelative' | 'symbol';

/** For a global, or (undefined) a local symbol that is no indirect function. */
export function dynamicKind(context: LinkContext, symbol: GlobalSymbol | undefined): DynamicKind {
  if (!symbol) return 'relative';
  if (symbol.kind === KIND.weakUndefined && !symbol.scriptDefines && (isHidden(symbol) || !symbol.exported))
    return 'none';
  if (symbol.type === elf.STT_GNU_IFUNC && symbol.isDefined)
    return symbol.exported && context.options.shared ? 'symbol' : 'irelative';
  return bindsLocally(context, symbol, false) ? 'relative' : 'symbol';
}

/** The same for a word with the symbol's address: the loader looks up protected data, too. */
export function addressKind(context: LinkContext, symbol: GlobalSymbol | undefined): DynamicKind {
  const kind = dynamicKind(context, symbol);
  const { options } = context;
  if (kind !== 'relative' || !symbol?.exported || !options.shared || symbol.isBound) return kind;
  if (isSymbolic(options, symbol)) return kind;
  return symbol.visibility === elf.STV_PROTECTED && !(options.symbolicFunctions && isFunction(symbol))
    ? 'symbol'
    : kind;
}

/** What becomes of a word of the GOT: nothing to do for the loader ('fixed'), or as for an address elsewhere. A local symbol is undefined here. */
export function entryKind(context: LinkContext, symbol: GlobalSymbol | undefined): DynamicKind | 'fixed' {
  if (!context.dynamic) return 'fixed';
  if (isPositionIndependent(context.options)) return dynamicKind(context, symbol);
  return symbol?.exported ? 'symbol' : 'fixed';
}

const ABSOLUTE_MOVES = /^R_AARCH64_MOVW_UABS_(G[012]_NC|G3)$/;

/** Why a relocation cannot be in position-independent output; undefined when it can. */
export function picFault(
  context: LinkContext,
  row: Reloc,
  symbol: GlobalSymbol | undefined,
): 'absolute' | 'preemptible' | undefined {
  if (ABSOLUTE_MOVES.test(row.name)) return 'absolute';
  if (row.operation === 'S + A')
    return (row.form === 'data32' || row.form === 'data16') && symbol?.kind !== KIND.undefined ? 'absolute' : undefined;
  const branch = row.form === 'imm14' || row.name.endsWith('CONDBR19') || row.form === 'imm26';
  if (branch || !symbol || bindsLocally(context, symbol, true)) return undefined;
  return 'preemptible';
}
