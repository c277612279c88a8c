/**
 * Contents of .got, .got.plt and .plt, with the relocations that they leave to the loader.
 *
 * Enters: the plan (got.ts) and final addresses. Leaves: bytes in the output's sections; dynamic relocations in the plan. AAELF64, "Dynamic
 * linking": GLOB_DAT, JUMP_SLOT, RELATIVE, IRELATIVE, TLS_DTPMOD, TLS_DTPREL, TLS_TPREL, TLSDESC.
 */
import { relocNumber } from '../isa/relocs.ts';
import type { Addresses } from './addresses.ts';
import type { LinkContext } from './context.ts';
import { dynamicKind, entryKind, isPositionIndependent } from './dynamic/binding.ts';
import { outputBytes, sectionAddress } from './dynamic/place.ts';
import {
  type DynamicRelocation,
  IRELATIVE,
  JUMP_SLOT,
  NOTHING,
  RELATIVE,
  TLSDESC,
  writeRelocations,
} from './dynamic/relocations.ts';
import type { GotPlan } from './got.ts';
import type { GlobalSymbol, InputSection } from './model.ts';
import { GOT, type Need } from './needs.ts';
import { descriptorEntry, pltEntry, pltHeader } from './plt.ts';

const GLOB_DAT = relocNumber('GLOB_DAT');
const DTPMOD = relocNumber('TLS_DTPMOD');
const DTPREL = relocNumber('TLS_DTPREL');
const TPREL = relocNumber('TLS_TPREL');

/** Fill the tables; the output's sections must be rendered. */
export function fillGot(context: LinkContext, addresses: Addresses): void {
  if (context.got) new GotFiller(context, context.got, addresses).fill();
}

class GotFiller {
  readonly #context: LinkContext;
  readonly #plan: GotPlan;
  readonly #addresses: Addresses;
  readonly #little: boolean;
  readonly #pic: boolean;
  readonly #relocations: DynamicRelocation[] = [];
  readonly #pltRelocations: DynamicRelocation[] = [];

  constructor(context: LinkContext, plan: GotPlan, addresses: Addresses) {
    this.#context = context;
    this.#plan = plan;
    this.#addresses = addresses;
    this.#little = !context.bigEndian;
    this.#pic = isPositionIndependent(context.options);
  }

