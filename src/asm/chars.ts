/**
 * Character classes of the assembler language, as one table of bits for charCodeAt.
 *
 * `as` manual, "Symbol Names": letters, digits, `_`, `.`, `$` and everything above 127; digits do not begin a name.
 */
import { BLANK, DIGIT, NAME_PART, NAME_START } from './core/facts.ts';

export { BLANK, DIGIT, NAME_PART, NAME_START };

export const CLASS: Uint8Array = makeClasses();

function makeClasses(): Uint8Array {
  const table = new Uint8Array(65536);
  table.fill(NAME_START | NAME_PART, 128);
  for (let c = 97; c <= 122; c++) table[c] = table[c - 32] = NAME_START | NAME_PART;
  for (const c of [95, 46, 36]) table[c] = NAME_START | NAME_PART;
  for (let c = 48; c <= 57; c++) table[c] = NAME_PART | DIGIT;
  for (const c of [32, 9, 13]) table[c] = BLANK;
  return table;
}

export const isNamePart = (c: number): boolean => ((CLASS[c] as number) & NAME_PART) !== 0;
export const isNameStart = (c: number): boolean => ((CLASS[c] as number) & NAME_START) !== 0;
export const isBlank = (c: number): boolean => ((CLASS[c] as number) & BLANK) !== 0;
export const isDigit = (c: number): boolean => ((CLASS[c] as number) & DIGIT) !== 0;
