/**
 * The programs in programs/ and what their first lines say: how one is run (`// run: options`, `// define: -DNAME=value`) and, for
 * each FLAW, what must be found: `// flaw N: class rule words [more options]`.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { command } from '../../src/cli/commands/run.ts';
import { build } from '../../src/pipeline.ts';
import { invoke, type Result } from './invoke.ts';

const SCRIPT = `ENTRY(_start)
SECTIONS {
  . = 0x40080000;
  .text : { *(.text) }
  . = ALIGN(4096);
  .rodata : { *(.rodata) }
  .data : { *(.data) }
  .bss : { *(.bss) }
}`;

export interface Flaw {
  readonly number: string;
  readonly class: number;
  readonly rule: string;
  readonly words: string;
  readonly options: readonly string[];
}

export interface FlawedProgram {
  readonly file: string;
  readonly text: string;
  readonly options: readonly string[];
  readonly flaws: readonly Flaw[];
}

const words = (text: string | undefined): string[] => (text ?? '').split(/\s+/).filter((word) => word !== '');

function flawsOf(text: string): Flaw[] {
  return [...text.matchAll(/^\/\/ flaw (\d+): (\d+) (\S+)(.*?)(?:\[(.*)\])?$/gm)].map((m) => ({
    number: m[1] ?? '',
    class: Number(m[2]),
    rule: m[3] ?? '',
    words: (m[4] ?? '').trim(),
    options: words(m[5]),
  }));
}

/** Every program of the folder `programs`, in the order of their names. */
export function flawedPrograms(folder: string): FlawedProgram[] {
  const files = fs.readdirSync(folder).filter((file) => file.endsWith('.S'));
  return files.sort().map((file) => {
    const text = fs.readFileSync(path.join(folder, file), 'latin1');
    return { file, text, options: words(/^\/\/ run: (.*)$/m.exec(text)?.[1]), flaws: flawsOf(text) };
  });
}

/** A program as an ELF file, with one of its flaws, or without ('0'). Throws the diagnostics of one that does not build. */
export async function elfOf(folder: string, { file, text }: FlawedProgram, flaw: string): Promise<Uint8Array> {
  const defines = words(/^\/\/ define: (.*)$/m.exec(text)?.[1]).map((word) => word.replace(/^-D/, ''));
  const { built, sink } = await build({
    sources: [file],
    script: 'bare.lds',
    defines: [...defines, `FLAW=${flaw}`],
    readFile: (name) => {
      if (name === 'bare.lds') return new TextEncoder().encode(SCRIPT);
      const at = path.join(folder, name);
      return fs.existsSync(at) ? new Uint8Array(fs.readFileSync(at)) : undefined;
    },
  });
  if (built === undefined) throw new Error(sink.list.map((d) => d.text).join('\n'));
  return built.bytes;
}

/** `a64as run` of one. */
export function runElf(bytes: Uint8Array, options: readonly string[]): Promise<Result> {
  return invoke(command, ['--memory', '64M', '--max-insns', '2000000', ...options, 'a.elf'], { 'a.elf': bytes });
}
