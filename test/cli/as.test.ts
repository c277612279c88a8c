/** The assembler driver: options of gcc and as, what is written where, what is not written, exit statuses. */
import { describe, expect, test } from 'vitest';
import { parseSettings } from '../../src/cli/as/options.ts';
import { EXIT, type Io, UsageError } from '../../src/cli/command.ts';
import { command } from '../../src/cli/commands/as.ts';

interface World {
  readonly io: Io;
  readonly written: Map<string, Uint8Array>;
  output: string;
  errors: string;
}

function world(files: Readonly<Record<string, string>>, environment: Record<string, string> = {}): World {
  const written = new Map<string, Uint8Array>();
  const state: World = {
    written,
    output: '',
    errors: '',
    io: {
      readFile(path) {
        const name = path.replace(/^(?:\.\/)+/, '');
        return Object.hasOwn(files, name) ? Buffer.from(files[name] as string) : undefined;
      },
      readError: (path) => (path === 'dir' ? 'is a directory' : 'no such file'),
      writeFiles(list) {
        for (const { path, data } of list) {
          const bytes = typeof data === 'string' ? Buffer.from(data) : data;
          if (path === '-') state.output += Buffer.from(bytes).toString();
          else if (path === 'full/disk.o') return `${path}: no space left on the device`;
          else written.set(path, bytes);
        }
        return undefined;
      },
      listDirectory: () => undefined,
      readStdin: () => Buffer.from(files['<stdin>'] ?? ''),
      stdout: (text) => {
        state.output += typeof text === 'string' ? text : Buffer.from(text).toString();
      },
      stderr: (text) => {
        state.errors += text;
      },
      stdoutIsTty: false,
      stderrIsTty: false,
      environment,
      workingDirectory: '/src',
      packageDirectory: '/package',
    },
  };
  return state;
}

const run = (state: World, ...argv: string[]) => command.run(argv, state.io);
const text = (state: World, path: string) => Buffer.from(state.written.get(path) ?? []).toString();

describe('objects', () => {
  test('FILE.S becomes FILE.o in the working directory', async () => {
    const state = world({ 'sub/a.S': '#define N 1\nmov x0, #N\n' });
    expect(await run(state, 'sub/a.S')).toBe(EXIT.ok);
    expect([...state.written.keys()]).toEqual(['a.o']);
    expect(text(state, 'a.o').slice(0, 4)).toBe('\x7fELF');
    expect(state.errors).toBe('');
  });

  test('.s is not preprocessed, - is standard input, -x says otherwise', async () => {
    const state = world({ 'a.s': '# define is a comment here\nnop\n', '<stdin>': '#define N nop\nN\n' });
    expect(await run(state, 'a.s')).toBe(EXIT.ok);
    expect(await run(state, '-x', 'assembler-with-cpp', '-', '-o', 'b.o')).toBe(EXIT.ok);
    expect(await run(state, '-o', 'c.o', '-')).toBe(EXIT.input);
    expect([...state.written.keys()]).toEqual(['a.o', 'b.o']);
  });

  test('with -o several assembler sources are one program', async () => {
    const whole = world({ 'a.s': '1: nop\nldr x0, =5\n.ltorg\nb 1b\n' });
    const parts = world({ 'a"\\.s': '1: nop\nldr x0, =5\n', 'b.s': 'b 1b\n' });
    expect(await run(whole, '-o', 'x.o', 'a.s')).toBe(EXIT.ok);
    expect(await run(parts, '-o', 'x.o', 'a"\\.s', '-EL', 'b.s')).toBe(EXIT.ok);
    expect(text(parts, 'x.o')).toBe(text(whole, 'x.o'));
  });

  test('options of as have one dash or two', async () => {
    const state = world({ 'a.s': '.byte n\n' });
    expect(await run(state, '-defsym', 'n=1', '--EB', '-no-warn', '-gdwarf-sections', '-Wa,-noexecstack', 'a.s')).toBe(
      EXIT.ok,
    );
  });

  test('several inputs share headers and fail one by one', async () => {
    const state = world({
      'a.S': '#include "h.h"\nnop\n',
      'b.S': 'bogus x0\n',
      'c.S': '#include "h.h"\nret\n',
      'h.h': '#define H 1\n',
    });
    expect(await run(state, 'a.S', 'b.S', 'c.S')).toBe(EXIT.input);
    expect([...state.written.keys()]).toEqual(['a.o', 'c.o']);
    expect(state.errors).toMatch(/^b\.S:1:1: error: /);
  });

  test('errors of the assembler point into the source through macros and headers', async () => {
    const state = world({ 'a.S': '#include "h.h"\n\n\tPUT(99999)\n', 'h.h': '#define PUT(n) mov x0, x99\n' });
    expect(await run(state, 'a.S')).toBe(EXIT.input);
    expect(state.errors).toMatch(/^h\.h:1:\d+: error: /);
    expect(state.errors).toContain("a.S:3:2: note: in expansion of macro 'PUT'");
    expect(state.written.size).toBe(0);
  });

  test('line markers in a .s lead to the file that a person wrote', async () => {
    const state = world({ 'pre.s': '# 1 "real.S"\nnop\n# 7 "inc.h" 1\n\tmov x0, x99\n' });
    expect(await run(state, 'pre.s')).toBe(EXIT.input);
    expect(state.errors).toMatch(/^inc\.h:7:\d+: error: /);
  });

  test('what cannot be read or written is an error, not a crash', async () => {
    const state = world({ 'a.s': 'nop\n' });
    expect(await run(state, 'none.S')).toBe(EXIT.input);
    expect(await run(state, '-x', 'assembler', 'dir')).toBe(EXIT.input);
    expect(await run(state, 'a.s', '-o', 'full/disk.o')).toBe(EXIT.input);
    expect(state.errors.split('\n').slice(0, 3)).toEqual([
      "a64as: error: cannot read 'none.S': no such file [A64-E0300]",
      "a64as: error: cannot read 'dir': is a directory [A64-E0300]",
      'a64as: error: cannot write full/disk.o: no space left on the device',
    ]);
  });
});

