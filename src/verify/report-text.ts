/**
 * Verdicts as text for a terminal or a log: one line an entry, then every finding with its place, its cause and effect,
 * the missing step, and where the architecture says so.
 *
 * Enters: EntryVerdicts and a painter (colours, or none). Leaves: lines. Places are printed as file:line:column, first.
 */
import { type Finding, hex, type SourcePlace, type Spot } from './finding.ts';
import { countName, entryName, sizeName } from './names.ts';
import type { EntryVerdict } from './verify.ts';

export interface Painter {
  good(text: string): string;
  bad(text: string): string;
  strong(text: string): string;
  faint(text: string): string;
}

const same = (text: string): string => text;
export const PLAIN: Painter = { good: same, bad: same, strong: same, faint: same };

const sgr = (code: number) => (text: string) => `\x1b[${code}m${text}\x1b[0m`;
export const COLOURED: Painter = { good: sgr(32), bad: sgr(31), strong: sgr(1), faint: sgr(2) };

/** Findings shown for one entry; the rest are counted. */
const SHOWN = 20;

/** `PASS  EL1  25 MiB, 6,400 pages …`. `seconds`: how long the run took here, if it is to be shown. */
export function summaryLine(entry: EntryVerdict, paint: Painter, seconds?: number): string {
  const { configuration, instructions, copied, tables } = entry;
  const verdict = entry.verdict === 'PASS' ? paint.good('PASS') : paint.bad(entry.verdict === 'FAIL' ? 'FAIL' : 'STOP');
  const pageSize = 2 ** configuration.shift;
  const parts = [
    copied === 0
      ? 'no page copied'
      : `${sizeName(copied * pageSize)}, ${countName(copied)} ${copied === 1 ? 'page' : 'pages'} copied`,
    `${countName(instructions)} instructions${copied === 0 ? '' : ` (${(instructions / copied).toFixed(1)} a page)`}`,
    tables.bytes === 0 ? 'no tables' : `${tables.copy} + ${tables.identity} table pages (${sizeName(tables.bytes)})`,
    `${configuration.dcacheLine}-byte lines`,
    ...(seconds === undefined ? [] : [`${seconds.toFixed(2)} s`]),
  ];
  return `${verdict}  ${entryName(configuration).padEnd(32)}  ${parts.join('; ')}`;
}

/** The findings of one entry, as paragraphs. Empty for a clean one. */
export function findingLines(findings: readonly Finding[], paint: Painter): string[] {
  const lines = findings.slice(0, SHOWN).flatMap((finding) => [...paragraph(finding, paint), '']);
  if (findings.length > SHOWN) lines.push(`... and ${findings.length - SHOWN} more findings (--json shows all)`, '');
  return lines;
}

function paragraph(finding: Finding, paint: Painter): string[] {
  const main = finding.cause ?? finding.effect;
  const severity = finding.severity === 'error' ? paint.bad('error') : 'warning';
  const times = finding.count > 1 ? ` (${countName(finding.count)} times)` : '';
  const lines = [
    `${placePrefix(main?.source)}${severity}: ${paint.strong(finding.message)}${times} [${finding.rule}${finding.class > 0 ? `, class ${finding.class}` : ''}]`,
    ...sourceLines(main?.source),
  ];
  if (finding.cause !== undefined) lines.push(`    cause:   ${spotText(finding.cause)}`);
  if (finding.effect !== undefined) lines.push(`    effect:  ${spotText(finding.effect)}`);
  const where = [
    ...(finding.va === undefined ? [] : [`VA ${hex(finding.va)}`]),
    ...(finding.pa === undefined ? [] : [`PA ${hex(finding.pa)}`]),
  ];
  if (where.length > 0) lines.push(`    address: ${where.join(', ')}`);
  finding.walk?.forEach((step, n) => {
    lines.push(`    ${n === 0 ? 'walk:   ' : '        '} ${step}`);
  });
  if (finding.missing !== undefined) lines.push(`    missing: ${finding.missing}`);
  lines.push(
    paint.faint(`    rule:    ${finding.says}`),
    paint.faint(`             (${sectionText(finding.section)})`),
  );
  return lines;
}

function sectionText(section: string): string {
  return /^[A-K]\d/.test(section) ? `Arm DDI 0487, ${section}` : section.replace(/^\(|\)$/g, '');
}

function placePrefix(source: SourcePlace | undefined): string {
  if (source === undefined) return '';
  return `${source.file}:${source.line}:${source.column === undefined ? '' : `${source.column}:`} `;
}

function sourceLines(source: SourcePlace | undefined): string[] {
  if (source?.text === undefined) return [];
  const frames = (source.frames ?? []).map(({ file, line, how }) => `    ${file}:${line}: note: ${how}`);
  return [`${String(source.line).padStart(7)} |${source.text === '' ? '' : ` ${source.text}`}`, ...frames];
}

function spotText(spot: Spot): string {
  const place = spot.source === undefined ? '' : `, ${spot.source.file}:${spot.source.line}`;
  return `${spot.insn}  at ${hex(spot.pc)}${spot.symbol === undefined ? '' : ` <${spot.symbol}>`}${place}, instruction ${countName(spot.step)}`;
}
