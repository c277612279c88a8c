/**
 * The data of a report: everything that one relocation can show, as plain JSON (report.json is exactly this).
 *
 * Enters: a small scenario that is run here instruction by instruction, so that every one can be counted, the verdicts of the real
 * runs, and rows of the comparison if there are any. Leaves: ReportData. Addresses are hexadecimal strings.
 */
import type { StopReason } from '../emu/api.ts';
import { buildScenario, type Range, ramFor, type Scenario } from '../kexec/index.ts';
import { readU64 } from '../kexec/memory.ts';
import { hex } from './finding.ts';
import type { LinkedBlob } from './linked-blob.ts';
import { entryName } from './names.ts';
import { jsonReport, overall } from './report-json.ts';
import type { EntryConfiguration, EntryVerdict, MachineFactory, VerifiableMachine } from './verify.ts';

/** A machine that can be stepped. */
export interface SteppableMachine extends VerifiableMachine {
  step(): StopReason | undefined;
}

export interface MapRange {
  readonly start: string;
  readonly end: string;
  readonly role: string;
  readonly name: string;
}

export interface TimelineEvent {
  readonly step: number;
  readonly el: number;
  readonly insn: string;
  /** How often in a row, other instructions that are no events between. */
  readonly times: number;
  readonly file?: string;
  readonly line?: number;
}

export interface ListingLine {
  readonly offset: string;
  readonly word: string;
  readonly insn: string;
  readonly symbol?: string;
  readonly count: number;
  readonly file?: string;
  readonly line?: number;
  readonly text?: string;
}

export interface TableDump {
  readonly name: string;
  readonly root: string;
  readonly vaBits: number;
  readonly shift: number;
  /** Address of each table page -> [index, descriptor] of its valid entries. */
  readonly pages: Readonly<Record<string, readonly (readonly [number, string])[]>>;
  /** Mapped runs: virtual start, pages, first physical address, whether the physical pages are in a row, attributes. */
  readonly ranges: readonly {
    readonly va: string;
    readonly pages: number;
    readonly pa: string;
    readonly contiguous: boolean;
    readonly attributes: string;
  }[];
}

export interface RegisterRow {
  readonly name: string;
  readonly entry: string;
  readonly handover: string;
  readonly fields: string;
}

export interface ReportData {
  readonly title: string;
  readonly verdict: Readonly<Record<string, unknown>>;
  readonly commands: readonly string[];
  readonly traced: { readonly entry: string; readonly pages: number; readonly instructions: number };
  readonly before: readonly MapRange[];
  readonly after: readonly MapRange[];
  readonly moves: readonly { readonly source: string; readonly destination: string }[];
  readonly tables: readonly TableDump[];
  readonly timeline: readonly TimelineEvent[];
  readonly listing: readonly ListingLine[];
  readonly registers: readonly RegisterRow[];
  readonly blob: { readonly bytes: number; readonly limit: number; readonly entry: string; readonly vectors: string };
  readonly compare: readonly unknown[];
}

const RAM_BASE = 0x4000_0000;
const LIMIT = 4096;
/** Instructions traced at most. */
const TRACE_LIMIT = 100_000;
const EVENT = /^(?:msr|tlbi|dc|ic|dsb|dmb|isb|eret|hvc|smc|br|at)\b/;
const WATCHED = [
  'pstate',
  'sctlr_el1',
  'sctlr_el2',
  'tcr_el1',
  'tcr_el2',
  'ttbr0_el1',
  'ttbr1_el1',
  'mair_el1',
  'hcr_el2',
  'vbar_el1',
  'vbar_el2',
  'x0',
  'x1',
  'x2',
  'x3',
];

