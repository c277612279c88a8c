/**
 * Bundle what runs: dist/bin (the command) and dist/lib (the library's entries), which share dist/bin/chunks, so that the package
 * holds nearly everything once and a command loads only its own; with the argument `all` also dist/check (the conformance runner
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

const COMMON = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  // names stay, to chevrotain and to whoever reads a profile; keeping them beside short ones would cost a call a closure
  minifyWhitespace: true,
  minifySyntax: true,
  logLevel: 'warning',
};

// found beside a64as at run time: by 'a64as offsets' alone, to strip the types of schemas and to parse C; by the
// conformance suite that opens the report in a browser; by whoever uses the matchers
const FOUND_LATER = ['esbuild', 'web-tree-sitter', 'playwright-core', 'vitest'];

/** Built beside its place; each directory is then moved there whole, so that nobody ever runs half a build. */
async function bundle(entryPoints, chunks, directories, alone = {}) {
  const fresh = `dist/fresh.${process.pid}`;
  await build({
    ...COMMON,
    entryPoints,
    outdir: fresh,
    splitting: true,
    external: FOUND_LATER,
    chunkNames: `${chunks}/[name]-[hash]`,
    plugins: [onDemand(chunks, alone)],
  });
  for (const [name, source] of Object.entries(alone)) {
    const plugins = [onDemand('bin', { ...ON_DEMAND, ...alone }, [SCRIPT_GRAMMAR])];
    const outfile = `${fresh}/${name}.js`;
    await build({ ...COMMON, minify: true, entryPoints: [source], outfile, external: FOUND_LATER, plugins });
  }
  for (const directory of directories) {
    fs.rmSync(`dist/${directory}`, { recursive: true, force: true });
    fs.renameSync(`${fresh}/${directory}`, `dist/${directory}`);
  }
  fs.rmSync(fresh, { recursive: true });
}

/** What a file in dist/`from` loads on demand it finds in the files of `outputs` (their places by sources); `inside` stays in it. */
function onDemand(from, outputs, inside = []) {
  const places = new Map(Object.entries(outputs).map(([output, source]) => [path.resolve(source), output]));
  return {
    name: 'on-demand',
    setup(building) {
      building.onResolve({ filter: /^\./ }, ({ kind, path: asked, resolveDir }) => {
        const file = path.resolve(resolveDir, asked);
        const output = places.get(file);
        if (kind !== 'dynamic-import' || output === undefined || inside.includes(path.relative('.', file)))
          return undefined;
        return { path: `./${path.relative(from, output)}.js`, external: true };
      });
    },
  };
}

/** The linker always needs it. */
const SCRIPT_GRAMMAR = 'src/ld/script/commands.ts';

/**
 * One file each, without the chunks, since every module more costs a millisecond: what all commands begin with, and the linker, whose bar
 * is the lowest. They have their own copies of what chunks hold too, so they are few, and with short names.
 */
const ALONE = { 'bin/a64as': 'src/cli/bin.ts', 'bin/ld': 'src/cli/commands/ld.ts' };

/** What those load on demand: the other commands, and what scripts named *.S need. */
const ON_DEMAND = {
  ...entries('src/cli/commands', 'bin/chunks/'),
  'bin/chunks/cpp': 'src/cpp/index.ts',
  'bin/chunks/predefined': 'src/cpp/predefined.ts',
};
for (const each of ['ld', 'index']) delete ON_DEMAND[`bin/chunks/${each}`];

await bundle({ ...ON_DEMAND, ...libraryEntries() }, 'bin/chunks', ['bin', 'lib'], ALONE);
fs.chmodSync('dist/bin/a64as.js', 0o755);
if (process.argv[2] === 'all') {
  const suites = entries('test/conformance/suites', 'check/suites/');
  const own = { 'check/conformance': 'test/conformance/main.ts', ...suites, ...entries('bench', 'check/bench/') };
  await bundle(own, 'check/chunks', ['check']);
}
