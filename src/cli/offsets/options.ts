/** The options of `a64as offsets`. */
import yargs from 'yargs';
import { VIEWS } from '../../offsets/views/index.ts';
import { UsageError } from '../command.ts';
import { type DiagnosticFormat, diagnosticFormat } from '../diagnostics.ts';

export interface Options {
  readonly inputs: readonly string[];
  readonly output: string;
  /** Undefined where none was asked for. */
  readonly format: string | undefined;
  readonly config: readonly string[];
  readonly only: readonly string[];
  readonly abi: 'lp64' | 'ilp32';
  readonly bigEndian: boolean;
  readonly check: readonly string[];
  readonly diff: boolean;
  readonly watch: boolean;
  readonly diagnostics: DiagnosticFormat;
  readonly help: boolean;
}

export const HELP = `usage: a64as offsets SCHEMA [-o FILE] [options]
       a64as offsets SCHEMA --check FILE.o [options]
       a64as offsets --diff A B [options]

SCHEMA is a TypeScript or JavaScript file that exports structures (import from 'a64as/offsets'),
an ELF file with DWARF or BTF, or one or more C headers (.h, .i).

  -o FILE              where to write; standard output by default
  --format FORMAT      ${Object.keys(VIEWS).join(', ')}; by default 'header', asm-offsets.h as kbuild writes it
  --config OPTION[=V]  a CONFIG option (CONFIG_X=y), or a .config file; may be repeated
  --only NAME          only the structure or export of this name; may be repeated
  --abi lp64|ilp32     lp64 by default
  --big-endian         as for -mbig-endian
  --check FILE         compare with the DWARF or BTF of an object or vmlinux; exit 3 and a list where they differ
  --diff               compare the structures of two inputs; INPUT@CONFIG_X=y,abi=ilp32 sets options of one
  --diagnostics F      errors as text, json, sarif or github
  --watch              write again when the schema or what it imports changes
`;

function list(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String).flatMap((item) => item.split(',')) : [];
}

/** Parse the command's arguments. Throws UsageError. */
export async function parseOptions(argv: readonly string[]): Promise<Options> {
  const many = { type: 'string', array: true, nargs: 1 } as const;
  const parsed = await yargs(argv.filter((word) => word !== '--help' && word !== '-h'))
    .options({
      o: { type: 'string', alias: 'output', requiresArg: true, default: '-' },
      format: { type: 'string', requiresArg: true, choices: Object.keys(VIEWS) },
      config: many,
      only: many,
      abi: { choices: ['lp64', 'ilp32'] as const, default: 'lp64' as const },
      'big-endian': { type: 'boolean', default: false },
      check: many,
      diff: { type: 'boolean', default: false },
      watch: { type: 'boolean', default: false },
      diagnostics: { type: 'string', requiresArg: true, default: 'text' },
    })
    .parserConfiguration({ 'parse-numbers': false, 'parse-positional-numbers': false, 'dot-notation': false })
    .strictOptions()
    .help(false)
    .version(false)
    .exitProcess(false)
    .fail((text: string, error: Error | undefined) => {
      throw new UsageError(`offsets: ${text ?? error?.message}`);
    })
    .parseAsync();
  return {
    inputs: parsed._.map(String),
    output: parsed.o,
    format: parsed.format,
    config: (parsed.config ?? []).map(String),
    only: list(parsed.only),
    abi: parsed.abi,
    bigEndian: parsed['big-endian'],
    check: (parsed.check ?? []).map(String),
    diff: parsed.diff,
    watch: parsed.watch,
    diagnostics: diagnosticFormat(parsed.diagnostics),
    help: argv.includes('--help') || argv.includes('-h'),
  };
}
