/**
 * PL011 UART (Arm DDI 0183), as far as consoles use it: output goes to a sink at once, input comes from a queue.
 *
 * Enters: register accesses, bytes typed. Leaves: bytes written; the level of its interrupt line.
 */
import type { Device } from './bus.ts';
import { idRegister } from './id-registers.ts';

const RXIM = 1 << 4;
const TXIM = 1 << 5;
const IDS = [0x11, 0x10, 0x14, 0x00];
const LEVELS = 0x34;

export class Pl011 implements Device {
  readonly name = 'pl011';
  readonly base: number;
  readonly size = 0x1000;
  private readonly output: (byte: number) => void;
  private readonly changed: () => void;
  private readonly input: number[] = [];
  private readonly plain = new Map<number, bigint>([
    [0x30, 0x300n],
    [LEVELS, 0x12n],
  ]);
  private mask = 0;
  private raw = 0;

  constructor(base: number, output: (byte: number) => void, changed: () => void) {
    this.base = base;
    this.output = output;
    this.changed = changed;
  }

  type(bytes: Uint8Array): void {
    this.input.push(...bytes);
    this.raw |= RXIM;
    this.changed();
  }

  /** Takes at most `count` bytes of the input away from the receiver: semihosting reads the same console. */
  take(count: number): Uint8Array {
    const bytes = Uint8Array.from(this.input.splice(0, count));
    if (this.input.length === 0) this.raw &= ~RXIM;
    return bytes;
  }

  /** Whether the interrupt line is high. */
  get interrupt(): boolean {
    return (this.raw & this.mask) !== 0;
  }

  read(at: number, _bytes: number): bigint {
    if (at === 0) {
      const byte = this.input.shift() ?? 0;
      if (this.input.length === 0) this.raw &= ~RXIM;
      return BigInt(byte);
    }
    if (at === 0x18) return BigInt(0x80 | (this.input.length === 0 ? 0x10 : 0));
    if (at === 0x38) return BigInt(this.mask);
    if (at === 0x3c) return BigInt(this.raw);
    if (at === 0x40) return BigInt(this.raw & this.mask);
    return idRegister(at, 0xfd0, 0, IDS) ?? this.plain.get(at) ?? 0n;
  }

  write(at: number, _bytes: number, value: bigint): void {
    if (at === 0) {
      this.output(Number(value & 0xffn));
      this.raw |= TXIM;
    } else if (at === 0x38) this.mask = Number(value & 0x7ffn);
    else if (at === 0x44) this.raw &= ~Number(value & 0x7ffn);
    else this.plain.set(at, value);
    this.changed();
  }

  save(): () => void {
    const { mask, raw } = this;
    const input = [...this.input];
    const plain = [...this.plain];
    return () => {
      Object.assign(this, { mask, raw });
      this.input.splice(0, this.input.length, ...input);
      this.plain.clear();
      for (const [at, value] of plain) this.plain.set(at, value);
    };
  }
}
