/** The rules of the hand-over, by kind: what the judge words its own observations with. */
import type { Rule } from '../finding.ts';
import type { HandoverFacts, HandoverKind } from '../handover-facts.ts';
import { handoverArgument } from './handover-argument.ts';
import { handoverDirtyLine } from './handover-dirty-line.ts';
import { handoverExceptionLevel } from './handover-exception-level.ts';
import { handoverImageUnclean } from './handover-image-unclean.ts';
import { handoverInterruptsUnmasked } from './handover-interrupts-unmasked.ts';
import { handoverMaintenancePending } from './handover-maintenance-pending.ts';
import { handoverMmuOn } from './handover-mmu-on.ts';
import { handoverRegisterUnsynchronised } from './handover-register-unsynchronised.ts';
import { handoverStaleData } from './handover-stale-data.ts';
import { handoverStaleInstruction } from './handover-stale-instruction.ts';
import { neverArrived } from './never-arrived.ts';
import { wrongContents } from './wrong-contents.ts';

export const HANDOVER_RULES: { readonly [K in HandoverKind]: Rule<HandoverFacts[K]> } = {
  'handover-dirty-line': handoverDirtyLine,
  'handover-maintenance-pending': handoverMaintenancePending,
  'handover-stale-instruction': handoverStaleInstruction,
  'handover-stale-data': handoverStaleData,
  'handover-image-unclean': handoverImageUnclean,
  'handover-mmu-on': handoverMmuOn,
  'handover-exception-level': handoverExceptionLevel,
  'handover-interrupts-unmasked': handoverInterruptsUnmasked,
  'handover-argument': handoverArgument,
  'handover-register-unsynchronised': handoverRegisterUnsynchronised,
  'wrong-contents': wrongContents,
  'never-arrived': neverArrived,
};
