/**
 * All groups of the table, in the order in which their rows are tried when several have the same mnemonic.
 */

import { baseGroups } from './base/index.ts';
import { cryptoGroups } from './crypto/index.ts';
import { fpGroups } from './fp/index.ts';
import type { Group } from './row.ts';
import { simdGroups } from './simd/index.ts';
import { smeGroups } from './sme/index.ts';
import { sveGroups } from './sve/index.ts';

export const GROUPS: readonly Group[] = [
  ...baseGroups,
  ...fpGroups,
  ...simdGroups,
  ...cryptoGroups,
  ...sveGroups,
  ...smeGroups,
];
