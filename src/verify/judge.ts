/**
 * The judge: is what stands in the machine, at the moment the new image is entered, what the boot protocol wants?
 *
 * Enters: the machine after the run, the scenario it was started from, why it stopped. Leaves: findings; none means that
 * the image is all there, in memory and not only in caches, and that it is entered in the state it may count on.
 */
import type { Site, StopReason } from '../emu/api.ts';
import type { Scenario, Segment } from '../kexec/index.ts';
import { type Annotator, type Finding, hex, toFinding } from './finding.ts';
import type { HandoverFacts, HandoverKind } from './handover-facts.ts';
import { HANDOVER_RULES } from './rules/handover.ts';

export interface AuditItem {
  readonly lines: number;
  readonly firstPa: number;
  readonly cause?: Site | undefined;
}

/** What the judge asks of a machine (emu's Machine has all of it). */
export interface Subject {
  get(name: string): bigint;
  readPhys(address: number, length: number): Uint8Array;
  handoverAudit(ranges: readonly { readonly start: number; readonly end: number }[]): {
    readonly dirty: AuditItem | undefined;
    readonly pending: AuditItem | undefined;
    readonly staleInstruction: AuditItem | undefined;
    readonly staleData: AuditItem | undefined;
  };
  /** Of the line at a physical address: cleaned to the point of unification (and dirty beyond it, if it is dirty). */
  lineState(address: number): { readonly cleanToPou: boolean };
  pendingSystemRegisters(): readonly { readonly name: string; readonly site: Site | undefined }[];
}

/** What the new image may count on. */
export interface Expectation {
  readonly entry: number;
  readonly exceptionLevel: number;
  /** x0 to x3. */
  readonly argumentRegisters: readonly bigint[];
  readonly segments: readonly Segment[];
  readonly pageSize: number;
  /** Whether to say as one finding, too, that the image as a whole is not as the boot protocol wants it. */
  readonly wholeImage?: boolean;
}

export function expectationOf(scenario: Scenario): Expectation {
  return {
    entry: scenario.entry,
    exceptionLevel: scenario.mode === 'el1' ? 1 : 2,
    argumentRegisters: [BigInt(scenario.deviceTree), 0n, 0n, 0n],
    segments: scenario.segments,
    pageSize: scenario.pageSize,
  };
}

/** SCTLR_ELx: stage 1 translation, and data caches. */
const SCTLR_M = 1n;
const SCTLR_C = 4n;
const PSTATE_DAIF: readonly (readonly [string, bigint])[] = [
  ['D', 1n << 9n],
  ['A', 1n << 8n],
  ['I', 1n << 7n],
  ['F', 1n << 6n],
];

interface Where {
  readonly pa?: number;
  readonly cause?: Site | undefined;
}

class Judge {
  readonly findings: Finding[] = [];
  private readonly annotator: Annotator;

  constructor(annotator: Annotator) {
    this.annotator = annotator;
  }

  report<K extends HandoverKind>(kind: K, facts: HandoverFacts[K], where: Where = {}): void {
    const occurrence = { facts, cause: where.cause, effect: undefined, va: undefined, pa: where.pa, count: 1 };
    this.findings.push(toFinding<HandoverFacts[K]>(HANDOVER_RULES[kind], occurrence, this.annotator));
  }
}

/** All that is wrong at the hand-over. */
export function judge(machine: Subject, stop: StopReason, expectation: Expectation, annotator: Annotator): Finding[] {
  const result = new Judge(annotator);
  if (stop.kind !== 'reached') {
    result.report('never-arrived', { entry: BigInt(expectation.entry), why: whyNot(stop) });
    return result.findings;
  }
  judgeContents(machine, expectation, result);
  judgeCaches(machine, expectation, result);
  judgeState(machine, expectation, result);
  return result.findings;
}

/** One sentence on where the run ended instead. */
export function whyNot(stop: StopReason): string {
  switch (stop.kind) {
    case 'reached':
      return `it stopped at ${hex(stop.pc)}`;
    case 'halted':
      return stop.by === 'wfi'
        ? 'the CPU waits for an interrupt that cannot come'
        : `the CPU was halted by ${stop.by}, status ${stop.status}`;
    case 'budget':
      return 'the step budget ran out';
    case 'fatal':
      return stop.why;
  }
}