describe('preprocessing only', () => {
  test('-E prints, -o writes, -P leaves the markers out, -dM lists macros', async () => {
    const files = { 'a.S': '#define A 1\nA é\n' };
    const state = world(files);
    expect(await run(state, '-E', '-undef', 'a.S')).toBe(EXIT.ok);
    expect(state.output).toBe('# 0 "a.S"\n# 0 "<built-in>"\n# 0 "<command-line>"\n# 1 "a.S"\n\n1 é\n');
    await run(state, '-E', '-P', 'a.S', '-o', 'a.i');
    expect(text(state, 'a.i')).toBe('1 é\n');
    const macros = world(files);
    await run(macros, '-E', '-dM', '-undef', '-DB=2', '-D', 'C(x)=x', 'a.S');
    expect(macros.output.split('\n').sort()).toEqual([
      '',
      '#define A 1',
      '#define B 2',
      '#define C(x) x',
      '#define __ASSEMBLER__ 1',
      '#define __STDC_HOSTED__ 1',
      '#define __STDC__ 1',
    ]);
  });

  test('SOURCE_DATE_EPOCH is the time', async () => {
    const state = world({ 'a.S': '__DATE__ __TIME__\n' }, { SOURCE_DATE_EPOCH: '86399' });
    await run(state, '-E', '-P', 'a.S');
    expect(state.output).toBe('"Jan  1 1970" "23:59:59"\n');
  });
});

describe('-W and -std', () => {
  const parse = (...words: string[]) => parseSettings([...words, 'a.s'], { responseFile: () => undefined });
  test.each([
    ['-Wfoo', "-Wfoo: gcc has no warning 'foo'"],
    ['-Wundeff', "-Wundeff: gcc has no warning 'undeff'; did you mean 'undef'?"],
    ['-Wall=3', "-Wall=3: gcc has no warning 'all=3'"],
    ['-Werror=foo', "-Werror=foo: gcc has no warning 'foo'"],
    ['-Werror=', "-Werror=: a warning's name is missing after '='"],
    ['-Wformat=', "-Wformat=: a value is missing after '='"],
    ['-std=c98', '-std=c98: no such standard'],
  ])('%s is refused', (word, message) => {
    expect(() => parse(word)).toThrow(message);
  });

  test('what switches a warning off, gives one a value, or names one of C++ is taken', () => {
    const words = [
      '-Wno-foo',
      '-Wformat=2',
      '-Wlarger-than-10',
      '-Wabi-tag',
      '-Wno-error=undef',
      '-std=gnu++20',
      '-std=iso9899:1999',
    ];
    expect(parse(...words).cppWarnings).toEqual(['no-foo', 'format=2', 'larger-than-10', 'abi-tag', 'no-error=undef']);
  });
});

