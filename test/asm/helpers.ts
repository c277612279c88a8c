/**
 * Assembling text in tests: with files from a table, and diagnostics as lines of text.
 */
import { type AsmOptions, assemble, writeObject } from '../../src/asm/index.ts';
import type { Learnt } from '../../src/asm/learnt.ts';
import { DiagnosticSink } from '../../src/diag/diagnostic.ts';
import type { ElfFile } from '../../src/elf/object.ts';
import { withGrammar } from '../../src/expr/lazy.ts';
import { SourceMap } from '../../src/text/source-map.ts';
import type { SourceText } from '../../src/text/source-text.ts';

export interface Outcome {
  readonly elf: ElfFile | undefined;
  /** "line: severity: text", in the order of reporting. */
  readonly messages: readonly string[];
  /** Their remedies. */
  readonly hints: readonly (string | undefined)[];
  /** For each message the frames that lead there: "how at line". */
  readonly frames: readonly (readonly string[])[];
}

export async function run(
  text: SourceText,
  options: AsmOptions = {},
  files: Readonly<Record<string, string>> = {},
  core: Uint8Array | undefined = undefined,
  learnt: Learnt | undefined = undefined,
): Promise<Outcome> {
  return withGrammar(() => {
    const sink = new DiagnosticSink();
    const sourceMap = new SourceMap();
    const readFile = (path: string): Uint8Array | undefined => {
      const content = files[path];
      return content === undefined ? undefined : Uint8Array.from(content, (c) => c.charCodeAt(0));
    };
    const elf = assemble({ text, name: 'test.s', sourceMap, sink, readFile, options, core, learnt });
    const located = sink.list.map((d) => ({ d, at: sourceMap.locate(d.pos) }));
    return {
      elf,
      messages: located.map(({ d, at }) => `${at?.place.line ?? '?'}: ${d.severity}: ${d.text}`),
      hints: located.map(({ d }) => d.hint),
      frames: located.map(({ at }) => (at?.frames ?? []).map((f) => `${f.how} at ${f.line}`)),
    };
  });
}

/** The object's bytes; throws with the messages when there are errors. */
export async function objectOf(text: string, options: AsmOptions = {}): Promise<Uint8Array> {
  const { elf, messages } = await run(text, options);
  if (!elf) throw new Error(messages.join('\n'));
  return writeObject(elf);
}

/** Contents of a section as hexadecimal text. */
export async function hexOf(text: string, section = '.text', options: AsmOptions = {}): Promise<string> {
  const { elf, messages } = await run(text, options);
  if (!elf) throw new Error(messages.join('\n'));
  const found = elf.sections.find((s) => s.name === section);
  return Array.from(found?.data ?? [], (b) => b.toString(16).padStart(2, '0')).join('');
}
