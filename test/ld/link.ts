/** Helpers: assemble texts and link them, all in memory. */
import { assemble, writeObject } from '../../src/asm/index.ts';
import { DiagnosticSink } from '../../src/diag/diagnostic.ts';
import type { ElfFile } from '../../src/elf/object.ts';
import { readElf } from '../../src/elf/read.ts';
import { withGrammar } from '../../src/expr/lazy.ts';
import { type LinkedImage, type LinkInput, type LinkObject, type LinkOptions, link } from '../../src/ld/index.ts';
import { SourceMap } from '../../src/text/source-map.ts';

export async function object(text: string, name = 'a.o', bigEndian = false): Promise<LinkObject> {
  return withGrammar(() => {
    const sink = new DiagnosticSink();
    const elf = assemble({ text, name: `${name}.s`, sourceMap: new SourceMap(), sink, options: { bigEndian } });
    if (!elf) throw new Error(sink.list.map((d) => d.text).join('\n'));
    return { name, bytes: writeObject(elf) };
  });
}

export interface Linked {
  readonly image: LinkedImage | undefined;
  readonly elf: ElfFile | undefined;
  /** Errors and warnings as "file:line:col: text [code]". */
  readonly messages: string[];
  readonly notes: string[];
}

export async function linked(
  script: string | undefined,
  objects: readonly (string | LinkObject)[],
  options: Partial<LinkOptions> = {},
  files: Readonly<Record<string, Uint8Array>> = {},
  createHash?: LinkInput['createHash'],
): Promise<Linked> {
  const sink = new DiagnosticSink();
  const sourceMap = new SourceMap();
  const inputs: LinkObject[] = [];
  for (const [i, o] of objects.entries())
    inputs.push(typeof o === 'string' ? await object(o, `${String.fromCharCode(97 + i)}.o`, options.bigEndian) : o);
  const image = await link({
    objects: inputs,
    script: script === undefined ? undefined : { name: 'test.lds', text: script },
    options,
    sink,
    sourceMap,
    readFile: (path) => files[path],
    createHash,
  });
  const messages = sink.list.map((d) => {
    const place = sourceMap.locate(d.pos)?.place;
    return `${place ? `${place.file}:${place.line}:${place.column}: ` : ''}${d.text} [${d.code}]`;
  });
  const notes = sink.list.flatMap((d) => d.notes.map((n) => n.text));
  return { image, elf: image && readElf('out', image.executable), messages, notes };
}

/** Value of a global symbol in a linked image. */
export function symbolValue(result: Linked, name: string): bigint | undefined {
  return result.image?.symbols.get(name)?.value;
}

/** The first 32-bit words of a section. */
export function words(result: Linked, section: string, littleEndian = true): string[] {
  const data = result.elf?.sections.find((s) => s.name === section)?.data ?? new Uint8Array(0);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return Array.from({ length: data.length >> 2 }, (_, i) =>
    view
      .getUint32(4 * i, littleEndian)
      .toString(16)
      .padStart(8, '0'),
  );
}
