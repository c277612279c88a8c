/**
 * QARMA5, the block cipher that FEAT_PACQARMA5 takes its codes from (Arm DDI 0487 J1.1, ComputePAC; Avanzi, "The QARMA block cipher family").
 *
 * Enters: 64 bits of data, a modifier, a 128-bit key. Leaves: 64 bits. The state is sixteen cells of four bits, cell 0 the lowest.
 */

type Cells = Uint8Array;

const ROUND_CONSTANTS = [0n, 0x13198a2e03707344n, 0xa4093822299f31d0n, 0x082efa98ec4e6c89n, 0x452821e638d01377n].map(
  cellsOf,
);
const ALPHA = cellsOf(0xc0ac29b7c97c50ddn);
/** Cell i of the result comes from this one. */
const SHUFFLE = [13, 6, 11, 0, 7, 12, 1, 10, 8, 3, 14, 5, 2, 9, 4, 15];
const UNSHUFFLE = inverse(SHUFFLE);
const SUBSTITUTE = [11, 6, 8, 15, 12, 0, 9, 14, 3, 7, 4, 5, 13, 2, 1, 10];
const UNSUBSTITUTE = inverse(SUBSTITUTE);
const TWEAK = [4, 5, 6, 7, 11, 2, 3, 8, 12, 13, 14, 15, 0, 1, 10, 9];
const UNTWEAK = inverse(TWEAK);
/** Cells of a shuffled tweak that are also rotated. */
const ROTATED = new Set([2, 4, 7, 11, 12, 14, 15]);

function inverse(table: readonly number[]): number[] {
  const result: number[] = [];
  table.forEach((from, i) => {
    result[from] = i;
  });
  return result;
}

function cellsOf(value: bigint): Cells {
  const cells = new Uint8Array(16);
  const [low, high] = [Number(value & 0xffffffffn), Number((value >> 32n) & 0xffffffffn)];
  for (let i = 0; i < 8; i++) {
    cells[i] = (low >>> (4 * i)) & 15;
    cells[i + 8] = (high >>> (4 * i)) & 15;
  }
  return cells;
}

function joined(cells: Cells): bigint {
  let value = 0n;
  for (let i = 15; i >= 0; i--) value = (value << 4n) | BigInt(cells[i] as number);
  return value;
}

function xor(state: Cells, other: Cells): void {
  for (let i = 0; i < 16; i++) state[i] = (state[i] as number) ^ (other[i] as number);
}

const permuted = (state: Cells, table: readonly number[]): Cells =>
  state.map((_, i) => state[table[i] as number] as number);
const substituted = (state: Cells, table: readonly number[]): Cells => state.map((cell) => table[cell] as number);
const rotated = (cell: number, by: number): number => ((cell << by) | (cell >> (4 - by))) & 15;

/** The columns times a circulant matrix of rotations by 0 (absent), 1, 2, 1. */
function mixed(state: Cells): Cells {
  return state.map((_, i) => {
    const cell = (row: number): number => state[(i + 4 * row) & 15] as number;
    return rotated(cell(1), 1) ^ rotated(cell(2), 2) ^ rotated(cell(3), 1);
  });
}

/** One step of the tweak's linear feedback. */
const tweakCell = (cell: number): number => (cell >> 1) | (((cell ^ (cell >> 1)) & 1) << 3);
const untweakCell = (cell: number): number => ((cell << 1) & 14) | ((cell ^ (cell >> 3)) & 1 ? 1 : 0);

function nextTweak(tweak: Cells): Cells {
  return permuted(tweak, TWEAK).map((cell, i) => (ROTATED.has(i) ? tweakCell(cell) : cell));
}

function previousTweak(tweak: Cells): Cells {
  return permuted(
    tweak.map((cell, i) => (ROTATED.has(i) ? untweakCell(cell) : cell)),
    UNTWEAK,
  );
}

/** ComputePAC with QARMA5: `key0` is the high half of the key register, `key1` the low. */
export function qarma5(data: bigint, modifier: bigint, key0: bigint, key1: bigint): bigint {
  const outer = cellsOf(key0);
  const inner = cellsOf(key1);
  const rotatedKey = BigInt.asUintN(64, (key0 << 63n) | (key0 >> 1n)) ^ (key0 >> 63n);
  const reflected = cellsOf(rotatedKey);
  let tweak = cellsOf(modifier);
  let state = cellsOf(data);
  xor(state, outer);
  for (let i = 0; i < 5; i++) {
    for (const part of [inner, tweak, ROUND_CONSTANTS[i] as Cells]) xor(state, part);
    if (i > 0) state = mixed(permuted(state, SHUFFLE));
    state = substituted(state, SUBSTITUTE);
    tweak = nextTweak(tweak);
  }
  for (const part of [reflected, tweak]) xor(state, part);
  state = substituted(mixed(permuted(state, SHUFFLE)), SUBSTITUTE);
  state = mixed(permuted(state, SHUFFLE));
  xor(state, inner);
  state = substituted(permuted(state, UNSHUFFLE), UNSUBSTITUTE);
  state = permuted(mixed(state), UNSHUFFLE);
  for (const part of [outer, tweak]) xor(state, part);
  for (let i = 0; i < 5; i++) {
    state = substituted(state, UNSUBSTITUTE);
    if (i < 4) state = permuted(mixed(state), UNSHUFFLE);
    tweak = previousTweak(tweak);
    for (const part of [inner, tweak, ROUND_CONSTANTS[4 - i] as Cells, ALPHA]) xor(state, part);
  }
  xor(state, reflected);
  return joined(state);
}
