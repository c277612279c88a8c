/**
 * The global offset table and the procedure linkage table: which entry is where.
 *
 * Enters: the needs. Leaves: linker-made sections with their sizes, and offsets in the needs. `.got` has one reserved entry, then locals by file,
 * then globals in the order of the table; `.got.plt` has three reserved entries, then a pointer for each PLT entry, then TLS descriptors.
 * _GLOBAL_OFFSET_TABLE_ is the start of `.got` (AAELF64, "Static linking of GOT references"). A static link has PLT
 * entries for indirect functions only, in sections of their own.
 */
import * as elf from '../elf/constants.ts';
import type { LinkContext } from './context.ts';
import { dynamicKind, entryKind, isPositionIndependent } from './dynamic/binding.ts';
import { F, type GlobalSymbol, InputSection, KIND } from './model.ts';
import { GOT, type Need, type Needs } from './needs.ts';
import { PLT_HEADER, type PltKind, pltEntrySize } from './plt.ts';

export interface GotPlan {
  readonly needs: Needs;
  readonly got: InputSection | undefined;
  /** The words that the loader keeps for itself; in static links of their own, and unused. */
  readonly gotPlt: InputSection | undefined;
  readonly plt: InputSection | undefined;
  /** What holds the pointers of `plt`; `.got.plt` in dynamic links. */
  readonly pointers: InputSection | undefined;
  readonly relaPlt: InputSection | undefined;
  readonly kind: PltKind;
  /** In the order of the PLT. */
  readonly entries: readonly Need[];
  readonly descriptors: readonly Need[];
  /** Offset in .plt of the code for lazy descriptors, and in .got of its pointer; -1: there is none. */
  readonly descriptorCode: number;
  readonly descriptorSlot: number;
  /** Relocations of .got for the loader. */
  readonly dynamicCount: number;
  /** Entries of .got that .relr.dyn speaks of. */
  readonly packedSlots: readonly number[];
}

/** A section that the linker makes; it belongs to the first input, as GNU ld's do. */
export function makeSection(
  context: LinkContext,
  name: string,
  type: number,
  sh: number,
  align: number,
  entsize: number,
  owner = context.files[0] as InputSection['file'],
): InputSection {
  const section = new InputSection(owner, 0, name, type, sh, 0, align, entsize, new Uint8Array(0));
  section.flags |= F.linkerCreated;
  owner.list.push(section);
  return section;
}

/** Sections that the linker made and that stayed empty were placed, and leave no other trace. .relr.dyn has its size later. */
export function excludeEmpty(context: LinkContext): void {
  for (const { list } of context.files)
    for (const section of list)
      if (section.flags & F.linkerCreated && section.size === 0 && section.type !== elf.SHT_RELR)
        section.discarded = 'excluded';
}

/** Sizes and zeroed contents for a section that the linker made. */
export function resize(section: InputSection, size: number): void {
  section.size = size;
  section.rawSize = size;
  section.data = new Uint8Array(size);
}

const WRITABLE = elf.SHF_ALLOC | elf.SHF_WRITE;
const CODE = elf.SHF_ALLOC | elf.SHF_EXECINSTR;
const GOT_HEADER = 8;
const GOT_PLT_HEADER = 24;
const DESCRIPTOR = 16;

/** The sections of the GOT itself, in the order in which they are made. */
export function makeGotSections(context: LinkContext): { got: InputSection; gotPlt: InputSection } {
  const got = makeSection(context, '.got', elf.SHT_PROGBITS, WRITABLE, 8, 8);
  const gotPlt = makeSection(context, '.got.plt', elf.SHT_PROGBITS, WRITABLE, 8, 8);
  for (const section of [got, gotPlt]) section.kept = true;
  defineLinkage(context, '_GLOBAL_OFFSET_TABLE_', got);
  return { got, gotPlt };
}

/** A symbol that the linker defines for itself, local to the output. */
export function defineLinkage(context: LinkContext, name: string, section: InputSection): GlobalSymbol {
  const symbol = context.symbols.make(name);
  if (symbol.kind === KIND.defined) return symbol;
  symbol.kind = KIND.defined;
  symbol.section = section;
  symbol.value = 0n;
  symbol.type = elf.STT_OBJECT;
  symbol.linkerDefined = true;
  symbol.forcedLocal = true;
  symbol.visibility = elf.STV_HIDDEN;
  return symbol;
}

/** What a dynamic link has made already. */
export interface MadeSections {
  readonly got: InputSection;
  readonly gotPlt: InputSection;
  readonly plt: InputSection;
  readonly relaPlt: InputSection;
}

/** Lay out GOT and PLT. Without `made` (a static link) sections appear as they are needed. */
export function planGot(context: LinkContext, needs: Needs, made: MadeSections | undefined): GotPlan {
  if (made) return new Builder(context, needs, made.got, made.gotPlt, made.plt, made.gotPlt, made.relaPlt).lay();
  // They are there even when empty: other orphans go behind them.
  const { owner } = needs;
  const plt = owner && makeSection(context, '.iplt', elf.SHT_NULL, CODE, 16, 0, owner);
  const rela = owner && makeSection(context, '.rela.iplt', elf.SHT_RELA, elf.SHF_ALLOC, 8, 24, owner);
  const pointers = owner && makeSection(context, '.igot.plt', elf.SHT_NULL, WRITABLE, 8, 0, owner);
  const base = needs.usesGot && context.files.length > 0 ? makeGotSections(context) : undefined;
  return new Builder(context, needs, base?.got, base?.gotPlt, plt, pointers, rela).lay();
}

