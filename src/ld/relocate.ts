/**
 * Relocation: the formulas of AAELF64 applied to the output's bytes, with their overflow checks.
 *
 * Enters: an output section's bytes with its inputs copied in. Leaves: the same bytes, patched; relocations left to the loader in the dynamic
 * plan. The rows are those of isa/relocs.ts, compiled once to small integers; X = S + A - P is computed in two 32-bit halves. S is
 * the symbol's address, A the addend, P the place. What has the GOT or thread-local storage in it is in relocate-indirect.ts.
 */
import * as elf from '../elf/constants.ts';
import type { RelaView } from '../elf/tables.ts';
import { RELOCS, type Reloc, relocInsert, relocNumber, relocRange, relocSize } from '../isa/relocs.ts';
import { Addresses, type FileAddresses, STATE } from './addresses.ts';
import type { LinkContext } from './context.ts';
import { F, type InputFile, type InputSection, KIND, type OutputSection } from './model.ts';
import { DynamicReferences } from './relocate-dynamic.ts';
import { IndirectValues } from './relocate-indirect.ts';
import { RelocationReport } from './relocate-report.ts';
import { relaxation, type TlsModel } from './tls.ts';

/** What X is made of: nothing, S + A, the same relative to P or P's page, or something with the GOT or TLS in it. */
const OP = { none: 0, abs: 1, prel: 2, page: 3, indirect: 4 } as const;

const OPERATIONS: Readonly<Record<string, number>> = {
  '': OP.none,
  'S + A': OP.abs,
  'S + A - P': OP.prel,
  'Page(S + A) - Page(P)': OP.page,
};

export interface Compiled {
  readonly row: Reloc;
  readonly op: number;
  /** Bits of the word that the field covers, for the simple forms; 0 asks for relocInsert. */
  readonly mask: number;
  readonly shift: number;
  readonly low: number;
  readonly fieldMask: number;
  readonly bytes: number;
  readonly min: number;
  readonly max: number;
  readonly align: number;
}

const SHIFTS: Readonly<Record<string, readonly [number, number]>> = {
  imm12: [10, 0xfff],
  imm14: [5, 0x3fff],
  imm19: [5, 0x7ffff],
  imm26: [0, 0x3ffffff],
  movw: [5, 0xffff],
};

function compile(row: Reloc): Compiled {
  const [shift, width] = SHIFTS[row.form] ?? [0, 0];
  const range = relocRange(row);
  return {
    row,
    op: OPERATIONS[row.operation] ?? OP.indirect,
    mask: width << shift,
    shift,
    low: row.low,
    fieldMask: row.width >= 32 ? -1 : (1 << row.width) - 1,
    bytes: relocSize(row),
    min: range ? Number(range.low) : Number.NEGATIVE_INFINITY,
    max: range ? Number(range.high) : Number.POSITIVE_INFINITY,
    align: row.align,
  };
}

const TWO32 = 4294967296;
const NOP = 0xd503201f;
const PREL64 = relocNumber('PREL64');

export class Relocator {
  readonly #context: LinkContext;
  readonly #rows: (Compiled | undefined)[] = [];
  readonly addresses: Addresses;
  readonly report: RelocationReport;
  readonly #indirect: IndirectValues;
  /** Set in outputs that the loader moves. */
  readonly #dynamic: DynamicReferences | undefined;
  /** Some branches go by way of a PLT entry or a veneer, or some addresses are those of PLT entries. */
  readonly #detours: boolean;

  constructor(context: LinkContext) {
    this.#context = context;
    for (const row of RELOCS.values()) this.#rows[row.number] = compile(row);
    this.addresses = new Addresses(context);
    this.report = new RelocationReport(context);
    this.#indirect = new IndirectValues(context, this.addresses);
    const { dynamic } = context;
    this.#dynamic = dynamic && new DynamicReferences(context, dynamic, this.addresses, this.report);
    this.#detours = (context.got?.entries.length ?? 0) > 0;
  }

