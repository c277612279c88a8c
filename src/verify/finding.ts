/**
 * What a verdict is made of: findings with their places, and the rules that word them.
 *
 * Enters: observations of the emulator, or what the judge saw at hand-over. Leaves: `Finding`s that name the rule, the
 * class (the table in the emulator's design, 1 to 16), cause, effect, and the missing step. Rules live in rules/, one a file.
 */
import type { Observation, Site } from '../emu/api.ts';
import type { ObservationFacts, ObservationKind } from '../emu/observations.ts';

export type Severity = 'error' | 'warning';

/** What a rule sees of one occurrence. */
export interface Occurrence<F> {
  readonly facts: F;
  readonly cause: Site | undefined;
  readonly effect: Site | undefined;
  readonly va: bigint | undefined;
  readonly pa: number | undefined;
  readonly walk?: readonly string[];
  readonly count: number;
}

export interface Rule<F> {
  /** Stable, kebab-case: what --rules takes and reports print. */
  readonly id: string;
  /** Number in the table of fault classes, 1 to 16; 0 for limits of the emulator itself. */
  readonly class: number;
  readonly severity: Severity;
  /** Where Arm DDI 0487 (or the boot protocol) says so: chapter and title. */
  readonly section: string;
  /** What it says, one sentence. */
  readonly says: string;
  /** What happened, one sentence, lower case, no full stop. */
  readonly message: (occurrence: Occurrence<F>) => string;
  /** The step that is missing and where it belongs; undefined where nothing in particular is. */
  readonly missing?: (occurrence: Occurrence<F>) => string | undefined;
}

/** The rule of an observation kind. */
export type RuleOf<K extends ObservationKind> = Rule<ObservationFacts[K]>;

/** Where an instruction was written. Lines and columns count from 1. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number;
  readonly column?: number;
  readonly text?: string;
  /** "in expansion of macro 'copy_page'", innermost first. */
  readonly frames?: readonly {
    readonly file: string;
    readonly line: number;
    readonly how: string;
    readonly text?: string;
  }[];
}

/** One instruction of the run, with all that a person wants to know of it. */
export interface Spot {
  readonly pc: bigint;
  readonly pa: number;
  readonly word: number;
  readonly step: number;
  readonly insn: string;
  /** `name+0x10`. */
  readonly symbol?: string;
  readonly source?: SourcePlace;
}

export interface Finding {
  readonly rule: string;
  readonly class: number;
  readonly severity: Severity;
  readonly message: string;
  readonly missing: string | undefined;
  readonly section: string;
  readonly says: string;
  readonly cause: Spot | undefined;
  readonly effect: Spot | undefined;
  readonly va: bigint | undefined;
  readonly pa: number | undefined;
  /** The table walk of `va` when it happened, one line a level. */
  readonly walk?: readonly string[];
  readonly count: number;
}

/** Knows names and source lines of what runs. */
export interface Annotator {
  disassemble(word: number, pc: bigint): string;
  symbol(site: Site): string | undefined;
  source(site: Site): SourcePlace | undefined;
}

/** In place of the instruction, where there is no memory that it could be read from. */
const NOT_FETCHED = 'not fetched';

export function spotOf(site: Site | undefined, annotator: Annotator): Spot | undefined {
  if (site === undefined) return undefined;
  const symbol = annotator.symbol(site);
  const source = annotator.source(site);
  return {
    ...site,
    insn: site.pa < 0 ? NOT_FETCHED : annotator.disassemble(site.word, site.pc),
    ...(symbol === undefined ? {} : { symbol }),
    ...(source === undefined ? {} : { source }),
  };
}

/** One finding by one rule. */
export function toFinding<F>(rule: Rule<F>, occurrence: Occurrence<F>, annotator: Annotator): Finding {
  return {
    rule: rule.id,
    class: rule.class,
    severity: rule.severity,
    message: rule.message(occurrence),
    missing: rule.missing?.(occurrence),
    section: rule.section,
    says: rule.says,
    cause: spotOf(occurrence.cause, annotator),
    effect: spotOf(occurrence.effect, annotator),
    va: occurrence.va,
    pa: occurrence.pa,
    ...(occurrence.walk === undefined ? {} : { walk: occurrence.walk }),
    count: occurrence.count,
  };
}

/** An observation as its rule sees it; the log pairs kinds with facts, so the cast holds by construction. */
export function occurrenceOf<K extends ObservationKind>(
  observation: Observation & { readonly kind: K },
): Occurrence<ObservationFacts[K]> {
  return { ...observation, facts: observation.facts as unknown as ObservationFacts[K] };
}

/** 0x… of an address or register value. */
export function hex(value: bigint | number | undefined): string {
  return value === undefined ? '?' : `0x${BigInt.asUintN(64, BigInt(value)).toString(16)}`;
}
