/**
 * `a64as offsets`: from structure schemas to headers, and from compilers' output back.
 *
 *     a64as offsets SCHEMA.ts -o asm-offsets.h [--format FORMAT] [--config CONFIG_X=y] [--only NAME] [--watch]
 *
 * Exit status: 0; 1 errors in the schema; 2 usage; 3 a check found a difference.
 */
import * as messages from '../../diag/messages/offsets.ts';
import { SchemaError } from '../../offsets/error.ts';
import type { Target } from '../../offsets/model.ts';
import { choose, collectExports, type SchemaModule } from '../../offsets/module.ts';
import { VIEWS } from '../../offsets/views/index.ts';
import { type Command, EXIT, type Io, UsageError } from '../command.ts';
import { parseConfig } from '../offsets/config.ts';
import { loadSchema } from '../offsets/load-schema.ts';
import { HELP, type Options, parseOptions } from '../offsets/options.ts';

interface Loaded {
  readonly module: SchemaModule;
  readonly files: readonly string[];
}

async function load(path: string, io: Io): Promise<Loaded> {
  if (io.readFile(path) === undefined) throw new SchemaError(messages.unreadable(path, io.readError(path)));
  const { namespace, files } = await loadSchema(path);
  return { module: collectExports(namespace), files };
}

function report(error: unknown, io: Io): number {
  if (!(error instanceof SchemaError)) throw error;
  const { text, code, hint } = error.diagnostic;
  io.stderr(`a64as: error: ${text} [${code}]\n${hint === undefined ? '' : `  ${hint}\n`}`);
  return EXIT.input;
}

async function print(path: string, options: Options, target: Target, io: Io): Promise<number> {
  const { module } = await load(path, io);
  const render = VIEWS[options.format];
  if (render === undefined) throw new UsageError(`unknown format '${options.format}'`);
  const text = render(choose(module, options.only, path), target, path);
  const failed = io.writeFiles([{ path: options.output, data: text }]);
  if (failed !== undefined) throw new SchemaError(messages.unreadable('output', failed));
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
    const [path] = options.inputs;
    if (path === undefined) throw new UsageError("offsets: no schema given; 'a64as offsets --help' shows the options");
    try {
      const target: Target = {
        abi: options.abi,
        bigEndian: options.bigEndian,
        config: parseConfig(options.config, io),
      };
      return await print(path, options, target, io);
    } catch (error) {
      return report(error, io);
    }
  },
};
