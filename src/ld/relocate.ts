/**
 * Relocation: the formulas of AAELF64 applied to the output's bytes, with their overflow checks.
 *
 * Enters: an output section's bytes with its inputs copied in. Leaves: the same bytes, patched. The rows are those of
 * isa/relocs.ts, compiled once to small integers; X = S + A - P is computed in two 32-bit halves. S is the symbol's
 * address, A the addend, P the place, G the GOT entry.
 */
import { NO_POS } from '../diag/diagnostic.ts';
import * as messages from '../diag/messages/ld.ts';
import * as elf from '../elf/constants.ts';
import type { RelaView } from '../elf/read.ts';
import { RELOCS, type Reloc, relocInsert, relocRange, relocSize } from '../isa/relocs.ts';
import { addressOf, FileAddresses, inputAddress, STATE } from './addresses.ts';
import { hint, type LinkContext } from './context.ts';
import { F, type GlobalSymbol, type InputFile, type InputSection, type OutputSection } from './model.ts';

/** What X is made of. */
const OP = {
  none: 0,
  abs: 1,
  prel: 2,
  page: 3,
  gotPrel: 4,
  gotPage: 5,
  got: 6,
  gotOff: 7,
  gotPageOff: 8,
  symGot: 9,
  tprel: 10,
  other: 11,
} as const;

const OPERATIONS: Readonly<Record<string, number>> = {
  '': OP.none,
  'S + A': OP.abs,
  'S + A - P': OP.prel,
  'Page(S + A) - Page(P)': OP.page,
  'G(GDAT(S + A)) - P': OP.gotPrel,
  'Page(G(GDAT(S + A))) - Page(P)': OP.gotPage,
  'G(GDAT(S + A))': OP.got,
  'G(GDAT(S + A)) - GOT': OP.gotOff,
  'G(GDAT(S + A)) - Page(GOT)': OP.gotPageOff,
  'G(GDAT(S)) + A - P': OP.gotPrel,
  'S + A - GOT': OP.symGot,
  'TPREL(S + A)': OP.tprel,
};

interface Compiled {
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
    op: OPERATIONS[row.operation] ?? OP.other,
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
const MAX_REFERENCES = 3;

interface Place {
  readonly input: InputSection;
  readonly offset: number;
}

export class Relocator {
  readonly #context: LinkContext;
  readonly #rows: (Compiled | undefined)[] = [];
  readonly #addresses = new Map<InputFile, FileAddresses>();
  /** Undefined symbols with the places that refer to them. */
  readonly #undefined = new Map<string, Place[]>();
  #tlsBase = 0n;

  constructor(context: LinkContext) {
    this.#context = context;
    for (const row of RELOCS.values()) this.#rows[row.number] = compile(row);
    this.#tlsBase = tlsBase(context);
  }

