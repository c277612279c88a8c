/** What inline assembly writes at each use is read again by the core, and means what it means when it is read from text. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AsmOptions, writeObject } from '../../src/asm/index.ts';
import { DEFAULT_SHAPE } from '../../src/asm/listing-text.ts';
import type { SourceText } from '../../src/text/source-text.ts';
import { bytesOfText } from '../../src/text/source-text.ts';
import { WindowedText } from '../../src/text/windowed-text.ts';
import { FORMS, wasm } from './core/forms.ts';
import { run } from './helpers.ts';
import { inlineAssembly } from './inline-assembly.ts';

const LISTED: AsmOptions = { listing: { letters: 'l', general: [], shape: DEFAULT_SHAPE } };

async function outcome(text: SourceText, options: AsmOptions, core?: Uint8Array): Promise<unknown> {
  const { elf, messages, frames } = await run(text, options, {}, core);
  return { object: elf && Buffer.from(writeObject(elf)).toString('hex'), messages, frames };
}

async function expectSame(text: string, options: AsmOptions = {}): Promise<void> {
  const byText = await outcome(text, { ...options, ...LISTED });
  expect(await outcome(text, options), text).toEqual(byText);
  expect(await outcome(text, options, wasm), text).toEqual(byText);
}

const numbers = fc.array(fc.nat({ max: 9999 }), { minLength: 1, maxLength: 24 });

describe('pieces of inline assembly', () => {
  it('are the same from bytes and from text where they are right', async () => {
    await fc.assert(
      fc.asyncProperty(numbers, (list) => expectSame(inlineAssembly(list, true))),
      { numRuns: 150 },
    );
  });

  it('are the same in any order', async () => {
    await fc.assert(
      fc.asyncProperty(numbers, (list) => expectSame(inlineAssembly(list, false))),
      { numRuns: 250 },
    );
  });

  it('are the same by the thousand, at the edges of windows as well', async () => {
    const list = Array.from({ length: 1500 }, (_, i) => (i * 7919) % 10000);
    const text = inlineAssembly(list, true);
    const bytes = bytesOfText(text);
    const windowed = new WindowedText(text.length, (into, at) => {
      const part = bytes.subarray(at, at + into.length);
      into.set(part);
      return part.length;
    });
    const byText = await outcome(text, LISTED);
    expect(byText).toMatchObject({ object: expect.any(String) });
    for (const [name, form] of FORMS) {
      expect(await outcome(text, {}, form), name).toEqual(byText);
      expect(await outcome(windowed, {}, form), `${name}, in windows`).toEqual(byText);
    }
  });

  it('are the same with -L, -EB and line numbers', async () => {
    await fc.assert(
      fc.asyncProperty(
        numbers,
        fc.constantFrom({ keepLocals: true }, { bigEndian: true }, { debug: 5 }),
        (list, options) => expectSame(inlineAssembly(list, list.length % 2 === 0), options),
      ),
      { numRuns: 100 },
    );
  });
});
