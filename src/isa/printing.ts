/**
 * What codecs may ask while they print an operand of a decoded word.
 */

export interface Printing {
  /** Address of the instruction; operands that are relative to it print absolute addresses. */
  readonly pc: bigint;
  /** The text for a code or data address: GNU objdump's '40 <label+0x8>'. */
  address(address: bigint): string;
  /** Adds a remark after the operands, as objdump does: '#16', 'b.none'. */
  comment(text: string): void;
  /** False for `-M no-aliases`. */
  readonly aliases: boolean;
  /** True for `-M notes`. */
  readonly notes: boolean;
}
