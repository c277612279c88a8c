/**
 * Rows where qemu 7.2 does not do what Arm DDI 0487 says, found by test/conformance/suites/emu-oracle.ts: not compared with it.
 */
import type { Row } from '../../src/isa/row.ts';

const DIFFERS: readonly (readonly [pattern: RegExp, why: string])[] = [
  [
    /^fcvtz[su] \(simd\/shift-immediate\) 01[01]111110 immh.*H$/,
    'qemu leaves sign bits above the half-precision lane of a scalar result (C7.2: the rest of the register is zero)',
  ],
];

/** Why results of this row are not compared with qemu; undefined when they are. */
export function qemuDiffers(row: Row): string | undefined {
  const half = row.feature.includes('fp16') ? ' H' : '';
  return DIFFERS.find(([pattern]) => pattern.test(`${row.name} ${row.bits}${half}`))?.[1];
}

/** FPCR bits with which this row is compared: FJCVTZS of a denormal that FZ flushes has Z = 0 (J1.1, FPToFixedJS), which qemu sets. */
export function comparedFpcr(row: Row): number {
  return row.mnemonic === 'fjcvtzs' ? ~(1 << 24) : -1;
}