  /** Apply the relocations of one input section to the output section's bytes. */
  apply(input: InputSection, data: DataView, output: OutputSection): void {
    const { file } = input;
    if (input.rela === 0 || !file.view) return;
    const relocations = file.view.relocations(input.rela, file.symbols?.count ?? 0);
    const addresses = this.addresses.of(file);
    const from = output.low + input.offset;
    const baseLow = from >>> 0;
    const baseHigh = (output.high + Math.floor(from / TWO32)) >>> 0;
    for (let i = 0; i < relocations.count; i++)
      if (this.#one(i, relocations, addresses, input, data, baseLow, baseHigh)) i++;
  }

  /** True when the next relocation went with this one. */
  #one(
    i: number,
    r: RelaView,
    addresses: FileAddresses,
    input: InputSection,
    data: DataView,
    baseLow: number,
    baseHigh: number,
  ): boolean {
    const relative = input.edited?.isRelative(r.place(i)) === true;
    const compiled = this.#rows[relative ? PREL64 : r.type(i)];
    if (!compiled) {
      this.report.unknown(input, r.offset(i), r.type(i));
      return false;
    }
    const offset = input.edited ? input.edited.find(r.place(i)) : r.place(i);
    if (offset < 0) return false;
    if (compiled.op === OP.none && !compiled.row.name.includes('TLSDESC')) return false;
    if (r.place(i) + compiled.bytes > input.rawSize) {
      this.report.outside(input, offset);
      return false;
    }
    if (compiled.op === OP.none || compiled.op === OP.indirect)
      return this.#viaTables(i, r, compiled, input, data, offset);
    const symbol = r.symbol(i);
    const state = addresses.resolve(symbol);
    let low = addresses.low[symbol] as number;
    let high = addresses.high[symbol] as number;
    let addLow = r.addendLow(i);
    let addHigh = r.addendHigh(i);
    if (state === STATE.undefined && this.#isWrong(input, symbol)) {
      this.report.undefined(input, symbol, offset);
      return false;
    }
    if (this.#dynamic && input.flags & F.alloc && symbol !== 0) {
      const place = (BigInt(baseHigh) << 32n) + BigInt(baseLow + offset);
      if (this.#dynamic.takes(compiled.row, input, symbol, offset, place, r.addend(i))) return false;
    }
    const detour = this.#detours || input.veneers ? this.#detour(compiled, input, symbol, i) : undefined;
    if (detour !== undefined) {
      low = Number(detour & 0xffffffffn);
      high = Number(detour >> 32n);
    } else if (state >= STATE.weak && state !== STATE.absolute) {
      if (state === STATE.merged) {
        ({ low, high } = this.#inMerged(input.file, symbol, r, i));
        addLow = 0;
        addHigh = 0;
      } else if (!this.#special(i, r, state, compiled, input, data, offset)) return false;
    }
    const placeLow = baseLow + offset;
    const carryP = Math.floor(placeLow / TWO32);
    const pl = placeLow >>> 0;
    const ph = baseHigh + carryP;
    const sum = low + addLow;
    const xh = high + addHigh + Math.floor(sum / TWO32);
    if (compiled.op === OP.abs) this.#put(compiled, input, offset, symbol, data, sum >>> 0, xh | 0);
    else {
      const mask = compiled.op === OP.page ? ~0xfff : -1;
      const difference = ((sum & mask) >>> 0) - ((pl & mask) >>> 0);
      this.#put(compiled, input, offset, symbol, data, difference >>> 0, (xh - ph - (difference < 0 ? 1 : 0)) | 0);
    }
    return false;
  }

  #inMerged(file: InputFile, symbol: number, r: RelaView, i: number): { readonly low: number; readonly high: number } {
    if (r.addendHigh(i) === 0 && file.symbols?.valueHigh(symbol) === 0)
      return this.addresses.inMerged(file, symbol, r.addendLow(i));
    const address = this.addresses.ofMerged(file, symbol, r.addend(i)) ?? 0n;
    return { low: Number(address & 0xffffffffn), high: Number(address >> 32n) };
  }

  /** Check X and store it. */
  #put(c: Compiled, input: InputSection, offset: number, symbol: number, data: DataView, xl: number, xh: number): void {
    const x = xh * TWO32 + xl;
    if (x < c.min || x > c.max || (c.align > 1 && (xl & (c.align - 1)) !== 0))
      this.report.fault(input, offset, c.row, symbol, (BigInt(xh) << 32n) | BigInt(xl));
    else this.#store(c, data, input.offset + offset, xl, xh);
  }

  #putWide(c: Compiled, input: InputSection, offset: number, symbol: number, data: DataView, x: bigint): void {
    this.#put(c, input, offset, symbol, data, Number(x & 0xffffffffn), Number((x >> 32n) & 0xffffffffn) | 0);
  }

