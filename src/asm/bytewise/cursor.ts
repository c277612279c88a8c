/**
 * A cursor over the bytes of a source text: blanks, numbers, names, the end of a statement.
 *
 * Enters: bytes, one a character. Leaves: what was found in the cursor's fields; `at` moves only over what was understood. Whatever is out
 * of the ordinary is not understood, and left to the readers of text (statements.ts, expression.ts).
 */
import { CLASS, DIGIT, NAME_PART, NAME_START } from '../chars.ts';

/** More digits are left to the reader of text: so many fit a double. */
const MOST_DIGITS = 12;
const MOST_LABEL_DIGITS = 8;

export class Cursor {
  bytes: Uint8Array = new Uint8Array(0);
  at = 0;
  limit = 0;
  /** The number that was read. */
  value = 0;
  /** The statement was carried out, and more is read elsewhere: in the frame on top, or further on in this one. */
  left = false;
  /** Of the label that was read. */
  forward = false;

  /** The byte at hand after blanks; 10 at the end of the text. */
  blanks(): number {
    const { bytes, limit } = this;
    let { at } = this;
    let c = 10;
    while (at < limit) {
      c = bytes[at] as number;
      if (c !== 32 && c !== 9) break;
      at++;
    }
    this.at = at;
    return at < limit ? c : 10;
  }

  /** Whether a name starts here. */
  nameHere(): boolean {
    return this.at < this.limit && ((CLASS[this.bytes[this.at] as number] as number) & NAME_START) !== 0;
  }

  digitHere(): boolean {
    return this.at < this.limit && ((CLASS[this.bytes[this.at] as number] as number) & DIGIT) !== 0;
  }

  /** Go over a name and return where it ends. */
  name(): number {
    const { bytes, limit } = this;
    let at = this.at + 1;
    while (at < limit && ((CLASS[bytes[at] as number] as number) & NAME_PART) !== 0) at++;
    this.at = at;
    return at;
  }

  /** Read a decimal or hexadecimal number, perhaps with a minus, into `value`. */
  number(): boolean {
    const { bytes, limit } = this;
    let { at } = this;
    let c = at < limit ? (bytes[at] as number) : 10;
    const negative = c === 45;
    if (negative) c = ++at < limit ? (bytes[at] as number) : 10;
    let d = c - 48;
    if (d < 0 || d > 9) return false;
    let value = d;
    const start = ++at;
    c = at < limit ? (bytes[at] as number) : 10;
    if (d === 0) {
      if (c === 120) {
        const from = ++at;
        for (; at < limit; at++) {
          c = bytes[at] as number;
          d = c <= 57 ? c - 48 : (c | 32) >= 97 ? (c | 32) - 87 : 16;
          if (d < 0 || d > 15) break;
          value = value * 16 + d;
        }
        if (at === from || at - from > MOST_DIGITS) return false;
        c = at < limit ? c : 10;
      }
    } else {
      for (; at < limit; at++) {
        c = bytes[at] as number;
        d = c - 48;
        if (d < 0 || d > 9) break;
        value = value * 10 + d;
      }
      if (at - start >= MOST_DIGITS) return false;
      c = at < limit ? c : 10;
    }
    if (((CLASS[c] as number) & NAME_PART) !== 0) return false;
    this.at = at;
    this.value = negative ? 0 - value : value;
    return true;
  }

  /** Read `12b`, `3f` into `value` and `forward`. */
  label(): boolean {
    const { bytes, limit } = this;
    let { at } = this;
    let value = 0;
    for (; at < limit && at < this.at + MOST_LABEL_DIGITS; at++) {
      const d = (bytes[at] as number) - 48;
      if (d < 0 || d > 9) break;
      value = value * 10 + d;
    }
    const c = at < limit ? (bytes[at] as number) : 10;
    if (at === this.at || (c !== 98 && c !== 102)) return false;
    if (at + 1 < limit && ((CLASS[bytes[at + 1] as number] as number) & NAME_PART) !== 0) return false;
    this.at = at + 1;
    this.value = value;
    this.forward = c === 102;
    return true;
  }

  /** The byte at hand, 10 at the end of the text. */
  byte(): number {
    return this.at < this.limit ? (this.bytes[this.at] as number) : 10;
  }

  /** Over the byte at hand, and blanks. */
  skip(): void {
    this.at++;
    this.blanks();
  }

  /** Skip a comma and blanks around it; whether there was one. */
  comma(): boolean {
    if (this.blanks() !== 44) return false;
    this.skip();
    return true;
  }

  /** Whether the statement ends here; `at` is then at its terminator. */
  ends(): boolean {
    const c = this.blanks();
    if (c === 10 || c === 59) return true;
    if (c !== 47 || this.bytes[this.at + 1] !== 47) return false;
    this.toLineEnd();
    return true;
  }

  /** To the newline, or the end of the text. */
  toLineEnd(): void {
    const to = this.bytes.indexOf(10, this.at);
    this.at = to < 0 ? this.limit : to;
  }

  /** Whether the bytes from here on are those of `word`, and end there. */
  word(word: string): boolean {
    const { bytes, at } = this;
    for (let i = 0; i < word.length; i++) if (bytes[at + i] !== word.charCodeAt(i)) return false;
    const next = at + word.length;
    return next >= this.limit || ((CLASS[bytes[next] as number] as number) & NAME_PART) === 0;
  }
}
