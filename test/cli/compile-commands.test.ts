/** Compilation databases: each assembly source in its directory with its own options, and what is wrong with a database. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileCommands } from '../../src/cli/as/compile-commands.ts';
import { EXIT, UsageError } from '../../src/cli/command.ts';
import { command } from '../../src/cli/commands/as.ts';
import { main } from '../../src/cli/main.ts';
import { captured } from './captured.ts';

let root = '';
beforeAll(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'a64as-database-'));
  for (const [name, text] of Object.entries({
    'one/a.S': '#include "n.h"\n#include <shared.h>\n mov x0, #N\n mov x1, #SHARED\n',
    'one/n.h': '#define N 1\n',
    'two/a.S': '#include "n.h"\n#include <shared.h>\n mov x0, #N\n mov x1, #SHARED\n',
    'two/n.h': '#define N 2\n',
    'inc/shared.h': '#ifdef MORE\n#define SHARED 4\n#else\n#define SHARED 3\n#endif\n',
    'one/wrong.S': ' nop\n bogus x0\n',
    'one/b.s': ' ret\n',
  })) {
    fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    fs.writeFileSync(path.join(root, name), text);
  }
});
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

interface Entry {
  readonly directory: string;
  readonly file: string;
  readonly arguments?: readonly string[];
  readonly command?: string;
}

async function carryOut(entries: readonly Entry[], ...more: string[]) {
  const database = path.join(root, 'compile_commands.json');
  fs.writeFileSync(database, JSON.stringify(entries));
  const { io, err } = captured();
  const status = await main([`--compile-commands=${database}`, ...more], io);
  return { status, err: err() };
}

const gcc = (...words: string[]) => ['aarch64-linux-gnu-gcc', '-nostdinc', ...words];

/** The object that a process of its own makes. */
async function alone(directory: string, words: readonly string[], output: string): Promise<Buffer> {
  const before = process.cwd();
  const { io } = captured({ workingDirectory: directory });
  const inputs = words.slice(1).map((word) => (word.endsWith('.S') ? path.join(directory, word) : word));
  expect(await command.run([...inputs.slice(0, -3), '-o', output, inputs.at(-1) as string], io)).toBe(EXIT.ok);
  expect(process.cwd()).toBe(before);
  return fs.readFileSync(output);
}

test('each source is assembled in its directory, with its own options', async () => {
  const words = (more: string[]) => gcc(`-I${root}/inc`, ...more, '-c', '-o', 'out.o', 'a.S');
  const { status, err } = await carryOut([
    { directory: path.join(root, 'one'), file: 'a.S', arguments: words([]) },
    { directory: path.join(root, 'two'), file: 'a.S', arguments: words(['-DMORE']) },
    { directory: path.join(root, 'one'), file: 'main.c', arguments: gcc('-c', 'main.c') },
    { directory: path.join(root, 'one'), file: 'b.s', command: "gcc -c -o 'b c.o' b.s" },
  ]);
  expect({ status, err }).toEqual({ status: EXIT.ok, err: '' });
  const listed = (name: string) => fs.readFileSync(path.join(root, name));
  expect(listed('one/out.o')).toEqual(await alone(path.join(root, 'one'), words([]), path.join(root, 'one.o')));
  expect(listed('two/out.o')).toEqual(await alone(path.join(root, 'two'), words(['-DMORE']), path.join(root, 'two.o')));
  expect(listed('one/out.o')).not.toEqual(listed('two/out.o'));
  expect(fs.existsSync(path.join(root, 'one/b c.o'))).toBe(true);
});

test('what fails is reported, and the others are made', async () => {
  const directory = path.join(root, 'one');
  const { status, err } = await carryOut([
    { directory, file: 'wrong.S', arguments: gcc('-c', '-o', 'wrong.o', 'wrong.S') },
    { directory, file: 'b.s', arguments: ['as', '-march=nonsense', 'b.s'] },
    { directory: path.join(root, 'gone'), file: 'a.S', arguments: gcc('-c', 'a.S') },
    { directory, file: 'b.s', arguments: ['as', '-o', 'last.o', 'b.s'] },
  ]);
  expect(status).toBe(EXIT.usage);
  expect(err).toMatch(/^wrong\.S:2:2: error: unknown mnemonic 'bogus'/);
  expect(err).toContain('a64as: b.s: ');
  expect(err).toContain(`a64as: a.S: there is no directory ${path.join(root, 'gone')}\n`);
  expect(fs.existsSync(path.join(directory, 'wrong.o'))).toBe(false);
  expect(fs.existsSync(path.join(directory, 'last.o'))).toBe(true);
  expect(await carryOut([], 'more.S')).toEqual({
    status: EXIT.usage,
    err: "a64as: --compile-commands names all inputs: 'more.S' is one more\n",
  });
});

test.each([
  ['', 'db: no JSON: '],
  ['{}', 'db: a compilation database is an array of commands'],
  ['[1]', 'db: entry 0 is no object'],
  ['[{"file":"a.S"}]', 'db: entry 0 has no "directory"'],
  ['[{"directory":"."}]', 'db: entry 0 has no "file"'],
  [
    '[{"directory":".","file":"a.c"},{"directory":".","file":"a.S"}]',
    'db: entry 1 has neither "arguments" nor a "command"',
  ],
  ['[{"directory":".","file":"a.S","arguments":["as",1]}]', 'db: entry 0 has neither "arguments" nor a "command"'],
])('%s is refused', (text, message) => {
  const read = () => compileCommands(text, 'db', '/');
  expect(read).toThrow(UsageError);
  expect(read).toThrow(message);
});

test('a database that is not there', async () => {
  const { io, err } = captured();
  expect(await main(['--compile-commands=/nowhere/db.json'], io)).toBe(EXIT.usage);
  expect(err()).toBe('a64as: cannot read /nowhere/db.json: no such file\n');
});
