/**
 * Record what GNU cpp makes of the preprocessor's test cases: test/cpp/cases/*, test/cpp/programs and random sources, to test/golden/cpp/.
 *
 * Run with `node scripts/run-ts.mjs scripts/record-cpp.ts`; needs aarch64-linux-gnu-gcc. A case's first line may hold
 * further options: `// args: -Iinc`.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { gccOutcomeOf } from '../test/cpp/gcc-outcome.ts';
import { programs } from '../test/cpp/programs.ts';
import { randomSource } from '../test/cpp/random-source.ts';

const GCC = 'aarch64-linux-gnu-gcc';
const CASES = 'test/cpp/cases';
const GOLDEN = 'test/golden/cpp';
const RANDOM_COUNT = 250;

/** Option sets whose predefined macros are recorded. */
const VARIANTS = [
  '',
  '-fno-PIE -fno-asynchronous-unwind-tables -fno-unwind-tables',
  '-mbig-endian -O2',
  '-mgeneral-regs-only -fpic',
  '-mabi=ilp32 -mcmodel=tiny -fpie',
  '-march=armv8.6-a+sve2-bitperm+memtag -mbranch-protection=standard',
  '-mcpu=cortex-a76 -ffreestanding -fsigned-char',
  '-march=armv9-a+sm4+sve2-sha3 -fshort-wchar -Os',
  '-x c -std=gnu11',
  '-x c -std=c99',
  '-x c -std=gnu90 -Ofast -fopenmp',
  '-funsafe-math-optimizations -frounding-math -fexceptions -fno-hosted',
  '-mcpu=thunderx -fno-signed-zeros -fstack-protector-explicit -fno-inline -O2',
  '-march=armv8.6-a+sve+nosimd',
  '-march=armv9-a+nofp16 -fexcess-precision=16',
  '-march=armv8.2-a+sve -msve-vector-bits=256 -ffinite-math-only -fno-sanitize=all',
];

function preprocess(args: readonly string[], input: string | undefined): string {
  const result = spawnSync(GCC, ['-E', '-nostdinc', ...args], {
    cwd: CASES,
    ...(input === undefined ? {} : { input }),
    encoding: 'latin1',
    env: { ...process.env, LC_ALL: 'C', SOURCE_DATE_EPOCH: '0' },
  });
  return result.stdout;
}

mkdirSync(GOLDEN, { recursive: true });
for (const name of readdirSync(CASES)) {
  if (!/\.[Sc]$/.test(name)) continue;
  const args = /^\/\/ args: (.*)$/m
    .exec(readFileSync(`${CASES}/${name}`, 'latin1').split('\n')[0] ?? '')?.[1]
    ?.split(' ');
  writeFileSync(`${GOLDEN}/${name}.i`, preprocess([...(args ?? []), name], undefined), 'latin1');
}
const random: string[] = [];
for (let seed = 0; seed < RANDOM_COUNT; seed++) {
  random.push(preprocess(['-undef', '-x', 'assembler-with-cpp', '-'], randomSource(seed)));
}
writeFileSync(`${GOLDEN}/random.json`, `${JSON.stringify(random, null, 0)}\n`);
const outcomes = Object.fromEntries(
  programs('test/cpp/programs').map((program) => [program.name, gccOutcomeOf(program)]),
);
writeFileSync(`${GOLDEN}/programs.json`, `${JSON.stringify(outcomes, null, 1)}\n`);
/** The first set in full, the others by what they add (+) and take away (-). */
const predefined: Record<string, string[]> = {};
let base: readonly string[] = [];
for (const options of VARIANTS) {
  const words = options === '' ? [] : options.split(' ');
  const language = words.includes('-x') ? [] : ['-x', 'assembler-with-cpp'];
  const text = execFileSync(GCC, ['-E', '-dM', '-nostdinc', ...language, ...words, '/dev/null'], { encoding: 'utf8' });
  const lines = text
    .trim()
    .split('\n')
    .map((line) => line.trimEnd());
  if (options === '') base = lines;
  const added = lines.filter((line) => options === '' || !base.includes(line)).map((line) => `+${line}`);
  const removed = base.filter((line) => !lines.includes(line)).map((line) => `-${line}`);
  predefined[options] = [...added, ...removed].sort();
}
writeFileSync(`${GOLDEN}/predefined.json`, `${JSON.stringify(predefined, null, 1)}\n`);
