/**
 * Records of ELF files, as elf/records.ts has them: symbols and relocations of either class.
 *
 * Enters: entries (symtab.ts), rows of relocations (relocate.ts), an address with room. Leaves: bytes there, in the object's order. gABI chapter 4.
 */
import { STATE } from './layout.ts';
import { i32, u8 } from './memory.ts';
import { RELOC, RELOC_LOG } from './relocate.ts';
import { ROW, ROW_LOG } from './symbols.ts';
import { ENTRY, ENTRY_LOG } from './symtab.ts';

function put4(at: number, value: number): void {
  const big = i32[STATE.bigEndian] !== 0;
  for (let i = 0; i < 4; i++) u8[at + i] = value >>> ((big ? 3 - i : i) << 3);
}

function put8(at: number, low: number, high: number): void {
  const big = i32[STATE.bigEndian] !== 0;
  put4(at, big ? high : low);
  put4(at + 4, big ? low : high);
}

/** Write all entries; `narrow`: of ELFCLASS32. */
export function writeEntries(to: number, narrow: number): void {
  const count = i32[STATE.entryCount] as number;
  let at = to;
  for (let place = 0; place < count; place++) {
    const entry = (i32[STATE.entries] as number) + (place << ENTRY_LOG);
    const value = i32[entry + ENTRY.value] as number;
    const size = i32[entry + ENTRY.size] as number;
    put4(at, i32[entry + ENTRY.name] as number);
    if (narrow !== 0) {
      put4(at + 4, value);
      put4(at + 8, size);
      putKind(at + 12, i32[entry + ENTRY.kind] as number);
      at += 16;
    } else {
      putKind(at + 4, i32[entry + ENTRY.kind] as number);
      put8(at + 8, value, i32[entry + ENTRY.valueHigh] as number);
      put8(at + 16, size, i32[entry + ENTRY.sizeHigh] as number);
      at += 24;
    }
  }
}

/** st_info, st_other and the two bytes of st_shndx. */
function putKind(at: number, kind: number): void {
  const big = i32[STATE.bigEndian] !== 0;
  u8[at] = kind;
  u8[at + 1] = kind >>> 8;
  u8[at + 2] = kind >>> (big ? 24 : 16);
  u8[at + 3] = kind >>> (big ? 16 : 24);
}

/** Write relocations from number `first` on, when symbols have their places; what an addend's row does not have is left to relocations.ts. */
export function writeRelocations(first: number, count: number, to: number, narrow: number): void {
  const little = i32[STATE.bigEndian] === 0;
  let at = to;
  for (let n = first; n < first + count; n++) {
    const row = (i32[STATE.relocations] as number) + (n << RELOC_LOG);
    const offset = i32[row + RELOC.offset] as number;
    const type = i32[row + RELOC.type] as number;
    const addend = i32[row + RELOC.addend] as number;
    const sym = (i32[row + RELOC.symbol] as number) - 1;
    const index = sym < 0 ? 0 : (i32[(i32[STATE.rows] as number) + (sym << ROW_LOG) + ROW.index] as number);
    if (narrow !== 0) {
      put4(at, offset);
      put4(at + 4, (index << 8) | (type & 255));
      put4(at + 8, addend);
      at += 12;
    } else {
      put8(at, offset, 0);
      put4(at + (little ? 8 : 12), type);
      put4(at + (little ? 12 : 8), index);
      put8(at + 16, addend, addend >> 31);
      at += 24;
    }
  }
}
