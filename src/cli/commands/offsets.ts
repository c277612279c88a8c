/**
 * `a64as offsets`: from structure schemas to headers, and from compilers' output back.
 *
 *     a64as offsets SCHEMA.ts -o asm-offsets.h [--format FORMAT] [--config CONFIG_X=y] [--only NAME] [--watch]
 *     a64as offsets SCHEMA.ts --check FILE.o
 *     a64as offsets --diff A B
 *
 * Exit status: 0; 1 errors in an input; 2 usage; 3 a comparison found a difference.
 */
import type { Message } from '../../diag/diagnostic.ts';
import { FatalDiagnostic } from '../../diag/diagnostic.ts';
import * as messages from '../../diag/messages/offsets.ts';
import { DwarfError } from '../../elf/dwarf/error.ts';
import { SchemaError } from '../../offsets/error.ts';
import type { Target } from '../../offsets/model.ts';
import { VIEWS } from '../../offsets/views/index.ts';
import { type Command, EXIT, type Io, UsageError } from '../command.ts';
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

/** Print what went wrong; the errors of inputs only, all others go on up. */
function report(error: unknown, io: Io): number {
  const message = messageOf(error);
  if (message === undefined) throw error;
  const { text, code, hint } = message;
  io.stderr(`a64as: error: ${text} [${code}]\n${hint === undefined ? '' : `  ${hint}\n`}`);
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
      (error) => report(error, io),
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
      return report(error, io);
    }
  },
};
