/**
 * The procedure linkage table: code that reaches a function through its pointer in .got.plt (AAELF64, "Procedure Linkage Table").
 */

/** What the entries do beyond a jump: begin with a landing pad (BTI), authenticate the pointer (PAC). */
export interface PltKind {
  /** The table may be reached by an indirect branch; in a program that is not moved, each entry. */
  readonly landing: boolean;
  readonly authenticated: boolean;
  readonly movable: boolean;
}

/** Bytes of the first entry, which calls the loader, and of the entry for lazy TLS descriptors. */
export const PLT_HEADER = 32;

/** Bytes of each entry. */
export const pltEntrySize = (kind: PltKind): number => (kind.authenticated || landsOnEntries(kind) ? 24 : 16);

const landsOnEntries = ({ landing, movable }: PltKind): boolean => landing && !movable;

const BTI_C = 0xd503245f;
const AUTIA1716 = 0xd503219f;
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

/** x16 = `slot`, x17 = what it holds. */
function load(slot: bigint, place: bigint): number[] {
  return [
    adrp(ADRP_X16, slot, place),
    (LDR_X17_X16 | ((low12(slot) >> 3) << 10)) >>> 0,
    (ADD_X16_X16 | (low12(slot) << 10)) >>> 0,
  ];
}

function padded(words: readonly number[], bytes: number): number[] {
  return [...words, ...Array.from({ length: bytes / 4 - words.length }, () => NOP)];
}

/** The entry at `place` for the pointer at `slot`. */
export function pltEntry(slot: bigint, place: bigint, kind: PltKind): number[] {
  const start = landsOnEntries(kind) ? [BTI_C] : [];
  const loaded = load(slot, place + BigInt(4 * start.length));
  const checked = kind.authenticated ? [AUTIA1716] : [];
  return padded([...start, ...loaded, ...checked, BR_X17], pltEntrySize(kind));
}

/** The first entry: the loader's resolver is in the third word of .got.plt. */
export function pltHeader(gotPlt: bigint, place: bigint, { landing }: PltKind): number[] {
  const start = landing ? [BTI_C, STP_X16_X30] : [STP_X16_X30];
  return padded([...start, ...load(gotPlt + 16n, place + BigInt(4 * start.length)), BR_X17], PLT_HEADER);
}

const STP_X2_X3 = 0xa9bf0fe2;
const ADRP_X2 = 0x90000002;
const ADRP_X3 = 0x90000003;
const LDR_X2_X2 = 0xf9400042;
const ADD_X3_X3 = 0x91000063;
const BR_X2 = 0xd61f0040;

/** The entry for descriptors that the loader fills on first use: its own function is at `slot` in the GOT. */
export function descriptorEntry(slot: bigint, gotPlt: bigint, place: bigint, { landing }: PltKind): number[] {
  const start = landing ? [BTI_C, STP_X2_X3] : [STP_X2_X3];
  const at = place + BigInt(4 * start.length);
  const words = [
    ...start,
    adrp(ADRP_X2, slot, at),
    adrp(ADRP_X3, gotPlt, at + 4n),
    (LDR_X2_X2 | ((low12(slot) >> 3) << 10)) >>> 0,
    (ADD_X3_X3 | (low12(gotPlt) << 10)) >>> 0,
    BR_X2,
  ];
  return padded(words, PLT_HEADER);
}
