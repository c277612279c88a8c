/**
 * Names beside those of symbols: what programs call registers (`.req`), and names of instructions that macros have as well.
 *
 * Enters: the table of the former (register-alias.ts), a filter of the latter (macro-table.ts). Leaves: the register that a name in a statement stands for;
 * whether a statement is to be left to the reader of text.
 */
import { DOT, NAME_PART } from './facts.ts';
import { CLASSES, STATE } from './layout.ts';
import { i32, u8 } from './memory.ts';
import { allocate } from './regions.ts';
import { rowOfText } from './words.ts';

/** Places of the filter of names that macros have. */
const HIDDEN = 4096;
/** Where the number of a register is, above its letters, of which there are three at most. */
export const REGISTER_AT = 24;

/** What `findAlias` has found: letters, the first one lowest, and at REGISTER_AT the number, more by one; 0: the register has none. */
export let register = 0;

/** The end of the name at `from`, up to a dot, if it stands for a register; else 0. */
export function findAlias(from: number, limit: number): number {
  let hash = 0;
  let at = from;
  for (; at < limit; at++) {
    const c = u8[at] as number;
    if (c === DOT || ((u8[CLASSES + c] as number) & NAME_PART) === 0) break;
    hash = (Math.imul(hash, 31) + c) | 0;
  }
  const rows = i32[STATE.aliases] as number;
  const row = rowOfText(rows, i32[STATE.aliasMask] as number, i32[STATE.aliasTexts] as number, hash, from, at - from);
  if (i32[row + 1] === 0) return 0;
  register = i32[row + 3] as number;
  // one that was given up has none
  return register === 0 ? 0 : at;
}

/** Whether the name from `from` to `to`, which ends nowhere else, stands for a register. */
export function isAlias(from: number, to: number): number {
  return i32[STATE.hasAliases] !== 0 && findAlias(from, to) === to ? 1 : 0;
}

/** Whether a macro may have the name at `from`, which an instruction has as well. */
export function isHidden(from: number, limit: number): number {
  return u8[(i32[STATE.hidden] as number) + hiddenPlace(from, limit)] as number;
}

/** A macro has the name of so many characters at `from`, which an instruction has as well. */
export function hide(from: number, length: number): void {
  if (i32[STATE.hidden] === 0) {
    const filter = allocate(HIDDEN);
    i32[STATE.hidden] = filter;
  }
  u8[(i32[STATE.hidden] as number) + hiddenPlace(from, from + length)] = 1;
}

function hiddenPlace(from: number, limit: number): number {
  let hash = 0;
  for (let at = from; at < limit; at++) {
    const c = u8[at] as number;
    if (((u8[CLASSES + c] as number) & NAME_PART) === 0) break;
    hash = at === from ? c | 32 : (Math.imul(hash, 31) + (c | 32)) | 0;
  }
  return hash & (HIDDEN - 1);
}

/** Whether any name in the statement from `from` to `to`, but for its first, stands for a register. */
export function usesAlias(from: number, to: number): number {
  let at = overName(from, to);
  while (at < to) {
    if (((u8[CLASSES + (u8[at] as number)] as number) & NAME_PART) === 0) at++;
    else {
      if (findAlias(at, to) !== 0) return 1;
      at = overName(at, to);
    }
  }
  return 0;
}

function overName(from: number, end: number): number {
  let at = from;
  while (at < end && ((u8[CLASSES + (u8[at] as number)] as number) & NAME_PART) !== 0) at++;
  return at;
}
