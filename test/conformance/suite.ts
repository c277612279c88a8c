/**
 * What a conformance suite is: a named list of cases compared with a reference tool.
 *
 * Suites live in suites/, one file each. The frame (main.ts) ratchets: a case that is not in ratchet/NAME.txt as "not
 * reached" must pass; a case that is listed there is counted and printed when it fails.
 */
export interface CaseResult {
  /** Stable, without blanks at its ends, unique in its suite. */
  readonly id: string;
  readonly ok: boolean;
  /** What differs, in one line or a few. */
  readonly detail?: string;
}

export interface SuiteContext {
  /** The project's directory, absolute. */
  readonly root: string;
  /** The shared facts beside the project: vectors/, kernel/, thread/ … */
  readonly shared: string;
  /** The kernel corpus, built once on first request (about a minute). */
  corpus(): Promise<string>;
  /** The same directory with the tiny kernel in it (three minutes more on first request). */
  tinyKernel(): Promise<string>;
  /** Scratch directory of this run, removed at its end. */
  readonly scratch: string;
  /** The built command: ['node', '…/dist/bin/a64as.js']. */
  readonly a64as: readonly string[];
  log(line: string): void;
}

export interface Suite {
  readonly name: string;
  /** The reference tools it needs, as program names; without one of them the run fails. */
  readonly tools: readonly string[];
  run(context: SuiteContext): Promise<readonly CaseResult[]>;
}

/** How a suite ended, in cases; `newlyReached` are those among the passed that its ratchet does not ask for yet. */
export interface Summary {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly notReached: number;
  readonly newlyReached: number;
  readonly seconds: number;
}
