/**
 * Relocation code from source: the pipeline's image with the places of its instructions, ready for verify/.
 *
 * Enters: a build request. Leaves: a LinkedBlob whose findings point at what the person wrote, macro expansions included,
 * or undefined with the errors in the sink. Throws FatalDiagnostic when the image lacks a symbol that verification needs.
 */
import { generatedHeaders } from './designs.ts';
import type { Locator } from './diag/diagnostic.ts';
import { type BuildRequest, type BuildResult, type Built, build } from './pipeline.ts';
import type { SourcePlace } from './verify/finding.ts';
import { BLOB_NAMES, type BlobNames, blobOf, type LinkedBlob } from './verify/linked-blob.ts';

export interface BlobBuild extends BuildResult {
  readonly blob: LinkedBlob | undefined;
}

export async function buildBlob(request: BuildRequest, names: BlobNames = BLOB_NAMES): Promise<BlobBuild> {
  const result = await build({ generated: generatedHeaders(), ...request });
  const { built, locator } = result;
  if (built === undefined) return { ...result, blob: undefined };
  return {
    ...result,
    blob: blobOf(built.elf, request.sources[0] ?? '', names, (address) => placeOf(built, locator, address)),
  };
}

/** The source place of the instruction at a link address. */
function placeOf({ lines }: Built, locator: Locator, address: bigint): SourcePlace | undefined {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle]?.address ?? 0n) < address) low = middle + 1;
    else high = middle;
  }
  const line = lines[low];
  if (line === undefined || line.address !== address) return undefined;
  const located = locator.locate(line.pos);
  if (located === undefined) return undefined;
  const { place, frames } = located;
  // How a header came to be included says nothing about the code; which macros were expanded does.
  const expansions = frames.filter(({ how }) => how.startsWith('in expansion'));
  return {
    file: plainPath(place.file),
    line: place.line,
    column: place.column,
    text: place.text,
    frames: expansions.map(({ file, line: at, how, text }) => ({ file: plainPath(file), line: at, how, text })),
  };
}

/** Without './' and 'directory/../'. */
function plainPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '.' || (part === '' && parts.length > 0)) continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..' && parts.at(-1) !== '') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}
