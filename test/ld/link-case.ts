/**
 * Links as text: one file a case in links/, with its command lines and sources; what GNU ld makes of them is in links/recorded.json.
 *
 *     what the case shows, in a line or two
 *     as: -EB                       options for the assembler (none unless given)
 *     ar: lib.a b.o c.o             an archive; `thin:` for a thin one
 *     so: x.so -soname y b.o        a shared library, made before the link: -shared -o x.so and the rest
 *     ld: -shared -T x.lds a.o      the link; -o is added
 *     === a.s
 *     …
 *     === x.lds
 *     …
 *
 * A file in cases/ holds many small ones, `##### NAME` before each, with one link a line of `ld:`; of those only what GNU ld's answer
 * is, and a digest of its output, is in cases/recorded.json.
 */
import * as crypto from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { readElf } from '../../src/elf/read.ts';

export interface LinkCase {
  readonly name: string;
  readonly as: readonly string[];
  readonly archives: readonly { readonly name: string; readonly members: readonly string[]; readonly thin: boolean }[];
  /** Links that come before, as argument lists with -o. */
  readonly libraries: readonly (readonly string[])[];
  readonly ld: readonly string[];
  readonly files: ReadonlyMap<string, string>;
}

/** What a linker made of a case. */
export interface LinkOutcome {
  readonly status: 'ok' | 'refused';
  /** SHA-256 of the output; '' where there is none. */
  readonly digest: string;
  /** Sections, one a line, to see what differs. */
  readonly sections: readonly string[];
}

/** From the project's directory, where tests and scripts run: a bundled script knows no place of its own. */
const DIRECTORY = path.resolve('test/ld/links');
const SMALL = path.resolve('test/ld/cases');
export const RECORDED_ANSWERS = path.join(SMALL, 'recorded.json');
export const RECORDED = path.join(DIRECTORY, 'recorded.json');

/** Parse one case. */
export function parseCase(name: string, text: string): LinkCase {
  const [head = '', ...parts] = text.split(/^=== /m);
  const field = (key: string): string[][] =>
    [...head.matchAll(new RegExp(`^${key}: *(.*)$`, 'gm'))].map((m) =>
      (m[1] ?? '').split(/\s+/).filter((w) => w !== ''),
    );
  const archive =
    (thin: boolean) =>
    ([file = '', ...members]: string[]): LinkCase['archives'][number] => ({ name: file, members, thin });
  return {
    name,
    as: field('as').flat(),
    archives: [...field('ar').map(archive(false)), ...field('thin').map(archive(true))],
    libraries: field('so').map(([file = '', ...args]) => ['-shared', ...args, '-o', file]),
    ld: field('ld').flat(),
    files: new Map(
      parts.map((part) => {
        const end = part.indexOf('\n');
        return [part.slice(0, end).trim(), part.slice(end + 1)];
      }),
    ),
  };
}

export function linkCases(): LinkCase[] {
  const names = fs.readdirSync(DIRECTORY).filter((f) => f.endsWith('.txt'));
  return names.map((f) => parseCase(f.replace(/\.txt$/, ''), fs.readFileSync(path.join(DIRECTORY, f), 'latin1')));
}

/** Small cases, one for each `ld:` line: `FILE/NAME` and, where there are several, the number of the line. */
export function smallCases(): LinkCase[] {
  const files = fs.readdirSync(SMALL).filter((f) => f.endsWith('.txt'));
  return files.flatMap((file) => {
    const [, ...parts] = fs.readFileSync(path.join(SMALL, file), 'latin1').split(/^##### /m);
    return parts.flatMap((part) => {
      const end = part.indexOf('\n');
      const [head = '', ...rest] = part.slice(end + 1).split(/^(?==== )/m);
      const links = [...head.matchAll(/^ld: *(.*)$/gm)].map((m) => m[1] ?? '');
      const others = head.replace(/^ld: .*\n/gm, '');
      const name = `${file.replace(/\.txt$/, '')}/${part.slice(0, end).trim()}`;
      return links.map((link, i) =>
        parseCase(links.length > 1 ? `${name} ${i + 1}` : name, `${others}ld: ${link}\n${rest.join('')}`),
      );
    });
  });
}

/** 'refused', or the digest of the output, shortened. */
export function answerOf(bytes: Uint8Array | undefined): string {
  return bytes ? sha(bytes).slice(0, 24) : 'refused';
}

const sha = (bytes: Uint8Array): string => crypto.createHash('sha256').update(bytes).digest('hex');

/** The outcome of a link that left `bytes`, or nothing. */
export function outcomeOf(bytes: Uint8Array | undefined): LinkOutcome {
  if (!bytes) return { status: 'refused', digest: '', sections: [] };
  const elf = readElf('out', bytes);
  const hex = (n: bigint | number): string => n.toString(16);
  const sections = elf.sections
    .slice(1)
    .map((s) => `${s.name} ${s.type} ${hex(s.flags)} ${hex(s.addr)} ${hex(s.size)} ${s.align} ${contents(s.data)}`);
  return { status: 'ok', digest: sha(bytes), sections };
}

/** Short contents themselves, long ones by digest. */
function contents(data: Uint8Array): string {
  return data.length <= 64 ? Buffer.from(data).toString('hex') : sha(data).slice(0, 16);
}
