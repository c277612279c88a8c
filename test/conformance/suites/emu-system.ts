/**
 * Bare-metal programs of ours on this machine and on qemu-system-aarch64: the same console, the same exit status.
 */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { build, PROGRAMS } from '../../emu/bare-metal.ts';
import type { CaseResult, Suite } from '../suite.ts';

export const suite: Suite = {
  name: 'emu-system',
  tools: ['qemu-system-aarch64'],
  async run(context): Promise<readonly CaseResult[]> {
    return PROGRAMS.map((program): CaseResult => {
      const file = path.join(context.scratch, `${program.name}.elf`);
      fs.writeFileSync(file, build(program));
      const level = { 1: '', 2: ',virtualization=on', 3: ',virtualization=on,secure=on' }[program.el ?? 1];
      const machine = `virt,gic-version=${program.gic ?? 2}${level}`;
      const cpu = program.cpu ?? 'cortex-a72';
      const qemu = spawnSync(
        'qemu-system-aarch64',
        [
          '-machine',
          machine,
          '-cpu',
          cpu,
          '-m',
          '64',
          '-nographic',
          '-monitor',
          'none',
          '-serial',
          'stdio',
          '-semihosting-config',
          'enable=on,target=native',
          '-kernel',
          file,
        ],
        { encoding: 'latin1', timeout: 20_000, input: '' },
      );
      const [node = '', ...rest] = context.a64as;
      const options = [
        '--el',
        String(program.el ?? 1),
        '--gic',
        String(program.gic ?? 2),
        '--cpu',
        cpu,
        '--rules',
        program.finds === true ? 'none' : 'all',
        '--memory',
        '64M',
        '--max-insns',
        '1000000',
      ];
      const ours = spawnSync(node, [...rest, 'run', ...options, file], { encoding: 'latin1', timeout: 60_000 });
      const same = ours.stdout === qemu.stdout && ours.status === qemu.status;
      if (same) return { id: program.name, ok: true };
      return {
        id: program.name,
        ok: false,
        detail: `exit ${ours.status}, qemu ${qemu.status}; ${JSON.stringify(ours.stdout)}, qemu ${JSON.stringify(qemu.stdout)}; ${ours.stderr.slice(0, 300)}`,
      };
    });
  },
};
