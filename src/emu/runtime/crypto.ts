/**
 * AES, SHA-1, SHA-256, SHA-512, SM3 and SM4 on whole vector registers (Arm DDI 0487, C7.2 and J1.1; FIPS 180, FIPS 197, GB/T 32905, GB/T 32907).
 *
 * Enters: operands as four int32 words each in a scratch array. Leaves: the result in its first four. S-boxes are computed, not listed.
 */

export type WholeFunction = (w: Int32Array, parameter: number) => void;
type Words = readonly [number, number, number, number];

const operand = (w: Int32Array, k: number): Words => [
  w[4 * k] as number,
  w[4 * k + 1] as number,
  w[4 * k + 2] as number,
  w[4 * k + 3] as number,
];
const rol = (x: number, n: number): number => (x << n) | (x >>> (32 - n));
const ror = (x: number, n: number): number => rol(x, 32 - n);

// ---- AES and SM4 substitution ---------------------------------------------------------------------------------------

/** Product in GF(2^8) modulo `polynomial` (with its x^8). */
function product(a: number, b: number, polynomial: number): number {
  let result = 0;
  for (let x = a, y = b; y !== 0; y >>= 1) {
    if (y & 1) result ^= x;
    x <<= 1;
    if (x & 0x100) x ^= polynomial;
  }
  return result;
}

function inverse(a: number, polynomial: number): number {
  // a^254
  let result = 1;
  for (let i = 0; i < 254; i++) result = product(result, a, polynomial);
  return result;
}

/** Each output bit i is the parity of `a` with `row` rotated left by i. */
function circulant(a: number, row: number): number {
  let result = 0;
  for (let i = 0; i < 8; i++) {
    let parity = a & (((row << i) | (row >> (8 - i))) & 255);
    parity ^= parity >> 4;
    parity ^= parity >> 2;
    parity ^= parity >> 1;
    result |= (parity & 1) << i;
  }
  return result;
}

const AES = 0x11b;
const SM4 = 0x1f5;
const bytesOf = (f: (i: number) => number): Uint8Array => Uint8Array.from({ length: 256 }, (_, i) => f(i));

interface Boxes {
  readonly forward: Uint8Array;
  readonly backward: Uint8Array;
  readonly sm4: Uint8Array;
}
let made: Boxes | undefined;

function boxes(): Boxes {
  if (made) return made;
  const forward = bytesOf((i) => circulant(inverse(i, AES), 0xf1) ^ 0x63);
  const backward = new Uint8Array(256);
  forward.forEach((value, i) => {
    backward[value] = i;
  });
  const affine = (a: number): number => circulant(a, SM4_ROW) ^ 0xd3;
  made = { forward, backward, sm4: bytesOf((i) => affine(inverse(affine(i), SM4))) };
  return made;
}
const SM4_ROW = 0xa7;

function bytes(words: readonly number[]): Uint8Array {
  return Uint8Array.from({ length: 16 }, (_, i) => ((words[i >> 2] as number) >>> (8 * (i & 3))) & 255);
}

function store(w: Int32Array, b: Uint8Array): void {
  for (let i = 0; i < 4; i++)
    w[i] =
      (b[4 * i] as number) |
      ((b[4 * i + 1] as number) << 8) |
      ((b[4 * i + 2] as number) << 16) |
      ((b[4 * i + 3] as number) << 24);
}

/** AESE and AESD: operand 0 EOR operand 1, rows shifted by `step` columns each, substituted. */
function aesRound(box: 'forward' | 'backward', step: 1 | 3): WholeFunction {
  return (w) => {
    const [a, b] = [bytes(operand(w, 0)), bytes(operand(w, 1))];
    const table = boxes()[box];
    store(
      w,
      Uint8Array.from({ length: 16 }, (_, i) => {
        const from = (i + 4 * step * (i & 3)) & 15;
        return table[(a[from] as number) ^ (b[from] as number)] as number;
      }),
    );
  };
}

/** AESMC and AESIMC: each column times a polynomial. */
function aesMix(coefficients: Words): WholeFunction {
  return (w) => {
    const a = bytes(operand(w, 0));
    store(
      w,
      Uint8Array.from({ length: 16 }, (_, i) => {
        let sum = 0;
        for (let k = 0; k < 4; k++)
          sum ^= product(a[(i & 12) + ((i + k) & 3)] as number, coefficients[k] as number, AES);
        return sum;
      }),
    );
  };
}

// ---- SHA-1, SHA-256 -------------------------------------------------------------------------------------------------

