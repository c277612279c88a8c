/**
 * nm, size, readelf, objcopy and addr2line against binutils' own, over the kernel corpus: objects, the linked kernel, the
 * three small links, thin archives. One case is one tool with one set of options on one file (or a few): what it prints,
 * or the file it writes, must be the same bytes.
 */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Io } from '../../../src/cli/command.ts';
import { loadCommand } from '../../../src/cli/commands/index.ts';
import { nodeIo } from '../../../src/cli/io.ts';
import type { CaseResult, Suite, SuiteContext } from '../suite.ts';

const GNU = 'aarch64-linux-gnu-';

/** Option sets that are run on every file, one a line; FILE stands last. */
const EVERY: Readonly<Record<string, readonly string[]>> = {
  nm: [
    '',
    '-n',
    '-S',
    '-gn',
    '-u',
    '-r',
    '-p',
    '-A',
    '-D',
    '--defined-only',
    '--size-sort',
    '-S --size-sort -r',
    '-P',
    '-f sysv',
    '-a',
    '-nS -t d',
    '--special-syms',
  ],
  size: ['', '-A', '-A -x', '-x', '-o', '-t', '-G'],
  readelf: [
    '-h',
    '-S',
    '-SW',
    '-s',
    '-sW',
    '-l',
    '-lW',
    '-r',
    '-rW',
    '-n',
    '-d',
    '-V',
    '-a',
    '-aW',
    '-g',
    '-p .comment',
    '-x .text',
    '-e',
    '--dyn-syms',
  ],
  objcopy: [
    '',
    '-O binary',
    '-S',
    '-g',
    '--strip-unneeded',
    '-R .comment',
    '-O binary -R .note* -R .comment --gap-fill=0xff',
    '-j .text',
    '-j .text -O binary',
  ],
};

/** Options that only archives or several files are for. */
const ARCHIVES: Readonly<Record<string, readonly string[]>> = {
  nm: ['', '-A', '-n', '-P', '-PA', '-f sysv', '-g --defined-only'],
  size: ['', '-A', '-t'],
  readelf: ['-h', '-SW', '-sW'],
};

/** Every so manieth unit of the corpus. */
const UNIT_STEP = 8;

const LINES = ['', '-f', '-fi', '-fip', '-afs', '-sp', '-fC'];

/** Addresses from 0 on, in steps that meet instructions, data and nothing; and some of the kernel. */
const PLACES = [
  ...Array.from({ length: 24 }, (_, i) => (i * 0x34).toString(16)),
  ...Array.from({ length: 8 }, (_, i) => `0x${(0xffffffc008010000n + BigInt(i) * 0x5138n).toString(16)}`),
];

async function ours(command: string, argv: readonly string[]): Promise<{ out: Buffer; err: string; status: number }> {
  const chunks: Buffer[] = [];
  let err = '';
  const io: Io = {
    ...nodeIo(),
    stdout: (text) => {
      chunks.push(Buffer.from(text as string));
    },
    stderr: (text) => {
      err += text;
    },
  };
  try {
    const status = await (await loadCommand(command)).run(argv, io);
    return { out: Buffer.concat(chunks), err, status };
  } catch (error) {
    return { out: Buffer.concat(chunks), err: error instanceof Error ? error.message : String(error), status: 2 };
  }
}

/** Where two texts first differ, in a line. */
function difference(mine: Buffer, theirs: Buffer): string {
  const [a, b] = [mine.toString('latin1').split('\n'), theirs.toString('latin1').split('\n')];
  const at = b.findIndex((line, i) => line !== a[i]);
  if (at < 0) return `${a.length} lines for ${b.length}`;
  return `line ${at + 1}: ${JSON.stringify(a[at] ?? '')} for ${JSON.stringify(b[at])}`.slice(0, 400);
}

const isText = (bytes: Buffer): boolean => bytes.subarray(0, 4).toString('latin1') !== '\x7fELF';

function fileDifference(mine: Buffer, theirs: Buffer): string {
  let at = 0;
  while (at < mine.length && mine[at] === theirs[at]) at++;
  return `${mine.length} bytes for ${theirs.length}, from 0x${at.toString(16)} on`;
}

class Comparison {
  readonly results: CaseResult[] = [];
  readonly #scratch: string;
  readonly #names: ReadonlyMap<string, string>;

  constructor(scratch: string, names: ReadonlyMap<string, string>) {
    this.#scratch = scratch;
    this.#names = names;
  }

