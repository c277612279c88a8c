/**
 * The machine as programs use it: snapshots, stepping, memory, registers; exceptions and modes.
 */
import { describe, expect, it } from 'vitest';
import { Machine, profile, virtMachine } from '../../src/emu/index.ts';
import { assemble, CODE, DATA, RAM, run, SCTLR_ON, Tables } from './support.ts';

describe('snapshot and restore', () => {
  it('puts back registers, memory and what the model knows', () => {
    const { machine } = run({
      mmu: true,
      source: 'mov x2, #1\n str x2, [x0]\nend: mov x2, #2\n str x2, [x0, #8]\n msr vbar_el1, x0\n nop\n nop',
    });
    const before = machine.snapshot();
    const steps = machine.steps;
    const advance = (): unknown[] => {
      for (let i = 0; i < 3; i++) machine.step();
      return [
        machine.get('x2'),
        machine.readPhys(DATA, 16),
        machine.steps,
        machine.pendingSystemRegisters().length,
        machine.lineState(DATA),
      ];
    };
    const first = advance();
    machine.restore(before);
    expect(machine.steps).toBe(steps);
    expect(machine.get('x2')).toBe(1n);
    expect(machine.pendingSystemRegisters()).toEqual([]);
    expect(advance()).toEqual(first);
  });
});

describe('registers and memory', () => {
  it('refuses unknown registers and addresses outside RAM', () => {
    const m = new Machine({ cpu: profile('max'), ramBase: RAM, ramSize: 1 << 20 });
    expect(() => m.get('x31')).toThrow(/not a register/);
    expect(() => m.readPhys(0, 4)).toThrow(/not in RAM/);
    expect(() => profile('max', { dcacheLine: 48 })).toThrow(/power of two/);
  });
  it('reads virtual memory under the current tables', () => {
    const { machine } = run({
      mmu: true,
      source: 'nop\nend: nop',
      setup: (m, t) => {
        t.map(0xffff_8000_0000n & 0x7fff_ffff_ffffn, DATA, 4096);
        m.writePhys(DATA, Uint8Array.of(1, 2, 3));
      },
    });
    expect([...machine.readVirtual(0x7fff_8000_0000n, 3)]).toEqual([1, 2, 3]);
    expect(() => machine.readVirtual(0x1234_0000n, 1)).toThrow(/not mapped/);
  });
});

describe('exceptions', () => {
  it('takes SVC to the vector of the current level and comes back', () => {
    const outcome = run({
      source:
        'adr x2, vectors\n msr vbar_el1, x2\n isb\n svc #7\n b end\n .balign 2048\nvectors: .space 512\n mrs x3, esr_el1\n eret\nend: nop',
    });
    expect(outcome.reason.kind).toBe('reached');
    expect(outcome.machine.get('x3') >> 26n).toBe(0x15n);
    expect(outcome.machine.get('x3') & 0xffffn).toBe(7n);
    expect(outcome.kinds).toEqual([]);
  });
  it('drops from EL2 to EL1 and returns by HVC', () => {
    const outcome = run({
      el: 2,
      source: `adr x2, vectors\n msr vbar_el2, x2\n li x3, 0x3c5\n msr spsr_el2, x3\n adr x4, low\n msr elr_el2, x4\n isb\n eret
low: mrs x5, currentel\n hvc #0\n .balign 2048\nvectors: .space 1024\n mrs x6, currentel\nend: nop`,
    });
    expect([outcome.machine.get('x5'), outcome.machine.get('x6')]).toEqual([4n, 8n]);
    expect(outcome.kinds).toEqual([]);
  });
  it('flags ERET with nothing in SPSR and ELR', () => {
    const outcome = run({ el: 2, source: 'eret\nend: nop', maxInstructions: 1 });
    expect(outcome.observations.map((o) => o.facts.register)).toEqual(['SPSR_EL2', 'ELR_EL2']);
  });
  it('flags HVC where EL2 is not there or has it disabled', () => {
    const setup = (m: Machine): void => m.set('vbar_el1', BigInt(CODE));
    expect(
      run({ source: 'hvc #0\nend: nop', cpu: { ...profile('max'), hasEl2: false }, setup, maxInstructions: 1 })
        .kinds[0],
    ).toBe('call-undefined');
    const disabled = run({
      source: 'hvc #0\nend: nop',
      setup: (m) => {
        setup(m);
        m.set('hcr_el2', (1n << 31n) | (1n << 29n));
      },
      maxInstructions: 1,
    });
    expect(disabled.observations[0]?.facts.why).toMatch(/HCD/);
  });
  it('flags a VBAR that is written and not synchronised, and one that nothing has set', () => {
    const source = (isb: string): string =>
      `adr x2, vectors\n msr vbar_el1, x2\n ${isb}\n svc #0\n .balign 2048\nvectors: .space 512\nend: nop`;
    expect(run({ source: source('') }).kinds).toContain('sysreg-unsynchronised:isb');
    expect(run({ source: source('isb') }).kinds).toEqual([]);
    expect(run({ source: 'svc #0', maxInstructions: 1 }).kinds).toContain('vbar-unset');
  });
  it('reports a vector that cannot be fetched and stops', () => {
    const outcome = run({ mmu: true, source: 'svc #0', setup: (m) => m.set('vbar_el1', 0x1_0000_0000n) });
    expect(outcome.kinds).toContain('vector-unfetchable');
    expect(outcome.reason).toMatchObject({ kind: 'fatal' });
  });
});

