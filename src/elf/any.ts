/** ELF of either class, for the readers of debug information. */
import type { ElfFile } from './object.ts';
import { readElf } from './read.ts';
import { isElf32, readElf32 } from './read32.ts';

/** Read an ELF64 or ELF32 file of AArch64. Throws FatalDiagnostic. */
export function readAnyElf(file: string, bytes: Uint8Array): ElfFile {
  return isElf32(bytes) ? readElf32(file, bytes) : readElf(file, bytes);
}

/** Whether bytes begin as an ELF file does. */
export function isElf(bytes: Uint8Array): boolean {
  return bytes[0] === 0x7f && bytes[1] === 0x45 && bytes[2] === 0x4c && bytes[3] === 0x46;
}
