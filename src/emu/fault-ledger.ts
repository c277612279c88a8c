/**
 * What became of each synchronous fault: did a handler look at why it was entered, and did it return?
 *
 * Enters: faults as they are taken, reads of ESR_ELx, writes of ELR_ELx, exception returns. Leaves: the fate of the faults of each
 * instruction. A handler that reads the syndrome, or sends the return elsewhere, expects faults; one that returns without either
 * was written for another reason (class 12), and one that never returns has given up. Arm DDI 0487 D1.3.
 */
export type FaultFate = 'handled' | 'looked' | 'open';

interface OpenFault {
  readonly el: number;
  readonly pc: bigint;
  looked: boolean;
}

/** Faults of one run that are not returned from, at most; what is deeper is an endless recursion anyway. */
const DEEPEST = 64;

export class FaultLedger {
  private readonly open: OpenFault[] = [];
  private readonly handled = new Set<bigint>();

  taken(el: number, pc: bigint): void {
    if (this.open.length < DEEPEST) this.open.push({ el, pc, looked: false });
  }

  private last(el: number): OpenFault | undefined {
    return this.open.findLast((fault) => fault.el === el);
  }

  /** ESR_ELx was read, or ELR_ELx written. */
  looked(el: number): void {
    const fault = this.last(el);
    if (fault !== undefined) fault.looked = true;
  }

  /** Exception return from `el` to `target`; the instruction that had faulted, when nobody has asked why. */
  returned(el: number, target: bigint): bigint | undefined {
    const fault = this.last(el);
    if (fault === undefined) return undefined;
    this.open.splice(this.open.indexOf(fault), 1);
    if (!fault.looked && target === fault.pc) return fault.pc;
    this.handled.add(fault.pc);
    return undefined;
  }

  /** The worst that became of the faults at `pc`; `looked`: never returned from, but the handler has read the syndrome. */
  fateOf(pc: bigint): FaultFate {
    const open = this.open.filter((fault) => fault.pc === pc);
    if (open.length > 0) return open.every((fault) => fault.looked) ? 'looked' : 'open';
    return this.handled.has(pc) ? 'handled' : 'open';
  }

  clear(): void {
    this.open.length = 0;
    this.handled.clear();
  }
}
