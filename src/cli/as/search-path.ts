/**
 * The directories of -I and its kin without those that stand twice (GCC's cpp manual, "Invocation", -I and -isystem).
 *
 * Enters: the search path as the options give it. Leaves: the path that is searched: of equal directories the first of a chain
 * stays, and one of -I that is a system directory too is searched as that only. It matters to #include_next.
 */
import { posix } from 'node:path';
import type { SearchPath } from '../../cpp/options.ts';

/** `path` without duplicates. */
export function withoutDuplicates(path: SearchPath): SearchPath {
  const seen = new Set<string>();
  const system = fresh(path.system, seen);
  const after = fresh(path.after, seen);
  return { ...path, quote: fresh(path.quote, new Set()), angle: fresh(path.angle, seen), system, after };
}

function fresh(directories: readonly string[], seen: Set<string>): readonly string[] {
  return directories.filter((directory) => {
    const key = posix.normalize(`${directory}/`);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
