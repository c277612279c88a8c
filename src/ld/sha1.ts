/** SHA-1 (FIPS 180-4) over bytes given in parts, for build ids; not for security. */
export class Sha1 {
  readonly #state = new Int32Array([0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476, 0xc3d2e1f0 | 0]);
  readonly #block = new Uint8Array(64);
  readonly #words = new Int32Array(80);
  #used = 0;
  #length = 0;

  update(bytes: Uint8Array): void {
    this.#length += bytes.length;
    let at = 0;
    if (this.#used > 0) {
      at = Math.min(64 - this.#used, bytes.length);
      this.#block.set(bytes.subarray(0, at), this.#used);
      this.#used += at;
      if (this.#used < 64) return;
      this.#compress(this.#block, 0, 64);
      this.#used = 0;
    }
    const whole = bytes.length - ((bytes.length - at) % 64);
    this.#compress(bytes, at, whole);
    this.#block.set(bytes.subarray(whole));
    this.#used = bytes.length - whole;
  }

  digest(): Uint8Array {
    const bits = this.#length * 8;
    const tail = new Uint8Array((this.#used < 56 ? 64 : 128) - this.#used);
    tail[0] = 0x80;
    const view = new DataView(tail.buffer);
    view.setUint32(tail.length - 8, Math.floor(bits / 2 ** 32));
    view.setUint32(tail.length - 4, bits >>> 0);
    this.update(tail);
    const out = new DataView(new ArrayBuffer(20));
    this.#state.forEach((word, i) => {
      out.setInt32(4 * i, word);
    });
    return new Uint8Array(out.buffer);
  }

  /** The blocks of bytes[from..to). The four kinds of rounds are loops of their own: one loop with a choice in it is half as fast. */
  #compress(bytes: Uint8Array, from: number, to: number): void {
    const w = this.#words;
    const s = this.#state;
    for (let at = from; at < to; at += 64) {
      expand(w, bytes, at);
      let [a, b, c, d, e] = [s[0] as number, s[1] as number, s[2] as number, s[3] as number, s[4] as number];
      let next = 0;
      for (let i = 0; i < 20; i++) {
        next = (((a << 5) | (a >>> 27)) + ((b & c) | (~b & d)) + e + 0x5a827999 + (w[i] as number)) | 0;
        e = d;
        d = c;
        c = (b << 30) | (b >>> 2);
        b = a;
        a = next;
      }
      for (let i = 20; i < 40; i++) {
        next = (((a << 5) | (a >>> 27)) + (b ^ c ^ d) + e + 0x6ed9eba1 + (w[i] as number)) | 0;
        e = d;
        d = c;
        c = (b << 30) | (b >>> 2);
        b = a;
        a = next;
      }
      for (let i = 40; i < 60; i++) {
        next = (((a << 5) | (a >>> 27)) + ((b & c) | (b & d) | (c & d)) + e + 0x8f1bbcdc + (w[i] as number)) | 0;
        e = d;
        d = c;
        c = (b << 30) | (b >>> 2);
        b = a;
        a = next;
      }
      for (let i = 60; i < 80; i++) {
        next = (((a << 5) | (a >>> 27)) + (b ^ c ^ d) + e + 0xca62c1d6 + (w[i] as number)) | 0;
        e = d;
        d = c;
        c = (b << 30) | (b >>> 2);
        b = a;
        a = next;
      }
      s[0] = (s[0] as number) + a;
      s[1] = (s[1] as number) + b;
      s[2] = (s[2] as number) + c;
      s[3] = (s[3] as number) + d;
      s[4] = (s[4] as number) + e;
    }
  }
}

/** The message schedule of the block at bytes[at]. */
function expand(w: Int32Array, bytes: Uint8Array, at: number): void {
  for (let i = 0, p = at; i < 16; i++, p += 4)
    w[i] =
      ((bytes[p] as number) << 24) |
      ((bytes[p + 1] as number) << 16) |
      ((bytes[p + 2] as number) << 8) |
      (bytes[p + 3] as number);
  for (let i = 16; i < 80; i++) {
    const x = (w[i - 3] as number) ^ (w[i - 8] as number) ^ (w[i - 14] as number) ^ (w[i - 16] as number);
    w[i] = (x << 1) | (x >>> 31);
  }
}
