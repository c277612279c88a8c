/**
 * The HTML report of `a64as verify --report`, opened from disk in headless Chromium.
 *
 * Enters: reports of several runs (pass, fail, out of budget, 64K pages, no tables, all designs). Leaves: one case a report
 * and question. What the page must show is computed from the report's JSON: an address's walk must end at the physical
 * address that the image list has for that page. The pictures stay in dist/report-browser, to be looked at.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import type { ReportData, TableDump } from '../../../src/verify/report-data.ts';
import { entryOutside, SCRIPTS } from '../report-page.ts';
import type { CaseResult, Suite, SuiteContext } from '../suite.ts';

/** Our code without its barriers, in the scratch directory. */
const MUTANT = 'mutant/relocate_kernel.S';
const REPORTS: Readonly<Record<string, { readonly argv: readonly string[]; readonly status: number }>> = {
  pass: { argv: ['--mib', '1'], status: 0 },
  fail: { argv: ['--pages', '8', '--source', MUTANT], status: 3 },
  budget: { argv: ['--pages', '8', '--max-insns', '500'], status: 4 },
  'pages of 64K': { argv: ['--granule', '64', '--pages', '8', '--vhe'], status: 0 },
  'no tables': { argv: ['--pages', '8', '--no-tables', '--el', '1'], status: 0 },
  compare: { argv: ['--pages', '8', '--compare'], status: 0 },
};
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
/** What WCAG 2 level AA asks of text. */
const CONTRAST = 4.5;
/** A4 without margins of 1 cm, in CSS pixels. */
const PAPER = { width: 718, height: 1046 };
const SCREEN = { width: 1280, height: 900 };
const WAIT = 20_000;

interface Opened {
  readonly page: Page;
  readonly data: ReportData;
  readonly file: string;
  /** What it asked for, the page itself included. */
  readonly requests: readonly string[];
  readonly complaints: readonly string[];
}

function makeMutant({ root, scratch }: SuiteContext): void {
  const file = path.join(scratch, MUTANT);
  fs.cpSync(path.join(root, 'asm'), path.dirname(file), { recursive: true });
  const lines = fs.readFileSync(file, 'utf8').split('\n');
  const kept = lines.filter((line) => !/^\s*dsb\b/.test(line));
  if (kept.length === lines.length) throw new Error(`no barrier in ${file}`);
  fs.writeFileSync(file, kept.join('\n'));
}

/** Runs verify, which must end with the status that is expected; the page is moved where nothing else is. */
function makeReport(name: string, context: SuiteContext): { file: string; data: ReportData } {
  const { argv, status } = REPORTS[name] ?? { argv: [], status: 0 };
  const directory = fs.mkdtempSync(path.join(context.scratch, 'report-'));
  const written = path.join(directory, 'out.html');
  const [program = '', ...before] = context.a64as;
  const run = spawnSync(program, [...before, 'verify', ...argv, '--report', written], {
    encoding: 'utf8',
    cwd: context.scratch,
  });
  if (run.status !== status)
    throw new Error(`verify ${argv.join(' ')}: status ${run.status}, not ${status}\n${run.stdout}${run.stderr}`);
  const alone = path.join(directory, 'alone');
  fs.mkdirSync(alone);
  fs.renameSync(written, path.join(alone, 'out.html'));
  const data = JSON.parse(fs.readFileSync(path.join(directory, 'out.json'), 'utf8')) as ReportData;
  return { file: path.join(alone, 'out.html'), data };
}

