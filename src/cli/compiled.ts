/**
 * A command's code with what V8 made of it when the package was built: reading a bundle costs less than a third of compiling it.
 *
 * Enters: a bundle of dist/bin and, beside it, its code cache (scripts/code-cache.ts). A cache belongs to one version of V8 and
 * one architecture, which are in its name, and V8 itself refuses one that was made of other code or under other flags, or is damaged;
 * without a cache, or with one that is refused, the bundle is compiled as ever. Nothing is written here.
 */
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { constants, Script } from 'node:vm';

/** Where the cache of a bundle is: `ld.js` has `ld.V8-ARCHITECTURE.cache` beside it. */
export function cacheOf(bundle: string): string {
  return `${bundle.slice(0, -'.js'.length)}.${process.versions.v8}-${process.arch}.cache`;
}

/**
 * Compile a bundle, which has ASCII characters only and is the function around a CommonJS module; its exports come when it is run.
 */
export function compile(bundle: string, cachedData: Buffer | undefined): { script: Script; run(): unknown } {
  const script = new Script(fs.readFileSync(bundle, 'latin1'), {
    filename: bundle,
    cachedData,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  const run = (): unknown => {
    const module = { exports: {} };
    script.runInThisContext()(module.exports, createRequire(bundle), module, bundle, path.dirname(bundle));
    return module.exports;
  };
  return { script, run };
}

/** The exports of `directory`/`name`.js. */
export function loadCompiled(directory: string, name: string): unknown {
  const bundle = path.join(directory, `${name}.js`);
  let cache: Buffer | undefined;
  try {
    cache = fs.readFileSync(cacheOf(bundle));
  } catch {
    // Not for this Node: as without one.
  }
  return compile(bundle, cache).run();
}
