/**
 * Relocations at their limits: for each static relocation with a range, the values of X around every power of two that could be its end, and one
 * that is not aligned. What GNU ld makes of them is in fixtures/relocation-limits.json.
 */
import * as path from 'node:path';
import { RELOCS, type Reloc, relocRange } from '../../src/isa/relocs.ts';
import { linked } from './link.ts';

export const SCRIPT = 'SECTIONS { .text 0x100000000 : { *(.text) } }';
const PLACE = 0x1_0000_0000n;
export const RECORDED = path.resolve('test/ld/fixtures/relocation-limits.json');

export interface LimitCase {
  /** `R_AARCH64_… X`. */
  readonly id: string;
  readonly source: string;
  /** For --defsym, in hexadecimal. */
  readonly target: string;
}

/** The symbol value that makes X equal to `x`. */
const targetFor = (row: Reloc, x: bigint): bigint => BigInt.asUintN(64, row.operation === 'S + A' ? x : PLACE + x);

const isPage = (row: Reloc): boolean => row.operation.startsWith('Page');

function valuesOf(row: Reloc): bigint[] {
  const n = 1n << BigInt(row.bits);
  const step = isPage(row) ? 4096n : BigInt(row.align);
  const down = (x: bigint): bigint => x - (((x % step) + step) % step);
  const ends = [n, 2n * n].flatMap((end) => [down(end - 1n), down(end), down(-end), down(-end - 1n)]);
  return step > 1n && !isPage(row) ? [...ends, step / 2n] : ends;
}

/** Branches too far away get a veneer; they have cases of their own. */
const hasVeneer = (row: Reloc): boolean => /(CALL|JUMP)26$/.test(row.name);

export function limitCases(): LimitCase[] {
  const rows = [...RELOCS.values()].filter(
    (row) =>
      relocRange(row) && /^(Page\()?S \+ A/.test(row.operation) && !row.operation.includes('GOT') && !hasVeneer(row),
  );
  return rows.flatMap((row) =>
    [...new Set(valuesOf(row))].map((x) => ({
      id: `${row.name} ${x}`,
      source: `.text\n.globl _start\n_start:\n.reloc 0, ${row.name}, target\n.word 0, 0\n`,
      target: `0x${targetFor(row, x).toString(16)}`,
    })),
  );
}

/**
 * Where we differ, on purpose. Data of 16 and 32 bits: signed or unsigned, as AAELF64 has it (GNU ld 2.40 takes absolute ones as unsigned, relative
 * ones as signed). Branches to what is no instruction are refused (GNU ld drops the two bits). GNU ld 2.40 does not know PLT32.
 */
const OURS: Readonly<Record<string, string>> = {
  'R_AARCH64_ABS32 -2147483648': '0000008000000000',
  'R_AARCH64_ABS16 -32768': '0080000000000000',
  'R_AARCH64_PREL32 2147483648': '0000008000000000',
  'R_AARCH64_PREL32 4294967295': 'ffffffff00000000',
  'R_AARCH64_PREL16 32768': '0080000000000000',
  'R_AARCH64_PREL16 65535': 'ffff000000000000',
  'R_AARCH64_TSTBR14 2': 'refused',
  'R_AARCH64_CONDBR19 2': 'refused',
  'R_AARCH64_PLT32 2147483647': 'ffffff7f00000000',
  'R_AARCH64_PLT32 -2147483648': '0000008000000000',
};

/** What we should make of a case, given what GNU ld makes of it. */
export const expected = (id: string, reference: string | undefined): string | undefined => OURS[id] ?? reference;

/** The first eight bytes of .text that we make, in hexadecimal, or 'refused'. */
export async function outcome({ source, target }: LimitCase): Promise<string> {
  const result = await linked(SCRIPT, [source], { defsyms: [`target=${target}`] });
  const text = result.elf?.sections.find((s) => s.name === '.text');
  return text ? Buffer.from(text.data.subarray(0, 8)).toString('hex') : 'refused';
}
