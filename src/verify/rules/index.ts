/**
 * Every rule, by the observation kind that it words. The type asks for all kinds: one that the emulator adds does not
 * compile until it has a rule.
 */
import type { Observation } from '../../emu/api.ts';
import type { ObservationKind } from '../../emu/observations.ts';
import { type Annotator, type Finding, occurrenceOf, type RuleOf, toFinding } from '../finding.ts';
import { badTableBase } from './bad-table-base.ts';
import { breakBeforeMake } from './break-before-make.ts';
import { busError } from './bus-error.ts';
import { callUndefined } from './call-undefined.ts';
import { codeNotMapped } from './code-not-mapped.ts';
import { contiguousMismatch } from './contiguous-mismatch.ts';
import { dataExecuted } from './data-executed.ts';
import { dcZvaDevice } from './dc-zva-device.ts';
import { dirtyLineBypassed } from './dirty-line-bypassed.ts';
import { dirtyLineInvalidated } from './dirty-line-invalidated.ts';
import { equalityOverrun } from './equality-overrun.ts';
import { eretUnset } from './eret-unset.ts';
import { exclusiveDevice } from './exclusive-device.ts';
import { faultTaken } from './fault-taken.ts';
import { fetchOutsideCode } from './fetch-outside-code.ts';
import { illegalEret } from './illegal-eret.ts';
import { lineSizeAssumed } from './line-size-assumed.ts';
import { maintenanceIncomplete } from './maintenance-incomplete.ts';
import { mismatchedAttributes } from './mismatched-attributes.ts';
import { notModelled } from './not-modelled.ts';
import { protectedWrite } from './protected-write.ts';
import { stackNotMapped } from './stack-not-mapped.ts';
import { staleCacheRead } from './stale-cache-read.ts';
import { staleInstruction } from './stale-instruction.ts';
import { storeUnderDirtyLine } from './store-under-dirty-line.ts';
import { sysregUnsynchronised } from './sysreg-unsynchronised.ts';
import { tableBaseUnsynchronised } from './table-base-unsynchronised.ts';
import { tableWriteUnordered } from './table-write-unordered.ts';
import { tlbStale } from './tlb-stale.ts';
import { tlbStaleContext } from './tlb-stale-context.ts';
import { udfExecuted } from './udf-executed.ts';
import { unalignedDevice } from './unaligned-device.ts';
import { unallocatedExecuted } from './unallocated-executed.ts';
import { undefinedMemory } from './undefined-memory.ts';
import { undefinedRegister } from './undefined-register.ts';
import { vbarUnset } from './vbar-unset.ts';
import { vectorUnexpected } from './vector-unexpected.ts';
import { vectorUnfetchable } from './vector-unfetchable.ts';

export const RULES: { readonly [K in ObservationKind]: RuleOf<K> } = {
  'bad-table-base': badTableBase,
  'break-before-make': breakBeforeMake,
  'bus-error': busError,
  'call-undefined': callUndefined,
  'code-not-mapped': codeNotMapped,
  'contiguous-mismatch': contiguousMismatch,
  'data-executed': dataExecuted,
  'dc-zva-device': dcZvaDevice,
  'dirty-line-bypassed': dirtyLineBypassed,
  'dirty-line-invalidated': dirtyLineInvalidated,
  'equality-overrun': equalityOverrun,
  'eret-unset': eretUnset,
  'exclusive-device': exclusiveDevice,
  'fault-taken': faultTaken,
  'fetch-outside-code': fetchOutsideCode,
  'illegal-eret': illegalEret,
  'line-size-assumed': lineSizeAssumed,
  'maintenance-incomplete': maintenanceIncomplete,
  'mismatched-attributes': mismatchedAttributes,
  'not-modelled': notModelled,
  'protected-write': protectedWrite,
  'stack-not-mapped': stackNotMapped,
  'stale-cache-read': staleCacheRead,
  'stale-instruction': staleInstruction,
  'store-under-dirty-line': storeUnderDirtyLine,
  'sysreg-unsynchronised': sysregUnsynchronised,
  'table-base-unsynchronised': tableBaseUnsynchronised,
  'table-write-unordered': tableWriteUnordered,
  'tlb-stale': tlbStale,
  'tlb-stale-context': tlbStaleContext,
  'udf-executed': udfExecuted,
  'unaligned-device': unalignedDevice,
  'unallocated-executed': unallocatedExecuted,
  'undefined-memory': undefinedMemory,
  'undefined-register': undefinedRegister,
  'vbar-unset': vbarUnset,
  'vector-unexpected': vectorUnexpected,
  'vector-unfetchable': vectorUnfetchable,
};

function findingOfKind<K extends ObservationKind>(kind: K, observation: Observation, annotator: Annotator): Finding {
  return toFinding<Parameters<RuleOf<K>['message']>[0]['facts']>(
    RULES[kind],
    occurrenceOf<K>({ ...observation, kind }),
    annotator,
  );
}

/** Words for what the emulator observed. */
export function findingOf(observation: Observation, annotator: Annotator): Finding {
  return findingOfKind(observation.kind, observation, annotator);
}
