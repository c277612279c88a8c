/** The core without WebAssembly: where a process may not have the addresses that it takes, and where the bytes are of something else. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import * as script from '../../../src/asm/core/core.ts';
import { core, useCore } from '../../../src/asm/core/engine.ts';
import { PLATFORM } from '../../../src/asm/core/platform.ts';
import { wasm } from './forms.ts';

describe('the core', () => {
  afterEach(() => {
    vi.restoreAllMocks();
    useCore(undefined);
  });

  it('is WebAssembly where it can be', () => {
    useCore(wasm);
    expect(core.run).not.toBe(script.run);
  });

  it('is JavaScript where WebAssembly has no room for its memory', () => {
    class NoRoom {
      readonly buffer = new ArrayBuffer(0);

      constructor() {
        throw new RangeError('WebAssembly.Memory(): could not allocate memory');
      }

      grow(): number {
        return this.buffer.byteLength;
      }
    }
    if (!PLATFORM) throw new Error('no WebAssembly');
    vi.spyOn(PLATFORM, 'Memory').mockImplementation(NoRoom);
    useCore(Uint8Array.from(wasm));
    expect(core.run).toBe(script.run);
  });

  it('does not take other bytes', () => {
    expect(() => useCore(new Uint8Array([1, 2, 3, 4]))).toThrow(/WebAssembly\.Module/);
  });
});
