/**
 * One run from the old kernel's jump to the new image's first instruction, and what became of it.
 *
 * Enters: a machine factory (the emulator's), a linked blob with its annotator, one configuration. Leaves: an EntryVerdict.
 * From here on nothing decides but findings: the verdict is PASS when there is no finding of severity 'error'.
 */
import type { Observation, StopReason } from '../emu/api.ts';
import {
  buildScenario,
  type CameBy,
  type EntryMode,
  type PageShift,
  type Plan,
  type Range,
  type RoledRange,
  ramFor,
  type Scenario,
} from '../kexec/index.ts';
import type { Finding } from './finding.ts';
import { expectationOf, judge, type Subject } from './judge.ts';
import type { LinkedBlob } from './linked-blob.ts';
import { findingOf } from './rules/index.ts';

/** The emulator as seen from here. */
export interface VerifiableMachine extends Subject {
  set(name: string, value: bigint): void;
  writePhys(address: number, bytes: Uint8Array): void;
  addRegion(region: RoledRange): void;
  /** What these lines hold may still be dirty in a cache. */
  assumeDirty(range: Range): void;
  run(options: {
    readonly maxInstructions: number;
    readonly stopAt: Iterable<bigint>;
    readonly onProgress?: (steps: number) => void;
  }): StopReason;
  readonly observations: readonly Observation[];
  /** Instructions executed. */
  readonly steps: number;
  readonly counters: Counters;
}

/** What a machine counts: instructions of each kind, and what the MMU had to look up. */
export interface Counters {
  readonly tlbFills: number;
  readonly dc: Readonly<Record<string, number>>;
}

export interface MachineSpec {
  /** A machine that boots at EL1 has none. */
  readonly hasEl2: boolean;
  readonly cpu: string;
  readonly dcacheLine: number;
  readonly icacheLine: number;
  readonly ramBase: number;
  readonly ramSize: number;
}

export type MachineFactory = (spec: MachineSpec) => VerifiableMachine;

export interface EntryConfiguration {
  readonly mode: EntryMode;
  readonly inPlace: boolean;
  /** What the design wants of the kernel's side; ours by default. */
  readonly plan?: Plan;
  /** False: as if there had been no memory for tables; true by default. */
  readonly tables?: boolean;
  readonly pages: number;
  readonly cpu: string;
  readonly dcacheLine: number;
  readonly icacheLine: number;
  readonly shift: PageShift;
  readonly vaBits: number;
  readonly physicalBits: number;
  readonly seed: number;
  readonly cameBy?: CameBy;
  /** Instructions; by default what the image could take at its slowest. */
  readonly budget?: number;
}

export interface EntryVerdict {
  readonly configuration: EntryConfiguration;
  readonly verdict: 'PASS' | 'FAIL' | 'BUDGET';
  readonly stop: StopReason;
  readonly findings: readonly Finding[];
  readonly instructions: number;
  /** Data cache maintenance by address, and entries that the TLB had to be filled with. */
  readonly maintenance: number;
  readonly tlbFills: number;
  /** Pages that were to be copied. */
  readonly copied: number;
  readonly tables: { readonly copy: number; readonly identity: number; readonly bytes: number };
  readonly scenario: Scenario;
}

const RAM_BASE = 0x4000_0000;

/** More than any sensible copy takes: 5 instructions a byte, and a start. */
function budgetOf({ budget, pages, shift }: EntryConfiguration): number {
  return budget ?? pages * 2 ** shift * 5 + 1_000_000;
}

/** What happens beside the run. */
export interface RunHooks {
  readonly onProgress?: (instructions: number) => void;
  /** A fault from outside: after so many instructions something is changed under the running code. */
  readonly inject?: { readonly after: number; readonly act: (machine: VerifiableMachine, scenario: Scenario) => void };
}

function runWith(
  machine: VerifiableMachine,
  scenario: Scenario,
  configuration: EntryConfiguration,
  hooks: RunHooks,
): StopReason {
  const stopAt = [BigInt(scenario.entry)];
  const { onProgress, inject } = hooks;
  const progress = onProgress === undefined ? {} : { onProgress };
  if (inject !== undefined) {
    const before = machine.run({ maxInstructions: inject.after, stopAt, ...progress });
    if (before.kind !== 'budget') return before;
    inject.act(machine, scenario);
  }
  return machine.run({ maxInstructions: budgetOf(configuration), stopAt, ...progress });
}

/** Builds the scenario, runs it, judges it. Throws what buildScenario throws. */
export function verifyEntry(
  create: MachineFactory,
  blob: LinkedBlob,
  configuration: EntryConfiguration,
  options: RunHooks = {},
): EntryVerdict {
  const { mode, pages, cpu, dcacheLine, icacheLine, shift } = configuration;
  const ramSize = ramFor(pages * 2 ** shift);
  const machine = create({ cpu, hasEl2: mode !== 'el1', dcacheLine, icacheLine, ramBase: RAM_BASE, ramSize });
  const memory = {
    read: (address: number, length: number) => machine.readPhys(address, length),
    write: (address: number, bytes: Uint8Array) => machine.writePhys(address, bytes),
  };
  const ram = { start: RAM_BASE, end: RAM_BASE + ramSize };
  const scenario = buildScenario(memory, blob, { ...configuration, ram });
  for (const region of scenario.regions) machine.addRegion(region);
  for (const range of leftovers(scenario)) machine.assumeDirty(range);
  for (const [name, value] of Object.entries(scenario.registers)) machine.set(name, value);
  const stop = runWith(machine, scenario, configuration, options);
  const annotator = blob.annotate(scenario.controlPage);
  const observed = machine.observations.map((observation) => findingOf(observation, annotator));
  const findings = [...observed, ...judge(machine, stop, expectationOf(scenario), annotator)];
  return {
    configuration,
    verdict: verdictOf(stop, observed, findings),
    stop,
    findings,
    instructions: machine.steps,
    maintenance: Object.values(machine.counters.dc).reduce((sum, count) => sum + count, 0),
    tlbFills: machine.counters.tlbFills,
    copied: scenario.moves.length,
    tables: {
      copy: scenario.copyTables.length,
      identity: scenario.identityTables.length,
      bytes: (scenario.copyTables.length + scenario.identityTables.length) * scenario.pageSize,
    },
    scenario,
  };
}

/**
 * Destination memory as the old kernel leaves it: its own data, perhaps still in caches. Not so what is in place already,
 * and pages that are sources, too: those it has cleaned.
 */
function leftovers({ moves, pageSize }: Scenario): Range[] {
  const sources = new Set(moves.map(({ source }) => source));
  const ranges: { start: number; end: number }[] = [];
  for (const { destination } of moves) {
    if (sources.has(destination)) continue;
    const last = ranges.at(-1);
    if (last?.end === destination) last.end += pageSize;
    else ranges.push({ start: destination, end: destination + pageSize });
  }
  return ranges;
}

/** A run that was still going on is no failure by itself; one that had done wrong by then is. */
function verdictOf(stop: StopReason, observed: readonly Finding[], all: readonly Finding[]): EntryVerdict['verdict'] {
  const hasError = (findings: readonly Finding[]): boolean => findings.some(({ severity }) => severity === 'error');
  if (stop.kind === 'budget' && !hasError(observed)) return 'BUDGET';
  return hasError(all) ? 'FAIL' : 'PASS';
}
