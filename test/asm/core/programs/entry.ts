/** Programs that compiler.test.ts runs as JavaScript and as WebAssembly: each takes three numbers and returns one. */
import { copy, fill, growBy, i32, refresh, u8 } from '../../../../src/asm/core/memory.ts';
import { type Address, BASE, calls, forget, MARKS, NEXT, noted } from './constants.ts';

const TABLE = NEXT >> 2;
const LIMIT = (1 << 6) - 1;
let state: number = 7;
let isOdd = false;

function isBlank(c: number): boolean {
  return c === MARKS.blank || c === MARKS.tab;
}

function isDigit(c: number): boolean {
  return (c - 48) >>> 0 < 10;
}

function clamp(value: number, most: number): number {
  if (value < 0) return 0;
  if (value > most) {
    value = most;
  }
  return value;
}

function byteAt(at: Address): number {
  return u8[at] as number;
}

/** Every operator of numbers. */
export function operators(a: number, b: number, c: number): number {
  const shift = c & 31;
  let sum = (a + b) | 0;
  sum = (sum - c) | 0;
  sum ^= Math.imul(a, b) + Math.clz32(c);
  sum ^= (a << shift) ^ (b >> shift) ^ ((c >>> (shift | 1)) & 0x7fffffff);
  sum ^= (a & b) | (b ^ c) | ~a;
  if (b !== 0) sum ^= ((a & LIMIT) / b) | 0;
  if (c !== 0) sum ^= (a >> 1) % c;
  sum ^= -(a >> 1) + +b;
  return (sum ^ (a >>> 0 < b >>> 0 ? 3 : 5) ^ ((a >>> 0) % ((b & 63) + 1))) | 0;
}

/** Every comparison, as a value and as a condition. */
export function comparisons(a: number, b: number, c: number): number {
  let bits = 0;
  const less = a < b;
  const most: boolean = a <= b;
  if (less) bits |= 1;
  if (!most) bits |= 2;
  if (a > b) bits |= 4;
  if (a >= c || b === c) bits |= 8;
  if (!(a !== c && b < 17)) bits |= 16;
  if (a < b && noted(b) < c && noted(a) > -9) bits |= 32;
  if (a < b || noted(b) < c || noted(a) > -9) bits |= 64;
  else bits |= 128;
  bits |= less === most ? 256 : 512;
  bits |= (less && most) || noted(c) === c ? 1024 : noted(2048);
  if (a) bits |= 4096;
  if (a && (b || noted(c))) bits |= 8192;
  if (a >>> 0 >= 0x80000000 || (b >>> 0 === 0xffffffff && c >>> 0 <= 9)) bits |= 16384;
  if (!a === !b) bits |= 1 << 15;
  if ((less && noted(a) === 3) || !(most || noted(b) === 4)) bits |= 1 << 16;
  return bits;
}

/** Loops of each kind, labels, jumps. */
export function loops(a: number, b: number, c: number): number {
  let sum = 0;
  const limit = a & 15;
  for (let i = 0, j = limit; i < j; i++, j--) sum += i;
  for (let i = 0; i < limit; i++) {
    if (i === (b & 7)) continue;
    sum = (Math.imul(sum, 3) + i) | 0;
    if (sum > 1000) break;
  }
  let left = b & 31;
  while (left > 0 && sum !== c) {
    left--;
    if ((left & 3) === 1) continue;
    sum ^= left << (left & 7);
  }
  do {
    sum = (sum + left) | 0;
    left++;
    if (sum === c) continue;
    left++;
  } while (left < (c & 15) || noted(left) < 0);
  return (sum + labels(a, b, c)) | 0;
}

function labels(a: number, b: number, c: number): number {
  let sum = 0;
  outer: for (let i = 0; ; i++) {
    let j = 0;
    inner: while (true) {
      j++;
      switch ((i + j + a) & 7) {
        case 0:
          continue outer;
        case 1:
          continue inner;
        case 2:
        case 3:
          sum += j;
          break;
        case 5:
          if ((b & 1) === 0) break inner;
          sum++;
          break;
        default:
          sum = (sum ^ (b + i)) | 0;
      }
      if (i > 9) break outer;
      if (j > 5) continue outer;
    }
    sum = (sum + c) | 0;
    if (i > 12) break;
  }
  return sum;
}

