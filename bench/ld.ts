/**
 * The linker: CPU time and memory of whole commands as ratios to GNU ld's in the same run, Node's start included; medians of 5 runs, of
 * fewer where GNU ld takes many seconds, as each line says.
 *
 * Bars: vmlinux (543 inputs, the kernel's own script) 3 times GNU ld's CPU time and 4 times its memory; with ten times the inputs 1.5 times;
 * from 10 to 10,000 inputs what one more input takes must not grow. The blob's link beyond Node's own start is in startup.ts. The corpus
 * is A64AS_CORPUS or ./.kernel-corpus; without it only growth is measured. Exit status 1 above a bar.
 */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { linkInputs } from './ld-inputs.ts';
import { type Figure, measure } from './measure.ts';

const BARS = { kernel: 3, tenTimes: 1.5, memory: 4 } as const;
/** How much dearer one more input may be between 1,000 and 10,000 than between 100 and 1,000. */
const LINEAR = 1.5;
/** How many inputs, and how many runs of each: GNU ld's time grows with the square. */
const SIZES = [
  [10, 5],
  [100, 5],
  [1000, 3],
  [10_000, 1],
] as const;
const TIMES = 10;

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const a64as = [process.execPath, path.join(root, 'dist/bin/a64as.js'), 'ld'];
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'a64as-bench-'));

function missed(): string {
  process.exitCode = 1;
  return ' MISSED';
}

/** A ratio, and the bar that it may have. */
function ratio(ours: number, theirs: number, bar: number | undefined): string {
  const value = ours / theirs;
  const said = `x${value.toFixed(2)}`;
  return bar === undefined ? said : `${said} (bar ${bar})${value > bar ? missed() : ''}`;
}

interface Bars {
  readonly cpu?: number;
  readonly memory?: number;
}

/** Link with both and print the line. Returns our figure. */
function compare(name: string, words: readonly string[], directory: string, runs: number, bars: Bars): Figure {
  const to = (output: string): string[] => [...words, '-o', path.join(scratch, output)];
  const commands = [
    [...a64as, ...to('ours')],
    ['aarch64-linux-gnu-ld', ...to('theirs')],
  ];
  const [ours, gnu] = measure(commands, runs, directory) as [Figure, Figure];
  const ms = (figure: Figure): string => `${(figure.cpu * 1000).toFixed(0).padStart(6)} ms`;
  const cpu = ratio(ours.cpu, gnu.cpu, bars.cpu);
  const memory = ratio(ours.peak, gnu.peak, bars.memory);
  const times = runs === 1 ? '1 run' : `${runs} runs`;
  process.stdout.write(`${name.padEnd(22)} ${ms(ours)}, GNU ld ${ms(gnu)}: CPU ${cpu}, memory ${memory}, ${times}\n`);
  return ours;
}

/** A file of arguments: thousands do not fit a command line. */
function argumentFile(name: string, words: readonly string[]): string {
  const file = path.join(scratch, name);
  fs.writeFileSync(file, words.join('\n'));
  return `@${file}`;
}

async function kernel(corpus: string): Promise<void> {
  const file = path.join(corpus, 'tiny/link.json');
  const { cwd, argv } = JSON.parse(fs.readFileSync(file, 'utf8')) as { cwd: string; argv: string[] };
  const words = argv.slice(1).filter((word, i, all) => word !== '-o' && all[i - 1] !== '-o');
  const directory = path.join(corpus, cwd);
  const inputs = words.filter((word) => word.endsWith('.o')).length;
  const whole = argumentFile('kernel', words);
  compare(`vmlinux, ${inputs} inputs`, [whole], directory, 5, { cpu: BARS.kernel, memory: BARS.memory });
  const more = argumentFile('more', await linkInputs((TIMES - 1) * inputs));
  const bars = { cpu: BARS.tenTimes, memory: BARS.memory };
  compare(`with ${(TIMES - 1) * inputs} more`, [whole, more], directory, 2, bars);
}

const SCRIPT = `ENTRY(u0_f0)
SECTIONS
{
  . = 0x10000;
  .text : { *(.text) *(.init.text) }
  .rodata : { *(.rodata*) }
  .data : { *(.data) }
  .bss : { *(.bss) }
}
`;

/** From 10 to 10,000 inputs. */
async function growth(): Promise<void> {
  const objects = await linkInputs(SIZES.at(-1)?.[0] ?? 0);
  const script = path.join(scratch, 'all.lds');
  fs.writeFileSync(script, SCRIPT);
  const seconds = SIZES.map(([count, runs]) => {
    const inputs = argumentFile('inputs', objects.slice(0, count));
    const words = ['--no-warn-rwx-segments', '-T', script, inputs];
    return compare(`${count} inputs`, words, scratch, runs, {}).cpu;
  });
  const steps = SIZES.slice(1).map(([count], i) => {
    const before = SIZES[i]?.[0] ?? 0;
    const each = ((seconds[i + 1] ?? Number.NaN) - (seconds[i] ?? Number.NaN)) / (count - before);
    process.stdout.write(`one more input, from ${before} to ${count}: ${(each * 1e6).toFixed(0)} us\n`);
    return each;
  });
  const [first = Number.NaN, last = Number.NaN] = steps.slice(-2);
  process.stdout.write(`the last of these to the one before: ${ratio(last, first, LINEAR)}\n`);
}

try {
  const corpus = path.resolve(process.env.A64AS_CORPUS ?? '.kernel-corpus');
  if (fs.existsSync(path.join(corpus, 'tiny/link.json'))) await kernel(corpus);
  else process.stdout.write(`no built kernel in ${corpus}: growth alone\n`);
  await growth();
} finally {
  fs.rmSync(scratch, { recursive: true, force: true });
}
