/**
 * ELF64 objects as values: what the assembler hands to the writer, and what the reader hands to the linker and the tools.
 *
 * Addresses, values and addends are bigint (64-bit, addends signed); sizes and counts are numbers (bytes). Field names
 * are those of the gABI without their prefixes.
 */
export interface ElfSection {
  name: string;
  /** SHT_*. */
  type: number;
  /** SHF_*, up to 2^32. */
  flags: number;
  addr: bigint;
  /** Bytes; for SHT_NOBITS empty, `size` counts. */
  data: Uint8Array;
  size: number;
  align: number;
  entsize: number;
  /** Indices into `sections` where sh_link / sh_info mean sections (0 where unused). */
  link: number;
  info: number;
  /** Relocations that apply to this section, in file order. */
  relocations: ElfRelocation[];
}

export interface ElfRelocation {
  /** Bytes from the start of the section (or the address, in a linked image). */
  offset: bigint;
  /** R_AARCH64_*. */
  type: number;
  /** Index into `symbols`; 0 for none. */
  symbol: number;
  addend: bigint;
}

export interface ElfSymbol {
  name: string;
  value: bigint;
  size: bigint;
  /** STB_*, STT_*, STV_*. */
  binding: number;
  type: number;
  visibility: number;
  /** st_other without the visibility (STO_AARCH64_VARIANT_PCS). */
  other: number;
  /** Index into `sections`, or SHN_UNDEF, SHN_ABS, SHN_COMMON. */
  section: number;
}

export interface ElfSegment {
  type: number;
  flags: number;
  offset: number;
  vaddr: bigint;
  paddr: bigint;
  filesz: number;
  memsz: bigint;
  align: number;
}

export interface ElfFile {
  /** ET_REL, ET_EXEC, ET_DYN. */
  type: number;
  machine: number;
  bigEndian: boolean;
  /** ELFCLASS32 (ILP32): only the assembler makes such files. */
  elf32?: boolean;
  /** It was made for GNU's ABI, whether or not a symbol or section still shows it. */
  gnuAbi?: boolean;
  flags: number;
  entry: bigint;
  /** Index 0 is the null section. */
  sections: ElfSection[];
  /** Index 0 is the null symbol. */
  symbols: ElfSymbol[];
  segments: ElfSegment[];
}
