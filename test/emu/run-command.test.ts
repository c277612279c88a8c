/**
 * `a64as run` and `a64as ptdump` as commands: consoles, exit statuses, findings, JSON, bad input.
 */
import { describe, expect, it } from 'vitest';
import { command as ptdump } from '../../src/cli/commands/ptdump.ts';
import { command as run } from '../../src/cli/commands/run.ts';
import { build, elfOf, PROGRAMS } from './bare-metal.ts';
import { invoke } from './invoke.ts';
import { assemble } from './support.ts';

const SMALL = ['--memory', '16M', '--max-insns', '200000'];
const elf = (source: string): Record<string, Uint8Array> => ({ 'a.elf': elfOf(assemble(source, 0x4008_0000).bytes) });

describe('a64as run', () => {
  for (const program of PROGRAMS) {
    it(`runs ${program.name}`, async () => {
      const options = [
        '--el',
        String(program.el ?? 1),
        '--gic',
        String(program.gic ?? 2),
        '--cpu',
        program.cpu ?? 'cortex-a72',
        '--rules',
        program.finds === true ? 'none' : 'all',
      ];
      const result = await invoke(run, [...SMALL, ...options, 'a.elf'], { 'a.elf': build(program) });
      expect({ out: result.out, status: result.status, err: result.err.replace(/warning:[\s\S]*/, '') }).toEqual({
        out: program.console,
        status: program.status,
        err: '',
      });
    });
  }
  it('exits 3 on findings and prints them with the console apart', async () => {
    const result = await invoke(run, [...SMALL, 'a.elf'], elf('cbz x5, a\na: b 0'));
    expect(result.status).toBe(3);
    expect(result.err).toMatch(/undefined-register, class 13/);
    expect(result.err).toMatch(/the last of them:/);
    expect((await invoke(run, [...SMALL, '--rules', 'none', 'a.elf'], elf('cbz x5, a\na: b 0'))).err).not.toMatch(
      /undefined-register/,
    );
  });
  it('prints one object with --json', async () => {
    const result = await invoke(run, [...SMALL, '--json', 'a.elf'], elf('cbz x5, a\na: b 0'));
    const object = JSON.parse(result.out);
    expect(object).toMatchObject({
      verdict: 'FAIL',
      exit: 3,
      findings: [{ rule: 'undefined-register', class: 13, severity: 'error' }],
    });
    // an instruction that is its own cause is given as both
    for (const spot of ['cause', 'effect'])
      expect(object.findings[0][spot]).toMatchObject({ pc: '0x40080000', insn: 'cbz x5, 0x40080004' });
  });
  it('exits 4 when the budget ends, and stops an endless fault', async () => {
    expect((await invoke(run, [...SMALL, 'a.elf'], elf('a: nop\n b a'))).status).toBe(4);
    expect((await invoke(run, [...SMALL, 'a.elf'], elf('br xzr'))).status).toBe(3);
  });
  it('writes a trace', async () => {
    const result = await invoke(run, [...SMALL, '--trace', 't', 'a.elf'], elf('nop\n mov x0, #0\n b 0'));
    expect(result.files.get('t')?.split('\n').slice(0, 2)).toEqual([
      '0 0000000040080000 d503201f nop',
      '1 0000000040080004 d2800000 mov x0, #0x0',
    ]);
  });
  it('refuses what it cannot run', async () => {
    const bad = async (bytes: Uint8Array | undefined, ...more: string[]): Promise<string> => {
      const result = await invoke(run, [...more, 'a.elf'], bytes === undefined ? {} : { 'a.elf': bytes });
      expect(result.status).toBe(1);
      return result.err;
    };
    const code = assemble('nop').bytes;
    expect(await bad(undefined)).toMatch(/no such file/);
    expect(await bad(new Uint8Array(0))).toMatch(/empty/);
    expect(await bad(new Uint8Array(100))).toMatch(/neither an ELF file nor an arm64 Image/);
    expect(await bad(elfOf(code, 0, 62))).toMatch(/machine 62/);
    expect(await bad(elfOf(code).subarray(0, 0x1000))).toMatch(/A64-E/);
    expect(await bad(elfOf(code, 2 ** 30))).toMatch(/not in RAM/);
  });
  it('refuses wrong options and prints help', async () => {
    await expect(invoke(run, ['--el', '4', 'a'], {})).rejects.toThrow();
    await expect(invoke(run, ['--memory', '3', 'a'], {})).rejects.toThrow(/--memory/);
    await expect(invoke(run, [], {})).rejects.toThrow(/no file/);
    expect((await invoke(run, ['--help'], {})).out).toMatch(/usage: a64as run/);
  });
});

describe('a64as ptdump', () => {
  it('prints what the program has mapped', async () => {
    const program = PROGRAMS.find((p) => p.name === 'mmu');
    if (program === undefined) throw new Error('no such program');
    const result = await invoke(ptdump, ['--ttbr', '0', '--steps', '200', '--memory', '16M', 'a.elf'], {
      'a.elf': build(program),
    });
    expect(result.status).toBe(0);
    expect(result.out).toMatch(/MMU on/);
    expect(result.out).toMatch(/0x0000000040000000-0x0000000080000000 +1G +1G -> 0x40000000 RW normal ish/);
    expect(result.out).toMatch(/0x0000000000000000-0x0000000040000000 +1G +1G -> 0x0 RW PXN UXN device\(0\)/);
  });
  it('prints stage 2, of the current regime or by name', async () => {
    const program = PROGRAMS.find((p) => p.name === 'stage2-under-stage1');
    if (program === undefined) throw new Error('no such program');
    const options = ['--el', '2', '--cpu', 'max', '--memory', '16M'];
    const dump = async (...more: string[]): Promise<string> =>
      (await invoke(ptdump, [...options, ...more, 'a.elf'], { 'a.elf': build(program) })).out;
    const whole = await dump('--steps', '5250');
    expect(whole).toMatch(/^el10 regime after 5250 instructions, MMU on/);
    expect(whole).toMatch(/0x0000000080000000-0x0000000080001000 +4K +4K -> 0x40201000 RW normal ish/);
    expect(whole).toMatch(/stage 2 of it\nVTTBR 0x5[0-9a-f]{12}: table .* 40-bit addresses, 4 KiB granule, VMID 5/);
    expect(whole).toMatch(/0x0000000000000000-0x0000000040000000 +1G +1G -> 0x0 RW device\(0\)/);
    expect(await dump('--steps', '5250', '--regime', 'stage2')).not.toMatch(/TTBR0/);
  });
});
