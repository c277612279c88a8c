/** A command of a64as run in this process, with files in memory and its output kept. */
import type { Command, Io } from '../../src/cli/command.ts';

export interface Result {
  readonly status: number;
  readonly out: string;
  readonly err: string;
  readonly files: ReadonlyMap<string, string>;
}

/** Runs a command with these files, and nothing else, to read. */
export async function invoke(
  command: Command,
  argv: readonly string[],
  files: Readonly<Record<string, Uint8Array>>,
): Promise<Result> {
  let out = '';
  let err = '';
  const written = new Map<string, string>();
  const latin1 = (b: string | Uint8Array): string => (typeof b === 'string' ? b : new TextDecoder('latin1').decode(b));
  const io: Io = {
    readFile: (path) => files[path],
    readError: () => 'no such file',
    writeFiles(list) {
      for (const f of list) written.set(f.path, latin1(f.data));
      return undefined;
    },
    listDirectory: () => undefined,
    readStdin: () => new Uint8Array(0),
    stdout: (text) => {
      out += latin1(text);
    },
    stderr: (text) => {
      err += text;
    },
    stdoutIsTty: false,
    stderrIsTty: false,
    environment: {},
    workingDirectory: '/',
    packageDirectory: '/',
  };
  const status = await command.run(argv, io);
  return { status, out, err, files: written };
}
