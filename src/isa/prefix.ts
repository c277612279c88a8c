/**
 * MOVPRFX and the instruction that it prefixes: which instructions can follow, and what they must have in common with it.
 *
 * Enters: the words of a MOVPRFX and of what follows. Leaves: undefined, or what is wrong. Arm DDI 0584, "MOVPRFX": the destination is the same and is no
 * other source, the predicate is the same, and so is the element size. Where GNU as 2.40 says nothing (of an indexed element, of the addend of MAD), nothing is said here.
 * `sequence.ts` asks.
 */
import type { Field } from './bits.ts';
import { Printer } from './print.ts';

/** SVE2 instructions that write over their source, or merge, but take no prefix: the cipher's rounds, conversions of the upper halves. */
const WITHOUT_PREFIX = new Set('aesd aese aesimc aesmc sm4e bfcvtnt fcvtlt fcvtnt fcvtxnt'.split(' '));
/** Instructions that write over their first operand, although its field is Zd. */
const WITH_PREFIX = new Set('eorbt eortb sclamp uclamp'.split(' '));
const SIZES = 'bhsdq';

/** What is wrong with an instruction where it stands: in our words, and as `objdump -M notes` has it. */
export interface SequenceFault {
  readonly text: string;
  readonly note: string;
}

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
export function prefixFault(prefix: number, word: number): SequenceFault | undefined {
  const { row } = printer.print(word, 0n);
  if (!row || !/^s[vm]e/.test(row.group))
    return fault('an SVE instruction must follow a movprfx', "SVE instruction expected after `movprfx'");
  const { fields } = row.layout;
  const tied = fields.get('Zdn') ?? fields.get('Zda') ?? (WITH_PREFIX.has(row.mnemonic) ? fields.get('Zd') : undefined);
  const { written, sources } = operandsOf(word, tied);
  if (fields.has('Za')) sources.pop();
  const at = written.findIndex((piece) => /^p\d/.test(piece));
  const predicate = written[at];
  const merges = tied !== undefined || row.mnemonic === 'cpy' || (fields.has('Zd') && predicate?.endsWith('/m'));
  if (!row.group.startsWith('sve/') || !merges || WITHOUT_PREFIX.has(row.mnemonic))
    return fault(`'${row.mnemonic}' cannot follow a movprfx`, "SVE `movprfx' compatible instruction expected");
  return (
    predicateFault(prefix, predicate, at + 1) ??
    registerFault(prefix & 31, written, sources) ??
    sizeFault(prefix, written, tied !== undefined)
  );
}

/** `operand` is the number of the operand that a note is about, 0 for none. */
function fault(text: string, note: string, operand = 0): SequenceFault {
  return { text, note: operand === 0 ? note : `${note} at operand ${operand}` };
}

function predicateFault(prefix: number, predicate: string | undefined, operand: number): SequenceFault | undefined {
  if (!isPredicated(prefix)) return undefined;
  if (predicate === undefined)
    return fault(
      'the movprfx before has a predicate, so this must have it too',
      "predicated instruction expected after `movprfx'",
    );
  if (!predicate.endsWith('/m'))
    return fault(
      'the movprfx before has a predicate, so that of this must be merging',
      "merging predicate expected due to preceding `movprfx'",
      operand,
    );
  const [expected, found] = [(prefix >> 10) & 7, Number.parseInt(predicate.slice(1), 10)];
  if (expected === found) return undefined;
  const text = `the predicate is p${found}, but p${expected} in the movprfx before`;
  return fault(text, "predicate register differs from that in preceding `movprfx'", operand);
}

function registerFault(
  destination: number,
  written: readonly string[],
  sources: readonly string[],
): SequenceFault | undefined {
  const name = `z${destination}`;
  const read = new RegExp(`\\b[zbhsd]${destination}\\b(?!.*\\[)`);
  const source = sources.find((piece) => read.test(piece));
  if (!new RegExp(`^${name}\\b`).test(written[0] ?? '')) {
    const how = source === undefined ? 'not used in current instruction' : 'expected as output';
    const text = `the movprfx before is of ${name}, which is not the destination of this`;
    return fault(text, `output register of preceding \`movprfx' ${how}`, 1);
  }
  if (source === undefined) return undefined;
  const text = `${name}, which the movprfx before writes, is also a source`;
  return fault(text, "output register of preceding `movprfx' used as input", written.lastIndexOf(source) + 1);
}

/** A conversion works on elements of the larger of its two sizes. */
function sizeFault(prefix: number, written: readonly string[], isTied: boolean): SequenceFault | undefined {
  if (!isPredicated(prefix)) return undefined;
  const size = isTied ? sizeOf(written[0] ?? '') : Math.max(...written.map(sizeOf));
  const expected = (prefix >> 22) & 3;
  if (size === expected) return undefined;
  const text = `the elements are .${SIZES[size]}, but .${SIZES[expected]} in the movprfx before`;
  return fault(text, "register size not compatible with previous `movprfx'", 1);
}
