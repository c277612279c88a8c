/** Real kernel sources through our pipeline: the include path of a unit's kbuild line, files read where the build stood. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { type BlobBuild, buildBlob } from '../../src/blob-source.ts';
import type { BlobNames } from '../../src/verify/linked-blob.ts';

interface CommandLine {
  readonly cwd: string;
  readonly argv: readonly string[];
}

export interface KernelBlob {
  /** Sources and linker script: absolute paths. */
  readonly sources: readonly string[];
  readonly script: string;
  /** Taken before all others. */
  readonly headers: readonly string[];
  readonly defines?: readonly string[];
  readonly names: BlobNames;
}

/** Values of an option that stands alone or joined with its value: -Ipath, -I path. */
function valuesOf(argv: readonly string[], option: string): string[] {
  return argv.flatMap((word, n) => {
    if (word === option) return [argv[n + 1] ?? ''];
    return word.startsWith(option) && !word.startsWith('-include') ? [word.slice(option.length)] : [];
  });
}

/** Builds a blob with the options that kbuild has for arch/arm64/kernel/relocate_kernel.S in `corpus`. */
export function buildKernelBlob(
  corpus: string,
  { sources, script, headers, defines = [], names }: KernelBlob,
): Promise<BlobBuild> {
  const file = path.join(corpus, 'units/arch__arm64__kernel__relocate_kernel/cc.cmd');
  const { cwd, argv } = JSON.parse(fs.readFileSync(file, 'utf8')) as CommandLine;
  const base = path.join(corpus, cwd);
  const readFile = (name: string): Uint8Array | undefined => {
    const full = path.resolve(base, name);
    return fs.existsSync(full) && fs.statSync(full).isFile() ? new Uint8Array(fs.readFileSync(full)) : undefined;
  };
  return buildBlob(
    {
      sources,
      script,
      include: valuesOf(argv, '-I'),
      headers: [...argv.flatMap((word, n) => (word === '-include' ? [argv[n + 1] ?? ''] : [])), ...headers],
      defines: [...valuesOf(argv, '-D'), ...defines],
      readFile,
    },
    names,
  );
}
