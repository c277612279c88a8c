/** The kernel's asm-offsets.c, compiled by its own kbuild line: what the conformance suites take kernel structures from. */
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';

const SOURCE = 'arch/arm64/kernel/asm-offsets';
const QUIET = ['ignore', 'ignore', 'pipe'] as const;

/** Run the saved command with other options in place of its own output. */
function rerun(tree: string, instead: string): void {
  const saved = fs.readFileSync(path.join(tree, 'arch/arm64/kernel/.asm-offsets.s.cmd'), 'utf8');
  const line = /^(?:saved)?cmd_\S+ := (.*)$/m.exec(saved)?.[1] ?? '';
  const command = line.replace(`-S -o ${SOURCE}.s`, instead).replace(/-Wp,-MMD,\S+/, '');
  execFileSync('sh', ['-c', command], { cwd: tree, stdio: [...QUIET] });
}

/** An object with the debug information of every type that the file sees. */
export function compileOffsets(tree: string, version: number, object: string): void {
  const assembly = object.replace(/o$/, 's');
  rerun(tree, `-S -gdwarf-${version} -fno-eliminate-unused-debug-types -o ${assembly}`);
  // kbuild's strings stand among the instructions, where they are not aligned
  const text = fs.readFileSync(assembly, 'utf8').replace(/^\.ascii "->.*$/gm, '');
  fs.writeFileSync(assembly, text);
  execFileSync('aarch64-linux-gnu-gcc', ['-c', assembly, '-o', object], { stdio: [...QUIET] });
}

/** The preprocessed text. */
export function preprocessOffsets(tree: string, output: string): void {
  rerun(tree, `-E -P -o ${output}`);
}
