/**
 * Where the libraries are that a shared library needs itself ("ld" manual, -rpath-link: the order of the search).
 */
import type { SharedLibrary } from './dynamic/library.ts';
import type { LinkObject } from './load.ts';
import type { LinkOptions } from './options.ts';
import { inSysroot } from './search.ts';

/** Looks for a name in -rpath-link, -rpath, the library's own DT_RUNPATH, -L. */
export function neededFinder(
  options: LinkOptions,
  readFile: (path: string) => Uint8Array | undefined,
): (name: string, user: SharedLibrary) => LinkObject | undefined {
  const { runPathLinks, runPaths, searchPaths, sysroot } = options;
  return (name, user) => {
    const own = user.runPath.split(':').filter((directory) => directory !== '' && !directory.startsWith('$'));
    const directories = [...runPathLinks, ...runPaths, ...own, ...searchPaths];
    const paths = name.includes('/') ? [name] : directories.map((d) => `${inSysroot(d, sysroot)}/${name}`);
    for (const path of paths) {
      const bytes = readFile(path);
      if (bytes) return { name: path, bytes };
    }
    return undefined;
  };
}
