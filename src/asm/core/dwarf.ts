/** Bytes as DWARF has them, written one after the other: numbers of four bytes, LEB128s. DWARF 5, 7.6. */
import { STATE } from './layout.ts';
import { i32, u8 } from './memory.ts';

/** Where the next byte goes. */
export let at = 0;

export function seek(to: number): void {
  at = to;
}

export function byte(value: number): void {
  u8[at] = value;
  at++;
}

export function number4(value: number): void {
  const big = i32[STATE.bigEndian] !== 0;
  for (let i = 0; i < 4; i++) u8[at + i] = value >>> ((big ? 3 - i : i) << 3);
  at += 4;
}

/** Of 32 bits without a sign. */
export function uleb(value: number): void {
  let rest = value;
  while ((rest & ~127) !== 0) {
    byte((rest & 127) | 128);
    rest >>>= 7;
  }
  byte(rest);
}

export function ulebLength(value: number): number {
  let length = 1;
  for (let rest = value >>> 7; rest !== 0; rest >>>= 7) length++;
  return length;
}

/** Of 32 bits with a sign. */
export function sleb(value: number): void {
  let rest = value;
  for (;;) {
    const low = rest & 127;
    rest >>= 7;
    if ((rest === 0 && (low & 64) === 0) || (rest === -1 && (low & 64) !== 0)) {
      byte(low);
      return;
    }
    byte(low | 128);
  }
}
