/**
 * What nm, size, readelf, objcopy and addr2line share about their inputs: reading a file, walking an archive's members
 * (thin ones too), and turning what is wrong into one line on standard error and exit status 1.
 */
import { FatalDiagnostic } from '../../diag/diagnostic.ts';
import { archiveKind, readArchive } from '../../elf/archive.ts';
import { EXIT, type Io } from '../command.ts';

/** A file that cannot be used, with the reason; the text opens with its name. */
export class BadInput extends Error {}

/** The bytes of a file (`-`: standard input). Throws BadInput. */
export function readInput(io: Io, name: string): Uint8Array {
  const bytes = name === '-' ? io.readStdin() : io.readFile(name);
  if (!bytes) throw new BadInput(`${name}: ${io.readError(name)}`);
  return bytes;
}

export interface Input {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Name of the archive that it comes from. */
  readonly archive: string | undefined;
}

/** The members of an archive, those of a thin one read from their files. Throws FatalDiagnostic and BadInput. */
export function* archiveMembers(io: Io, archive: string, bytes: Uint8Array): Generator<Input> {
  const directory = archive.slice(0, archive.lastIndexOf('/') + 1);
  for (const member of readArchive(archive, bytes).members) {
    const name = member.data || member.name.startsWith('/') ? member.name : directory + member.name;
    yield { name, bytes: member.data ?? readInput(io, name), archive };
  }
}

/** A file itself, or the members of an archive. */
export function* inputsOf(io: Io, name: string): Generator<Input> {
  const bytes = readInput(io, name);
  if (archiveKind(bytes) === undefined) yield { name, bytes, archive: undefined };
  else yield* archiveMembers(io, name, bytes);
}

/** Run `work`; what is wrong with the input goes to standard error as `PROGRAM: FILE: …`. Returns the exit status. */
export function guarded(io: Io, program: string, work: () => void): number {
  try {
    work();
    return EXIT.ok;
  } catch (error) {
    if (error instanceof BadInput) io.stderr(`${program}: ${error.message}\n`);
    else if (error instanceof FatalDiagnostic)
      io.stderr(`${program}: ${error.diagnostic.text} [${error.diagnostic.code}]\n`);
    else throw error;
    return EXIT.input;
  }
}

/** Run `work` for each file, all of them whatever the others are like. */
export function forEachFile(
  io: Io,
  program: string,
  files: readonly string[],
  work: (file: string, index: number) => void,
): number {
  return Math.max(EXIT.ok, ...files.map((file, index) => guarded(io, program, () => work(file, index))));
}

/** Text whose characters are bytes (names in ELF files), for standard output as it is in the file. */
export function bytesOf(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** An operand of the command line (UTF-16) as characters that are bytes, to stand between names from files. */
export function bytewise(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');
}
