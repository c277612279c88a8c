/**
 * Where the code to verify comes from: our own source through our own assembler and linker, other source the same way, or
 * a linked ELF file of any tool chain. Source texts are read to quote the lines of findings.
 */
import { buildBlob } from '../../blob-source.ts';
import { FatalDiagnostic, NO_POS } from '../../diag/diagnostic.ts';
import * as messages from '../../diag/messages/verify.ts';
import { linesOf } from '../../elf/dwarf/lines.ts';
import { readElf } from '../../elf/read.ts';
import { type BlobNames, blobOf, flatBlob, type LinkedBlob, type Locate } from '../../verify/linked-blob.ts';
import type { Io } from '../command.ts';
import { showDiagnostics } from '../diagnostics.ts';
import type { Options } from './options.ts';

/** The blob, or undefined when its source had errors, which have been reported. Throws FatalDiagnostic for files. */
export async function loadBlob(options: Options, io: Io): Promise<LinkedBlob | undefined> {
  const { design, entry = design.names.entry, vectors = design.names.vectors } = options;
  const names = { ...design.names, entry, vectors };
  return options.blob === undefined ? fromSource(options, io, names) : fromFile(options.blob, io, names);
}

async function fromSource(options: Options, io: Io, names: BlobNames): Promise<LinkedBlob | undefined> {
  const { design } = options;
  const granule = options.granule === 4 ? [] : [`PAGE_SHIFT=${options.granule === 16 ? 14 : 16}`];
  const own = (below: string): string => shortest(`${io.packageDirectory}/${below}`, io.workingDirectory);
  const request = {
    sources: [options.source ?? own(design.source)],
    script: options.script ?? own(design.script),
    defines: [...granule, ...design.defines, ...options.defines],
    readFile: (path: string) => io.readFile(path),
  };
  for (const path of [...request.sources, request.script]) {
    if (io.readFile(path) === undefined)
      throw new FatalDiagnostic(NO_POS, messages.unreadable(path, io.readError(path)));
  }
  const { blob, sink, locator } = await buildBlob(request, names);
  showDiagnostics(io, sink, locator, 'text');
  return blob;
}

/** A path as the person would write it: relative below the working directory. */
function shortest(path: string, workingDirectory: string): string {
  return path.startsWith(`${workingDirectory}/`) ? path.slice(workingDirectory.length + 1) : path;
}

function fromFile(file: string, io: Io, names: BlobNames): LinkedBlob {
  const bytes = io.readFile(file);
  if (bytes === undefined) throw new FatalDiagnostic(NO_POS, messages.unreadable(file, io.readError(file)));
  if (!isElf(bytes)) return flatBlob(bytes);
  const elf = readElf(file, bytes);
  const lines = linesOf(elf);
  return blobOf(
    elf,
    file,
    names,
    quoting(io, (address) => lines.lookup(address)),
  );
}

function isElf(bytes: Uint8Array): boolean {
  return bytes[0] === 0x7f && bytes[1] === 0x45 && bytes[2] === 0x4c && bytes[3] === 0x46;
}

/** Adds the text of the line, from the file if it can still be read. */
function quoting(
  io: Io,
  lookup: (address: bigint) => { readonly file: string; readonly line: number; readonly column: number } | undefined,
): Locate {
  const texts = new Map<string, readonly string[] | undefined>();
  const linesOfFile = (file: string): readonly string[] | undefined => {
    if (!texts.has(file)) {
      const bytes = io.readFile(file);
      texts.set(file, bytes === undefined ? undefined : new TextDecoder('latin1').decode(bytes).split('\n'));
    }
    return texts.get(file);
  };
  return (address) => {
    const at = lookup(address);
    if (at === undefined || at.line === 0) return undefined;
    const text = linesOfFile(at.file)?.[at.line - 1];
    return {
      file: at.file,
      line: at.line,
      ...(at.column === 0 ? {} : { column: at.column }),
      ...(text === undefined ? {} : { text }),
    };
  };
}
