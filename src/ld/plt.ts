/**
 * The procedure linkage table: code that reaches a function through its pointer in .got.plt (AAELF64, "Procedure Linkage Table").
 */

/** Bytes of the first entry, which calls the loader, of the others, and of the entry for lazy TLS descriptors. */
export const PLT_HEADER = 32;
export const PLT_ENTRY = 16;

const STP_X16_X30 = 0xa9bf7bf0;
const ADRP_X16 = 0x90000010;
const LDR_X17_X16 = 0xf9400211;
const ADD_X16_X16 = 0x91000210;
const BR_X17 = 0xd61f0220;
const NOP = 0xd503201f;

/** ADRP for `target` at `place`: the page difference must fit 21 bits. */
function adrp(base: number, target: bigint, place: bigint): number {
  const pages = Number(BigInt.asIntN(33, (target >> 12n) - (place >> 12n)));
  return (base | ((pages & 3) << 29) | (((pages >> 2) & 0x7ffff) << 5)) >>> 0;
}

const low12 = (address: bigint): number => Number(address & 0xfffn);

/** x16 = `slot`, x17 = what it holds; go there. */
function load(slot: bigint, place: bigint): number[] {
  return [
    adrp(ADRP_X16, slot, place),
    (LDR_X17_X16 | ((low12(slot) >> 3) << 10)) >>> 0,
    (ADD_X16_X16 | (low12(slot) << 10)) >>> 0,
    BR_X17,
  ];
}

/** The entry at `place` for the pointer at `slot`. */
export const pltEntry = (slot: bigint, place: bigint): number[] => load(slot, place);

/** The first entry: the loader's resolver is in the third word of .got.plt. */
export function pltHeader(gotPlt: bigint, place: bigint): number[] {
  return [STP_X16_X30, ...load(gotPlt + 16n, place + 4n), NOP, NOP, NOP];
}

const STP_X2_X3 = 0xa9bf0fe2;
const ADRP_X2 = 0x90000002;
const ADRP_X3 = 0x90000003;
const LDR_X2_X2 = 0xf9400042;
const ADD_X3_X3 = 0x91000063;
const BR_X2 = 0xd61f0040;

/** The entry for descriptors that the loader fills on first use: its own function is at `slot` in the GOT. */
export function descriptorEntry(slot: bigint, gotPlt: bigint, place: bigint): number[] {
  return [
    STP_X2_X3,
    adrp(ADRP_X2, slot, place + 4n),
    adrp(ADRP_X3, gotPlt, place + 8n),
    (LDR_X2_X2 | ((low12(slot) >> 3) << 10)) >>> 0,
    (ADD_X3_X3 | (low12(gotPlt) << 10)) >>> 0,
    BR_X2,
    NOP,
    NOP,
  ];
}
