/**
 * The groups of scalar floating point.
 */

import type { Group } from '../row.ts';
import { fpArithmetic } from './arithmetic.ts';
import { fpLoadStore, fpPair, fpRelease } from './load-store.ts';
import { fpMove } from './move.ts';

export const fpGroups: readonly Group[] = [fpLoadStore, fpPair, fpMove, fpArithmetic, fpRelease];
