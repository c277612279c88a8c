/** Blobs from (mutated) sources of asm/, and verdicts on them, for tests: all in memory but the originals. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { buildBlob } from '../../src/blob-source.ts';
import { createMachine } from '../../src/cli/verify/machine.ts';
import { type Design, OURS } from '../../src/designs.ts';
import type { LinkedBlob } from '../../src/verify/linked-blob.ts';
import { type EntryConfiguration, type EntryVerdict, verifyEntry } from '../../src/verify/verify.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const FILES = fs
  .readdirSync(path.join(ROOT, 'asm'), { recursive: true, encoding: 'utf8' })
  .filter((name) => fs.statSync(path.join(ROOT, 'asm', name)).isFile());

/** Path below asm/ -> text. */
export function originalSources(): Map<string, string> {
  return new Map(FILES.map((name) => [name, fs.readFileSync(path.join(ROOT, 'asm', name), 'latin1')]));
}

function reader(sources: ReadonlyMap<string, string>) {
  return (name: string): Uint8Array | undefined => {
    const below = path.posix.normalize(name);
    const text = below.startsWith('asm/') ? sources.get(below.slice('asm/'.length)) : undefined;
    if (text !== undefined) return new Uint8Array(Buffer.from(text, 'latin1'));
    const file = path.join(ROOT, below);
    return below.startsWith('ldscripts/') && fs.existsSync(file) ? new Uint8Array(fs.readFileSync(file)) : undefined;
  };
}

/** What the pipeline says and makes of sources, with more -D's. */
export function tryBuild(sources: ReadonlyMap<string, string>, defines: readonly string[] = [], design: Design = OURS) {
  const { source, script, names } = design;
  return buildBlob(
    { sources: [source], script, defines: [...design.defines, ...defines], readFile: reader(sources) },
    names,
  );
}

/** The blob. Throws with the diagnostics when the sources are wrong. */
export async function buildFrom(sources: ReadonlyMap<string, string>, design: Design = OURS): Promise<LinkedBlob> {
  const { blob, sink, locator } = await tryBuild(sources, [], design);
  if (blob !== undefined) return blob;
  throw new Error(
    sink.list
      .map(({ text, pos }) => `${locator.locate(pos)?.place.file}:${locator.locate(pos)?.place.line}: ${text}`)
      .join('\n'),
  );
}

export function buildDesign(design: Design): Promise<LinkedBlob> {
  return buildFrom(originalSources(), design);
}

/** One run on a small copy. */
export function verifyBuilt(
  blob: LinkedBlob,
  options: Partial<EntryConfiguration> & Pick<EntryConfiguration, 'mode'>,
): EntryVerdict {
  return verifyEntry(createMachine, blob, {
    inPlace: false,
    pages: 4,
    cpu: 'max',
    dcacheLine: 64,
    icacheLine: 64,
    shift: 12,
    vaBits: 48,
    physicalBits: 48,
    seed: 1,
    budget: 500_000,
    ...options,
  });
}

/** The text of asm/relocate_kernel.S. */
export function asmText(): string {
  return originalSources().get('relocate_kernel.S') ?? '';
}

/** The same with one edit, which must apply exactly once. */
export function brokenSource(find: string, replace: string): string {
  const parts = asmText().split(find);
  if (parts.length !== 2) throw new Error(`'${find}' is not exactly once in relocate_kernel.S`);
  return parts.join(replace);
}
