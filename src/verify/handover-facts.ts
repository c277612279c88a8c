/**
 * What the judge can see at the moment the new image is entered, by the rule that words it: the counterpart of the
 * emulator's ObservationFacts. Lines are cache lines; addresses and register values are bigints.
 */
export interface HandoverFacts {
  'handover-dirty-line': { lines: number; cleanedToPou: boolean };
  'handover-maintenance-pending': { lines: number };
  'handover-stale-instruction': { lines: number };
  'handover-stale-data': { lines: number };
  /** Of all four: how many lines are in no state to be entered. */
  'handover-image-unclean': { dirty: number; pending: number; staleInstruction: number; staleData: number };
  'handover-mmu-on': { register: string; value: bigint; what: string };
  'handover-exception-level': { expected: number; got: number };
  /** Letters of D, A, I, F. */
  'handover-interrupts-unmasked': { unmasked: string };
  'handover-argument': { register: string; expected: bigint; got: bigint };
  'handover-register-unsynchronised': { register: string };
  /** `found`: what the first wrong page holds instead, in words. */
  'wrong-contents': { pages: number; of: number; first: number; found: string };
  'never-arrived': { entry: bigint; why: string };
}

export type HandoverKind = keyof HandoverFacts;
