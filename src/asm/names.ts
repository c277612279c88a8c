/**
 * Names by number: their characters close together, and a hash table that finds them by the characters of a source text or its bytes.
 *
 * Enters: text[start..end), or the same as bytes, one a character. Leaves: the number of the name, counted from 0 in the order of their
 * first mention. Finding allocates nothing, and a string is made of a name only when somebody asks for it: most labels of
 * compiler output are never shown.
 */
import { textOfBytes } from '../text/source-text.ts';
import { roomier } from './columns.ts';

export class Names {
  count = 0;
  /** Name n is #bytes[#ends[n - 1]..#ends[n]). */
  #bytes = new Uint8Array(1 << 12);
  #ends = new Int32Array(512);
  /** Two numbers a slot, side by side for the processor's cache: the hash, and the number plus 1; open addressing. */
  #slots = new Int32Array(2048);

  /** The number of text[start..end), or -1. */
  find(text: string, start: number, end: number): number {
    return (this.#slots[this.#slot(hashOf(text, start, end), text, start, end) + 1] as number) - 1;
  }

  /** The same, made if it is new. */
  number(text: string, start: number, end: number): number {
    const hash = hashOf(text, start, end);
    const slot = this.#slot(hash, text, start, end);
    const known = this.#slots[slot + 1] as number;
    if (known > 0) return known - 1;
    const at = this.#room(end - start);
    for (let i = start; i < end; i++) this.#bytes[at + i - start] = text.charCodeAt(i);
    return this.#add(slot, hash, at + end - start);
  }

  /** The same for bytes[start..end). */
  numberOfBytes(bytes: Uint8Array, start: number, end: number): number {
    let h = -2128831035;
    for (let i = start; i < end; i++) h = Math.imul(h ^ (bytes[i] as number), 16777619);
    h ^= h >>> 15;
    const slots = this.#slots;
    const last = slots.length - 2;
    let slot = (h << 1) & last;
    for (; ; slot = (slot + 2) & last) {
      const known = slots[slot + 1] as number;
      if (known === 0) break;
      if (slots[slot] === h && this.#are(known - 1, bytes, start, end)) return known - 1;
    }
    const at = this.#room(end - start);
    const own = this.#bytes;
    for (let i = start, k = at; i < end; i++, k++) own[k] = bytes[i] as number;
    return this.#add(slot, h, at + end - start);
  }

  /** The name as a string. */
  text(n: number): string {
    return textOfBytes(this.#bytes, this.#start(n), this.#ends[n] as number);
  }

  /** Whether it begins with `.L`. */
  isLocal(n: number): boolean {
    const at = this.#start(n);
    return (this.#ends[n] as number) > at + 1 && this.#bytes[at] === 46 && this.#bytes[at + 1] === 76;
  }

  #start(n: number): number {
    return n === 0 ? 0 : (this.#ends[n - 1] as number);
  }

  #are(n: number, bytes: Uint8Array, start: number, end: number): boolean {
    const own = this.#bytes;
    const from = this.#start(n);
    if ((this.#ends[n] as number) - from !== end - start) return false;
    for (let i = start, k = from; i < end; i++, k++) if (bytes[i] !== own[k]) return false;
    return true;
  }

  #is(n: number, text: string, start: number, end: number): boolean {
    const own = this.#bytes;
    const from = this.#start(n);
    if ((this.#ends[n] as number) - from !== end - start) return false;
    for (let i = start, k = from; i < end; i++, k++) if (text.charCodeAt(i) !== own[k]) return false;
    return true;
  }

  /** The slot of text[start..end), or the free one where it belongs. */
  #slot(hash: number, text: string, start: number, end: number): number {
    const slots = this.#slots;
    const last = slots.length - 2;
    for (let i = (hash << 1) & last; ; i = (i + 2) & last) {
      const known = slots[i + 1] as number;
      if (known === 0 || (slots[i] === hash && this.#is(known - 1, text, start, end))) return i;
    }
  }

  /** Where the next name goes, with room for its characters. */
  #room(length: number): number {
    const at = this.#start(this.count);
    let size = this.#bytes.length;
    while (at + length > size) size *= 2;
    if (size > this.#bytes.length) {
      const bytes = new Uint8Array(size);
      bytes.set(this.#bytes);
      this.#bytes = bytes;
    }
    return at;
  }

  #add(slot: number, hash: number, end: number): number {
    const n = this.count++;
    if (n >= this.#ends.length) this.#ends = roomier(this.#ends);
    this.#ends[n] = end;
    this.#slots[slot] = hash;
    this.#slots[slot + 1] = n + 1;
    if (this.count * 4 > this.#slots.length) this.#grow();
    return n;
  }

  #grow(): void {
    const old = this.#slots;
    const slots = new Int32Array(old.length * 4);
    const last = slots.length - 2;
    for (let from = 0; from < old.length; from += 2) {
      if (old[from + 1] === 0) continue;
      let i = ((old[from] as number) << 1) & last;
      while (slots[i + 1] !== 0) i = (i + 2) & last;
      slots[i] = old[from] as number;
      slots[i + 1] = old[from + 1] as number;
    }
    this.#slots = slots;
  }
}

function hashOf(text: string, start: number, end: number): number {
  let h = -2128831035;
  for (let i = start; i < end; i++) h = Math.imul(h ^ text.charCodeAt(i), 16777619);
  return h ^ (h >>> 15);
}
