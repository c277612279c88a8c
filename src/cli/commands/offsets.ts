/**
 * `a64as offsets`: from structure schemas to headers, and from compilers' output back.
 *
 *     a64as offsets SCHEMA.ts -o asm-offsets.h [--format FORMAT] [--config CONFIG_X=y] [--only NAME] [--watch]
 *     a64as offsets SCHEMA.ts --check FILE.o
 *     a64as offsets --diff A B
 *
 * Exit status: 0; 1 errors in an input; 2 usage; 3 a comparison found a difference.
 */
import { DiagnosticSink, FatalDiagnostic, type Message, NO_POS, type Pos } from '../../diag/diagnostic.ts';
import * as messages from '../../diag/messages/offsets.ts';
import { DwarfError } from '../../elf/dwarf/error.ts';
import { SchemaError, type SchemaPlace } from '../../offsets/error.ts';
import type { Target } from '../../offsets/model.ts';
import { VIEWS } from '../../offsets/views/index.ts';
import { SourceMap } from '../../text/source-map.ts';
import { type Command, EXIT, type Io, UsageError } from '../command.ts';
import { showDiagnostics } from '../diagnostics.ts';
import { check, diff } from '../offsets/compare.ts';
import { parseConfig } from '../offsets/config.ts';
import { loadInput } from '../offsets/input.ts';
import { HELP, type Options, parseOptions } from '../offsets/options.ts';
import { watch } from '../offsets/watch.ts';

function messageOf(error: unknown): Message | undefined {
  if (error instanceof SchemaError || error instanceof DwarfError || error instanceof FatalDiagnostic) {
    return error.diagnostic;
  }
  return undefined;
}

/** A place of a file as a position of a source map that holds that file. */
function positionOf(place: SchemaPlace | undefined, map: SourceMap, io: Io): Pos {
  const data = place === undefined ? undefined : io.readFile(place.file);
  if (place === undefined || data === undefined) return NO_POS;
  const text = new TextDecoder().decode(data);
  const before = text.split('\n').slice(0, place.line - 1);
  const start = before.reduce((sum, line) => sum + line.length + 1, 0);
  return map.addFile(place.file, text) + Math.min(start + place.column - 1, text.length);
}

/** Print what went wrong; the errors of inputs only, all others go on up. */
function report(error: unknown, options: Options, io: Io): number {
  const message = messageOf(error);
  if (message === undefined) throw error;
  const map = new SourceMap();
  const sink = new DiagnosticSink();
  sink.report(positionOf(error instanceof SchemaError ? error.place : undefined, map, io), message);
  showDiagnostics(io, sink, map, options.diagnostics);
  return EXIT.input;
}

/** Render the input and write it; returns the files that it was made of. */
async function write(options: Options, target: Target, io: Io): Promise<readonly string[]> {
  const input = await loadInput(options.inputs, options.only, target, io);
  const render = VIEWS[options.format ?? 'header'];
  if (render === undefined) throw new UsageError(`offsets: unknown format '${options.format}'`);
  const text = render(input.module, input.target, input.path);
  const failed = io.writeFiles([{ path: options.output, data: text }]);
  if (failed !== undefined) throw new SchemaError(messages.unwritable(failed));
  return input.files;
}

async function run(options: Options, io: Io): Promise<number> {
  const target: Target = { abi: options.abi, bigEndian: options.bigEndian, config: parseConfig(options.config, io) };
  const json = options.format === 'json';
  if (options.diff) return diff(options.inputs, options.only, target, json, io);
  if (options.check.length > 0) {
    const input = await loadInput(options.inputs, options.only, target, io);
    return check(input, options.check, options.only, json, io);
  }
  if (options.watch) {
    return watch(
      options.inputs,
      () => write(options, target, io),
      (error) => report(error, options, io),
      io,
    );
  }
  await write(options, target, io);
  return EXIT.ok;
}

export const command: Command = {
  name: 'offsets',
  summary: 'headers of structure offsets from TypeScript schemas, and checks against DWARF',
  async run(argv, io) {
    const options = await parseOptions(argv);
    if (options.help) {
      io.stdout(HELP);
      return EXIT.ok;
    }
    try {
      return await run(options, io);
    } catch (error) {
      return report(error, options, io);
    }
  },
};
