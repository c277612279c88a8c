/**
 * Bundle the executables: dist/bin (a64as, split into chunks, so that a command loads only its own) and, with the argument
 * `all`, dist/check (the conformance runner with its suites, and the benchmarks; not part of the package).
 * Start-up is the reason: unbundled, chevrotain and yargs cost 0.4 s.
 */
import * as fs from 'node:fs';
import { build } from 'esbuild';

/** Entries of the TypeScript files in a directory, by their place below `to`. */
function entries(directory, to) {
  const files = fs.readdirSync(directory).filter((file) => file.endsWith('.ts'));
  return Object.fromEntries(files.map((file) => [`${to}${file.slice(0, -3)}`, `${directory}/${file}`]));
}

/** Built beside its place and moved there whole, so that nobody ever runs half a build. */
async function bundle(entryPoints, out) {
  const fresh = `${out}.${process.pid}`;
  await build({
    entryPoints,
    outdir: fresh,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    minify: true,
    // rules and classes are known by their names to chevrotain, and to whoever reads a crash report
    keepNames: true,
    // found beside a64as at run time: by 'a64as offsets' alone, to strip the types of schemas and to parse C; by the
    // conformance suite that opens the report in a browser
    external: ['esbuild', 'web-tree-sitter', 'playwright-core'],
    chunkNames: 'chunks/[name]-[hash]',
    // yargs and a few others are CommonJS inside: give them a require
    banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
    logLevel: 'warning',
  });
  fs.rmSync(out, { recursive: true, force: true });
  fs.renameSync(fresh, out);
}

await bundle({ a64as: 'src/cli/bin.ts' }, 'dist/bin');
fs.chmodSync('dist/bin/a64as.js', 0o755);
if (process.argv[2] === 'all') {
  const suites = entries('test/conformance/suites', 'suites/');
  await bundle({ conformance: 'test/conformance/main.ts', ...suites, ...entries('bench', 'bench/') }, 'dist/check');
}
