/**
 * CPU time and memory of whole commands, measured in turn so that drift of the machine's speed falls on both.
 */
import { spawnSync } from 'node:child_process';

export interface Figure {
  /** Median CPU seconds, user + system, of the process and its children. */
  readonly cpu: number;
  /** Of those, user seconds: what providing fresh memory costs the system is not in them. */
  readonly user: number;
  /** Median peak resident set of the largest process, bytes. */
  readonly peak: number;
}

function once(command: readonly string[], directory: string | undefined): Figure {
  const [program = '', ...rest] = command;
  const run = spawnSync('python3', ['-c', TIMER, program, ...rest], {
    cwd: directory,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  const [status, cpu, peak, user] = run.stderr.trim().split('\n').at(-1)?.split(' ') ?? [];
  if (status !== '0')
    throw new Error(`${command.join(' ')} exited ${status ?? run.status}\n${run.stderr.slice(-1000)}`);
  return { cpu: Number(cpu), peak: Number(peak), user: Number(user) };
}

/** wait4's own figures of the one command: those of all children would have in them what was run to find this interpreter. */
const TIMER = `import os, sys
null = os.open(os.devnull, os.O_RDWR)
actions = [(os.POSIX_SPAWN_DUP2, null, 0), (os.POSIX_SPAWN_DUP2, null, 1)]
pid = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=actions)
_, status, u = os.wait4(pid, 0)
print("\\n%d %f %d %f" % (os.waitstatus_to_exitcode(status), u.ru_utime + u.ru_stime, u.ru_maxrss * 1024, u.ru_utime), file=sys.stderr)`;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

/**
 * Run each command `runs` times, interleaved; medians in the order of the commands. A first round, which warms up, does not count, unless
 * there is but one.
 */
export function measure(commands: readonly (readonly string[])[], runs = 5, directory?: string): Figure[] {
  const figures: Figure[][] = commands.map(() => []);
  for (let round = runs > 1 ? 0 : 1; round <= runs; round++) {
    commands.forEach((command, i) => {
      const figure = once(command, directory);
      if (round > 0) figures[i]?.push(figure);
    });
  }
  return figures.map((list) => ({
    cpu: median(list.map((f) => f.cpu)),
    peak: median(list.map((f) => f.peak)),
    user: median(list.map((f) => f.user)),
  }));
}