  /** References by way of the GOT, and to thread-local storage, rewritten where a simpler model serves. */
  #viaTables(i: number, r: RelaView, c: Compiled, input: InputSection, data: DataView, offset: number): boolean {
    const symbol = r.symbol(i);
    const model = this.#indirect.model(input.file, symbol, r.type(i));
    if (model !== 'none') return this.#rewrite(i, r, model, input, data, offset);
    if (c.op === OP.none) return false;
    this.#valueOf(c, input, symbol, offset, r.addend(i), data);
    return false;
  }

  #valueOf(c: Compiled, input: InputSection, symbol: number, offset: number, addend: bigint, data: DataView): void {
    if (this.#isUndefined(input, symbol, offset)) return;
    const place = (input.output?.vma ?? 0n) + BigInt(input.offset + offset);
    const x = this.#indirect.value(c.row, input.file, symbol, addend, place);
    if (x === undefined) this.report.unsupported(input, offset, c.row);
    else this.#putWide(c, input, offset, symbol, data, x);
  }

  #isUndefined(input: InputSection, symbol: number, offset: number): boolean {
    if (this.addresses.of(input.file).resolve(symbol) !== STATE.undefined) return false;
    return !this.#mayBeUndefined(input, symbol) && this.report.undefined(input, symbol, offset);
  }

  #rewrite(
    i: number,
    r: RelaView,
    model: Exclude<TlsModel, 'none'>,
    input: InputSection,
    data: DataView,
    offset: number,
  ): boolean {
    const symbol = r.symbol(i);
    if (this.#isUndefined(input, symbol, offset)) return false;
    const at = input.offset + offset;
    const wordAt = (distance: number): number =>
      offset + distance + 4 <= input.rawSize ? data.getUint32(at + distance, true) : 0;
    const { words, dropsNext } = relaxation(r.type(i), model, wordAt);
    const last = words.at(-1);
    if (last && offset + last.at + 4 > input.rawSize) {
      this.report.outside(input, offset + last.at);
      return false;
    }
    for (const { at: distance, word, type } of words) {
      data.setUint32(at + distance, word, true);
      const compiled = type > 0 ? this.#rows[type] : undefined;
      if (compiled) this.#valueOf(compiled, input, symbol, offset + distance, r.addend(i), data);
    }
    const next = i + 1 < r.count ? r.place(i + 1) - offset : 0;
    return dropsNext && next > 0 && next < 4 * words.length;
  }

  /** Where a branch or an address goes when it does not go to the symbol itself. */
  #detour(c: Compiled, input: InputSection, symbol: number, i: number): bigint | undefined {
    const branch = c.row.form === 'imm26';
    const veneer = branch ? input.veneers?.get(i) : undefined;
    return veneer ?? (this.#detours ? this.#indirect.pltAddress(input.file, symbol, branch) : undefined);
  }

  #store(c: Compiled, data: DataView, at: number, xl: number, xh: number): void {
    const little = !this.#context.bigEndian;
    if (c.bytes === 4 && c.mask !== 0) {
      const bits = shifted(xl, xh, c.low) & c.fieldMask;
      const word = data.getInt32(at, true);
      data.setInt32(at, (word & ~c.mask) | (bits << c.shift), true);
    } else if (c.row.form === 'adr') {
      const bits = shifted(xl, xh, c.low);
      data.setInt32(
        at,
        (data.getInt32(at, true) & 0x9f00001f) | ((bits & 3) << 29) | (((bits >>> 2) & 0x7ffff) << 5),
        true,
      );
    } else if (c.row.form === 'data64') {
      data.setUint32(at + (little ? 0 : 4), xl, little);
      data.setInt32(at + (little ? 4 : 0), xh, little);
    } else if (c.bytes === 2) data.setUint16(at, xl & 0xffff, little);
    else if (c.row.form === 'data32') data.setUint32(at, xl, little);
    else data.setUint32(at, relocInsert(c.row, data.getUint32(at, true), (BigInt(xh) << 32n) | BigInt(xl)), true);
  }

  /** Weak, undefined and discarded targets. False: nothing is left to store. */
  #special(
    i: number,
    r: RelaView,
    state: number,
    c: Compiled,
    input: InputSection,
    data: DataView,
    offset: number,
  ): boolean {
    if (state === STATE.weak) return this.#weak(c, data, input.offset + offset, r.addend(i));
    if (state === STATE.discarded) return this.#discarded(i, r, c, input, data, offset);
    if (this.#isLibrarys(input, r.symbol(i))) {
      this.report.unresolvable(input, offset, c.row, r.symbol(i));
      return false;
    }
    const { unresolved } = this.#context.options;
    if (unresolved === 'ignore' || this.#mayBeUndefined(input, r.symbol(i))) return true;
    this.report.undefined(input, r.symbol(i), offset);
    return unresolved === 'warn';
  }

  #isWrong(input: InputSection, symbol: number): boolean {
    if (!this.#dynamic || this.#context.options.unresolved !== 'error') return false;
    return !this.#mayBeUndefined(input, symbol);
  }

  #isLibrarys(input: InputSection, symbol: number): boolean {
    const id = input.file.globals[symbol] ?? -1;
    return id >= 0 && this.#context.symbols.byId(id).kind === KIND.shared;
  }

  /** In a shared object the loader looks for what is not here; elsewhere a library must have it. */
  #mayBeUndefined(input: InputSection, symbol: number): boolean {
    const { options, symbols } = this.#context;
    const id = input.file.globals[symbol] ?? -1;
    if (this.#isLibrarys(input, symbol)) return true;
    if (options.mayBeUndefined.length > 0 && options.mayBeUndefined.includes(this.report.nameOf(input.file, symbol)))
      return true;
    return options.shared && !options.noUndefined && id >= 0 && symbols.byId(id).visibility === elf.STV_DEFAULT;
  }

  /** A weak symbol that nobody defines is at 0; a branch to it goes to the next instruction, a relative reference to itself. */
  #weak(c: Compiled, data: DataView, at: number, addend: bigint): boolean {
    if (c.op !== OP.prel && c.op !== OP.page) return true;
    if (c.row.form === 'imm26') {
      data.setUint32(at, NOP, true);
      return false;
    }
    if (c.op === OP.page)
      this.#store(c, data, at, Number(BigInt.asUintN(32, addend)) & ~0xfff, Number(BigInt.asIntN(32, addend >> 32n)));
    else this.#store(c, data, at, Number(BigInt.asUintN(32, addend)), Number(BigInt.asIntN(32, addend >> 32n)));
    return false;
  }

  /** References to what was discarded: an error from loaded sections, nothing from debugging information. */
  #discarded(i: number, r: RelaView, c: Compiled, input: InputSection, data: DataView, offset: number): boolean {
    const { file } = input;
    const index = r.symbol(i);
    const quiet = (input.flags & F.debug) !== 0 || /^\.(eh_frame|gcc_except_table|stab|debug)/.test(input.name);
    const addresses = this.addresses.of(file);
    const kept = (addresses.low[index] as number) !== 0 || (addresses.high[index] as number) !== 0;
    if (kept) return true;
    if (!quiet && input.flags & F.alloc) this.report.discarded(input, offset, index);
    // Zero would end a list of ranges early: GNU writes 1 there.
    const fill = input.name === '.debug_ranges' ? 1 : 0;
    for (let k = 0; k < c.bytes; k++) data.setUint8(input.offset + offset + k, 0);
    if (fill) data.setUint8(input.offset + offset + (this.#context.bigEndian ? c.bytes - 1 : 0), 1);
    return false;
  }
}

/** (x >> low) as an int32, for x in two halves. */
function shifted(xl: number, xh: number, low: number): number {
  if (low === 0) return xl | 0;
  if (low < 32) return (xl >>> low) | (xh << (32 - low));
  return low === 32 ? xh : xh >> (low - 32);
}
