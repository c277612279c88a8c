/**
 * Random expressions of the assembler language: numbers of all bases and sizes, characters, names of numbers, differences of labels before and
 * after, every operator, blanks or none. For conformance (live) and for the recorded vectors in expression-vectors.json.
 */
import fc from 'fast-check';

const NUMBERS = [
  '0',
  '1',
  '2',
  '3',
  '7',
  '63',
  '64',
  '255',
  '0x7fffffff',
  '0x80000000',
  '0xffffffff',
  '0x100000000',
  '0x7fffffffffffffff',
  '0x8000000000000000',
  '0xffffffffffffffff',
  '0b1011',
  '0B11',
  '0777',
  '00',
  '0XfF',
  '9007199254740993',
  "'a'",
  "'a",
  "'\\n'",
  "'\\''",
];
const NAMES = ['k', 'minus', 'big'];
const BACK = ['(l2-l1)', '(l1-l2)', '(l3-l1)'];
const AHEAD = ['(f2-f1)', '(f1-l1)'];
const UNARY = ['-', '~', '!', '+'];
/** Operators between two operands. */
export const BINARY = [
  '+',
  '-',
  '*',
  '/',
  '%',
  '<<',
  '>>',
  '&',
  '|',
  '^',
  '!',
  '==',
  '!=',
  '<>',
  '<',
  '>',
  '<=',
  '>=',
  '&&',
  '||',
];

/** Lines that define what the expressions name; labels after them are in AFTER. */
export const BEFORE = '.data\nk=5\nminus=-3\nbig=0x123456789abc\nl1: .word 1\nl2: .hword 2\nl3:\n';
export const AFTER = 'f1: .word 1\nf2:\n';

function spaced(op: string, left: string, right: string, blanks: number): string {
  const before = (blanks & 1) !== 0 ? ' ' : '';
  const after = (blanks & 2) !== 0 ? ' ' : '';
  return `${left}${before}${op}${after}${right}`;
}

/** An arbitrary expression; `symbols`: with differences of labels. */
export function expressions(symbols: boolean): fc.Arbitrary<string> {
  const leaves = symbols ? [...NUMBERS, ...NAMES, ...BACK, ...AHEAD] : [...NUMBERS, ...NAMES];
  const { tree } = fc.letrec<{ tree: string }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.constantFrom(...leaves),
      fc
        .tuple(fc.constantFrom(...BINARY), tie('tree'), tie('tree'), fc.nat(3))
        .map(([op, l, r, b]) => spaced(op, l, r, b)),
      fc.tuple(fc.constantFrom(...UNARY), tie('tree')).map(([op, x]) => `${op}${x}`),
      tie('tree').map((x) => `(${x})`),
    ),
  }));
  return tree;
}

/** The same `count` expressions for the same seed. */
export function sampleExpressions(seed: number, count: number, symbols: boolean): string[] {
  return fc.sample(expressions(symbols), { seed, numRuns: count }).map((text) => text.replace(/\/(?=[/*])/g, '/ '));
}
