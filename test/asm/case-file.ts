/**
 * Files of small cases: what they hold, and what an assembler makes of one.
 *
 * A file in cases/ has text up to the first case, which is a remark, and cases: a line `#### name`, perhaps ` : flags of as`, then the source. What
 * GNU as says of each is recorded beside it (NAME.json, by scripts/record-asm-cases.mjs); asm-cases in conformance asks it anew.
 */
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { type AsmOptions, assemble, writeObject } from '../../src/asm/index.ts';
import { parseSettings } from '../../src/cli/as/options.ts';
import { DiagnosticSink } from '../../src/diag/diagnostic.ts';
import { withGrammar } from '../../src/expr/lazy.ts';
import { SourceMap } from '../../src/text/source-map.ts';

export interface Case {
  readonly name: string;
  readonly flags: readonly string[];
  readonly text: string;
}

/** What came of a case. */
export interface CaseOutcome {
  /** SHA-256 of the object, or '' when the source was refused. */
  readonly object: string;
  /** Lines with warnings, where the source was accepted. */
  readonly warnings: readonly number[];
}

/** All cases of a file. */
export function parseCases(text: string): Case[] {
  return text
    .split(/^#### /m)
    .slice(1)
    .map((chunk) => {
      const newline = chunk.indexOf('\n');
      const [name = '', flags = ''] = chunk.slice(0, newline).split(' : ');
      return { name: name.trim(), flags: flags.split(' ').filter((f) => f !== ''), text: chunk.slice(newline + 1) };
    });
}

/** Where GNU as was run; it is in line tables. */
export const CASE_DIRECTORY = '/cases';
/** The name under which every case is assembled, and which it can include. */
export const CASE_NAME = 'case.s';

/** What the command makes of the flags. */
function optionsOf(flags: readonly string[]): AsmOptions {
  const { assembler } = parseSettings([...flags, CASE_NAME], { responseFile: () => undefined });
  return { ...assembler, directory: CASE_DIRECTORY };
}

/** Assemble a case: the object, or undefined, and the diagnostics by line. */
export function assembleCase({ flags, text }: Case): Promise<{
  readonly object: Uint8Array | undefined;
  readonly messages: readonly string[];
  readonly warnings: readonly number[];
  readonly errors: readonly number[];
}> {
  return withGrammar(() => {
    const sink = new DiagnosticSink();
    const sourceMap = new SourceMap();
    const readFile = (path: string): Uint8Array | undefined =>
      path === CASE_NAME ? Uint8Array.from(text, (c) => c.charCodeAt(0)) : undefined;
    const options = optionsOf(flags);
    const elf = assemble({ text, name: CASE_NAME, sourceMap, sink, readFile, options });
    // a warning about the whole file has no line in GNU as, either; one of another file's line (a line marker) is not recorded
    const line = (pos: number): number => {
      const place = sourceMap.locate(pos)?.place;
      return place?.file === CASE_NAME ? place.line : 0;
    };
    const linesOf = (severity: string): readonly number[] => {
      const all = sink.list.flatMap((d) => (d.severity === severity && line(d.pos) > 0 ? [line(d.pos)] : []));
      return [...new Set(all)].sort((a, b) => a - b);
    };
    return {
      object: elf && writeObject(elf),
      messages: sink.list.map((d) => `${line(d.pos)}: ${d.severity}: ${d.text}`),
      warnings: linesOf('warning'),
      errors: linesOf('error'),
    };
  });
}

export async function outcomeOf(one: Case): Promise<CaseOutcome> {
  const { object, warnings } = await assembleCase(one);
  return { object: object ? hashOf(object) : '', warnings: object ? warnings : [] };
}

export const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Files of cases, by name without suffix. */
export function caseFiles(directory: URL): string[] {
  return fs
    .readdirSync(directory)
    .filter((f) => f.endsWith('.txt'))
    .map((f) => f.slice(0, -4))
    .sort();
}
