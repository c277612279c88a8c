/** The options of `a64as verify`. */
import yargs from 'yargs';
import { DESIGNS, type Design, OURS } from '../../designs.ts';
import type { MapKind } from '../../kexec/index.ts';
import { BLOB_NAMES } from '../../verify/linked-blob.ts';
import { UsageError } from '../command.ts';

export interface Options {
  /** As given, for the command line to run again. */
  readonly argv: readonly string[];
  readonly bytes: number;
  /** Neither --mib nor --pages was given. */
  readonly sizeIsDefault: boolean;
  /** Entries asked for; all four when none is. */
  readonly el: 1 | 2 | undefined;
  readonly vhe: boolean;
  readonly nothing: boolean;
  /** False: as if the old kernel had no memory for tables. */
  readonly tables: boolean;
  readonly cameBy: 'stub' | 'kvm' | undefined;
  readonly lines: readonly number[];
  readonly icacheLine: number | undefined;
  readonly cpu: string;
  readonly granule: 4 | 16 | 64;
  readonly vaBits: number;
  readonly seed: number;
  readonly budget: number | undefined;
  readonly design: Design;
  /** All designs, in one table. */
  readonly compare: boolean;
  readonly blob: string | undefined;
  readonly source: string | undefined;
  readonly script: string | undefined;
  readonly entry: string | undefined;
  readonly vectors: string | undefined;
  /** A schema of somebody else's argument structure. */
  readonly argument: string | undefined;
  readonly map: MapKind | 'none' | undefined;
  readonly format: 'text' | 'json' | 'junit' | 'github';
  readonly defines: readonly string[];
  readonly quiet: boolean;
  /** Where to write the HTML report; its data goes beside it as .json. */
  readonly report: string | undefined;
}

export const MAPS = ['contiguous', 'linear-pages', 'linear-blocks', 'identity-blocks', 'none'] as const;

export const HELP = `usage: a64as verify [options]

Assembles and links asm/relocate_kernel.S, builds what the kernel builds before it jumps there, runs the code on the
checked engine and judges it: at EL1, at EL2 without and with VHE, and with nothing to copy.

  --mib N              MiB to relocate; 25 by default
  --pages N            pages to relocate instead
  --el 1|2             only this exception level; with --vhe, EL2 with VHE
  --vhe                only EL2 with VHE
  --nothing            only the run with nothing to copy
  --came-by stub|kvm   SPSR_EL2 at EL2 as the stub's or KVM's soft restart leaves it; undefined by default
  --no-tables          as if there were no memory for tables: MMU off
  --line N[,N…]        data cache line in bytes, 16 to 2048; 64 by default
  --icache-line N      instruction cache line in bytes; as the data cache's by default
  --cpu NAME           max, cortex-a72, neoverse-n1; max by default
  --granule 4|16|64    KiB a page; 4 by default
  --va-bits N          bits of kernel addresses, up to 48, with 64K pages 52; 48 (4K, 64K) or 47 (16K) by default
  --seed N             scatters pages and fills them; 1 by default
  --max-insns N        instructions before it gives up (exit 4)
  --design ID          another design of the thread: ${DESIGNS.map(({ id }) => id).join(', ')}
  --compare            every design, in one table with figures
  --source FILE.S      other relocation code than asm/relocate_kernel.S
  --blob FILE          a linked ELF file instead of source
  -T SCRIPT            linker script for --source; ldscripts/kexec.lds.S by default
  --arg SCHEMA.ts      its argument structure: exports a structure (see a64as offsets) whose members are named as
                       kern_reloc_arg's (or head, phys_offset, zero_page), or a function values(facts) beside it
  --map KIND           tables to prepare: ${MAPS.join(', ')}; contiguous by default
  --vectors NAME       its EL2 vectors; ${BLOB_NAMES.vectors} by default
  --entry NAME         its entry; ${BLOB_NAMES.entry} by default
  -D NAME[=VALUE]      for the preprocessor
  --format FORMAT      text, json, junit (XML), github (annotations)
  --json               as --format json
  --report FILE.html   everything on one page; the same data as FILE.json
  --quiet              the verdict's line alone, no progress

Exit status: 0 passed, 1 errors in the input, 2 usage, 3 failed, 4 out of budget.
`;

function whole(name: string, value: string | undefined, low: number, high: number): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (!Number.isInteger(number) || number < low || number > high) {
    throw new UsageError(`verify: --${name} ${value} is not a whole number in [${low}, ${high}]`);
  }
  return number;
}

