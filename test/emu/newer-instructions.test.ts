/**
 * Instructions that qemu 7.2 does not know, against the pseudocode of Arm DDI 0487: FEAT_MOPS, FEAT_LSE128, FEAT_LRCPC3, FEAT_CPA; and what a CPU
 * profile lacks.
 */
import { describe, expect, it } from 'vitest';
import { profile } from '../../src/emu/index.ts';
import { DATA, type Outcome, run } from './support.ts';

/** Runs `source` with DATA + i in byte i of the first 256 bytes. */
function bytesRun(source: string): Outcome {
  return run({
    mmu: true,
    source: `${source}\nend: nop`,
    setup: (m) =>
      m.writePhys(
        DATA,
        Uint8Array.from({ length: 512 }, (_, i) => i & 255),
      ),
  });
}

const memory = (o: Outcome, at: number, bytes: number): number[] => [...o.machine.readPhys(DATA + at, bytes)];
const ramp = (from: number, bytes: number): number[] => Array.from({ length: bytes }, (_, i) => (from + i) & 255);

describe('memory copy and set', () => {
  it('copies forward, aligned and not, and leaves the registers past the end', () => {
    const o = bytesRun(`add x2, x0, #3
 add x3, x0, #300
 mov x4, #37
 cpyfp [x3]!, [x2]!, x4!
 cpyfm [x3]!, [x2]!, x4!
 cpyfe [x3]!, [x2]!, x4!`);
    expect(memory(o, 300, 38)).toEqual([...ramp(3, 37), (300 + 37) & 255]);
    expect([o.machine.get('x2'), o.machine.get('x3'), o.machine.get('x4')]).toEqual([
      BigInt(DATA + 40),
      BigInt(DATA + 337),
      0n,
    ]);
    expect(o.machine.get('nzcv')).toBe(2n << 28n);
    expect(o.kinds).toEqual([]);
  });
  it('copies overlapping memory backwards when the destination is above', () => {
    const o = bytesRun(`add x2, x0, #16
 add x3, x0, #24
 mov x4, #64
 cpyp [x3]!, [x2]!, x4!
 cpym [x3]!, [x2]!, x4!
 cpye [x3]!, [x2]!, x4!`);
    expect(memory(o, 16, 80)).toEqual([...ramp(16, 8), ...ramp(16, 64), ...ramp(88, 8)]);
    expect(o.machine.get('x3')).toBe(BigInt(DATA + 24));
    expect(o.machine.get('nzcv')).toBe(10n << 28n);
  });
  it('sets bytes', () => {
    const o = bytesRun(`add x2, x0, #7
 mov x4, #20
 mov x5, #0x1ee
 setp [x2]!, x4!, x5
 setm [x2]!, x4!, x5
 sete [x2]!, x4!, x5`);
    expect(memory(o, 6, 22)).toEqual([6, ...new Array(20).fill(0xee), 27]);
    expect(o.machine.get('x2')).toBe(BigInt(DATA + 27));
  });
  it('moves nothing for size zero', () => {
    const o = bytesRun('mov x2, x0\n mov x4, #0\n setp [x2]!, x4!, xzr\n setm [x2]!, x4!, xzr\n sete [x2]!, x4!, xzr');
    expect(memory(o, 0, 2)).toEqual([0, 1]);
  });
  it('raises the memory copy exception without a prologue', () => {
    const o = bytesRun(`adr x9, vectors
 msr vbar_el1, x9
 isb
 mov x2, x0
 mov x4, #8
 cmn x4, x4
 setm [x2]!, x4!, xzr
 b end
 .balign 2048
vectors: .space 512
 mrs x7, esr_el1
 b end`);
    expect(Number((o.machine.get('x7') >> 26n) & 63n)).toBe(0x27);
  });
});

describe('sixteen bytes at once', () => {
  const start = 'li x2, 0x00ff00ff00ff00ff\n li x3, 0x123\n li x4, 0x0f0f\n li x5, 0xf0\n stp x2, x3, [x0]';
  const results: readonly (readonly [string, bigint, bigint])[] = [
    ['ldclrpal x4, x5, [x0]', 0x00ff00ff00ff00f0n, 0x103n],
    ['ldsetp x4, x5, [x0]', 0x00ff00ff00ff0fffn, 0x1f3n],
    ['swppa x4, x5, [x0]', 0x0f0fn, 0xf0n],
  ];
  for (const [statement, low, high] of results) {
    it(statement, () => {
      const o = bytesRun(`${start}\n ${statement}\n ldp x6, x7, [x0]`);
      expect(['x4', 'x5', 'x6', 'x7'].map((n) => o.machine.get(n))).toEqual([0x00ff00ff00ff00ffn, 0x123n, low, high]);
    });
  }
});

describe('release-consistent pairs and pointer arithmetic', () => {
  it('stilp and ldiapp move the base', () => {
    const o = bytesRun(`add x2, x0, #64
 mov x3, #3
 mov x4, #4
 stilp x3, x4, [x2, #-16]!
 ldiapp x5, x6, [x2], #16
 stlr x4, [x2, #-8]!
 ldapr x7, [x2], #8`);
    expect(['x2', 'x5', 'x6', 'x7'].map((n) => o.machine.get(n))).toEqual([BigInt(DATA + 64), 3n, 4n, 4n]);
  });
  it('addpt, subpt, maddpt, msubpt', () => {
    const o = bytesRun(`mov x2, #5
 mov x3, #7
 addpt x4, x2, x3, lsl #3
 subpt x5, x4, x2
 maddpt x6, x2, x3, x4
 msubpt x7, x2, x3, x4`);
    expect(['x4', 'x5', 'x6', 'x7'].map((n) => o.machine.get(n))).toEqual([61n, 56n, 96n, 26n]);
  });
});

describe('instructions that a CPU lacks', () => {
  it('are undefined, and say why', () => {
    const source =
      'adr x9, vectors\n msr vbar_el1, x9\n isb\n ldadd x2, x3, [x0]\n b end\n .balign 2048\nvectors: .space 512\nend: nop';
    const lacking = run({ source: `mov x2, #1\n ${source}`, cpu: profile('cortex-a72') });
    expect(lacking.kinds).toContain('fault-taken');
    expect(lacking.observations.find((o) => o.kind === 'fault-taken')?.facts.exception).toBe(
      'undefined instruction (not implemented: ldadd (lse))',
    );
    expect(run({ mmu: true, source: `mov x2, #1\n ${source}`, cpu: profile('neoverse-n1') }).kinds).not.toContain(
      'fault-taken',
    );
  });
  it('random numbers come from a fixed seed and clear the flags', () => {
    const o = bytesRun('cmp x0, x0\n mrs x2, s3_3_c2_c4_0\n mrs x3, s3_3_c2_c4_1');
    expect(o.machine.get('nzcv')).toBe(0n);
    expect(o.machine.get('x2')).not.toBe(o.machine.get('x3'));
  });
});
