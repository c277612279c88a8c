/**
 * `a64as [options] FILE.S…`: the driver, in gcc's and as's ways.
 *
 * Enters: a command line. Leaves: objects (or preprocessed text, or dependency rules), diagnostics, an exit status. All
 * inputs of a run share the headers they read. With -T the objects are linked by the script; then only the image is
 * written.
 */
import { withGrammar } from '../../expr/lazy.ts';
import { compileCommands, within } from '../as/compile-commands.ts';
import { parseSettings } from '../as/options.ts';
import type { Settings } from '../as/settings.ts';
import { objectName, runUnit, Session, type UnitResult } from '../as/unit.ts';
import { checkProcessor } from '../as/values.ts';
import { type Command, EXIT, type Io, UsageError } from '../command.ts';
import { showDiagnostics } from '../diagnostics.ts';
import { VERSION } from '../version.ts';

const HELP = `usage: a64as [options] FILE...
Assemble each FILE (.S with preprocessing, .s without) to FILE.o; '-' is standard input.

  -o FILE                       output
  -c | -E | -M...               object (default) | preprocessed text | make rule
  -T SCRIPT                     link the objects with this linker script
  -x LANGUAGE                   assembler-with-cpp, assembler
  -D NAME[=VALUE] -U NAME       define, undefine a macro
  -I -iquote -isystem -idirafter DIR, -nostdinc, -include FILE, -imacros FILE, -undef, -P, -C
  -M -MM -MD -MMD -MF FILE -MT TARGET -MQ TARGET -MP -MG, --MD FILE
  -march=ARCH -mcpu=CPU -mabi=ABI -EL -EB
  -g -gdwarf-N                  line table for the assembly source
  --defsym NAME=VALUE, -L, --noexecstack, --fatal-warnings, -W
  -a[cdghlmns][=FILE]           listing
  -fmacro-prefix-map=OLD=NEW --debug-prefix-map OLD=NEW
  -Wp,OPTIONS -Wa,OPTIONS -Wl,OPTIONS, @FILE
  --diagnostics=FORMAT          text, json, sarif, github
  --lint-offsets=SCHEMA.ts      hints for offsets that have a symbol
  --compile-commands=FILE       carry out the commands of a compilation database that are about assembly, in one process
Unknown -f..., -m... and -W... options are accepted and ignored.
`;

export const command: Command = {
  name: 'as',
  summary: 'the assembler, as without a name',
  async run(argv, io) {
    const settings = settingsOf(argv, io);
    if (settings.help || settings.version) {
      io.stdout(settings.help ? HELP : `a64as ${VERSION}\n`);
      return EXIT.ok;
    }
    if (settings.compileCommands !== undefined) return runDatabase(settings.compileCommands, settings, io);
    checkUsage(settings);
    return runAll(new Session(io, settings));
  },
};

function settingsOf(argv: readonly string[], io: Io): Settings {
  return parseSettings(argv, {
    responseFile: (path) => {
      const content = io.readFile(path);
      return content && new TextDecoder().decode(content);
    },
  });
}

/** All units of a compilation database; the status of the worst. A command line that is wrong says so, and the others are carried out. */
async function runDatabase(name: string, { inputs, diagnostics }: Settings, io: Io): Promise<number> {
  if (inputs[0]) throw new UsageError(`--compile-commands names all inputs: '${inputs[0].path}' is one more`);
  const text = io.readFile(name);
  if (!text) throw new UsageError(`cannot read ${name}: ${io.readError(name)}`);
  const sessions = new Map<string, Session>();
  let any: Session | undefined;
  let status: number = EXIT.ok;
  for (const { directory, file, words } of compileCommands(new TextDecoder().decode(text), name, io.workingDirectory)) {
    const there = sessions.get(directory)?.io ?? within(io, directory);
    try {
      const found = sessions.has(directory) || io.readError(directory);
      if (found === 'no such file') throw new UsageError(`there is no directory ${directory}`);
      const settings = { ...settingsOf(words, there), diagnostics };
      checkUsage(settings);
      const session =
        sessions.get(directory)?.withSettings(settings) ??
        any?.elsewhere(there, settings) ??
        new Session(there, settings);
      sessions.set(directory, session);
      any = session;
      status = Math.max(status, await runAll(session));
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      io.stderr(`a64as: ${file}: ${error.message}\n`);
      status = EXIT.usage;
    }
  }
  return status;
}

