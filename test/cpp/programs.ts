/**
 * Small programs for the preprocessor, many a file (programs/*.txt), and what a64as makes of them.
 *
 *     === name | options of gcc -E
 *     --- a.c
 *     text of the file that is preprocessed
 *     --- b.h
 *     text of a header
 *
 * A line that ends in `\r` written out ends in a carriage return; `<NOEOL>` at the end stands for no newline there.
 */
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import type { Io } from '../../src/cli/command.ts';
import { main } from '../../src/cli/main.ts';

export interface Program {
  readonly name: string;
  /** The words after `-E -nostdinc`, the input the last. */
  readonly argv: readonly string[];
  readonly files: Readonly<Record<string, string>>;
}

/** What comes of a program: the text, and `file:line severity` of what was reported, sorted, each once. */
export interface Outcome {
  readonly text: string;
  readonly reported: readonly string[];
  readonly failed: boolean;
}

/** All programs of `directory` (programs/), in the order of its files. */
export function programs(directory: string): readonly Program[] {
  return readdirSync(directory)
    .sort()
    .flatMap((file) =>
      readFileSync(path.join(directory, file), 'latin1')
        .split(/^=== /m)
        .slice(1)
        .map((text) => programOf(text, file.replace(/\.txt$/, ''))),
    );
}

function programOf(text: string, group: string): Program {
  const [title = '', ...parts] = text.split(/^--- /m);
  const [name = '', options = ''] = title.split('|').map((half) => half.trim());
  const files: Record<string, string> = {};
  for (const part of parts) {
    const newline = part.indexOf('\n');
    files[part.slice(0, newline).trim()] = part
      .slice(newline + 1)
      .replace(/\\r$/gm, '\r')
      .replace(/<NOEOL>\n*$/, '');
  }
  const words = options === '' ? [] : options.split(' ');
  return { name: `${group}: ${name}`, argv: [...words, Object.keys(files)[0] ?? ''], files };
}

/** The places in diagnostics of gcc's form or ours. */
export function reportedIn(text: string): readonly string[] {
  const lines = text.matchAll(/^([^\s:]+)(?::(-?\d+))?(?::\d+)?: (?:fatal )?(error|warning): (.*)/gm);
  const places: string[] = [];
  for (const [, file = '', line = '0', severity = '', message = ''] of lines) {
    // gcc counts its note about where a group began as an error; what has no place in a file is not compared
    if (message === 'the conditional began here' || !file.includes('.')) continue;
    places.push(`${file}:${line} ${severity}`);
  }
  return [...new Set(places)].sort();
}

/** Preprocess `program` with a64as, in memory. */
export async function outcomeOf({ argv, files }: Program): Promise<Outcome> {
  let text = '';
  let errors = '';
  const read = (name: string) => files[path.posix.normalize(name)];
  const io: Io = {
    readFile: (path) => (read(path) === undefined ? undefined : Buffer.from(read(path) as string, 'latin1')),
    readError: (name) => (isDirectory(files, name) ? 'is a directory' : 'no such file'),
    modified: () => undefined,
    writeFiles: (list) => {
      for (const { path, data } of list) if (path === '-') text += latin1(data);
      return undefined;
    },
    listDirectory: () => undefined,
    readStdin: () => new Uint8Array(0),
    stdout: (data) => {
      text += latin1(data);
    },
    stderr: (data) => {
      errors += data;
    },
    stdoutIsTty: false,
    stderrIsTty: false,
    environment: { SOURCE_DATE_EPOCH: '1700000000' },
    workingDirectory: '/',
    packageDirectory: '/',
  };
  const status = await main(['-E', '-nostdinc', ...argv], io);
  return { text, reported: reportedIn(errors), failed: status !== 0 };
}

function isDirectory(files: Program['files'], name: string): boolean {
  const directory = path.posix.normalize(`${name}/`);
  return directory === './' || Object.keys(files).some((file) => file.startsWith(directory));
}

function latin1(data: Uint8Array | string): string {
  return typeof data === 'string' ? data : Buffer.from(data).toString('latin1');
}