/** Traces `configuration` (a few pages) and puts everything together. */
export function collectReport(
  create: (spec: Parameters<MachineFactory>[0]) => SteppableMachine,
  blob: LinkedBlob,
  configuration: EntryConfiguration,
  entries: readonly EntryVerdict[],
  extra: { readonly exit: number; readonly commands: readonly string[]; readonly compare: readonly unknown[] },
): ReportData {
  const { mode, pages, cpu, dcacheLine, icacheLine, shift } = configuration;
  const ramSize = ramFor(pages * 2 ** shift);
  const machine = create({ cpu, hasEl2: mode !== 'el1', dcacheLine, icacheLine, ramBase: RAM_BASE, ramSize });
  const memory = {
    read: (address: number, length: number) => machine.readPhys(address, length),
    write: (address: number, bytes: Uint8Array) => machine.writePhys(address, bytes),
  };
  const ram: Range = { start: RAM_BASE, end: RAM_BASE + ramSize };
  const scenario = buildScenario(memory, blob, { ...configuration, ram });
  for (const region of scenario.regions) machine.addRegion(region);
  for (const [name, value] of Object.entries(scenario.registers)) machine.set(name, value);
  const tables = tablesOf(memory, scenario);
  const atEntry = registersOf(machine);
  const trace = runTraced(machine, blob, scenario);
  return {
    title: `a64as verify: ${overall(entries)}`,
    verdict: jsonReport(entries, extra.exit),
    commands: extra.commands,
    traced: { entry: entryName(configuration), pages, instructions: machine.steps },
    before: scenario.regions.map(mapRange),
    after: [
      ...scenario.segments.map(({ name, destination, size }) =>
        mapRange({ start: destination, end: destination + size, role: 'new-kernel', name }),
      ),
      ...scenario.regions.filter(({ role }) => role !== 'destination' && role !== 'old-kernel').map(mapRange),
    ],
    moves: scenario.moves.map(({ source, destination }) => ({ source: hex(source), destination: hex(destination) })),
    tables,
    ...trace,
    registers: registerRows(atEntry, registersOf(machine)),
    blob: { bytes: blob.bytes.length, limit: LIMIT, entry: hex(blob.entry), vectors: hex(blob.vectors) },
    compare: extra.compare,
  };
}

function mapRange({
  start,
  end,
  role,
  name,
}: {
  readonly start: number;
  readonly end: number;
  readonly role: string;
  readonly name: string;
}): MapRange {
  return { start: hex(start), end: hex(end), role, name };
}

function runTraced(
  machine: SteppableMachine,
  blob: LinkedBlob,
  scenario: Scenario,
): Pick<ReportData, 'timeline' | 'listing'> {
  const { bytes } = blob;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const annotator = blob.annotate(scenario.controlPage);
  const counts = new Uint32Array(bytes.length / 4);
  const timeline: TimelineEvent[] = [];
  const siteAt = (offset: number) => ({
    pc: BigInt(scenario.controlPage + offset),
    pa: scenario.controlPage + offset,
    word: view.getUint32(offset, true),
    step: machine.steps,
  });
  const placeOf = (site: ReturnType<typeof siteAt>) => {
    const source = annotator.source(site);
    return source === undefined ? {} : { file: source.file, line: source.line };
  };
  const textOf = (site: ReturnType<typeof siteAt>) => {
    const text = annotator.source(site)?.text;
    return text === undefined ? {} : { text };
  };
  for (let n = 0; n < TRACE_LIMIT; n++) {
    const pc = machine.get('pc');
    if (pc === BigInt(scenario.entry)) break;
    const offset = Number(pc) - scenario.controlPage;
    if (offset < 0 || offset >= bytes.length) break;
    counts[offset / 4] = (counts[offset / 4] ?? 0) + 1;
    const site = siteAt(offset);
    const insn = annotator.disassemble(site.word, site.pc);
    if (EVENT.test(insn)) {
      const last = timeline.at(-1);
      const el = Number((machine.get('pstate') >> 2n) & 3n);
      if (last?.insn === insn && last.el === el) timeline[timeline.length - 1] = { ...last, times: last.times + 1 };
      else timeline.push({ step: machine.steps, el, insn, times: 1, ...placeOf(site) });
    }
    if (machine.step() !== undefined) break;
  }
  const listing: ListingLine[] = [];
  for (let offset = 0; offset + 4 <= bytes.length; offset += 4) {
    const count = counts[offset / 4] ?? 0;
    const site = siteAt(offset);
    if (count === 0 && annotator.source(site) === undefined) continue;
    const symbol = annotator.symbol(site);
    listing.push({
      offset: hex(offset),
      word: site.word.toString(16).padStart(8, '0'),
      insn: annotator.disassemble(site.word, site.pc),
      count,
      ...(symbol === undefined ? {} : { symbol }),
      ...placeOf(site),
      ...textOf(site),
    });
  }
  return { timeline, listing };
}

