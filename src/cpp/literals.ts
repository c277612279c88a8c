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

/** The end of the universal character name at `i`; `i` if there is none that a name may hold. */
export function universalCharacterEnd(text: string, i: number): number {
  UNIVERSAL.lastIndex = i;
  const match = UNIVERSAL.exec(text);
  if (!match) return i;
  const code = Number.parseInt(match[1] ?? match[2] ?? '', 16);
  return code >= 0xa8 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? UNIVERSAL.lastIndex : i;
}

/** A name with its universal character names as UTF-8, one character a byte: the same name as if it were written so. */
export function canonicalName(name: string): string {
  return name.replace(/\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/g, (_, short?: string, long?: string) =>
    String.fromCharCode(...new TextEncoder().encode(String.fromCodePoint(Number.parseInt(short ?? long ?? '', 16)))),
  );
}
