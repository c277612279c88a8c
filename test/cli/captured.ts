/** The real outside world, except that what a command prints is kept. */
import type { Io } from '../../src/cli/command.ts';
import { nodeIo } from '../../src/cli/io.ts';

export function captured(overrides: Partial<Io> = {}): { io: Io; out: () => string; err: () => string } {
  let out = '';
  let err = '';
  const io: Io = {
    ...nodeIo(),
    stdout: (text) => {
      out += typeof text === 'string' ? text : Buffer.from(text).toString('latin1');
    },
    stderr: (text) => {
      err += text;
    },
    ...overrides,
  };
  return { io, out: () => out, err: () => err };
}
