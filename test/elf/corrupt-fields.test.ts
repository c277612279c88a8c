/**
 * One field wrong at a time: every field of the ELF header, of the section and program headers, of symbols, relocations
 * and `ar` headers at its boundary values. The tools and the linker must do their work (exit 0) or report it (exit 1) in
 * messages that name the file, and a refused file leaves no output.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/command.ts';
import { main } from '../../src/cli/main.ts';
import { ElfView } from '../../src/elf/read.ts';
import { archive } from '../ld/archive.ts';
import { memoryIo } from '../ld/memory-io.ts';

const fixtures = path.join(import.meta.dirname, '../cli/fixtures/tools');
const read = (name: string): Uint8Array => new Uint8Array(fs.readFileSync(path.join(fixtures, name)));

/** A field: what it is, where it lies, and its bytes. */
interface Field {
  readonly name: string;
  readonly at: number;
  readonly width: 1 | 2 | 4 | 8;
}

type Layout = readonly (readonly [name: string, width: Field['width']])[];

const EHDR: Layout = [
  ...Array.from({ length: 16 }, (_, i) => [`e_ident[${i}]`, 1] as const),
  ['e_type', 2],
  ['e_machine', 2],
  ['e_version', 4],
  ['e_entry', 8],
  ['e_phoff', 8],
  ['e_shoff', 8],
  ['e_flags', 4],
  ['e_ehsize', 2],
  ['e_phentsize', 2],
  ['e_phnum', 2],
  ['e_shentsize', 2],
  ['e_shnum', 2],
  ['e_shstrndx', 2],
];
const SHDR: Layout = [
  ['sh_name', 4],
  ['sh_type', 4],
  ['sh_flags', 8],
  ['sh_addr', 8],
  ['sh_offset', 8],
  ['sh_size', 8],
  ['sh_link', 4],
  ['sh_info', 4],
  ['sh_addralign', 8],
  ['sh_entsize', 8],
];
const PHDR: Layout = [
  ['p_type', 4],
  ['p_flags', 4],
  ['p_offset', 8],
  ['p_vaddr', 8],
  ['p_paddr', 8],
  ['p_filesz', 8],
  ['p_memsz', 8],
  ['p_align', 8],
];
const SYM: Layout = [
  ['st_name', 4],
  ['st_info', 1],
  ['st_other', 1],
  ['st_shndx', 2],
  ['st_value', 8],
  ['st_size', 8],
];
const RELA: Layout = [
  ['r_offset', 8],
  ['r_type', 4],
  ['r_sym', 4],
  ['r_addend', 8],
];

/** The fields of entry `what` at byte `at`. */
function fieldsOf(what: string, layout: Layout, at: number): Field[] {
  let next = at;
  return layout.map(([name, width]) => {
    const field = { name: `${name} of ${what}`, at: next, width };
    next += width;
    return field;
  });
}

/** The first index after the null entry's and the last one below `count`. */
function someOf(count: number): number[] {
  return [...new Set([1, count - 1])].filter((i) => i >= 0 && i < count);
}

function elfFields(bytes: Uint8Array): Field[] {
  const view = new ElfView('a', bytes);
  const fields = fieldsOf('the header', EHDR, 0);
  for (let i = 0; i < view.programCount; i++)
    fields.push(...fieldsOf(`segment ${i}`, PHDR, view.programOffset + 56 * i));
  for (let i = 0; i < view.sectionCount; i++) {
    fields.push(...fieldsOf(`section ${i}`, SHDR, view.sectionOffset + 64 * i));
    const layout =
      view.sectionType[i] === 4 ? RELA : view.sectionType[i] === 2 || view.sectionType[i] === 11 ? SYM : [];
    if (layout.length === 0) continue;
    for (const k of someOf((view.size[i] as number) / 24))
      fields.push(...fieldsOf(`entry ${k} of section ${i}`, layout, (view.offset[i] as number) + 24 * k));
  }
  return fields;
}

