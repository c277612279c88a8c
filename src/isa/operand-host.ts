/**
 * What the operand parser of the instruction table needs from whoever holds symbols and expressions.
 *
 * The ISA knows nothing of symbols. It scans registers, shifts, brackets and plain integer literals itself (the hot
 * path) and calls the host for everything else. `S` is the host's own symbolic value, which the ISA only hands back
 * with the relocation that the operand needs.
 */

export interface OperandHost<S> {
  /**
   * Parse the expression at text[at..end). Returns the index after it, or -1 when there is none (the host has then reported why,
   * or `expressionError` says). The result is in the fields below until the next call.
   */
  parseExpression(text: string, at: number, end: number): number;
  /** Set when the expression was absolute: its value as a signed 64-bit integer. `number` is exact when |value| <= 2^53. */
  readonly isConstant: boolean;
  readonly number: number;
  /** The same as a bigint in [-2^63, 2^64). */
  readonly big: bigint;
  /** Set when it was not: the host's symbolic value. */
  readonly symbolic: S | undefined;
  /** Set when the expression had a literal beyond 64 bits: its value. `number` and `big` are that modulo 2^64. */
  readonly wide?: bigint | undefined;
  /** Set when there was nothing but an operator. */
  readonly absent?: boolean;
  readonly expressionError: string;
  /** The register name that `.req` gave to `name` (lower case as written), or undefined. */
  alias(name: string): string | undefined;
  /** Value of the location counter is needed for `.`-relative operands: the host answers through parseExpression. */
}

/**
 * Pseudo relocation: the operand is an immediate whose value was not yet known. The word holds 0 there; when the value is known, encode
 * the statement again with a host that answers with the constant (and take the errors that this gives).
 */
export const FIXUP_REENCODE = -1;

/** A relocation that an operand asks for: `reloc` is the row's number in relocs.ts (ELF r_type for AArch64 LP64). */
export interface OperandFixup<S> {
  /** ELF r_type, or FIXUP_REENCODE. */
  reloc: number;
  value: S | undefined;
  /** The constant, when the expression was absolute but the operand needs a relocation all the same (`=5`, `:lo12:0x123`). */
  constant: bigint | undefined;
  /** Bytes of the literal that `ldr x0, =value` asks for (4, 8 or 16), or 0 when the operand is no literal. */
  literal: number;
  /** Index into the text where the operand starts, for diagnostics. */
  at: number;
}
