/**
 * Verdicts as one JSON object for machines; the same shape whatever was run: `{ verdict, exit, instructions, findings,
 * entries }`, findings as `{ rule, class, severity, cause, effect, va, pa, missing, message }`; an instruction that is cause
 * and effect is given as both; those about translation have `walk`, lines of text. Addresses, register values and instruction words are hexadecimal strings, since JSON has no
 * 64-bit numbers. Key order is fixed.
 */
import { type Finding, hex, type Spot } from './finding.ts';
import { entryName } from './names.ts';
import type { EntryVerdict } from './verify.ts';

export interface JsonSpot {
  readonly pc: string;
  readonly pa: string;
  readonly word: string;
  readonly insn: string;
  readonly step: number;
  readonly symbol?: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

export interface JsonFinding {
  readonly rule: string;
  readonly class: number;
  readonly severity: string;
  readonly message: string;
  readonly cause: JsonSpot | null;
  readonly effect: JsonSpot | null;
  readonly va: string | null;
  readonly pa: string | null;
  readonly walk?: readonly string[];
  readonly missing: string | null;
  readonly section: string;
  readonly count: number;
}

function jsonSpot(spot: Spot | undefined): JsonSpot | null {
  if (spot === undefined) return null;
  const { symbol, source } = spot;
  return {
    pc: hex(spot.pc),
    pa: spot.pa < 0 ? 'none' : hex(spot.pa),
    word: `0x${spot.word.toString(16).padStart(8, '0')}`,
    insn: spot.insn,
    step: spot.step,
    ...(symbol === undefined ? {} : { symbol }),
    ...(source === undefined ? {} : { file: source.file, line: source.line }),
    ...(source?.column === undefined ? {} : { column: source.column }),
  };
}

export function jsonFinding(finding: Finding): JsonFinding {
  return {
    rule: finding.rule,
    class: finding.class,
    severity: finding.severity,
    message: finding.message,
    cause: jsonSpot(finding.cause ?? finding.effect),
    effect: jsonSpot(finding.effect ?? finding.cause),
    va: finding.va === undefined ? null : hex(finding.va),
    pa: finding.pa === undefined ? null : hex(finding.pa),
    ...(finding.walk === undefined ? {} : { walk: finding.walk }),
    missing: finding.missing ?? null,
    section: finding.section,
    count: finding.count,
  };
}

/** The verdict over all entries: one that is not PASS decides; running out of budget is worst. */
export function overall(entries: readonly EntryVerdict[]): 'PASS' | 'FAIL' | 'BUDGET' {
  if (entries.some(({ verdict }) => verdict === 'BUDGET')) return 'BUDGET';
  return entries.some(({ verdict }) => verdict === 'FAIL') ? 'FAIL' : 'PASS';
}

/** The object that --json prints. `exit`: the process's status. */
export function jsonReport(entries: readonly EntryVerdict[], exit: number): Readonly<Record<string, unknown>> {
  return {
    verdict: overall(entries),
    exit,
    instructions: entries.reduce((sum, { instructions }) => sum + instructions, 0),
    findings: entries.flatMap((entry) =>
      entry.findings.map((finding) => ({ entry: entryName(entry.configuration), ...jsonFinding(finding) })),
    ),
    entries: entries.map((entry) => ({
      entry: entryName(entry.configuration),
      verdict: entry.verdict,
      mode: entry.configuration.mode,
      inPlace: entry.configuration.inPlace,
      dcacheLine: entry.configuration.dcacheLine,
      bytes: entry.configuration.pages * 2 ** entry.configuration.shift,
      pagesCopied: entry.copied,
      instructions: entry.instructions,
      instructionsPerPage: entry.copied === 0 ? null : entry.instructions / entry.copied,
      tablePages: entry.tables.copy,
      identityTablePages: entry.tables.identity,
      tableBytes: entry.tables.bytes,
      stop: entry.stop.kind,
      findings: entry.findings.length,
    })),
  };
}
