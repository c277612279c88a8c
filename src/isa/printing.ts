/**
 * What codecs may ask while they print an operand of a decoded word.
 */

export interface Printing {
  /** The instruction's address within its page of 4 KiB. */
  readonly pageOffset: number;
  /** The text for the address so many bytes behind the instruction (modulo 2^64): GNU objdump's '40 <label+0x8>'. */
  relative(bytes: number): string;
  /** Adds a remark after the operands, as objdump does: '#16', 'b.none'. */
  comment(text: string): void;
  /** False for `-M no-aliases`. */
  readonly aliases: boolean;
  /** True for `-M notes`. */
  readonly notes: boolean;
}
