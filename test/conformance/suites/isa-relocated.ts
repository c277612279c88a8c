/**
 * Every relocation operator in every kind of operand: taken or refused, and with which relocation, as GNU as has it. One case an operator.
 *
 * Left out: loads and stores of less than 64 bits by operators whose relocation is for 64 bits. GNU as takes them and makes code that reads half a pointer;
 * llvm-mc refuses them, as we do.
 */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { modifierNames } from '../../../src/isa/relocs.ts';
import { Statements } from '../../isa/statement.ts';
import type { CaseResult, Suite } from '../suite.ts';

const FORMS = `
  add x0, x1, #@|add w0, w1, #@|add sp, sp, @|adds x0, x1, #@|sub x0, x1, #@|cmp x0, #@|cmn x0, #@|add x0, x1, #@, lsl #12|mov x0, #@|movz x0, #@
  movn x0, #@|movk x0, #@|movz w0, #@|movk w0, #@|movn w0, #@|movz x0, #@, lsl #16|ldr x0, [x1, #@]|str x0, [x1, @]|ldr d0, [x1, #@]|ldr w0, [x1, #@]
  ldrb w0, [x1, #@]|ldrsh x0, [x1, #@]|ldrsw x0, [x1, #@]|ldr s0, [x1, #@]|prfm pldl1keep, [x1, #@]|ldur x0, [x1, #@]|ldp x0, x2, [x1, #@]
  ldr x0, [x1, #@]!|ldr x0, [x1], #@|ldr x0, @|ldrsw x0, @|ldr w0, @|prfm pldl1keep, @|adr x0, @|adrp x0, @|b @|bl @|b.eq @|cbz x0, @|tbz x0, #3, @
  and x0, x1, #@|ldxr x0, [x1, #@]|svc #@|lsl x0, x1, #@|ccmp x0, #@, #0, eq|movi v0.4s, #@`
  .split(/[|\n]/)
  .map((form) => form.trim())
  .filter((form) => form !== '');

/** What GNU as makes of each statement: the relocation's name, or undefined where it refuses. */
function reference(statements: readonly string[], scratch: string): (string | undefined)[] {
  const source = path.join(scratch, 'relocated.s');
  const object = path.join(scratch, 'relocated.o');
  const assemble = (lines: readonly string[]): string => {
    fs.writeFileSync(source, `${lines.join('\n')}\n`);
    return spawnSync('aarch64-linux-gnu-as', ['-o', object, source], { encoding: 'latin1', maxBuffer: 1 << 26 }).stderr;
  };
  // Relocations that the object cannot hold are refused only where nothing else is.
  const refused = new Set<number>();
  for (let known = -1; refused.size > known; ) {
    known = refused.size;
    const errors = assemble(statements.map((text, i) => (refused.has(i) ? 'nop' : text)));
    for (const [, line] of errors.matchAll(/:(\d+): Error: /g)) refused.add(Number(line) - 1);
  }
  const listed = spawnSync('aarch64-linux-gnu-objdump', ['-r', object], {
    encoding: 'latin1',
    maxBuffer: 1 << 26,
  }).stdout;
  const types = new Map(
    [...listed.matchAll(/^([0-9a-f]{16}) (R_\S+)/gm)].map((m) => [Number.parseInt(m[1] ?? '', 16), m[2]]),
  );
  return statements.map((_, i) => (refused.has(i) ? undefined : types.get(4 * i)));
}

export const suite: Suite = {
  name: 'isa-relocated',
  tools: ['aarch64-linux-gnu-as', 'aarch64-linux-gnu-objdump'],
  async run(context) {
    const own = new Statements();
    const operators = modifierNames();
    const statements = operators.flatMap((name) => FORMS.map((form) => form.replace('@', `:${name}:sym`)));
    const expected = reference(statements, context.scratch);
    return operators.map((name, number): CaseResult => {
      const wrong = FORMS.flatMap((_, k) => {
        const i = number * FORMS.length + k;
        const text = statements[i] ?? '';
        const type = expected[i];
        const found = own.assemble(text).relocs[0]?.split(' ')[0];
        if (found === type || (type?.includes('LD64_') && found === undefined)) return [];
        return [`${text}: ${found ?? 'refused'}, GNU as ${type ?? 'refuses'}`];
      });
      return wrong.length === 0 ? { id: name, ok: true } : { id: name, ok: false, detail: wrong.join('; ') };
    });
  },
};
