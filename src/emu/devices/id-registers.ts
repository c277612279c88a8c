/** Identification registers of Arm's peripherals: four PrimeCell and up to eight peripheral ID bytes, a word each. */

const PRIMECELL = [0x0d, 0xf0, 0x05, 0xb1];

/**
 * Value of the ID register at offset `at`, undefined where there is none. `start`: offset of PIDR4 (0xFD0, or 0xFFD0 in larger frames);
 * `pidr4`: its value; `pidr0`: the values of PIDR0 to PIDR3.
 */
export function idRegister(at: number, start: number, pidr4: number, pidr0: readonly number[]): bigint | undefined {
  const index = (at - start) >> 2;
  if (at < start || index >= 12) return undefined;
  if (index === 0) return BigInt(pidr4);
  if (index < 4) return 0n;
  return BigInt((index < 8 ? pidr0[index - 4] : PRIMECELL[index - 8]) ?? 0);
}
