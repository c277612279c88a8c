/**
 * The groups of SME and SME2.
 */

import type { Group } from '../row.ts';
import { smeArray } from './array.ts';
import { smeMove } from './mova.ts';
import { smeMultiVector } from './multi-vector.ts';
import { smeTile } from './tile.ts';

export const smeGroups: readonly Group[] = [smeTile, smeArray, smeMultiVector, smeMove];
