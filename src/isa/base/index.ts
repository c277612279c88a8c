/**
 * The groups of the base instruction set, in the order in which rows of one mnemonic are tried.
 */

import type { Group } from '../row.ts';
import { branchConditional, branchImmediate, branchRegister, exceptions } from './branches.ts';
import { addSubImmediate, bitfields, extractGroup, logicalImmediate, moveWide, pcRelative } from './dp-immediate.ts';
import {
  addSubCarry,
  addSubExtended,
  addSubShifted,
  conditional,
  logicalShifted,
  oneSource,
  threeSource,
  twoSource,
} from './dp-register.ts';
import { atomics, exclusives, rcpc } from './exclusive.ts';
import { loadLiteral, loadStore, loadStorePair, rangePrefetch } from './load-store.ts';
import { memoryTagging } from './memory-tagging.ts';
import { memoryCopy } from './mops.ts';
import {
  checkedPointers,
  flagManipulation,
  guardedStacks,
  loadStore64,
  readCheckWrite,
  transactions,
} from './newer.ts';
import { pointerAuth, pointerAuthLr } from './pauth.ts';
import { barriers, hints, systemOperations, systemRegisters, timeouts } from './system.ts';

export const baseGroups: readonly Group[] = [
  logicalShifted,
  addSubShifted,
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
  addSubExtended,
  addSubCarry,
  conditional,
  oneSource,
  twoSource,
  threeSource,
  loadStore,
  loadStorePair,
  loadLiteral,
  rangePrefetch,
  exclusives,
  atomics,
  rcpc,
  hints,
  barriers,
  systemRegisters,
  systemOperations,
  timeouts,
  pointerAuth,
  pointerAuthLr,
  memoryTagging,
  memoryCopy,
  flagManipulation,
  loadStore64,
  readCheckWrite,
  checkedPointers,
  guardedStacks,
  transactions,
];
