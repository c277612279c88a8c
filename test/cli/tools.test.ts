/**
 * nm, size, readelf, objcopy and addr2line on small files against what binutils print (fixtures/tools/record.sh records
 * it), and on bad input: a message that opens with the file's name, exit 1, never a stack trace.
 */
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXIT, type Io } from '../../src/cli/command.ts';
import { nodeIo } from '../../src/cli/io.ts';
import { main } from '../../src/cli/main.ts';

const fixtures = path.join(import.meta.dirname, 'fixtures/tools');
const TOOLS = ['nm', 'size', 'readelf', 'objcopy', 'addr2line'];

interface Ran {
  readonly status: number;
  readonly out: string;
  readonly err: string;
  readonly written: ReadonlyMap<string, Buffer>;
}

/** Run in the fixtures' directory; `files` stand for files that do not exist, nothing is written. */
async function run(argv: readonly string[], files: Readonly<Record<string, Uint8Array>> = {}): Promise<Ran> {
  let out = '';
  let err = '';
  const written = new Map<string, Buffer>();
  const base = nodeIo();
  const io: Io = {
    ...base,
    readFile: (name) => files[name] ?? base.readFile(path.join(fixtures, name)),
    readError: (name) => base.readError(path.join(fixtures, name)),
    readStdin: () => files['-'] ?? new Uint8Array(0),
    writeFiles: (list) => {
      for (const { path: name, data } of list) written.set(name, Buffer.from(data as Uint8Array));
      return undefined;
    },
    stdout: (text) => {
      out += typeof text === 'string' ? text : Buffer.from(text).toString('latin1');
    },
    stderr: (text) => {
      err += text;
    },
  };
  const status = await main(argv, io);
  return { status, out, err, written };
}

const read = (name: string): Buffer => fs.readFileSync(path.join(fixtures, name));

/** The recorded output of each command line. */
function recorded(): [string, string][] {
  const parts = read('expected.txt')
    .toString('latin1')
    .split(/^\$ (.*)\n/m);
  return parts.slice(1).flatMap((part, i, all) => (i % 2 === 0 ? [[part, all[i + 1] ?? ''] as [string, string]] : []));
}

describe('output of the tools', () => {
  const cases = recorded();
  it('is recorded for every line of cases.txt', () => {
    expect(cases.map(([line]) => line)).toEqual(read('cases.txt').toString().trim().split('\n'));
  });
  it.each(cases)('%s', async (line, expected) => {
    const { status, out } = await run(line.split(' '));
    expect(out).toBe(expected);
    expect(status).toBe(EXIT.ok);
  });
});

describe('objcopy -O binary', () => {
  it('fills the gaps between sections', async () => {
    const { status, written } = await run(['objcopy', '-O', 'binary', '--gap-fill=0xee', 'sample', 'out']);
    expect(status).toBe(EXIT.ok);
    expect(written.get('out')?.equals(read('sample.bin'))).toBe(true);
  });
  it('takes the sections that -j names without those that -R does', async () => {
    const { written } = await run([
      'objcopy',
      '-Obinary',
      '-R',
      '.no*',
      '-j',
      '.text',
      '-j',
      '.rodata',
      'sample',
      'out',
    ]);
    expect(written.get('out')?.equals(read('text.bin'))).toBe(true);
  });
  it('pads to an address', async () => {
    const text = read('text.bin');
    const { written } = await run([
      'objcopy',
      '-O',
      'binary',
      '-j',
      '.text',
      '--pad-to=0x401100',
      '--gap-fill=1',
      'sample',
      'out',
    ]);
    const bytes = written.get('out');
    expect(bytes?.length).toBe(0x100);
    expect(bytes?.[0xff]).toBe(1);
    expect(bytes?.subarray(0, 16).equals(text.subarray(0, 16))).toBe(true);
  });
  it('refuses what it does not do and writes nothing', async () => {
    for (const argv of [
      ['-O', 'srec', 'sample', 'out'],
      ['--set-section-flags=.text=code', 'sample', 'out'],
    ]) {
      const { status, err, written } = await run(['objcopy', ...argv]);
      expect(status).toBe(EXIT.usage);
      expect(err).toContain('not implemented');
      expect(written.size).toBe(0);
    }
  });
});

describe('objcopy from ELF to ELF', () => {
  const copies = read('copies.txt')
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => line.split('|') as [options: string, file: string, sum: string]);
  it.each(copies)('objcopy %s %s', async (options, file, sum) => {
    const { status, written, err } = await run(['objcopy', ...options.split(' ').filter(Boolean), file, 'out']);
    const copy = written.get('out');
    if (sum === '-') {
      expect(status).toBe(EXIT.input);
      expect(err).toMatch(/^a64as objcopy: (copy\.o|sample)/);
      expect(copy).toBeUndefined();
      return;
    }
    expect(err).toBe('');
    expect(status).toBe(EXIT.ok);
    expect(
      createHash('sha256')
        .update(copy as Buffer)
        .digest('hex'),
    ).toBe(sum);
  });
  it.each(['-j.text', '-R.text', '-R.rodata'])(
    '%s of a linked file is refused: segments stay as they are',
    async (option) => {
      const { status, err, written } = await run(['objcopy', option, 'sample', 'out']);
      expect(status).toBe(EXIT.input);
      expect(err).toMatch(
        /^a64as objcopy: sample: section '[^']+' is loaded: removing it from a linked file is not implemented\n$/,
      );
      expect(written.size).toBe(0);
    },
  );
  it('says what a section that another needs would take with it', async () => {
    const { status, err } = await run(['objcopy', '-j', '.text', 'copy.o', 'out']);
    expect(status).toBe(EXIT.input);
    expect(err).toBe(
      "a64as objcopy: copy.o: symbol '.rodata.str1.1' is required by a relocation but would not be there\n",
    );
  });
});

