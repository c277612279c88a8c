/**
 * The groups of SVE and SVE2.
 */

import type { Group } from '../row.ts';
import { sveFloat } from './float.ts';
import { sveInteger } from './integer.ts';
import { sveLoad } from './load.ts';
import { sveAddress, sveBitwise, sveCopy, sveDuplicate, svePredicateLogic, svePredicateMove } from './move.ts';
import { svePredicate } from './predicate.ts';
import { sveStore } from './store.ts';
import { sve2 } from './sve2.ts';
import { sve2Memory } from './sve2-memory.ts';

export const sveGroups: readonly Group[] = [
  sveBitwise,
  sveCopy,
  sveDuplicate,
  svePredicateLogic,
  sveInteger,
  sveFloat,
  svePredicate,
  sveAddress,
  sveLoad,
  sveStore,
  sve2,
  sve2Memory,
  svePredicateMove,
];
