/**
 * The comparison of designs as a table for a terminal, with the model's parameters, its misfit, and what the figures say.
 *
 * Enters: rows (compare.ts) and the fitted parameters. Leaves: lines. Everything that comes from the model says so.
 */
import type { MapKind } from '../kexec/index.ts';
import { fitParameters, misfits, modelledSeconds, pageCost } from './cost-model.ts';
import type { Painter } from './report-text.ts';

export interface TableRow {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly verdicts: readonly { readonly mode: string; readonly verdict: string; readonly findings: number }[];
  readonly instructionsPerPage: number;
  readonly maintenancePerPage: number;
  readonly tlbFillsPerPage: number;
  readonly sizes: readonly { readonly mib: number; readonly tablePages: number; readonly seconds: number }[];
  readonly tableBytesPerGib: number;
}

function sizeTitle(mib: number): string {
  return mib >= 1024 ? `${mib / 1024}G` : `${mib}M`;
}

function secondsText(seconds: number): string {
  if (seconds === 0) return '0';
  return seconds < 10 ? seconds.toPrecision(2) : seconds.toFixed(0);
}

export function compareLines(rows: readonly TableRow[], paint: Painter): string[] {
  const sizes = rows[0]?.sizes.map(({ mib }) => mib) ?? [];
  const head = [
    '#',
    'design',
    'EL1',
    'EL2',
    'VHE',
    'insn/page',
    'dc/page',
    'tlb/page',
    ...sizes.map((mib) => `tables ${sizeTitle(mib)}`),
    'KiB/GiB',
    ...sizes.map((mib) => `s ${sizeTitle(mib)}*`),
  ];
  const body = rows.map((row) => [
    String(row.number),
    `${row.title} [${row.id}]`,
    ...['el1', 'el2', 'el2-vhe'].map((mode) => row.verdicts.find((each) => each.mode === mode)?.verdict ?? '-'),
    row.instructionsPerPage === 0 ? '0' : row.instructionsPerPage.toFixed(0),
    row.maintenancePerPage.toFixed(0),
    row.tlbFillsPerPage.toFixed(2),
    ...row.sizes.map(({ tablePages }) => String(tablePages)),
    String(row.tableBytesPerGib / 1024),
    ...row.sizes.map(({ seconds }) => secondsText(seconds)),
  ]);
  const widths = head.map((title, column) =>
    Math.max(title.length, ...body.map((cells) => cells[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (column === 1 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  const coloured = body.map((cells) =>
    line(cells)
      .replace(/\bPASS\b/g, (word) => paint.good(word))
      .replace(/\b(?:FAIL|BUDGET)\b/g, (word) => paint.bad(word)),
  );
  return [paint.strong(line(head)), ...coloured, '', ...modelLines(), '', ...conclusions()];
}

/** The model for machines: parameters, and model / measurement for each figure of the thread. */
export function modelJson(): Readonly<Record<string, unknown>> {
  const parameters = fitParameters();
  return { modelled: true, parameters, misfits: misfits(parameters) };
}

/** The model, its parameters and how far it is off. */
function modelLines(): string[] {
  const parameters = fitParameters();
  return [
    'One row again, with its findings: a64as verify --design ID, the ID in brackets.',
    'dc: cache maintenance by address; tlb: entries filled; tables: pages of the mappings (those of linear maps for 4 GiB of RAM,',
    'or four times the image); KiB/GiB: table memory for a GiB moved; * modelled, not measured, by a model with',
    `    uncached access or maintenance  ${(parameters.uncached * 1e9).toFixed(1)} ns (fitted)`,
    `    cache line filled or cleaned    ${(parameters.line * 1e9).toFixed(1)} ns (fitted)`,
    `    start of a page elsewhere       ${parameters.startLines} lines (assumed: the thread has no figure for it)`,
    '  against the thread (model / measured; 1 is right):',
    ...misfits(parameters).map(
      ({ measurement, off, on }) =>
        `    ${measurement.source.padEnd(30)} MMU off ${off.toFixed(2)}, MMU on ${on.toFixed(2)}`,
    ),
    '  No one parameter set gives all four: they were taken on different machines.',
  ];
}

/** What the figures say about the questions of the thread. */
export function conclusions(): string[] {
  const parameters = fitParameters();
  const seconds = (map: MapKind | undefined, list: boolean, maintenance: number): number =>
    modelledSeconds(pageCost(map, maintenance, list), 25, parameters);
  const off = seconds(undefined, true, 64);
  const contiguous = seconds('contiguous', false, 64);
  const pages = seconds('linear-pages', true, 64);
  const blocks = seconds('linear-blocks', true, 64);
  const percent = (part: number): string => `${((100 * part) / (off - contiguous)).toFixed(1)} %`;
  return [
    `Of what the MMU gains on 25 MiB (${off.toFixed(3)} s to ${contiguous.toFixed(4)} s modelled), ${percent(off - pages)} is cacheability: a linear map`,
    `with 4K pages has it all (${pages.toFixed(4)} s). Contiguous addresses add ${percent(pages - contiguous)}, and that share rests on the assumed cost of`,
    `starting a page elsewhere; 2 MiB blocks save the table reads, ${percent(pages - blocks)} (${blocks.toFixed(4)} s), and nearly all table memory.`,
    'An image that is loaded where it runs beats all of them: nothing is copied.',
  ];
}
