/**
 * Archives as `ar` makes them: System V/GNU layout with long names, 32- and 64-bit symbol index, and thin archives.
 *
 * Enters: a file's name and bytes. Leaves: its members in order (for a thin archive with the path of the file that each
 * one stands for) and the symbol index, if it has one. Format: `ar.h`, and the "!<thin>" extension of GNU ar.
 */
import { FatalDiagnostic, NO_POS } from '../diag/diagnostic.ts';
import * as messages from '../diag/messages/elf.ts';
import { latin1 } from './read.ts';

export interface ArchiveMember {
  readonly name: string;
  /** Offset of the member's header in the archive, which the symbol index refers to. */
  readonly at: number;
  /** The member's bytes; undefined in a thin archive, where `name` is a path relative to the archive's directory. */
  readonly data: Uint8Array | undefined;
}

export interface Archive {
  readonly thin: boolean;
  readonly members: readonly ArchiveMember[];
  /** Symbol -> header offset of the member that defines it, in the index's order; undefined without an index. */
  readonly index: readonly { readonly symbol: string; readonly at: number }[] | undefined;
}

const HEADER = 60;
const MAGIC = 8;

/** What the first eight bytes say: 'archive', 'thin', or undefined for neither. */
export function archiveKind(bytes: Uint8Array): 'archive' | 'thin' | undefined {
  const magic = bytes.length >= MAGIC ? latin1(bytes, 0, MAGIC) : '';
  if (magic === '!<arch>\n') return 'archive';
  return magic === '!<thin>\n' ? 'thin' : undefined;
}

interface RawMember {
  readonly at: number;
  readonly field: string;
  readonly size: number;
}

function readHeader(file: string, bytes: Uint8Array, at: number): RawMember {
  if (at + HEADER > bytes.length)
    throw new FatalDiagnostic(NO_POS, messages.archiveTruncated(file, at, at + HEADER, bytes.length));
  const bad = (what: string): never => {
    throw new FatalDiagnostic(NO_POS, messages.archiveMember(file, at, what));
  };
  if (bytes[at + 58] !== 0x60 || bytes[at + 59] !== 0x0a) bad('its header does not end in "`\\n"');
  const size = latin1(bytes, at + 48, at + 58).trimEnd();
  if (!/^\d+$/.test(size)) bad(`size '${size}' is not a decimal number`);
  return { at, field: latin1(bytes, at, at + 16).trimEnd(), size: Number(size) };
}

function memberName(file: string, raw: RawMember, longNames: string | undefined): string {
  // GNU ar may leave a '/' of the short form in the field's last column.
  const long = /^\/(\d+)(?::\d+)?\s*\/?$/.exec(raw.field);
  if (!long) return raw.field.endsWith('/') ? raw.field.slice(0, -1) : raw.field;
  const at = Number(long[1]);
  if (longNames === undefined || at >= longNames.length)
    throw new FatalDiagnostic(
      NO_POS,
      messages.archiveMember(file, raw.at, `long name at ${at} is outside the name table`),
    );
  const end = longNames.indexOf('\n', at);
  return longNames.slice(at, end < 0 ? undefined : end).replace(/\/$/, '');
}

function readIndex(file: string, raw: RawMember, data: Uint8Array, wide: boolean): { symbol: string; at: number }[] {
  const bad = (): never => {
    throw new FatalDiagnostic(
      NO_POS,
      messages.archiveMember(file, raw.at, 'the symbol index is shorter than its count says'),
    );
  };
  const word = wide ? 8 : 4;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const read = (at: number): number => (wide ? Number(view.getBigUint64(at)) : view.getUint32(at));
  if (data.length < word) bad();
  const count = read(0);
  let name = word * (count + 1);
  if (name > data.length) bad();
  const index: { symbol: string; at: number }[] = [];
  for (let i = 0; i < count; i++) {
    const end = data.indexOf(0, name);
    if (end < 0) bad();
    index.push({ symbol: latin1(data, name, end), at: read(word * (i + 1)) });
    name = end + 1;
  }
  return index;
}

/** Read an archive. Throws FatalDiagnostic where it is not well formed. */
export function readArchive(file: string, bytes: Uint8Array): Archive {
  const thin = archiveKind(bytes) === 'thin';
  const members: ArchiveMember[] = [];
  let index: { symbol: string; at: number }[] | undefined;
  let longNames: string | undefined;
  for (let at = MAGIC; at < bytes.length; ) {
    const raw = readHeader(file, bytes, at);
    const start = at + HEADER;
    const special = raw.field === '/' || raw.field === '//' || raw.field === '/SYM64/';
    const inside = special || !thin;
    const end = inside ? start + raw.size : start;
    if (end > bytes.length) throw new FatalDiagnostic(NO_POS, messages.archiveTruncated(file, at, end, bytes.length));
    if (raw.field === '//') longNames = latin1(bytes, start, end);
    else if (special) index = readIndex(file, raw, bytes.subarray(start, end), raw.field === '/SYM64/');
    else
      members.push({
        name: memberName(file, raw, longNames),
        at,
        data: inside ? bytes.subarray(start, end) : undefined,
      });
    at = end + (end & 1);
  }
  return { thin, members, index };
}
