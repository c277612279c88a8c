/** zlib streams: what zlib and our own compressor make comes back; what is damaged is told apart, and nothing is thrown. */
import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decompressed } from '../../src/elf/compress.ts';
import { deflate } from '../../src/elf/deflate.ts';
import { inflate } from '../../src/elf/inflate.ts';

/** Bytes that repeat now and then, from a fixed generator. */
function sample(length: number, spread: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let state = length + spread;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    bytes[i] = i > 40 && state % 3 === 0 ? (bytes[i - 1 - (state % 37)] as number) : (state >>> 16) % spread;
  }
  return bytes;
}

const SAMPLES = [sample(0, 1), sample(1, 5), sample(300, 2), sample(5000, 7), sample(40_000, 256), sample(9000, 20)];

describe('inflate', () => {
  it('gives back what was compressed', () => {
    for (const bytes of SAMPLES) {
      for (const level of [0, 1, 6, 9]) expect(inflate(deflateSync(bytes, { level }), bytes.length)).toEqual(bytes);
      expect(inflate(deflateSync(bytes, { strategy: 4 }), bytes.length)).toEqual(bytes);
      expect(inflate(deflate(bytes), bytes.length)).toEqual(bytes);
    }
  });

  it('refuses another size, a cut stream and every changed byte', () => {
    const bytes = sample(600, 9);
    const stream = deflate(bytes);
    expect(inflate(stream, bytes.length - 1)).toBeUndefined();
    expect(inflate(stream, bytes.length + 1)).toBeUndefined();
    expect(inflate(stream, 2 ** 40)).toBeUndefined();
    for (let i = 0; i < stream.length; i++) {
      expect(inflate(stream.subarray(0, i), bytes.length)).toBeUndefined();
      const changed = stream.slice();
      changed[i] = (changed[i] as number) ^ 0x5a;
      // padding bits before the checksum may differ
      if (i < stream.length - 5 || i > stream.length - 4) expect(inflate(changed, bytes.length)).toBeUndefined();
    }
  });
});

describe('decompressed', () => {
  const bytes = sample(400, 3);
  const stream = deflate(bytes);

  it('knows both forms', () => {
    const header = new DataView(new ArrayBuffer(24));
    header.setUint32(0, 1, true);
    header.setBigUint64(8, 400n, true);
    header.setBigUint64(16, 4n, true);
    const data = Buffer.concat([new Uint8Array(header.buffer), stream]);
    expect(decompressed('.debug_x', 0x800, data, false)).toEqual({ name: '.debug_x', data: bytes, align: 4 });
    const old = Buffer.concat([Buffer.from('ZLIB\0\0\0\0\0\0\x01\x90', 'latin1'), stream]);
    expect(decompressed('.zdebug_x', 0, old, false)).toEqual({ name: '.debug_x', data: bytes, align: 1 });
    expect(decompressed('.debug_x', 0, data, false)).toBeUndefined();
  });

  it('says what is wrong', () => {
    expect(decompressed('.debug_x', 0x800, new Uint8Array(5), false)).toBe('its header is cut off');
    const zstd = new Uint8Array(30);
    zstd[0] = 2;
    expect(decompressed('.debug_x', 0x800, zstd, false)).toBe('compression type 2 is not known, only 1 (zlib) is');
    const old = Buffer.concat([Buffer.from('ZLIB\0\0\0\0\0\0\x01\x91', 'latin1'), stream]);
    expect(decompressed('.zdebug_x', 0, old, false)).toMatch(/damaged/);
  });
});
