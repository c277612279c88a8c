/**
 * The machine as programs see it: what kexec/, verify/ and the command line build on. `Machine` (machine.ts) implements it.
 *
 * Physical addresses are numbers (at most 52 bits, exact); virtual addresses and register values are bigints. What the
 * memory model observes on the executed path comes out as Observations; verify/rules turns them into findings with words.
 */
import type { ObservationKind } from './observations.ts';

export type GranuleKiB = 4 | 16 | 64;

/** What a CPU implements: ID registers, cache geometry, which choices it makes where the architecture leaves one. */
export interface CpuProfile {
  readonly name: string;
  /** Bytes, powers of two, 16 to 2048. */
  readonly dcacheLine: number;
  readonly icacheLine: number;
  readonly physicalBits: number;
  readonly hasVhe: boolean;
  readonly hasEl2: boolean;
  readonly hasEl3: boolean;
  /** FEAT_* names. */
  readonly features: ReadonlySet<string>;
  /** Caches and TLBs are empty after a reset (the architecture leaves it open; D7.5, "Behavior of caches at reset"). */
  readonly emptyAtReset: boolean;
}

export type RegionRole =
  | 'blob'
  | 'argument'
  | 'page-tables'
  | 'source'
  | 'destination'
  | 'old-kernel'
  | 'new-kernel'
  | 'image-list'
  | 'vectors';

/** Physical range with a role; `protectedFrom` writes by guest code are observations. `end` is exclusive. */
export interface Region {
  readonly name: string;
  readonly role: RegionRole;
  readonly start: number;
  readonly end: number;
  readonly writable: boolean;
}

export interface MachineOptions {
  readonly cpu: CpuProfile;
  /** Bytes. */
  readonly ramBase: number;
  readonly ramSize: number;
  /** The run starts at a reset. Otherwise something ran before, and caches and TLBs may hold anything that agrees with memory. */
  readonly atReset?: boolean;
  /** 'checked' runs the memory model; 'fast' does not. */
  readonly engine?: 'checked' | 'fast';
}

/** Where something happened: the instruction's address as fetched, physical too, and the word. */
export interface Site {
  readonly pc: bigint;
  readonly pa: number;
  readonly word: number;
  /** Instructions executed before it. */
  readonly step: number;
}

/**
 * One thing that the architecture does not let the program rely on (or a hard fault). `kind` selects the rule.
 * `cause` is what made the hazard (the store that left a line dirty, the MSR without ISB), `effect` where it bites.
 */
export interface Observation {
  readonly kind: ObservationKind;
  readonly cause: Site | undefined;
  readonly effect: Site;
  readonly va: bigint | undefined;
  readonly pa: number | undefined;
  /** Of findings about translation: the walk of `va` when it happened, one line a level, and what may be used instead (walk-text.ts). */
  readonly walk?: readonly string[];
  /** Facts for the words of the finding: register names, values seen, region names. */
  readonly facts: Readonly<Record<string, string | number | bigint | boolean>>;
  /** How often this happened with the same cause, effect and missing step. */
  readonly count: number;
}

export type StopReason =
  | { readonly kind: 'reached'; readonly pc: bigint }
  | { readonly kind: 'halted'; readonly status: number; readonly by: 'psci' | 'semihosting' | 'wfi' }
  | { readonly kind: 'budget' }
  | { readonly kind: 'fatal'; readonly why: string };
