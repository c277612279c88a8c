/**
 * Final addresses of symbols, as pairs of 32-bit halves: relocation is done without bigint.
 */
import * as elf from '../elf/constants.ts';
import type { LinkContext } from './context.ts';
import { sectionAddress } from './dynamic/place.ts';
import { F, type GlobalSymbol, type InputFile, InputSection, KIND, OutputSection } from './model.ts';

/** What is known of a symbol's address. */
export const STATE = { unknown: 0, address: 1, weak: 2, undefined: 3, discarded: 4, merged: 5, absolute: 6 } as const;

/** Address of a global symbol; undefined for one without. */
export function addressOf(symbol: GlobalSymbol): bigint | undefined {
  const { section, pltHome } = symbol;
  if (pltHome) return BigInt.asUintN(64, sectionAddress(pltHome.section) + BigInt(pltHome.offset));
  if (!symbol.isDefined) return undefined;
  if (!section) return symbol.value;
  if (section instanceof OutputSection) return BigInt.asUintN(64, section.vma + symbol.value);
  return inputAddress(section, symbol.value);
}

/** Address of the byte at `value` in an input section; undefined when it was discarded. */
export function inputAddress(section: InputSection, value: bigint): bigint | undefined {
  const at = section.merged ? section.merged.find(Number(value)) : undefined;
  const where = at ? at.section : section;
  const { output } = where;
  if (!output || where.discarded !== '') return undefined;
  const within = where.edited ? BigInt(where.edited.ofSymbol(Number(value))) : value;
  return BigInt.asUintN(64, output.vma + BigInt(where.offset) + (at ? BigInt(at.offset) : within));
}

const TWO32 = 2 ** 32;

/** Addresses in two halves, with what is known of them, by the index of a symbol. */
class AddressColumns {
  readonly low: Uint32Array;
  readonly high: Uint32Array;
  readonly state: Uint8Array;

  constructor(count: number) {
    this.low = new Uint32Array(count);
    this.high = new Uint32Array(count);
    this.state = new Uint8Array(count);
  }

  /** `low` may carry into `high`. */
  put(i: number, low: number, high: number, state: number): number {
    this.low[i] = low;
    this.high[i] = high + Math.floor(low / TWO32);
    this.state[i] = state;
    return state;
  }

  set(i: number, address: bigint, state: number): number {
    return this.put(i, Number(BigInt.asUintN(32, address)), Number(address >> 32n), state);
  }
}

/** The symbols of one file, resolved on first use. */
export class FileAddresses extends AddressColumns {
  readonly #file: InputFile;
  readonly #context: LinkContext;
  /** By name index. */
  readonly #globals: AddressColumns;

  constructor(context: LinkContext, file: InputFile, globals: AddressColumns) {
    super(file.symbols?.count ?? 0);
    this.#file = file;
    this.#context = context;
    this.#globals = globals;
  }

  /** State of symbol `i`; its address is in low[i], high[i] when the state is `address` or `absolute`. */
  resolve(i: number): number {
    const known = this.state[i] as number;
    return known !== 0 ? known : this.#compute(i);
  }

  #compute(i: number): number {
    const { globals, symbols, sections } = this.#file;
    if (i === 0 || !symbols) return this.set(i, 0n, STATE.absolute);
    const id = globals[i] as number;
    if (id >= 0) return this.#global(i, id);
    if (!symbols.inSection(i))
      return this.set(i, symbols.value(i), symbols.section(i) === elf.SHN_ABS ? STATE.absolute : STATE.undefined);
    const section = sections[symbols.section(i)];
    if (section?.output && section.discarded === '' && !section.merged && !section.edited) {
      const { output } = section;
      const low = output.low + section.offset + symbols.valueLow(i);
      return this.put(i, low, output.high + symbols.valueHigh(i), STATE.address);
    }
    if (section?.merged && (symbols.info(i) & 15) === elf.STT_SECTION) return this.set(i, 0n, STATE.merged);
    const address = section && this.#addressIn(section, i);
    if (address !== undefined) return this.set(i, address, STATE.address);
    const kept = section?.keptInstead && inputAddress(section.keptInstead, symbols.value(i));
    if (kept !== undefined) this.set(i, kept, STATE.discarded);
    return this.set(i, kept ?? 0n, STATE.discarded);
  }

  /** A section's own symbol stays at its start, whatever editing does to what was there. */
  #addressIn(section: InputSection, i: number): bigint | undefined {
    const { symbols } = this.#file;
    const value = symbols?.value(i) ?? 0n;
    const { output, edited, offset, discarded } = section;
    const isStart = edited && symbols && (symbols.info(i) & 15) === elf.STT_SECTION;
    if (!isStart || !output || discarded !== '') return inputAddress(section, value);
    return BigInt.asUintN(64, output.vma + BigInt(offset) + value);
  }
  /** Worked out once for all files. */
  #global(i: number, id: number): number {
    const globals = this.#globals;
    const state = globals.state[id] || resolveGlobal(globals, id, this.#context.symbols.byId(id));
    return this.put(i, globals.low[id] as number, globals.high[id] as number, state);
  }
}

