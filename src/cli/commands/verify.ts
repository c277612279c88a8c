/**
 * `a64as verify`: relocation code from source to verdict.
 *
 *     a64as verify [--mib 25] [--el 1|2] [--vhe] [--line N] [--source FILE.S | --blob FILE] [--json]
 *
 * Exit status: 0 every entry passed; 1 errors in the input; 2 usage; 3 a verdict is FAIL; 4 the step budget ran out.
 */
import { type CompareRow, compareDesigns } from '../../compare.ts';
import type { Design } from '../../designs.ts';
import { FatalDiagnostic, type Message, NO_POS } from '../../diag/diagnostic.ts';
import * as messages from '../../diag/messages/verify.ts';
import { type EntryMode, OutOfPages, type Plan } from '../../kexec/index.ts';
import { SchemaError } from '../../offsets/error.ts';
import type { LinkedBlob } from '../../verify/linked-blob.ts';
import { entryName } from '../../verify/names.ts';
import { githubReport, junitReport } from '../../verify/report-ci.ts';
import { compareLines, modelJson } from '../../verify/report-compare.ts';
import { collectReport } from '../../verify/report-data.ts';
import { htmlReport } from '../../verify/report-html.ts';
import { jsonReport, overall } from '../../verify/report-json.ts';
import { COLOURED, findingLines, type Painter, PLAIN, summaryLine } from '../../verify/report-text.ts';
import { type EntryConfiguration, type EntryVerdict, verifyEntry } from '../../verify/verify.ts';
import { type Command, EXIT, type Io } from '../command.ts';
import { loadArgument } from '../verify/argument-schema.ts';
import { loadBlob } from '../verify/load.ts';
import { createMachine } from '../verify/machine.ts';
import { HELP, type Options, parseOptions } from '../verify/options.ts';
import { Progress } from '../verify/progress.ts';

const EXITS = { PASS: EXIT.ok, FAIL: EXIT.verification, BUDGET: EXIT.budget } as const;

interface Entry {
  readonly mode: EntryMode;
  readonly inPlace: boolean;
}

/** The entries to run: all four, or those that the options pick. */
function entriesOf({ el, vhe, nothing, design }: Options): Entry[] {
  const mode: EntryMode | undefined = vhe ? 'el2-vhe' : el === undefined ? undefined : el === 1 ? 'el1' : 'el2';
  if (nothing || design.inPlace) return [{ mode: mode ?? 'el2', inPlace: true }];
  if (mode !== undefined) return [{ mode, inPlace: false }];
  const copying = (['el1', 'el2', 'el2-vhe'] as const).map((each) => ({ mode: each, inPlace: false }));
  return [...copying, { mode: 'el2', inPlace: true }];
}

function configurations(options: Options, plan: Plan): EntryConfiguration[] {
  const shift = ({ 4: 12, 16: 14, 64: 16 } as const)[options.granule];
  return options.lines.flatMap((dcacheLine) =>
    entriesOf(options).map((entry) => ({
      ...entry,
      pages: options.bytes / 2 ** shift,
      cpu: options.cpu,
      dcacheLine,
      icacheLine: options.icacheLine ?? dcacheLine,
      tables: options.tables && options.design.tables,
      plan,
      shift,
      vaBits: options.vaBits,
      physicalBits: 48,
      seed: options.seed,
      ...(options.cameBy === undefined ? {} : { cameBy: options.cameBy }),
      ...(options.budget === undefined ? {} : { budget: options.budget }),
    })),
  );
}

/** The design's plan, with what the options say of foreign code instead. */
async function planOf({ design, map, argument }: Options): Promise<Plan> {
  const { plan } = design;
  return {
    ...plan,
    map: map === undefined ? plan.map : map === 'none' ? undefined : map,
    argument: argument === undefined ? plan.argument : await loadArgument(argument),
  };
}

function runAll(blob: LinkedBlob, plan: Plan, options: Options, io: Io, paint: Painter): EntryVerdict[] {
  const speaks = options.format === 'text';
  return configurations(options, plan).map((configuration) => {
    const progress = new Progress(io, options.quiet || options.format !== 'text', entryName(configuration));
    const started = Date.now();
    const verdict = verifyEntry(createMachine, blob, configuration, { onProgress: (done) => progress.show(done) });
    progress.clear();
    if (speaks && !options.quiet) {
      io.stdout(`${summaryLine(verdict, paint, (Date.now() - started) / 1000)}\n`);
      const lines = findingLines(verdict.findings, paint);
      if (lines.length > 0) io.stdout(`\n${lines.join('\n')}\n`);
    }
    return verdict;
  });
}

function inputError(io: Io, message: Message): number {
  io.stderr(
    `a64as: error: ${message.text} [${message.code}]\n${message.hint === undefined ? '' : `  ${message.hint}\n`}`,
  );
  return EXIT.input;
}

