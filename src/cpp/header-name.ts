/**
 * Header names: `"name"` and `<name>` in an #include, taken from its text (C11 6.4.7: within them nothing is a comment,
 * and a backslash is a character).
 */

/** A header name as written: `length` characters from `offset`, delimiters included. */
export interface HeaderName {
  readonly name: string;
  readonly angled: boolean;
  readonly offset: number;
  readonly length: number;
  /** Something follows it. */
  readonly extra: boolean;
}

/** The header name at the start of an #include's operands; false if they must be macro-expanded first. */
export function headerName(operands: string): HeaderName | false {
  const match = /^((?:[ \t\v\f]|\/\*[\s\S]*?\*\/|\\\r?\n)*)(?:"([^"\n]*)"|<([^>\n]*)>)/.exec(operands);
  if (!match) return false;
  const offset = (match[1] as string).length;
  const rest = operands.slice(match[0].length).replace(/\/\*[\s\S]*?(?:\*\/|$)|\/\/.*|\\\r?\n|\s/g, '');
  const name = match[2] ?? match[3] ?? '';
  return { name, angled: match[2] === undefined, offset, length: name.length + 2, extra: rest !== '' };
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  e: '\x1b',
  E: '\x1b',
};

/** The text of a string literal's contents. */
export function unescaped(text: string): string {
  return text.replace(/\\(x[0-9a-fA-F]+|[0-7]{1,3}|[\s\S])/g, (_, sequence: string) => {
    if (/^[0-7]/.test(sequence)) return String.fromCharCode(Number.parseInt(sequence, 8) & 0xff);
    if (sequence.length > 1) return String.fromCharCode(Number.parseInt(sequence.slice(1), 16) & 0xff);
    return ESCAPES[sequence] ?? sequence;
  });
}
