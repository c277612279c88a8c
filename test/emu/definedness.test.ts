/**
 * Undefined values, loops that end on equality only, and code that is not code: classes 13, 15 and 16.
 */
import { describe, expect, it } from 'vitest';
import { CODE, DATA, type Program, run, SCTLR_ON } from './support.ts';

const facts = (p: Program): unknown[] =>
  run(p).observations.map((o) => [o.kind, o.facts.use ?? '', o.facts.register ?? '']);

describe('class 13: values that nothing has defined', () => {
  it('flags an undefined register where it decides', () => {
    expect(facts({ source: 'cbz x28, end\nend: nop' })).toEqual([['undefined-register', 'condition', 'X28']]);
    expect(facts({ source: 'str x0, [x7]\nend: nop', mmu: true, maxInstructions: 1 })[0]).toEqual([
      'undefined-register',
      'address',
      'X7',
    ]);
    expect(facts({ source: 'msr vbar_el1, x12\nend: nop' })).toEqual([['undefined-register', 'sysreg', 'X12']]);
    expect(facts({ source: 'b.eq end\nend: nop' })).toEqual([['undefined-register', 'condition', 'NZCV']]);
  });
  it('follows it through arithmetic and flags', () => {
    expect(facts({ source: 'add x2, x20, #4\n lsl x3, x2, #1\n msr tpidr_el1, x3\nend: nop' })).toEqual([
      ['undefined-register', 'sysreg', 'X3'],
    ]);
    const compared = run({ source: 'cmp x20, #1\n b.ne end\nend: nop' }).observations;
    expect(compared.map((o) => o.facts)).toEqual([{ register: 'NZCV', from: 'X20', use: 'condition' }]);
  });
  it('accepts saving and restoring, and what is defined in time', () => {
    expect(facts({ mmu: true, source: 'stp x19, x20, [sp, #-16]!\n ldp x19, x20, [sp], #16\nend: nop' })).toEqual([]);
    expect(facts({ source: 'mov x28, #0\n cbz x28, end\nend: nop' })).toEqual([]);
    expect(facts({ source: 'eor x5, x5, x5\n cbz x5, end\nend: nop' })).toEqual([]);
  });
  it('knows a saved undefined register when it comes back', () => {
    expect(facts({ mmu: true, source: 'str x19, [sp]\n ldr x3, [sp]\n cbz x3, end\nend: nop' })).toEqual([
      ['undefined-memory', 'condition', ''],
    ]);
  });
  it('flags memory that nothing has written, where its value decides', () => {
    expect(facts({ mmu: true, source: 'ldr x2, [x0]\n cbz x2, end\nend: nop' })).toEqual([
      ['undefined-memory', 'condition', ''],
    ]);
    const read = run({ mmu: true, source: 'ldp x3, x2, [x0]\n cbz x2, end\nend: nop' }).observations[0];
    expect([read?.va, read?.cause?.pc]).toEqual([BigInt(DATA + 8), BigInt(CODE)]);
    expect(facts({ mmu: true, source: 'ldr x2, [x0]\n str x2, [x0, #8]\nend: nop' })).toEqual([]);
    expect(facts({ mmu: true, source: 'str xzr, [x0]\n ldr x2, [x0]\n cbz x2, end\nend: nop' })).toEqual([]);
  });
  it('accepts word loads past the end of a string, as string routines do them', () => {
    expect(facts({ mmu: true, source: 'strb wzr, [x0]\n ldr x2, [x0]\n cbz x2, end\nend: nop' })).toEqual([]);
    expect(facts({ mmu: true, source: 'strb wzr, [x0]\n ldp x2, x3, [x0]\n cbz x3, end\nend: nop' })).toEqual([]);
    const unaligned = (offset: number): string =>
      `strb wzr, [x0, #2]\n add x4, x0, #${offset}\n ldp x2, x3, [x4]\n cbz x3, end\nend: nop`;
    expect(facts({ mmu: true, source: unaligned(1) })).toEqual([]);
    expect(facts({ mmu: true, source: unaligned(3) })).toHaveLength(1);
    // but not bits that were stored without a value
    const source = 'and w2, w28, #0x1f\n strb w2, [x0]\n ldr x3, [x0]\n tbz x3, #4, end\nend: nop';
    expect(facts({ mmu: true, source })).toHaveLength(1);
  });
  it('follows bits, not registers', () => {
    const accepted = [
      'bfi x28, x0, #0, #16\n uxth w2, w28\n cbz x2, end',
      'movk x28, #1\n movk x28, #2, lsl #16\n movk x28, #3, lsl #32\n movk x28, #4, lsl #48\n cbz x28, end',
      'orr x28, x28, #16\n tbz x28, #4, end',
      'bic x28, x28, #7\n tbnz x28, #2, end',
      'mul x2, x28, xzr\n cbz x2, end',
      'lsl x2, x28, #32\n cbz w2, end',
      'orr x2, x28, #0xff00000000000000\n cmp x2, #16\n b.hi end',
      'and x2, x28, #0xff\n cmp x2, #256\n b.eq end',
      'str w28, [x0]\n strh wzr, [x0]\n ldrh w2, [x0]\n cbz w2, end',
      'and w2, w28, #0x1f\n orr w2, w2, #0xe0\n strb w2, [x0]\n ldrb w3, [x0]\n lsr w3, w3, #5\n cbz w3, end',
    ];
    for (const source of accepted)
      expect([source, facts({ mmu: true, source: `${source}\nend: nop` })]).toEqual([source, []]);
    const flagged = [
      'bfi x28, x0, #0, #16\n ubfx x2, x28, #16, #1\n cbz x2, end',
      'movk x28, #0, lsl #48\n ldr x2, [x28]',
      'bic x28, x28, #7\n tbnz x28, #3, end',
      'add x2, x28, #1\n tbz x2, #0, end',
      'and x2, x28, #0xff\n cmp x2, #255\n b.eq end',
      'and w2, w28, #0x1f\n strb w2, [x0]\n ldrb w3, [x0]\n tbz w3, #4, end',
    ];
    for (const source of flagged)
      expect([source, facts({ mmu: true, source: `${source}\nend: nop` }).length > 0]).toEqual([source, true]);
  });
  it('flags a stack pointer that nothing has set', () => {
    const outcome = run({
      mmu: true,
      source: 'msr spsel, #0\n str x0, [sp, #-16]!\nend: nop',
      setup: (m) => m.set('vbar_el1', BigInt(CODE)),
    });
    expect(outcome.kinds[0]).toBe('undefined-register');
    expect(outcome.observations[0]?.facts.register).toBe('SP');
  });
});

