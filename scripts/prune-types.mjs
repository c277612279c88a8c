/**
 * Of dist/types keep what the library's entries show: the declarations that package.json's exports reach, from one to the next.
 *
 * The compiler writes a declaration for each source file; more than half say only what stays inside, and would be a tenth of the package.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';

const SPECIFIER = /(?:from|import)\s*\(?\s*'(\.[^']+)'/g;

/** The declaration that a relative specifier in `file` means. */
function declaration(file, specifier) {
  const found = path.join(path.dirname(file), specifier.replace(/\.(?:js|ts)$/, '.d.ts'));
  if (!fs.existsSync(found)) throw new Error(`${file} refers to '${specifier}', and there is no ${found}`);
  return found;
}

const { exports } = JSON.parse(fs.readFileSync('package.json', 'utf8'));
const reached = new Set(Object.values(exports).map((each) => path.normalize(each.types)));
for (const file of reached) {
  const text = fs.readFileSync(file, 'utf8');
  for (const [, specifier] of text.matchAll(SPECIFIER)) reached.add(declaration(file, specifier));
}
for (const name of fs.readdirSync('dist/types', { recursive: true })) {
  const file = path.join('dist/types', name);
  if (file.endsWith('.d.ts') && !reached.has(file)) fs.rmSync(file);
}
