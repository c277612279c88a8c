/**
 * Files of small cases: what they hold, and what an assembler makes of one.
 *
 * A file in cases/ has text up to the first case, which is a remark, and cases: a line `#### name`, perhaps ` : flags of as`, then the source. What
 * GNU as says of each is recorded beside it (NAME.json, by scripts/record-asm-cases.mjs); asm-cases in conformance asks it anew.
 */
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { type AsmOptions, assemble, writeObject } from '../../src/asm/index.ts';
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

function optionsOf(flags: readonly string[]): AsmOptions {
  const debug = flags.map((f) => /^--gdwarf-(\d)$/.exec(f)?.[1]).find((v) => v !== undefined);
  const value = (prefix: string): string | undefined => flags.find((f) => f.startsWith(prefix))?.slice(prefix.length);
  const arch = value('-march=');
  return {
    directory: CASE_DIRECTORY,
    bigEndian: flags.includes('-EB'),
    keepLocals: flags.includes('-L'),
    stripLocalAbsolute: flags.includes('--strip-local-absolute'),
    sttCommon: flags.includes('--elf-stt-common=yes'),
    sizeWarns: flags.includes('--size-check=warning'),
    dataInText: flags.includes('-R'),
    defsym: flags.flatMap((f) => {
      const [, name, text] = /^--defsym=(\w+)=(.+)$/.exec(f) ?? [];
      return name === undefined || text === undefined ? [] : [{ name, value: text }];
    }),
    ...(arch === undefined ? {} : { arch }),
    ...(debug === undefined ? {} : { debug: Number(debug), dwarf: Number(debug) }),
  };
}

/** Assemble a case: the object, or undefined, and the diagnostics by line. */
export function assembleCase({ flags, text }: Case): Promise<{
  readonly object: Uint8Array | undefined;
  readonly messages: readonly string[];
  readonly warnings: readonly number[];
}> {
  return withGrammar(() => {
    const sink = new DiagnosticSink();
    const sourceMap = new SourceMap();
    const readFile = (path: string): Uint8Array | undefined =>
      path === CASE_NAME ? Uint8Array.from(text, (c) => c.charCodeAt(0)) : undefined;
    const options = optionsOf(flags);
    const elf = assemble({ text, name: CASE_NAME, sourceMap, sink, readFile, options });
    const line = (pos: number): number => sourceMap.locate(pos)?.place.line ?? 0;
    // a warning about the whole file has no line in GNU as, either
    const warned = sink.list.flatMap((d) => (d.severity === 'warning' && line(d.pos) > 0 ? [line(d.pos)] : []));
    return {
      object: elf && writeObject(elf),
      messages: sink.list.map((d) => `${line(d.pos)}: ${d.severity}: ${d.text}`),
      warnings: [...new Set(warned)].sort((a, b) => a - b),
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