describe('class 15: loops that end only on equality', () => {
  const clean = (length: number, branch: string): Program => ({
    source: `tlbi vmalle1\n dsb nsh\n isb\n li x9, ${SCTLR_ON}\n msr sctlr_el1, x9\n isb\n mov x2, x0\n add x3, x0, #${length}
loop: dc civac, x2\n add x2, x2, #64\n cmp x2, x3\n ${branch} loop\n dsb sy\nend: nop`,
    maxInstructions: 2000,
  });
  it('flags the step over the end, once', () => {
    expect(run(clean(200, 'b.ne')).kinds).toEqual(['equality-overrun']);
    expect(
      run({ source: 'mov x2, #10\nloop: sub x2, x2, #4\n cbnz x2, loop\nend: nop', maxInstructions: 100 }).kinds,
    ).toEqual(['equality-overrun']);
    expect(
      run({ source: 'mov x2, #10\nloop: subs x2, x2, #4\n b.ne loop\nend: nop', maxInstructions: 100 }).kinds,
    ).toEqual(['equality-overrun']);
  });
  it('accepts loops that meet their end, or compare by order', () => {
    expect(run(clean(256, 'b.ne')).kinds).toEqual([]);
    expect(run(clean(200, 'b.lo')).kinds).toEqual([]);
    expect(run({ source: 'mov x2, #12\nloop: subs x2, x2, #4\n b.ne loop\nend: nop' }).kinds).toEqual([]);
  });
  it('accepts a search that compares data', () => {
    const source = 'mov x4, x0\nloop: ldr x2, [x4], #8\n cmp x2, x3\n b.ne loop\nend: nop';
    const setup: Program['setup'] = (m) => {
      m.writePhys(DATA, new Uint8Array(new BigUint64Array([9n, 1n, 8n, 2n, 5n]).buffer));
      m.set('x3', 5n);
    };
    expect(run({ mmu: true, source, setup }).kinds).toEqual([]);
  });
});

describe('class 16: what is not code', () => {
  const blob =
    (end: number): Program['setup'] =>
    (m) => {
      m.addRegion({ name: 'blob', role: 'blob', start: CODE, end: CODE + end, writable: true });
      m.set('vbar_el1', BigInt(CODE));
    };
  it('flags falling off the end, and a branch out', () => {
    const off = run({ source: 'nop\n nop\n nop\nend: nop', setup: blob(8) });
    expect(off.kinds).toEqual(['fetch-outside-code']);
    expect(off.observations[0]).toMatchObject({
      facts: { how: 'sequential' },
      cause: { pc: BigInt(CODE + 4) },
      effect: { pc: BigInt(CODE + 8) },
    });
    const out = run({ source: 'b far\n nop\nfar: nop\nend: nop', setup: blob(8) });
    expect(out.observations[0]?.facts.how).toBe('branch');
    expect(run({ source: 'nop\n nop\nend: nop', setup: blob(8) }).kinds).toEqual([]);
  });
  it('flags UDF, and stops at what can go nowhere', () => {
    expect(run({ source: '.word 0x1234\nend: nop', maxInstructions: 10 }).kinds).toContain('udf-executed');
    expect(run({ source: 'b 0' }).reason).toMatchObject({ kind: 'fatal' });
  });
});
