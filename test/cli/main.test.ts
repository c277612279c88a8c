/** The command frame: dispatch, usage, exit statuses, and outputs written whole or not at all. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/command.ts';
import { COMMANDS, loadCommand } from '../../src/cli/commands/index.ts';
import { nodeIo } from '../../src/cli/io.ts';
import { main } from '../../src/cli/main.ts';
import { VERSION } from '../../src/cli/version.ts';
import { captured } from './captured.ts';

describe('a64as without a command', () => {
  it('prints usage on stderr and exits 2 without arguments', async () => {
    const { io, out, err } = captured();
    expect(await main([], io)).toBe(EXIT.usage);
    expect(out()).toBe('');
    expect(err()).toMatch(/^usage: a64as \[options\] FILE\.S\.\.\./);
    for (const { name } of COMMANDS) expect(err()).toContain(`a64as ${name}`);
  });

  it('prints its version, which is that of package.json, and never claims to be GNU as', async () => {
    const { io, out } = captured();
    expect(await main(['--version'], io)).toBe(EXIT.ok);
    const { version } = JSON.parse(fs.readFileSync(path.join(import.meta.dirname, '../../package.json'), 'utf8'));
    expect(VERSION).toBe(version);
    expect(out().split('\n')[0]).toBe(`a64as ${version}`);
    expect(out()).not.toContain('GNU');
  });

  it('writes a report and exits 70 when something unforeseen is thrown', async () => {
    const written: { path: string; data: string | Uint8Array }[] = [];
    const { io, err } = captured({
      readFile: () => {
        throw new RangeError('unforeseen');
      },
      writeFiles: (files) => {
        written.push(...files);
        return undefined;
      },
    });
    expect(await main(['x.S'], io)).toBe(EXIT.internal);
    expect(err()).toMatch(/internal error: unforeseen/);
    expect(err()).not.toMatch(/\n\s+at /);
    expect(JSON.parse(String(written[0]?.data))).toMatchObject({ argv: ['x.S'], version: VERSION });
  });
});

describe('the table of commands', () => {
  it('loads every command under its own name', async () => {
    for (const { name, summary } of COMMANDS) {
      const command = await loadCommand(name);
      expect(command.name).toBe(name);
      expect(summary).not.toBe('');
    }
  });
});

describe('writeFiles', () => {
  let directory = '';
  beforeEach(() => {
    directory = fs.mkdtempSync(path.join(os.tmpdir(), 'a64as-io-'));
  });
  afterEach(() => fs.rmSync(directory, { recursive: true, force: true }));

  it('writes every file', () => {
    const files = ['a', 'b'].map((name) => ({ path: path.join(directory, name), data: name.repeat(3) }));
    expect(nodeIo().writeFiles(files)).toBeUndefined();
    expect(fs.readdirSync(directory).sort()).toEqual(['a', 'b']);
    expect(fs.readFileSync(path.join(directory, 'b'), 'utf8')).toBe('bbb');
  });

  it('makes programs executable for who may read them', () => {
    const [program, plain] = ['program', 'plain'].map((name) => path.join(directory, name)) as [string, string];
    fs.writeFileSync(program, '', { mode: 0o640 });
    const files = [
      { path: program, data: 'x', executable: true },
      { path: plain, data: 'y', executable: false },
    ];
    expect(nodeIo().writeFiles(files)).toBeUndefined();
    expect(fs.statSync(program).mode & 0o777).toBe(0o750);
    expect(fs.statSync(plain).mode & 0o111).toBe(0);
  });

  it('writes none when one cannot be written, and names it', () => {
    const good = path.join(directory, 'good');
    fs.writeFileSync(good, 'before');
    const bad = path.join(directory, 'missing/bad');
    const error = nodeIo().writeFiles([
      { path: good, data: 'after' },
      { path: bad, data: 'x' },
    ]);
    expect(error).toBe(`${bad}: no such file`);
    expect(fs.readFileSync(good, 'utf8')).toBe('before');
    expect(fs.readdirSync(directory)).toEqual(['good']);
  });

  it('keeps the mode of what it replaces, writes through links and to devices', () => {
    const target = path.join(directory, 'target');
    fs.writeFileSync(target, 'x', { mode: 0o755 });
    const link = path.join(directory, 'link');
    fs.symlinkSync('target', link);
    expect(nodeIo().writeFiles([{ path: link, data: 'y' }])).toBeUndefined();
    expect(fs.lstatSync(link).isSymbolicLink()).toBe(true);
    expect(fs.readFileSync(target, 'utf8')).toBe('y');
    expect(fs.statSync(target).mode & 0o777).toBe(0o755);
    expect(nodeIo().writeFiles([{ path: '/dev/null', data: 'z' }])).toBeUndefined();
    expect(fs.statSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  it('says why a file cannot be read', () => {
    expect(nodeIo().readFile(path.join(directory, 'none'))).toBeUndefined();
    expect(nodeIo().readError(path.join(directory, 'none'))).toBe('no such file');
    expect(nodeIo().readError(directory)).toBe('is a directory');
  });
});
