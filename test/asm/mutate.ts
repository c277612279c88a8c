/**
 * Mutation of assembler sources: lines taken from a pool, joined, cut, doubled, swapped and spoiled. The same seed gives the same text.
 */

/** A generator of numbers in [0, 1), seeded (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const SPOILERS = [
  '"',
  "'",
  '(',
  ')',
  '[',
  ',',
  ';',
  ':',
  '#',
  '/*',
  '*/',
  '//',
  '\\',
  '\\@',
  '\\()',
  '=',
  '==',
  '.',
  '$',
  '-',
  '~',
  '0x',
  '1f',
  '1b',
  ' ',
  '\t',
  '\n',
  '\0',
  '\x80',
  '\xff',
  '.if',
  '.endif',
  '.macro m a',
  '.endm',
  '.rept 3',
  '.endr',
  '.altmacro',
  '18446744073709551616',
  '-1',
];

/** A source made of lines of the pool, mutated. */
export function mutant(seed: number, pool: readonly string[]): string {
  const random = seeded(seed);
  const below = (n: number): number => Math.floor(random() * n);
  const line = (): string => pool[below(pool.length)] ?? '';
  const lines = Array.from({ length: 1 + below(30) }, line);
  for (let edits = below(8); edits > 0; edits--) {
    const at = below(lines.length);
    const text = lines[at] ?? '';
    const cut = below(text.length + 1);
    switch (below(7)) {
      case 0:
        lines[at] = text.slice(0, cut);
        break;
      case 1:
        lines[at] = text.slice(0, cut) + (SPOILERS[below(SPOILERS.length)] ?? '') + text.slice(cut);
        break;
      case 2:
        lines[at] = text.slice(0, cut) + text.slice(cut + 1);
        break;
      case 3:
        lines.splice(at, 0, ...lines.slice(at, at + 1 + below(4)));
        break;
      case 4:
        lines[at] = text.slice(0, cut) + line().slice(below(20));
        break;
      case 5:
        lines[at] = text.replace(/\d+/, String(below(2) === 0 ? below(70000) : 2 ** below(64)));
        break;
      default:
        lines.splice(at, 1);
        lines.push(text);
    }
  }
  return `${lines.join('\n')}\n`;
}
