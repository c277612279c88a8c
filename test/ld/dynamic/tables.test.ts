/** The tables for the loader, each by itself: values are those of the gABI's examples and of GNU ld's outputs. */
import { describe, expect, it } from 'vitest';
import { gnuHash, gnuHashShape, writeGnuHash, writeSysvHash } from '../../../src/ld/dynamic/hash.ts';
import { arrangeRelocations, RELATIVE } from '../../../src/ld/dynamic/relocations.ts';
import { encodeRelr } from '../../../src/ld/dynamic/relr.ts';
import { planVersionNeeds, type VersionedSymbol } from '../../../src/ld/dynamic/version-needs.ts';
import { splitVersion, sysvHash, VersionRules } from '../../../src/ld/dynamic/versions.ts';
import { linked } from '../link.ts';

describe('hash tables', () => {
  it('hash as the specifications say', () => {
    expect(sysvHash('printf')).toBe(0x077905a6);
    expect(sysvHash('LINUX_2.6.39')).toBe(0x075fcb89);
    expect(gnuHash('printf')).toBe(0x156b2bb8);
  });

  it('.hash chains the newest first', () => {
    const bytes = new Uint8Array(4 * (2 + 3 + 3));
    writeSysvHash(['', 'ext', 'ext2'], [1, 2], bytes, true);
    expect(new Uint32Array(bytes.buffer).slice(0, 2)).toEqual(Uint32Array.of(1, 3));
  });

  it('.gnu.hash marks the last of each bucket', () => {
    const names = ['f', 'g', 'v', 'z'];
    const shape = gnuHashShape(names.length);
    expect(shape).toEqual({ buckets: 3, maskWords: 1, shift: 6, size: 52 });
    const bytes = new Uint8Array(shape.size);
    writeGnuHash(names, 5, bytes, true);
    const ends = new Uint32Array(bytes.buffer).slice(-4).filter((h) => h & 1);
    expect(ends.length).toBeGreaterThan(0);
  });
});

describe('.relr.dyn', () => {
  it('is an address and bitmaps of the 63 words that follow', () => {
    expect(encodeRelr([0x1000n, 0x1008n, 0x1018n])).toEqual([0x1000n, 0b1011n]);
    expect(encodeRelr([0x1000n, 0x1000n + 64n * 8n])).toEqual([0x1000n, 0x1000n + 64n * 8n]);
    expect(encodeRelr([0x1000n, 0x1008n, 0x1008n + 63n * 8n])).toEqual([0x1000n, 3n, 3n]);
  });

  it('takes what -z pack-relative-relocs gives it, addends in place', async () => {
    const source = '.data\n.balign 8\nv: .xword v, v + 8\n.byte 0\n.xword v\n.text\n.globl _start\n_start: nop\n';
    const { elf, messages } = await linked(undefined, [source], { pie: true, relr: true, interpreter: false });
    expect(messages).toEqual([]);
    const data = elf?.sections.find((s) => s.name === '.data');
    const relr = elf?.sections.find((s) => s.name === '.relr.dyn');
    const rela = elf?.sections.find((s) => s.name === '.rela.dyn');
    const word = (bytes: Uint8Array | undefined, at: number): bigint =>
      new DataView(bytes?.buffer ?? new ArrayBuffer(8), bytes?.byteOffset).getBigUint64(at, true);
    expect(word(relr?.data, 0)).toBe(data?.addr);
    expect(word(relr?.data, 8)).toBe(3n);
    expect(word(data?.data, 8)).toBe((data?.addr ?? 0n) + 8n);
    // The third is at an odd address.
    expect(rela?.size).toBe(24);
  });
});

describe('.gnu.version_r', () => {
  const symbol = (soname: string, name: string): VersionedSymbol => ({
    library: { library: { soname }, version: { name, flags: 0 } },
    version: 0,
  });

  it('has the newest first', () => {
    const symbols = [
      symbol('libc.so.6', 'GLIBC_2.34'),
      symbol('libm.so.6', 'GLIBC_2.29'),
      symbol('libc.so.6', 'GLIBC_2.17'),
    ];
    const needs = planVersionNeeds(symbols, 2, false);
    expect(needs.map(({ soname, versions }) => [soname, versions.map((v) => v.name)])).toEqual([
      ['libm.so.6', ['GLIBC_2.29']],
      ['libc.so.6', ['GLIBC_2.17', 'GLIBC_2.34']],
    ]);
    expect(symbols.map((s) => s.version)).toEqual([2, 3, 4]);
  });

  it('asks a C library whether it applies .relr.dyn, and no other', () => {
    const needs = planVersionNeeds([symbol('libc.so.6', 'GLIBC_2.17'), symbol('libown.so', 'OWN_1')], 2, true);
    expect(needs.map(({ versions }) => versions.map((v) => [v.name, v.index]))).toEqual([
      [['OWN_1', 3]],
      [
        ['GLIBC_ABI_DT_RELR', 4],
        ['GLIBC_2.17', 2],
      ],
    ]);
    expect(planVersionNeeds([symbol('libown.so', 'OWN_1')], 2, true)).toHaveLength(1);
  });
});

it('relocations: relative ones first, then by symbol', () => {
  const r = (
    offset: bigint,
    type: number,
    symbol: number,
  ): { offset: bigint; type: number; symbol: number; addend: bigint } => ({
    offset,
    type,
    symbol,
    addend: 0n,
  });
  const list = [r(0x30n, 257, 2), r(0x20n, RELATIVE, 0), r(0x28n, 257, 1), r(0x10n, 257, 2), r(0x8n, RELATIVE, 0)];
  expect(arrangeRelocations(list, [r(0n, 1026, 3)], 0).map((x) => x.offset)).toEqual([
    8n,
    0x20n,
    0x10n,
    0x30n,
    0x28n,
    0n,
  ]);
});

it('versions: names before patterns, `*` last', () => {
  const pattern = (text: string): { pattern: string; language: 'C'; literal: boolean } => ({
    pattern: text,
    language: 'C',
    literal: false,
  });
  const rules = new VersionRules([
    { name: 'V1', global: [pattern('a*')], local: [pattern('*')], parents: [], at: 0 },
    { name: 'V2', global: [pattern('abc')], local: [], parents: ['V1'], at: 0 },
  ]);
  expect(rules.find('abc')).toEqual({ local: false, version: 3 });
  expect(rules.find('abd')).toEqual({ local: false, version: 2 });
  expect(rules.find('x')?.local).toBe(true);
  expect(splitVersion('f@@V1')).toEqual({ name: 'f', version: 'V1', hidden: false });
});
