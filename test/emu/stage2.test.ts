/**
 * Stage 2 in the model: which changes of its tables need which TLBI, VMIDs, break-before-make; ptdump of it; FEAT_LPA2. That the
 * translations themselves are right is shown by the programs of bare-metal-stage2.ts.
 */
import { describe, expect, it } from 'vitest';
import { Machine, profile } from '../../src/emu/index.ts';
import { assemble, CODE, DATA, RAM } from './support.ts';

const FIRST = RAM + 0x10_0000;
const SECOND = FIRST + 0x2000;
const LEAVES = SECOND + 0x1000;
const OTHER = DATA + 0x10_0000;
/** Where the block of DATA lies under other tables. */
const ELSEWHERE = RAM + 0x200_0000 + (DATA & 0x1f_ffff);
const PAGE_INDEX = (DATA >>> 12) & 511;
const leaf = (pa: number, more = 0n): bigint => BigInt(pa) | 0x7ffn | more;

/** Stage 2 with a 4 KiB granule and a 40-bit IPA: RAM in blocks, the 2 MiB around DATA in pages. */
function machine(): Machine {
  const m = new Machine({ cpu: profile('max'), ramBase: RAM, ramSize: 64 << 20 });
  const word = (pa: number, value: bigint): void => {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigUint64(0, value, true);
    m.writePhys(pa, bytes);
  };
  for (const table of [FIRST, FIRST + 0x1000, SECOND, LEAVES]) m.writePhys(table, new Uint8Array(4096));
  word(FIRST + 8, BigInt(SECOND) | 3n);
  for (let i = 0; i < 32; i++) word(SECOND + 8 * i, BigInt(RAM + i * 0x20_0000) | 0x7fdn);
  word(SECOND + 8 * ((DATA - RAM) >>> 21), BigInt(LEAVES) | 3n);
  for (let i = 0; i < 512; i++) word(LEAVES + 8 * i, leaf((DATA & -0x20_0000) + i * 4096));
  m.definePhys(DATA, 4096);
  m.definePhys(OTHER, 4096);
  m.definePhys(ELSEWHERE, 4096);
  // walks past the caches, as EL2's stores go while its MMU is off
  m.set('vtcr_el2', 0x80023058n);
  m.set('vttbr_el2', (5n << 48n) | BigInt(FIRST));
  m.set('hcr_el2', (1n << 31n) | 1n);
  return m;
}

/** EL1 reads the page, EL2 does something, EL1 reads it again; the machine then. */
function runWith(what: string): Machine {
  const m = machine();
  const { bytes, labels } = assemble(`
 ldr x1, [x0]
 hvc #0
 ldr x1, [x0]
end: nop
 .balign 2048
vectors: .space 1024
 ${what}
 isb
 eret
`);
  m.writePhys(CODE, bytes);
  for (const [name, value] of [
    ['pc', CODE],
    ['x0', DATA],
    ['x3', LEAVES + 8 * PAGE_INDEX],
    ['vbar_el2', CODE + (labels.get('vectors') ?? 0)],
    ['sp', DATA],
  ] as const)
    m.set(name, BigInt(value));
  m.set('x4', leaf(OTHER));
  m.set('x5', BigInt(DATA) >> 12n);
  m.set('pstate', 0x3c5n);
  const stop = m.run({ stopAt: [BigInt(CODE + (labels.get('end') ?? 0))], maxInstructions: 1000 });
  expect(stop.kind).toBe('reached');
  return m;
}

/** The rules that speak. */
function afterwards(what: string): readonly string[] {
  return runWith(what).observations.map((o) => `${o.kind} ${String(o.facts.missing)}`);
}

const BREAK = 'str xzr, [x3]\n dsb ish\n';
const MAKE = 'str x4, [x3]\n dsb ish\n';

describe('stale entries of stage 2', () => {
  it('a change needs a TLBI, whose DSB comes after it', () => {
    expect(afterwards(`${BREAK} ${MAKE}`)).toContain('tlb-stale tlbi');
    expect(afterwards(`${BREAK} tlbi vmalls12e1is\n ${MAKE.replace('dsb ish', 'nop')}`)).toContain(
      'tlb-stale dsb-after-tlbi',
    );
  });
  it('the walk shows both stages, and the entry that may be left', () => {
    const stale = runWith(`${BREAK} ${MAKE}`).observations.find((o) => o.kind === 'tlb-stale');
    expect(stale?.walk).toEqual([
      'no table: stage 1 is off, the address is the IPA',
      'stage 2 of IPA 0x40200000',
      'VTTBR_EL2 level 1 at 0x40100008: 0x0000000040102003, table at 0x40102000',
      'VTTBR_EL2 level 2 at 0x40102008: 0x0000000040103003, table at 0x40103000',
      'VTTBR_EL2 level 3 at 0x40103000: 0x00000000403007ff, page at 0x40300000, RW normal ish',
      'the TLB may hold: VTTBR_EL2 level 3 at 0x40103000: 0x00000000402007ff, page at 0x40200000, RW normal ish',
    ]);
  });
  it('is clean with TLBI VMALLS12E1, and with TLBI ALLE1', () => {
    expect(afterwards(`${BREAK} tlbi vmalls12e1is\n dsb ish\n ${MAKE}`)).toEqual([]);
    expect(afterwards(`${BREAK} tlbi alle1is\n dsb ish\n ${MAKE}`)).toEqual([]);
  });
  it('TLBI by IPA leaves what combines both stages, until TLBI VMALLE1', () => {
    const byIpa = 'tlbi ipas2e1is, x5\n dsb ish\n';
    expect(afterwards(`${BREAK} ${byIpa} ${MAKE}`)).toContain('tlb-stale tlbi');
    expect(afterwards(`${BREAK} ${byIpa} tlbi vmalle1is\n dsb ish\n ${MAKE}`)).toEqual([]);
    expect(afterwards(`${BREAK} tlbi ipas2e1is, x5\n tlbi vmalle1is\n dsb ish\n ${MAKE}`)).not.toEqual([]);
  });
  it('another output address needs break-before-make', () => {
    expect(afterwards(`${MAKE} tlbi vmalls12e1is\n dsb ish\n`)).toContain('break-before-make break');
  });
  it('tables under another VMID need no TLBI, under the same one they do', () => {
    const tables = FIRST + 0x20_0000;
    const copy = (vmid: number): string =>
      `li x6, ${tables}\n str xzr, [x6]\n add x7, x6, #0x2000\n orr x8, x7, #3\n str x8, [x6, #8]\n li x8, 0x400007fd\n str x8, [x7]\n li x8, ${(ELSEWHERE & -0x20_0000) + 0x7fd}\n str x8, [x7, #${8 * ((DATA - RAM) >>> 21)}]\n dsb ish\n li x9, ${(BigInt(vmid) << 48n) | BigInt(tables)}\n msr vttbr_el2, x9\n isb\n`;
    expect(afterwards(copy(5))).toContain('tlb-stale-context tlbi');
    expect(afterwards(copy(6))).toEqual([]);
  });
});
