/**
 * The word under construction, as codecs see it while one row is tried.
 *
 * Codecs put fields; a field that an earlier operand (or the row) has already decided must agree. That is how merged rows stay
 * consistent: `R('Rd')` decides `sf`, `R('Rn')` must agree; `z0.s` twice in a destructive instruction must name one register.
 */

import type { Message } from '../diag/diagnostic.ts';
import { type Field, place } from './bits.ts';
import type { FeatureSet } from './features.ts';
import type { Operand } from './operand.ts';

export interface Encoding {
  /** The word so far, as an int32. */
  word: number;
  /** Bits of it that are decided. */
  decided: number;
  readonly features: FeatureSet;
  /** Relocations are for ILP32. */
  readonly ilp32: boolean;
  /** Puts a field's value; false when it was decided otherwise before, or does not fit. */
  put(field: Field, value: number): boolean;
  /**
   * Makes the operand a constant if it is one: an IMM, or a NAME or expression that the host evaluates. False when it is symbolic
   * (then `op.kind` is EXPR) or no expression at all.
   */
  constant(op: Operand): boolean;
  /** Makes the operand an expression if it can be one, whatever it looks like (labels may have register names). */
  expression(op: Operand): boolean;
  /**
   * Accepts an immediate that is symbolic and has no relocation operator: asks for a second encoding when the value is known
   * (FIXUP_REENCODE). False for other operands.
   */
  defer(op: Operand): boolean;
  /** Asks for a relocation with the operand's expression. */
  fix(reloc: number, op: Operand, literal?: number): void;
  /** Reports a warning about an operand that is accepted; the last one stands. */
  warn(message: Message): void;
  /** Says that the row matches but an operand needs an extension that is off. */
  lack(feature: string, message: Message): void;
  /** The text of the operand as written. */
  written(op: Operand): string;
}

/** Puts `value` into the word for `field`; shared by the encoder and by tests. */
export function putField(e: { word: number; decided: number }, field: Field, value: number): boolean {
  const bits = place(field, value);
  const before = e.decided & field.mask;
  if (((bits ^ e.word) & before) !== 0) return false;
  e.word |= bits;
  e.decided |= field.mask;
  return true;
}
