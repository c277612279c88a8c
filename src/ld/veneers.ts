/**
 * Veneers: code near a branch that reaches what the branch cannot (AAELF64, "Call and jump relocations"; 128 MiB either way).
 *
 * Enters: a settled layout. Leaves: a `.stub` section after each group of code sections that needs one, holding a veneer for each distant
 * target; for each such branch the veneer's address. x16 and x17 are free for this between functions (AAPCS64). Adding code moves
 * code, so the layout settles again until no branch is new.
 */
import * as elf from '../elf/constants.ts';
import { relocNumber } from '../isa/relocs.ts';
import { Addresses } from './addresses.ts';
import type { LinkContext } from './context.ts';
import { bindsLocally } from './dynamic/binding.ts';
import { sectionAddress } from './dynamic/place.ts';
import { makeSection, resize } from './got.ts';
import { F, type InputFile, type InputSection, type Piece } from './model.ts';
import { NameTable } from './names.ts';

const REACH = 1n << 27n;
const GROUP = 127 * 1024 * 1024;
const CALL26 = relocNumber('CALL26');
const JUMP26 = relocNumber('JUMP26');
/** A branch over the section, and padding. */
const HEADER = 8;
const LONG = 24;
const SHORT = 16;

export interface Veneer {
  /** `__NAME_veneer`. */
  readonly name: string;
  /** Where it goes; changes while the layout settles. */
  target: bigint;
  /** From the start of its section, and size of its code, once written. */
  offset: number;
  size: number;
}

/** The veneers behind one group of sections. */
export interface VeneerSection {
  readonly section: InputSection;
  /** By the name under which GNU ld knows them, whose hash decides their order. */
  readonly veneers: Map<string, Veneer>;
}

interface Branch {
  readonly input: InputSection;
  readonly index: number;
  readonly veneer: Veneer;
  readonly addend: bigint;
  readonly home: VeneerSection;
}

/** Whether any of the symbols with these indices is marked. */
function names(globals: Int32Array, marked: Uint8Array): boolean {
  for (let i = 0; i < globals.length; i++) {
    const id = globals[i] as number;
    if (id >= 0 && marked[id] === 1) return true;
  }
  return false;
}

/** Finds distant branches, round after round. */
export class VeneerPlanner {
  readonly #context: LinkContext;
  readonly sections = new Map<InputSection, VeneerSection>();
  readonly #groups = new Map<InputSection, InputSection>();
  readonly #ids = new Map<InputSection, number>();
  #branches: Branch[] = [];

  constructor(context: LinkContext) {
    this.#context = context;
  }

