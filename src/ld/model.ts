/**
 * The linker's objects: input files with their sections, output sections, symbols.
 *
 * Sizes and offsets within sections are numbers (bytes), addresses bigint. `flags` are the linker's own bits (F), derived
 * from section type and SHF_ flags, since placement asks for roles ("loaded", "read-only", "code"), not for ELF's encoding.
 */
import * as elf from '../elf/constants.ts';
import type { ElfView } from '../elf/read.ts';
import type { SymbolView } from '../elf/tables.ts';
import type { LibrarySymbol } from './dynamic/library.ts';
import type { FrameRecord } from './eh-frame/records.ts';
import type * as ast from './script/ast.ts';

export const F = {
  alloc: 1,
  load: 2,
  readonly: 4,
  code: 8,
  data: 16,
  contents: 32,
  neverLoad: 64,
  tls: 128,
  exclude: 256,
  keep: 512,
  merge: 1024,
  strings: 2048,
  debug: 4096,
  linkerCreated: 8192,
  group: 16384,
  retain: 32768,
} as const;

/** Roles of a section from its ELF type and flags. */
export function flagsOf(name: string, type: number, sh: number): number {
  let flags = 0;
  if (type !== elf.SHT_NOBITS) flags |= F.contents;
  if (sh & elf.SHF_ALLOC) flags |= F.alloc | (type !== elf.SHT_NOBITS ? F.load : 0);
  if (!(sh & elf.SHF_WRITE)) flags |= F.readonly;
  if (sh & elf.SHF_EXECINSTR) flags |= F.code;
  else if (flags & F.load) flags |= F.data;
  if (sh & elf.SHF_MERGE) flags |= F.merge;
  if (sh & elf.SHF_STRINGS) flags |= F.strings;
  if (sh & elf.SHF_TLS) flags |= F.tls;
  if (sh >= elf.SHF_EXCLUDE) flags |= F.exclude;
  if (sh & elf.SHF_GNU_RETAIN) flags |= F.retain | F.keep;
  if (!(sh & elf.SHF_ALLOC) && isDebugName(name)) flags |= F.debug;
  return flags;
}

const isDebugName = (name: string): boolean =>
  /^\.(debug|zdebug|gnu\.debuglto_\.debug_|gnu\.linkonce\.wi\.|line$|stab|gdb_index)/.test(name);

export class InputFile {
  /** As given: `lib/lib.a` members have the member's name here and the archive's in `archive`. */
  readonly name: string;
  readonly archive: string;
  readonly view: ElfView | undefined;
  readonly symbols: SymbolView | undefined;
  /** By section index; undefined for tables that the linker itself reads. */
  readonly sections: (InputSection | undefined)[] = [];
  /** Sections in the order in which patterns see them: the file's own, then COMMON, then those that the linker makes. */
  readonly list: InputSection[] = [];
  /** For symbols from `firstGlobal` on: name index in the symbol table; below: -1. */
  globals = new Int32Array(0);
  /** Why it was taken from its archive. */
  reason = '';
  common: InputSection | undefined;
  declaresCommon = false;

  constructor(name: string, archive: string, view: ElfView | undefined, symbols: SymbolView | undefined) {
    this.name = name;
    this.archive = archive;
    this.view = view;
    this.symbols = symbols;
  }

  /** `lib.a(member.o)` or the file's own name. */
  get title(): string {
    return this.archive === '' ? this.name : `${this.archive}(${this.name})`;
  }
}

export class InputSection {
  readonly file: InputFile;
  readonly index: number;
  readonly name: string;
  type: number;
  sh: number;
  flags: number;
  size: number;
  /** Before merging. */
  rawSize: number;
  align: number;
  readonly entsize: number;
  /** Contents that are not the file's. */
  #made: Uint8Array | undefined;
  /** Index of its SHT_RELA section, or 0. */
  rela = 0;
  output: OutputSection | undefined;
  /** Bytes from the start of `output`. */
  offset = 0;
  /** By /DISCARD/, COMDAT, --gc-sections … */
  discarded: '' | 'script' | 'group' | 'gc' | 'excluded' | 'merged' = '';
  /** The section that was kept instead of this one (COMDAT). */
  keptInstead: InputSection | undefined;
  merged: MergedInput | undefined;
  /** .eh_frame: its records once they were read, and what became of its bytes. */
  frames: { readonly records: readonly FrameRecord[] | undefined } | undefined;
  edited: FrameEdit | undefined;
  kept = false;
  marked = false;
  /** Its number in link order among the sections that are placed together. */
  order = 0;
  /** Branches that go by way of a veneer: address by index of the relocation. */
  veneers: Map<number, bigint> | undefined;
  /** The pattern that took it, for the map. */
  why: ast.InputPattern | undefined;

