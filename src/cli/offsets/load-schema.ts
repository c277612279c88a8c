/**
 * Runs a schema file and returns its exports: TypeScript without a build step for the user.
 *
 * Enters: the path of a .ts or .js file. Leaves: its namespace, and the files it was made of (for --watch). esbuild, where
 * it is installed, bundles the file with what it imports and strips the types (Node 20 cannot); `a64as/offsets` inside a
 * schema is always this very program's, so that a schema runs where a64as is not installed beside it. Without esbuild the
 * file is imported as it is, which is enough for JavaScript, and for TypeScript from Node 22.18 on.
 */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BuildFailure, Plugin } from 'esbuild';
import * as messages from '../../diag/messages/offsets.ts';
import { SchemaError, type SchemaPlace } from '../../offsets/error.ts';
import * as api from '../../offsets/index.ts';
import * as schemas from '../../offsets/schemas/index.ts';

export interface LoadedSchema {
  readonly namespace: Readonly<Record<string, unknown>>;
  /** Absolute paths. */
  readonly files: readonly string[];
}

const REGISTRY = Symbol.for('a64as.offsets');
const PROVIDED: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'a64as/offsets': api,
  'a64as/offsets/schemas': schemas,
};

/** Makes `a64as/offsets` inside a schema mean the modules of this process. */
const ownModules: Plugin = {
  name: 'a64as-offsets',
  setup(build) {
    build.onResolve({ filter: /^a64as\/offsets(?:\/schemas)?$/ }, ({ path: name }) => ({
      path: name,
      namespace: 'a64as',
    }));
    build.onLoad({ filter: /.*/, namespace: 'a64as' }, ({ path: name }) => {
      const names = Object.keys(PROVIDED[name] ?? {}).join(', ');
      const contents = `export const { ${names} } = globalThis[Symbol.for('a64as.offsets')][${JSON.stringify(name)}];`;
      return { contents, loader: 'js' };
    });
  },
};

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors);
}

/** The innermost frame of a stack, mapped back to the source, that lies in one of the schema's files. */
function placeIn(stack: string | undefined, files: readonly string[]): SchemaPlace | undefined {
  for (const line of (stack ?? '').split('\n')) {
    const match = /\(?(?:file:\/\/)?([^\s()]+):(\d+):(\d+)\)?$/.exec(line);
    const file = files.find((name) => match?.[1] !== undefined && path.basename(match[1]) === path.basename(name));
    if (match === null || file === undefined) continue;
    return { file: path.relative(process.cwd(), file), line: Number(match[2]), column: Number(match[3]) };
  }
  return undefined;
}

/** What an exception from a schema says; a SchemaError keeps its own text. */
function failure(error: unknown, files: readonly string[]): SchemaError {
  const place = placeIn(error instanceof Error ? error.stack : undefined, files);
  if (error instanceof Error && error.name === 'SchemaError' && 'diagnostic' in error) {
    return new SchemaError((error as SchemaError).diagnostic, place);
  }
  return new SchemaError(messages.schemaThrew(error instanceof Error ? error.message : String(error)), place);
}

async function evaluate(url: string, files: readonly string[]): Promise<LoadedSchema> {
  try {
    return { namespace: (await import(url)) as Record<string, unknown>, files };
  } catch (error) {
    throw failure(error, files);
  }
}

async function bundle(esbuild: typeof import('esbuild'), file: string, outfile: string): Promise<LoadedSchema> {
  const result = await esbuild
    .build({
      entryPoints: [file],
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      sourcemap: 'inline',
      outfile,
      metafile: true,
      logLevel: 'silent',
      absWorkingDir: process.cwd(),
      plugins: [ownModules],
    })
    .catch((error: unknown) => {
      if (!isBuildFailure(error)) throw error;
      const [first] = error.errors;
      const at = first?.location;
      const place = at ? { file: at.file, line: at.line, column: at.column + 1 } : { file, line: 1, column: 1 };
      throw new SchemaError(messages.schemaSyntax(first?.text ?? error.message), place);
    });
  const inputs = Object.keys(result.metafile.inputs).filter((name) => !name.startsWith('a64as:'));
  const files = inputs.map((name) => path.resolve(name));
  fs.writeFileSync(outfile, result.outputFiles[0]?.contents ?? '');
  Object.assign(globalThis, { [REGISTRY]: PROVIDED });
  process.setSourceMapsEnabled(true);
  return evaluate(pathToFileURL(outfile).href, files);
}

/** Run a schema file. Throws SchemaError: unreadable, syntax error, exception, with the place in the file where known. */
export async function loadSchema(file: string): Promise<LoadedSchema> {
  const esbuild = await import('esbuild').catch(() => undefined);
  if (esbuild !== undefined) {
    const scratch = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'a64as-'));
    try {
      return await bundle(esbuild, file, path.join(scratch, 'schema.mjs'));
    } finally {
      fs.rmSync(scratch, { recursive: true, force: true });
    }
  }
  const full = path.resolve(file);
  if (/\.[cm]?ts$/.test(file) && !('typescript' in process.features && process.features.typescript)) {
    throw new SchemaError(messages.needsTranspiler(file));
  }
  return evaluate(`${pathToFileURL(full).href}?${Date.now()}`, [full]);
}