  /** Look at all branches with the addresses of now. True when there are new veneers, and the layout must settle again. */
  round(): boolean {
    const { options, files } = this.#context;
    const suspects = options.relocatable ? [] : this.#isWide() ? files : this.#namersOfTheFar();
    if (suspects.length === 0) return false;
    if (this.#groups.size === 0) this.#group();
    const addresses = new Addresses(this.#context);
    this.#branches = [];
    let grown = false;
    for (const file of suspects)
      for (const section of file.list)
        if (this.#groups.has(section) && section.rela !== 0 && section.discarded === '')
          if (this.#section(addresses, file, section)) grown = true;
    for (const { section, veneers } of this.sections.values())
      if (section.size !== HEADER + LONG * veneers.size) resize(section, HEADER + LONG * veneers.size);
    return grown;
  }

  /** The lowest and highest address of what is loaded. */
  #span(): { readonly low: bigint; readonly high: bigint } {
    const loaded = this.#context.outputs.filter((s) => s.exists && !s.removed && s.flags & F.alloc);
    const low = loaded.reduce((least, s) => (s.vma < least ? s.vma : least), loaded[0]?.vma ?? 0n);
    const high = loaded.reduce((most, s) => (s.vma + BigInt(s.size) > most ? s.vma + BigInt(s.size) : most), 0n);
    return { low, high };
  }

  #isWide(): boolean {
    const { low, high } = this.#span();
    return high - low >= REACH;
  }

  /** Where outputs span less than a branch's reach, only a branch to an absolute address can be too far: the files that know such a symbol. */
  #namersOfTheFar(): InputFile[] {
    const { symbols, files } = this.#context;
    const { low, high } = this.#span();
    const far = new Uint8Array(symbols.all.length);
    for (const s of symbols.all)
      if (s?.isDefined && s.referenced && s.section === undefined && (s.value < low || s.value > high)) far[s.id] = 1;
    return far.includes(1) ? files.filter(({ globals }) => names(globals, far)) : [];
  }

  /** Sections of code that share veneers: as many as can reach the end of the last, and then as many as can reach back. */
  #group(): void {
    let id = 16;
    for (const file of this.#context.files)
      for (const section of file.sections) if (section) this.#ids.set(section, id++);
    for (const output of this.#context.outputs) {
      if (!output.exists || output.removed || !(output.flags & F.code)) continue;
      const inputs = output.inputs.filter((s) => s.flags & F.code && !(s.flags & F.linkerCreated));
      for (let i = 0; i < inputs.length; ) {
        const start = (inputs[i] as InputSection).offset;
        let j = i;
        while (j + 1 < inputs.length && end(inputs[j + 1] as InputSection) - start < GROUP) j++;
        const last = inputs[j] as InputSection;
        for (; i <= j; i++) this.#groups.set(inputs[i] as InputSection, last);
        for (; i < inputs.length && end(inputs[i] as InputSection) - end(last) < GROUP; i++)
          this.#groups.set(inputs[i] as InputSection, last);
      }
    }
  }

  #section(addresses: Addresses, file: InputFile, section: InputSection): boolean {
    const { view, symbols } = file;
    if (!view || !symbols) return false;
    const base = sectionAddress(section);
    const relocations = view.relocations(section.rela, symbols.count);
    let grown = false;
    for (let i = 0; i < relocations.count; i++) {
      const type = relocations.type(i);
      if (type !== CALL26 && type !== JUMP26) continue;
      const index = relocations.symbol(i);
      const addend = relocations.addend(i);
      const viaPlt = this.#plt(file, index);
      const symbol = viaPlt ?? addresses.ofSymbol(file, index);
      if (symbol === undefined) continue;
      const target = BigInt.asUintN(64, symbol + addend);
      const distance = target - (base + relocations.offset(i));
      if (distance >= -REACH && distance <= REACH - 4n) continue;
      if (this.#branch({ file, section, index, relocation: i, addend, target })) grown = true;
    }
    return grown;
  }

  #plt(file: InputFile, index: number): bigint | undefined {
    const { got } = this.#context;
    const need = got?.needs.find(file, index);
    if (!need || need.plt < 0 || !got?.plt) return undefined;
    if (need.symbol && !need.isIndirect && bindsLocally(this.#context, need.symbol, true)) return undefined;
    return sectionAddress(got.plt) + BigInt(need.plt);
  }

  /** Note a distant branch. True when it needs a new veneer. */
  #branch(b: {
    file: InputFile;
    section: InputSection;
    index: number;
    relocation: number;
    addend: bigint;
    target: bigint;
  }): boolean {
    const group = this.#groups.get(b.section) as InputSection;
    const home = this.sections.get(group) ?? this.#make(group);
    const key = this.#key(group, b.file, b.index, b.addend);
    let veneer = home.veneers.get(key);
    const isNew = veneer === undefined;
    if (!veneer) {
      const id = b.file.globals[b.index] ?? -1;
      const { view, symbols } = b.file;
      const own = view && symbols ? view.symbolName(symbols, b.index) : '';
      const name = id >= 0 ? this.#context.symbols.names.text(id) : own;
      veneer = { name: `__${name}_veneer`, target: b.target, offset: 0, size: 0 };
      home.veneers.set(key, veneer);
    }
    veneer.target = b.target;
    this.#branches.push({ input: b.section, index: b.relocation, veneer, addend: b.addend, home });
    return isNew;
  }