const choose = (x: number, y: number, z: number): number => ((y ^ z) & x) ^ z;
const parity = (x: number, y: number, z: number): number => x ^ y ^ z;
const majority = (x: number, y: number, z: number): number => (x & y) | ((x | y) & z);

function sha1(f: (x: number, y: number, z: number) => number): WholeFunction {
  return (w) => {
    let [a, b, c, d] = operand(w, 0);
    let e = w[4] as number;
    for (const word of operand(w, 2)) {
      const next = (e + rol(a, 5) + f(b, c, d) + word) | 0;
      [a, b, c, d, e] = [next, a, rol(b, 30), c, d];
    }
    w.set([a, b, c, d]);
  };
}

function sha256(first: boolean): WholeFunction {
  return (w) => {
    let [a, b, c, d] = operand(w, first ? 0 : 1);
    let [e, f, g, h] = operand(w, first ? 1 : 0);
    for (const word of operand(w, 2)) {
      const t = (h + (ror(e, 6) ^ ror(e, 11) ^ ror(e, 25)) + choose(e, f, g) + word) | 0;
      const next = (t + (ror(a, 2) ^ ror(a, 13) ^ ror(a, 22)) + majority(a, b, c)) | 0;
      [a, b, c, d, e, f, g, h] = [next, a, b, c, (d + t) | 0, e, f, g];
    }
    w.set(first ? [a, b, c, d] : [e, f, g, h]);
  };
}

const SCHEDULE: Readonly<Record<'sha1su0' | 'sha1su1' | 'sha256su0' | 'sha256su1', WholeFunction>> = {
  sha1su0(w) {
    const [d, n, m] = [operand(w, 0), operand(w, 1), operand(w, 2)];
    w.set([d[2] ^ d[0] ^ m[0], d[3] ^ d[1] ^ m[1], n[0] ^ d[2] ^ m[2], n[1] ^ d[3] ^ m[3]]);
  },
  sha1su1(w) {
    const [d, n] = [operand(w, 0), operand(w, 1)];
    const t = rol(d[0] ^ n[1], 1);
    w.set([t, rol(d[1] ^ n[2], 1), rol(d[2] ^ n[3], 1), rol(d[3], 1) ^ rol(t, 1)]);
  },
  sha256su0(w) {
    const [d, n] = [operand(w, 0), operand(w, 1)];
    const next: Words = [d[1], d[2], d[3], n[0]];
    w.set(next.map((x, i) => (d[i] as number) + (ror(x, 7) ^ ror(x, 18) ^ (x >>> 3))));
  },
  sha256su1(w) {
    const [d, n, m] = [operand(w, 0), operand(w, 1), operand(w, 2)];
    const sigma = (x: number): number => ror(x, 17) ^ ror(x, 19) ^ (x >>> 10);
    const a = (sigma(m[2]) + d[0] + n[1]) | 0;
    const b = (sigma(m[3]) + d[1] + n[2]) | 0;
    w.set([a, b, sigma(a) + d[2] + n[3], sigma(b) + d[3] + m[0]]);
  },
};

// ---- SHA-512 --------------------------------------------------------------------------------------------------------

const wide = (w: Int32Array, k: number, half: 0 | 1): bigint =>
  (BigInt((w[4 * k + 2 * half + 1] as number) >>> 0) << 32n) | BigInt((w[4 * k + 2 * half] as number) >>> 0);

function setWide(w: Int32Array, low: bigint, high: bigint): void {
  w.set([low, low >> 32n, high, high >> 32n].map((x) => Number(BigInt.asIntN(32, x))));
}

const ror64 = (x: bigint, n: bigint): bigint => (x >> n) | BigInt.asUintN(64, x << (64n - n));
const sum64 = (...terms: readonly bigint[]): bigint =>
  BigInt.asUintN(
    64,
    terms.reduce((a, b) => a + b, 0n),
  );