function tablesOf(
  memory: { read(address: number, length: number): Uint8Array; write(address: number, bytes: Uint8Array): void },
  scenario: Scenario,
): TableDump[] {
  const { argument, old, pageSize, copyTables, identityTables } = scenario;
  const dump = (name: string, pages: readonly number[], ttbr: bigint, vaBits: number): TableDump[] => {
    if (pages.length === 0) return [];
    const content: Record<string, [number, string][]> = {};
    for (const page of pages) {
      const entries: [number, string][] = [];
      for (let index = 0; index * 8 < pageSize; index++) {
        const entry = readU64(memory, page + index * 8);
        if ((entry & 1n) === 1n) entries.push([index, hex(entry)]);
      }
      content[hex(page)] = entries;
    }
    return [{ name, root: hex(ttbr), vaBits, shift: old.shift, pages: content, ranges: [] }];
  };
  const withRanges = (tables: TableDump[], ranges: TableDump['ranges']): TableDump[] =>
    tables.map((table) => ({ ...table, ranges }));
  const run = (va: bigint, pas: readonly number[]): TableDump['ranges'][number] => ({
    va: hex(va),
    pages: pas.length,
    pa: hex(pas[0]),
    contiguous: pas.every((pa, n) => n === 0 || pa === (pas[n - 1] as number) + pageSize),
    attributes: 'EL1 read-write, never executable, Normal Write-Back, inner shareable',
  });
  const copy = dump('TTBR1: source and destination', copyTables, argument.trans_ttbr1, old.vaBits);
  const identity = dump('TTBR0: identity map', identityTables, argument.trans_ttbr0, 64 - Number(argument.trans_t0sz));
  const contiguous = argument.src_addr !== 0n && copyTables.length > 0;
  return [
    ...withRanges(
      copy,
      contiguous
        ? [
            run(
              argument.src_addr,
              scenario.moves.map(({ source }) => source),
            ),
            run(
              argument.dst_addr,
              scenario.moves.map(({ destination }) => destination),
            ),
          ]
        : [],
    ),
    ...withRanges(identity, [
      {
        va: hex(scenario.controlPage),
        pages: 1,
        pa: hex(scenario.controlPage),
        contiguous: true,
        attributes: 'EL1 read-only, executable, Normal Write-Back, inner shareable',
      },
    ]),
  ];
}

function registersOf(machine: VerifiableMachine): Map<string, bigint> {
  return new Map(WATCHED.map((name) => [name, machine.get(name)]));
}

function registerRows(entry: ReadonlyMap<string, bigint>, handover: ReadonlyMap<string, bigint>): RegisterRow[] {
  return WATCHED.map((name) => {
    const value = handover.get(name) ?? 0n;
    return { name, entry: hex(entry.get(name)), handover: hex(value), fields: decoded(name, value) };
  });
}

function bit(value: bigint, at: number): number {
  return Number((value >> BigInt(at)) & 1n);
}

/** The fields that matter to relocation. */
function decoded(name: string, value: bigint): string {
  if (name === 'pstate') {
    const masks = [...'DAIF'].filter((_, n) => bit(value, 9 - n) === 1).join('');
    return `EL${Number((value >> 2n) & 3n)}${bit(value, 0) === 1 ? 'h' : 't'}, masked: ${masks === '' ? 'none' : masks}`;
  }
  if (name.startsWith('sctlr'))
    return `M=${bit(value, 0)} A=${bit(value, 1)} C=${bit(value, 2)} I=${bit(value, 12)} WXN=${bit(value, 19)}`;
  if (name.startsWith('tcr'))
    return `T0SZ=${Number(value & 63n)} T1SZ=${Number((value >> 16n) & 63n)} IPS=${Number((value >> 32n) & 7n)}`;
  if (name === 'hcr_el2') return `VM=${bit(value, 0)} TGE=${bit(value, 27)} RW=${bit(value, 31)} E2H=${bit(value, 34)}`;
  return '';
}
