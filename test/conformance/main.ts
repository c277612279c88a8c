/**
 * `npm run conformance`: every suite against its reference tools, held by a ratchet.
 *
 * Options: names of suites to run (default all), `--record` to write what passes now into the ratchet, `--json FILE`. Several
 * suites run side by side, each in a process of its own (lanes.ts), which is this program with one name.
 * A suite's ratchet, ratchet/NAME.txt, has `cases N` (there must never be fewer) and one line a case that is not
 * reached yet. Everything else must pass. Exit status 1 when a case fell behind.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { runInLanes } from './lanes.ts';
import type { CaseResult, Suite, SuiteContext, Summary } from './suite.ts';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, '../..');
const ratchetDirectory = path.join(root, 'test/conformance/ratchet');

interface Ratchet {
  readonly cases: number;
  readonly notReached: ReadonlySet<string>;
}

function readRatchet(name: string): Ratchet {
  const file = path.join(ratchetDirectory, `${name}.txt`);
  if (!fs.existsSync(file)) return { cases: 0, notReached: new Set() };
  const [head = '', ...lines] = fs.readFileSync(file, 'utf8').split('\n');
  return {
    cases: Number(/^cases (\d+)$/.exec(head)?.[1] ?? 0),
    notReached: new Set(lines.filter((line) => line !== '')),
  };
}

function writeRatchet(name: string, results: readonly CaseResult[]): void {
  fs.mkdirSync(ratchetDirectory, { recursive: true });
  const open = results.filter((result) => !result.ok).map((result) => result.id);
  fs.writeFileSync(
    path.join(ratchetDirectory, `${name}.txt`),
    `${[`cases ${results.length}`, ...open.sort()].join('\n')}\n`,
  );
}

function checkDistinct(name: string, results: readonly CaseResult[]): void {
  const seen = new Set<string>();
  for (const { id } of results) {
    if (seen.has(id) || id.trim() !== id || id === '' || id.includes('\n'))
      throw new Error(`suite ${name}: bad case id '${id}'`);
    seen.add(id);
  }
}

function findShared(): string {
  const candidates = [process.env.A64AS_SHARED, path.join(root, '../shared')];
  const found = candidates.find(
    (directory) => directory !== undefined && fs.existsSync(path.join(directory, 'vectors')),
  );
  if (found === undefined) throw new Error('no shared/ directory beside the project (A64AS_SHARED names another)');
  return path.resolve(found);
}

function makeContext(scratch: string): SuiteContext {
  const shared = findShared();
  const corpusDirectory = path.resolve(process.env.A64AS_CORPUS ?? path.join(root, '.kernel-corpus'));
  const built = new Map<string, Promise<string>>();
  const make = (program: string): Promise<string> => {
    const known = built.get(program);
    if (known) return known;
    const log = path.join(scratch, `${program}.log`);
    // suites beside this one wait for the same corpus
    const lock = path.join(root, 'dist/corpus.lock');
    const run = spawnSync('flock', [lock, path.join(shared, 'kernel', program), corpusDirectory], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    fs.writeFileSync(log, `${run.stdout}\n${run.stderr}`);
    if (run.status !== 0) throw new Error(`${program} failed:\n${run.stdout.slice(-2000)}\n${run.stderr.slice(-2000)}`);
    const done = Promise.resolve(corpusDirectory);
    built.set(program, done);
    return done;
  };
  return {
    root,
    shared,
    scratch,
    a64as: [process.execPath, path.join(root, 'dist/bin/a64as.js')],
    corpus: async () => make('corpus'),
    tinyKernel: async () => {
      await make('corpus');
      return make('tiny');
    },
    log: (line) => process.stdout.write(`  ${line}\n`),
  };
}

function missingTools(suite: Suite): string[] {
  return suite.tools.filter((tool) => {
    try {
      execFileSync('which', [tool], { stdio: 'ignore' });
      return false;
    } catch {
      return true;
    }
  });
}

function judge(name: string, results: readonly CaseResult[], seconds: number): Summary {
  const ratchet = readRatchet(name);
  const fallen = results.filter((result) => !result.ok && !ratchet.notReached.has(result.id));
  for (const result of fallen.slice(0, 20))
    process.stdout.write(`  FAIL ${result.id}${result.detail ? `: ${result.detail}` : ''}\n`);
  if (fallen.length > 20) process.stdout.write(`  … and ${fallen.length - 20} more\n`);
  const lost = Math.max(0, ratchet.cases - results.length);
  if (lost > 0) process.stdout.write(`  FAIL ${lost} cases that the ratchet knows are gone\n`);
  const open = results.filter((result) => !result.ok && ratchet.notReached.has(result.id));
  for (const result of open.slice(0, 5))
    process.stdout.write(`  not reached ${result.id}${result.detail ? `: ${result.detail}` : ''}\n`);
  if (open.length > 5)
    process.stdout.write(`  … and ${open.length - 5} more not reached (ratchet/${name}.txt lists all)\n`);
  const passed = results.filter((result) => result.ok);
  return {
    name,
    passed: passed.length,
    failed: fallen.length + lost,
    notReached: open.length,
    newlyReached: passed.filter((result) => ratchet.notReached.has(result.id)).length,
    seconds,
  };
}

function suiteNames(wanted: readonly string[]): readonly string[] {
  const files = fs.readdirSync(path.join(here, 'suites')).filter((file) => file.endsWith('.js'));
  const all = files.map((file) => path.basename(file, '.js')).sort();
  const unknown = wanted.filter((name) => !all.includes(name));
  if (unknown.length > 0) throw new Error(`no suite ${unknown.join(', ')}; there are ${all.join(', ')}`);
  return wanted.length === 0 ? all : all.filter((name) => wanted.includes(name));
}

async function loadSuite(name: string): Promise<Suite> {
  const module: { suite: Suite } = await import(pathToFileURL(path.join(here, 'suites', `${name}.js`)).href);
  return module.suite;
}

async function runSuite(suite: Suite, context: SuiteContext, record: boolean): Promise<Summary> {
  process.stdout.write(`${suite.name}\n`);
  const started = performance.now();
  try {
    const missing = missingTools(suite);
    if (missing.length > 0) throw new Error(`reference tools are missing: ${missing.join(', ')}`);
    const results = await suite.run(context);
    checkDistinct(suite.name, results);
    if (results.length === 0) throw new Error('it has no case');
    if (record) writeRatchet(suite.name, results);
    return judge(suite.name, results, (performance.now() - started) / 1000);
  } catch (error) {
    process.stdout.write(
      `  FAIL ${suite.name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    return {
      name: suite.name,
      passed: 0,
      failed: 1,
      notReached: 0,
      newlyReached: 0,
      seconds: (performance.now() - started) / 1000,
    };
  }
}

function printTable(summaries: readonly Summary[]): void {
  const width = Math.max(...summaries.map(({ name }) => name.length), 5);
  process.stdout.write(`\n${'suite'.padEnd(width)}   passed   failed  not reached    s\n`);
  for (const s of summaries) {
    const news = s.newlyReached > 0 ? `  (${s.newlyReached} newly reached: --record)` : '';
    process.stdout.write(
      `${s.name.padEnd(width)} ${String(s.passed).padStart(8)} ${String(s.failed).padStart(8)} ${String(s.notReached).padStart(12)} ${s.seconds.toFixed(0).padStart(4)}${news}\n`,
    );
  }
}

const argv = process.argv.slice(2);
const record = argv.includes('--record');
const optionValue = (option: string): string | undefined => {
  const at = argv.indexOf(option);
  return at < 0 ? undefined : argv.splice(at, 2)[1];
};
const json = optionValue('--json');
const summaryFile = optionValue('--summary');
const names = suiteNames(argv.filter((word) => !word.startsWith('--')));
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'a64as-conformance-'));

async function runAlone(name: string): Promise<Summary[]> {
  return [await runSuite(await loadSuite(name), makeContext(scratch), record)];
}

function report(summaries: readonly Summary[]): void {
  printTable(summaries);
  const sum = (key: 'passed' | 'failed' | 'notReached') =>
    summaries.reduce((total, summary) => total + summary[key], 0);
  const totals = { passed: sum('passed'), failed: sum('failed'), notReached: sum('notReached') };
  if (json !== undefined) fs.writeFileSync(json, JSON.stringify({ ...totals, suites: summaries }, null, 2));
  process.stdout.write(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.notReached} skipped\n`);
  process.exitCode = totals.failed > 0 || totals.passed === 0 ? 1 : 0;
}

try {
  const [only = ''] = names;
  const command = [process.execPath, fileURLToPath(import.meta.url), ...(record ? ['--record'] : [])];
  const summaries = names.length === 1 ? await runAlone(only) : await runInLanes(names, command, scratch);
  if (summaryFile === undefined) report(summaries);
  else fs.writeFileSync(summaryFile, JSON.stringify(summaries[0]));
} finally {
  fs.rmSync(scratch, { recursive: true, force: true });
}
