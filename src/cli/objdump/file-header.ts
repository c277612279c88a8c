/**
 * `objdump -f`, `-p` and `-a`: architecture and flags of the file, its program headers, the members of archives, in GNU's layout.
 */

import type { ArchiveMember } from '../../elf/archive.ts';
import * as elf from '../../elf/constants.ts';
import type { ElfFile, ElfSegment } from '../../elf/object.ts';
import type { Input } from './input.ts';

const hex = (value: bigint | number): string => `0x${value.toString(16).padStart(16, '0')}`;

/** BFD's flags of a file, in the order of their bits. */
function flagsOf(file: ElfFile): readonly (readonly [number, string])[] {
  const dynamic = file.type === elf.ET_DYN;
  const rows: readonly (readonly [boolean, number, string])[] = [
    [file.type === elf.ET_REL && file.sections.some((section) => section.relocations.length > 0), 0x01, 'HAS_RELOC'],
    [file.type === elf.ET_EXEC, 0x02, 'EXEC_P'],
    [file.symbols.length > 1, 0x10, 'HAS_SYMS'],
    [dynamic, 0x40, 'DYNAMIC'],
    [file.segments.length > 0, 0x100, 'D_PAGED'],
  ];
  return rows.flatMap(([on, bit, name]) => (on ? [[bit, name] as const] : []));
}

/** `-f`. */
export function fileHeader({ file, format }: Input): string {
  if (format === 'binary') return `architecture: UNKNOWN!, flags 0x00000000:\n\nstart address 0x00000000\n`;
  const flags = flagsOf(file);
  const sum = flags.reduce((total, [bit]) => total | bit, 0);
  return [
    `architecture: aarch64, flags 0x${sum.toString(16).padStart(8, '0')}:`,
    flags.map(([, name]) => name).join(', '),
    `start address ${hex(file.entry)}`,
    '',
  ].join('\n');
}

const SEGMENTS: Readonly<Record<number, string>> = {
  [elf.PT_NULL]: 'NULL',
  [elf.PT_LOAD]: 'LOAD',
  [elf.PT_DYNAMIC]: 'DYNAMIC',
  [elf.PT_INTERP]: 'INTERP',
  [elf.PT_NOTE]: 'NOTE',
  [elf.PT_SHLIB]: 'SHLIB',
  [elf.PT_PHDR]: 'PHDR',
  [elf.PT_TLS]: 'TLS',
  [elf.PT_GNU_EH_FRAME]: 'EH_FRAME',
  [elf.PT_GNU_STACK]: 'STACK',
  [elf.PT_GNU_RELRO]: 'RELRO',
};

function segmentLines({ type, flags, offset, vaddr, paddr, filesz, memsz, align }: ElfSegment): string {
  const name = SEGMENTS[type] ?? `0x${type.toString(16)}`;
  const rights = `${flags & 4 ? 'r' : '-'}${flags & 2 ? 'w' : '-'}${flags & 1 ? 'x' : '-'}`;
  return [
    `${name.padStart(8)} off    ${hex(offset)} vaddr ${hex(vaddr)} paddr ${hex(paddr)} align 2**${Math.log2(Math.max(1, align))}`,
    `         filesz ${hex(filesz)} memsz ${hex(memsz)} flags ${rights}`,
  ].join('\n');
}

/** `-p`: the program headers and the flags of the ELF header. */
export function programHeaders({ file, format }: Input): string {
  if (format === 'binary') return '';
  const flags = `private flags = 0x${file.flags.toString(16)}:\n`;
  if (file.segments.length === 0) return flags;
  return `\nProgram Header:\n${file.segments.map(segmentLines).join('\n')}\n${flags}`;
}

const RIGHTS = 'rwxrwxrwx';
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `-a` of a member of the archive `bytes`: rights, owner, size, date (UTC) and name, from the fields of its header (ar(5)). */
export function archiveHeader(bytes: Uint8Array, { at, name }: ArchiveMember): string {
  const field = (from: number, to: number, base: number): number => {
    const text = new TextDecoder('latin1').decode(bytes.subarray(at + from, at + to)).trim();
    return Number.parseInt(text === '' ? '0' : text, base) || 0;
  };
  const mode = field(40, 48, 8);
  const rights = [...RIGHTS].map((letter, i) => ((mode >> (8 - i)) & 1 ? letter : '-')).join('');
  const date = new Date(1000 * field(16, 28, 10));
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${MONTHS[date.getUTCMonth()]} ${String(date.getUTCDate()).padStart(2)}`;
  const time = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())} ${date.getUTCFullYear()}`;
  const owner = `${field(28, 34, 10)}/${field(34, 40, 10)}`;
  return `${rights} ${owner} ${String(field(48, 58, 10)).padStart(6)} ${day} ${time} ${name}\n`;
}
