/**
 * Maintenance loops that step over lines (class 15): a stride taken for granted that is longer than the line of this CPU.
 *
 * Enters: every DC and IC by VA with its instruction (site id), physical address and the length of its lines. Leaves: for an address
 * that was left out, the instruction whose loop went over it. Arm DDI 0487 D19.2 (CTR_EL0: DminLine, IminLine).
 * A stride of up to 2048 bytes, the longest line that CTR_EL0 can tell of, is a guess at the line; a longer one is something else.
 */
const LONGEST_LINE = 2048;
const MOST = 256;

export interface StridedRun {
  readonly site: number;
  readonly line: number;
  readonly first: number;
  last: number;
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
      this.latest.set(site, { site, line, first: at, last: at, stride: 0 });
      return;
    }
    if (run.stride === 0 && step > line && this.skipping.length < MOST) this.skipping.push(run);
    run.stride = step;
    run.last = at;
  }

  /** The loop that went over the line of `pa` without touching it. */
  over(pa: number): StridedRun | undefined {
    return this.skipping.find(
      (run) => pa >= run.first && pa < run.last + run.stride && (pa - run.first) % run.stride >= run.line,
    );
  }
}
