/** The core reads macros, their calls and conditions by itself, and means what the reader of text does; also what units before have read. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AsmOptions, writeObject } from '../../src/asm/index.ts';
import { Learnt } from '../../src/asm/learnt.ts';
import { DEFAULT_SHAPE } from '../../src/asm/listing-text.ts';
import { bytesOfText } from '../../src/text/source-text.ts';
import { WindowedText } from '../../src/text/windowed-text.ts';
import { FORMS } from './core/forms.ts';
import { run } from './helpers.ts';
import { macroProgram } from './macro-programs.ts';

const LISTED: AsmOptions = { listing: { letters: 'l', general: [], shape: DEFAULT_SHAPE } };

async function outcome(...args: Parameters<typeof run>): Promise<unknown> {
  const { elf, messages, frames } = await run(...args);
  return { object: elf && Buffer.from(writeObject(elf)).toString('hex'), messages, frames };
}

const numbers = fc.array(fc.nat({ max: 9999 }), { minLength: 1, maxLength: 30 });

describe.each(FORMS)('programs of macros, by %s', (_form, core) => {
  const shared = new Learnt();

  it.each([true, false])('are the same from bytes and from text, alone and among others (usual: %j)', async (usual) => {
    await fc.assert(
      fc.asyncProperty(numbers, async (list) => {
        const text = macroProgram(list, usual);
        const byText = await outcome(text, LISTED);
        expect(await outcome(text, {}, {}, core), text).toEqual(byText);
        expect(await outcome(text, {}, {}, core, shared), `among others:\n${text}`).toEqual(byText);
        expect(await outcome(text, {}, {}, core, shared), `again:\n${text}`).toEqual(byText);
      }),
      { numRuns: 150 },
    );
  });

  it('are the same in other languages and forms of output', async () => {
    const options: AsmOptions[] = [{ alternate: true }, { bigEndian: true }, { keepLocals: true }, { debug: 5 }];
    await fc.assert(
      fc.asyncProperty(numbers, fc.constantFrom(...options), async (list, option) => {
        const text = macroProgram(list, list.length % 2 === 0);
        const byText = await outcome(text, { ...option, ...LISTED });
        expect(await outcome(text, option, {}, core, shared), text).toEqual(byText);
      }),
      { numRuns: 80 },
    );
  });

  it('are the same by the thousand, at the edges of windows as well', async () => {
    const list = Array.from({ length: 6000 }, (_, i) => 8 * (((i * 7919) % 1000) + 1) + 4);
    const text = macroProgram(list, true).replaceAll(/^(?:wrong|one|two) .*[1x"\\@].*$/gm, 'one 2');
    const bytes = bytesOfText(text);
    const windowed = new WindowedText(text.length, (into, at) => {
      const part = bytes.subarray(at, at + into.length);
      into.set(part);
      return part.length;
    });
    const byText = await outcome(text, LISTED);
    expect(await outcome(text, {}, {}, core, shared)).toEqual(byText);
    expect(await outcome(windowed, {}, {}, core)).toEqual(byText);
    expect(await outcome(windowed, {}, {}, core, shared)).toEqual(byText);
  });

  it('take no more than there may be of expansions, and of nesting', async () => {
    const grows = `.macro m a\n.ifnb \\a\nm\nm\n.endif\n.byte 1\n.endm\nm\nm 1\nm 1\n.macro endless\nendless\n.endm\nendless\n`;
    const byText = await outcome(grows, LISTED);
    expect(byText).toMatchObject({ messages: [expect.stringContaining('1000 expansions')] });
    for (let i = 0; i < 2; i++) expect(await outcome(grows, {}, {}, core, shared)).toEqual(byText);
  });
});
