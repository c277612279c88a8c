/**
 * `a64as/vitest`: matchers, so that somebody's relocation code is tested in their own repository in three lines.
 *
 *     import 'a64as/vitest';
 *     test('relocates', () => expect('relocate.S').toRelocate({ mib: 25, el: 2 }));
 *     test('assembles', () => expect('add x0, x1, #1').toAssembleTo('20040091'));
 *
 * `toRelocate` takes a source file (assembled and linked by a64as), a linked ELF file, or the bytes of one; its options are those
 * of `a64as verify`. A failed match says what the report of the command says.
 */
import { expect } from 'vitest';
import { assembleFully } from '../asm/index.ts';
import { DiagnosticSink } from '../diag/diagnostic.ts';
import { renderText } from '../diag/render.ts';
import { withGrammar } from '../expr/lazy.ts';
import { SourceMap } from '../text/source-map.ts';
import { nodeIo } from './io.ts';
import { main } from './main.ts';

export interface RelocateOptions {
  /** MiB to relocate; or `pages`. 1 by default. */
  readonly mib?: number;
  readonly pages?: number;
  /** Only this exception level; all entries by default. */
  readonly el?: 1 | 2;
  readonly vhe?: boolean;
  /** Data cache line sizes, bytes. */
  readonly line?: number | readonly number[];
  readonly entry?: string;
  readonly script?: string;
  /** A schema file with the argument structure. */
  readonly argument?: string;
  readonly map?: 'contiguous' | 'linear-pages' | 'linear-blocks' | 'identity-blocks' | 'none';
  readonly defines?: readonly string[];
}

interface Match {
  readonly pass: boolean;
  readonly message: () => string;
}

function argvOf(path: string, options: RelocateOptions): string[] {
  const { mib, pages, el, vhe, line, entry, script, argument, map, defines = [] } = options;
  const value = (name: string, given: unknown): string[] => (given === undefined ? [] : [name, String(given)]);
  return [
    'verify',
    ...value(/\.[sS]$/.test(path) ? '--source' : '--blob', path),
    ...(pages === undefined ? value('--mib', mib ?? 1) : value('--pages', pages)),
    ...value('--el', vhe === true ? 2 : el),
    ...(vhe === true ? ['--vhe'] : []),
    ...value('--line', line),
    ...value('--entry', entry),
    ...value('-T', script),
    ...value('--arg', argument),
    ...value('--map', map),
    ...defines.flatMap((define) => ['-D', define]),
  ];
}

/** Runs the command itself, its output caught. */
async function runRelocation(subject: unknown, options: RelocateOptions): Promise<Match> {
  const node = nodeIo();
  const bytes = subject instanceof Uint8Array ? subject : undefined;
  const path = bytes === undefined ? String(subject) : 'blob.elf';
  let output = '';
  const status = await main(argvOf(path, options), {
    ...node,
    readFile: (name) => (bytes !== undefined && name === path ? bytes : node.readFile(name)),
    stdout: (text) => {
      output += typeof text === 'string' ? text : new TextDecoder().decode(text);
    },
    stderr: (text) => {
      output += text;
    },
    stdoutIsTty: false,
    stderrIsTty: false,
    environment: { NO_COLOR: '1' },
  });
  return { pass: status === 0, message: () => output };
}

function hexOf(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The bytes of .text of a few statements, or what is wrong with them. */
async function textOf(source: string): Promise<{ readonly hex: string } | { readonly errors: string }> {
  return withGrammar(() => {
    const sink = new DiagnosticSink();
    const sourceMap = new SourceMap();
    const { elf } = assembleFully({ text: `${source}\n`, name: 'statement', sourceMap, sink });
    if (elf === undefined) return { errors: renderText(sink.list, sourceMap, { colour: false, program: 'a64as' }) };
    return { hex: hexOf(elf.sections.find(({ name }) => name === '.text')?.data ?? new Uint8Array(0)) };
  });
}

export const matchers = {
  async toRelocate(subject: unknown, options: RelocateOptions = {}): Promise<Match> {
    return runRelocation(subject, options);
  },
  /** `bytes`: hexadecimal, in memory order, blanks ignored. */
  async toAssembleTo(subject: unknown, bytes: string): Promise<Match> {
    const result = await textOf(String(subject));
    const wanted = bytes.replace(/\s/g, '').toLowerCase();
    if ('errors' in result) return { pass: false, message: () => result.errors };
    return { pass: result.hex === wanted, message: () => `'${String(subject)}' is ${result.hex}, not ${wanted}` };
  },
};

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: the declaration that is merged with has this very parameter
  interface Matchers<T = any> {
    toRelocate(options?: RelocateOptions): Promise<T>;
    toAssembleTo(bytes: string): Promise<T>;
  }
}

expect.extend(matchers);