/** 0, 1, the largest signed value and all ones. */
function boundaries(field: Field): bigint[] {
  const bits = 8 * field.width;
  return [0n, 1n, (1n << BigInt(bits - 1)) - 1n, (1n << BigInt(bits)) - 1n];
}

function withField(bytes: Uint8Array, field: Field, value: bigint): Uint8Array {
  const copy = bytes.slice();
  for (let i = 0; i < field.width; i++) copy[field.at + i] = Number((value >> BigInt(8 * i)) & 0xffn);
  return copy;
}

const COMMANDS: readonly (readonly string[])[] = [
  ['nm', '-a', 'bad'],
  ['nm', '-D', 'bad'],
  ['size', '-A', 'bad'],
  ['readelf', '-aW', 'bad'],
  ['objcopy', '-O', 'binary', 'bad', 'out'],
  ['objcopy', '-R', '.data', '-x', 'bad', 'out'],
  ['objdump', '-dhtr', 'bad'],
  ['addr2line', '-e', 'bad', '0', '4'],
  ['ld', '-e', '0', '--unresolved-symbols=ignore-all', '-o', 'out', '--whole-archive', 'bad'],
  ['ld', '-r', '-o', 'out', '--whole-archive', 'bad'],
];

/** What is wrong with how `argv` takes the file, or undefined. */
async function complaint(argv: readonly string[], bad: Uint8Array): Promise<string | undefined> {
  const files = new Map([['bad', bad]]);
  const io = memoryIo(files);
  const status = await main(argv, io);
  if (status !== EXIT.ok && status !== EXIT.input) return `exit ${status}: ${io.errors().slice(0, 300)}`;
  if (status === EXIT.ok) return undefined;
  // A link that fails over a section's place or size names the section: it may be made of many files.
  if (!/bad|section '/.test(io.errors())) return `the file is not named: ${io.errors().slice(0, 300)}`;
  return files.has('out') ? 'a refused file left an output' : undefined;
}

async function complaints(name: string, bytes: Uint8Array, argv: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const field of elfFields(bytes))
    for (const value of boundaries(field)) {
      const wrong = await complaint(argv, withField(bytes, field, value));
      if (wrong !== undefined) found.push(`${name}: ${field.name} = 0x${value.toString(16)}: ${wrong}`);
    }
  return found;
}

describe('a field of an ELF file at its boundaries', () => {
  for (const name of ['sample.o', 'sample.so'])
    for (const argv of COMMANDS)
      it(`${name}: ${argv.join(' ')}`, { timeout: 60_000 }, async () => {
        expect(await complaints(name, read(name), argv)).toEqual([]);
      });
});

/** Columns of an `ar` header: name, mtime, uid, gid, mode, size, end. */
const COLUMNS = [
  ['ar_name', 0, 16],
  ['ar_date', 16, 12],
  ['ar_uid', 28, 6],
  ['ar_gid', 34, 6],
  ['ar_mode', 40, 8],
  ['ar_size', 48, 10],
  ['ar_fmag', 58, 2],
] as const;

describe('a field of an archive at its boundaries', () => {
  const bytes = archive(
    ['sample.o', 'second.o'],
    new Map(['sample.o', 'second.o'].map((member) => [member, read('sample.o')])),
    false,
  );
  const headers = [8, 8 + 60 + '//sample.o/\nsecond.o/\n'.length - 2];
  const texts = ['', '0', '1', '-1', '/', '//', '/0', '/1', '/-1', '/999999999', '9999999999', 'x'];
  for (const argv of COMMANDS)
    it(argv.join(' '), async () => {
      const found: string[] = [];
      for (const at of headers)
        for (const [name, start, width] of COLUMNS)
          for (const text of texts) {
            const copy = new Uint8Array(bytes);
            copy.set(new TextEncoder().encode(text.slice(0, width).padEnd(width)), at + start);
            const wrong = await complaint(argv, copy);
            if (wrong !== undefined) found.push(`${name} at ${at} = '${text}': ${wrong}`);
          }
      expect(found).toEqual([]);
    });
});
