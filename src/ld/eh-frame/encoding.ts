/**
 * Pointer encodings of .eh_frame (LSB, "DWARF Exception Header Encoding"): the lower half says how wide, the upper what it is relative to.
 */
export const PE = {
  absptr: 0,
  uleb128: 1,
  udata2: 2,
  udata4: 3,
  udata8: 4,
  sdata2: 10,
  sdata4: 11,
  sdata8: 12,
  pcrel: 0x10,
  datarel: 0x30,
  aligned: 0x50,
  /** The pointer says where the real one is. */
  indirect: 0x80,
  omit: 0xff,
} as const;

/** Bits that say what a pointer is relative to. */
export const BASE = 0x70;
const WIDTH = 7;

/** Bytes of a pointer; 0 where that depends on its value, or there is none. */
export function pointerWidth(encoding: number): number {
  if (encoding === PE.omit || (encoding & 0x60) === 0x60) return 0;
  switch (encoding & WIDTH) {
    case PE.absptr:
    case PE.udata8:
      return 8;
    case PE.udata2:
      return 2;
    case PE.udata4:
      return 4;
    default:
      return 0;
  }
}

/** An absolute pointer of full width: what position-independent output turns into a relative one. */
export const isAbsolute = (encoding: number): boolean => (encoding & BASE) === 0 && pointerWidth(encoding) === 8;

/** The relative encoding of the same width. */
export const relativeTo = (encoding: number): number => (encoding & PE.indirect) | PE.pcrel | PE.sdata8;
