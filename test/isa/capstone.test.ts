/**
 * An independent third opinion: Capstone's disassembly of the recorded base vectors names the same instruction as ours.
 *
 * Capstone 5 prints some aliases otherwise and does not know what is newer than it; what it knows must agree in the mnemonic, after the spellings
 * below, and in the registers.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { print } from '../../src/isa/print.ts';

interface Capstone {
  readonly ARCH_ARM64: number;
  readonly MODE_LITTLE_ENDIAN: number;
  readonly Capstone: new (
    arch: number,
    mode: number,
  ) => { disasm(bytes: readonly number[], address: number): { mnemonic: string; op_str: string }[]; close(): void };
}

const words = gunzipSync(readFileSync(new URL('../vectors/isa.tsv.gz', import.meta.url)))
  .toString('latin1')
  .trimEnd()
  .split('\n')
  .map((line) => Number.parseInt(line.split('\t')[1] ?? '0', 16));

/** Bits 28..25 of the base set: data processing, branches, loads and stores of integer registers. */
function isBase(word: number): boolean {
  const op0 = (word >>> 25) & 15;
  if (op0 === 0 || op0 === 2 || op0 === 7 || op0 === 15) return false;
  return !((op0 & 5) === 4 && ((word >>> 26) & 1) === 1);
}

/** What Capstone calls otherwise. */
const SAME: ReadonlyMap<string, string> = new Map([
  ['b.hs', 'b.cs'],
  ['b.lo', 'b.cc'],
  ['bc.hs', 'bc.cs'],
  ['bc.lo', 'bc.cc'],
]);

/** Instructions that Capstone prints as what they were before they had a name, and why we do not. */
const NEWER: ReadonlyMap<string, string> = new Map([
  ['rprfm', 'FEAT_RPRFM: PRFM with an operation of 0b11xxx'],
  ['cmpp', 'the preferred alias of SUBPS with XZR'],
  ['clearbhb', 'FEAT_CLRBHB: HINT #22'],
  ['hint', 'as objdump: DGH by its number'],
  ['msr', 'ALLINT and PM are PSTATE fields now'],
  ['orr', 'as objdump: not `mov`, because `mov` with this immediate assembles to MOVN'],
]);

const registers = (text: string): string => (text.match(/\b([wx]\d+|[wx]zr|w?sp)\b/g) ?? []).join(' ');

describe('capstone', () => {
  let known: { word: number; mnemonic: string; operands: string }[] = [];

  beforeAll(async () => {
    const load = createRequire(import.meta.url)('@alexaltea/capstone-js') as () => Promise<Capstone>;
    const cs = await load();
    const engine = new cs.Capstone(cs.ARCH_ARM64, cs.MODE_LITTLE_ENDIAN);
    known = words.filter(isBase).flatMap((word) => {
      try {
        const [one] = engine.disasm([word & 255, (word >>> 8) & 255, (word >>> 16) & 255, word >>> 24], 0);
        return one ? [{ word, mnemonic: one.mnemonic, operands: one.op_str }] : [];
      } catch {
        return [];
      }
    });
    engine.close();
  });

  it('knows most of the base vectors', () => {
    expect(known.length).toBeGreaterThan(2000);
  });

  it('names the same instruction with the same registers', () => {
    const different = known.filter(({ word, mnemonic, operands }) => {
      const ours = print(word, 0n);
      if (NEWER.has(ours.mnemonic) && ours.mnemonic !== mnemonic) return false;
      if (ours.mnemonic === 'msr' && /^s0_1_c4/.test(operands)) return false;
      return ours.mnemonic !== (SAME.get(mnemonic) ?? mnemonic) || registers(ours.operands) !== registers(operands);
    });
    const shown = different.map(
      ({ word, mnemonic, operands }) =>
        `${word.toString(16)}: '${mnemonic} ${operands}', ours '${print(word, 0n).mnemonic} ${print(word, 0n).operands}'`,
    );
    expect(shown.slice(0, 60)).toEqual([]);
  });
});
