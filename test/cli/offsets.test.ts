/** `a64as offsets` end to end: schemas in TypeScript, formats, options, checks against objects, differences, watching. */
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Io, UsageError } from '../../src/cli/command.ts';
import { command } from '../../src/cli/commands/offsets.ts';
import { nodeIo } from '../../src/cli/io.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const FIXTURES = path.join(ROOT, 'test/elf/dwarf/fixtures');
const SCHEMAS = path.join(ROOT, 'src/offsets/schemas');
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'a64as-offsets-test-'));

afterAll(() => fs.rmSync(scratch, { recursive: true }));

interface Outcome {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** Run the command in this process; `-` outputs and messages are collected. */
async function run(...argv: string[]): Promise<Outcome> {
  let out = '';
  let err = '';
  const real = nodeIo();
  const io: Io = {
    ...real,
    environment: {},
    stderrIsTty: false,
    packageDirectory: ROOT,
    stdout: (text) => {
      out += String(text);
    },
    stderr: (text) => {
      err += text;
    },
    writeFiles(files) {
      for (const file of files) if (file.path === '-') out += String(file.data);
      return real.writeFiles(files.filter((file) => file.path !== '-'));
    },
  };
  return { status: await command.run(argv, io), out, err };
}

function file(name: string, text: string): string {
  const full = path.join(scratch, name);
  fs.writeFileSync(full, text);
  return full;
}

const SCHEMA = `import { defineStruct, u32, u64, when, type Struct } from 'a64as/offsets';
import { word } from './word.ts';
const members = { a: u32, extra: when('CONFIG_EXTRA', u64), b: word } as const;
export const s = defineStruct('s', members);
export const t: Struct<typeof members> = defineStruct('t', members) satisfies object;
`;

beforeAll(() => {
  file('word.ts', `import { u64 } from 'a64as/offsets';\nexport const word = u64;\n`);
  file('s.ts', SCHEMA);
});

describe('headers', () => {
  it('a schema in TypeScript, with its imports, written to a file', async () => {
    const output = path.join(scratch, 'asm-offsets.h');
    expect(await run(path.join(scratch, 's.ts'), '-o', output, '--only', 's')).toEqual({ status: 0, out: '', err: '' });
    const text = fs.readFileSync(output, 'utf8');
    expect(text).toContain('#define S_A 0 /* offsetof(struct s, a) */\n#define S_B 8 /* offsetof(struct s, b) */\n');
  });

  it('the shipped schema gives the header that the blob includes', async () => {
    const { status, out } = await run(path.join(SCHEMAS, 'kern-reloc-arg.ts'));
    expect(status).toBe(0);
    expect(out).toBe(fs.readFileSync(path.join(ROOT, 'asm/include/asm-offsets.h'), 'utf8'));
  });

  it('options: CONFIG, ABI, byte order, from the command line and from a .config', async () => {
    const schema = path.join(scratch, 's.ts');
    expect((await run(schema, '--only', 's', '--config', 'CONFIG_EXTRA=y')).out).toContain('#define S_B 16 ');
    const config = file('dot.config', '# CONFIG_OTHER is not set\nCONFIG_EXTRA=y\nCONFIG_NAME="x"\n');
    expect((await run(schema, '--only', 's', '--config', config)).out).toContain('#define S_EXTRA 8 ');
    expect((await run(schema, '--only', 's', '--config', config, '--config', 'CONFIG_EXTRA=n')).out).not.toContain(
      'S_EXTRA',
    );
    const json = JSON.parse((await run(schema, '--format', 'json', '--abi', 'ilp32', '--big-endian')).out);
    expect(json.target).toEqual({ abi: 'ilp32', bigEndian: true, config: {} });
  });

  it.each(['c', 'equ', 'json', 'md', 'svg', 'ts'])('--format %s', async (format) => {
    const { status, out } = await run(path.join(SCHEMAS, 'kimage.ts'), '--only', 'kimage', '--format', format);
    expect(status).toBe(0);
    expect(out).toMatch(format === 'equ' ? /KIMAGE_ARCH, 640/ : /kimage/);
  });

  it('a JavaScript schema', async () => {
    const schema = file(
      'plain.mjs',
      `import { defineStruct, u8 } from 'a64as/offsets';\nexport const p = defineStruct('p', { x: u8 });\n`,
    );
    expect((await run(schema)).out).toContain('#define P_X 0 ');
  });
});

describe('bad input', () => {
  it.each([
    [
      'throws.ts',
      "const x: number = 1;\n\nthrow new Error('no ' + x);\n",
      'throws.ts:3:7: error: the schema failed: no 1 [A64-E0730]',
    ],
    ['syntax.ts', 'export const = 1;\n', 'syntax.ts:1:14: error: Expected identifier but found "=" [A64-E0731]'],
    [
      'import.ts',
      `import { x } from './gone.ts';\nexport const y = x;\n`,
      `import.ts:1:19: error: Could not resolve "./gone.ts" [A64-E0731]`,
    ],
    [
      'name.ts',
      `import { defineStruct, u8 } from 'a64as/offsets';\nexport const s = defineStruct('s', {\n  'a-b': u8 });\n`,
      "name.ts:2:18: error: s.a-b: member 'a-b' is not a C identifier [A64-E0700]",
    ],
    [
      'wide.ts',
      `import { bits, defineStruct, u8 } from 'a64as/offsets';\nexport const s = defineStruct('s', { a: bits(u8, 9) });\n`,
      "error: s.a: bit-field width 9 is not in [1, 8], the width of 'u8' [A64-E0702]",
    ],
    ['nothing.ts', 'export const one = 1;\n', 'exports no structure and no offsets file [A64-E0728]'],
    [
      'two.ts',
      `import { define, offsetsFile } from 'a64as/offsets';\nexport const a = offsetsFile([define('A', 1)]);\nexport const b = offsetsFile([]);\n`,
      'exports several offsets files: a, b [A64-E0729]',
    ],
    [
      'type.ts',
      `import { defineStruct } from 'a64as/offsets';\nexport const s = defineStruct('s', { a: 'u23' as any });\n`,
      "s.a: 'u23' is not a type [A64-E0701]",
    ],
    ['bad.h', 'struct s { struct gone g; };\n', 'bad.h:1:12: error: s.g: struct gone is not defined here [A64-E0740]'],
  ])('%s', async (name, text, message) => {
    const output = path.join(scratch, 'never.h');
    const { status, err } = await run(file(name, text), '-o', output);
    expect(err).toContain(message);
    expect(status).toBe(1);
    expect(fs.existsSync(output)).toBe(false);
  });

  it('files and names that are not there', async () => {
    expect(await run(path.join(scratch, 'gone.ts'))).toMatchObject({
      status: 1,
      err: expect.stringContaining('no such file [A64-E0733]'),
    });
    const { err, status } = await run(path.join(scratch, 's.ts'), '--only', 'ss');
    expect(status).toBe(1);
    expect(err).toContain("there is no structure or export 'ss' [A64-E0727]");
    const object = await run(path.join(FIXTURES, 'types5.o'), '--only', 'plai');
    expect(object.err).toContain(
      "the debug information has no complete 'plai' [A64-E0736]\n        help: did you mean 'plain'?",
    );
    const compressed = await run(path.join(FIXTURES, 'types-compressed.o'));
    expect(compressed).toMatchObject({
      status: 1,
      err: expect.stringContaining('.debug_info: the section is compressed [A64-E0651]'),
    });
    const cut = file('cut.o', '');
    fs.writeFileSync(cut, fs.readFileSync(path.join(FIXTURES, 'types5.o')).subarray(0, 900));
    expect((await run(cut)).status).toBe(1);
  });

  it('errors for machines', async () => {
    const { err } = await run(file('throws2.ts', 'throw new Error("x");\n'), '--diagnostics', 'json');
    expect(JSON.parse(err)).toMatchObject([{ code: 'A64-E0730', line: 1, severity: 'error' }]);
  });

  it.each([
    [[]],
    [['a.ts', 'b.ts']],
    [['a.ts', '--format', 'xml']],
    [['a.ts', '--bogus']],
    [['--diff', 'a.ts']],
    [['a.ts', '--config', 'X=1']],
  ])('usage: %j', async (argv) => {
    await expect(run(...argv)).rejects.toThrow(UsageError);
  });

  it('--help says what there is', async () => {
    expect((await run('--help')).out).toContain('--check FILE');
  });
});

const GOOD = `import { array, bits, defineEnum, defineStruct, padding, pointer, u8, u32, u64 } from 'a64as/offsets';
export const bits_ = defineStruct('bits', {
  a: bits(u32, 3), p: padding(u32, 5), b: bits(u32, 7), c: bits(u8, 2), z: padding(u64, 0), d: bits(u64, 40), e: bits(u8, 1),
});
export const mode = defineEnum('mode', { off: 0, on: 7, broken: -1 });
export const either = defineStruct('list_head', { next: pointer(), prev: pointer() });
export const none = array(u8, 1);
`;

describe('--check', () => {
  it('the same: 0', async () => {
    const schema = file('good.ts', GOOD);
    for (const object of ['types2.o', 'types5.o', 'types5-be.o', 'types5-ilp32.o']) {
      const { status, out } = await run(schema, '--check', path.join(FIXTURES, object));
      expect(out, object).toBe('struct bits: the same\nstruct list_head: the same\nenum mode: the same\n');
      expect(status).toBe(0);
    }
  });

  it('different: 3, field by field', async () => {
    const schema = file('different.ts', GOOD.replace('bits(u32, 7)', 'bits(u32, 9)').replace('on: 7', 'on: 8'));
    const { status, out } = await run(schema, '--check', path.join(FIXTURES, 'types5.o'));
    expect(status).toBe(3);
    const lines = out.split('\n').map((line) => line.trim().split(/\s{2,}/));
    expect(lines[0]).toEqual(['struct bits: differs']);
    expect(lines).toContainEqual(['b', 'bit 8 (byte 1), 9 bits', 'bit 8 (byte 1), 7 bits']);
    expect(lines).toContainEqual(['on', '8', '7']);
    expect(out).toContain('struct list_head: the same');
  });

  it('says which options it took as not set, and gives JSON', async () => {
    const schema = file(
      'conditional.ts',
      `import { defineStruct, pointer, when } from 'a64as/offsets';\nexport const l = defineStruct('list_head', { next: pointer(), prev: when('CONFIG_TWO', pointer()) });\n`,
    );
    const object = path.join(FIXTURES, 'types5.o');
    const { status, err } = await run(schema, '--check', object);
    expect([status, err]).toEqual([3, 'a64as: note: taken as not set: CONFIG_TWO (--config sets them)\n']);
    expect((await run(schema, '--check', object, '--config', 'CONFIG_TWO=y')).status).toBe(0);
    const { out } = await run(schema, '--check', object, '--format', 'json');
    expect(JSON.parse(out)).toMatchObject({ equal: false, types: [{ type: 'struct list_head' }] });
  });

  it('a structure that the object does not have', async () => {
    const schema = file(
      'absent.ts',
      `import { defineStruct, u8 } from 'a64as/offsets';\nexport const x = defineStruct('page', { a: u8 });\n`,
    );
    expect(await run(schema, '--check', path.join(FIXTURES, 'types5.o'))).toMatchObject({
      status: 1,
      err: expect.stringContaining("no complete 'struct page'"),
    });
  });

  it('what was imported is what is there', async () => {
    const object = path.join(FIXTURES, 'types5.o');
    const schema = file('imported.ts', (await run(object, '--format', 'ts')).out);
    expect(await run(schema, '--check', object)).toMatchObject({ status: 0, err: '' });
  });
});

describe('--diff', () => {
  it('configurations of one schema', async () => {
    const schema = path.join(scratch, 's.ts');
    const { status, out } = await run('--diff', `${schema}@CONFIG_EXTRA=y`, schema, '--only', 's');
    expect(status).toBe(3);
    expect(out).toMatch(/^struct s: differs\n/);
    expect(out).toMatch(/\n {2}extra +offset 8, 8 bytes +-\n/);
    expect(out).toMatch(/\n {2}b +offset 16, 8 bytes +offset 8, 8 bytes\n/);
    expect((await run('--diff', schema, schema)).status).toBe(0);
  });

  it('stages of the thread’s structure, objects, headers, ABIs', async () => {
    const object = path.join(FIXTURES, 'types5.o');
    expect((await run('--diff', object, path.join(FIXTURES, 'types3.o'))).status).toBe(0);
    const other = await run('--diff', object, path.join(FIXTURES, 'types5-ilp32.o'), '--only', 'list_head');
    expect(other).toMatchObject({ status: 3, out: expect.stringContaining('sizeof') });
    const header = file('l.h', 'struct list_head { struct list_head *next, *prev; };\n');
    expect(
      (await run('--diff', `${header}@abi=ilp32`, path.join(FIXTURES, 'types5-ilp32.o'), '--only', 'list_head')).status,
    ).toBe(0);
    await expect(run('--diff', `${header}@abi=x`, header)).rejects.toThrow("'abi=x' is none of");
  });

  it('structures that only one side has', async () => {
    const a = file('one.h', 'struct a { int x; }; struct b { int y; };\n');
    const b = file('other.h', 'struct b { int y; }; struct c { int z; };\n');
    expect((await run('--diff', a, b)).out).toBe(
      'struct a: only in one of the two\nstruct b: the same\nstruct c: only in one of the two\n',
    );
  });
});

it('several headers are one text, with places of their own', async () => {
  const a = file('types.h', '#define N 3\ntypedef unsigned int u32;\n');
  const b = file('use.h', 'struct s { u32 a[N]; };\nstruct t { gone_t x; };\n');
  expect((await run(a, b, '--only', 's', '--format', 'ts')).out).toContain('a: array(u32, 3),');
  expect((await run(a, b)).err).toContain("use.h:2:12: error: t.x: type 'gone_t' is not defined here");
});

it('--watch writes again when an imported file changes, and survives errors', async () => {
  // among the packages, so that it finds them
  const program = path.join(ROOT, `node_modules/.cache/offsets-watch-${process.pid}.mjs`);
  await build({
    stdin: {
      contents: `import { command } from './src/cli/commands/offsets.ts'; import { nodeIo } from './src/cli/io.ts'; await command.run(process.argv.slice(2), nodeIo());`,
      resolveDir: ROOT,
    },
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['esbuild', 'web-tree-sitter'],
    banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
  });
  const schema = path.join(scratch, 's.ts');
  const output = path.join(scratch, 'watched.h');
  const child = spawn(process.execPath, [program, schema, '--only', 's', '-o', output, '--watch'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  child.stderr.on('data', (data) => {
    log += String(data);
  });
  const until = async (what: () => boolean): Promise<void> => {
    for (let i = 0; i < 600 && !what(); i++) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(what(), log).toBe(true);
  };
  try {
    await until(() => fs.existsSync(output) && log.includes('watching 2 files'));
    expect(fs.readFileSync(output, 'utf8')).toContain('S_SIZE 16 ');
    file('word.ts', 'throw new Error("half written");\n');
    await until(() => log.includes('half written'));
    file('word.ts', `import { u32 } from 'a64as/offsets';\nexport const word = u32;\n`);
    await until(() => fs.readFileSync(output, 'utf8').includes('S_SIZE 8 '));
  } finally {
    child.kill();
    fs.rmSync(program);
    file('word.ts', `import { u64 } from 'a64as/offsets';\nexport const word = u64;\n`);
  }
}, 60_000);
