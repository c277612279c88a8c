/**
 * The run time behind floating point and pointer authentication: against the host's arithmetic, published vectors, and the pseudocode where qemu 7.2
 * differs from it; and the traps and synchronisation of both.
 */
import { describe, expect, it } from 'vitest';
import { qarma5 } from '../../src/emu/qarma.ts';
import { DOUBLE, type FloatContext, FPCR, FPSR, SINGLE } from '../../src/emu/runtime/float.ts';
import * as arith from '../../src/emu/runtime/float-arith.ts';
import { toFixedJs } from '../../src/emu/runtime/float-convert.ts';
import { randomWords } from '../isa/statement.ts';
import { run } from './support.ts';

const view = new DataView(new ArrayBuffer(8));
function bitsOf(value: number, size: 32 | 64): bigint {
  if (size === 64) view.setFloat64(0, value);
  else view.setFloat32(4, value);
  return size === 64 ? view.getBigUint64(0) : BigInt(view.getUint32(4));
}

const context = (fpcr = 0): FloatContext => ({ fpcr, flags: 0 });

describe('arithmetic in software', () => {
  const operations = [
    ['+', arith.add, (a: number, b: number) => a + b],
    ['-', arith.subtract, (a: number, b: number) => a - b],
    ['*', arith.multiply, (a: number, b: number) => a * b],
    ['/', arith.divide, (a: number, b: number) => a / b],
  ] as const;
  for (const [name, ours, host] of operations) {
    it(`${name} rounds as the host does`, () => {
      const random = randomWords(3);
      for (let i = 0; i < 2000; i++) {
        // exponents near each other, so that sums cancel
        const number = (): number =>
          (random() - 2 ** 31) * 2 ** ((random() % 80) - 40) + (random() % 4 === 0 ? 0 : random() * 2 ** -20);
        const [a, b] = [number(), number()];
        expect(ours(context(), DOUBLE, bitsOf(a, 64), bitsOf(b, 64))).toBe(bitsOf(host(a, b), 64));
        const [x, y] = [Math.fround(a), Math.fround(b)];
        expect(ours(context(), SINGLE, bitsOf(x, 32), bitsOf(y, 32))).toBe(bitsOf(Math.fround(host(x, y)), 32));
      }
    });
  }
  it('takes square roots as the host does', () => {
    const random = randomWords(5);
    for (let i = 0; i < 1000; i++) {
      const a = random() * 2 ** ((random() % 100) - 50);
      expect(arith.squareRoot(context(), DOUBLE, bitsOf(a, 64))).toBe(bitsOf(Math.sqrt(a), 64));
    }
  });
  it('raises what the architecture says', () => {
    const flags = (f: (c: FloatContext) => unknown, fpcr = 0): number => {
      const c = context(fpcr);
      f(c);
      return c.flags;
    };
    const [one, zero, least] = [bitsOf(1, 64), 0n, 1n];
    expect(flags((c) => arith.divide(c, DOUBLE, one, zero))).toBe(FPSR.DZC);
    expect(flags((c) => arith.divide(c, DOUBLE, zero, zero))).toBe(FPSR.IOC);
    expect(flags((c) => arith.divide(c, DOUBLE, one, bitsOf(3, 64)))).toBe(FPSR.IXC);
    expect(flags((c) => arith.multiply(c, DOUBLE, least, bitsOf(0.5, 64)))).toBe(FPSR.UFC | FPSR.IXC);
    expect(flags((c) => arith.multiply(c, DOUBLE, DOUBLE.largest, DOUBLE.largest))).toBe(FPSR.OFC | FPSR.IXC);
    expect(flags((c) => arith.add(c, DOUBLE, least, one), FPCR.FZ)).toBe(FPSR.IDC);
  });
  it('converts as JavaScript does, and says when that lost something', () => {
    const Z = 1n << 32n;
    expect(toFixedJs(context(), bitsOf(-7, 64))).toBe(0xffff_fff9n | Z);
    expect(toFixedJs(context(), bitsOf(2 ** 32 + 5, 64))).toBe(5n);
    expect(toFixedJs(context(), bitsOf(-0, 64))).toBe(0n);
    // a denormal that FZ makes zero is not exact
    expect(toFixedJs(context(FPCR.FZ), 1n)).toBe(0n);
  });
});

describe('floating point on the machine', () => {
  it('clears the register above a half-precision scalar', () => {
    const o = run({
      mmu: true,
      source: 'mov w2, #0xc500\n fmov h1, w2\n mov x3, #-1\n fmov d0, x3\n fcvtzs h0, h1, #5\n fmov x4, d0\nend: nop',
      setup: (m) => m.set('cpacr_el1', 3n << 20n),
    });
    // -5 * 32
    expect(o.machine.get('x4')).toBe(0xff60n);
  });
  const trapped = (barrier: string): readonly string[] =>
    run({ mmu: true, source: `mov x2, #0x300000\n msr cpacr_el1, x2\n ${barrier}\n fmov d0, x2\nend: nop` }).kinds;
  it('is a finding when CPACR_EL1 is not synchronised', () => {
    expect(trapped('nop')).toContain('sysreg-unsynchronised:isb');
  });
  it('is none after an ISB', () => {
    expect(trapped('isb')).toEqual([]);
  });
});

describe('pointer authentication', () => {
  it('computes QARMA5 as published', () => {
    const key = [0x84be85ce9804e94bn, 0xec2802d4e0a488e9n] as const;
    expect(qarma5(0xfb623599da6e8127n, 0x477d469dec0b8762n, ...key)).toBe(0xc003b93999b33765n);
  });
  const signed = (barrier: string): readonly string[] =>
    run({
      mmu: true,
      source: `mov x2, #0x1234\n msr s3_0_c2_c1_0, x2\n ${barrier}\n mov x3, x0\n pacia x3, x2\nend: nop`,
      setup: (m) => m.set('sctlr_el1', m.get('sctlr_el1') | (1n << 31n)),
    }).kinds;
  it('is a finding when a key is not synchronised', () => {
    expect(signed('nop')).toContain('sysreg-unsynchronised:isb');
  });
  it('is none after an ISB', () => {
    expect(signed('isb')).toEqual([]);
  });
});