/** Scopes within scopes. */
export function scopes(a: number, b: number, c: number): number {
  let x = a & 0xff;
  const y = b & 0xff;
  {
    const x = y + 1;
    let y2 = x + 1;
    for (let x = 0; x < 3; x++) {
      const y = x + y2;
      y2 += y;
    }
    if (y2 > 10) {
      const a = 3;
      y2 -= a;
    } else {
      let a = 4;
      a += c & 3;
      y2 += a;
    }
    state = y2 & 1023;
  }
  for (let i = 0; i < 2; i++) {
    let fresh = 5;
    fresh += x;
    x += fresh;
  }
  isOdd = (x & 1) === 1;
  return (x + y + state + (isOdd ? 1 : 0) + clamp(c, a & 31) + clamp(y, 9)) | 0;
}

/** Switches dense, sparse and without a default. */
export function switches(a: number, b: number, c: number): number {
  let sum = 0;
  switch (a & 7) {
    case 0:
      sum = 1;
      break;
    case 1:
    case 2:
      sum = 2;
      break;
    case 4: {
      const b = 9;
      sum = b;
      break;
    }
    case 6:
      sum = 4;
      break;
    default:
      sum = 3;
  }
  switch (b) {
    case BASE:
      sum += 10;
      break;
    case -1:
      return sum;
    case MARKS.all:
      sum += 20;
      break;
  }
  switch (c & 3) {
    case 3:
      return Math.imul(sum, 7);
  }
  return sum;
}

/** Assignments to memory, and the order in which things happen. */
export function memory(a: number, b: number, c: number): number {
  let at: Address = BASE;
  forget();
  for (let i = 0; i < 16; i++) u8[at++] = a >> i;
  (u8[BASE] as number) += b;
  (u8[BASE + 1] as number) |= c;
  (u8[BASE + (b & 3)] as number) ^= 0x55;
  i32[TABLE] = a;
  (i32[TABLE + 1] as number) = b;
  (i32[TABLE + 1] as number) <<= 3;
  (i32[TABLE + (c & 3)] as number) >>>= 1;
  i32[TABLE + 4 + (c & 7)] = (i32[(NEXT + (b & 12)) >> 2] as number) ^ c;
  const slot = b & 15;
  u8[slot + NEXT + 64] = a;
  let k = c & 3;
  u8[BASE + k++] = k + noted(k);
  u8[BASE + noted(k)] = k = (k + 2) & 7;
  let result = (u8[BASE + --k] as number)--;
  result ^= ++(u8[BASE + k] as number);
  result ^= u8[BASE + 2] = 0x1234;
  result ^= (i32[TABLE + 2] as number)++ ^ (u8[at - 1] as number) ^ byteAt(at - 2);
  let x = a & 7;
  const y = x++ + Math.imul(x, 3) - --x;
  result ^= calls ^ y ^ state++ ^ --state;
  copy(BASE + 40, BASE + 3, 32);
  fill(BASE + 80, c, b & 15);
  return hash(BASE, 256) ^ result;
}

function hash(at: number, bytes: number): number {
  let value = 0x811c9dc5 | 0;
  for (let i = 0; i < bytes; i++) value = Math.imul(value ^ (u8[at + i] as number), 0x1000193);
  return value;
}

/** Calls: small ones, recursive ones, of conditions. */
export function recursion(a: number, b: number, c: number): number {
  const text = a & 0xff;
  const n = isDigit(text) ? text - 48 : isBlank(text) ? 1 : b & 7;
  return fibonacci(n) + (isEven(c & 15) ? 1000 : 0) + clamp(clamp(b, a & 127), clamp(c, 55));
}

function fibonacci(n: number): number {
  return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
}
function isEven(n: number): boolean {
  return n === 0 || isOddNumber(n - 1);
}
function isOddNumber(n: number): boolean {
  if (n === 0) return false;
  return isEven(n - 1);
}

/** Grows memory now and then. */
export function growth(a: number, b: number, c: number): number {
  if ((a & 63) === 0) {
    const pages = growBy(1);
    refresh();
    if (pages < 0) return pages;
    const end = (pages + 1) << 16;
    u8[end - 1] = b;
    return (u8[end - 1] as number) ^ (i32[(end >> 2) - 1] as number);
  }
  return c;
}
