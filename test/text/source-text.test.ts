/** Texts as bytes, one a character. */
import { expect, test } from 'vitest';
import { bytesOfText, textOfBytes } from '../../src/text/source-text.ts';

test.each([0, 1, 63, 64, 65, 200, 20_000])('texts of %d characters come back from their bytes', (length) => {
  const ascii = Array.from({ length }, (_, i) => String.fromCharCode(i & 127)).join('');
  const any = Array.from({ length }, (_, i) => String.fromCharCode((i * 7) & 255)).join('');
  for (const text of [ascii, any, `${ascii}\xff`, `\xe9${ascii}`]) {
    expect([...bytesOfText(text)]).toEqual([...text].map((character) => character.charCodeAt(0)));
    expect(textOfBytes(bytesOfText(text))).toBe(text);
  }
});
