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
import { modifierNames } from '../isa/relocs.ts';
import type { Row } from '../isa/row.ts';
import { sysops } from '../isa/sysops.ts';
import { sysregs } from '../isa/sysregs.ts';
import { SourceMap } from '../text/source-map.ts';
import { Assembler } from './assembler.ts';
import { StatementLoop } from './statements.ts';

/** Words of a row after which no more are tried. */
const MOST_WORDS = 6000;
/** What has not been seen in so many is rare. */
const MOST_SEEN = 600;
const OF_EACH = 6;
/** Any name that can be nothing else. */
const SYMBOL = 'symbol';

/** What MOVN, MOVZ and ORR make. */
const NEGATIVE = ['-1', '-1627389952', '-281474976710656', '-0x3f001', '-549755813888'];

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
  return [...statements, ...systemStatements(), ...wideStatements()];
}

/** Parts of symbols; what is none of them is wrong, and nothing is learned of it. */
function wideStatements(): string[] {
  const operators = modifierNames().filter((name) => /_g[0-3](_nc|_s)?$/.test(name));
  return ['movz', 'movn', 'movk'].flatMap((name) =>
    operators.flatMap((operator) =>
      ['x1', 'w1'].flatMap((register) => ['#', ''].map((hash) => `${name} ${register}, ${hash}:${operator}:${SYMBOL}`)),
    ),
  );
}

/** Of names that random numbers seldom meet: system registers, which programs name (those of debuggers and traces they do not), and operations. */
function systemStatements(): string[] {
  const statements: string[] = [];
  for (const { name, key, access, feature } of sysregs().values()) {
    if (feature !== '' || key >> 14 < 3) continue;
    for (const register of ['x1', 'xzr']) {
      if (access.includes('r')) statements.push(`mrs ${register}, ${name}`);
      if (access.includes('w')) statements.push(`msr ${name}, ${register}`);
    }
  }
  for (const { kind, name, register, feature } of sysops().values()) {
    if (feature !== '') continue;
    if (register) statements.push(`${kind} ${name}, x1`, `${kind} ${name}, xzr`);
    else statements.push(`${kind} ${name}`);
  }
  return statements;
}

/** What the printer writes in another way: numbers with a sign, without a shift, the parts of an address. */
function otherwise(text: string): string[] {
  const others: string[] = [];
  const mask = /^(mov|and|ands|bic|bics|eon|eor|orn|orr|tst) .*#(?=0x[0-9a-f]+$)/.exec(text);
  if (mask) for (const number of mask[1] === 'mov' ? NEGATIVE : ['-2']) others.push(mask[0] + number);
  const added = /^((?:add|cm[np]|sub).*#)(0x[0-9a-f]+)(, lsl #12)?$/.exec(text);
  if (added) {
    const [, before, digits, shift] = added;
    const whole = shift === undefined ? digits : `${digits}000`;
    others.push(`${before}-${whole}`);
    if (shift !== undefined) others.push(`${before}${whole}`);
  }
  const address = /^(ldr|str|prfm)(.*\[\w+, #)\d+\]$/.exec(text);
  // of an odd offset another row makes the word
  if (address) others.push(...[`:lo12:${SYMBOL}`, '3'].map((offset) => `${address[1]}${address[2]}${offset}]`));
  const condition = /\bc([cs])$/.exec(text);
  if (condition) others.push(text.slice(0, condition.index) + (condition[1] === 'c' ? 'lo' : 'hs'));
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
    // numbers with fractions, and system registers without a name, are text, each of them another
    if (operands.some((operand) => /\d\.\d+e|^s\d_\d_c/.test(operand))) continue;
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
    const ones = kind === 1 || kind === 6 || (kind < 6 && field.name.startsWith('R'));
    word |= kind === 7 && !ones ? place(field, 30) : field.mask & (ones ? -1 : kind === 0 || kind === 8 ? 0 : random());
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
