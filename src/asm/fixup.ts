/**
 * Fixup types: relocation numbers of the AArch64 ELF ABI, and negative numbers for what the assembler alone knows.
 */
export const FIXUP = {
  /** A datum of 1, 2, 4 or 8 bytes: becomes ABS, PREL, or a number. */
  data: -2,
  /** R_AARCH64_PREL32 */
  prel32: 261,
} as const;