  addressesOf(file: InputFile): FileAddresses {
    let known = this.#addresses.get(file);
    if (!known) {
      known = new FileAddresses(this.#context, file);
      this.#addresses.set(file, known);
    }
    return known;
  }

  /** Apply the relocations of one input section to the output section's bytes. */
  apply(input: InputSection, bytes: Uint8Array, output: OutputSection): void {
    const { file } = input;
    if (input.rela === 0 || !file.view) return;
    const relocations = file.view.relocations(input.rela, file.symbols?.count ?? 0);
    const addresses = this.addressesOf(file);
    const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const base = BigInt.asUintN(64, output.vma + BigInt(input.offset));
    const baseLow = Number(base & 0xffffffffn);
    const baseHigh = Number(base >> 32n);
    for (let i = 0; i < relocations.count; i++) this.#one(i, relocations, addresses, input, data, baseLow, baseHigh);
  }

  #one(
    i: number,
    r: RelaView,
    addresses: FileAddresses,
    input: InputSection,
    data: DataView,
    baseLow: number,
    baseHigh: number,
  ): void {
    const compiled = this.#rows[r.type(i)];
    if (!compiled) {
      this.#unknown(input, r, i);
      return;
    }
    if (compiled.op === OP.none) return;
    const offset = r.place(i);
    if (offset + compiled.bytes > input.rawSize) {
      this.#outside(input, offset);
      return;
    }
    const symbol = r.symbol(i);
    const state = addresses.resolve(symbol);
    let low = addresses.low[symbol] as number;
    let high = addresses.high[symbol] as number;
    let addLow = r.addendLow(i);
    let addHigh = r.addendHigh(i);
    if (state >= STATE.weak && state !== STATE.absolute) {
      if (state === STATE.merged) {
        const address = this.#mergedAddress(input.file, symbol, r.addend(i));
        low = Number(address & 0xffffffffn);
        high = Number(address >> 32n);
        addLow = 0;
        addHigh = 0;
      } else if (!this.#special(i, r, state, compiled, input, data, offset)) return;
    }
    const placeLow = baseLow + offset;
    const carryP = Math.floor(placeLow / TWO32);
    const pl = placeLow >>> 0;
    const ph = baseHigh + carryP;
    const sum = low + addLow;
    let xl = sum >>> 0;
    let xh = high + addHigh + (sum >= TWO32 ? 1 : 0);
    switch (compiled.op) {
      case OP.abs:
        break;
      case OP.page:
        xl = (xl & ~0xfff) >>> 0;
        ({ xl, xh } = subtract(xl, xh, (pl & ~0xfff) >>> 0, ph));
        break;
      case OP.prel:
        ({ xl, xh } = subtract(xl, xh, pl, ph));
        break;
      default: {
        const x = this.#indirect(
          compiled,
          input,
          symbol,
          BigInt.asUintN(64, (BigInt(xh) << 32n) + BigInt(xl)),
          (BigInt(ph) << 32n) + BigInt(pl),
        );
        if (x === undefined) {
          this.#unsupported(input, offset, compiled.row);
          return;
        }
        xl = Number(x & 0xffffffffn);
        xh = Number((x >> 32n) & 0xffffffffn);
      }
    }
    xh |= 0;
    const x = xh * TWO32 + xl;
    if (x < compiled.min || x > compiled.max || (compiled.align > 1 && (xl & (compiled.align - 1)) !== 0))
      this.#fault(input, offset, compiled, symbol, x, (BigInt(xh) << 32n) | BigInt(xl));
    else this.#store(compiled, data, input.offset + offset, xl, xh);
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

  #mergedAddress(file: InputFile, symbol: number, addend: bigint): bigint {
    const section = file.sections[file.symbols?.section(symbol) ?? 0];
    const at = section && inputAddress(section, BigInt.asUintN(64, (file.symbols?.value(symbol) ?? 0n) + addend));
    return at ?? 0n;
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
    const name = this.#symbolName(input.file, r.symbol(i));
    const { options } = this.#context;
    if (options.unresolved === 'ignore') return true;
    const places = this.#undefined.get(name) ?? [];
    places.push({ input, offset });
    this.#undefined.set(name, places);
    return false;
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
    const addresses = this.addressesOf(file);
    const kept = (addresses.low[index] as number) !== 0 || (addresses.high[index] as number) !== 0;
    if (kept) return true;
    if (!quiet && input.flags & F.alloc) {
      const where = `${file.title} (${input.name}+${messages.hex(offset)})`;
      const target =
        (file.globals[index] ?? -1) >= 0
          ? this.#context.symbols.byId(file.globals[index] as number).section
          : file.sections[file.symbols?.section(index) ?? 0];
      this.#context.sink.report(
        NO_POS,
        messages.discardedReference(this.#symbolName(file, index), where, target?.name ?? ''),
      );
    }
    // Zero would end a list of ranges early: GNU writes 1 there.
    const fill = input.name === '.debug_ranges' ? 1 : 0;
    for (let k = 0; k < c.bytes; k++) data.setUint8(input.offset + offset + k, 0);
    if (fill) data.setUint8(input.offset + offset + (this.#context.bigEndian ? c.bytes - 1 : 0), 1);
    return false;
  }

  /** Formulas with the GOT or thread-local storage in them. */
  #indirect(c: Compiled, input: InputSection, symbol: number, target: bigint, place: bigint): bigint | undefined {
    const got = this.#context.got;
    const base = got?.got.output ? got.got.output.vma + BigInt(got.got.offset) : undefined;
    if (c.op === OP.tprel) return BigInt.asUintN(64, target - this.#tlsBase);
    if (base === undefined) return undefined;
    if (c.op === OP.symGot) return target - base;
    const id = input.file.globals[symbol] ?? -1;
    const slot = id >= 0 ? got?.globals.get(id) : got?.locals.get(input.file)?.get(symbol);
    if (slot === undefined) return undefined;
    const entry = base + BigInt(slot);
    const page = (x: bigint): bigint => x & ~0xfffn;
    switch (c.op) {
      case OP.gotPrel:
        return entry - place;
      case OP.gotPage:
        return page(entry) - page(place);
      case OP.got:
        return entry & 0xfffn;
      case OP.gotOff:
        return entry - base;
      case OP.gotPageOff:
        return entry - page(base);
      default:
        return undefined;
    }
  }

  #symbolName(file: InputFile, index: number): string {
    const id = file.globals[index] ?? -1;
    if (id >= 0) return this.#context.symbols.names.text(id);
    const { view, symbols } = file;
    if (!view || !symbols) return '';
    const name = view.symbolName(symbols, index);
    return name !== '' ? name : (file.sections[symbols.section(index)]?.name ?? '');
  }

  #where(input: InputSection, offset: number): string {
    return `${input.file.title} (${input.name}+${messages.hex(offset)})`;
  }