describe('VHE', () => {
  it('gives EL1 names to the EL2 registers, and EL12 names to EL1', () => {
    const outcome = run({
      el: 2,
      setup: (m) => m.set('hcr_el2', (1n << 34n) | (1n << 31n) | (1n << 27n)),
      source:
        'mov x2, #0x800\n msr vbar_el1, x2\n mov x3, #0x1000\n msr vbar_el12, x3\n isb\n mrs x4, vbar_el2\nend: nop',
    });
    expect(outcome.machine.get('x4')).toBe(0x800n);
    expect(outcome.machine.get('vbar_el1')).toBe(0x1000n);
  });
});

describe('granules', () => {
  const cases = [
    { granule: 14, tg0: 2n, vaBits: 47, levels: [36, 25, 14] },
    { granule: 16, tg0: 1n, vaBits: 48, levels: [42, 29, 16] },
  ] as const;
  for (const { granule, tg0, vaBits, levels } of cases) {
    it(`walks ${2 ** (granule - 10)} KiB tables`, () => {
      const root = 0x4040_0000;
      const page = 2 ** granule;
      const outcome = run({
        setup: (m) => {
          m.definePhys(root, 4 * page);
          const put = (pa: number, value: bigint): void => {
            const bytes = new Uint8Array(8);
            new DataView(bytes.buffer).setBigUint64(0, value, true);
            m.writePhys(pa, bytes);
          };
          const map = (va: number, pa: number): void => {
            let table = root;
            levels.forEach((lsb, i) => {
              const at = table + 8 * (Math.floor(va / 2 ** lsb) % 2 ** (granule - 3));
              if (i === levels.length - 1) put(at, BigInt(pa) | 0x703n);
              else put(at, BigInt(root + (i + 1) * page) | 3n);
              table = root + (i + 1) * page;
            });
          };
          map(CODE, CODE);
          map(DATA, DATA + 0x10000);
          m.writePhys(DATA + 0x10000, Uint8Array.of(0x42, 0, 0, 0, 0, 0, 0, 0));
          m.set('tcr_el1', BigInt(64 - vaBits) | (5n << 8n) | (tg0 << 14n) | (1n << 23n) | (2n << 32n));
          m.set('ttbr0_el1', BigInt(root));
          m.set('sctlr_el1', SCTLR_ON);
        },
        source: 'ldr x2, [x0]\nend: nop',
      });
      expect(outcome.kinds).toEqual([]);
      expect(outcome.machine.get('x2')).toBe(0x42n);
    });
  }
});

