/**
 * `a64as ptdump`: the page tables that a program has made, at a step or an address.
 *
 *     a64as ptdump [--regime NAME] [--ttbr 0|1] [--steps N | --at ADDR] [options of run] FILE
 *
 * Exit status: 0 printed; 1 errors in the input, or the table is not there; 2 usage; 4 the address was not reached.
 */
import { FatalDiagnostic } from '../../diag/diagnostic.ts';
import * as messages from '../../diag/messages/run.ts';
import type { Mmu } from '../../emu/mmu.ts';
import { profile } from '../../emu/profiles.ts';
import { dumpLines, dumpTables } from '../../emu/ptdump.ts';
import type { RegimeConfig, RegimeKind } from '../../emu/regime.ts';
import { virtMachine } from '../../emu/virt.ts';
import { type Command, EXIT, type Io, UsageError } from '../command.ts';
import { loadProgram } from '../run/load.ts';
import { parseOptions } from '../run/options.ts';

const HELP = `usage: a64as ptdump [options] FILE

Runs FILE as 'a64as run' does, stops, and prints what a translation table base maps: range, size, size of an entry,
output address, access, memory type.

  --regime R    el10, el2, el20, el3 or stage2; by default the current one, with its stage 2 where that is on
  --ttbr 0|1    which half of the regime; both by default
  --steps N     stop after so many instructions; a million by default
  --at ADDR     stop before this virtual address is executed
  …             options of 'a64as run': --cpu, --el, --vhe, --memory, --append …
`;

const REGIMES: readonly RegimeKind[] = ['el10', 'el2', 'el20', 'el3', 'stage2'];

interface Own {
  readonly regime: RegimeKind | undefined;
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
  let regime: RegimeKind | undefined;
  for (let i = 0; i < argv.length; i++) {
    const [name, inline] = (argv[i] as string).split('=', 2);
    if (name !== '--ttbr' && name !== '--steps' && name !== '--at' && name !== '--regime') {
      rest.push(argv[i] as string);
      continue;
    }
    const value = inline ?? argv[++i] ?? '';
    if (name === '--ttbr') {
      if (value !== '0' && value !== '1') throw new UsageError(`ptdump: --ttbr ${value} is not 0 or 1`);
      ttbr = [value === '0' ? 0 : 1];
    } else if (name === '--regime') {
      regime = REGIMES.find((kind) => kind === value);
      if (regime === undefined) throw new UsageError(`ptdump: --regime ${value} is not one of ${REGIMES.join(', ')}`);
    } else if (name === '--at') {
      if (!/^(0x[0-9a-f]+|[0-9]+)$/i.test(value)) throw new UsageError(`ptdump: --at ${value} is not an address`);
      at = BigInt(value);
    } else {
      steps = Number(value);
      if (!Number.isInteger(steps) || steps < 0) throw new UsageError(`ptdump: --steps ${value} is not a whole number`);
    }
  }
  return { regime, ttbr, steps, at, rest };
}

/** What one half of a regime maps. */
function print(io: Io, mmu: Mmu, regime: RegimeConfig, index: 0 | 1): void {
  const half = regime.halves[index];
  if (half === undefined) return;
  const name = regime.kind === 'stage2' ? 'VTTBR' : `TTBR${index}`;
  const tag = regime.kind === 'stage2' ? `VMID ${regime.vmid}` : `ASID ${half.asid}`;
  const header = `${name} 0x${half.ttbr.toString(16)}: table 0x${half.base.toString(16)}, ${half.vaBits}-bit addresses, ${2 ** (half.granule - 10)} KiB granule, ${tag}`;
  io.stdout(`${header}${half.enabled ? '' : ', disabled'}\n`);
  if (half.badSize || !half.enabled) return;
  const lines = dumpLines(dumpTables(regime, half, mmu.descriptorsOf(regime.kind)));
  io.stdout(`${lines.map((l) => `  ${l}`).join('\n')}\n`);
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
  const { mmu } = machine.engine;
  const regime = own.regime === undefined ? mmu.currentConfig() : mmu.configNow(own.regime);
  io.stdout(`${regime.kind} regime after ${machine.steps} instructions, MMU ${regime.mmuOn ? 'on' : 'off'}\n`);
  for (const index of own.ttbr) print(io, mmu, regime, index);
  if (regime.stage2 !== undefined && own.regime === undefined) {
    io.stdout('stage 2 of it\n');
    print(io, mmu, regime.stage2, 0);
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
