/**
 * Verdicts for continuous integration: JUnit XML, one test case an entry; GitHub workflow commands, one annotation a finding.
 */
import type { Finding } from './finding.ts';
import { entryName } from './names.ts';
import { findingLines, PLAIN } from './report-text.ts';
import type { EntryVerdict } from './verify.ts';

function xml(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  // Control characters other than tab and newline have no place in XML 1.0.
  const printable = [...text]
    .filter((character) => character >= ' ' || character === '\t' || character === '\n')
    .join('');
  return printable.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}

/** One <testsuite>; the text of the findings is the failure's. */
export function junitReport(entries: readonly EntryVerdict[], suite: string): string {
  const failures = entries.filter(({ verdict }) => verdict !== 'PASS').length;
  const cases = entries.map((entry) => {
    const name = xml(`${entryName(entry.configuration)}, ${entry.configuration.dcacheLine}-byte lines`);
    const open = `  <testcase classname="${xml(suite)}" name="${name}">`;
    if (entry.verdict === 'PASS') return `${open}</testcase>`;
    const first = entry.findings[0]?.message ?? 'out of budget';
    const body = xml(findingLines(entry.findings, PLAIN).join('\n'));
    return `${open}\n    <failure message="${xml(first)}">${body}</failure>\n  </testcase>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuite name="${xml(suite)}" tests="${entries.length}" failures="${failures}">\n${cases.join('\n')}\n</testsuite>\n`;
}

/** `::error file=…,line=…::message`, with what those take percent-encoded. */
export function githubReport(entries: readonly EntryVerdict[]): string {
  return entries
    .flatMap((entry) => entry.findings.map((finding) => annotation(finding, entryName(entry.configuration))))
    .join('');
}

function annotation({ severity, cause, effect, message, missing, rule }: Finding, entry: string): string {
  const source = cause?.source ?? effect?.source;
  const place = source === undefined ? [] : [`file=${property(source.file)}`, `line=${source.line}`];
  const properties = [...place, `title=${property(`${rule} at ${entry}`)}`].join(',');
  const text = missing === undefined ? message : `${message}; missing: ${missing}`;
  return `::${severity} ${properties}::${data(text)}\n`;
}

function data(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function property(text: string): string {
  return data(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