async function open(name: string, browser: BrowserContext, context: SuiteContext): Promise<Opened> {
  const { file, data } = makeReport(name, context);
  const page = await browser.newPage();
  page.setDefaultTimeout(WAIT);
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('websocket', (socket) => requests.push(socket.url()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  await page.setViewportSize(SCREEN);
  await page.goto(pathToFileURL(file).href, { waitUntil: 'load' });
  return { page, data, file, requests, complaints };
}

/** A case whose answer is the list of what is wrong. */
type Question = (opened: Opened, name: string, context: SuiteContext) => Promise<readonly string[]>;

const opens: Question = async ({ page, data, complaints }) => {
  const title = await page.title();
  const panels = (await page.evaluate(SCRIPTS.emptyPanels)) as string[];
  return [
    ...complaints.map((text) => `console: ${text}`),
    ...(title === data.title ? [] : [`title '${title}', not '${data.title}'`]),
    ...panels.map((id) => `nothing in panel '${id}'`),
  ];
};

const selfContained: Question = async ({ page, file, requests }) => {
  const urls = (await page.evaluate(SCRIPTS.urls)) as string[];
  const here = pathToFileURL(file).href;
  return [
    ...requests.filter((url) => url !== here).map((url) => `asked for ${url}`),
    ...urls.filter((url) => !url.startsWith('#')).map((url) => `points to ${url}`),
  ];
};

const verdict: Question = async ({ page, data }) => {
  const {
    verdict: whole,
    entries,
    findings,
  } = data.verdict as unknown as {
    readonly verdict: string;
    readonly entries: readonly { readonly verdict: string; readonly entry: string }[];
    readonly findings: readonly { readonly message: string }[];
  };
  const words = await page.locator('#verdict .good, #verdict .bad').allTextContents();
  const messages = await page.locator('#findings .finding b').allTextContents();
  const expected = [whole, ...entries.map((entry) => entry.verdict)];
  return [
    ...(words.join() === expected.join() ? [] : [`shows ${words.join()}, report.json has ${expected.join()}`]),
    ...(messages.join('\n') === findings.map(({ message }) => message).join('\n')
      ? []
      : [`${messages.length} findings shown, ${findings.length} in report.json, or other words`]),
  ];
};

/** The last line of the walk: 'physical address 0x…, …' or a fault. */
async function walkEnd(page: Page): Promise<string> {
  const text = (await page.locator('#walk pre').textContent()) ?? '';
  return text.split('\n').at(-1) ?? '';
}

/** Clicks the first address of every range. */
const clicked: Question = async ({ page, data }) => {
  const wrong: string[] = [];
  const ranges = data.tables.flatMap((table) => table.ranges);
  if (ranges.length === 0)
    return (await page.locator('#tables button').count()) === 0 ? [] : ['a button, but no range'];
  for (const { va, pa } of ranges) {
    await page.getByRole('button', { name: va, exact: true }).click();
    const shown = await page.locator('#walk b').textContent();
    const end = await walkEnd(page);
    if (shown !== va || !end.startsWith(`physical address ${pa},`)) wrong.push(`${va}: walk of ${shown}: ${end}`);
  }
  return wrong;
};

/** Types addresses: in every page of the copy's ranges, and where nothing is mapped. */
const typed: Question = async ({ page, data }) => {
  const expected = data.tables.flatMap((table) => expectations(table, data));
  const wrong: string[] = [];
  for (const [va, start] of expected) {
    await page.getByLabel('virtual address').fill(va);
    await page.getByLabel('virtual address').press('Enter');
    const end = await walkEnd(page);
    if (!end.startsWith(start)) wrong.push(`${va}: ${end}, not ${start}`);
  }
  return wrong;
};

function expectations(table: TableDump, data: ReportData): (readonly [va: string, start: string])[] {
  const size = 2n ** BigInt(table.shift);
  const inside = size / 2n + 8n;
  const hex = (value: bigint) => `0x${value.toString(16)}`;
  const mapped = table.ranges.flatMap(({ va, pages, pa }, which) =>
    Array.from({ length: pages }, (_, n) => {
      const move = data.moves[n];
      const physical = pages === 1 || move === undefined ? pa : which === 0 ? move.source : move.destination;
      return [
        hex(BigInt(va) + BigInt(n) * size + inside),
        `physical address ${hex(BigInt(physical) + inside)},`,
      ] as const;
    }),
  );
  const [first] = table.ranges;
  if (first === undefined) return [];
  const before = BigInt(first.va) - size;
  const unmapped = before >> 63n === BigInt(first.va) >> 63n ? [[hex(before), 'translation fault'] as const] : [];
  return [...mapped, ...unmapped, [entryOutside(first.va, table.vaBits), 'translation fault'] as const];
}

/** Both colour schemes, on the screen and on paper. */
const legible: Question = async ({ page }, name, context) => {
  const wrong: string[] = [];
  const pictures = path.join(context.root, 'dist/report-browser');
  fs.mkdirSync(pictures, { recursive: true });
  const backgrounds = new Set<string>();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, media: 'screen' });
    const { background, poor } = (await page.evaluate(SCRIPTS.contrast(CONTRAST))) as Contrast;
    backgrounds.add(background);
    wrong.push(...poor.map((text) => `${colorScheme}: ${text}`));
    await page.evaluate('scrollTo(0, 0)');
    const picture = await page.screenshot({
      path: path.join(pictures, `${name.replaceAll(' ', '-')}-${colorScheme}.png`),
      fullPage: true,
    });
    if (picture.readUInt32BE(16) < SCREEN.width) wrong.push(`${colorScheme}: picture ${picture.readUInt32BE(16)} wide`);
  }
  if (backgrounds.size !== 2) wrong.push(`dark is as light: ${[...backgrounds].join()}`);
  return wrong;
};

