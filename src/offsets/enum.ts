/**
 * Enumerations: which integer GNU C gives them.
 *
 * 4 bytes, unsigned unless a value is negative; 8 bytes where a value needs them; the narrowest that holds the values when
 * packed (GCC manual, "Structures, unions, enumerations, and bit-fields implementation"; AAPCS64 section 10.1.3).
 */
import * as messages from '../diag/messages/offsets.ts';
import { SchemaError } from './error.ts';
import type { EnumType } from './model.ts';

export interface EnumRange {
  /** Bytes. */
  readonly size: number;
  readonly signed: boolean;
}

function fits(low: bigint, high: bigint, size: number, signed: boolean): boolean {
  const bits = BigInt(size * 8);
  return signed ? low >= -(1n << (bits - 1n)) && high < 1n << (bits - 1n) : low >= 0n && high < 1n << bits;
}

/** Width and signedness of an enumeration. Throws SchemaError where a value, or two together, fit no 64-bit integer. */
export function enumRange(type: EnumType, path: string): EnumRange {
  let low = 0n;
  let high = 0n;
  for (const [name, value] of Object.entries(type.values)) {
    if (typeof value !== 'bigint' && !Number.isInteger(value)) {
      throw new SchemaError(messages.enumValue(`${path}.${name}`, value));
    }
    const whole = BigInt(value);
    if (whole < -(2n ** 63n) || whole >= 2n ** 64n) {
      throw new SchemaError(messages.enumOverflow(`${path}.${name}`, whole, undefined));
    }
    if (whole < low) low = whole;
    if (whole > high) high = whole;
  }
  const signed = low < 0n;
  for (const size of type.packed ? [1, 2, 4, 8] : [4, 8]) {
    if (fits(low, high, size, signed)) return { size, signed };
  }
  throw new SchemaError(messages.enumOverflow(path, high, low));
}