function painterFor(io: Io): Painter {
  const { NO_COLOR, FORCE_COLOR } = io.environment;
  if (NO_COLOR !== undefined && NO_COLOR !== '') return PLAIN;
  return io.stdoutIsTty || (FORCE_COLOR !== undefined && FORCE_COLOR !== '0') ? COLOURED : PLAIN;
}

function lastLine(verdicts: readonly EntryVerdict[]): string {
  const passed = verdicts.filter(({ verdict }) => verdict === 'PASS').length;
  const findings = verdicts.reduce((sum, verdict) => sum + verdict.findings.length, 0);
  const words = { PASS: 'PASS', FAIL: 'FAIL', BUDGET: 'OUT OF BUDGET' }[overall(verdicts)];
  return `verdict: ${words}, ${passed} of ${verdicts.length} entries, ${findings} ${findings === 1 ? 'finding' : 'findings'}`;
}

/** Pages that --compare runs when no size is asked for: enough for figures a page, little enough to be quick. */
const COMPARE_PAGES = 512;
/** Pages that a report traces instruction by instruction. */
const TRACE_PAGES = 4;

async function compareAll(options: Options, io: Io): Promise<CompareRow[]> {
  const pages = options.sizeIsDefault ? COMPARE_PAGES : options.bytes / 4096;
  const progress = new Progress(io, options.quiet || options.format !== 'text', 'comparing');
  const build = (design: Design) => loadBlob({ ...options, design }, io);
  const rows = await compareDesigns(build, createMachine, pages, ({ title }) => progress.note(title));
  progress.clear();
  return rows;
}

async function compare(options: Options, io: Io): Promise<number> {
  const rows = await compareAll(options, io);
  const failed = rows.some(({ verdicts }) => verdicts.some(({ verdict }) => verdict !== 'PASS'));
  const exit = failed ? EXIT.verification : EXIT.ok;
  const data = { verdict: failed ? 'FAIL' : 'PASS', exit, model: modelJson(), designs: rows };
  if (options.format === 'json') io.stdout(`${JSON.stringify(data, null, 2)}\n`);
  else io.stdout(`${compareLines(rows, painterFor(io)).join('\n')}\n`);
  return exit;
}

/** The report: the verdicts, a traced run of a few pages in the first entry, and the comparison if it is asked for. */
async function report(
  path: string,
  blob: LinkedBlob,
  verdicts: readonly EntryVerdict[],
  exit: number,
  options: Options,
  io: Io,
) {
  const configuration = verdicts[0]?.configuration;
  if (configuration === undefined) return;
  const traced = { ...configuration, pages: Math.min(TRACE_PAGES, configuration.pages) };
  const data = collectReport(createMachine, blob, traced, verdicts, {
    exit,
    commands: [`a64as verify ${options.argv.join(' ')}`.trim()],
    compare: options.compare ? await compareAll({ ...options, sizeIsDefault: true }, io) : [],
  });
  const failed = io.writeFiles([
    { path, data: htmlReport(data) },
    { path: `${path.replace(/\.html?$/, '')}.json`, data: `${JSON.stringify(data, null, 2)}\n` },
  ]);
  if (failed !== undefined) throw new FatalDiagnostic(NO_POS, messages.unwritable(path, failed));
}

function rendered(verdicts: readonly EntryVerdict[], exit: number, { format, design, blob, source }: Options): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(jsonReport(verdicts, exit), null, 2)}\n`;
    case 'junit':
      return junitReport(verdicts, `a64as verify ${blob ?? source ?? design.source}`);
    case 'github':
      return githubReport(verdicts);
    case 'text':
      return `${lastLine(verdicts)}\n`;
  }
}

export const command: Command = {
  name: 'verify',
  summary: 'run relocation code on the checked engine and judge what it leaves',
  async run(argv, io) {
    if (argv.includes('--help') || argv.includes('-h')) {
      io.stdout(HELP);
      return EXIT.ok;
    }
    const options = await parseOptions(argv);
    try {
      if (options.compare && options.report === undefined) return await compare(options, io);
      const blob = await loadBlob(options, io);
      if (blob === undefined) return EXIT.input;
      const verdicts = runAll(blob, await planOf(options), options, io, painterFor(io));
      const exit = EXITS[overall(verdicts)];
      io.stdout(rendered(verdicts, exit, options));
      if (options.report !== undefined) await report(options.report, blob, verdicts, exit, options, io);
      return exit;
    } catch (error) {
      if (error instanceof FatalDiagnostic) return inputError(io, error.diagnostic);
      if (error instanceof SchemaError) return inputError(io, error.diagnostic);
      if (error instanceof OutOfPages) return inputError(io, messages.outOfPages(error.what));
      if (error instanceof RangeError) return inputError(io, messages.doesNotFit(error.message));
      throw error;
    }
  },
};
