/** Inputs that are no assembly, and outputs that cannot be written, with the real file system: a message, a status, nothing half written. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { command } from '../../src/cli/commands/as.ts';
import { captured } from './captured.ts';

let directory = '';
const at = (name: string): string => path.join(directory, name);

beforeAll(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'a64as-bad-'));
});
afterAll(() => fs.rmSync(directory, { recursive: true }));

async function assemble(
  text: string | Uint8Array,
  output = at('out.o'),
  overrides: Parameters<typeof captured>[0] = {},
): Promise<{ status: number; errors: string }> {
  fs.writeFileSync(at('in.s'), text);
  fs.rmSync(at('out.o'), { force: true });
  const { io, err } = captured(overrides);
  const status = await command.run(['-o', output, at('in.s')], io);
  return { status, errors: err() };
}

describe('inputs', () => {
  test('a directory is named as one', async () => {
    const { io, err } = captured();
    expect(await command.run(['-o', at('out.o'), directory], io)).toBe(1);
    expect(err()).toContain('is a directory');
  });

  test('an empty device is an empty program', async () => {
    const { io, err } = captured();
    expect(await command.run(['-o', at('out.o'), '/dev/null'], io)).toBe(0);
    expect(err()).toBe('');
  });

  test.each(['.include', '.incbin'])('%s of what cannot be read says why', async (directive) => {
    for (const [name, why] of [
      [directory, 'is a directory'],
      [at('gone'), 'no such file'],
      [at('in.s/x'), 'a part of the path is not a directory'],
    ] as const) {
      const { status, errors } = await assemble(`nop\n${directive} "${name}"\n`);
      expect([status, errors]).toEqual([1, expect.stringContaining(`in.s:2:`)]);
      expect(errors).toContain(`cannot read '${name}': ${why}`);
      expect(fs.existsSync(at('out.o'))).toBe(false);
    }
  });

  test('an include that vanishes when it is opened is a message', async () => {
    fs.writeFileSync(at('soon.s'), 'nop\n');
    const { readFile, readError } = captured().io;
    const vanish = {
      readFile: (file: string) => {
        if (file.endsWith('soon.s')) fs.rmSync(file, { force: true });
        return readFile(file);
      },
      readError,
    };
    const { status, errors } = await assemble(`.include "${at('soon.s')}"\n`, at('out.o'), vanish);
    expect([status, errors]).toEqual([1, expect.stringContaining('no such file')]);
  });

  test('an include loop ends at its limit, with the chain', async () => {
    const { status, errors } = await assemble(`.include "${at('in.s')}"\n`);
    expect([status, errors]).toEqual([1, expect.stringContaining('limit of 200 files')]);
    expect(errors).toContain('included from here');
  });

  test('macros 10,000 deep end at their limit, with the chain', async () => {
    const { status, errors } = await assemble('.macro r n\n.if \\n\nr %\\n-1\n.endif\n.endm\n.altmacro\nr 10000\n');
    expect([status, errors]).toEqual([1, expect.stringContaining("nesting of macro 'r' exceeds the limit of 1000")]);
    expect(errors).toContain('in.s:7:1: note: in expansion of macro');
  });

  test.each(['.macro m', '.if 1', '.rept 2'])('%s left open in an include is reported there', async (opening) => {
    fs.writeFileSync(at('open.s'), `nop\n${opening}\nnop\n`);
    const { status, errors } = await assemble(`.include "${at('open.s')}"\nnop\n`);
    expect([status, errors]).toEqual([1, expect.stringMatching(/open\.s:2:1: error: \.\w+ without its/)]);
    expect(errors).toContain('in.s:1:1: note: included from here');
  });

  test('bytes that are no text are messages', async () => {
    const bytes = new Uint8Array(100_000);
    let state = 1;
    for (let i = 0; i < bytes.length; i++) {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      bytes[i] = state >>> 16;
    }
    const { status, errors } = await assemble(bytes);
    expect([status, errors]).toEqual([1, expect.stringContaining('error:')]);
    expect(fs.existsSync(at('out.o'))).toBe(false);
  });

  test('invalid UTF-8 in names and strings goes through as it is', async () => {
    const { status } = await assemble(Buffer.from('a\xff\xc0: .ascii "\xfe\x80"\n', 'latin1'));
    expect(status).toBe(0);
    expect(fs.readFileSync(at('out.o')).includes(Buffer.from('a\xff\xc0\0', 'latin1'))).toBe(true);
  });

  test.each([
    ['name', () => 'x'.repeat(8_000_000)],
    ['string', () => `.ascii "${'x'.repeat(8_000_000)}"`],
    ['comment', () => `nop // ${'x'.repeat(8_000_000)}`],
    ['list', () => `.byte ${'1,'.repeat(4_000_000)}1`],
  ])('a line of 8 MB, a %s, is read', async (what, line) => {
    const { status, errors } = await assemble(`${line()}\n`);
    expect(status).toBe(what === 'name' ? 1 : 0);
    expect(errors.split('\n').every((shown) => shown.length < 8_000_100)).toBe(true);
  });
});

describe('outputs', () => {
  const hasFull = fs.existsSync('/dev/full');
  test.runIf(hasFull)('a full disk is a message', async () => {
    const { status, errors } = await assemble('nop\n', '/dev/full');
    expect([status, errors]).toEqual([1, expect.stringContaining('cannot write /dev/full: no space left')]);
  });

  test('a directory, or a file in one that is missing, is not written', async () => {
    for (const [output, why] of [
      [directory, 'is a directory'],
      [at('none/out.o'), 'no such file'],
    ] as const) {
      const { status, errors } = await assemble('nop\n', output);
      expect([status, errors]).toEqual([1, expect.stringContaining(why)]);
    }
    expect(fs.readdirSync(directory).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test('a refused program leaves the object that was there', async () => {
    fs.writeFileSync(at('kept.o'), 'before');
    expect((await assemble('nonsense\n', at('kept.o'))).status).toBe(1);
    expect(fs.existsSync(at('kept.o'))).toBe(false);
  });

  test('and the link to one, but not what it leads to', async () => {
    fs.writeFileSync(at('kept.o'), 'before');
    fs.symlinkSync('kept.o', at('link.o'));
    expect((await assemble('nonsense\n', at('link.o'))).status).toBe(1);
    expect(fs.existsSync(at('link.o'))).toBe(false);
    expect(fs.readFileSync(at('kept.o'), 'utf8')).toBe('before');
  });
});