test('options that would change the object and are not there are refused', () => {
  const parse = (word: string) => parseSettings([word, 'a.s'], { responseFile: () => undefined });
  for (const word of ['-M', '--mri'])
    expect(() => parse(`-Wa,${word}`)).toThrow(new UsageError(`${word} is not supported`));
  expect(parse('--compress-debug-sections').assembler.compress).toBe('zlib');
  for (const word of ['--compress-debug-sections=none', '--generate-missing-build-notes=no'])
    expect(parse(word).inputs).toHaveLength(1);
});

test('of options about debugging information, and about warnings, the last one counts', () => {
  const parse = (...words: string[]) => parseSettings([...words, 'a.s'], { responseFile: () => undefined });
  expect(parse('-g', '--gstabs').assembler).toMatchObject({ debug: 0, stabs: 'plain' });
  expect(parse('--gstabs', '-g').assembler).toMatchObject({ debug: 2, stabs: undefined });
  expect(parse('-W', '--fatal-warnings')).toMatchObject({ warnings: true, warningsAreErrors: true });
  expect(parse('--fatal-warnings', '--warn')).toMatchObject({ warnings: true, warningsAreErrors: false });
});

describe('dependencies', () => {
  const files = { 'a.S': '#include "h.h"\nnop\n', 'h.h': '' };

  test.each([
    [['-M'], undefined, 'a.o: a.S h.h\n'],
    [['-MM', '-MT', 'x', '-MQ', 'y$'], undefined, 'x y$$: a.S h.h\n'],
    [['-MM', '-MP'], undefined, 'a.o: a.S h.h\nh.h:\n'],
    [['-MMD'], 'a.d', 'a.o: a.S h.h\n'],
    [['-MD', '-c', '-o', 'out/b.o'], 'out/b.d', 'out/b.o: a.S h.h\n'],
    [['-MD', '-MF', 'deps', '-c'], 'deps', 'a.o: a.S h.h\n'],
    [['-Wp,-MMD,.a.o.d', '-c', '-o', 'out/b.o'], '.a.o.d', 'a.o: a.S h.h\n'],
    [['-MM', '-include', './h.h', '-MG'], undefined, 'a.o: a.S h.h h.h\n'],
  ] as const)('%j', async (argv, file, rule) => {
    const state = world(files);
    expect(await run(state, ...argv, 'a.S')).toBe(EXIT.ok);
    expect(file === undefined ? state.output : text(state, file)).toBe(rule);
  });

  test('as --MD names what .include and .incbin read, and .file names', async () => {
    const state = world({ 'a.s': '.file "x.c"\n.include "i.s"\n.incbin "b.bin"\n', 'i.s': 'nop\n', 'b.bin': '1234' });
    expect(await run(state, '--MD', 'a.d', '-o', 'a.o', 'a.s')).toBe(EXIT.ok);
    expect(text(state, 'a.d')).toBe('a.o: b.bin i.s x.c a.s\n');
  });
});