class Builder {
  readonly #context: LinkContext;
  readonly #needs: Needs;
  readonly #got: InputSection | undefined;
  readonly #gotPlt: InputSection | undefined;
  readonly #plt: InputSection | undefined;
  readonly #pointers: InputSection | undefined;
  readonly #relaPlt: InputSection | undefined;
  readonly #entries: Need[] = [];
  readonly #descriptors: Need[] = [];
  readonly #dynamic: boolean;
  readonly #pic: boolean;
  readonly #kind: PltKind;
  #offset = GOT_HEADER;
  #dynamicCount = 0;
  readonly #packed: number[] = [];

  constructor(
    context: LinkContext,
    needs: Needs,
    got: InputSection | undefined,
    gotPlt: InputSection | undefined,
    plt: InputSection | undefined,
    pointers: InputSection | undefined,
    relaPlt: InputSection | undefined,
  ) {
    this.#context = context;
    this.#needs = needs;
    this.#got = got;
    this.#gotPlt = gotPlt;
    this.#plt = plt;
    this.#pointers = pointers;
    this.#relaPlt = relaPlt;
    this.#dynamic = context.dynamic !== undefined;
    this.#pic = isPositionIndependent(context.options);
    this.#kind = {
      landing: context.branchTargets,
      authenticated: context.options.pacPlt,
      movable: this.#pic,
    };
  }

  lay(): GotPlan {
    const locals = [...this.#needs.localNeeds()];
    const globals = [...this.#context.symbols.names.walk()].flatMap((id) => this.#needs.globals.get(id) ?? []);
    for (const need of locals) if (!need.isIndirect) this.#slots(need);
    for (const need of globals) {
      if (need.isIndirect) continue;
      if (need.called) this.#entries.push(need);
      this.#slots(need);
    }
    for (const need of [...globals, ...locals]) if (need.isIndirect) this.#indirect(need);
    const descriptorSlot = this.#lazyDescriptors() ? this.#take(8) : -1;
    if (this.#got) resize(this.#got, this.#offset);
    if (this.#gotPlt) resize(this.#gotPlt, GOT_PLT_HEADER);
    const descriptorCode = this.#entryOffsets(descriptorSlot >= 0);
    return {
      needs: this.#needs,
      got: this.#got,
      gotPlt: this.#gotPlt,
      plt: this.#plt,
      pointers: this.#pointers,
      relaPlt: this.#relaPlt,
      kind: this.#kind,
      entries: this.#entries,
      descriptors: this.#descriptors,
      descriptorCode,
      descriptorSlot,
      dynamicCount: this.#dynamicCount,
      packedSlots: this.#packed,
    };
  }

  #take(bytes: number): number {
    const at = this.#offset;
    this.#offset += bytes;
    return at;
  }

  /** Room in .got, and how many of its words are the loader's to fill. */
  #slots(need: Need): void {
    const { options } = this.#context;
    const kind = entryKind(this.#context, need.symbol);
    const loads = kind !== 'none' && kind !== 'fixed';
    // In a program the offsets are known now, yet there is room for their relocations.
    if (need.got & GOT.descriptor) this.#descriptors.push(need);
    if (need.got & GOT.module) {
      need.pair = this.#take(16);
      if (loads) this.#dynamicCount += this.#dynamic && need.symbol?.exported ? 2 : 1;
    }
    if (need.got & (GOT.address | GOT.offset)) {
      need.slot = this.#take(8);
      if (!loads) return;
      if (options.relr && kind !== 'symbol' && !(need.got & GOT.offset)) this.#packed.push(need.slot);
      else this.#dynamicCount++;
    }
  }

  /** An indirect function: its pointer in .got.plt serves as its GOT entry, unless the PLT entry is its address to the program. */
  #indirect(need: Need): void {
    this.#entries.push(need);
    if (!(need.got & GOT.address) || !this.#got) return;
    const byName = this.#pic && need.symbol !== undefined && dynamicKind(this.#context, need.symbol) === 'symbol';
    if (this.#pic ? !byName : !need.pointer) return;
    need.slot = this.#take(8);
    if (byName) this.#dynamicCount++;
  }

  #lazyDescriptors(): boolean {
    return this.#descriptors.length > 0 && !this.#context.options.now;
  }

  /** Offsets in .plt and in its pointers. Returns where the code for lazy descriptors is, or -1. */
  #entryOffsets(lazy: boolean): number {
    const header = this.#dynamic;
    const { length } = this.#entries;
    const entrySize = pltEntrySize(this.#kind);
    this.#entries.forEach((need, i) => {
      need.plt = (header ? PLT_HEADER : 0) + i * entrySize;
      // The entry is the address of a library's function to a program that takes it.
      if (need.pointer && need.symbol?.kind === KIND.shared && this.#plt)
        need.symbol.pltHome = { section: this.#plt, offset: need.plt };
      need.pltSlot = (header ? GOT_PLT_HEADER : 0) + i * 8;
    });
    const after = (header ? GOT_PLT_HEADER : 0) + length * 8;
    this.#descriptors.forEach((need, i) => {
      need.descriptor = after + i * DESCRIPTOR;
    });
    const code = length > 0 || lazy ? (header ? PLT_HEADER : 0) + length * entrySize : 0;
    if (this.#plt) resize(this.#plt, code + (lazy ? PLT_HEADER : 0));
    if (this.#pointers) resize(this.#pointers, after + this.#descriptors.length * DESCRIPTOR);
    if (this.#relaPlt) resize(this.#relaPlt, (length + this.#descriptors.length) * elf.RELA_SIZE);
    return lazy ? code : -1;
  }
}
