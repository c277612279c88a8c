/**
 * A text that need not be there as one string: a large source file is read from its bytes, a piece at a time.
 *
 * Enters: any text, latin1, one character a byte. Leaves: pieces of whole lines. A string is such a text, and its own only piece.
 */
import type { LineIndex } from './line-index.ts';

export type SourceText = string | LargeText;

export interface LargeText {
  readonly length: number;
  /** Its lines, as far as they are known. */
  readonly lines: LineIndex;
  slice(from: number, to?: number): string;
  /** The lines around text[offset], with the byte before it; good until the next window is asked for. */
  window(offset: number): TextWindow;
  /** The bytes from `from` on into `into`; returns how many there are. */
  copy(into: Uint8Array, from: number): number;
}

/** Whole lines of a text as bytes, one a character: bytes[0..length). */
export interface TextWindow {
  readonly bytes: Uint8Array;
  /** Offset of bytes[0] in the text. */
  readonly from: number;
  readonly length: number;
  /** Where the bytes lie already in the memory of the assembler's core. */
  readonly address?: number;
}

const ENCODER = new TextEncoder();
/** The encoder's call costs as much as so many characters. */
const SHORT = 64;

/** Write the characters of a text into `to` from `at` on, one byte each. */
export function writeText(text: string, to: Uint8Array, at: number): void {
  const { length } = text;
  // what is ASCII to its end is the same in UTF-8; of anything else not all is read, since there is no room for it
  if (length > SHORT && ENCODER.encodeInto(text, to.subarray(at, at + length)).read === length) return;
  for (let i = 0; i < length; i++) to[at + i] = text.charCodeAt(i);
}

/** A text that is all there, given as bytes. */
export function bytesOfText(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  writeText(text, bytes, 0);
  return bytes;
}

/** Arguments of one call: engines bound them. */
const CHUNK = 8192;

/** Characters from bytes, one each. */
export function textOfBytes(bytes: Uint8Array, start = 0, end = bytes.length): string {
  let out = '';
  for (let i = start; i < end; i += CHUNK) out += chunk(bytes, i, Math.min(end, i + CHUNK));
  return out;
}

/** A typed array as the arguments takes V8 more than twice as long as an array of small integers. */
function chunk(bytes: Uint8Array, start: number, end: number): string {
  const characters = new Array<number>(end - start);
  for (let i = start, k = 0; i < end; i++, k++) characters[k] = bytes[i] as number;
  return String.fromCharCode.apply(null, characters);
}

/** Characters of a piece: it stays in the young generation of the heap, whose memory is used again and again. */
const PIECE = 1 << 16;

/** The piece that begins at `from`: at least `least` characters and on to the end of a line, or all that is left. */
export function pieceAt(text: SourceText, from: number, least = PIECE): string {
  if (typeof text === 'string') return from === 0 ? text : text.slice(from);
  for (let size = least; ; size *= 2) {
    if (from + size >= text.length) return text.slice(from, text.length);
    const piece = text.slice(from, from + size);
    const last = piece.lastIndexOf('\n');
    if (last >= 0) return piece.slice(0, last + 1);
  }
}