describe('diagnostics', () => {
  test('formats', async () => {
    const files = { 'a.S': '#error stop\n' };
    const json = world(files);
    expect(await run(json, '--diagnostics=json', 'a.S')).toBe(EXIT.input);
    expect(JSON.parse(json.errors)[0]).toMatchObject({ severity: 'error', file: 'a.S', line: 1, column: 2 });
    const sarif = world(files);
    await run(sarif, '--diagnostics', 'sarif', 'a.S');
    expect(JSON.parse(sarif.errors).runs[0].results).toHaveLength(1);
    const github = world(files);
    await run(github, '--diagnostics=github', 'a.S');
    expect(github.errors).toBe('::error file=a.S,line=1,col=2,endColumn=7,title=A64-E0360::#error stop\n');
    await expect(run(world(files), '--diagnostics=xml', 'a.S')).rejects.toThrow(UsageError);
  });

  test('warnings: silenced by -W and -w, fatal by --fatal-warnings', async () => {
    const files = { 'a.S': '#warning careful\nnop\n' };
    for (const option of ['-W', '-w', '--no-warn']) {
      const state = world(files);
      expect(await run(state, option, 'a.S')).toBe(EXIT.ok);
      expect(state.errors).toBe('');
    }
    const fatal = world(files);
    expect(await run(fatal, '-Wa,--fatal-warnings', 'a.S')).toBe(EXIT.input);
    expect(fatal.written.size).toBe(0);
  });

  test('-Z writes the object in spite of errors', async () => {
    const state = world({ 'a.s': 'nop\nbad\n' });
    expect(await run(state, '-Z', 'a.s')).toBe(EXIT.input);
    expect([...state.written.keys()]).toEqual(['a.o']);
    const without = world({ 'a.s': 'nop\nbad\n' });
    expect(await run(without, 'a.s')).toBe(EXIT.input);
    expect(without.written.size).toBe(0);
  });

  test('colour follows NO_COLOR and FORCE_COLOR', async () => {
    const files = { 'a.S': '#error stop\n' };
    const forced = world(files, { FORCE_COLOR: '1' });
    await run(forced, 'a.S');
    expect(forced.errors).toContain('\x1b[');
    const none = world(files, { FORCE_COLOR: '1', NO_COLOR: '1' });
    await run(none, 'a.S');
    expect(none.errors).not.toContain('\x1b[');
  });
});

describe('usage', () => {
  test.each([
    [[], 'no input files'],
    [['--nonsense', 'a.S'], "unknown option '--nonsense'"],
    [['--keep-local', 'a.S', '-q'], "unknown option '-q'"],
    [['-o', 'x', 'a.S', 'b.S'], '-o with several inputs'],
    [['a.c'], 'C can only be preprocessed'],
    [['a.cpp'], 'not an assembler source'],
    [['a.o'], 'only -T SCRIPT'],
    [['-mabi=weird', 'a.S'], 'expected lp64 or ilp32'],
    [['-mabi=ilp32', '-T', 'a.lds', 'a.S'], 'objects are linked for lp64 only'],
    [['-march=armv9.9-a', 'a.S'], 'unknown name or extension'],
    [['-mcpu=cortex-a73x', 'a.S'], "did you mean 'cortex-a73'"],
    [['--gdwarf-cie-version=2', 'a.S'], 'expected 1, 3 or 4'],
    [['--compress-debug-sections=zstd', 'a.S'], 'only zlib is supported'],
    [['--multibyte-handling=some', 'a.S'], 'expected allow, warn or warn-sym-only'],
    [['-o', 'a.S', 'a.S'], 'the output would replace the input'],
    [['--defsym', 'x', 'a.S'], 'expected NAME=VALUE'],
    [['-gdwarf-9', 'a.S'], 'not in [2, 5]'],
    [['-axyz', 'a.S'], 'expected letters'],
    [['-x', 'fortran', 'a.f'], '-x fortran'],
  ])('%j', async (argv, message) => {
    await expect(run(world({ 'a.S': '', 'b.S': '' }), ...argv)).rejects.toThrow(message);
  });
});

