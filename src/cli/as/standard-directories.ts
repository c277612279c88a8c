/**
 * Where a cross gcc for AArch64 looks for standard headers, when -nostdinc does not forbid it: those that exist.
 */
import type { Io } from '../command.ts';

const COMPILER_DIRECTORIES = ['/usr/lib/gcc-cross/aarch64-linux-gnu', '/usr/lib/gcc/aarch64-linux-gnu'] as const;

/** The directories in gcc's order; none on a machine without the headers. */
export function standardDirectories(io: Io): string[] {
  const found: string[] = [];
  for (const directory of COMPILER_DIRECTORIES) {
    const versions = (io.listDirectory(directory) ?? [])
      .filter((name) => /^\d/.test(name))
      .sort((a, b) => Number.parseInt(b, 10) - Number.parseInt(a, 10));
    const newest = versions[0];
    if (newest !== undefined && found.length === 0) found.push(`${directory}/${newest}/include`);
  }
  for (const directory of ['/usr/local/include/aarch64-linux-gnu', '/usr/aarch64-linux-gnu/include', '/usr/include']) {
    if (io.listDirectory(directory) !== undefined) found.push(directory);
  }
  return found;
}

/** Is it the compiler's own directory (stdint.h, stdarg.h …)? */
export function isCompilerDirectory(directory: string): boolean {
  return COMPILER_DIRECTORIES.some((prefix) => directory.startsWith(`${prefix}/`));
}
