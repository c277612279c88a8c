/** The outside world of a command, in memory: files by name, nothing else. */
import type { Io } from '../../src/cli/command.ts';

export function memoryIo(files: Map<string, Uint8Array>): Io & { errors(): string } {
  let errors = '';
  return {
    readFile: (name) => files.get(name) ?? files.get(name.replace(/^\.\//, '')),
    readError: () => 'no such file',
    writeFiles(list) {
      for (const { path, data } of list) files.set(path, typeof data === 'string' ? Buffer.from(data, 'latin1') : data);
      return undefined;
    },
    listDirectory: () => undefined,
    readStdin: () => new Uint8Array(0),
    stdout: () => undefined,
    stderr(text) {
      errors += text;
    },
    stdoutIsTty: false,
    stderrIsTty: false,
    environment: {},
    workingDirectory: '/',
    packageDirectory: '/',
    errors: () => errors,
  };
}
