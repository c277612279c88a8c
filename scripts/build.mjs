/**
 * Bundle what runs: dist/bin (the command, the assembler and the linker, each one CommonJS file, with V8's code caches of the latter two),
 * dist/lib (the library's entries) and dist/chunks, which the library and the other commands share, so that the package holds nearly
 * everything once and a command loads only its own; with the argument `all` also dist/check (the conformance runner with its suites, and
 * the benchmarks; not part of the package). Start-up is the reason: unbundled, chevrotain and yargs cost 0.4 s. Declarations are
 * prune-types.mjs's.
 */
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { build } from 'esbuild';
import { privateNames, SHORT_NAMES } from './private-names.mjs';

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

// found beside a64as at run time: by 'a64as offsets' alone, to strip the types of schemas and to parse C; by the
// conformance suite that opens the report in a browser; by whoever uses the matchers
const FOUND_LATER = ['esbuild', 'web-tree-sitter', 'playwright-core', 'vitest'];

const COMMON = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  // names stay, to chevrotain and to whoever reads a profile; keeping them beside short ones would cost a call a closure
  minifyWhitespace: true,
  minifySyntax: true,
  logLevel: 'warning',
  external: FOUND_LATER,
};

/** What all commands begin with. Node reads a CommonJS file without its loader of modules, which takes a tenth of its start. */
const COMMAND = { 'bin/a64as': 'src/cli/bin.ts' };
/** What is loaded with its code cache: a small job is mostly the compiling of code. They have copies of what chunks hold too. */
const CACHED = { 'bin/as': 'src/cli/commands/as.ts', 'bin/ld': 'src/cli/commands/ld.ts' };
/** What commands read beside their code, by the scripts that make it. */
const MADE = { shapes: 'as.shapes', core: 'as.wasm' };
/** The other commands, and what is seldom needed. */
const ON_DEMAND = { ...entries('src/cli/commands', 'chunks/'), 'chunks/lint-offsets': 'src/cli/as/lint-offsets.ts' };
for (const each of ['as', 'ld', 'index']) delete ON_DEMAND[`chunks/${each}`];

/** Each directory is built beside its place and then moved there whole, so that nobody ever runs half a build. */
async function moved(directories, make) {
  const fresh = `dist/fresh.${process.pid}`;
  await make(fresh);
  for (const directory of directories) {
    fs.rmSync(`dist/${directory}`, { recursive: true, force: true });
    fs.renameSync(`${fresh}/${directory}`, `dist/${directory}`);
  }
  fs.rmSync(fresh, { recursive: true });
}

/** Modules that share chunks. */
async function shared(outdir, entryPoints, chunks) {
  const plugins = [cached(chunks)];
  const chunkNames = `${chunks}/[name]-[hash]`;
  await build({ ...COMMON, format: 'esm', entryPoints, outdir, splitting: true, chunkNames, plugins });
}

/** One file each, with short names; those with a cache are the function that Node would make of them, so that nothing is put around them. */
async function alone(outdir) {
  const url = "'use strict';const __fileUrl=require('node:url').pathToFileURL(__filename).href;";
  const define = { 'import.meta.url': '__fileUrl' };
  const plugins = [cached('bin'), onDemand('bin', ON_DEMAND), privateNames];
  const options = {
    ...COMMON,
    format: 'cjs',
    minify: true,
    mangleProps: SHORT_NAMES,
    outdir,
    define,
    plugins,
  };
  await build({ ...options, entryPoints: COMMAND, banner: { js: url } });
  const banner = { js: `(function(exports,require,module,__filename,__dirname){${url}` };
  await build({ ...options, entryPoints: CACHED, banner, footer: { js: '})' } });
  fs.writeFileSync(`${outdir}/bin/package.json`, '{ "type": "commonjs" }\n');
  fs.chmodSync(`${outdir}/bin/a64as.js`, 0o755);
  for (const [name, output] of Object.entries(MADE)) {
    const maker = `${outdir}/${name}.mjs`;
    await build({ ...COMMON, format: 'esm', entryPoints: [`scripts/${name}.ts`], outfile: maker });
    execFileSync(process.execPath, [maker, `${outdir}/bin/${output}`], { stdio: 'inherit' });
  }
  const maker = `${outdir}/code-cache.mjs`;
  await build({ ...COMMON, format: 'esm', entryPoints: ['scripts/code-cache.ts'], outfile: maker });
  for (const name of Object.keys(CACHED))
    execFileSync(process.execPath, [maker, `${outdir}/bin`, path.basename(name)], { stdio: 'inherit' });
}

/** The outputs by the sources that they are made of. */
function placesOf(outputs) {
  return new Map(Object.entries(outputs).map(([output, source]) => [path.resolve(source), output]));
}

/** What a file in dist/`from` loads on demand it finds in the files of `outputs`. */
function onDemand(from, outputs) {
  const places = placesOf(outputs);
  return {
    name: 'on-demand',
    setup(building) {
      building.onResolve({ filter: /^\./ }, ({ kind, path: asked, resolveDir }) => {
        const output = places.get(path.resolve(resolveDir, asked));
        if (kind !== 'dynamic-import' || output === undefined) return undefined;
        return { path: `./${path.relative(from, output)}.js`, external: true };
      });
    },
  };
}

/** Where what is in dist/`from` loads a command of CACHED on demand, it comes with its code cache. */
function cached(from) {
  const places = placesOf(CACHED);
  const namespace = 'cached';
  return {
    name: 'cached',
    setup(building) {
      building.onResolve({ filter: /^\./ }, ({ kind, path: asked, resolveDir }) => {
        const output = places.get(path.resolve(resolveDir, asked));
        if (kind !== 'dynamic-import' || output === undefined) return undefined;
        return { path: path.basename(output), namespace };
      });
      building.onLoad({ filter: /.*/, namespace }, ({ path: name }) => ({
        contents: `import { fileURLToPath } from 'node:url';
          import { loadCompiled } from './src/cli/compiled.ts';
          const directory = fileURLToPath(new URL('./${path.relative(from, 'bin')}', import.meta.url));
          export const { command } = loadCompiled(directory, '${name}');`,
        resolveDir: process.cwd(),
      }));
    },
  };
}

await moved(['bin', 'chunks', 'lib'], async (fresh) => {
  await shared(fresh, { ...ON_DEMAND, ...libraryEntries() }, 'chunks');
  await alone(fresh);
});
if (process.argv[2] === 'all') {
  const suites = entries('test/conformance/suites', 'check/suites/');
  const own = { 'check/conformance': 'test/conformance/main.ts', ...suites, ...entries('bench', 'check/bench/') };
  await moved(['check'], (fresh) => shared(fresh, own, 'check/chunks'));
}