  /** What is printed. */
  async print(tool: string, options: string, files: readonly string[], more: readonly string[] = []): Promise<void> {
    const argv = [...options.split(' ').filter((word) => word !== ''), ...files, ...more];
    const theirs = spawnSync(GNU + tool, argv, { maxBuffer: 2 ** 30 });
    const mine = await ours(tool, argv);
    const ok = mine.out.equals(theirs.stdout) && (mine.status === 0) === (theirs.status === 0);
    const detail = `${mine.err.slice(0, 200)} ${difference(mine.out, theirs.stdout)}`.trim();
    this.#add(tool, options, files, ok, detail);
  }

  /** The file that objcopy writes. */
  async write(options: string, file: string): Promise<void> {
    const argv = options.split(' ').filter((word) => word !== '');
    const [a, b] = [path.join(this.#scratch, 'gnu.out'), path.join(this.#scratch, 'own.out')];
    for (const one of [a, b]) fs.rmSync(one, { force: true });
    const theirs = spawnSync(`${GNU}objcopy`, [...argv, file, a], { encoding: 'utf8' });
    const mine = await ours('objcopy', [...argv, file, b]);
    const read = (name: string): Buffer | undefined => (fs.existsSync(name) ? fs.readFileSync(name) : undefined);
    const [want, have] = [read(a), read(b)];
    const ok = want && have ? want.equals(have) : !want && !have && (theirs.status === 0) === (mine.status === 0);
    const detail =
      !want || !have ? `${mine.err.slice(0, 200)} (GNU: ${theirs.stderr.slice(0, 200)})` : fileDifference(have, want);
    this.#add('objcopy', options, [file], ok === true, detail);
  }

  #add(tool: string, options: string, files: readonly string[], ok: boolean, detail: string): void {
    const names = files.map((file) => this.#names.get(file) ?? path.basename(file)).join(' ');
    const id = [tool, options, names].filter((part) => part !== '').join(' ');
    this.results.push(ok ? { id, ok } : { id, ok, detail });
  }
}

/** The corpus's files by the names that their cases have. */
function filesOf(corpus: string): Map<string, string> {
  const names = new Map<string, string>();
  const units = fs.readdirSync(path.join(corpus, 'units')).sort();
  for (const unit of units.filter((_, i) => i % UNIT_STEP === 0))
    names.set(path.join(corpus, 'units', unit, 'ref.o'), unit);
  for (const link of ['vdso', 'nvhe', 'nvhe-reloc']) names.set(path.join(corpus, 'links', link, 'ref'), `link-${link}`);
  return names;
}

/** Compiled objects of the tiny kernel: with jump tables, thread-locals, weak and common symbols. */
const COMPILED = [
  'init/main.o',
  'kernel/fork.o',
  'lib/vsprintf.o',
  'mm/slub.o',
  'kernel/sched/core.o',
  'arch/arm64/kernel/vdso-wrap.o',
];

/** All cases of some of the tools. */
export async function compareTools(corpus: string, scratch: string, tools: readonly string[]): Promise<CaseResult[]> {
  const names = filesOf(corpus);
  const inputs = path.join(corpus, 'tiny/inputs');
  for (const one of COMPILED) names.set(path.join(inputs, one), `tiny/${one}`);
  names.set(path.join(corpus, 'tiny/vmlinux.ref'), 'vmlinux');
  const files = [...names.keys()].filter(isElf);
  const archive = path.join(inputs, 'lib/lib.a');
  names.set(archive, 'lib.a');
  const compare = new Comparison(scratch, names);
  for (const tool of tools) {
    for (const options of EVERY[tool] ?? [])
      for (const file of files)
        if (tool === 'objcopy') await compare.write(options, file);
        else await compare.print(tool, options, [file]);
    for (const options of ARCHIVES[tool] ?? []) {
      await compare.print(tool, options, [archive]);
      await compare.print(tool, options, files.slice(0, 3));
    }
    if (tool === 'addr2line')
      for (const options of LINES)
        for (const file of files) await compare.print(tool, `${options} -e`.trim(), [file], PLACES);
  }
  return compare.results;
}

const TOOLS = ['nm', 'size', 'readelf', 'objcopy', 'addr2line'];

export const suite: Suite = {
  name: 'tools',
  tools: TOOLS.map((tool) => GNU + tool),
  async run(context: SuiteContext) {
    return compareTools(await context.tinyKernel(), context.scratch, TOOLS);
  },
};

function isElf(file: string): boolean {
  return fs.existsSync(file) && !isText(fs.readFileSync(file));
}
