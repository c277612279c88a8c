/**
 * Programs against the C library and libraries of their own, linked as the compiler driver links them: the file must be GNU ld's, byte for byte,
 * and programs must run. Needs the cross compiler with its C library.
 */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { OPTION_SETS, PROGRAMS } from '../../ld/dynamic/programs.ts';
import type { CaseResult, Suite } from '../suite.ts';

const GCC = 'aarch64-linux-gnu-gcc';
const RUNNER = 'qemu-aarch64';

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

class Workshop {
  readonly #directory: string;
  readonly #ours: string;

  constructor(directory: string, a64as: readonly string[]) {
    this.#directory = directory;
    this.#ours = path.join(directory, 'ours');
    // The driver runs the `ld` that it finds in a -B directory.
    fs.mkdirSync(this.#ours, { recursive: true });
    const words = [...a64as, 'ld'].map((word) => `'${word}'`).join(' ');
    fs.writeFileSync(path.join(this.#ours, 'ld'), `#!/bin/sh\nexec ${words} "$@"\n`, { mode: 0o755 });
  }

  run(argv: readonly string[]): Outcome {
    const [program = '', ...args] = argv;
    const { status, stdout, stderr } = spawnSync(program, args, {
      cwd: this.#directory,
      encoding: 'utf8',
      timeout: 120_000,
    });
    return { status, stdout, stderr };
  }

  write(name: string, text: string): void {
    fs.writeFileSync(path.join(this.#directory, name), text);
  }

  /** Link by the driver; `ours`: with our linker. Undefined, with its words, where that is refused. */
  link(ours: boolean, args: readonly string[], name: string): { bytes: Uint8Array | undefined; errors: string } {
    const at = path.join(this.#directory, name);
    fs.rmSync(at, { force: true });
    const { status, stderr } = this.run([GCC, ...(ours ? [`-B${this.#ours}`] : []), ...args, '-o', name]);
    return { bytes: status === 0 ? fs.readFileSync(at) : undefined, errors: stderr };
  }

  /** What the program prints, and its status. */
  execute(name: string, sysroot: string): string {
    const { status, stdout, stderr } = this.run([RUNNER, '-L', sysroot, '-E', 'LD_LIBRARY_PATH=.', `./${name}`]);
    return `${status}: ${stdout}${stderr}`;
  }
}

/** The target's root, from where the C library's startup code lies in it. */
function sysrootOf(shop: Workshop): string {
  const crt = shop.run([GCC, '-print-file-name=crt1.o']).stdout.trim();
  return path.dirname(path.dirname(fs.realpathSync(crt)));
}

function compare(shop: Workshop, id: string, args: readonly string[], sysroot: string): CaseResult {
  const name = 'program';
  const theirs = shop.link(false, args, name);
  const expected = theirs.bytes && !args.includes('-shared') ? shop.execute(name, sysroot) : '';
  const mine = shop.link(true, args, name);
  if (!theirs.bytes || !mine.bytes) {
    const ok = !theirs.bytes && !mine.bytes;
    const who = theirs.bytes ? `ours: ${mine.errors.slice(0, 300)}` : `reference: ${theirs.errors.slice(0, 300)}`;
    return ok ? { id, ok } : { id, ok, detail: who };
  }
  if (Buffer.compare(theirs.bytes, mine.bytes) !== 0) {
    const at = mine.bytes.findIndex((byte, i) => byte !== theirs.bytes?.[i]);
    const sizes = `${mine.bytes.length} bytes, reference ${theirs.bytes.length}`;
    return { id, ok: false, detail: `${sizes}; first difference at 0x${at.toString(16)}` };
  }
  if (args.includes('-shared')) return { id, ok: true };
  const got = shop.execute(name, sysroot);
  return got === expected ? { id, ok: true } : { id, ok: false, detail: `runs as ${got}, reference ${expected}` };
}

export const suite: Suite = {
  name: 'ld-dynamic',
  tools: [GCC, 'aarch64-linux-gnu-ld', RUNNER],
  async run(context) {
    const shop = new Workshop(context.scratch, context.a64as);
    const sysroot = sysrootOf(shop);
    const results: CaseResult[] = [];
    for (const { name, sources, libraries, compile, link } of PROGRAMS) {
      for (const [file, text] of Object.entries({ ...sources, ...libraries })) shop.write(file, text);
      for (const file of Object.keys(libraries))
        shop.run([GCC, '-O2', '-fPIC', '-shared', file, '-o', `lib${file.replace(/\.c$/, '.so')}`]);
      const linked = Object.keys(libraries).map((file) => `-l${file.replace(/\.c$/, '')}`);
      for (const { id, compiled, args } of OPTION_SETS) {
        const objects = Object.keys(sources).map((file) => {
          const object = file.replace(/\.c$/, '.o');
          shop.run([GCC, '-O2', ...compiled, ...compile, '-c', file, '-o', object]);
          return object;
        });
        results.push(compare(shop, `${name}, ${id}`, [...args, ...objects, '-L.', ...linked, ...link], sysroot));
      }
    }
    return results;
  },
};
