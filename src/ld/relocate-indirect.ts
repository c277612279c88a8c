/**
 * X of the relocations that go by way of the GOT, the PLT or the thread pointer (AAELF64: G, GDAT, GTLSIDX, GLDM, GTPREL, GTLSDESC, DTPREL, TPREL).
 *
 * Enters: a row, its symbol, the place. Leaves: X, or undefined where this output has no such entry.
 */
import type { Reloc } from '../isa/relocs.ts';
import type { Addresses } from './addresses.ts';
import type { LinkContext } from './context.ts';
import { bindsLocally } from './dynamic/binding.ts';
import { sectionAddress } from './dynamic/place.ts';
import type { InputFile } from './model.ts';
import { GOT, gotKindOf, type Need } from './needs.ts';
import { hasInitialForm, relaxed, type TlsModel } from './tls.ts';

const page = (x: bigint): bigint => x & ~0xfffn;

export class IndirectValues {
  readonly #context: LinkContext;
  readonly #addresses: Addresses;

  constructor(context: LinkContext, addresses: Addresses) {
    this.#context = context;
    this.#addresses = addresses;
  }

  #need(file: InputFile, symbol: number): Need | undefined {
    return this.#context.got?.needs.find(file, symbol);
  }

  /** The model that a thread-local reference is rewritten to. */
  model(file: InputFile, symbol: number, type: number): TlsModel {
    const id = file.globals[symbol] ?? -1;
    const byOutput = relaxed(this.#context, type, id >= 0 ? this.#context.symbols.byId(id) : undefined);
    if (byOutput !== 'none' || !hasInitialForm(type)) return byOutput;
    return (this.#need(file, symbol)?.got ?? 0) & GOT.offset ? 'initial' : 'none';
  }

  /** The PLT entry that stands for a symbol: for branches, and, for indirect functions of a static program, for addresses. */
  pltAddress(file: InputFile, symbol: number, branch: boolean): bigint | undefined {
    const need = this.#need(file, symbol);
    const plt = this.#context.got?.plt;
    if (!need || need.plt < 0 || !plt) return undefined;
    if (!branch && !need.isIndirect) return undefined;
    if (branch && need.symbol && !need.isIndirect && bindsLocally(this.#context, need.symbol, true)) return undefined;
    return sectionAddress(plt) + BigInt(need.plt);
  }

  value(row: Reloc, file: InputFile, symbol: number, addend: bigint, place: bigint): bigint | undefined {
    const { operation } = row;
    if (operation.startsWith('TPREL')) return this.#addresses.threadOffset(this.#target(file, symbol) + addend);
    if (operation.startsWith('DTPREL')) return this.#target(file, symbol) + addend - this.#addresses.threadStart;
    const plan = this.#context.got;
    const base = plan?.got ? sectionAddress(plan.got) : undefined;
    if (base === undefined) return undefined;
    if (operation === 'S + A - GOT') return this.#target(file, symbol) + addend - base;
    const entry = this.#entry(row, file, symbol, base);
    if (entry === undefined) return undefined;
    const at = operation.startsWith('G(GDAT(S)) + A') ? entry + addend : entry;
    if (operation.startsWith('Page(')) return page(at) - page(place);
    if (operation.endsWith(' - P')) return at - place;
    if (operation.endsWith(' - GOT')) return at - base;
    return operation.endsWith('Page(GOT)') ? at - page(base) : at;
  }

  #target(file: InputFile, symbol: number): bigint {
    return this.#addresses.ofSymbol(file, symbol) ?? 0n;
  }

  /** Address of the entry that a row's G() means. */
  #entry(row: Reloc, file: InputFile, symbol: number, got: bigint): bigint | undefined {
    const need = this.#need(file, symbol);
    const pointers = this.#context.got?.pointers;
    if (!need) return undefined;
    const kind = gotKindOf(row.number);
    if (kind === GOT.descriptor && pointers && need.descriptor >= 0)
      return sectionAddress(pointers) + BigInt(need.descriptor);
    if (kind === GOT.module && need.pair >= 0) return got + BigInt(need.pair);
    if (need.slot >= 0) return got + BigInt(need.slot);
    return need.isIndirect && pointers ? sectionAddress(pointers) + BigInt(need.pltSlot) : undefined;
  }
}