function lineSize(name: string, value: string): number {
  const size = whole(name, value, 16, 2048) ?? 64;
  if ((size & (size - 1)) !== 0) throw new UsageError(`verify: --${name} ${value} is not a power of two`);
  return size;
}

function sizeOf(mib: string | undefined, pages: string | undefined, pageSize: number): number {
  const count = whole('pages', pages, 1, 2 ** 20);
  if (count !== undefined) return count * pageSize;
  const amount = Number(mib ?? '25');
  const bytes = Math.round(amount * 2 ** 20);
  if (!(amount > 0) || amount > 2048) throw new UsageError(`verify: --mib ${mib} is not in (0, 2048]`);
  return Math.max(pageSize, bytes - (bytes % pageSize));
}

/** Parse the command's arguments. Throws UsageError. */
export async function parseOptions(argv: readonly string[]): Promise<Options> {
  const text = { type: 'string', requiresArg: true } as const;
  const flag = { type: 'boolean', default: false } as const;
  const parsed = await yargs([...argv])
    .options({
      mib: text,
      pages: text,
      el: { ...text, choices: ['1', '2'] as const },
      vhe: flag,
      nothing: flag,
      'came-by': { ...text, choices: ['stub', 'kvm'] as const },
      tables: { type: 'boolean', default: true },
      line: { ...text, default: '64' },
      'icache-line': text,
      cpu: { ...text, choices: ['max', 'cortex-a72', 'neoverse-n1'] as const, default: 'max' as const },
      granule: { ...text, choices: ['4', '16', '64'] as const, default: '4' as const },
      'va-bits': text,
      seed: text,
      'max-insns': text,
      design: { ...text, choices: DESIGNS.map(({ id }) => id), default: OURS.id },
      compare: flag,
      blob: text,
      source: text,
      T: text,
      entry: text,
      D: { type: 'string', array: true, nargs: 1 },
      vectors: text,
      arg: text,
      map: { ...text, choices: MAPS },
      format: { ...text, choices: ['text', 'json', 'junit', 'github'] as const, default: 'text' as const },
      json: flag,
      quiet: flag,
      report: text,
    })
    .parserConfiguration({ 'parse-numbers': false, 'parse-positional-numbers': false, 'dot-notation': false })
    .strictOptions()
    .help(false)
    .version(false)
    .exitProcess(false)
    .fail((message: string, error: Error | undefined) => {
      throw new UsageError(`verify: ${message ?? error?.message}`);
    })
    .parseAsync();
  if (parsed._.length > 0)
    throw new UsageError(`verify: '${parsed._[0]}' is not an option; --source FILE.S names other code`);
  if (parsed.vhe && parsed.el === '1') throw new UsageError('verify: --vhe is a matter of EL2, --el is 1');
  const granule = Number(parsed.granule) as 4 | 16 | 64;
  const icacheLine = parsed['icache-line'];
  return {
    argv,
    bytes: sizeOf(parsed.mib, parsed.pages, granule * 1024),
    sizeIsDefault: parsed.mib === undefined && parsed.pages === undefined,
    el: parsed.el === undefined ? undefined : (Number(parsed.el) as 1 | 2),
    vhe: parsed.vhe,
    nothing: parsed.nothing,
    tables: parsed.tables,
    cameBy: parsed['came-by'],
    lines: parsed.line.split(',').map((size) => lineSize('line', size)),
    icacheLine: icacheLine === undefined ? undefined : lineSize('icache-line', icacheLine),
    cpu: parsed.cpu,
    granule,
    vaBits: whole('va-bits', parsed['va-bits'], 36, granule === 64 ? 52 : 48) ?? (granule === 16 ? 47 : 48),
    seed: whole('seed', parsed.seed, 0, 2 ** 32 - 1) ?? 1,
    budget: whole('max-insns', parsed['max-insns'], 1, 2 ** 48),
    design: DESIGNS.find(({ id }) => id === parsed.design) ?? OURS,
    compare: parsed.compare,
    blob: parsed.blob,
    source: parsed.source,
    script: parsed.T,
    entry: parsed.entry,
    defines: (parsed.D ?? []).map(String),
    vectors: parsed.vectors,
    argument: parsed.arg,
    map: MAPS.find((map) => map === parsed.map),
    format: parsed.json ? 'json' : parsed.format,
    quiet: parsed.quiet,
    report: parsed.report,
  };
}
