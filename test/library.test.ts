/** The library as programs meet it: strings and bytes in, bytes and diagnostics out. */
import { describe, expect, it } from 'vitest';
import { readElf } from '../src/elf/read.ts';
import { assemble, assembleAll, decode, disassemble, encodeStatement, link } from '../src/index.ts';

const SCRIPT = `SECTIONS { . = 0x1000; .text : { start = .; *(.text) end = .; } }
ASSERT(end - start <= 8, "too big")`;

function textOf(object: Uint8Array | undefined): number[] {
  if (object === undefined) throw new Error('no object');
  const section = readElf('x.o', object).sections.find(({ name }) => name === '.text');
  if (section === undefined) throw new Error('no .text');
  return [...new Uint32Array(section.data.slice().buffer)];
}

describe('assemble', () => {
  it('preprocesses what is called .S and gives an object', async () => {
    const { object, diagnostics } = await assemble('#define N 4\n\tadd x0, x1, #N\n\tret\n', { name: 'a.S' });
    expect(diagnostics).toEqual([]);
    expect(textOf(object)).toEqual([0x91001020, 0xd65f03c0]);
  });

  it('takes includes and definitions from its caller', async () => {
    const header = new TextEncoder().encode('\t.macro two\n\tmov x0, #VALUE\n\tmov x1, #VALUE\n\t.endm\n');
    const { object } = await assemble('#include "two.h"\ntwo\n', {
      name: 'a.S',
      defines: { VALUE: '2' },
      readFile: (path) => (path.endsWith('two.h') ? header : undefined),
    });
    expect(textOf(object)).toEqual([0xd2800040, 0xd2800041]);
  });

  it('leaves other text to the assembler alone', async () => {
    const { object } = await assemble('# a comment\n nop\n', { name: 'a.s' });
    expect(textOf(object)).toEqual([0xd503201f]);
  });

  it('reports all errors with their places and gives no object', async () => {
    const { object, diagnostics, locator, report } = await assemble('nop\nadd x0, x1, #4097\nfrob x0\n', {
      name: 'bad.s',
    });
    expect(object).toBeUndefined();
    expect(diagnostics.map(({ severity }) => severity)).toEqual(['error', 'error']);
    const places = diagnostics.map(({ pos }) => locator.locate(pos)?.place);
    expect(places.map((place) => [place?.file, place?.line])).toEqual([
      ['bad.s', 2],
      ['bad.s', 3],
    ]);
    expect(report()).toMatch(/^bad\.s:2:\d+: error: .*4097/);
    expect(report()).toContain('^');
  });
});

describe('assembleAll', () => {
  const read: string[] = [];
  const readFile = (path: string) => {
    read.push(path);
    const text = path.endsWith('all.h') ? '#define ALL 7\n\t.macro put n\n\tmov x0, #\\n\n\t.endm\n' : undefined;
    return text === undefined ? undefined : new TextEncoder().encode(text);
  };
  const unit = (name: string, source: string, defines = {}) => ({ name, source, defines, include: ['inc'] });
  const UNITS = [
    unit('a.S', '#include <all.h>\nput ALL\nput MORE\n', { MORE: '1' }),
    unit('wrong.S', '#include <all.h>\nput ALL\nput NOTHING, 1\n'),
    unit('b.S', '#include <all.h>\nput MORE\nadd .req x3\nmov add, x0\n', { MORE: '2' }),
    { ...unit('c.s', '# a comment\n.arch armv8.1-a\nldadd w0, w1, [x2]\n'), preprocess: false },
    unit('d.S', '#include <all.h>\n.macro mov a, b\nnop\n.endm\nput ALL\n'),
    unit('a.S', '#include <all.h>\nput ALL\n'),
  ];

  it('gives for each source what it gives alone, and reads each header once', async () => {
    const all = await assembleAll(UNITS, readFile);
    expect(read.filter((path) => path === 'inc/all.h')).toHaveLength(1);
    for (const [i, { source, ...options }] of UNITS.entries()) {
      const alone = await assemble(source, { ...options, readFile });
      expect([all[i]?.report(), all[i]?.object]).toEqual([alone.report(), alone.object]);
    }
    expect(all.map(({ object }) => object !== undefined)).toEqual([true, false, true, true, true, true]);
    expect(all[1]?.report()).toMatch(/^wrong\.S:3:/);
  });

  it('has nothing to do for no source', async () => {
    expect(await assembleAll([])).toEqual([]);
  });
});

describe('link', () => {
  it('places objects by a script and gives symbols', async () => {
    const { object } = await assemble('nop\nret\n', { name: 'a.s' });
    const { image } = await link([{ name: 'a.o', bytes: object ?? new Uint8Array() }], { name: 'l.lds', text: SCRIPT });
    expect(image?.symbols.get('end')?.value).toBe(0x1008n);
    expect([...(image?.binary() ?? [])].slice(0, 4)).toEqual([0x1f, 0x20, 0x03, 0xd5]);
  });

  it('gives no image when an ASSERT fails, and says what both sides were', async () => {
    const { object } = await assemble('nop\nnop\nret\n', { name: 'a.s' });
    const { image, report } = await link([{ name: 'a.o', bytes: object ?? new Uint8Array() }], {
      name: 'l.lds',
      text: SCRIPT,
    });
    expect(image).toBeUndefined();
    expect(report()).toMatch(/^l\.lds:2:\d+: error: .*too big/);
    expect(report()).toMatch(/0xc\b/);
    expect(report()).toMatch(/0x8\b/);
  });
});

describe('single words', () => {
  it('encodes a statement', () => {
    expect(encodeStatement('add x0, x1, #4')).toMatchObject({ word: 0x91001020 });
  });

  it('decodes and disassembles', () => {
    expect(decode(0x91001020)?.mnemonic).toBe('add');
    expect(disassemble(0x91001020, 0n)).toMatch(/^add\s+x0, x1, #0x4$/);
  });
});
