/**
 * Which instructions an architecture, a processor or an extension switches on, against aarch64-linux-gnu-as: a few recorded statements of
 * every mnemonic, one case a value of -march or -mcpu.
 *
 * For architectures and processors the verdicts are the same. For an extension ours takes what GNU as takes; GNU as 2.40 also wants the
 * architecture that first had it, which later versions do not.
 */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { FeatureSet } from '../../../src/isa/features.ts';
import { Statements } from '../../isa/statement.ts';
import type { CaseResult, Suite, SuiteContext } from '../suite.ts';

const PER_MNEMONIC = 2;
const ARCHITECTURES = [...Array(9).keys()].map((n) => (n === 0 ? 'armv8-a' : `armv8.${n}-a`));
const NEWER = [
  'armv9-a',
  'armv9.1-a',
  'armv9.2-a',
  'armv9.3-a',
  'armv9-a+nosve',
  'armv8-a+nofp',
  'armv8-a+nosimd',
  'armv8-a+crypto',
];
const EXTENSIONS =
  'bf16 compnum crc cssc dotprod f32mm f64mm flagm fp16 fp16fml hbc i8mm lor ls64 lse memtag mops pan pauth predres profile ras rcpc rdma rng sb sha3 sm4 sme sme-f64 sme-i64 ssbs sve sve2 sve2-aes sve2-bitperm sve2-sha3 sve2-sm4 tme';
/** Together with an architecture that has some of it already. */
const BASES = 'armv8.2-a armv8.4-a armv8.6-a armv8.8-a armv9-a armv8-r'.split(' ');
const TOGETHER =
  'compnum fp16 sve2 crypto+noaes crypto+nosha2 nofp nosimd nofp16 nocompnum bf16+nofp i8mm+nosimd sve2+nofp16'.split(
    ' ',
  );
const PROCESSORS = 'cortex-a53 cortex-a55 cortex-a72 cortex-a78c cortex-a510 cortex-x2 neoverse-n2 thunderx vulcan';

/** Statements that GNU as knows, few of each mnemonic, from the recorded vectors. */
function statements(root: string): string[] {
  const counts = new Map<string, number>();
  return gunzipSync(fs.readFileSync(path.join(root, 'test/vectors/isa.tsv.gz')))
    .toString('latin1')
    .trimEnd()
    .split('\n')
    .flatMap((line) => {
      const [text = '', , who = ''] = line.split('\t');
      const mnemonic = `${text.split(/\s/)[0]}${/\bz\d/.test(text) ? ' z' : ''}`;
      const count = counts.get(mnemonic) ?? 0;
      counts.set(mnemonic, count + 1);
      return who === 'g' && count < PER_MNEMONIC ? [text] : [];
    });
}

/** Numbers of the statements that GNU as refuses with `option`. */
function refused(texts: readonly string[], option: string, scratch: string): Set<number> {
  const source = path.join(scratch, 'features.s');
  fs.writeFileSync(source, `${texts.join('\n')}\n`);
  const { stderr } = spawnSync('aarch64-linux-gnu-as', [option, source, '-o', path.join(scratch, 'features.o')], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return new Set([...stderr.matchAll(/features\.s:(\d+): Error/g)].map((match) => Number(match[1]) - 1));
}

function compare(texts: readonly string[], option: string, more: boolean, context: SuiteContext): CaseResult {
  const [, kind = '', value = ''] = /^-m(\w+)=(.*)$/.exec(option) ?? [];
  const features = kind === 'cpu' ? FeatureSet.fromCpu(value) : FeatureSet.fromArchitecture(value);
  if (!features) return { id: option, ok: false, detail: 'unknown name' };
  const ours = new Statements(features);
  const bad = refused(texts, option, context.scratch);
  const wrong = texts.filter((text, i) => {
    const accepted = ours.assemble(text).word !== undefined;
    return accepted === bad.has(i) && !(more && accepted);
  });
  if (wrong.length === 0) return { id: option, ok: true };
  return { id: option, ok: false, detail: `${wrong.length} differ: ${wrong.slice(0, 4).join('; ')}` };
}

export const suite: Suite = {
  name: 'isa-features',
  tools: ['aarch64-linux-gnu-as'],
  async run(context) {
    const texts = statements(context.root);
    context.log(`${texts.length} statements`);
    return [
      ...[...ARCHITECTURES, ...NEWER].map((name) => compare(texts, `-march=${name}`, false, context)),
      ...EXTENSIONS.split(' ').map((name) => compare(texts, `-march=armv8-a+${name}`, true, context)),
      ...BASES.flatMap((base) => TOGETHER.map((names) => compare(texts, `-march=${base}+${names}`, true, context))),
      ...PROCESSORS.split(' ').map((name) => compare(texts, `-mcpu=${name}`, false, context)),
    ];
  },
};