function judgeContents(machine: Subject, { segments, pageSize }: Expectation, result: Judge): void {
  let of = 0;
  let wrong = 0;
  let first: { page: number; pa: number; found: string } | undefined;
  for (const segment of segments) {
    for (let index = 0; index * pageSize < segment.size; index++, of++) {
      const pa = segment.destination + index * pageSize;
      const got = machine.readPhys(pa, pageSize);
      if (sameBytes(got, segment.page(index))) continue;
      wrong++;
      first ??= { page: of, pa, found: describe(got, segment.page(index), segments, pageSize) };
    }
  }
  if (first !== undefined)
    result.report('wrong-contents', { pages: wrong, of, first: first.page, found: first.found }, { pa: first.pa });
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  if ((a.byteOffset | b.byteOffset | a.length) % 4 === 0) {
    const x = new Int32Array(a.buffer, a.byteOffset, a.length / 4);
    const y = new Int32Array(b.buffer, b.byteOffset, b.length / 4);
    for (let i = 0; i < x.length; i++) if (x[i] !== y[i]) return false;
    return true;
  }
  return a.every((byte, i) => byte === b[i]);
}

/** What a wrong page holds instead: another page of the image, nothing, or where it starts to differ. */
function describe(got: Uint8Array, wanted: Uint8Array, segments: readonly Segment[], pageSize: number): string {
  if (got.every((byte) => byte === 0)) return 'it is all zeroes';
  let number = 0;
  for (const segment of segments) {
    for (let index = 0; index * pageSize < segment.size; index++, number++) {
      if (sameBytes(got, segment.page(index))) return `it holds page ${number} of the image`;
    }
  }
  const at = got.findIndex((byte, i) => byte !== wanted[i]);
  return at === 0 ? 'nothing of it was copied there' : `it differs from byte ${at} on`;
}

function judgeCaches(machine: Subject, { segments, wholeImage }: Expectation, result: Judge): void {
  const ranges = segments.map(({ destination, size }) => ({ start: destination, end: destination + size }));
  const { dirty, pending, staleInstruction, staleData } = machine.handoverAudit(ranges);
  const where = (item: AuditItem): Where => ({ pa: item.firstPa, cause: item.cause });
  if (dirty !== undefined) {
    const cleanedToPou = machine.lineState(dirty.firstPa).cleanToPou;
    result.report('handover-dirty-line', { lines: dirty.lines, cleanedToPou }, where(dirty));
  }
  if (pending !== undefined) result.report('handover-maintenance-pending', { lines: pending.lines }, where(pending));
  if (staleInstruction !== undefined)
    result.report('handover-stale-instruction', { lines: staleInstruction.lines }, where(staleInstruction));
  if (staleData !== undefined) result.report('handover-stale-data', { lines: staleData.lines }, where(staleData));
  const worst = dirty ?? pending ?? staleInstruction ?? staleData;
  if (wholeImage !== true || worst === undefined) return;
  const counts = {
    dirty: dirty?.lines ?? 0,
    pending: pending?.lines ?? 0,
    staleInstruction: staleInstruction?.lines ?? 0,
    staleData: staleData?.lines ?? 0,
  };
  result.report('handover-image-unclean', counts, where(worst));
}

function judgeState(machine: Subject, expectation: Expectation, result: Judge): void {
  const pstate = machine.get('pstate');
  const level = Number((pstate >> 2n) & 3n);
  if (level !== expectation.exceptionLevel)
    result.report('handover-exception-level', { expected: expectation.exceptionLevel, got: level });
  const register = `SCTLR_EL${level}`;
  const sctlr = machine.get(register.toLowerCase());
  const on = [
    ...((sctlr & SCTLR_M) === 0n ? [] : ['the MMU is']),
    ...((sctlr & SCTLR_C) === 0n ? [] : ['the data cache is']),
  ];
  if (on.length > 0) result.report('handover-mmu-on', { register, value: sctlr, what: on.join(' and ') });
  const unmasked = PSTATE_DAIF.filter(([, bit]) => (pstate & bit) === 0n).map(([letter]) => letter);
  if (unmasked.length > 0) result.report('handover-interrupts-unmasked', { unmasked: unmasked.join('') });
  expectation.argumentRegisters.forEach((expected, n) => {
    const got = machine.get(`x${n}`);
    if (got !== expected) result.report('handover-argument', { register: `x${n}`, expected, got });
  });
  for (const { name, site } of machine.pendingSystemRegisters()) {
    result.report('handover-register-unsynchronised', { register: name }, { cause: site });
  }
}