describe('settings', () => {
  const parse = (...argv: string[]) => parseSettings(argv, { responseFile: () => undefined });

  test("the kbuild line is taken as it is, and changes nothing that it doesn't name", () => {
    const settings = parse(
      ...[
        '-Wp,-MMD,a/.b.o.d',
        '-nostdinc',
        '-I../arch/arm64/include',
        '-include',
        '../include/linux/kconfig.h',
        '-D__KERNEL__',
      ],
      ...[
        '-mlittle-endian',
        '-DKASAN_SHADOW_SCALE_SHIFT=',
        '-fmacro-prefix-map=../=',
        '-D__ASSEMBLY__',
        '-fno-PIE',
        '-mabi=lp64',
      ],
      ...[
        '-fno-asynchronous-unwind-tables',
        '-fno-unwind-tables',
        '-Wall',
        '-Wno-x',
        '-fno-strange',
        '-mstrange',
        '-I',
        'inc',
        '-c',
      ],
      ...['-o', 'a/b.o', '../a/b.S'],
    );
    expect(settings).toMatchObject({
      mode: 'object',
      output: 'a/b.o',
      standardIncludes: false,
      search: { angle: ['../arch/arm64/include', 'inc'] },
      definitions: ['define __KERNEL__ 1', 'define KASAN_SHADOW_SCALE_SHIFT ', 'define __ASSEMBLY__ 1'],
      includes: ['../include/linux/kconfig.h'],
      macroPrefixMap: [['../', '']],
      target: { pic: 0, pie: 0, noUnwindTables: true, bigEndian: false, ilp32: false },
      dependencies: { beside: true, userOnly: true, file: 'a/.b.o.d', byPreprocessor: true },
      inputs: [{ path: '../a/b.S', language: 'assembler-with-cpp' }],
    });
  });

  test('-Wa, and -Xassembler hold options of as', () => {
    const settings = parse(
      '-Wa,-L,--defsym,X=1,-I,d,-march=armv8.5-a',
      '-Xassembler',
      '--noexecstack',
      '-Wa,-ahl=x.lst',
      'a.S',
    );
    expect(settings.assembler).toMatchObject({
      keepLocals: true,
      noexecstack: true,
      arch: 'armv8.5-a',
      defsym: [{ name: 'X', value: '1' }],
    });
    expect(settings.search.angle).toEqual(['d']);
    expect(settings.listing).toEqual({ letters: 'hl', file: 'x.lst' });
  });

  test('debug information: gcc means DWARF 5 unless told otherwise, the assembler 2', () => {
    expect(parse('-g', 'a.S').assembler).toMatchObject({ debug: 5, dwarf: 5 });
    expect(parse('-gdwarf-3', 'a.S').assembler).toMatchObject({ debug: 3, dwarf: 3 });
    expect(parse('--gdwarf-4', 'a.s').assembler).toMatchObject({ debug: 4 });
    expect(parse('-g', '-g0', 'a.S').assembler.debug).toBe(0);
    expect(parse('-g', '-c', 'a.s').assembler).toMatchObject({ debug: 5 });
    expect(parse('-g', 'a.s').assembler).toMatchObject({ debug: 2, dwarf: 2 });
    expect(parse('--gen-debug', 'a.S').assembler).toMatchObject({ debug: 2 });
    expect(parse('-gz', 'a.S').assembler.debug).toBeUndefined();
  });
});

describe('--lint-offsets', () => {
  const schema = `--lint-offsets=${new URL('../../src/offsets/schemas/kern-reloc-arg.ts', import.meta.url).pathname}`;
  const source = '/* x0: struct kern_reloc_arg */\n\tldr x1, [x0, #16]\n';

  test('hints at the symbol, and still assembles', async () => {
    const state = world({ 'a.S': source });
    expect(await run(state, schema, 'a.S')).toBe(EXIT.ok);
    expect(state.errors).toContain(
      'a.S:2:16: hint: offset 16 of struct kern_reloc_arg has a symbol: KEXEC_KRELOC_KERN_ARG1',
    );
    expect([...state.written.keys()]).toEqual(['a.o']);
  });

  test('looks into headers, and is off by default', async () => {
    const files = { 'a.S': '#include "arg.h"\n', 'arg.h': source };
    const linted = world(files);
    expect(await run(linted, schema, 'a.S')).toBe(EXIT.ok);
    expect(linted.errors).toContain('arg.h:2:16: hint');
    const plain = world(files);
    expect(await run(plain, 'a.S')).toBe(EXIT.ok);
    expect(plain.errors).toBe('');
  });

  test('a schema that cannot be loaded is an error and nothing is written', async () => {
    const state = world({ 'a.S': source });
    expect(await run(state, '--lint-offsets=/nowhere/schema.ts', 'a.S')).toBe(EXIT.input);
    expect(state.errors).toMatch(/error: .*\/nowhere\/schema\.ts/);
    expect(state.written.size).toBe(0);
  });
});
