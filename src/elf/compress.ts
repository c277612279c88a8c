/**
 * Compressed debugging sections, as an assembler makes them, and what they hold.
 *
 * Enters: an object, or a section of one. Leaves: the same with the sections that get smaller so compressed, relocations still by places in what was compressed. gABI, "Section
 * Compression"; the older form has 'ZLIB', the size and the name .zdebug_*.
 */
import { deflate } from './deflate.ts';
import { inflate } from './inflate.ts';
import type { ElfFile, ElfSection } from './object.ts';

/** Names of sections for debuggers. */
const DEBUG = /^(?:\.gnu\.debuglto_)?\.debug_|^\.gnu\.linkonce\.wi\./;
/** What is shorter stays as it is. */
const LEAST = 32;
const CH_ZLIB = 1;
/** 'ZLIB' */
const ZLIB = 0x5a4c4942;
const SHT_NOBITS = 8;
const SHF_COMPRESSED = 1 << 11;

/** Compress the debugging sections of `elf` where that makes them smaller; `old` is the form of before the gABI's. */
export function compressDebugSections(elf: ElfFile, old: boolean): void {
  for (const section of elf.sections) {
    if (section.type === SHT_NOBITS || section.size < LEAST || !DEBUG.test(section.name)) continue;
    const header = old ? oldHeader(section) : chdr(elf, section);
    const stream = deflate(section.data);
    const size = header.length + stream.length;
    if (size >= section.size) continue;
    const data = new Uint8Array(size);
    data.set(header);
    data.set(stream, header.length);
    section.data = data;
    section.size = size;
    section.align = old ? 1 : addressSize(elf);
    if (!old) section.flags |= SHF_COMPRESSED;
    else if (section.name.startsWith('.debug_')) section.name = `.z${section.name.slice(1)}`;
  }
}

function addressSize(elf: ElfFile): 4 | 8 {
  return elf.elf32 === true ? 4 : 8;
}

/** Elf32_Chdr, Elf64_Chdr: type, (a word kept free), size and alignment of what was compressed. */
function chdr(elf: ElfFile, { size, align }: ElfSection): Uint8Array {
  const little = !elf.bigEndian;
  if (addressSize(elf) === 4) {
    const view = new DataView(new ArrayBuffer(12));
    [CH_ZLIB, size, align].forEach((word, i) => {
      view.setUint32(4 * i, word, little);
    });
    return new Uint8Array(view.buffer);
  }
  const view = new DataView(new ArrayBuffer(24));
  view.setUint32(0, CH_ZLIB, little);
  view.setBigUint64(8, BigInt(size), little);
  view.setBigUint64(16, BigInt(align), little);
  return new Uint8Array(view.buffer);
}

/** 'ZLIB' and the size, big-endian always. */
function oldHeader({ size }: ElfSection): Uint8Array {
  const view = new DataView(new ArrayBuffer(12));
  view.setUint32(0, ZLIB);
  view.setBigUint64(4, BigInt(size));
  return new Uint8Array(view.buffer);
}

/** What a compressed section is without that. */
export interface Decompressed {
  readonly name: string;
  readonly data: Uint8Array;
  readonly align: number;
}

/**
 * What the section `name` of a 64-bit object holds, if it is compressed (undefined if not); `flags` are its sh_flags. A text says what is wrong
 * with it.
 */
export function decompressed(
  name: string,
  flags: number,
  data: Uint8Array,
  bigEndian: boolean,
): Decompressed | string | undefined {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  if (flags & SHF_COMPRESSED) {
    if (data.length < 24) return 'its header is cut off';
    const kind = view.getUint32(0, !bigEndian);
    if (kind !== CH_ZLIB) return `compression type ${kind} is not known, only 1 (zlib) is`;
    const size = Number(view.getBigUint64(8, !bigEndian));
    const align = Number(view.getBigUint64(16, !bigEndian));
    return expanded(name, data.subarray(24), size, align);
  }
  if (!name.startsWith('.zdebug_') || data.length < 12 || view.getUint32(0) !== ZLIB) return undefined;
  return expanded(`.${name.slice(2)}`, data.subarray(12), Number(view.getBigUint64(4)), 1);
}

function expanded(name: string, stream: Uint8Array, size: number, align: number): Decompressed | string {
  const data = inflate(stream, size);
  return data ? { name, data, align } : `it does not decompress to ${size} bytes: the data is damaged`;
}
