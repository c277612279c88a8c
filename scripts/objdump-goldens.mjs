/**
 * Records what GNU objdump prints of test/cli/fixtures/objdump/*.s: the objects, and one text an option. Needs aarch64-linux-gnu-as and objdump.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../test/cli/fixtures/objdump/', import.meta.url));
const run = (program, args) => {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
  return stdout;
};

run('aarch64-linux-gnu-as', [
  '-g',
  '--debug-prefix-map',
  `${folder.slice(0, -1)}=fixture`,
  'sample.s',
  '-o',
  'sample.o',
]);
for (const [name, options] of [
  ['d', ['-d']],
  ['dr', ['-dr']],
  ['no-aliases', ['-d', '-M', 'no-aliases']],
  ['range', ['-d', '--start-address=0x10', '--stop-address=0x24']],
  ['h', ['-h']],
  ['t', ['-t']],
  ['r', ['-r']],
  ['s', ['-s', '-j', '.text', '-j', '.data']],
  ['l', ['-dl', '-j', '.entry']],
  ['D', ['-D']],
  ['x', ['-x']],
  ['f', ['-f', '-p', '-a']],
  ['wide', ['-h', '-w', '-j', '.text', '-j', '.debug_aranges']],
  ['t-section', ['-t', '-j', '.text', '--special-syms']],
  ['no-raw', ['-dr', '--no-show-raw-insn', '--no-addresses']],
  ['prefix', ['-dr', '--prefix-addresses', '--show-raw-insn']],
  ['adjust', ['-d', '--adjust-vma=0x12000']],
  ['width', ['-dF', '--insn-width=8']],
  ['symbol', ['--disassemble=helper', '-EB']],
  ['drw', ['-drw']],
]) {
  writeFileSync(`${folder}${name}.txt`, run('aarch64-linux-gnu-objdump', [...options, 'sample.o']));
}
run('aarch64-linux-gnu-as', ['-march=all', 'odd.s', '-o', 'odd.o']);
for (const [name, options] of [
  ['odd-D', ['-D']],
  ['odd-notes', ['-dl', '-M', 'notes']],
  ['odd-F', ['-dFw']],
  ['odd-open', ['--disassemble=open', '-M', 'no-aliases']],
  ['odd-data', ['-d', '-j', '.data', '-j', '.strings']],
]) {
  writeFileSync(`${folder}${name}.txt`, run('aarch64-linux-gnu-objdump', [...options, 'odd.o']));
}
