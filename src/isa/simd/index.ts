/**
 * The groups of AdvSIMD.
 */

import type { Group } from '../row.ts';
import { simdElement } from './element.ts';
import { simdFloat } from './float.ts';
import { simdInteger } from './integer.ts';
import { simdScalar } from './scalar.ts';
import { simdShift } from './shift.ts';

export const simdGroups: readonly Group[] = [simdInteger, simdFloat, simdScalar, simdShift, simdElement];