interface Contrast {
  readonly background: string;
  readonly poor: readonly string[];
}

const printed: Question = async ({ page }, name, context) => {
  const wrong: string[] = [];
  const shown = (await page.evaluate(SCRIPTS.shownTexts)) as string[];
  await page.setViewportSize(PAPER);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, media: 'print' });
    const onPaper = new Set((await page.evaluate(SCRIPTS.shownTexts)) as string[]);
    wrong.push(...shown.filter((text) => !onPaper.has(text)).map((text) => `hidden: ${text}`));
    wrong.push(...((await page.evaluate(SCRIPTS.cut)) as string[]).map((text) => `cut off: ${text}`));
    wrong.push(...((await page.evaluate(SCRIPTS.broken)) as string[]).map((text) => `broken: ${text}`));
    wrong.push(...((await page.evaluate(SCRIPTS.uncoloured)) as string[]).map((text) => `not printed: ${text}`));
    const { background, poor } = (await page.evaluate(SCRIPTS.contrast(CONTRAST))) as Contrast;
    if (background !== 'rgb(255, 255, 255)') wrong.push(`${colorScheme}: paper is ${background}`);
    wrong.push(...poor.map((text) => `${colorScheme}: ${text}`));
  }
  const file = path.join(context.root, 'dist/report-browser', `${name.replaceAll(' ', '-')}.pdf`);
  const pdf = await page.pdf({ path: file, format: 'A4' });
  if (!pdf.subarray(0, 5).equals(Buffer.from('%PDF-'))) wrong.push('no PDF comes out');
  return wrong;
};

const QUESTIONS: Readonly<Record<string, Question>> = {
  'opens without a complaint': opens,
  'verdict as in report.json': verdict,
  'a click on an address shows its walk': clicked,
  'walks of typed addresses': typed,
  'legible in light and dark': legible,
  'prints whole': printed,
  'self-contained': selfContained,
};

async function ask(name: string, browser: BrowserContext, context: SuiteContext): Promise<CaseResult[]> {
  const opened = await open(name, browser, context);
  const results: CaseResult[] = [];
  for (const [title, question] of Object.entries(QUESTIONS)) {
    let wrong: readonly string[];
    try {
      wrong = await question(opened, name, context);
    } catch (error) {
      wrong = [error instanceof Error ? error.message : String(error)];
    }
    const detail = wrong.slice(0, 6).join('\n      ');
    results.push({ id: `${name}: ${title}`, ok: wrong.length === 0, ...(wrong.length === 0 ? {} : { detail }) });
  }
  await opened.page.close();
  return results;
}

export const suite: Suite = {
  name: 'report-browser',
  tools: ['chromium'],
  run: async (context) => {
    const executablePath = execFileSync('which', ['chromium'], { encoding: 'utf8' }).trim();
    makeMutant(context);
    const profile = path.join(context.scratch, 'chromium-profile');
    const browser = await chromium.launchPersistentContext(profile, { executablePath, args: FLAGS, offline: true });
    try {
      const results: CaseResult[] = [];
      for (const name of Object.keys(REPORTS)) results.push(...(await ask(name, browser, context)));
      return results;
    } finally {
      await browser.close();
    }
  },
};
