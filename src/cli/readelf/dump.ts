/**
 * `readelf -x` and `-p`: a section's bytes, and the strings in it.
 */

import * as elf from '../../elf/constants.ts';
import { type ElfView, latin1 } from '../../elf/read.ts';
import { hex } from '../elf-tools/sections.ts';

/** Sections that NAME (a name or a number) means. */
export function namedSections(view: ElfView, name: string): number[] {
  const all = Array.from({ length: view.sectionCount }, (_, i) => i).slice(1);
  const named = all.filter((i) => view.sectionName(i) === name);
  return named.length > 0 || !/^\d+$/.test(name) ? named : all.filter((i) => i === Number(name));
}

function relocated(view: ElfView, i: number): boolean {
  return view.sectionType.some((type, k) => type === elf.SHT_RELA && view.info[k] === i && (view.size[k] ?? 0) > 0);
}

const NOTE = 'section has relocations against it, but these have NOT been applied to this dump.\n';

/** `-x`. */
export function hexDump(view: ElfView, i: number): string {
  const name = view.sectionName(i);
  if (view.size[i] === 0 || view.sectionType[i] === elf.SHT_NOBITS) return `Section '${name}' has no data to dump.\n`;
  const bytes = view.contents(i);
  const lines = [`\nHex dump of section '${name}':\n`];
  if (relocated(view, i)) lines.push(` NOTE: This ${NOTE}`);
  const start = view.addr[i] as bigint;
  for (let at = 0; at < bytes.length; at += 16) {
    let words = '';
    let text = '';
    for (let k = 0; k < 16; k++) {
      const byte = bytes[at + k];
      words += byte === undefined ? '  ' : hex(byte, 2);
      if (k % 4 === 3) words += ' ';
      if (byte !== undefined) text += byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.';
    }
    lines.push(`  0x${hex(start + BigInt(at), 8)} ${words}${text}\n`);
  }
  return `${lines.join('')}\n`;
}

/** Control characters as ^A, bytes above 126 as they are. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what it is about
  return text.replace(/[\x00-\x1f\x7f]/g, (c) =>
    c === '\n' ? '\\n' : `^${String.fromCharCode(c.charCodeAt(0) ^ 64)}`,
  );
}

/** `-p`. */
export function stringDump(view: ElfView, i: number): string {
  const name = view.sectionName(i);
  if (view.size[i] === 0 || view.sectionType[i] === elf.SHT_NOBITS) return `Section '${name}' has no data to dump.\n`;
  const bytes = view.contents(i);
  const lines: string[] = [`\nString dump of section '${name}':\n`];
  if (relocated(view, i)) lines.push(`  Note: This ${NOTE}`);
  for (let at = 0; at < bytes.length; ) {
    while (at < bytes.length && ((bytes[at] as number) < 32 || (bytes[at] as number) > 126)) at++;
    if (at >= bytes.length) break;
    const end = bytes.indexOf(0, at);
    const stop = end < 0 ? bytes.length : end;
    lines.push(`  [${hex(at).padStart(6)}]  ${printable(latin1(bytes, at, stop))}\n`);
    at = stop;
  }
  if (lines.length === 1) lines.push('  No strings found in this section.');
  return `${lines.join('')}\n`;
}