  constructor(
    file: InputFile,
    index: number,
    name: string,
    type: number,
    sh: number,
    size: number,
    align: number,
    entsize: number,
    made?: Uint8Array,
  ) {
    this.file = file;
    this.index = index;
    this.name = name;
    this.type = type;
    this.sh = sh;
    this.flags = flagsOf(name, type, sh);
    this.size = size;
    this.rawSize = size;
    this.align = Math.max(1, align);
    this.entsize = entsize;
    this.#made = made;
  }

  /** Its contents: a view, made at each call, of the file's bytes unless they were replaced. */
  get data(): Uint8Array {
    return this.#made ?? this.file.view?.contents(this.index) ?? new Uint8Array(0);
  }

  set data(bytes: Uint8Array) {
    this.#made = bytes;
  }
}

/** What merging made of an input section: where each of its entries went. */
export interface MergedInput {
  /** The section and the offset in it where the byte at `offset` of the input is now. */
  find(offset: number): { readonly section: InputSection; readonly offset: number };
}

/** What editing made of an .eh_frame section. */
export interface FrameEdit {
  /** The offset now of the byte that was at `offset`; -1 when it is gone. */
  find(offset: number): number;
  /** The same for symbols, which stay: at what follows, or in the record that replaces a common entry (it may be before the section). */
  ofSymbol(offset: number): number;
  /** The pointer that was at `offset` is relative to its place now. */
  isRelative(offset: number): boolean;
}

/** What lies in an output section, in order. */
export type Piece =
  | { readonly kind: 'input'; readonly section: InputSection }
  | { readonly kind: 'assign'; readonly command: ast.Assignment }
  | { readonly kind: 'assert'; readonly command: ast.Assertion }
  | {
      readonly kind: 'data';
      readonly command: ast.DataCommand;
      offset: number;
      value: bigint;
      readonly script: ast.ScriptText;
    }
  | { readonly kind: 'text'; readonly bytes: Uint8Array; offset: number }
  | { readonly kind: 'fill'; readonly command: ast.FillCommand; pattern: Uint8Array | undefined }
  | { readonly kind: 'pattern'; readonly command: ast.InputPattern; readonly pieces: Piece[]; laid?: LaidPattern };

/** Where layout put the inputs of a pattern last: from `offset` to `end` of a section at an address with these low bits. */
export interface LaidPattern {
  readonly round: number;
  readonly low: number;
  readonly offset: number;
  readonly end: number;
}

/** A gap in an output section and what fills it. */
export interface Gap {
  readonly offset: number;
  readonly size: number;
  readonly fill: Uint8Array | undefined;
}

export class OutputSection {
  readonly name: string;
  /** Its description in the script; undefined for orphans and the default. */
  readonly description: ast.SectionDescription | undefined;
  readonly pieces: Piece[] = [];
  /** Input sections in address order. */
  readonly inputs: InputSection[] = [];
  flags = 0;
  /** sh_type as far as inputs or script decide; SHT_NULL where the flags decide. */
  type = elf.SHT_NULL;
  /** TYPE=: the script's word on sh_type. */
  fixedType: number | undefined;
  osFlags = 0;
  entsize = 0;
  align = 1;
  #vma = 0n;
  /** The halves of its address: most addresses are added up without bigint. */
  low = 0;
  high = 0;
  lma = 0n;
  size = 0;
  /** True once something gives it reality: an input, data, an assignment. */
  exists = false;
  hasInput = false;
  /** Empty and not wanted: no header, no address. */
  removed = false;
  ignored = false;
  updatesDot = false;
  gaps: Gap[] = [];
  fill: Uint8Array | undefined;
  region: MemoryRegion | undefined;
  loadRegion: MemoryRegion | undefined;
  phdrs: readonly string[] = [];
  /** Section header index in the output. */
  index = 0;
  /** Index of the section with its relocations, or 0. */
  relaIndex = 0;
  /** Its name in .shstrtab's table. */
  nameId = 0;
  fileOffset = 0;
  contents: Uint8Array | undefined;
  /** Set for sections in OVERLAY. */
  overlay: OverlayGroup | undefined;
  orphan = false;
  /** The section that an orphan was put behind: it shares the region that the script gives to that one. */
  follows: OutputSection | undefined;
  /** Fixed by the linker: sh_link, sh_info of .dynsym and its like. */
  link = 0;
  info = 0;

