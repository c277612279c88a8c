/**
 * The programs in programs/: each correct one must give no finding whatever the line size, and each of its flaws must be found.
 *
 * A program's first lines say how it is run (`// run: options`, `// define: -DNAME=value`) and, for each FLAW, what must be found:
 * `// flaw N: class rule words [more options]`; `*` stands for any rule of the class.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { describe, expect, it } from 'vitest';
import { command } from '../../src/cli/commands/run.ts';
import { build } from '../../src/pipeline.ts';
import { invoke } from './invoke.ts';

const FOLDER = path.join(import.meta.dirname, 'programs');
const SCRIPT = `ENTRY(_start)
SECTIONS {
  . = 0x40080000;
  .text : { *(.text) }
  . = ALIGN(4096);
  .rodata : { *(.rodata) }
  .data : { *(.data) }
  .bss : { *(.bss) }
}`;
/** D and I line sizes that a correct program must not care for. */
const LINES = ['16', '64', '2048'];

interface Flaw {
  readonly number: string;
  readonly class: number;
  readonly rule: string;
  readonly options: readonly string[];
}

const words = (text: string | undefined): string[] => (text ?? '').split(/\s+/).filter((word) => word !== '');

function flawsOf(text: string): Flaw[] {
  return [...text.matchAll(/^\/\/ flaw (\d+): (\d+) (\S+).*?(?:\[(.*)\])?$/gm)].map((m) => ({
    number: m[1] ?? '',
    class: Number(m[2]),
    rule: m[3] ?? '',
    options: words(m[4]),
  }));
}

async function elf(name: string, text: string, flaw: string): Promise<Uint8Array> {
  const defines = words(/^\/\/ define: (.*)$/m.exec(text)?.[1]).map((word) => word.replace(/^-D/, ''));
  const { built, sink } = await build({
    sources: [name],
    script: 'bare.lds',
    defines: [...defines, `FLAW=${flaw}`],
    readFile: (file) => {
      if (file === 'bare.lds') return new TextEncoder().encode(SCRIPT);
      const at = path.join(FOLDER, file);
      return fs.existsSync(at) ? new Uint8Array(fs.readFileSync(at)) : undefined;
    },
  });
  if (built === undefined) throw new Error(sink.list.map((d) => d.text).join('\n'));
  return built.bytes;
}

async function findings(bytes: Uint8Array, options: readonly string[]) {
  const argv = ['--json', '--memory', '64M', '--max-insns', '2000000', ...options, 'a.elf'];
  const { out, status } = await invoke(command, argv, { 'a.elf': bytes });
  const found = JSON.parse(out).findings as { class: number; rule: string; message: string; severity: string }[];
  return { status, found };
}

for (const name of fs.readdirSync(FOLDER).filter((file) => file.endsWith('.S'))) {
  const text = fs.readFileSync(path.join(FOLDER, name), 'latin1');
  const options = words(/^\/\/ run: (.*)$/m.exec(text)?.[1]);
  describe(name, () => {
    it('is clean without flaws', async () => {
      const bytes = await elf(name, text, '0');
      for (const line of LINES) {
        const { status, found } = await findings(bytes, [...options, '--dcache-line', line]);
        expect({ line, status, found }).toEqual({ line, status: 0, found: [] });
      }
    });
    for (const flaw of flawsOf(text)) {
      it(`flaw ${flaw.number} is of class ${flaw.class}`, async () => {
        const { status, found } = await findings(await elf(name, text, flaw.number), [...options, ...flaw.options]);
        const errors = found.filter((f) => f.severity === 'error').map((f) => `${f.class} ${f.rule}`);
        const wanted = errors.filter(
          (e) => e === `${flaw.class} ${flaw.rule}` || e.startsWith(`${flaw.class} ${flaw.rule === '*' ? '' : '\0'}`),
        );
        expect(wanted, errors.join(', ')).not.toEqual([]);
        expect(status).toBe(3);
      });
    }
  });
}
