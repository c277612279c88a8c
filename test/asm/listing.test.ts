/** Listings against those of GNU as, recorded by scripts/record-listings.mjs. */
import * as fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { assembleFully } from '../../src/asm/index.ts';
import { DEFAULT_SHAPE } from '../../src/asm/listing-text.ts';
import { DiagnosticSink } from '../../src/diag/diagnostic.ts';
import { withGrammar } from '../../src/expr/lazy.ts';
import { SourceMap } from '../../src/text/source-map.ts';

const read = (name: string): string => fs.readFileSync(new URL(`listing/${name}`, import.meta.url), 'latin1');

function listing(
  text: string,
  letters: string,
  shape = DEFAULT_SHAPE,
  name = 'language.s',
): Promise<string | undefined> {
  return withGrammar(() => {
    const options = { listing: { letters, general: ['general'], shape } };
    const input = { text, name, sourceMap: new SourceMap(), sink: new DiagnosticSink(), options };
    return assembleFully(input).listing;
  });
}

describe('listings', () => {
  it.each(['ln', 'lmn', 'lcn', 'ldn', 'lsn', 'ls'])('-a%s is that of GNU as', async (letters) => {
    const recorded = read(`${letters}.txt`);
    expect(await listing(read('language.s'), letters)).toBe(recorded);
  });

  it.each(['expansions', 'symbols'])('of %s, with pages and symbols, are those of GNU as', async (name) => {
    expect(await listing(read(`${name}.s`), 'lms', DEFAULT_SHAPE, `${name}.s`)).toBe(read(`${name}.txt`));
  });

  it('shows as many words as it is told to', async () => {
    const wide = { first: 2, further: 3, source: 100, lines: 1 };
    expect(await listing('\t.quad 1, 2, 3\n', 'ln', wide)).toBe(
      '   1 0000 01000000 00000000 \t\t.quad 1, 2, 3\n   1      02000000 00000000 03000000 \n',
    );
  });

  it('shows what was reported behind the bytes of its line, and no addresses when there were errors', async () => {
    const lines = ['\t.byte 300', '\tnonsense', '\tnop', '\t.byte 1', ''];
    expect(await listing(lines.join('\n'), 'ln')).toBe(
      [
        '   1 ???? 2C       \t\t.byte 300',
        '****  Warning: value 0x12c does not fit 1 byte and is truncated',
        '   2 ???? 000000   \t\tnonsense',
        "****  Error: unknown mnemonic 'nonsense'",
        '   3 ???? 1F2003D5 \t\tnop',
        '   4 ???? 01       \t\t.byte 1',
        '',
      ].join('\n'),
    );
  });

  it('is empty without a letter that asks for a part', async () => {
    expect(await listing('\tnop\n', 'hmn')).toBe('');
  });
});
