/**
 * Each option of `a64as run`, by what the program sees of it.
 */
import { describe, expect, it } from 'vitest';
import { command as run } from '../../src/cli/commands/run.ts';
import { elfOf, LOAD } from './bare-metal.ts';
import { invoke, type Result } from './invoke.ts';
import { assemble } from './support.ts';

/** Ends with x0 as its status. */
const EXIT =
  'adr x1, block\n li x9, 0x20026\n stp x9, x0, [x1]\n dmb sy\n dc civac, x1\n dsb sy\n mov x0, #0x18\n hlt #0xf000\n .balign 64\nblock: .quad 0, 0\n .balign 64';

async function runWith(
  options: readonly string[],
  source: string,
  more: Record<string, Uint8Array> = {},
): Promise<Result> {
  const code = assemble(`${source}\n ${EXIT}`, LOAD).bytes;
  return invoke(run, ['--max-insns', '20000', ...options, 'a'], { a: elfOf(code), ...more });
}

/** An arm64 Image whose code is `source`. */
function image(source: string): Uint8Array {
  const code = assemble(`b start\n .space 60\nstart: ${source}\n ${EXIT}`, 0x4020_0000).bytes;
  code.set([0x41, 0x52, 0x4d, 0x64], 56);
  new DataView(code.buffer).setBigUint64(16, 0x1000n, true);
  return code;
}

const LEVEL = 'mrs x0, currentel\n lsr x0, x0, #2';
const LINE = 'mrs x0, ctr_el0\n ubfx x0, x0, #16, #4';
const ILINE = 'mrs x0, ctr_el0\n ubfx x0, x0, #0, #4';

describe('options of a64as run', () => {
  it.each([
    ['--el 1', LEVEL, 1],
    ['--el 2', LEVEL, 2],
    ['--el 3', LEVEL, 3],
    ['--el 2 --vhe --cpu max', 'mrs x0, hcr_el2\n ubfx x0, x0, #34, #1', 1],
    ['--el 2 --cpu max', 'mrs x0, hcr_el2\n ubfx x0, x0, #34, #1', 0],
    ['--dcache-line 16', LINE, 2],
    ['--dcache-line 2048', LINE, 9],
    ['--dcache-line 2048', ILINE, 9],
    ['--dcache-line 2048 --icache-line 32', ILINE, 3],
    ['--cpu cortex-a72', 'mrs x0, midr_el1\n ubfx x0, x0, #4, #8', 0x08],
    ['--cpu neoverse-n1', 'mrs x0, midr_el1\n ubfx x0, x0, #4, #8', 0x0c],
    ['--machine virt --quiet --gic 3', 'mrs x0, id_aa64pfr0_el1\n ubfx x0, x0, #24, #4', 1],
    ['--gic 2', 'mrs x0, id_aa64pfr0_el1\n ubfx x0, x0, #24, #4', 0],
  ] as const)('%s', async (options, source, status) => {
    expect(await runWith(['--memory', '16M', ...options.split(' ')], source)).toMatchObject({ err: '', status });
  });

  it('--memory is where RAM ends', async () => {
    const source = 'li x2, 0x41fffff8\n str xzr, [x2]\n mov x0, #5';
    expect((await runWith(['--memory', '32M'], source)).status).toBe(5);
    expect((await runWith(['--memory', '16M'], source)).err).toMatch(/bus-error/);
    expect((await runWith(['--memory', '16384K'], source)).err).toMatch(/bus-error/);
  });

  it('--dtb is what an Image gets in x0', async () => {
    const tree = new Uint8Array(64);
    tree.set([0xd0, 0x0d, 0xfe, 0xed, 0, 0, 0, 64, 77]);
    const result = await invoke(run, ['--memory', '16M', '--dtb', 't', 'a'], {
      a: image('ldrb w0, [x0, #8]'),
      t: tree,
    });
    expect(result).toMatchObject({ err: '', status: 77 });
    expect((await runWith(['--dtb', 'none'], 'nop')).err).toBe(
      'a64as: error: cannot read none: no such file [A64-E0850]\n',
    );
  });

  it('--initrd lies behind the program, where the tree says', async () => {
    const options = ['--memory', '16M', '--initrd', 'rd'];
    const at = 'li x2, 0x40200000\n ldrb w0, [x2]';
    expect(await runWith(options, at, { rd: Uint8Array.of(99, 1, 2) })).toMatchObject({ err: '', status: 99 });
  });

  it("--append is the command line that semihosting gives, after the program's name", async () => {
    const source =
      'adr x1, request\n adr x2, room\n mov x3, #64\n stp x2, x3, [x1]\n mov x0, #0x15\n hlt #0xf000\n adr x2, room\n ldrb w0, [x2, #2]\n b on\n .balign 64\nrequest: .quad 0, 0\nroom: .space 64\non: nop';
    expect((await runWith(['--append', 'zebra'], source)).status).toBe('z'.charCodeAt(0));
  });

  it('--rules picks the rules, by id', async () => {
    const source = 'cbz x5, on\non: mov x0, #0';
    const ids = async (rules: string): Promise<string[]> => {
      const { err } = await runWith(['--rules', rules], source);
      return [...err.matchAll(/\[([a-z-]+), class/g)].map((m) => m[1] ?? '');
    };
    expect(await ids('undefined-register,tlb-stale')).toEqual(['undefined-register']);
    expect(await ids('tlb-stale')).toEqual([]);
    expect(await ids('none')).toEqual([]);
  });

  it('--handover judges the state at an address', async () => {
    const result = await runWith(['--handover', '0x40080004'], 'nop\n nop');
    expect(result.status).toBe(3);
    expect(result.err).toMatch(/handover-argument, class 14/);
    expect((await runWith(['--handover', '0x40080ff0'], 'mov x0, #0')).status).toBe(0);
  });

  it('--max-insns is exact', async () => {
    const { err, status } = await runWith(['--max-insns', '7'], 'a: nop\n b a');
    expect({ status, said: err.split('\n')[0] }).toEqual({
      status: 4,
      said: 'a64as: the step budget ran out, after 7 instructions; the last of them:',
    });
  });

  it.each([
    [['--machine', 'sbsa'], /virt/],
    [['--cpu', 'z80'], /cortex-a72/],
    [['--gic', '4'], /gic/],
    [['--vhe'], /--vhe needs --el 2/],
    [['--vhe', '--el', '2'], /no VHE/],
    [['--memory', '3G'], /\[1M, 2G\]/],
    [['--dcache-line', '48'], /not a power of two/],
    [['--dcache-line', '8'], /\[16, 2048\]/],
    [['--icache-line', '4096'], /\[16, 2048\]/],
    [['--handover', 'main'], /not an address/],
    [['--max-insns', '0'], /max-insns/],
    [['--max-insns', 'x'], /not a whole number/],
    [['b'], /one file at a time/],
    [['--nonsense'], /nonsense/],
  ] as const)('refuses %j', async (options, words) => {
    await expect(runWith(options, 'nop')).rejects.toThrow(words);
  });
});
