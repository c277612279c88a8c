/**
 * Calls of macros that the core has not seen before.
 *
 * Enters: the place in its memory where it has stopped. Leaves: the core knows what the call there comes to, and can read on; nothing else has happened. A call
 * that was read as text costs it two more beginnings, one in the expansion and one behind it.
 */
import { textOfBytes } from '../../text/source-text.ts';
import type { Assembler } from '../assembler.ts';
import { CLASS, isBlank, NAME_PART, NAME_START } from '../chars.ts';
import { core } from '../core/engine.ts';
import { STATE, STOPS } from '../core/layout.ts';
import { i32, u8 } from '../core/memory.ts';
import { learnCall } from '../expansion.ts';
import { definitionId, FILTER } from '../known-macros.ts';

const NEWLINE = 10;
const DOT = 46;
const SLASH = 47;
const STAR = 42;
const COLON = 58;
const SEMICOLON = 59;
const EQUALS = 61;

/** Have the core know the call at this address, if it is a plain one of a macro that it knows. */
export function learnCallAt(a: Assembler, start: number): boolean {
  const first = u8[start] as number;
  if (i32[STATE.mayCall] === 0 || first === DOT || ((CLASS[first] as number) & NAME_START) === 0) return false;
  const { macros } = a.learnt;
  let hash = first | 32;
  let at = start + 1;
  for (; ((CLASS[u8[at] as number] as number) & NAME_PART) !== 0; at++)
    hash = (Math.imul(hash, 31) + ((u8[at] as number) | 32)) | 0;
  if (macros.filter[hash & (FILTER - 1)] !== 1) return false;
  const row = core.definitionOf(start, at - start);
  if (row <= 0) return false;
  let end = at;
  while (u8[STOPS + (u8[end] as number)] === 0 || (u8[end] === SLASH && u8[end + 1] !== SLASH && u8[end + 1] !== STAR))
    end++;
  const last = u8[end] as number;
  if (last !== NEWLINE && last !== SEMICOLON && last !== 0 && (last !== SLASH || u8[end + 1] !== SLASH)) return false;
  while (at < end && isBlank(u8[at] as number)) at++;
  if (u8[at] === COLON || u8[at] === EQUALS) return false;
  return learnCall(a, macros.definition(definitionId(row)), textOfBytes(u8, start, end), at - start);
}
