/**
 * Immediates that are no number in a field: bitmasks, and what one MOVZ or MOVN makes (isa/logical.ts says the same, with unsigned halves);
 * offsets that only an unscaled load or store can have.
 *
 * Enters: 64 bits as two halves. Leaves: N:immr:imms, or hw:imm16, to be put at the field's place; -1 where there is none. (Arm DDI 0487,
 * DecodeBitMasks.)
 */

/** What makes bits of a number; those of registers' numbers, and of others that are linear, are in shapes.ts. */
export const FORM = { linear: 0, bitmask: 1, move: 2, unscaled: 3, register: 4 } as const;
/** How: for a register of 64 bits; the complement; not where MOVZ, or MOVN, makes the number. An unscaled offset has a mask instead, of which it has bits. */
export const MADE = { wide: 1, inverted: 2, notMoved: 4, notInverted: 8 } as const;

export function madeOf(form: number, how: number, low: number, high: number): number {
  if (form === FORM.unscaled) return high === low >> 31 ? unscaledCode(low, how) : -1;
  const wide = how & MADE.wide;
  if ((how & MADE.notMoved) !== 0 && moveCode(low, high, wide, 0) >= 0) return -1;
  if ((how & MADE.notInverted) !== 0 && moveCode(low, high, wide, 1) >= 0) return -1;
  const inverted = how & MADE.inverted;
  return form === FORM.move ? moveCode(low, high, wide, inverted) : bitmaskCode(low, high, wide, inverted);
}

/** An offset in 9 bits, unless it is a multiple that is not negative. */
function unscaledCode(offset: number, mask: number): number {
  if (offset < -256 || offset > 255 || (offset >= 0 && (offset & mask) === 0)) return -1;
  return offset & 511;
}

/** hw:imm16. Numbers for 32 bits may be written with their sign in the upper half. */
function moveCode(low: number, high: number, wide: number, inverted: number): number {
  if (wide === 0 && high !== 0 && high !== -1) return -1;
  const l = inverted === 0 ? low : ~low;
  const h = wide === 0 ? 0 : inverted === 0 ? high : ~high;
  if (h === 0) {
    if ((l & -65536) === 0) return l;
    return (l & 0xffff) === 0 ? (1 << 16) | (l >>> 16) : -1;
  }
  if (l !== 0) return -1;
  if ((h & -65536) === 0) return (2 << 16) | h;
  return (h & 0xffff) === 0 ? (3 << 16) | (h >>> 16) : -1;
}

/** N:immr:imms */
function bitmaskCode(low: number, high: number, wide: number, inverted: number): number {
  if (wide === 0 && high !== 0 && high !== -1) return -1;
  const l = inverted === 0 ? low : ~low;
  const h = wide === 0 ? l : inverted === 0 ? high : ~high;
  // where a run of ones begins
  const first = l & ~((l << 1) | (h >>> 31));
  const second = h & ~((h << 1) | (l >>> 31));
  if (l !== h) {
    if (ones(first) + ones(second) !== 1) return -1;
    const start = first !== 0 ? 31 - Math.clz32(first) : 63 - Math.clz32(second);
    return (1 << 12) | (((64 - start) & 63) << 6) | (ones(l) + ones(h) - 1);
  }
  let size = 32;
  while (size > 2) {
    const half = size >> 1;
    if (((l ^ (l >>> half)) & ((1 << half) - 1)) !== 0) break;
    size = half;
  }
  const mask = size === 32 ? -1 : (1 << size) - 1;
  const edge = first & mask;
  if (edge === 0 || (edge & (edge - 1)) !== 0) return -1;
  const start = 31 - Math.clz32(edge);
  return (((size - start) & (size - 1)) << 6) | (~(size * 2 - 1) & 63) | (ones(l & mask) - 1);
}

function ones(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
