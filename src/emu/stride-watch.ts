/**
 * Maintenance loops that step over lines (class 15): a stride taken for granted that is longer than the line of this CPU.
 *
 * Enters: every DC and IC by VA with its instruction (site id), physical address and the length of its lines. Leaves: for an address
 * that was left out, the instruction whose loop went over it. Arm DDI 0487 D19.2 (CTR_EL0: DminLine, IminLine).
 * Guesses at a line are powers of two up to 2048 bytes, the longest that CTR_EL0 can tell of, and are taken several times in a row;
 * everything else is maintenance of single places.
 */
const LONGEST_LINE = 2048;
const MOST = 256;
/** So many equal steps make a loop. */
const FEWEST_STEPS = 2;

export interface StridedRun {
  readonly site: number;
  readonly line: number;
  readonly first: number;
  last: number;
  steps: number;
  /** Bytes; 0 until there is a second address. */
  stride: number;
}

export class StrideWatch {
  private readonly latest = new Map<number, StridedRun>();
  private readonly skipping: StridedRun[] = [];

  note(site: number, pa: number, line: number): void {
    const at = pa - (pa % line);
    const run = this.latest.get(site);
    const step = run === undefined ? 0 : at - run.last;
    if (run === undefined || step <= 0 || step > LONGEST_LINE || (run.stride !== 0 && run.stride !== step)) {
      this.latest.set(site, { site, line, first: at, last: at, steps: 0, stride: 0 });
      return;
    }
    run.stride = step;
    run.last = at;
    run.steps++;
    const guess = step > line && (step & (step - 1)) === 0;
    if (run.steps === FEWEST_STEPS && guess && this.skipping.length < MOST) this.skipping.push(run);
  }

  /** The loop that went over the line of `pa` without touching it. */
  over(pa: number): StridedRun | undefined {
    return this.skipping.find(
      (run) => pa >= run.first && pa < run.last + run.stride && (pa - run.first) % run.stride >= run.line,
    );
  }
}
