/**
 * The disassembler against aarch64-linux-gnu-objdump: words of every row (one case a group), uniformly random words, and those of the
 * shared vectors with and without aliases.
 *
 * Both must agree on whether a word is allocated, on its text and on the remark after it. What objdump 2.40 does not know yet (by the
 * extension that the row needs) and where the two differ for a reason are listed below; everything else is a difference.
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

/** How a word differs: objdump's text, ours, and ours's row. */
interface Difference {
  readonly theirs: string;
  readonly ours: string;
  readonly group: string;
}

/** Where the two differ for a reason: how to know it, and the reason. */
const KNOWN: readonly (readonly [string, (one: Difference) => boolean])[] = [
  [
    'PSEL has bit 4 clear (DDI 0487 C4.1.40); objdump does not look, and takes WHILE, PEXT and PTRUE as counter for it',
    ({ theirs }) => theirs.startsWith('psel '),
  ],
  [
    'MOVA of .q has Q = 1 and size 11 only; objdump ignores Q',
    ({ theirs }) => /^mov za|^mov z\d+\.[bhsdq], p\d\/m, za/.test(theirs),
  ],
  ['FMLAL and FMLSL have sz = 0; sz = 1 is unallocated (C4.1.96)', ({ theirs }) => /^fml[as]l2? /.test(theirs)],
  [
    'LDPSW of one register twice or of its written-back base is constrained unpredictable (C6.2 LDPSW); objdump says undefined, and prints LDP',
    ({ ours, theirs }) => ours.startsWith('ldpsw ') && theirs.startsWith('.inst'),
  ],
  [
    'LD64B, ST64B … take eight registers from an even one up to x22 (C6.2 ST64B); objdump does not look',
    ({ theirs }) => /^(ld|st)64b/.test(theirs),
  ],
  [
    'CPY* and SET* with XZR as size or value are allocated since DDI 0487 J.a; objdump 2.40 is older',
    ({ group, theirs }) => group === 'base/memory-copy' && theirs.startsWith('.inst'),
  ],
  [
    'RPRFM is what PRFM (register) with an operation 0b11xxx became (C6.2 RPRFM)',
    ({ ours }) => ours.startsWith('rprfm '),
  ],
  [
    'a system register, an operation or a PSTATE field that objdump 2.40 has no name for',
    ({ ours, theirs }) => /^(msr|mrs) /.test(ours) && /\bs[0-3]_[0-7]_c\d+_c\d+_[0-7]\b/.test(theirs),
  ],
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

/** objdump's text of each word, 'mnemonic operands', with remarks after two blanks, without symbols. */
function reference(words: readonly number[], scratch: string, options: readonly string[] = []): string[] {
  const file = path.join(scratch, 'words.bin');
  const bytes = Buffer.alloc(4 * words.length);
  words.forEach((word, i) => {
    bytes.writeUInt32LE(word, 4 * i);
  });
  fs.writeFileSync(file, bytes);
  const out = execFileSync(
    'aarch64-linux-gnu-objdump',
    ['-D', '-z', '-b', 'binary', '-m', 'aarch64', ...options, file],
    {
      encoding: 'utf8',
      maxBuffer: 2 ** 30,
    },
  );
  const lines: string[] = [];
  for (const line of out.split('\n')) {
    const match = /^\s+[0-9a-f]+:\t[0-9a-f]{8} \t(.*)$/.exec(line);
    if (!match) continue;
    const text = (match[1] ?? '').replace(/\s*<[^>]*>/, '').replace(/\s+/, ' ');
    lines.push(text.replace(/\s*(?:\/\/|;) /, '  ').trim());
  }
  return lines;
}

/** 'same', 'newer', the reason why it may differ, or what differs. */
interface Outcome {
  readonly kind: 'same' | 'newer' | 'known' | 'differs';
  readonly words: string;
}

/** How ours compares with objdump's text of the same word at the same address. */
function outcome(word: number, address: number, theirs: string, aliases: boolean): Outcome {
  const { mnemonic, operands, remarks, row } = print(word, BigInt(address), { aliases });
  const statement = `${mnemonic} ${operands}`.trim();
  const ours = remarks === '' ? statement : `${statement}  ${remarks}`;
  if (ours === theirs) return { kind: 'same', words: '' };
  if (theirs.startsWith('.inst') && row && NEWER.test(row.feature)) return { kind: 'newer', words: row.feature };
  const known = KNOWN.find(([, applies]) => applies({ theirs, ours, group: row?.group ?? '' }));
  if (known) return { kind: 'known', words: known[0] };
  return { kind: 'differs', words: `${word.toString(16).padStart(8, '0')}: objdump '${theirs}', ours '${ours}'` };
}

/** Words with the fixed bits of each row of the table, and the groups that they are of. */
function wordsOfRows(): { words: number[]; groups: string[] } {
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
  return { words, groups };
}

function result(id: string, bad: readonly string[]): CaseResult {
  return {
    id,
    ok: bad.length === 0,
    ...(bad.length ? { detail: [`${bad.length} differ`, ...bad.slice(0, 8)].join('\n') } : {}),
  };
}

function groupCases(context: SuiteContext): CaseResult[] {
  const { words, groups } = wordsOfRows();
  const theirs = reference(words, context.scratch);
  const bad = new Map<string, string[]>(GROUPS.map((group) => [group.name, []]));
  words.forEach((word, i) => {
    const { kind, words: what } = outcome(word, 4 * i, theirs[i] ?? '', true);
    if (kind === 'differs') bad.get(groups[i] ?? '')?.push(what);
  });
  return [...bad].map(([id, found]) => result(id, found));
}

/** One case for many words; what is the same and the reasons for what is not are logged. */
function manyCase(context: SuiteContext, id: string, words: readonly number[], aliases = true): CaseResult {
  const theirs = reference(words, context.scratch, aliases ? [] : ['-M', 'no-aliases']);
  const counts = new Map<string, number>();
  const bad: string[] = [];
  words.forEach((word, i) => {
    const { kind, words: what } = outcome(word, 4 * i, theirs[i] ?? '', aliases);
    const key = kind === 'known' ? `known: ${what}` : kind;
    counts.set(key, (counts.get(key) ?? 0) + 1);
    if (kind === 'differs') bad.push(what);
  });
  context.log(`${id}:`);
  for (const [key, count] of [...counts].sort((a, b) => b[1] - a[1]))
    context.log(`${String(count).padStart(8)} ${key}`);
  return result(id, bad);
}

/** The words of the shared vectors, each once. */
function vectorWords(shared: string): number[] {
  const found = new Set<number>();
  for (const folder of ['a64', 'a64gen']) {
    const directory = path.join(shared, 'vectors', folder);
    for (const file of fs.readdirSync(directory)) {
      for (const line of fs.readFileSync(path.join(directory, file), 'utf8').split('\n').slice(1)) {
        const word = Number.parseInt(line.split('\t')[2] ?? '', 16);
        if (!Number.isNaN(word)) found.add(word);
      }
    }
  }
  return [...found];
}

export const suite: Suite = {
  name: 'isa-objdump',
  tools: ['aarch64-linux-gnu-objdump'],
  async run(context) {
    const random = new Random(1);
    const words = Array.from({ length: RANDOM_WORDS }, () => random.next());
    const vectors = vectorWords(context.shared);
    return [
      ...groupCases(context),
      manyCase(context, 'random words', words),
      manyCase(context, 'words of the vectors', vectors),
      manyCase(context, 'words of the vectors, -M no-aliases', vectors, false),
    ];
  },
};
