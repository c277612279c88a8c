/**
 * Why no row accepted: the message for a wrong statement. Off the hot path.
 *
 * Enters: the encoder with the scanned operands, and the mnemonic's rows. The row that got furthest speaks; of rows that got equally far, those
 * whose operand could at least be of this kind come first, and what they expect is joined. Leaves: message and place.
 */

import type { Message } from '../diag/diagnostic.ts';
import * as messages from '../diag/messages/isa.ts';
import type { InstructionEncoder } from './encoder.ts';
import type { Operand } from './operand.ts';
import type { Bound, Row } from './row.ts';

export interface Explanation {
  readonly message: Message;
  /** Index into the text, or -1 for the whole statement. */
  readonly at: number;
  readonly length: number;
}

interface Attempt {
  readonly row: Row;
  readonly taken: number;
}

/** Chooses the message. `S` does not matter here. */
export function explain<S>(encoder: InstructionEncoder<S>, rows: readonly Row[], mnemonic: string): Explanation {
  const { operands, count } = encoder.scanner;
  let furthest: Attempt[] = [];
  for (const row of rows) {
    const taken = encoder.accepted(row);
    if (furthest[0] === undefined || taken > furthest[0].taken) furthest = [{ row, taken }];
    else if (taken === furthest[0].taken) furthest.push({ row, taken });
  }
  const best = furthest[0];
  if (!best) return { message: messages.unknownMnemonic(mnemonic, undefined), at: -1, length: 1 };
  const position = best.taken;
  if (position >= count) return missing(encoder, furthest, mnemonic, position);
  const op = operands[position] as Operand;
  const place = { at: op.start, length: Math.max(1, op.tail - op.start) };
  const expected: string[] = [];
  let message: Message | undefined;
  for (const { row } of ranked(furthest, op, position)) {
    encoder.accepted(row);
    const codec = codecAt(row, position);
    if (!codec) continue;
    const fits = (codec.kinds & op.kind) !== 0;
    if (fits) message ??= codec.explain?.(op, encoder);
    const words =
      op.shift >= 0 && fits && !codec.takesShift ? `${codec.expects(encoder)} without a shift` : codec.expects(encoder);
    if (!expected.includes(words)) expected.push(words);
  }
  if (message) return { message, ...place };
  if (expected.length === 0) {
    const most = Math.max(...rows.map((row) => row.operands.length));
    return { message: messages.operandCount(mnemonic, plural(most), count), ...place };
  }
  return { message: messages.wrongOperand(mnemonic, position + 1, join(expected), encoder.written(op)), ...place };
}

function missing<S>(
  encoder: InstructionEncoder<S>,
  attempts: readonly Attempt[],
  mnemonic: string,
  position: number,
): Explanation {
  const expected: string[] = [];
  for (const { row } of attempts) {
    encoder.accepted(row);
    const words = codecAt(row, position)?.expects(encoder);
    if (words && !expected.includes(words)) expected.push(words);
  }
  if (expected.length > 0)
    return { message: messages.missingOperand(mnemonic, position + 1, join(expected)), at: -1, length: 1 };
  return { message: messages.notEncodable(mnemonic, 'the combination is reserved'), at: -1, length: 1 };
}

function codecAt(row: Row, position: number): Bound | undefined {
  return row.bound[position];
}

/** Rows whose codec can be of the operand's kind first. */
function ranked(attempts: readonly Attempt[], op: Operand, position: number): readonly Attempt[] {
  const fits = attempts.filter(({ row }) => ((codecAt(row, position)?.kinds ?? 0) & op.kind) !== 0);
  return fits.length > 0 ? fits : attempts;
}

function plural(count: number): string {
  return count === 1 ? '1 operand' : `${count === 0 ? 'no' : count} operands`;
}

/** 'a, b or c', at most five. */
function join(list: readonly string[]): string {
  const few = list.slice(0, 5);
  if (few.length === 1) return few[0] ?? '';
  return `${few.slice(0, -1).join(', ')} or ${few[few.length - 1]}`;
}
