/**
 * Diagnostics for programs: JSON, SARIF 2.1.0, GitHub workflow commands.
 *
 * Enters: diagnostics and a Locator. Leaves: one document (JSON, SARIF) or one line a diagnostic (GitHub).
 */
import type { Diagnostic, Locator, Place, Severity } from './diagnostic.ts';
import { type Resolved, resolve } from './resolve.ts';

/** An array of objects; places are {file, line, column}, counted from 1. */
export function renderJson(list: readonly Diagnostic[], locator: Locator): string {
  const diagnostics = list.map((item) => {
    const { severity, code, text, hint, length, place, frames, notes } = resolve(item, locator);
    return {
      severity,
      code,
      message: text,
      ...(hint === undefined ? {} : { hint }),
      ...(place ? { ...spot(place), length } : {}),
      ...(frames.length > 0 ? { frames: frames.map((frame) => ({ ...spot(frame), how: frame.how })) } : {}),
      ...(notes.length > 0
        ? { notes: notes.map((note) => ({ message: note.text, ...(note.place ? spot(note.place) : {}) })) }
        : {}),
    };
  });
  return `${JSON.stringify(diagnostics, null, 2)}\n`;
}

function spot(place: Place): { readonly file: string; readonly line: number; readonly column: number } {
  return { file: place.file, line: place.line, column: place.column };
}

const SARIF_LEVELS: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  note: 'note',
  hint: 'note',
};

/** A SARIF log with one run (OASIS SARIF 2.1.0); the chain of expansions goes to relatedLocations. */
export function renderSarif(list: readonly Diagnostic[], locator: Locator, version: string): string {
  const resolved = list.map((item) => resolve(item, locator));
  const codes = [...new Set(resolved.map(({ code }) => code))].sort();
  const driver = { name: 'a64as', version, rules: codes.map((id) => ({ id })) };
  const results = resolved.map((item) => sarifResult(item, codes));
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver }, columnKind: 'unicodeCodePoints', results }],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function sarifResult(item: Resolved, codes: readonly string[]): object {
  const { place, frames, notes } = item;
  const related = [
    ...frames.map((frame) => ({ ...sarifLocation(frame, 1), message: { text: frame.how } })),
    ...notes.flatMap((note) => (note.place ? [{ ...sarifLocation(note.place, 1), message: { text: note.text } }] : [])),
  ].map((location, id) => ({ id, ...location }));
  return {
    ruleId: item.code,
    ruleIndex: codes.indexOf(item.code),
    level: SARIF_LEVELS[item.severity],
    message: { text: item.hint === undefined ? item.text : `${item.text}\n${item.hint}` },
    ...(place ? { locations: [sarifLocation(place, item.length)] } : {}),
    ...(related.length > 0 ? { relatedLocations: related } : {}),
  };
}

function sarifLocation(place: Place, length: number): object {
  const uri = encodeURI(place.file).replace(/[?#]/g, encodeURIComponent);
  const { line, column } = place;
  const region = { startLine: line, startColumn: column, endColumn: column + length, snippet: { text: place.text } };
  return { physicalLocation: { artifactLocation: { uri }, region } };
}

/** `::error file=…,line=…::message`, one a line; hint and chain are further lines of the message. */
export function renderGitHub(list: readonly Diagnostic[], locator: Locator): string {
  return list.map((item) => gitHubLine(resolve(item, locator))).join('');
}

function gitHubLine(item: Resolved): string {
  const command = item.severity === 'hint' || item.severity === 'note' ? 'notice' : item.severity;
  const { place } = item;
  const properties: string[] = [];
  if (place) {
    properties.push(`file=${escapeProperty(place.file)}`, `line=${place.line}`, `col=${place.column}`);
    properties.push(`endColumn=${place.column + item.length}`);
  }
  properties.push(`title=${escapeProperty(item.code)}`);
  const lines = [item.text];
  if (item.hint !== undefined) lines.push(item.hint);
  for (const frame of item.frames) lines.push(`${frame.file}:${frame.line}:${frame.column}: ${frame.how}`);
  return `::${command} ${properties.join(',')}::${escapeData(lines.join('\n'))}\n`;
}

function escapeData(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
