/**
 * What aarch64-linux-gnu-as and llvm-mc-19 make of many single statements, and llvm-mc of words, in few runs each.
 *
 * Enters: statements without labels, or words. Leaves: for each its word, 'relocated' where that is not all, or undefined where it is refused; or its
 * text. llvm-mc has an assertion that some statements fail: a run that ends so is halved until the statement is found, which counts as refused.
 */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';

export type Verdict = number | 'relocated' | undefined;

/** All that GNU as 2.40 knows. */
export const GNU_ALL =
  'armv9.3-a+memtag+profile+predres+sve2-aes+sve2-sm4+sve2-sha3+sve2-bitperm+sme+sme-f64+sme-i64+rng+ssbs+ls64+cssc+tme+f32mm+f64mm+crypto+sha3+sm4+fp16+hbc';
const LLVM = ['-triple=aarch64', '-mattr=+all,+v9.5a', '--show-encoding'];
/** Statements of one run of llvm-mc. */
const BATCH = 4000;
const LIMITS = { encoding: 'latin1', maxBuffer: 1 << 30, timeout: 120_000 } as const;

/** Errors at the end of the text come when those in its lines are gone. */
const ROUNDS = 4;

/** Verdicts of GNU as. */
export function gnuVerdicts(statements: readonly string[], scratch: string, march = GNU_ALL): Verdict[] {
  const [source, object, binary] = ['s.s', 's.o', 's.bin'].map((name) => path.join(scratch, name)) as [
    string,
    string,
    string,
  ];
  let good = statements.map((_, i) => i);
  for (let round = 0; ; round++) {
    fs.writeFileSync(source, `${good.map((i) => statements[i]).join('\n')}\n`, 'latin1');
    const { status, stderr } = spawnSync('aarch64-linux-gnu-as', [`-march=${march}`, source, '-o', object], {
      ...LIMITS,
      env: { ...process.env, LC_ALL: 'C' },
    });
    if (status === 0) break;
    const bad = new Set([...stderr.matchAll(/s\.s:(\d+): Error/g)].map((match) => Number(match[1]) - 1));
    if (bad.size === 0 || round === ROUNDS) throw new Error(`GNU as: ${stderr.slice(0, 500)}`);
    good = good.filter((_, i) => !bad.has(i));
  }
  spawnSync('aarch64-linux-gnu-objcopy', ['-O', 'binary', '-j', '.text', object, binary]);
  const { stdout } = spawnSync('aarch64-linux-gnu-readelf', ['-rW', object], LIMITS);
  const relocated = new Set([...stdout.matchAll(/^([0-9a-f]{16}) /gm)].map((m) => Number.parseInt(m[1] ?? '', 16)));
  const bytes = fs.readFileSync(binary);
  if (bytes.length !== 4 * good.length) throw new Error(`GNU as: ${bytes.length} bytes of ${good.length} statements`);
  const verdicts = new Array<Verdict>(statements.length).fill(undefined);
  good.forEach((index, i) => {
    verdicts[index] = relocated.has(4 * i) ? 'relocated' : bytes.readUInt32LE(4 * i);
  });
  return verdicts;
}

/** Verdicts of llvm-mc with everything switched on. */
export function llvmVerdicts(statements: readonly string[]): Verdict[] {
  const verdicts: Verdict[] = [];
  for (let i = 0; i < statements.length; i += BATCH) verdicts.push(...llvmBatch(statements.slice(i, i + BATCH)));
  return verdicts;
}

function llvmBatch(statements: readonly string[]): Verdict[] {
  // a NOP after each: a MOVPRFX must not say anything about the next
  const run = (lines: readonly string[]) =>
    spawnSync('llvm-mc-19', LLVM, { ...LIMITS, input: lines.map((line) => `${line}\nnop\n`).join('') });
  const halves = (): Verdict[] => {
    const half = statements.length >> 1;
    return half === 0 ? [undefined] : [...llvmBatch(statements.slice(0, half)), ...llvmBatch(statements.slice(half))];
  };
  const first = run(statements);
  if (first.signal) return halves();
  const bad = new Set([...first.stderr.matchAll(/<stdin>:(\d+):\d+: error/g)].map((m) => (Number(m[1]) - 1) >> 1));
  const good = statements.map((_, i) => i).filter((i) => !bad.has(i));
  const second = run(good.map((i) => statements[i] as string));
  const encodings = [...second.stdout.matchAll(/encoding: \[(.*?)\]/g)].map((match) => match[1] ?? '');
  if (second.signal || encodings.length !== 2 * good.length) return halves();
  const verdicts = new Array<Verdict>(statements.length).fill(undefined);
  good.forEach((index, i) => {
    verdicts[index] = wordOf(encodings[2 * i] ?? '') ?? 'relocated';
  });
  return verdicts;
}

/** The word of '0x20,0x00,0x02,0x8b'; undefined where bits are left to a fixup. */
function wordOf(encoding: string): number | undefined {
  const bytes = encoding.split(',').map(Number);
  if (bytes.some(Number.isNaN)) return undefined;
  return bytes.reduceRight((word, byte) => ((word << 8) | byte) >>> 0, 0);
}

/** llvm-mc's text of each word that it knows. */
export function llvmTexts(words: readonly number[]): Map<number, string> {
  const input = words.map((word) => [0, 8, 16, 24].map((shift) => `${(word >>> shift) & 255}`).join(' ')).join('\n');
  const { stdout } = spawnSync('llvm-mc-19', ['--disassemble', ...LLVM], { ...LIMITS, input: `${input}\n` });
  const texts = new Map<number, string>();
  for (const [, text = '', encoding = ''] of stdout.matchAll(/^\t(.*?)\s*\/\/ encoding: \[(.*?)\]/gm)) {
    const word = wordOf(encoding);
    if (word !== undefined) texts.set(word, text.replace('\t', ' '));
  }
  return texts;
}
