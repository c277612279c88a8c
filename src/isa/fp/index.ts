/**
 * The groups of scalar floating point.
 */

import type { Group } from '../row.ts';
import { fpArithmetic } from './arithmetic.ts';

export const fpGroups: readonly Group[] = [fpArithmetic];
