/**
 * Where the code to verify comes from: our own source through our own assembler and linker, other source the same way, or
 * a linked ELF file of any tool chain. Source texts are read to quote the lines of findings.
 */
import { FatalDiagnostic, NO_POS } from '../../diag/diagnostic.ts';
import * as messages from '../../diag/messages/verify.ts';
import { linesOf } from '../../elf/dwarf/lines.ts';
import { readElf } from '../../elf/read.ts';
import { BLOB_NAMES, blobOf, type LinkedBlob, type Locate } from '../../verify/linked-blob.ts';
import type { Io } from '../command.ts';
import type { Options } from './options.ts';

/** The blob, or undefined when its source had errors, which have been reported. Throws FatalDiagnostic for files. */
export async function loadBlob(options: Options, io: Io): Promise<LinkedBlob | undefined> {
  const names = { ...BLOB_NAMES, entry: options.entry };
  if (options.blob === undefined) return undefined;
  const bytes = io.readFile(options.blob);
  if (bytes === undefined)
    throw new FatalDiagnostic(NO_POS, messages.unreadable(options.blob, io.readError(options.blob)));
  const elf = readElf(options.blob, bytes);
  const lines = linesOf(elf);
  return blobOf(
    elf,
    options.blob,
    names,
    quoting(io, (address) => lines.lookup(address)),
  );
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
