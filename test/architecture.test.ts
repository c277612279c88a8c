/** The walls between the rooms of src/, as docs/architecture.md draws them, read from the import lines. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = path.resolve(import.meta.dirname, '../src');

/** Room -> what it may import besides itself. Everybody may import diag. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  diag: [],
  text: [],
  isa: [],
  expr: ['text'],
  cpp: ['text', 'expr'],
  elf: [],
  asm: ['text', 'cpp', 'expr', 'isa', 'elf'],
  ld: ['text', 'elf', 'expr', 'isa/relocs'],
  offsets: ['elf'],
  emu: ['isa'],
  kexec: ['offsets', 'emu'],
  verify: ['emu', 'kexec', 'offsets', 'elf', 'isa/print'],
  cli: ['*'],
  root: ['*'],
};

interface Import {
  readonly file: string;
  readonly room: string;
  readonly specifier: string;
  /** Path below src/, or undefined for a package. */
  readonly target: string | undefined;
}

function sources(directory: string): string[] {
  return fs.readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const full = path.join(directory, entry.name);
    if (entry.isDirectory()) return sources(full);
    return entry.name.endsWith('.ts') ? [full] : [];
  });
}

function roomOf(below: string): string {
  const parts = below.split('/');
  return parts.length > 1 ? (parts[0] ?? '') : 'root';
}

function importsOf(file: string): Import[] {
  const below = path.relative(SRC, file);
  const text = fs.readFileSync(file, 'utf8');
  const pattern =
    /(?:^|\n)\s*(?:import|export)\s[^;'"]*?from\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)\s*import\s*['"]([^'"]+)['"]/g;
  return [...text.matchAll(pattern)].map((match) => {
    const specifier = match[1] ?? match[2] ?? match[3] ?? '';
    const target = specifier.startsWith('.')
      ? path.relative(SRC, path.resolve(path.dirname(file), specifier))
      : undefined;
    return { file: below, room: roomOf(below), specifier, target };
  });
}

const imports = sources(SRC).flatMap(importsOf);

function crosses({ room, target }: Import): boolean {
  if (target === undefined) return false;
  const other = roomOf(target);
  if (other === room || other === 'diag') return false;
  const allowed = ALLOWED[room] ?? [];
  return !allowed.some((may) => may === '*' || may === other || target === `${may}.ts` || target.startsWith(`${may}/`));
}

describe('walls between rooms', () => {
  it('sees the imports at all', () => {
    expect(imports.length).toBeGreaterThan(50);
    expect(imports.some(({ room, target }) => room === 'asm' && target?.startsWith('isa/'))).toBe(true);
  });

  it('has a rule for every room', () => {
    expect([...new Set(imports.map(({ room }) => room))].filter((room) => !(room in ALLOWED))).toEqual([]);
  });

  it('no room imports what it must not know', () => {
    expect(imports.filter(crosses).map(({ file, specifier }) => `${file} imports ${specifier}`)).toEqual([]);
  });

  it('only cli touches Node', () => {
    const nodeUsers = imports.filter(({ room, specifier }) => room !== 'cli' && specifier.startsWith('node:'));
    expect(nodeUsers.map(({ file, specifier }) => `${file} imports ${specifier}`)).toEqual([]);
    const pattern = /\b(?:process\.(?:env|argv|exit|stdout|stderr|cwd|hrtime)|console\.)/;
    const globals = sources(SRC)
      .filter((file) => roomOf(path.relative(SRC, file)) !== 'cli')
      .filter((file) => pattern.test(fs.readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')));
    expect(globals.map((file) => path.relative(SRC, file))).toEqual([]);
  });
});