  fill(): void {
    const { got, plt, pointers, relaPlt, needs } = this.#plan;
    const { dynamic } = this.#context;
    if (plt && pointers && plt.size > 0) this.#plt(plt, pointers);
    if (pointers) this.#descriptors(pointers);
    if (got) {
      if (dynamic) this.#word(got, 0, sectionAddress(dynamic.sections.dynamic));
      for (const need of needs.localNeeds()) this.#entries(got, need);
      for (const need of needs.globals.values()) this.#entries(got, need);
    }
    if (dynamic) {
      dynamic.relocations.set(dynamic.sections.relaGot, this.#relocations);
      dynamic.relocations.set(dynamic.sections.relaPlt, this.#pltRelocations);
    } else if (relaPlt) writeRelocations(this.#pltRelocations, outputBytes(relaPlt), this.#little);
  }

  #word(section: InputSection, offset: number, value: bigint): void {
    const bytes = outputBytes(section);
    const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    data.setBigUint64(offset, BigInt.asUintN(64, value), this.#little);
  }

  #code(section: InputSection, offset: number, words: readonly number[]): void {
    const bytes = outputBytes(section);
    const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    words.forEach((word, i) => {
      data.setUint32(offset + 4 * i, word, true);
    });
  }

  #address(need: Need): bigint {
    return this.#addresses.ofSymbol(need.file, need.index) ?? 0n;
  }

  #plt(plt: InputSection, pointers: InputSection): void {
    const [code, slots] = [sectionAddress(plt), sectionAddress(pointers)];
    const { entries, descriptorCode, descriptorSlot, got, kind } = this.#plan;
    if (this.#context.dynamic && plt.size > 0) this.#code(plt, 0, pltHeader(slots, code, kind));
    for (const need of entries) {
      const slot = slots + BigInt(need.pltSlot);
      const byName = need.symbol !== undefined && this.#context.dynamic && this.#isByName(need.symbol);
      if (byName && need.symbol?.dynamicIndex === 0) {
        // Nobody defines it, and only calls that were relaxed away refer to it.
        this.#pltRelocations.push(NOTHING);
        continue;
      }
      this.#code(plt, need.plt, pltEntry(slot, code + BigInt(need.plt), kind));
      // Until the loader knows better every call goes to the first entry.
      this.#word(pointers, need.pltSlot, code);
      const index = need.symbol?.dynamicIndex ?? 0;
      this.#pltRelocations.push(
        byName
          ? { offset: slot, type: JUMP_SLOT, symbol: index, addend: 0n }
          : { offset: slot, type: IRELATIVE, symbol: 0, addend: this.#address(need) },
      );
    }
    if (descriptorCode >= 0 && got) {
      const slot = sectionAddress(got) + BigInt(descriptorSlot);
      this.#code(plt, descriptorCode, descriptorEntry(slot, slots, code + BigInt(descriptorCode), kind));
    }
  }

  #isByName(symbol: GlobalSymbol): boolean {
    if (this.#pic) return dynamicKind(this.#context, symbol) === 'symbol';
    return symbol.exported && !symbol.isDefined;
  }

  #descriptors(pointers: InputSection): void {
    for (const need of this.#plan.descriptors.toSorted((a, b) => a.descriptorUse - b.descriptorUse)) {
      const byName = need.symbol?.exported === true;
      this.#pltRelocations.push({
        offset: sectionAddress(pointers) + BigInt(need.descriptor),
        type: TLSDESC,
        symbol: byName ? (need.symbol?.dynamicIndex ?? 0) : 0,
        addend: byName ? 0n : this.#address(need) - this.#addresses.threadStart,
      });
    }
  }

  #entries(got: InputSection, need: Need): void {
    const kind = entryKind(this.#context, need.symbol);
    const index = need.symbol?.dynamicIndex ?? 0;
    const at = (offset: number): bigint => sectionAddress(got) + BigInt(offset);
    const emit = (offset: number, type: number, symbol: number, addend: bigint): void => {
      this.#relocations.push({ offset: at(offset), type, symbol, addend });
    };
    // The loader looks for thread-local data by name even where -Bsymbolic has decided.
    const byName = this.#context.dynamic !== undefined && need.symbol?.exported === true;
    if (need.pair >= 0) this.#pair(got, need, byName, emit);
    if (need.slot < 0) return;
    if (need.got & GOT.offset) {
      const inModule = this.#address(need) - this.#addresses.threadStart;
      if (byName) emit(need.slot, TPREL, index, 0n);
      else if (this.#context.options.shared) {
        emit(need.slot, TPREL, 0, inModule);
        this.#word(got, need.slot, inModule);
      } else this.#word(got, need.slot, this.#addresses.threadOffset(this.#address(need)));
      return;
    }
    const { plt } = this.#plan;
    if (need.isIndirect && !this.#pic && plt) {
      this.#word(got, need.slot, sectionAddress(plt) + BigInt(need.plt));
      return;
    }
    if (kind === 'symbol') {
      emit(need.slot, GLOB_DAT, index, 0n);
      return;
    }
    const address = kind === 'none' ? 0n : this.#address(need);
    this.#word(got, need.slot, address);
    if (this.#pic && kind !== 'none' && !this.#plan.packedSlots.includes(need.slot))
      emit(need.slot, RELATIVE, 0, address);
  }

  /** Module and offset; in a program the module is the first. */
  #pair(
    got: InputSection,
    need: Need,
    byName: boolean,
    emit: (offset: number, type: number, symbol: number, addend: bigint) => void,
  ): void {
    const index = byName ? (need.symbol?.dynamicIndex ?? 0) : 0;
    if (byName) {
      emit(need.pair, DTPMOD, index, 0n);
      emit(need.pair + 8, DTPREL, index, 0n);
      return;
    }
    const inModule = this.#address(need) - this.#addresses.threadStart;
    if (this.#context.options.shared) emit(need.pair, DTPMOD, 0, 0n);
    else this.#word(got, need.pair, 1n);
    this.#word(got, need.pair + 8, inModule);
  }
}
