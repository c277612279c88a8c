/**
 * The groups of AdvSIMD.
 */

import type { Group } from '../row.ts';
import { simdCopy, simdLookup, simdTable } from './copy.ts';
import { simdElement } from './element.ts';
import { simdFloat } from './float.ts';
import { simdImmediate } from './immediate.ts';
import { simdInteger } from './integer.ts';
import { simdLogical, simdWiden } from './logical.ts';
import { simdScalar } from './scalar.ts';
import { simdShift } from './shift.ts';
import { simdRelease, simdStructure } from './structure.ts';

export const simdGroups: readonly Group[] = [
  simdStructure,
  simdLogical,
  simdInteger,
  simdImmediate,
  simdCopy,
  simdTable,
  simdFloat,
  simdScalar,
  simdWiden,
  simdShift,
  simdElement,
  simdRelease,
  simdLookup,
];