  /** GNU ld's name for the veneer: the order of veneers follows from its hash. */
  #key(group: InputSection, file: InputFile, index: number, addend: bigint): string {
    const hex = (n: number | bigint): string => BigInt.asUintN(32, BigInt(n)).toString(16);
    const prefix = hex(this.#ids.get(group) ?? 0).padStart(8, '0');
    const id = file.globals[index] ?? -1;
    if (id >= 0) return `${prefix}_${this.#context.symbols.names.text(id)}+${hex(addend)}`;
    const target = file.sections[file.symbols?.section(index) ?? 0];
    return `${prefix}_${hex(target ? (this.#ids.get(target) ?? 0) : 0)}:${hex(index)}+${hex(addend)}`;
  }

  #make(after: InputSection): VeneerSection {
    const flags = elf.SHF_ALLOC | elf.SHF_EXECINSTR;
    const section = makeSection(this.#context, `${after.name}.stub`, elf.SHT_PROGBITS, flags, 8, 0, after.file);
    section.output = after.output;
    if (after.output) insertAfter(after.output.pieces, after, section);
    const made = { section, veneers: new Map<string, Veneer>() };
    this.sections.set(after, made);
    return made;
  }

  /** Addresses are final: write the code and tell the branches. */
  finish(): void {
    for (const made of this.sections.values()) writeVeneers(made);
    for (const { input, index, veneer, addend, home } of this.#branches) {
      input.veneers ??= new Map();
      input.veneers.set(index, BigInt.asUintN(64, sectionAddress(home.section) + BigInt(veneer.offset) - addend));
    }
  }
}

const end = (section: InputSection): number => section.offset + section.size;

function insertAfter(pieces: Piece[], after: InputSection, section: InputSection): boolean {
  for (const [i, piece] of pieces.entries()) {
    if (piece.kind === 'input' && piece.section === after) {
      pieces.splice(i + 1, 0, { kind: 'input', section });
      return true;
    }
    if (piece.kind === 'pattern' && insertAfter(piece.pieces, after, section)) return true;
  }
  return false;
}

const LDR_X16_LITERAL = 0x58000090;
const ADR_X17 = 0x10000011;
const ADD_X16_X16_X17 = 0x8b110210;
const BR_X16 = 0xd61f0200;
const ADRP_X16 = 0x90000010;
const ADD_X16_X16 = 0x91000210;
const B = 0x14000000;
const NOP = 0xd503201f;

/** ADRP reaches 4 GiB; what is farther away is reached by a 64-bit distance. */
function writeVeneers({ section, veneers }: VeneerSection): void {
  const data = new DataView(section.data.buffer, section.data.byteOffset, section.data.byteLength);
  const base = sectionAddress(section);
  const words = (at: number, list: readonly number[]): void => {
    list.forEach((word, i) => {
      data.setUint32(at + 4 * i, word >>> 0, true);
    });
  };
  words(0, [B | (section.size >> 2), NOP]);
  const order = new NameTable();
  for (const key of veneers.keys()) order.internText(key);
  let at = HEADER;
  for (const id of order.walk()) {
    const veneer = veneers.get(order.text(id)) as Veneer;
    const place = base + BigInt(at);
    const pages = (veneer.target >> 12n) - (place >> 12n);
    veneer.offset = at;
    if (pages >= -(1n << 20n) && pages < 1n << 20n) {
      const imm = Number(BigInt.asUintN(21, pages));
      const low = Number(veneer.target & 0xfffn);
      words(at, [ADRP_X16 | ((imm & 3) << 29) | ((imm >> 2) << 5), ADD_X16_X16 | (low << 10), BR_X16]);
      veneer.size = 12;
      at += SHORT;
    } else {
      words(at, [LDR_X16_LITERAL, ADR_X17, ADD_X16_X16_X17, BR_X16]);
      veneer.size = LONG;
      data.setBigInt64(at + 16, BigInt.asIntN(64, veneer.target - (place + 4n)), true);
      at += LONG;
    }
  }
}

/** The veneers of one section in the order of their addresses. */
export const orderedVeneers = ({ veneers }: VeneerSection): Veneer[] =>
  [...veneers.values()].sort((a, b) => a.offset - b.offset);