describe('contiguous entries and attributes', () => {
  it('flags the contiguous bit on entries that are not', () => {
    const setup =
      (good: boolean) =>
      (m: Machine, t: Tables): void => {
        m.definePhys(DATA, 0x100000);
        for (let i = 0; i < 16; i++) {
          const leaf = Tables.leaf(DATA + 0x10000 + 4096 * (good || i < 15 ? i : 20)) | (1n << 52n);
          const bytes = new Uint8Array(8);
          new DataView(bytes.buffer).setBigUint64(0, leaf, true);
          m.writePhys(t.descriptor(0x5000_0000n + BigInt(4096 * i)), bytes);
        }
        m.set('x2', 0x5000_0000n);
      };
    expect(run({ mmu: true, source: 'ldr x3, [x2]\nend: nop', setup: setup(false) }).kinds).toEqual([
      'contiguous-mismatch',
    ]);
    expect(run({ mmu: true, source: 'ldr x3, [x2]\nend: nop', setup: setup(true) }).kinds).toEqual([]);
  });
  it('flags one page through cacheable and non-cacheable mappings at once', () => {
    const setup =
      (attr: number) =>
      (m: Machine, t: Tables): void => {
        m.definePhys(DATA, 4096);
        t.map(0x5000_0000n, DATA, 4096, { attr });
        m.set('x2', 0x5000_0000n);
      };
    expect(run({ mmu: true, source: 'ldr x3, [x0]\n ldr x4, [x2]\nend: nop', setup: setup(2) }).kinds).toEqual([
      'mismatched-attributes',
    ]);
    expect(run({ mmu: true, source: 'ldr x3, [x0]\n ldr x4, [x2]\nend: nop', setup: setup(0) }).kinds).toEqual([]);
  });
});

describe('regions', () => {
  it('flags writes into a protected region and no others', () => {
    const setup = (m: Machine): void =>
      m.addRegion({ name: 'tables', role: 'page-tables', start: DATA + 64, end: DATA + 128, writable: false });
    const at = (offset: number) => run({ mmu: true, source: `str xzr, [x0, #${offset}]\nend: nop`, setup });
    expect(at(64).observations[0]).toMatchObject({
      kind: 'protected-write',
      facts: { region: 'tables', role: 'page-tables' },
    });
    expect(at(56).kinds).toEqual([]);
    expect(at(128).kinds).toEqual([]);
  });
});

describe('the assembler of these tests', () => {
  it('places labels and pads', () => {
    const { bytes, labels } = assemble('a: nop\n .balign 16\nb: .word 5');
    expect([labels.get('b'), bytes.length]).toEqual([16, 20]);
  });
});

describe('the examples of docs/emulator.md', () => {
  it('a machine of RAM alone, with both engines', () => {
    for (const engine of ['checked', 'fast'] as const) {
      const m = new Machine({ cpu: profile('max'), ramBase: RAM, ramSize: 16 << 20, engine });
      m.writePhys(RAM, assemble('ldr x1, [x0]\n add x1, x1, #1\n b 0', RAM).bytes);
      m.set('pc', BigInt(RAM));
      m.set('x0', BigInt(RAM + 0x10_0000));
      m.definePhys(RAM + 0x10_0000, 4096);
      const stop = m.run({ stopAt: [BigInt(RAM + 8)], maxInstructions: 1_000_000 });
      expect(stop).toEqual({ kind: 'reached', pc: BigInt(RAM + 8) });
      expect([m.get('x1'), m.steps, m.observations.length]).toEqual([1n, 2, 0]);
    }
  });
  it('virt: what is typed comes out of the receiver, and devices go back with a snapshot', () => {
    const source = 'li x1, 0x09000000\n ldr w2, [x1]\n str w2, [x1]\n ldr w2, [x1]\n str w2, [x1]\n wfi';
    let console = '';
    const { machine, uart } = virtMachine({
      cpu: profile('cortex-a72'),
      el: 1,
      vhe: false,
      ramSize: 16 << 20,
      gic: 2,
      program: { kind: 'flat', bytes: assemble(source).bytes },
      engine: 'checked',
      write: (bytes) => {
        console += new TextDecoder().decode(bytes);
      },
    });
    uart.type(new TextEncoder().encode('ab'));
    const before = machine.snapshot();
    expect(machine.run({ maxInstructions: 1000 })).toMatchObject({ kind: 'halted', by: 'wfi' });
    machine.restore(before);
    expect(machine.run({ maxInstructions: 1000 })).toMatchObject({ kind: 'halted', by: 'wfi' });
    expect(console).toBe('abab');
  });
  it('WFIT waits for the virtual count', () => {
    const source = 'mrs x3, cntvct_el0\n add x3, x3, #0x1000\n .word 0xd5031023\n mrs x4, cntvct_el0\nend: nop';
    const { machine } = run({ source });
    expect(machine.get('x4')).toBeGreaterThanOrEqual(machine.get('x3'));
  });
});
