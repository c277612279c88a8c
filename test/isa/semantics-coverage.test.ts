/**
 * Which rows of the base, FP, AdvSIMD and cryptographic groups have no semantics: exactly those named here, each with its reason. Executing
 * one is the finding "not-modelled" (test/emu/newer-instructions.test.ts).
 */
import { describe, expect, it } from 'vitest';
import { GROUPS } from '../../src/isa/groups.ts';

const NO_PROFILE = 'no CPU profile has the extension';
const EXTERNAL = 'external debug: the architecture gives it a meaning in Debug state only';

/** Reason -> mnemonics by group. */
const WITHOUT: readonly (readonly [reason: string, group: string, mnemonics: RegExp])[] = [
  [EXTERNAL, 'base/branch-register', /^drps$/],
  [EXTERNAL, 'base/exceptions', /^dcps[123]$/],
  [`${NO_PROFILE}: FEAT_TME`, 'base/barriers', /^tcommit$/],
  [`${NO_PROFILE}: FEAT_TME`, 'base/transactions', /^t(start|test|cancel)$/],
  [`${NO_PROFILE}: FEAT_D128`, 'base/system-registers', /^(msrr|mrrs)$/],
  [`${NO_PROFILE}: FEAT_D128`, 'base/system-operations', /^sysp$/],
  ['no SYSL operation is modelled: FEAT_GCS, IMPLEMENTATION DEFINED', 'base/system-operations', /^sysl$/],
  [`${NO_PROFILE}: FEAT_PAuth_LR`, 'base/pauth-lr', /./],
  [`${NO_PROFILE}: FEAT_LS64`, 'base/load-store-64-byte', /./],
  [`${NO_PROFILE}: FEAT_THE`, 'base/read-check-write', /./],
  [`${NO_PROFILE}: FEAT_GCS`, 'base/guarded-control-stack', /./],
  [`${NO_PROFILE}: FEAT_LUT`, 'simd/lookup', /^luti[24]$/],
  [
    `${NO_PROFILE}: FEAT_FP8`,
    'simd/float',
    /^(bf?[12]cvtl2?|f[12]cvtl2?|fscale|fcvtn2?|fmlal[bt]|fmlall[bt]{2}|fdot)$/,
  ],
  [`${NO_PROFILE}: FEAT_FP8`, 'simd/by-element', /^(fmlal[bt]|fmlall[bt]{2}|fdot)$/],
  [`${NO_PROFILE}: FEAT_FAMINMAX`, 'simd/float', /^fam(ax|in)$/],
];

const rows = GROUPS.filter((g) => /^(base|fp|simd|crypto)\//.test(g.name))
  .flatMap((g) => g.rows())
  .filter((row) => row.target === undefined && !row.encodeOnly);

describe('rows without semantics', () => {
  const lacking = rows.filter((row) => row.semantics === undefined);
  it('are those on the list', () => {
    const unlisted = lacking.filter(
      (row) => !WITHOUT.some(([, g, names]) => g === row.group && names.test(row.mnemonic)),
    );
    expect(unlisted.map((row) => row.name)).toEqual([]);
  });
  it('are there for every entry of the list', () => {
    const stale = WITHOUT.filter(([, g, names]) => !lacking.some((row) => row.group === g && names.test(row.mnemonic)));
    expect(stale.map(([reason, group]) => `${group}: ${reason}`)).toEqual([]);
  });
  it('are few', () => {
    expect(lacking.length).toBe(135);
  });
});
