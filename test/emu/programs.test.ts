/**
 * The programs in programs/: each correct one must give no finding whatever the line size, and each of its flaws must be found.
 */
import * as path from 'node:path';
import { describe, expect, it } from 'vitest';
import { elfOf, flawedPrograms, runElf } from './flawed-programs.ts';

const FOLDER = path.join(import.meta.dirname, 'programs');
/** D and I line sizes that a correct program must not care for. */
const LINES = ['16', '64', '2048'];

async function findings(bytes: Uint8Array, options: readonly string[]) {
  const { out, status } = await runElf(bytes, ['--json', ...options]);
  const found = JSON.parse(out).findings as { class: number; rule: string; message: string; severity: string }[];
  return { status, found };
}

for (const program of flawedPrograms(FOLDER)) {
  const { options } = program;
  describe(program.file, () => {
    it('is clean without flaws', async () => {
      const bytes = await elfOf(FOLDER, program, '0');
      for (const line of LINES) {
        const { status, found } = await findings(bytes, [...options, '--dcache-line', line]);
        expect({ line, status, found }).toEqual({ line, status: 0, found: [] });
      }
    });
    for (const flaw of program.flaws) {
      it(`flaw ${flaw.number} is of class ${flaw.class}`, async () => {
        const bytes = await elfOf(FOLDER, program, flaw.number);
        const { status, found } = await findings(bytes, [...options, ...flaw.options]);
        expect(found.map((f) => `${f.class} ${f.rule}`)).toContain(`${flaw.class} ${flaw.rule}`);
        expect(status).toBe(found.some(({ severity }) => severity === 'error') ? 3 : 0);
      });
    }
  });
}
