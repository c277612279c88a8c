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
