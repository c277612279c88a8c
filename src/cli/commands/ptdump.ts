/**
 * `a64as ptdump`: the page tables that a program has made, at a step or an address.
 *
 *     a64as ptdump [--ttbr 0|1] [--steps N | --at ADDR] [options of run] FILE
 *
 * Exit status: 0 printed; 1 errors in the input, or the table is not there; 2 usage; 4 the address was not reached.
 */
import { FatalDiagnostic } from '../../diag/diagnostic.ts';
import * as messages from '../../diag/messages/run.ts';
import { profile } from '../../emu/profiles.ts';
import { dumpLines, dumpTables } from '../../emu/ptdump.ts';
import { virtMachine } from '../../emu/virt.ts';
import { type Command, EXIT, type Io, UsageError } from '../command.ts';
import { loadProgram } from '../run/load.ts';
import { parseOptions } from '../run/options.ts';

const HELP = `usage: a64as ptdump [options] FILE

Runs FILE as 'a64as run' does, stops, and prints what a translation table base maps: range, size, size of an entry,
output address, access, memory type.

  --ttbr 0|1    which half of the current regime; both by default
  --steps N     stop after so many instructions; a million by default
  --at ADDR     stop before this virtual address is executed
  …             options of 'a64as run': --cpu, --el, --vhe, --memory, --append …
`;

interface Own {
  readonly ttbr: readonly (0 | 1)[];
  readonly steps: number;
  readonly at: bigint | undefined;
  readonly rest: readonly string[];
}

function split(argv: readonly string[]): Own {
  const rest: string[] = [];
  let ttbr: readonly (0 | 1)[] = [0, 1];
  let steps = 1_000_000;
  let at: bigint | undefined;
  for (let i = 0; i < argv.length; i++) {
    const [name, inline] = (argv[i] as string).split('=', 2);
    if (name !== '--ttbr' && name !== '--steps' && name !== '--at') {
      rest.push(argv[i] as string);
      continue;
    }
    const value = inline ?? argv[++i] ?? '';
    if (name === '--ttbr') {
      if (value !== '0' && value !== '1') throw new UsageError(`ptdump: --ttbr ${value} is not 0 or 1`);
      ttbr = [value === '0' ? 0 : 1];
    } else if (name === '--at') {
      if (!/^(0x[0-9a-f]+|[0-9]+)$/i.test(value)) throw new UsageError(`ptdump: --at ${value} is not an address`);
      at = BigInt(value);
    } else {
      steps = Number(value);
      if (!Number.isInteger(steps) || steps < 0) throw new UsageError(`ptdump: --steps ${value} is not a whole number`);
    }
  }
  return { ttbr, steps, at, rest };
}

async function dump(own: Own, io: Io): Promise<number> {
  const options = await parseOptions(own.rest);
  const { program } = loadProgram(io, options.file);
  const { machine } = virtMachine({
    cpu: profile(options.cpu, { dcacheLine: options.dcacheLine, icacheLine: options.icacheLine }),
    el: options.el,
    vhe: options.vhe,
    ramSize: options.memory,
    gic: options.gic,
    program,
    bootArguments: options.append,
    write: () => undefined,
    engine: 'fast',
  });
  const stop = machine.run({ maxInstructions: own.steps, ...(own.at === undefined ? {} : { stopAt: [own.at] }) });
  if (own.at !== undefined && stop.kind !== 'reached') {
    io.stderr(`a64as: error: ${messages.notReached(own.at, machine.steps).text}\n`);
    return EXIT.budget;
  }
  const regime = machine.engine.mmu.currentConfig();
  io.stdout(`${regime.kind} regime after ${machine.steps} instructions, MMU ${regime.mmuOn ? 'on' : 'off'}\n`);
  for (const index of own.ttbr) {
    const half = regime.halves[index];
    if (half === undefined) continue;
    const header = `TTBR${index} 0x${half.ttbr.toString(16)}: table 0x${half.base.toString(16)}, ${half.vaBits}-bit addresses, ${2 ** (half.granule - 10)} KiB granule, ASID ${half.asid}`;
    io.stdout(`${header}${half.enabled ? '' : ', disabled'}\n`);
    if (half.badSize || !half.enabled) continue;
    const lines = dumpLines(dumpTables(regime, half, machine.engine.mmu.descriptors));
    io.stdout(`${lines.map((l) => `  ${l}`).join('\n')}\n`);
  }
  return EXIT.ok;
}

export const command: Command = {
  name: 'ptdump',
  summary: 'print the page tables that a program has made',
  async run(argv, io) {
    if (argv.includes('--help') || argv.includes('-h')) {
      io.stdout(HELP);
      return EXIT.ok;
    }
    try {
      return await dump(split(argv), io);
    } catch (error) {
      if (!(error instanceof FatalDiagnostic) && !(error instanceof RangeError)) throw error;
      const text =
        error instanceof FatalDiagnostic ? `${error.diagnostic.text} [${error.diagnostic.code}]` : error.message;
      io.stderr(`a64as: error: ${text}\n`);
      return EXIT.input;
    }
  },
};
