/**
 * References in position-independent output: what the loader must finish, and what it cannot (AAELF64, "Dynamic relocations").
 */
import * as elf from '../elf/constants.ts';
import { type Reloc, relocNumber } from '../isa/relocs.ts';
import { type Addresses, STATE } from './addresses.ts';
import type { LinkContext } from './context.ts';
import { addressKind, type DynamicKind, isPositionIndependent, picFault } from './dynamic/binding.ts';
import type { DynamicPlan } from './dynamic/plan.ts';
import { type DynamicRelocation, IRELATIVE, RELATIVE } from './dynamic/relocations.ts';
import { F, type GlobalSymbol, type InputSection, KIND } from './model.ts';
import type { RelocationReport } from './relocate-report.ts';

const ABS64 = relocNumber('ABS64');

export class DynamicReferences {
  readonly #context: LinkContext;
  readonly #plan: DynamicPlan;
  readonly #addresses: Addresses;
  readonly #report: RelocationReport;
  readonly #pic: boolean;

  constructor(context: LinkContext, plan: DynamicPlan, addresses: Addresses, report: RelocationReport) {
    this.#context = context;
    this.#plan = plan;
    this.#addresses = addresses;
    this.#report = report;
    this.#pic = isPositionIndependent(context.options);
  }

  /** True when nothing is left to store: the loader does it, or it was an error. */
  takes(row: Reloc, input: InputSection, index: number, offset: number, place: bigint, addend: bigint): boolean {
    const id = input.file.globals[index] ?? -1;
    const symbol = id >= 0 ? this.#context.symbols.byId(id) : undefined;
    if (!this.#pic) return row.number === ABS64 && symbol !== undefined && this.#leaves(input, symbol, place, addend);
    if (row.number !== ABS64) return this.#faulty(row, input, index, offset, symbol);
    const kind = symbol ? addressKind(this.#context, symbol) : this.#localKind(input, index);
    if (kind === 'none') return false;
    return this.#address(kind, row, input, index, offset, place, addend, symbol);
  }

  /** In a program that is not moved: the address of a library's data in a word that the loader may write. */
  #leaves(input: InputSection, symbol: GlobalSymbol, place: bigint, addend: bigint): boolean {
    if (symbol.kind !== KIND.shared || symbol.pltHome || input.flags & F.readonly) return false;
    this.#emit(input, { offset: place, type: ABS64, symbol: symbol.dynamicIndex, addend });
    return true;
  }

  #localKind(input: InputSection, index: number): DynamicKind {
    return ((input.file.symbols?.info(index) ?? 0) & 15) === elf.STT_GNU_IFUNC ? 'irelative' : 'relative';
  }

  #faulty(row: Reloc, input: InputSection, index: number, offset: number, symbol: GlobalSymbol | undefined): boolean {
    const fault = picFault(this.#context, row, symbol);
    if (fault === undefined) return false;
    // What nobody defines is reported as that.
    if (symbol?.kind === KIND.undefined && !this.#context.options.shared && !symbol.isDefined) return false;
    this.#report.notPic(input, offset, row, index, fault === 'preemptible');
    return true;
  }

  #address(
    kind: Exclude<DynamicKind, 'none'>,
    row: Reloc,
    input: InputSection,
    index: number,
    offset: number,
    place: bigint,
    addend: bigint,
    symbol: GlobalSymbol | undefined,
  ): boolean {
    if (kind === 'symbol') {
      if (!symbol?.exported) return false;
      this.#emit(input, { offset: place, type: ABS64, symbol: symbol.dynamicIndex, addend });
      return true;
    }
    const target = this.#target(input, index, addend);
    if (target === undefined) return false;
    if (kind === 'irelative') {
      if (addend !== 0n) this.#report.indirectAddend(input, offset, row, index, addend);
      this.#emit(input, { offset: place, type: IRELATIVE, symbol: 0, addend: target });
      return true;
    }
    // The words of .relr.dyn have their addends in place.
    if (this.#plan.sections.relr && input.align >= 2 && offset % 2 === 0) return false;
    this.#emit(input, { offset: place, type: RELATIVE, symbol: 0, addend: target });
    return !this.#context.options.applyDynamicRelocs;
  }

  #target(input: InputSection, index: number, addend: bigint): bigint | undefined {
    const { file } = input;
    const state = this.#addresses.of(file).resolve(index);
    if (state === STATE.merged) return this.#addresses.ofMerged(file, index, addend);
    const address = this.#addresses.ofSymbol(file, index);
    return address === undefined ? undefined : address + addend;
  }

  #emit(input: InputSection, relocation: DynamicRelocation): void {
    const holder = this.#plan.sections.rela.get(`.rela${input.name}`);
    if (!holder) return;
    const list = this.#plan.relocations.get(holder);
    if (list) list.push(relocation);
    else this.#plan.relocations.set(holder, [relocation]);
  }
}
