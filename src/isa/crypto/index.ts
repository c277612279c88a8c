/**
 * The groups of the cryptographic extensions.
 */

import type { Group } from '../row.ts';
import { crypto } from './crypto.ts';

export const cryptoGroups: readonly Group[] = [crypto];
