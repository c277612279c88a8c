/**
 * Bundle what runs: dist/bin (the command) and dist/lib (the library's entries), which share dist/bin/chunks, so that the package
 * holds everything once and a command loads only its own; with the argument `all` also dist/check (the conformance runner
 * with its suites, and the benchmarks; not part of the package). Start-up is the reason: unbundled, chevrotain and yargs
 * cost 0.4 s. Declarations are build-types.mjs's.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { build } from 'esbuild';

/** The library's entries: the values of package.json's exports, by the sources they are made of. */
function libraryEntries() {
  const { exports } = JSON.parse(fs.readFileSync('package.json', 'utf8'));
  const outputs = Object.values(exports).map((each) => path.relative('dist', each.default).replace(/\.js$/, ''));
  return Object.fromEntries(outputs.map((output) => [output, `${output.replace(/^lib/, 'src')}.ts`]));
}

/** Entries of the TypeScript files in a directory, by their place below `to`. */
function entries(directory, to) {
  const files = fs.readdirSync(directory).filter((file) => file.endsWith('.ts'));
  return Object.fromEntries(files.map((file) => [`${to}${file.slice(0, -3)}`, `${directory}/${file}`]));
}

/** Built beside its place; each directory is then moved there whole, so that nobody ever runs half a build. */
async function bundle(entryPoints, chunks, directories) {
  const fresh = `dist/fresh.${process.pid}`;
  await build({
    entryPoints,
    outdir: fresh,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // names stay, to chevrotain and to whoever reads a profile; keeping them beside short ones would cost a call a closure
    minifyWhitespace: true,
    minifySyntax: true,
    // found beside a64as at run time: by 'a64as offsets' alone, to strip the types of schemas and to parse C; by the
    // conformance suite that opens the report in a browser; by whoever uses the matchers
    external: ['esbuild', 'web-tree-sitter', 'playwright-core', 'vitest'],
    chunkNames: `${chunks}/[name]-[hash]`,
    logLevel: 'warning',
  });
  for (const directory of directories) {
    fs.rmSync(`dist/${directory}`, { recursive: true, force: true });
    fs.renameSync(`${fresh}/${directory}`, `dist/${directory}`);
  }
  fs.rmSync(fresh, { recursive: true });
}

await bundle({ 'bin/a64as': 'src/cli/bin.ts', ...libraryEntries() }, 'bin/chunks', ['bin', 'lib']);
fs.chmodSync('dist/bin/a64as.js', 0o755);
if (process.argv[2] === 'all') {
  const suites = entries('test/conformance/suites', 'check/suites/');
  const own = { 'check/conformance': 'test/conformance/main.ts', ...suites, ...entries('bench', 'check/bench/') };
  await bundle(own, 'check/chunks', ['check']);
}
