/**
 * Objects made of what is none: any bytes as data (ld -b binary, objcopy -I binary), another file's symbols as numbers (ld -R).
 */
import * as elf from './constants.ts';
import type { ElfFile, ElfSection, ElfSymbol } from './object.ts';
import { readElf } from './read.ts';
import { writeObject } from './write.ts';

const section = (name: string, type: number, flags: number, data: Uint8Array): ElfSection => ({
  name,
  type,
  flags,
  addr: 0n,
  data,
  size: data.length,
  align: type === elf.SHT_NULL ? 0 : 1,
  entsize: 0,
  link: 0,
  info: 0,
  relocations: [],
});

const symbol = (name: string, value: bigint, index: number): ElfSymbol => ({
  name,
  value,
  size: 0n,
  binding: name === '' ? elf.STB_LOCAL : elf.STB_GLOBAL,
  type: elf.STT_NOTYPE,
  visibility: elf.STV_DEFAULT,
  other: 0,
  section: index,
});

function object(sections: ElfSection[], symbols: ElfSymbol[], bigEndian: boolean, machine: number): ElfFile {
  return {
    type: elf.ET_REL,
    machine,
    bigEndian,
    flags: 0,
    entry: 0n,
    sections: [section('', elf.SHT_NULL, 0, new Uint8Array(0)), ...sections],
    symbols: [symbol('', 0n, elf.SHN_UNDEF), ...symbols],
    segments: [],
  };
}

/** Bytes as the section .data, between the symbols `_binary_NAME_start` and `_end`; `_size` is their number. */
export function binaryObject(
  name: string,
  bytes: Uint8Array,
  bigEndian: boolean,
  machine: number = elf.EM_AARCH64,
): ElfFile {
  const stem = `_binary_${name.replace(/[^A-Za-z0-9]/g, '_')}`;
  const size = BigInt(bytes.length);
  const symbols = [
    symbol(`${stem}_start`, 0n, 1),
    symbol(`${stem}_end`, size, 1),
    symbol(`${stem}_size`, size, elf.SHN_ABS),
  ];
  return object(
    [section('.data', elf.SHT_PROGBITS, elf.SHF_ALLOC | elf.SHF_WRITE, bytes)],
    symbols,
    bigEndian,
    machine,
  );
}

/** An object that defines the global symbols of the ELF file `bytes` as the numbers that they are there. Throws FatalDiagnostic. */
export function symbolsOnly(name: string, bytes: Uint8Array): Uint8Array {
  const { bigEndian, machine, symbols } = readElf(name, bytes);
  const known = symbols.filter(
    (s) => s.binding !== elf.STB_LOCAL && s.section !== elf.SHN_UNDEF && s.section !== elf.SHN_COMMON,
  );
  return writeObject(
    object(
      [],
      known.map((s) => ({ ...s, section: elf.SHN_ABS, size: 0n, type: elf.STT_NOTYPE })),
      bigEndian,
      machine,
    ),
  );
}