const LONG: Readonly<Record<'sha512h' | 'sha512h2' | 'sha512su0' | 'sha512su1', WholeFunction>> = {
  sha512h(w) {
    const [x0, x1, y0, y1] = [wide(w, 1, 0), wide(w, 1, 1), wide(w, 2, 0), wide(w, 2, 1)];
    const sigma = (x: bigint): bigint => ror64(x, 14n) ^ ror64(x, 18n) ^ ror64(x, 41n);
    const high = sum64((y1 & x0) ^ (~y1 & x1), sigma(y1), wide(w, 0, 1));
    const t = sum64(high, y0);
    setWide(w, sum64((t & y1) ^ (~t & x0), sigma(t), wide(w, 0, 0)), high);
  },
  sha512h2(w) {
    const [x0, y0, y1] = [wide(w, 1, 0), wide(w, 2, 0), wide(w, 2, 1)];
    const sigma = (x: bigint): bigint => ror64(x, 28n) ^ ror64(x, 34n) ^ ror64(x, 39n);
    const high = sum64((x0 & y1) ^ (x0 & y0) ^ (y1 & y0), sigma(y0), wide(w, 0, 1));
    setWide(w, sum64((high & y0) ^ (high & y1) ^ (y1 & y0), sigma(high), wide(w, 0, 0)), high);
  },
  sha512su0(w) {
    const [x0, w0, w1] = [wide(w, 1, 0), wide(w, 0, 0), wide(w, 0, 1)];
    const sigma = (x: bigint): bigint => ror64(x, 1n) ^ ror64(x, 8n) ^ (x >> 7n);
    setWide(w, w0 + sigma(w1), w1 + sigma(x0));
  },
  sha512su1(w) {
    const sigma = (x: bigint): bigint => ror64(x, 19n) ^ ror64(x, 61n) ^ (x >> 6n);
    const part = (half: 0 | 1): bigint => wide(w, 0, half) + sigma(wide(w, 1, half)) + wide(w, 2, half);
    setWide(w, part(0), part(1));
  },
};

// ---- SM3, SM4 -------------------------------------------------------------------------------------------------------

const p1 = (x: number): number => x ^ rol(x, 15) ^ rol(x, 23);

/** SM3TT1A to SM3TT2B; the parameter is the word of operand 2. */
function sm3Round(second: boolean, f: (x: number, y: number, z: number) => number): WholeFunction {
  return (w, index) => {
    const [d0, d1, d2, d3] = operand(w, 0);
    const top = w[7] as number;
    const other = second ? top : top ^ rol(d3, 12);
    const t = (f(d3, d2, d1) + d0 + other + (w[8 + index] as number)) | 0;
    w.set([d1, rol(d2, second ? 19 : 9), d3, second ? t ^ rol(t, 9) ^ rol(t, 17) : t]);
  };
}

/** Four rounds on operand 0 with the words of operand 1; `mix` is the linear step. */
function sm4(mix: (x: number) => number): WholeFunction {
  return (w) => {
    let [a, b, c, d] = operand(w, 0);
    const table = boxes().sm4;
    for (const key of operand(w, 1)) {
      const x = b ^ c ^ d ^ key;
      let y = 0;
      for (let i = 0; i < 32; i += 8) y |= (table[(x >>> i) & 255] as number) << i;
      [a, b, c, d] = [b, c, d, a ^ mix(y)];
    }
    w.set([a, b, c, d]);
  };
}

export const CRYPTO = {
  aese: aesRound('forward', 1),
  aesd: aesRound('backward', 3),
  aesmc: aesMix([2, 3, 1, 1]),
  aesimc: aesMix([14, 11, 13, 9]),
  sha1c: sha1(choose),
  sha1p: sha1(parity),
  sha1m: sha1(majority),
  sha256h: sha256(true),
  sha256h2: sha256(false),
  ...SCHEDULE,
  ...LONG,
  sm3partw1(w) {
    const [d, n, m] = [operand(w, 0), operand(w, 1), operand(w, 2)];
    const low = [0, 1, 2].map((i) => p1((d[i] as number) ^ (n[i] as number) ^ rol(m[i + 1] as number, 15)));
    w.set([...low, p1(d[3] ^ n[3] ^ rol(low[0] as number, 15))]);
  },
  sm3partw2(w) {
    const [d, n, m] = [operand(w, 0), operand(w, 1), operand(w, 2)];
    const t = n.map((x, i) => x ^ rol(m[i] as number, 7));
    const first = rol(t[0] as number, 15);
    w.set(t.map((x, i) => (d[i] as number) ^ x ^ (i === 3 ? p1(first) : 0)));
  },
  sm3ss1(w) {
    const [n, m, a] = [w[3] as number, w[7] as number, w[11] as number];
    w.set([0, 0, 0, rol((rol(n, 12) + m + a) | 0, 7)]);
  },
  sm3tt1a: sm3Round(false, parity),
  sm3tt1b: sm3Round(false, majority),
  sm3tt2a: sm3Round(true, parity),
  sm3tt2b: sm3Round(true, choose),
  sm4e: sm4((x) => x ^ rol(x, 2) ^ rol(x, 10) ^ rol(x, 18) ^ rol(x, 24)),
  sm4ekey: sm4((x) => x ^ rol(x, 13) ^ rol(x, 23)),
} as const satisfies Record<string, WholeFunction>;
