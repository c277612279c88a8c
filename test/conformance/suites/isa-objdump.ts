/**
 * The disassembler against aarch64-linux-gnu-objdump: words of every row and uniformly random words; one case a group, one for each way in
 * which random words may come out.
 *
 * Both must agree on whether a word is allocated and on its text (remarks after `//` left out). What objdump 2.40 does not know yet (by the
 * extension that the row needs) and where it is wrong are listed below, each with its reason; everything else is a difference.
 */
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { GROUPS } from '../../../src/isa/groups.ts';
import { print } from '../../../src/isa/print.ts';
import type { CaseResult, Suite, SuiteContext } from '../suite.ts';

const WORDS_PER_ROW = 8;
const RANDOM_WORDS = 100_000;

/** Extensions that binutils 2.40 cannot disassemble. */
const NEWER =
  /sme2|sve2p1|b16b16|fp8|faminmax|lut|sme-f16|sme-f8|sme-lut|rcpc3|cpa|the|d128|lse128|gcs|chk|pauth-lr|predres2|ite|ebep|brbe|tme|sysp/;

/** Where objdump 2.40 is wrong: what it prints, why ours is right. */
const KNOWN: readonly (readonly [RegExp, string])[] = [
  [
    /^psel /,
    'PSEL has bit 4 clear (DDI 0487 C4.1.40); objdump does not look, and takes WHILE and PEXT of pairs for it',
  ],
  [/^mov za|^mov z\d+\.[bhsdq], p\d\/m, za/, 'MOVA of .q has Q = 1 and size 11 only; objdump ignores Q'],
  [/^fml[as]l2? /, 'FMLAL has sz = 0; sz = 1 is unallocated (C4.1.96)'],
];

class Random {
  private state: number;
  constructor(seed: number) {
    this.state = seed | 0;
  }
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  }
}

/** objdump's text of each word, 'mnemonic operands', without remarks and symbols. */
function reference(words: readonly number[], scratch: string): string[] {
  const file = path.join(scratch, 'words.bin');
  const bytes = Buffer.alloc(4 * words.length);
  words.forEach((word, i) => {
    bytes.writeUInt32LE(word, 4 * i);
  });
  fs.writeFileSync(file, bytes);
  const out = execFileSync('aarch64-linux-gnu-objdump', ['-D', '-z', '-b', 'binary', '-m', 'aarch64', file], {
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  const lines: string[] = [];
  for (const line of out.split('\n')) {
    const match = /^\s+[0-9a-f]+:\t[0-9a-f]{8} \t(.*)$/.exec(line);
    if (!match) continue;
    const text = (match[1] ?? '').replace(/\s*\/\/.*$/, '').replace(/\s*<[^>]*>/, '');
    lines.push(text.replace(/\s+/, ' ').trim());
  }
  return lines;
}

type Outcome = 'same' | 'newer' | 'known' | string;

/** How ours compares with objdump's text of the same word at the same address. */
function outcome(word: number, address: number, theirs: string): Outcome {
  const { mnemonic, operands, row } = print(word, BigInt(address));
  const ours = `${mnemonic} ${operands}`.trim();
  if (ours === theirs || (row === undefined && theirs.startsWith('.inst'))) return 'same';
  if (theirs.startsWith('.inst') && row && NEWER.test(row.feature)) return 'newer';
  if (KNOWN.some(([pattern]) => pattern.test(theirs) || pattern.test(ours))) return 'known';
  return `${word.toString(16).padStart(8, '0')}: objdump '${theirs}', ours '${ours}'`;
}

function groupCases(context: SuiteContext): CaseResult[] {
  const random = new Random(20);
  const words: number[] = [];
  const groups: string[] = [];
  for (const group of GROUPS) {
    for (const row of group.rows()) {
      if (row.target || row.encodeOnly) continue;
      for (let i = 0; i < WORDS_PER_ROW; i++) {
        const fixed = row.mask | row.layout.shouldBe;
        words.push(((random.next() & ~fixed) | (row.value & fixed)) >>> 0);
        groups.push(group.name);
      }
    }
  }
  const theirs = reference(words, context.scratch);
  const bad = new Map<string, string[]>(GROUPS.map((group) => [group.name, []]));
  words.forEach((word, i) => {
    const result = outcome(word, 4 * i, theirs[i] ?? '');
    if (!/^(same|newer|known)$/.test(result)) bad.get(groups[i] ?? '')?.push(result);
  });
  return [...bad].map(([id, found]) => ({
    id,
    ok: found.length === 0,
    ...(found.length ? { detail: [`${found.length} differ`, ...found.slice(0, 3)].join('\n') } : {}),
  }));
}

function randomCase(context: SuiteContext): CaseResult {
  const random = new Random(1);
  const words = Array.from({ length: RANDOM_WORDS }, () => random.next());
  const theirs = reference(words, context.scratch);
  const counts = new Map<string, number>();
  const bad: string[] = [];
  words.forEach((word, i) => {
    const result = outcome(word, 4 * i, theirs[i] ?? '');
    const known = /^(same|newer|known)$/.test(result);
    counts.set(known ? result : 'differ', (counts.get(known ? result : 'differ') ?? 0) + 1);
    if (!known) bad.push(result);
  });
  context.log([...counts].map(([name, count]) => `${count} ${name}`).join(', '));
  return {
    id: 'random words',
    ok: bad.length === 0,
    ...(bad.length ? { detail: [`${bad.length} differ`, ...bad.slice(0, 8)].join('\n') } : {}),
  };
}

export const suite: Suite = {
  name: 'isa-objdump',
  tools: ['aarch64-linux-gnu-objdump'],
  async run(context) {
    return [...groupCases(context), randomCase(context)];
  },
};