function resolveGlobal(globals: AddressColumns, id: number, symbol: GlobalSymbol): number {
  const address = addressOf(symbol);
  const fixed = symbol.section === undefined && symbol.pltHome === undefined;
  if (address !== undefined) return globals.set(id, address, fixed ? STATE.absolute : STATE.address);
  if (symbol.isDefined) return globals.set(id, 0n, STATE.discarded);
  return globals.set(id, 0n, symbol.kind === KIND.weakUndefined ? STATE.weak : STATE.undefined);
}

/** All files' symbols, and where thread-local storage is. */
export class Addresses {
  readonly #context: LinkContext;
  readonly #files = new Map<InputFile, FileAddresses>();
  readonly #globals: AddressColumns;
  /** Address of the TLS segment's image; 0 without one. */
  readonly threadStart: bigint;
  /** What an address is less of to be an offset from the thread pointer: the control block of 16 bytes comes first (AAELF64, variant I). */
  readonly #threadBase: bigint;

  constructor(context: LinkContext) {
    this.#context = context;
    this.#globals = new AddressColumns(context.symbols.names.count);
    const tls = context.outputs.filter((s) => s.exists && !s.removed && (s.flags & F.tls) !== 0);
    const align = Math.max(16, ...tls.map((s) => s.align));
    this.threadStart = tls[0]?.vma ?? 0n;
    this.#threadBase = tls[0] ? this.threadStart - BigInt(align) : 0n;
  }

  of(file: InputFile): FileAddresses {
    let known = this.#files.get(file);
    if (!known) {
      known = new FileAddresses(this.#context, file, this.#globals);
      this.#files.set(file, known);
    }
    return known;
  }

  /** Address of a symbol as a file knows it; undefined for those without. */
  ofSymbol(file: InputFile, index: number): bigint | undefined {
    const table = this.of(file);
    const state = table.resolve(index);
    if (state === STATE.merged) return this.ofMerged(file, index, 0n);
    if (state !== STATE.address && state !== STATE.absolute) return undefined;
    return (BigInt(table.high[index] as number) << 32n) | BigInt(table.low[index] as number);
  }

  /** Address of what a reference into a merged section means: the addend chooses the entry. */
  ofMerged(file: InputFile, index: number, addend: bigint): bigint | undefined {
    const section = file.sections[file.symbols?.section(index) ?? 0];
    return section && inputAddress(section, BigInt.asUintN(64, (file.symbols?.value(index) ?? 0n) + addend));
  }

  /** As `ofMerged`, in halves, of which the lower may carry; the addend is small and not negative. */
  inMerged(file: InputFile, index: number, addend: number): { readonly low: number; readonly high: number } {
    const { symbols, sections } = file;
    const section = sections[symbols?.section(index) ?? 0];
    const at = section?.merged?.find((symbols?.valueLow(index) ?? 0) + addend);
    const output = at?.section.discarded === '' ? at.section.output : undefined;
    if (!at || !output) return { low: 0, high: 0 };
    return { low: output.low + at.section.offset + at.offset, high: output.high };
  }

  /** Offset from the thread pointer. */
  threadOffset(address: bigint): bigint {
    return address - this.#threadBase;
  }
}

export { InputSection };
