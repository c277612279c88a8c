/** The completion scripts, as bash runs them. */
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { command } from '../../src/cli/commands/completion.ts';
import { main } from '../../src/cli/main.ts';
import { captured } from './captured.ts';

async function script(shell: string): Promise<string> {
  const { io, out } = captured();
  expect(await command.run([shell], io)).toBe(0);
  return out();
}

/** What bash offers for the words of a command line, the last one being typed. */
async function offers(...words: string[]): Promise<string[]> {
  const helped = 'a64as() { echo "usage: a64as $1"; echo "  --el 1|2|3   level"; echo "  -o FILE, --output FILE"; }';
  const line = `COMP_WORDS=(a64as ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}`;
  const program = `cd /; ${helped}\n${await script('bash')}\n${line}; _a64as; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return spawnSync('bash', ['-c', program], { encoding: 'utf8' }).stdout.trim().split('\n');
}

test('bash: commands first, then the options that the command names, then files', async () => {
  expect(await offers('ver')).toEqual(['verify']);
  expect(await offers('run', '--')).toEqual(['--el', '--output']);
  expect(await offers('x.S', '-')).toContain('-o');
});

test('zsh takes the same function, fish has its own', async () => {
  expect(await script('zsh')).toContain('bashcompinit');
  expect(await script('fish')).toContain('complete -c a64as');
});

test('another shell is a usage error', async () => {
  const { io, err } = captured();
  expect(await main(['completion', 'csh'], io)).toBe(2);
  expect(err()).toContain("expected bash, zsh or fish, not 'csh'");
});
