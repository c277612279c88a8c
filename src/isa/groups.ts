/**
 * All groups of the table, in the order in which their rows are tried when several have the same mnemonic.
 */

import { branchConditional, branchImmediate, branchRegister, exceptions } from './base/branches.ts';
import {
  addSubImmediate,
  bitfields,
  extractGroup,
  logicalImmediate,
  moveWide,
  pcRelative,
} from './base/dp-immediate.ts';
import type { Group } from './row.ts';

export const GROUPS: readonly Group[] = [
  pcRelative,
  addSubImmediate,
  moveWide,
  logicalImmediate,
  bitfields,
  extractGroup,
  branchImmediate,
  branchConditional,
  branchRegister,
  exceptions,
];
