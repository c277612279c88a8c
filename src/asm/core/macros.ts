/**
 * What is known of macros: their definitions, and calls that were read before word for word.
 *
 * Enters: the texts of definitions, from the operands of `.macro` to the end of `.endm`, and of calls, with what they come to (known-macros.ts). Leaves:
 * which definition a name has at the moment, and what a call comes to. Definitions and calls are facts of texts, which hold in every assembly: they lie where
 * no assembly of a session clears them (regions.ts). Which of the definitions are made begins anew with each.
 */
import { KINDS_OF } from './directives.ts';
import { NAME_PART, NEWLINE, SEMICOLON } from './facts.ts';
import { CLASSES, STATE } from './layout.ts';
import { i32, u8 } from './memory.ts';
import { hide } from './names.ts';
import { endOfStatement, overBlanks } from './numbers.ts';
import { allocate, clear } from './regions.ts';
import { isSame, spread, standsAt, textHash } from './words.ts';

/** Of a name, in any case: its hash, length and address, the next one of the same list, and the definition that it has (NAMED, or its row). */
export const NAME = { hash: 0, length: 1, text: 2, next: 3, current: 4 } as const;

/** What a name has if it is no definition known here: none, or another one. */
export const NAMED = { none: 0, other: -1 } as const;

/** Of a definition: the hash of its first line, its length and address, the next one of the same list, its name's row, its number, where in the file it was made, and whether an instruction has the same name. */
export const DEFINITION = { hash: 0, length: 1, text: 2, next: 3, name: 4, id: 5, at: 6, hides: 7 } as const;

/**
 * Of a call: its hash, length and address, the next one of the same list, the definition, its number, and the length and address of what it comes to. If that was
 * words alone when it was read last, STATE.epoch then (else 0), the address of the words, the room for them and their bytes, and how many calls were in it.
 * Last, whether it is one in the alternate language.
 */
export const CALL = {
  hash: 0,
  length: 1,
  text: 2,
  next: 3,
  definition: 4,
  id: 5,
  size: 6,
  expansion: 7,
  epoch: 8,
  words: 9,
  room: 10,
  bytes: 11,
  calls: 12,
  alternate: 13,
} as const;

const ROW_SIZE = 32;
const CALL_SIZE = 64;
/** Lists of names and of definitions, and of calls, by their hashes. */
const FEW_LISTS = 512;
const CALL_LISTS = 4096;
/** Zeros before and behind a text. */
const AROUND = 16;
/** Room that goes with the assembly is taken in pieces of so many bytes. */
const PIECE = 1 << 16;

/** Indices of the first rows of the lists. */
let names = 0;
let definitions = 0;
let calls = 0;
/** Addresses of the free memory, and whether there may be more. */
let free = 0;
let end = 0;
let mayGrow = false;

/** Begin with no macros. What becomes known lies in the `size` bytes from `from` on, which are no region, as far as they go; without any it goes with the assembly. */
export function forgetMacros(from: number, size: number): void {
  free = from;
  end = from + size;
  mayGrow = size === 0;
  if (size !== 0) clear(from, size);
  names = room((2 * FEW_LISTS + CALL_LISTS) << 2) >>> 2;
  definitions = names + FEW_LISTS;
  calls = definitions + FEW_LISTS;
}

/** Begin an assembly, in which no macro is defined yet: what is known stays. */
export function resetMacros(): void {
  for (let list = names; list < names + FEW_LISTS; list++)
    for (let name = i32[list] as number; name !== 0; name = i32[name + NAME.next] as number)
      i32[name + NAME.current] = NAMED.none;
}

/** The address of room for so many bytes, which are zero; 0: there is none. */
function room(bytes: number): number {
  const size = (bytes + 15) & ~15;
  if (end - free < size) {
    if (!mayGrow) return 0;
    const piece = size > PIECE ? size : PIECE;
    free = allocate(piece);
    end = free + piece;
  }
  free += size;
  return free - size;
}

/** The address of room for a text of so many characters; 0: there is none. */
export function roomForText(length: number): number {
  const at = room(length + 2 * AROUND);
  return at === 0 ? 0 : at + AROUND;
}

function small(c: number): number {
  return c >= 65 && c <= 90 ? c + 32 : c;
}

/** The row of the name at an address; 0: it is not known. */
function findName(at: number, length: number): number {
  let hash = 0;
  for (let i = at; i < at + length; i++) hash = (Math.imul(hash, 31) + small(u8[i] as number)) | 0;
  nameHash = hash;
  let row = i32[names + (hash & (FEW_LISTS - 1))] as number;
  while (row !== 0 && (i32[row + NAME.hash] !== hash || !isName(row, at, length))) row = i32[row + NAME.next] as number;
  return row;
}

let nameHash = 0;

function isName(row: number, at: number, length: number): boolean {
  const text = i32[row + NAME.text] as number;
  let same = i32[row + NAME.length] === length;
  for (let i = 0; i < length && same; i++) same = small(u8[text + i] as number) === small(u8[at + i] as number);
  return same;
}

/** The definition that the name at an address has (its row, or NAMED). */
export function definitionOf(at: number, length: number): number {
  const row = findName(at, length);
  return row === 0 ? NAMED.none : (i32[row + NAME.current] as number);
}

/** The name at an address has this definition from now on. */
export function define(at: number, length: number, definition: number): void {
  const row = findName(at, length);
  if (row !== 0) i32[row + NAME.current] = definition;
}

/** The hash of the line at `at`. */
function lineHash(at: number, limit: number): number {
  let hash = 0;
  for (let i = at; i < limit && u8[i] !== NEWLINE && u8[i] !== SEMICOLON; i++)
    hash = (Math.imul(hash, 31) + (u8[i] as number)) | 0;
  return hash;
}

