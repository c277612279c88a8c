/**
 * MOVPRFX and the instruction that it prefixes: which instructions can follow, and what they must have in common with it.
 *
 * Enters: the words of a MOVPRFX and of what follows. Leaves: undefined, or what is wrong. Arm DDI 0584, "MOVPRFX": the destination is the same and is no
 * other source, the predicate is the same, and so is the element size. Where GNU as 2.40 says nothing (of an indexed element, of the addend of MAD), nothing is said here.
 */
import type { Field } from './bits.ts';
import { Printer } from './print.ts';

/** SVE2 instructions that write over their source, or merge, but take no prefix: the cipher's rounds, conversions of the upper halves. */
const WITHOUT_PREFIX = new Set('aesd aese aesimc aesmc sm4e bfcvtnt fcvtlt fcvtnt fcvtxnt'.split(' '));
const SIZES = 'bhsdq';
const printer = new Printer({ aliases: false });
const names = new Printer();

/** Whether the word is a MOVPRFX. */
export function isPrefix(word: number): boolean {
  return (word & ~0x3ff) === 0x0420bc00 || isPredicated(word);
}

function isPredicated(word: number): boolean {
  return (word & 0xff3ee000) === 0x04102000;
}

/** Whether the word is written without operands, as most hints and barriers: GNU as does not count those. */
export function hasNoOperands(word: number): boolean {
  return names.print(word, 0n).row?.operands.length === 0;
}

/** The size of a vector `z3.s` as an index into SIZES, -1 when it has none. */
function sizeOf(operand: string): number {
  const match = /z\d+\.([bhsdq])/.exec(operand);
  return match ? SIZES.indexOf(match[1] as string) : -1;
}

/** The operands of `word`, and those that are not its destination. */
function operandsOf(word: number, destination: Field | undefined): { written: string[]; sources: string[] } {
  const written = shown(word);
  // An operand that changes with the destination is the destination, written again.
  const other = destination ? shown(word ^ (1 << destination.shift)) : [];
  return { written, sources: written.filter((text, i) => i > 0 && (!destination || text === other[i])) };
}

function shown(word: number): string[] {
  const { pieces, count } = printer.print(word, 0n);
  return pieces.slice(0, count);
}

/** What is wrong with `word` behind the MOVPRFX `prefix`. */
export function prefixFault(prefix: number, word: number): string | undefined {
  const { row } = printer.print(word, 0n);
  if (!row || !/^s[vm]e/.test(row.group)) return 'an SVE instruction must follow a movprfx';
  const { fields } = row.layout;
  const tied = fields.get('Zdn') ?? fields.get('Zda');
  const { written, sources } = operandsOf(word, tied);
  if (fields.has('Za')) sources.pop();
  const predicate = written.find((piece) => /^p\d/.test(piece));
  const merges = tied !== undefined || row.mnemonic === 'cpy' || (fields.has('Zd') && predicate?.endsWith('/m'));
  if (!row.group.startsWith('sve/') || !merges || WITHOUT_PREFIX.has(row.mnemonic))
    return `'${row.mnemonic}' cannot follow a movprfx`;
  return (
    predicateFault(prefix, predicate) ??
    registerFault(prefix & 31, written, sources) ??
    sizeFault(prefix, written, tied !== undefined)
  );
}

function predicateFault(prefix: number, predicate: string | undefined): string | undefined {
  if (!isPredicated(prefix)) return undefined;
  if (predicate === undefined) return 'the movprfx before has a predicate, so this must have it too';
  if (!predicate.endsWith('/m')) return 'the movprfx before has a predicate, so that of this must be merging';
  const [expected, found] = [(prefix >> 10) & 7, Number.parseInt(predicate.slice(1), 10)];
  return expected === found ? undefined : `the predicate is p${found}, but p${expected} in the movprfx before`;
}

function registerFault(
  destination: number,
  written: readonly string[],
  sources: readonly string[],
): string | undefined {
  const name = `z${destination}`;
  if (!new RegExp(`^${name}\\b`).test(written[0] ?? ''))
    return `the movprfx before is of ${name}, which is not the destination of this`;
  const read = new RegExp(`\\b[zbhsd]${destination}\\b(?!.*\\[)`);
  return sources.some((source) => read.test(source))
    ? `${name}, which the movprfx before writes, is also a source`
    : undefined;
}

/** A conversion works on elements of the larger of its two sizes. */
function sizeFault(prefix: number, written: readonly string[], isTied: boolean): string | undefined {
  if (!isPredicated(prefix)) return undefined;
  const size = isTied ? sizeOf(written[0] ?? '') : Math.max(...written.map(sizeOf));
  const expected = (prefix >> 22) & 3;
  return size === expected
    ? undefined
    : `the elements are .${SIZES[size]}, but .${SIZES[expected]} in the movprfx before`;
}
