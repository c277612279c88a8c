/**
 * Two things that C has beyond plain tokens: raw strings (`R"x(…)x"`, GNU C99 on) and universal character names in names
 * (`\\u00c1`, C99 6.4.3 and annex D of C11).
 */

/** The end of a raw string whose quote is at `quote`; of one without its end, the end of the text. */
export function rawStringEnd(text: string, quote: number): number {
  const open = text.indexOf('(', quote);
  const delimiter = open < 0 ? '' : text.slice(quote + 1, open);
  if (open < 0 || !/^[^ )\\\t\v\f\n]{0,16}$/.test(delimiter)) return lineEnd(text, quote);
  const close = text.indexOf(`)${delimiter}"`, open);
  return close < 0 ? text.length : close + delimiter.length + 2;
}

function lineEnd(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  return newline < 0 ? text.length : newline;
}

const UNIVERSAL = /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/y;

/** The end of the universal character name at `i`; `i` if there is none. */
export function universalCharacterEnd(text: string, i: number): number {
  UNIVERSAL.lastIndex = i;
  const match = UNIVERSAL.exec(text);
  if (!match) return i;
  return UNIVERSAL.lastIndex;
}

/** A name with its universal character names as UTF-8, one character a byte: the same name as if it were written so. */
export function canonicalName(name: string): string {
  return name.replace(/\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/g, (_, short?: string, long?: string) =>
    utf8(Number.parseInt(short ?? long ?? '', 16)),
  );
}

/** UTF-8 of a code, one character a byte; also of codes that are no characters, which only an error leads to. */
function utf8(code: number): string {
  if (code < 0x80) return String.fromCharCode(code);
  const tail: number[] = [];
  let rest = code;
  for (let limit = 0x40; rest >= limit; limit = limit === 0x40 ? 0x20 : limit >> 1) {
    tail.unshift(0x80 | (rest & 0x3f));
    rest >>>= 6;
  }
  return String.fromCharCode(((0xff00 >> (tail.length + 1)) & 0xff) | rest, ...tail);
}

/** Ranges of characters that a name may hold (C11, D.1), and of those that may not begin it (D.2). */
// biome-ignore format: a table
const IN_NAMES: readonly (readonly [number, number])[] = [
  [0xa8, 0xa8], [0xaa, 0xaa], [0xad, 0xad], [0xaf, 0xaf], [0xb2, 0xb5], [0xb7, 0xba], [0xbc, 0xbe], [0xc0, 0xd6], [0xd8, 0xf6], [0xf8, 0xff],
  [0x100, 0x167f], [0x1681, 0x180d], [0x180f, 0x1fff], [0x200b, 0x200d], [0x202a, 0x202e], [0x203f, 0x2040], [0x2054, 0x2054], [0x2060, 0x206f],
  [0x2070, 0x218f], [0x2460, 0x24ff], [0x2776, 0x2793], [0x2c00, 0x2dff], [0x2e80, 0x2fff], [0x3004, 0x3007], [0x3021, 0x302f], [0x3031, 0x303f],
  [0x3040, 0xd7ff], [0xf900, 0xfd3d], [0xfd40, 0xfdcf], [0xfdf0, 0xfe44], [0xfe47, 0xfffd],
];
const NOT_FIRST: readonly (readonly [number, number])[] = [
  [0x300, 0x36f],
  [0x1dc0, 0x1dff],
  [0x20d0, 0x20ff],
  [0xfe20, 0xfe2f],
];

/** May a name hold the character, and as its `first` one? Beyond the first plane all but the last two codes of each do. */
export function isNameCharacter(code: number, first: boolean): boolean {
  const within = (ranges: readonly (readonly [number, number])[]) => ranges.some(([a, b]) => code >= a && code <= b);
  if (first && within(NOT_FIRST)) return false;
  return code === 0x24 || within(IN_NAMES) || (code >= 0x10000 && code < 0xf0000 && (code & 0xffff) < 0xfffe);
}