function definitionList(hash: number): number {
  return definitions + ((spread(hash) >>> 2) & (FEW_LISTS - 1));
}

/** The row of the definition that stands at `at`, all of it; 0: none is known. */
export function findDefinition(at: number, limit: number): number {
  const hash = lineHash(at, limit);
  let row = i32[definitionList(hash)] as number;
  for (; row !== 0; row = i32[row + DEFINITION.next] as number)
    if (
      i32[row + DEFINITION.hash] === hash &&
      standsAt(at, limit, i32[row + DEFINITION.text] as number, i32[row + DEFINITION.length] as number) !== 0
    )
      return row;
  return 0;
}

/** Know the definition in this text (roomForText), which begins with the name; its row, 0 if there is no room. */
export function addDefinition(text: number, length: number, nameLength: number, id: number, hides: number): number {
  const row = room(ROW_SIZE) >>> 2;
  if (row === 0) return 0;
  let name = findName(text, nameLength);
  if (name === 0) {
    name = room(ROW_SIZE) >>> 2;
    if (name === 0) return 0;
    const list = names + (nameHash & (FEW_LISTS - 1));
    i32[name + NAME.hash] = nameHash;
    i32[name + NAME.length] = nameLength;
    i32[name + NAME.text] = text;
    i32[name + NAME.next] = i32[list] as number;
    i32[list] = name;
  }
  const hash = lineHash(text, text + length);
  const list = definitionList(hash);
  i32[row + DEFINITION.hash] = hash;
  i32[row + DEFINITION.length] = length;
  i32[row + DEFINITION.text] = text;
  i32[row + DEFINITION.next] = i32[list] as number;
  i32[row + DEFINITION.name] = name;
  i32[row + DEFINITION.id] = id;
  i32[row + DEFINITION.hides] = hides;
  i32[list] = row;
  return row;
}

/** `.macro` with the operands at `from`: where the definition ends that is known, or 0. */
export function defineAgain(from: number, limit: number): number {
  if (i32[STATE.mayExpand] === 0 || i32[STATE.alternate] !== 0) return 0;
  const at = overBlanks(from, limit);
  const row = findDefinition(at, limit);
  if (row === 0) return 0;
  const current = (i32[row + DEFINITION.name] as number) + NAME.current;
  if (i32[current] !== NAMED.none) return 0;
  if (i32[row + DEFINITION.hides] !== 0) hide(at, i32[(i32[row + DEFINITION.name] as number) + NAME.length] as number);
  i32[current] = row;
  i32[row + DEFINITION.at] = at - (i32[STATE.text] as number) + (i32[STATE.textFrom] as number);
  i32[STATE.redefined] = 1;
  return at + (i32[row + DEFINITION.length] as number);
}

/** `.purgem name` of a macro whose definition is known; where the statement ends, or 0. */
export function purge(from: number, limit: number): number {
  const name = overBlanks(from, limit);
  let nameEnd = name;
  while (nameEnd < limit && ((u8[CLASSES + (u8[nameEnd] as number)] as number) & NAME_PART) !== 0) nameEnd++;
  const end = endOfStatement(nameEnd, limit);
  const row = end === 0 ? 0 : findName(name, nameEnd - name);
  if (row === 0 || (i32[row + NAME.current] as number) <= 0) return 0;
  i32[row + NAME.current] = NAMED.none;
  i32[STATE.redefined] = 1;
  return end;
}

/** `.altmacro` (of this kind) or `.noaltmacro`; where the statement ends, or 0. */
export function language(kind: number, from: number, limit: number): number {
  const end = endOfStatement(from, limit);
  if (end !== 0) i32[STATE.alternate] = kind === KINDS_OF.alternate ? 1 : 0;
  return end;
}

function callList(hash: number): number {
  return calls + ((spread(hash) >>> 2) & (CALL_LISTS - 1));
}

/** Know that the call in this text of a macro of this definition comes to another text; its row, 0 if there is no room. */
export function addCall(
  text: number,
  length: number,
  definition: number,
  id: number,
  expansion: number,
  size: number,
  alternate: number,
): number {
  const row = room(CALL_SIZE) >>> 2;
  if (row === 0) return 0;
  const hash = textHash(text, length);
  const list = callList(hash);
  i32[row + CALL.hash] = hash;
  i32[row + CALL.length] = length;
  i32[row + CALL.text] = text;
  i32[row + CALL.next] = i32[list] as number;
  i32[row + CALL.definition] = definition;
  i32[row + CALL.id] = id;
  i32[row + CALL.size] = size;
  i32[row + CALL.expansion] = expansion;
  i32[row + CALL.alternate] = alternate;
  i32[list] = row;
  return row;
}

/** The row of the call at `start`, with this hash, by the definition that its name has at the moment; 0: none is known. */
export function findCall(hash: number, start: number, length: number): number {
  let row = i32[callList(hash)] as number;
  for (; row !== 0; row = i32[row + CALL.next] as number) {
    if (i32[row + CALL.hash] !== hash || i32[row + CALL.length] !== length) continue;
    if (i32[row + CALL.alternate] !== i32[STATE.alternate]) continue;
    const definition = i32[row + CALL.definition] as number;
    const name = i32[definition + DEFINITION.name] as number;
    if (i32[name + NAME.current] === definition && isSame(i32[row + CALL.text] as number, start, length) !== 0)
      return row;
  }
  return 0;
}

/** The address of room for so many bytes of words of a call; 0: there is none. */
export function roomForWords(call: number, bytes: number): number {
  if (bytes <= (i32[call + CALL.room] as number)) return i32[call + CALL.words] as number;
  const words = room(bytes);
  if (words === 0) return 0;
  i32[call + CALL.words] = words;
  i32[call + CALL.room] = bytes;
  return words;
}
