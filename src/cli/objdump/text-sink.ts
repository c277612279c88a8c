/**
 * Output of a disassembly as bytes: millions of short lines, put together in one buffer that is handed on when it is full.
 *
 * Enters: pieces of text, and numbers to write in hexadecimal. Leaves: UTF-8 through `write`, which must be done with the bytes when it returns: they are
 * overwritten. Joining strings and encoding them afterwards costs three times as much.
 */

const SIZE = 1 << 16;
const NEWLINE = 10;
/** The most bytes that one character of a string becomes. */
const WIDEST = 3;
const DIGITS = [...'0123456789abcdef'].map((digit) => digit.charCodeAt(0));
/** The first and the second digit of each byte. */
const HIGH = Uint8Array.from({ length: 256 }, (_, byte) => DIGITS[byte >> 4] as number);
const LOW = Uint8Array.from({ length: 256 }, (_, byte) => DIGITS[byte & 15] as number);

export class TextSink {
  readonly #bytes = new Uint8Array(SIZE);
  #at = 0;
  readonly #write: (bytes: Uint8Array) => void;

  constructor(write: (bytes: Uint8Array) => void) {
    this.#write = write;
  }

  text(text: string): void {
    const { length } = text;
    if (this.#at + length > SIZE) this.#spill();
    if (length >= SIZE) {
      this.#wide(text);
      return;
    }
    const bytes = this.#bytes;
    const at = this.#at;
    for (let i = 0; i < length; i++) {
      const c = text.charCodeAt(i);
      if (c > 127) {
        this.#wide(text);
        return;
      }
      bytes[at + i] = c;
    }
    this.#at = at + length;
  }

  /** The eight digits of an unsigned word. */
  word(word: number): void {
    if (this.#at + 8 > SIZE) this.#spill();
    const bytes = this.#bytes;
    let at = this.#at;
    for (let shift = 24; shift >= 0; shift -= 8) {
      const byte = (word >>> shift) & 255;
      bytes[at++] = HIGH[byte] as number;
      bytes[at++] = LOW[byte] as number;
    }
    this.#at = at;
  }

  /** Three digits, of a number below 4096. */
  low(value: number): void {
    if (this.#at + 3 > SIZE) this.#spill();
    const bytes = this.#bytes;
    bytes[this.#at] = LOW[value >> 8] as number;
    bytes[this.#at + 1] = HIGH[value & 255] as number;
    bytes[this.#at + 2] = LOW[value & 255] as number;
    this.#at += 3;
  }

  /** Takes the end of the last line back. */
  unline(): void {
    if (this.#at > 0 && this.#bytes[this.#at - 1] === NEWLINE) this.#at--;
  }

  /** Makes room; the last character stays, so that it can be taken back. */
  #spill(): void {
    if (this.#at === 0) return;
    const last = this.#bytes[this.#at - 1] as number;
    this.#at--;
    this.flush();
    this.#bytes[0] = last;
    this.#at = 1;
  }

  flush(): void {
    if (this.#at > 0) this.#write(this.#bytes.subarray(0, this.#at));
    this.#at = 0;
  }

  /** Text that is not ASCII or longer than the buffer. */
  #wide(text: string): void {
    if (this.#at + WIDEST * text.length > SIZE) this.flush();
    const encoder = new TextEncoder();
    if (WIDEST * text.length > SIZE) this.#write(encoder.encode(text));
    else this.#at += encoder.encodeInto(text, this.#bytes.subarray(this.#at)).written;
  }
}