describe('archives', () => {
  const member = read('sample.o');
  const header = `${'sample.o/'.padEnd(16)}${'0'.padEnd(12)}${'0'.padEnd(6)}${'0'.padEnd(6)}${'644'.padEnd(8)}${String(member.length).padEnd(10)}\`\n`;
  const files = { 'lib.a': Buffer.concat([Buffer.from(`!<arch>\n${header}`), member]) };

  it('show their members by name', async () => {
    expect((await run(['nm', 'lib.a'], files)).out).toMatch(/^\nsample\.o:\n/);
    expect((await run(['nm', '-A', '-u', 'lib.a'], files)).out).toBe('lib.a:sample.o:                 U outside\n');
    expect((await run(['nm', '-P', 'lib.a'], files)).out).toMatch(/^lib\.a\[sample\.o\]:\n/);
    expect((await run(['size', 'lib.a'], files)).out).toMatch(/\tsample\.o \(ex lib\.a\)\n$/);
    expect((await run(['readelf', '-h', 'lib.a'], files)).out).toMatch(/^\nFile: lib\.a\[sample\.o\]\nELF Header:\n/);
  });
  it('that are truncated are an error', async () => {
    const { status, err } = await run(['nm', 'cut.a'], { 'cut.a': files['lib.a'].subarray(0, 100) });
    expect(status).toBe(EXIT.input);
    expect(err).toMatch(/^a64as nm: cut\.a: /);
  });
});

describe('bad input', () => {
  const argvOf = (tool: string, file: string): string[] =>
    ({ readelf: [tool, '-a', file], objcopy: [tool, '-O', 'binary', file, 'out'], addr2line: [tool, '-e', file, '0'] })[
      tool
    ] ?? [tool, file];

  it.each(TOOLS)('%s names the file and exits 1', async (tool) => {
    const cut = read('sample').subarray(0, 200);
    for (const [file, what] of [
      ['absent', 'no such file'],
      ['text', 'not an ELF file'],
      ['cut', 'ends at'],
    ] as const) {
      const { status, err, written } = await run(argvOf(tool, file), { text: Buffer.from('just text'), cut });
      expect(status).toBe(EXIT.input);
      expect(err).toMatch(new RegExp(`^a64as ${tool}: ${file}: .*${what}`));
      expect(err).not.toMatch(/\n\s+at /);
      expect(written.size).toBe(0);
    }
  });
  it.each(TOOLS)('%s survives every single byte of the headers changed', async (tool) => {
    const whole = read('sample');
    const table = whole.readUInt32LE(40);
    const places = [...Array(0x40 + 2 * 56).keys(), ...Array(whole.length - table).keys()].map((at, i) =>
      i < 0x40 + 2 * 56 ? at : table + at,
    );
    for (const at of places) {
      const broken = Buffer.from(whole);
      broken[at] = (broken[at] ?? 0) ^ 0xff;
      const { status, err } = await run(argvOf(tool, 'broken'), { broken });
      expect(status, `byte ${at}: ${err}`).toBeLessThanOrEqual(EXIT.usage);
    }
  });
  it('of one file does not keep the others from being shown', async () => {
    const { status, out } = await run(['size', 'absent', 'sample']);
    expect(status).toBe(EXIT.input);
    expect(out).toMatch(/\tsample\n$/);
  });
});

describe('command lines', () => {
  it.each(TOOLS)('%s --help prints usage on standard output', async (tool) => {
    const { status, out, err } = await run([tool, '--help']);
    expect(status).toBe(EXIT.ok);
    expect(out).toMatch(new RegExp(`^usage: a64as ${tool} `));
    expect(err).toBe('');
  });
  it.each(TOOLS)('%s refuses an unknown option', async (tool) => {
    const { status, err } = await run([tool, '--no-such-option', 'sample']);
    expect(status).toBe(EXIT.usage);
    expect(err).toContain('--no-such-option');
  });
  it('addr2line reads addresses from standard input', async () => {
    const { out } = await run(['addr2line', '-f', '-e', 'sample'], { '-': Buffer.from('401000\n0x401010\n') });
    expect(out).toBe((await run(['addr2line', '-f', '-e', 'sample', '401000', '401010'])).out);
  });
  it('readelf says which section is missing', async () => {
    expect((await run(['readelf', '-x', '.absent', 'sample'])).err).toContain("section '.absent' does not exist");
  });
});