  #fault(input: InputSection, offset: number, c: Compiled, symbol: number, rough: number, x: bigint): void {
    const where = this.#where(input, offset);
    const name = this.#symbolName(input.file, symbol);
    const exact = BigInt.asIntN(64, x);
    const range = relocRange(c.row);
    if (range && (rough < c.min || rough > c.max))
      this.#context.sink.report(
        NO_POS,
        messages.relocRange(where, c.row.name, name, exact, range.low, range.high, remedy(c)),
      );
    else this.#context.sink.report(NO_POS, messages.relocAlign(where, c.row.name, name, exact, c.align));
  }

  #unknown(input: InputSection, r: RelaView, i: number): void {
    this.#context.sink.report(NO_POS, messages.unknownReloc(this.#where(input, r.place(i)), r.type(i)));
  }

  #outside(input: InputSection, offset: number): void {
    this.#context.sink.report(
      NO_POS,
      messages.relocOutside(`${input.file.title} (${input.name})`, offset, input.rawSize),
    );
  }

  #unsupported(input: InputSection, offset: number, row: Reloc): void {
    this.#context.sink.report(
      NO_POS,
      messages.unsupportedReloc(this.#where(input, offset), row.name, 'has no meaning in a static link of this kind'),
    );
  }

  /** Report undefined symbols, each once, with the first places that refer to it. */
  reportUndefined(): void {
    if (this.#undefined.size === 0) return;
    const { symbols, sink, options } = this.#context;
    const defined = symbols.all.filter((s): s is GlobalSymbol => s?.isDefined === true).map((s) => symbols.nameOf(s));
    for (const [name, places] of this.#undefined) {
      const notes = places
        .slice(0, MAX_REFERENCES)
        .map((p) => ({ pos: NO_POS, text: `referred to by ${this.#where(p.input, p.offset)}` }));
      if (places.length > MAX_REFERENCES)
        notes.push({ pos: NO_POS, text: `and ${places.length - MAX_REFERENCES} more` });
      const message = messages.undefinedSymbol(name, hint(name, defined));
      sink.report(NO_POS, options.unresolved === 'warn' ? { ...message, severity: 'warning' } : message, 1, notes);
    }
  }

  /** Fill the GOT's entries. */
  fillGot(bytes: Uint8Array, section: InputSection): void {
    const plan = this.#context.got;
    if (!plan || section !== plan.got) return;
    const data = new DataView(bytes.buffer, bytes.byteOffset + section.offset, section.size);
    const little = !this.#context.bigEndian;
    for (const [id, offset] of plan.globals)
      data.setBigUint64(offset, addressOf(this.#context.symbols.byId(id)) ?? 0n, little);
    for (const [file, entries] of plan.locals) {
      const addresses = this.addressesOf(file);
      for (const [index, offset] of entries) {
        addresses.resolve(index);
        data.setUint32(offset + (little ? 0 : 4), addresses.low[index] as number, little);
        data.setUint32(offset + (little ? 4 : 0), addresses.high[index] as number, little);
      }
    }
  }
}

function subtract(al: number, ah: number, bl: number, bh: number): { xl: number; xh: number } {
  const xl = al - bl;
  return { xl: xl >>> 0, xh: ah - bh - (xl < 0 ? 1 : 0) };
}

/** (x >> low) as an int32, for x in two halves. */
function shifted(xl: number, xh: number, low: number): number {
  if (low === 0) return xl | 0;
  if (low < 32) return (xl >>> low) | (xh << (32 - low));
  return low === 32 ? xh : xh >> (low - 32);
}

/** Offset that TPREL subtracts: the thread's control block of 16 bytes comes before the TLS segment (AAELF64, variant I). */
function tlsBase(context: LinkContext): bigint {
  const tls = context.outputs.filter((s) => !s.removed && (s.flags & F.tls) !== 0);
  const first = tls[0];
  if (!first) return 0n;
  const align = Math.max(...tls.map((s) => s.align));
  const block = BigInt(Math.max(16, align) * Math.ceil(16 / Math.max(16, align)));
  return first.vma - block;
}

function remedy(c: Compiled): string | undefined {
  if (c.row.form === 'imm26')
    return 'a branch reaches 128 MiB: move the sections together, or let the linker insert a veneer';
  if (c.row.form === 'imm19' || c.row.form === 'imm14')
    return 'a conditional branch or literal load reaches 1 MiB (tbz: 32 KiB): branch around an unconditional branch';
  if (c.row.name.endsWith('ADR_PREL_LO21')) return 'adr reaches 1 MiB: use adrp and add';
  if (c.row.form === 'adr') return 'adrp reaches 4 GiB: use movz and movk';
  if (c.row.form === 'data32') return 'use a 64-bit reference';
  return undefined;
}

export { elf };