function checkUsage(settings: Settings): void {
  const sources = settings.inputs.filter(({ language }) => language !== 'linker');
  if (settings.inputs.length === 0) throw new UsageError('no input files');
  if (settings.dependencies.only) settings.mode = 'dependencies';
  joinSources(settings);
  if (
    settings.output !== undefined &&
    settings.inputs.length > 1 &&
    sources.length > 1 &&
    settings.script === undefined &&
    settings.mode === 'object'
  ) {
    throw new UsageError('-o with several inputs needs -T, or one input a run');
  }
  if (settings.script === undefined) {
    const object = settings.inputs.find(({ language }) => language === 'linker');
    if (object) throw new UsageError(`${object.path}: only -T SCRIPT makes use of objects and archives`);
  }
  if (settings.target.ilp32 === true && settings.script !== undefined)
    throw new UsageError('-mabi=ilp32: objects are linked for lp64 only');
  if (settings.mode === 'object') checkProcessor(settings.assembler.arch, settings.assembler.cpu);
  if (settings.output !== undefined && sources.some(({ path }) => path === settings.output && path !== '-'))
    throw new UsageError(`${settings.output}: the output would replace the input`);
  const c = settings.inputs.find(({ language }) => language === 'c');
  if (c && settings.mode === 'object') throw new UsageError(`${c.path}: C can only be preprocessed (-E, -M)`);
}

/** With -o several assembler sources are one program, as with GNU as. */
function joinSources(settings: Settings): void {
  const { inputs, output, script, mode } = settings;
  const [first, ...rest] = inputs;
  const areSources = inputs.every(({ path, language }) => language === 'assembler' && path !== '-');
  if (!first || rest.length === 0 || output === undefined || script !== undefined || mode !== 'object' || !areSources)
    return;
  settings.inputs.splice(0, inputs.length, { ...first, followedBy: rest.map(({ path }) => path) });
}

async function runAll(session: Session): Promise<number> {
  const { settings, io } = session;
  const lint = settings.lintOffsets === undefined ? undefined : await import('../as/lint-offsets.ts');
  const hints = await lint?.loadHints(settings.lintOffsets ?? '', settings.diagnostics, io);
  if (lint && !hints) return EXIT.input;
  const standardInput = memoized(() => Buffer.from(io.readStdin()).toString('latin1'));
  const objects = new Map<string, Uint8Array>();
  const names: string[] = [];
  let status: number = EXIT.ok;
  for (const input of settings.inputs) {
    if (input.language === 'linker') {
      names.push(input.path);
      continue;
    }
    const result = await withGrammar(() => runUnit(session, input, standardInput));
    if (lint && hints) lint.lintUnit(result, hints, io);
    const finished = finish(result, settings, io);
    result.close();
    if (!finished) status = EXIT.input;
    else if (result.object) {
      const name = objectName(input.path);
      names.push(name);
      objects.set(name, result.object);
    }
  }
  if (status !== EXIT.ok || settings.script === undefined || settings.mode !== 'object') return status;
  return linkObjects(settings, io, names, objects);
}

/** Hand what was assembled to `a64as ld`, which sees the objects as files. */
async function linkObjects(
  settings: Settings,
  io: Io,
  names: readonly string[],
  objects: ReadonlyMap<string, Uint8Array>,
): Promise<number> {
  const { command: linker } = await import('./ld.ts');
  const argv = ['-T', settings.script ?? '', `--diagnostics=${settings.diagnostics}`];
  if (settings.output !== undefined) argv.push('-o', settings.output);
  for (const directory of settings.search.angle) argv.push(`--script-include=${directory}`);
  for (const line of settings.definitions) {
    const [, name = '', value = ''] = /^define (\S+) ?(.*)$/s.exec(line) ?? [];
    if (name !== '') argv.push(`-D${name}=${value}`);
  }
  argv.push(...settings.linkerArguments, ...names);
  return linker.run(argv, { ...io, readFile: (path) => objects.get(path) ?? io.readFile(path) });
}

/** Show what a unit reported and write its files; false if it failed. */
function finish(result: UnitResult, settings: Settings, io: Io): boolean {
  const { sink, sourceMap } = result;
  const shown = settings.warnings ? sink : withoutWarnings(sink);
  showDiagnostics(io, shown, sourceMap, settings.diagnostics);
  const warned =
    settings.warningsAreErrors && settings.warnings && sink.list.some(({ severity }) => severity === 'warning');
  if (warned && settings.diagnostics === 'text') io.stderr('a64as: warnings are errors (--fatal-warnings)\n');
  const isComplete = sink.errorCount === 0 && !warned;
  const { output } = result;
  if (!isComplete && output !== undefined && output !== '-') io.removeFile?.(output);
  if (result.files.length > 0 && (!warned || settings.mode !== 'object' || settings.assembler.objectAnyway)) {
    const failure = io.writeFiles(result.files);
    if (failure !== undefined) {
      io.stderr(`a64as: error: cannot write ${failure}\n`);
      return false;
    }
  }
  return isComplete;
}

function withoutWarnings(sink: UnitResult['sink']): UnitResult['sink'] {
  const filtered = Object.create(sink) as UnitResult['sink'];
  return Object.defineProperty(filtered, 'list', { value: sink.list.filter(({ severity }) => severity !== 'warning') });
}

function memoized<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
