/** The options of `a64as run`. */
import yargs from 'yargs';
import { PROFILE_NAMES, type ProfileName } from '../../emu/profiles.ts';
import { UsageError } from '../command.ts';

export interface RunCommandOptions {
  readonly file: string;
  readonly cpu: ProfileName;
  readonly el: 1 | 2 | 3;
  readonly vhe: boolean;
  readonly gic: 2 | 3;
  /** Bytes. */
  readonly memory: number;
  /** 'auto', or a file. */
  readonly dtb: string;
  readonly initrd: string | undefined;
  readonly append: string;
  /** A file with what is typed on the console. */
  readonly input: string | undefined;
  /** 'all', 'none', or ids of rules. */
  readonly rules: 'all' | 'none' | readonly string[];
  readonly dcacheLine: number;
  readonly icacheLine: number;
  readonly handover: bigint | undefined;
  readonly trace: string | undefined;
  readonly budget: number;
  readonly json: boolean;
  readonly quiet: boolean;
}

export const HELP = `usage: a64as run [options] FILE

Runs an ELF file or an arm64 Image on the checked engine: RAM at 0x40000000, PL011, GIC, generic timer, PSCI and
semihosting where QEMU's virt has them. The guest's console is standard output.

  --machine virt       the only machine
  --cpu NAME           ${PROFILE_NAMES.join(', ')}; cortex-a72 by default
  --el 1|2|3           exception level at the entry; 1 by default
  --vhe                enter EL2 with HCR_EL2.{E2H,TGE} set
  --gic 2|3            2 by default
  --memory SIZE        RAM: bytes, or with K, M, G; 512M by default
  --dtb auto|FILE      device tree; made for the machine by default
  --initrd FILE        initial RAM disk
  --append TEXT        kernel command line
  --input FILE         what is typed on the console (PL011, or semihosting's), all of it at the start
  --rules all|none|ID[,ID…]  what is reported; all by default
  --dcache-line N      data cache line in bytes, 16 to 2048; 64 by default
  --icache-line N      instruction cache line; as the data cache's by default
  --handover ADDR      stop when this address is entered, and judge the state against the boot protocol
  --trace FILE         every instruction executed: step, address, word, disassembly
  --max-insns N        instructions before it gives up (exit 4); 1000000000 by default
  --json               one JSON object on standard output; the console goes to standard error
  --quiet              no progress

Exit status: the guest's; 1 errors in the input, 2 usage, 3 findings, 4 out of budget without one.
`;

function whole(name: string, value: string | undefined, low: number, high: number): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (!Number.isInteger(number) || number < low || number > high)
    throw new UsageError(`run: --${name} ${value} is not a whole number in [${low}, ${high}]`);
  return number;
}

function lineSize(name: string, value: string): number {
  const size = whole(name, value, 16, 2048) ?? 64;
  if ((size & (size - 1)) !== 0) throw new UsageError(`run: --${name} ${value} is not a power of two`);
  return size;
}

function memorySize(value: string): number {
  const match = /^([0-9]+)([KMG]?)(?:i?B)?$/i.exec(value);
  const unit = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 }[(match?.[2] ?? '').toUpperCase()] ?? 1;
  const bytes = Number(match?.[1] ?? 'NaN') * unit;
  if (!(bytes >= 2 ** 20 && bytes <= 2 ** 31) || bytes % 4096 !== 0)
    throw new UsageError(`run: --memory ${value} is not a size in [1M, 2G] in whole pages`);
  return bytes;
}

function address(value: string | undefined): bigint | undefined {
  if (value === undefined) return undefined;
  if (!/^(0x[0-9a-f]+|[0-9]+)$/i.test(value)) throw new UsageError(`run: --handover ${value} is not an address`);
  return BigInt(value);
}

/** Parses the command's arguments. Throws UsageError. */
export async function parseOptions(argv: readonly string[]): Promise<RunCommandOptions> {
  const text = { type: 'string', requiresArg: true } as const;
  const flag = { type: 'boolean', default: false } as const;
  const parsed = await yargs([...argv])
    .options({
      machine: { ...text, choices: ['virt'] as const, default: 'virt' as const },
      cpu: { ...text, choices: PROFILE_NAMES, default: 'cortex-a72' as const },
      el: { ...text, choices: ['1', '2', '3'] as const, default: '1' as const },
      vhe: flag,
      gic: { ...text, choices: ['2', '3'] as const, default: '2' as const },
      memory: { ...text, default: '512M' },
      dtb: { ...text, default: 'auto' },
      initrd: text,
      append: { ...text, default: '' },
      input: text,
      rules: { ...text, default: 'all' },
      'dcache-line': { ...text, default: '64' },
      'icache-line': text,
      handover: text,
      trace: text,
      'max-insns': { ...text, default: '1000000000' },
      json: flag,
      quiet: flag,
    })
    .parserConfiguration({
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'dot-notation': false,
      'duplicate-arguments-array': false,
    })
    .strictOptions()
    .version(false)
    .help(false)
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? new UsageError(`run: ${message}`);
    })
    .parseAsync();
  const files = parsed._.map(String);
  if (files.length !== 1)
    throw new UsageError(files.length === 0 ? 'run: no file' : `run: one file at a time, not ${files.length}`);
  if (parsed.vhe && parsed.el === '1') throw new UsageError('run: --vhe needs --el 2');
  if (parsed.vhe && parsed.cpu === 'cortex-a72')
    throw new UsageError('run: cortex-a72 has no VHE; use --cpu neoverse-n1 or max');
  const dcacheLine = lineSize('dcache-line', parsed['dcache-line']);
  return {
    file: files[0] ?? '',
    cpu: parsed.cpu as ProfileName,
    el: Number(parsed.el) as 1 | 2 | 3,
    vhe: parsed.vhe,
    gic: Number(parsed.gic) as 2 | 3,
    memory: memorySize(parsed.memory),
    dtb: parsed.dtb,
    initrd: parsed.initrd,
    append: parsed.append,
    input: parsed.input,
    rules: parsed.rules === 'all' || parsed.rules === 'none' ? parsed.rules : parsed.rules.split(','),
    dcacheLine,
    icacheLine: parsed['icache-line'] === undefined ? dcacheLine : lineSize('icache-line', parsed['icache-line']),
    handover: address(parsed.handover),
    trace: parsed.trace,
    budget: whole('max-insns', parsed['max-insns'], 1, Number.MAX_SAFE_INTEGER) ?? 0,
    json: parsed.json,
    quiet: parsed.quiet,
  };
}
