/**
 * EL0 on the checked engine too, and the syndromes of traps by immediate, which qemu (as of 7.2) encodes otherwise than ESR_EL1 says.
 */
import { describe, expect, it } from 'vitest';
import { command as run } from '../../src/cli/commands/run.ts';
import { systemTrap, trapsFromEl0, waitTrap } from '../../src/emu/el0-traps.ts';
import { EC } from '../../src/emu/faults.ts';
import { SYSREG } from '../../src/emu/sysreg-file.ts';
import { build } from './bare-metal.ts';
import { EL0_PROGRAMS } from './bare-metal-el0.ts';
import { invoke } from './invoke.ts';

describe('EL0', () => {
  it.each(EL0_PROGRAMS.map((p) => [p.name, p] as const))('%s on the checked engine', async (_name, program) => {
    const options = ['--memory', '16M', '--max-insns', '200000', '--cpu', program.cpu ?? 'cortex-a72'];
    const result = await invoke(run, [...options, '--rules', 'break-before-make', 'a.elf'], {
      'a.elf': build(program),
    });
    expect(result).toMatchObject({ out: program.console, err: '', status: program.status });
  });

  it('encodes the trap of MSR (immediate) and of the others by their fields', () => {
    // msr daifset, #1; msr daifclr, #1; mrs x7, daif; dc zva, x18
    expect([0xd50341df, 0xd50341ff, 0xd53b4227, 0xd50b7432].map((word) => systemTrap(word).iss)).toEqual([
      0x0cd3e2, 0x0ed3e2, 0x32d0e5, 0x12de48,
    ]);
  });

  it('asks the control of each', () => {
    const closed = { sctlr: 0n, cntkctl: 0n };
    expect(trapsFromEl0(SYSREG.ctr_el0, closed)).toBe(true);
    expect(trapsFromEl0(SYSREG.ctr_el0, { ...closed, sctlr: 1n << 15n })).toBe(false);
    expect(trapsFromEl0(SYSREG.cntfrq_el0, { ...closed, cntkctl: 2n })).toBe(false);
    expect(trapsFromEl0(SYSREG.tpidr_el0, closed)).toBe(false);
    expect(waitTrap('wfe', closed)).toMatchObject({ ec: EC.wfx, iss: 0x1e00001 });
    expect(waitTrap('wfi', { ...closed, sctlr: 1n << 16n })).toBeUndefined();
  });
});
