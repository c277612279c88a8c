/**
 * `a64as objdump` against what GNU objdump printed of the same object (scripts/objdump-goldens.mjs records), and its options.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EXIT, type Io, UsageError } from '../../src/cli/command.ts';
import { command } from '../../src/cli/commands/objdump.ts';

const folder = new URL('fixtures/objdump/', import.meta.url);

/** Runs the command in the fixtures' folder. */
async function run(...argv: string[]): Promise<{ status: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const io = {
    readFile: (path: string) => {
      try {
        return new Uint8Array(readFileSync(new URL(path.replace(/^fixture\//, ''), folder)));
      } catch {
        return undefined;
      }
    },
    readError: () => 'no such file',
    stdout: (text: string | Uint8Array) => {
      out += typeof text === 'string' ? text : new TextDecoder().decode(text);
    },
    stderr: (text: string) => {
      err += text;
    },
  } as unknown as Io;
  const status = await command.run(argv, io);
  return { status, out, err };
}

const golden = (name: string): string => readFileSync(new URL(`${name}.txt`, folder), 'utf8');

describe('objdump prints as GNU objdump does', () => {
  it.each([
    ['d', ['-d']],
    ['dr', ['-dr']],
    ['no-aliases', ['-d', '-M', 'no-aliases']],
    ['range', ['-d', '--start-address=0x10', '--stop-address=0x24']],
    ['l', ['-dl', '-j', '.entry']],
    ['h', ['-h']],
    ['t', ['-t']],
    ['r', ['-r']],
    ['s', ['-s', '-j', '.text', '-j', '.data']],
    ['D', ['-D']],
    ['x', ['-x']],
    ['f', ['-f', '-p', '-a']],
    ['wide', ['-hw', '-j', '.text', '-j', '.debug_aranges']],
    ['t-section', ['-tj.text', '--special-syms']],
    ['no-raw', ['-dr', '--no-show-raw-insn', '--no-addresses']],
    ['prefix', ['-dr', '--prefix-addresses', '--show-raw-insn']],
    ['adjust', ['-d', '--adjust-vma=0x12000']],
    ['width', ['-dF', '--insn-width=8']],
    ['symbol', ['--disassemble=helper', '-EB']],
    ['drw', ['-drw']],
  ] as const)('%s', async (name, options) => {
    const { status, out } = await run(...options, 'sample.o');
    expect(out).toBe(golden(name));
    expect(status).toBe(EXIT.ok);
  });

  it.each([
    ['odd-D', ['-D']],
    ['odd-notes', ['-dl', '-M', 'notes']],
    ['odd-F', ['-dFw']],
    ['odd-open', ['--disassemble=open', '-M', 'no-aliases']],
    ['odd-data', ['-d', '-j', '.data', '-j', '.strings']],
  ] as const)('%s', async (name, options) => {
    const { status, out } = await run(...options, 'odd.o');
    expect(out).toBe(golden(name));
    expect(status).toBe(EXIT.ok);
  });

  it('shows source lines before their instructions, with five before the first', async () => {
    const { out } = await run('-S', '-j', '.entry', 'sample.o');
    const source = readFileSync(new URL('sample.s', folder), 'latin1').split('\n');
    const first = source.indexOf('\tb\tstart');
    const [before = '', after = ''] = out.split(/ {3}0:\t14000000 \tb\t0 <.*>\n/);
    expect(before.endsWith(`>:\n${source.slice(first - 5, first + 1).join('\n')}\n`)).toBe(true);
    expect(after.startsWith('\tb\thelper + 4\n   4:\t')).toBe(true);
  });

  it('disassembles raw code', async () => {
    const { out } = await run('-D', '-b', 'binary', '-m', 'aarch64', '--adjust-vma=0x80000', 'sample.o');
    expect(out).toContain(
      'sample.o:     file format binary\n\n\nDisassembly of section .data:\n\n0000000000080000 <.data>:\n',
    );
    expect(out).toContain('   80000:\t464c457f \t');
  });
});

describe('objdump refuses', () => {
  it('files that are none of its', async () => {
    const { status, err } = await run('-d', 'sample.s');
    expect(status).toBe(EXIT.input);
    expect(err).toContain('sample.s');
  });

  it('sections that are nowhere', async () => {
    const { status, err } = await run('-d', '-j', '.nowhere', '-j', '.text', 'sample.o');
    expect(status).toBe(EXIT.input);
    expect(err).toBe("a64as objdump: no section '.nowhere' (-j) in any of the files\n");
  });

  it('nothing for an option of -M that it does not know, but says so', async () => {
    const { status, err } = await run('-d', '-M', 'x86', 'sample.o');
    expect(status).toBe(EXIT.ok);
    expect(err).toContain('unrecognised disassembler option: x86');
  });

  it('missing files, and goes on with the next', async () => {
    const { status, out, err } = await run('-h', 'nowhere.o', 'sample.o');
    expect(status).toBe(EXIT.input);
    expect(err).toContain('nowhere.o: no such file');
    expect(out).toContain('.text');
  });

  it.each([
    [['-d']],
    [['sample.o']],
    [['-d', '--insn-width=2', 'sample.o']],
    [['-d', '--endian=middle', 'sample.o']],
    [['-d', '--start-address=x', 'sample.o']],
    [['-q', 'sample.o']],
    [['-b', 'srec', '-D', 'sample.o']],
  ])('%j', async (argv) => {
    await expect(run(...argv)).rejects.toThrow(UsageError);
  });

  it.each([
    ['-T', /readelf --dyn-syms/],
    ['-R', /readelf --dyn-syms/],
    ['-g', /addr2line/],
    ['-Wi', /addr2line/],
    ['--dwarf=info', /addr2line/],
    ['-i', /--help/],
  ])('%s says what to use instead', async (option, words) => {
    await expect(run(option, 'a.o')).rejects.toThrow(words);
  });
});
