/**
 * Extensions by the names of GNU as: what they switch on and off, and what an architecture or a processor has.
 */
import { describe, expect, it } from 'vitest';
import { architectureNames, cpuNames, extensionNames, FeatureSet } from '../../src/isa/features.ts';
import { Statements } from './statement.ts';

function has(march: string, requirement: string): boolean | undefined {
  return FeatureSet.fromArchitecture(march)?.satisfies(requirement);
}

describe('features', () => {
  it('follows the architecture', () => {
    expect(has('armv8-a', 'simd')).toBe(true);
    expect(has('armv8-a', 'lse')).toBe(false);
    expect(has('armv8.1-a', 'lse & crc')).toBe(true);
    expect(has('armv8.5-a', 'v8.4-a')).toBe(true);
    expect(has('armv9-a', 'sve2')).toBe(true);
    expect(has('armv9-a', 'v8.5-a')).toBe(true);
    expect(has('armv9-a', 'v8.6-a')).toBe(false);
    expect(has('armv8.4-a', 'sve')).toBe(false);
    expect(has('armv8.3-a', 'compnum')).toBe(true);
    expect(has('armv8.3-a', 'fp16')).toBe(false);
    expect(has('armv8-a+compnum', 'fp16')).toBe(true);
    expect(has('armv8-r', 'lse & v8.4-a')).toBe(true);
    expect(has('armv8-r', 'lor')).toBe(false);
  });

  it('asks for each thing that an instruction builds on, and switches off what builds on another', () => {
    const word = (march: string, text: string) =>
      new Statements(FeatureSet.fromArchitecture(march) ?? FeatureSet.default()).assemble(text).word !== undefined;
    const accepts = (march: string) => [
      word(march, 'fmlal v0.4s, v1.4h, v2.4h'),
      word(march, 'sdot v0.4s, v1.16b, v2.16b'),
      word(march, 'aese v0.16b, v1.16b'),
      word(march, 'sha1h s0, s1'),
    ];
    expect(accepts('armv8.4-a+crypto')).toEqual([false, true, true, true]);
    expect(accepts('armv8.4-a+fp16+crypto+noaes')).toEqual([true, true, false, true]);
    expect(accepts('armv8.6-a+sve2+nosimd')).toEqual([true, true, false, false]);
    expect(accepts('armv8.3-a+compnum+dotprod')).toEqual([false, true, false, false]);
    expect(accepts('armv8.4-a+compnum+crypto+nocrypto')).toEqual([true, true, false, false]);
  });

  it('knows what Armv8-R does not have', () => {
    const real = new Statements(FeatureSet.fromArchitecture('armv8-r+sve'));
    for (const name of ['scr_el3', 'zcr_el3', 'ttbr0_el2', 'lorc_el1'])
      expect(real.assemble(`mrs x0, ${name}`)).toMatchObject({ word: undefined, error: expect.stringContaining(name) });
    for (const name of ['sctlr_el2', 'zcr_el2', 'vbar_el1']) expect(real.assemble(`mrs x0, ${name}`).error).toBe('');
    const application = new Statements(FeatureSet.fromArchitecture('armv8-a+sve'));
    for (const name of ['scr_el3', 'zcr_el3', 'ttbr0_el2'])
      expect(application.assemble(`mrs x0, ${name}`).error).toBe('');
  });

  it('lets registers be loaded and stored that nothing computes with, as GNU as does', () => {
    const plain = new Statements(FeatureSet.fromArchitecture('armv8-a+nofp'));
    expect(plain.assemble('ldp q0, q1, [x0], #32').word).toBeDefined();
    expect(plain.assemble('fadd d0, d1, d2').word).toBeUndefined();
    expect(
      new Statements(FeatureSet.fromArchitecture('armv8.3-a')).assemble('fcmla v0.8h, v1.8h, v2.8h, #90').word,
    ).toBeDefined();
  });

  it('switches on what an extension builds on, and off what builds on it', () => {
    expect(has('armv8-a+sve2-aes', 'sve & aes & fp16')).toBe(true);
    expect(has('armv9-a+nosve', 'sve2')).toBe(false);
    expect(has('armv9-a+nofp', 'simd | sve2')).toBe(false);
    expect(has('armv8-a+crypto', 'aes & sha2')).toBe(true);
    expect(has('armv8-a+crypto+nocrypto', 'aes | sha2')).toBe(false);
  });

  it('evaluates requirements with parentheses', () => {
    expect(has('armv8-a+sme', '(sve2 | sme2) & bf16')).toBe(true);
    expect(has('armv8-a+sve', '(sve2 | sme) & bf16')).toBe(false);
  });

  it('refuses names that it does not know', () => {
    expect(FeatureSet.fromArchitecture('armv7-a')).toBeUndefined();
    expect(FeatureSet.fromArchitecture('armv8-a+fast')).toBeUndefined();
    expect(FeatureSet.fromArchitecture('armv8.12-a')).toBeUndefined();
    expect(FeatureSet.fromCpu('cortex-a9')).toBeUndefined();
    expect(FeatureSet.default().with('toString')).toBeUndefined();
  });

  it('takes every name that it lists', () => {
    for (const name of architectureNames()) expect(FeatureSet.fromArchitecture(name), name).toBeDefined();
    for (const name of cpuNames()) expect(FeatureSet.fromCpu(name), name).toBeDefined();
    for (const name of extensionNames()) expect(FeatureSet.default().with(name), name).toBeDefined();
  });

  it('gates instructions, registers and operations', () => {
    const base = new Statements(FeatureSet.default());
    expect(base.assemble('ldadd w0, w1, [x2]')).toMatchObject({
      word: undefined,
      hint: "needs the extension 'lse': .arch_extension lse",
    });
    expect(base.assemble('mrs x0, pan').error).toBe("selected processor does not support 'pan'");
    expect(base.assemble('dc cvap, x0').error).toBe("selected processor does not support 'cvap'");
    const more = new Statements(FeatureSet.fromArchitecture('armv8-a+lse+pan'));
    expect(more.assemble('ldadd w0, w1, [x2]').word).toBeDefined();
    expect(more.assemble('mrs x0, pan').word).toBeDefined();
  });
});
