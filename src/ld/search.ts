/**
 * Where `-lNAME` is found: libNAME.so before libNAME.a, directory by directory ("ld" manual, -l, -L, -Bstatic, --sysroot).
 *
 * Enters: a name, the directories, a way to read files. Leaves: the first file that an AArch64 link can use.
 */
import { archiveKind } from '../elf/archive.ts';
import * as elf from '../elf/constants.ts';
import { latin1 } from '../elf/read.ts';

export interface LibrarySearch {
  readonly directories: readonly string[];
  readonly sysroot: string;
  readonly archivesOnly: boolean;
  readFile(path: string): Uint8Array | undefined;
}

export interface FoundFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** The file's own name, as DT_NEEDED has it where there is no DT_SONAME. */
  readonly baseName: string;
}

/** `=DIR` and `$SYSROOT/DIR` lie in the root directory of the target system. */
export function inSysroot(path: string, sysroot: string): string {
  const rest = path.startsWith('=')
    ? path.slice(1)
    : path.startsWith('$SYSROOT')
      ? path.slice('$SYSROOT'.length)
      : undefined;
  if (rest === undefined) return path;
  return `${sysroot.replace(/\/$/, '')}${rest}`;
}

/** The file of `-lNAME`, or of `-l:FILE`. */
export function findLibrary(name: string, search: LibrarySearch): FoundFile | undefined {
  const names = name.startsWith(':')
    ? [name.slice(1)]
    : [...(search.archivesOnly ? [] : [`lib${name}.so`]), `lib${name}.a`];
  for (const directory of search.directories) {
    for (const baseName of names) {
      const path = `${inSysroot(directory, search.sysroot)}/${baseName}`;
      const bytes = search.readFile(path);
      if (bytes && isOurs(bytes)) return { path, bytes, baseName };
    }
  }
  return undefined;
}

/** Whether the file is no other machine's. What is not ELF at all is for the reader to judge. */
function isOurs(bytes: Uint8Array): boolean {
  const object = archiveKind(bytes) === 'archive' ? firstMember(bytes) : bytes;
  if (object.length < elf.EHDR_SIZE || latin1(object, 0, 4) !== '\x7fELF') return true;
  const machine = new DataView(object.buffer, object.byteOffset).getUint16(18, object[5] !== 2);
  return object[4] === 2 && machine === elf.EM_AARCH64;
}

const ARCHIVE_MAGIC = 8;
const MEMBER_HEADER = 60;

/** The first member that is not a table of the archive's own; empty where there is none. */
function firstMember(bytes: Uint8Array): Uint8Array {
  for (let at = ARCHIVE_MAGIC; at + MEMBER_HEADER <= bytes.length; ) {
    const size = Number(latin1(bytes, at + 48, at + 58));
    const start = at + MEMBER_HEADER;
    if (!/^\/(\/| |SYM64)/.test(latin1(bytes, at, at + 16))) return bytes.subarray(start, start + size);
    if (!(size >= 0)) break;
    at = start + size + (size % 2);
  }
  return bytes.subarray(0, 0);
}