  constructor(name: string, description: ast.SectionDescription | undefined) {
    this.name = name;
    this.description = description;
  }

  get vma(): bigint {
    return this.#vma;
  }

  set vma(address: bigint) {
    this.#vma = address;
    this.low = Number(BigInt.asUintN(32, address));
    this.high = Number(BigInt.asUintN(32, address >> 32n));
  }
}

export interface OverlayGroup {
  readonly command: ast.OverlayDescription;
  readonly members: OutputSection[];
}

export interface MemoryRegion {
  readonly name: string;
  origin: bigint;
  length: bigint;
  current: bigint;
  lastSection: OutputSection | undefined;
  /** sh flags wanted and refused, for sections without an explicit region. */
  readonly wants: number;
  readonly refuses: number;
  reported: boolean;
  readonly isDefault: boolean;
}

/** One statement at the level of SECTIONS. */
export type Statement =
  | { readonly kind: 'assign'; readonly command: ast.Assignment }
  | { readonly kind: 'assert'; readonly command: ast.Assertion }
  | { readonly kind: 'section'; readonly section: OutputSection };

/** `shared`: only a shared library defines it. */
export const KIND = { fresh: 0, undefined: 1, weakUndefined: 2, defined: 3, weak: 4, common: 5, shared: 6 } as const;

/** A global symbol. `section`: where it lies, 'abs', or an output section when a script defined it there. */
export class GlobalSymbol {
  readonly id: number;
  kind: number = KIND.fresh;
  file: InputFile | undefined;
  section: InputSection | OutputSection | undefined;
  /** From the start of the section, or absolute where `section` is undefined; for commons the alignment. */
  value = 0n;
  size = 0n;
  type = 0;
  visibility = 0;
  other = 0;
  unique = false;
  /** The script or the command line gave it its value. */
  script: ast.Assignment | undefined;
  /** An object defined it before the script did. */
  inObject = false;
  linkerDefined = false;
  forcedLocal = false;
  /** Where it was referred to first. */
  referredBy: InputFile | undefined;
  /** The loader sees it; its index in .dynsym. */
  exported = false;
  dynamicIndex = 0;
  /** Version index, for shared objects. */
  version = 0;
  /** An assignment of the script will define it, when layout comes to it. */
  scriptDefines = false;
  /** --dynamic-list or its like names it. */
  listed = false;
  /** __start_NAME or __stop_NAME, as the linker defines it: always this output's own. */
  isBound = false;
  /** Weak, undefined, and the loader must look for it. */
  loaderFinds = false;
  /** Needed by a relocation or another file, for --gc-sections and PROVIDE. */
  referenced = false;
  /** Some object refers to it, and not weakly. */
  referencedStrongly = false;
  /** The definition of the library that has it; it stays when the program has a copy. */
  library: LibrarySymbol | undefined;
  /** A library refers to it, or defines it too: the loader must find the output's own definition. */
  libraryRefers = false;
  libraryRefersStrongly = false;
  /** Met by an object and by a library, in this order: its place among the names of .dynstr; 0: not met by both. */
  met = 0;
  /** The PLT entry that is the function's address in a program. */
  pltHome: { readonly section: InputSection; readonly offset: number } | undefined;

  constructor(id: number) {
    this.id = id;
  }

  /** Some object mentions it (and not the script alone). */
  referencedByObject(): boolean {
    return this.referenced;
  }

  get isDefined(): boolean {
    return this.kind === KIND.defined || this.kind === KIND.weak;
  }
}
