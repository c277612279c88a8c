/**
 * Private names as ordinary ones, in the files that are built to run once: V8 reads a private field by a keyed load and checks a brand at
 * every call of a private method, which code that has not run long enough to be optimized pays each time. The type check, which sees the
 * sources, holds what private means.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';

const DECLARED = /^( *(?:(?:readonly|static|async|get|set|override) )*\*?)#([a-zA-Z]\w*)/gm;
const USED = /(?<=\.)#([a-zA-Z]\w*)/g;

/** A class and the one it extends may have the same name: each file has its own. */
function renamed(file, text) {
  const own = file.replace(/\W/g, '_');
  const used = new Set(Array.from(text.matchAll(USED), (m) => m[1]));
  return text
    .replace(USED, (_, name) => `$_${name}$${own}`)
    .replace(DECLARED, (whole, before, name) => (used.has(name) ? `${before}$_${name}$${own}` : whole));
}

/** The plugin, and the names to be made short. */
export const privateNames = {
  name: 'private-names',
  setup(building) {
    building.onLoad({ filter: /\/src\/.*\.ts$/ }, ({ path: file }) => {
      const text = fs.readFileSync(file, 'utf8');
      return { contents: /#\w/.test(text) ? renamed(path.relative('src', file), text) : text, loader: 'ts' };
    });
  },
};
export const SHORT_NAMES = /^\$_/;
