/**
 * What is wrong with a file or with what it does: `a64as run` gives a verdict with the last instructions, and neither hangs nor breaks.
 */
import { describe, expect, it } from 'vitest';
import { command as run } from '../../src/cli/commands/run.ts';
import { elfOf, LOAD } from './bare-metal.ts';
import { invoke, type Result } from './invoke.ts';
import { assemble } from './support.ts';

const SMALL = ['--memory', '16M', '--max-insns', '20000'];

async function runBytes(bytes: Uint8Array, ...more: string[]): Promise<Result> {
  return invoke(run, [...SMALL, ...more, 'a'], { a: bytes });
}

const runCode = (source: string, ...more: string[]): Promise<Result> =>
  runBytes(elfOf(assemble(source, LOAD).bytes, 0), ...more);

/** Addresses and words of the last instructions that it printed. */
const lastLines = (text: string): string[] =>
  [...text.matchAll(/^ {2}([0-9a-f]{16}) {2}([0-9a-f]{8}) {2}/gm)].map((m) => `${Number(`0x${m[1]}`) - LOAD} ${m[2]}`);

describe('programs that go wrong', () => {
  const SET_VBAR = 'adr x0, v\n msr vbar_el1, x0\n isb\n svc #0\n .balign 2048\nv: nop\n';
  it.each([
    ['jumps to itself', 'a: b a', /loops on itself at 0x40080000/, ['0 14000000']],
    [
      'jumps into the void',
      'li x0, 0x8000000000\n br x0',
      /instruction abort taken to EL1 for fetch 0x8000000000 .*\n +effect: .*at 0x8000000000/,
      ['12 f2e00000', '16 d61f0000'],
    ],
    [
      'jumps to an odd address',
      'adr x0, a\n add x0, x0, #2\n br x0\na: nop',
      /PC alignment fault taken to EL1 for address 0x4008000e .*\n +effect: .*at 0x4008000e/,
      ['8 d61f0000'],
    ],
    [
      'jumps to a device',
      'li x0, 0x9000000\n br x0',
      /the fetch at physical 0x9000000 finds no memory/,
      ['16 d61f0000'],
    ],
    [
      'jumps to data',
      'adr x0, a\n br x0\na: .word 0xdeadbeef',
      /0xdeadbeef was executed, which encodes no instruction/,
      ['4 d61f0000', '8 deadbeef'],
    ],
    [
      'faults on its own vectors',
      `${SET_VBAR}.space 508\n .word 0`,
      /vector at 0x40080a00 faults itself, for ever/,
      ['2560 00000000'],
    ],
    [
      'has its vectors in the void',
      'li x0, 0x900000000000\n msr vbar_el1, x0\n isb\n svc #0',
      /the vector cannot be fetched \(svc\): address-size fault at 0x900000000200/,
      ['24 d4000001'],
    ],
    [
      'has its vectors where no memory is',
      'li x0, 0x90000000000\n msr vbar_el1, x0\n isb\n svc #0',
      /effect: {2}not fetched {2}at 0x90000000200[\s\S]*the vector cannot be fetched \(svc\): external fault/,
      ['24 d4000001'],
    ],
    ['returns to nowhere', 'eret', /eret uses SPSR_EL1, which nothing has set/, ['0 d69f03e0']],
  ] as const)('%s', async (_name, source, words, last) => {
    for (const rules of ['all', 'none']) {
      const { status, err } = await runCode(source, '--rules', rules);
      expect(status).toBe(3);
      if (rules === 'all') expect(err).toMatch(words);
      const lines = lastLines(err);
      expect(lines.slice(lines.length - last.length)).toEqual(last);
    }
  });

  it('prints 32 instructions of a short loop, each one that was executed', async () => {
    const { status, err } = await runCode('mov x0, #0\na: add x0, x0, #1\n b a');
    expect(status).toBe(4);
    const lines = lastLines(err);
    expect(lines).toHaveLength(32);
    expect(lines.slice(0, 3)).toEqual([lines[2], lines[1], lines[2]]);
    expect(new Set(lines)).toEqual(new Set(['4 91000400', '8 17ffffff']));
  });

  it('neither prints nor judges what lies behind an instruction that faults', async () => {
    const { err } = await runCode('li x0, 0x8000000000\n ldr x0, [x0]\n mov x1, #1\n mov x2, #2');
    expect(lastLines(err).at(-1)).toBe('16 f9400000');
    expect(err).not.toMatch(/undefined-memory/);
  });

  it('ends at the end of what was loaded', async () => {
    const { status, err } = await runCode('nop');
    expect(status).toBe(3);
    expect(err).toMatch(/what nothing has written at 0x40080004 is used as code/);
  });
});

describe('files that are damaged', () => {
  const code = assemble('nop\n b 0').bytes;
  const PROGRAM_HEADER = 64;
  const changed = (...fields: readonly (readonly [at: number, value: bigint])[]): Uint8Array => {
    const bytes = elfOf(code);
    const view = new DataView(bytes.buffer);
    for (const [at, value] of fields) view.setBigUint64(at, value, true);
    return bytes;
  };

  it.each([
    ['an entry outside', changed([24, 0x9000_0000n]), /the entry 0x90000000 lies in none of the segments/],
    ['an entry past all', changed([24, 2n ** 64n - 4n]), /the entry 0xfffffffffffffffc lies in none/],
    ['a segment of 2^63 bytes', changed([PROGRAM_HEADER + 40, 2n ** 63n]), /\+0x8000000000000000 is not in RAM/],
    ['a segment at the end of all', changed([PROGRAM_HEADER + 24, 2n ** 64n - 8n]), /A64-E08(55|61)/],
    ['more in the file than in memory', changed([PROGRAM_HEADER + 40, 4n]), /more bytes in the file than in memory/],
    ['a segment past the file', changed([PROGRAM_HEADER + 8, 0x10_0000n]), /A64-E/],
    ['a program header table past the file', changed([32, 2n ** 40n]), /the program header table/],
  ] as const)('%s', async (_name, bytes, words) => {
    const { status, err, out } = await runBytes(bytes);
    expect(err).toMatch(words);
    expect({ status, out, lines: err.split('\n').length }).toEqual({ status: 1, out: '', lines: 2 });
  });

  it('two segments over one another', async () => {
    const bytes = elfOf(code);
    bytes.copyWithin(PROGRAM_HEADER + 56, PROGRAM_HEADER, PROGRAM_HEADER + 56);
    bytes[56] = 2;
    expect((await runBytes(bytes)).err).toMatch(/the segments at 0x40080000 and 0x40080000 overlap/);
  });

  it('cut at any place', async () => {
    const whole = elfOf(code);
    for (let length = 0; length < whole.length; length += length < 128 ? 1 : 511) {
      const { status, err } = await runBytes(whole.subarray(0, length));
      expect({ length, status, lines: err.split('\n').length }).toEqual({ length, status: 1, lines: 2 });
    }
  });

  it('an Image of which only the header is there', async () => {
    const image = new Uint8Array(64);
    image.set(assemble('b 64').bytes);
    new DataView(image.buffer).setBigUint64(16, 0x1000n, true);
    image.set([0x41, 0x52, 0x4d, 0x64], 56);
    const { status, err } = await runBytes(image);
    expect(status).toBe(3);
    expect(err).toMatch(/what nothing has written at 0x40200040 is used as code/);
    new DataView(image.buffer).setBigUint64(16, 2n ** 40n, true);
    expect((await runBytes(image)).err).toMatch(/is not in RAM \[0x40000000, 0x41000000\) \[A64-E0855\]/);
  });
});
