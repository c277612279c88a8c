/**
 * Shapes of instructions that were met before any program was: those of the table itself, as the printer writes them.
 *
 * Enters: the groups of the table that every processor has. Leaves: a saved table of shapes (shapes.ts), made when the package is built. An
 * instruction of such a shape needs no encoder, which is slow until it has run for a while.
 */
import { DiagnosticSink } from '../diag/diagnostic.ts';
import { place } from '../isa/bits.ts';
import { FeatureSet } from '../isa/features.ts';
import { GROUPS } from '../isa/groups.ts';
import type { Printing } from '../isa/printing.ts';
import type { Row } from '../isa/row.ts';
import { SourceMap } from '../text/source-map.ts';
import { Assembler } from './assembler.ts';
import { StatementLoop } from './statements.ts';

/** Words of a row after which no more are tried. */
const MOST_WORDS = 3000;
/** What has not been seen in so many is rare. */
const MOST_SEEN = 250;
const OF_EACH = 3;
/** Any name that can be nothing else. */
const SYMBOL = 'symbol';

const PRINTING: Printing = {
  pageOffset: 0,
  relative: () => SYMBOL,
  comment: () => undefined,
  aliases: true,
  notes: false,
};

/** Statements of all rows that the default features have, as compilers and people write them. */
export function usualStatements(): string[] {
  const features = FeatureSet.default();
  const random = randomWords();
  const statements: string[] = [];
  for (const group of GROUPS)
    for (const row of group.rows()) {
      if (row.decodeOnly || !row.supportedBy(features)) continue;
      for (const printed of statementsOf(row, random))
        for (const text of [printed, ...otherwise(printed)]) {
          statements.push(text);
          // in front of an operator it is no part of a number
          if (text.includes('#:')) statements.push(text.replace('#:', ':'));
        }
    }
  return statements;
}

/** What the printer writes in another way: numbers with a sign, without a shift, the parts of an address. */
function otherwise(text: string): string[] {
  const others: string[] = [];
  const number = /#(0x[89a-f](?:[0-9a-f]{7}|[0-9a-f]{15}))$/.exec(text);
  if (number) {
    const [, digits = ''] = number;
    others.push(`${text.slice(0, number.index)}#${BigInt.asIntN(4 * (digits.length - 2), BigInt(digits))}`);
  }
  const added = /^((?:add|cm[np]|sub).*#)(0x[0-9a-f]+)(, lsl #12)?$/.exec(text);
  if (added) {
    const [, before, digits, shift] = added;
    const whole = shift === undefined ? digits : `${digits}000`;
    others.push(`${before}-${whole}`);
    if (shift !== undefined) others.push(`${before}${whole}`);
  }
  const address = /^(ldr|str|prfm)(.*\[\w+, #)\d+\]$/.exec(text);
  if (address) others.push(`${address[1]}${address[2]}:lo12:${SYMBOL}]`);
  const sum = /^(add \w+, \w+, #)0x[0-9a-f]+$/.exec(text);
  if (sum) others.push(`${sum[1]}:lo12:${SYMBOL}`);
  return others;
}

/** The table, saved. */
export function usualShapes(): Uint8Array {
  const text = `${usualStatements().join('\n')}\n`;
  const sink = new DiagnosticSink();
  const a = new Assembler({ text, name: '', sourceMap: new SourceMap(), sink });
  new StatementLoop(a).run();
  return a.shapes.save(a.features.key);
}

/** Statements of `row`, a few for each text without its numbers: with some numbers there are warnings, and nothing is learned. */
function statementsOf(row: Row, random: () => number): readonly string[] {
  const found = new Map<string, number>();
  const texts: string[] = [];
  const fixed = row.mask | row.layout.shouldBe;
  for (let i = 0, old = 0; i < MOST_WORDS && old < MOST_SEEN; i++) {
    const word = ((row.value & fixed) | (fieldsOf(row, random) & ~fixed)) >>> 0;
    if (!row.allocates(word)) continue;
    const operands = row.bound.map((codec) => codec.print(word, PRINTING)).filter((text) => text !== '');
    // numbers with fractions are text, each of them another
    if (operands.some((operand) => /\d\.\d+e/.test(operand))) continue;
    const text = `${row.mnemonic} ${operands.join(', ')}`;
    const shape = text.replaceAll(/\b0x[0-9a-f]+|(?<![.\d])\d+/g, '0');
    const count = found.get(shape) ?? 0;
    found.set(shape, count + 1);
    if (count < OF_EACH) texts.push(text);
    old = count === 0 ? 0 : old + 1;
  }
  return texts;
}

/** Random fields, more often than by chance all zeros or ones: offsets that are left out, SP, the zero register; or 30, which `ret` leaves out. */
function fieldsOf(row: Row, random: () => number): number {
  let word = 0;
  for (const field of row.layout.fields.values()) {
    const kind = random() >>> 28;
    const ones = kind === 1 || (kind < 6 && field.name.startsWith('R'));
    word |= kind === 2 && !ones ? place(field, 30) : field.mask & (ones ? -1 : kind === 0 ? 0 : random());
  }
  return word;
}

/** mulberry32: every build makes the same table. */
function randomWords(): () => number {
  let state = 1;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
}
