/** The fast engine against the checked one, in lockstep: whole programs, every row with semantics in random programs, our blob. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { OURS } from '../../src/designs.ts';
import { DependencyBuilder } from '../../src/emu/dependencies.ts';
import { Machine } from '../../src/emu/machine.ts';
import { profile } from '../../src/emu/profiles.ts';
import { virtMachine } from '../../src/emu/virt.ts';
import { decode, fieldsOf } from '../../src/isa/decoder.ts';
import { GROUPS } from '../../src/isa/groups.ts';
import type { Row } from '../../src/isa/row.ts';
import { buildScenario } from '../../src/kexec/index.ts';
import { buildDesign } from '../verify/build.ts';
import { build, LOAD, PROGRAMS } from './bare-metal.ts';
import { assemble, CODE, DATA, MAIR, RAM, SCTLR_ON, Tables, TCR } from './support.ts';

const ENGINES = ['checked', 'fast'] as const;
type EngineName = (typeof ENGINES)[number];

/** What must be equal after a run: registers, flags, vectors, steps, and a digest of memory. */
function stateOf(m: Machine, ranges: readonly (readonly [start: number, bytes: number])[] = []): object {
  const { cpu } = m.engine;
  return {
    x: Array.from({ length: 31 }, (_, n) => `x${n} ${m.get(`x${n}`).toString(16)}`),
    special: ['sp', 'pc', 'pstate', 'elr_el1', 'esr_el1', 'far_el1'].map(
      (name) => `${name} ${m.get(name).toString(16)}`,
    ),
    v: [...cpu.v],
    steps: m.steps,
    memory: ranges.map(([start, bytes]) => createHash('sha1').update(m.readPhys(start, bytes)).digest('hex')),
  };
}

describe('bare-metal programs', () => {
  it.each(PROGRAMS)('$name', (program) => {
    const code = build(program).subarray(0x1000);
    const [checked, fast] = ENGINES.map((engine) => {
      let console = '';
      const { machine } = virtMachine({
        cpu: profile(program.cpu ?? 'cortex-a72'),
        el: program.el ?? 1,
        vhe: false,
        ramSize: 64 << 20,
        gic: program.gic ?? 2,
        program: {
          kind: 'elf',
          entry: LOAD,
          segments: [{ address: LOAD, bytes: code, size: code.length + 0x8000 }],
        },
        engine,
        write: (bytes) => {
          console += String.fromCharCode(...bytes);
        },
      });
      if (machine.fast !== undefined) machine.fast.hotAfter = 0;
      for (let n = 0; n < 31; n++) machine.engine.cpu.setPair(2 * n, BigInt(n));
      const stop = machine.run({ maxInstructions: 1_000_000 });
      return { stop, console, state: stateOf(machine, [[LOAD, code.length + 0x8000]]) };
    });
    expect(fast).toEqual(checked);
    expect(fast?.console).toMatch(program.console);
  });
});

// ---- random programs --------------------------------------------------------------------------------------------------

class Random {
  private a: number;
  constructor(seed: number) {
    this.a = seed | 0;
  }
  next(): number {
    this.a = (this.a + 0x6d2b79f5) | 0;
    let t = Math.imul(this.a ^ (this.a >>> 15), 1 | this.a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  }
  below(n: number): number {
    return this.next() % n;
  }
  value(): bigint {
    const edges = [0n, 1n, -1n, 1n << 63n, (1n << 63n) - 1n, 0x8000_0000n, 0x7fff_ffffn, 0xffff_ffffn];
    if (this.below(4) === 0) return BigInt.asUintN(64, edges[this.below(edges.length)] as bigint);
    return (BigInt(this.next()) << 32n) | BigInt(this.next());
  }
}

/** Leave the straight line, or the machine; those are in the programs above and below. */
const EXCLUDED = /^base\/(branch|exceptions|hints|barriers|system)|literal/;
const ROWS: readonly Row[] = GROUPS.flatMap((group) => group.rows()).filter(
  (row) => row.semantics !== undefined && !EXCLUDED.test(row.group),
);
/** Words of memory around DATA that random programs read and write. */
const WINDOW = 0x2000;

/** Registers that a word uses as addresses; undefined where the random bits are no instruction of the row. */
function addressesOf(row: Row, word: number): number | undefined {
  if (decode(word) !== row) return undefined;
  const record = new DependencyBuilder();
  record.pc = BigInt(CODE);
  try {
    row.semantics?.(record, fieldsOf(row, word));
  } catch {
    return undefined;
  }
  let mask = 0;
  for (const { use, source } of record.result().uses) if (use === 'address') mask |= source.registers;
  return mask;
}

const move = (register: number, part: number, shift: number): number =>
  ((shift === 0 ? 0xd2800000 : 0xf2800000) | ((shift / 16) << 21) | (part << 5) | register) >>> 0;

/** movz, movk: the address in a register. */
const loadAddress = (register: number, address: number): number[] => [
  move(register, address & 0xffff, 0),
  move(register, address >>> 16, 16),
];

/** Words of one row with what points its addresses into the window in front; most of them aligned. */
function wordsFor(row: Row, random: Random): number[] {
  for (let tries = 0; tries < 20; tries++) {
    const word = ((random.next() & ~row.mask) | row.value) >>> 0;
    const mask = addressesOf(row, word);
    if (mask === undefined || mask < 0) continue;
    const align = random.below(4) === 0 ? 1 : 16;
    const pointers = Array.from({ length: 31 }, (_, n) => n).filter((n) => (mask & (1 << n)) !== 0);
    const setup = pointers.flatMap((n, i) =>
      loadAddress(n, i === 0 ? DATA + 0x800 + align * random.below(0x800 / align) : random.below(64)),
    );
    return [...setup, word];
  }
  return [];
}

/** Skips the instruction that faulted. */
const HANDLER = assemble(`
 mrs x30, elr_el1
 add x30, x30, #4
 msr elr_el1, x30
 eret`).bytes;
const VECTORS = CODE + 0x10000;

/** EL1 with an identity map of the first 4 MiB of RAM. */
function mapAll(m: Machine): void {
  const tables = new Tables(m);
  tables.map(BigInt(RAM), RAM, 4 << 20, {});
  m.set('mair_el1', MAIR);
  m.set('tcr_el1', TCR);
  m.set('ttbr0_el1', BigInt(tables.root));
  m.set('ttbr1_el1', BigInt(tables.root));
  m.set('vbar_el1', BigInt(VECTORS));
  m.set('cpacr_el1', 3n << 20n);
  m.set('sctlr_el1', SCTLR_ON);
}

function runWords(words: readonly number[], seed: number, engine: EngineName): object {
  const m = new Machine({ cpu: profile('max'), ramBase: RAM, ramSize: 8 << 20, engine });
  if (m.fast !== undefined) m.fast.hotAfter = 0;
  const random = new Random(seed);
  const code = new Uint8Array(4 * words.length);
  const view = new DataView(code.buffer);
  words.forEach((word, i) => {
    view.setUint32(4 * i, word, true);
  });
  m.writePhys(CODE, code);
  m.writePhys(VECTORS + 0x200, HANDLER);
  const data = new Uint8Array(WINDOW);
  for (let i = 0; i < WINDOW; i++) data[i] = random.next();
  m.writePhys(DATA, data);
  m.definePhys(RAM, 8 << 20);
  mapAll(m);
  for (let n = 0; n < 31; n++) m.set(`x${n}`, random.value());
  m.set('sp', BigInt(DATA + 0x1000));
  m.set('nzcv', BigInt(random.below(16)) << 28n);
  for (let k = 0; k < 128; k++) m.engine.cpu.v[k] = random.next();
  m.set('pc', BigInt(CODE));
  const stop = m.run({ maxInstructions: 8 * words.length, stopAt: [BigInt(CODE + 4 * words.length)] });
  return { stop, state: stateOf(m, [[DATA, WINDOW]]) };
}

describe('random programs', () => {
  const groups = [...new Set(ROWS.map((row) => row.group))];
  it('has rows of every group to try', () => {
    expect(ROWS.length).toBeGreaterThan(500);
  });
  it.each(groups)('%s', (group) => {
    const random = new Random(group.length);
    const rows = ROWS.filter((row) => row.group === group);
    const all = rows.flatMap((row) => [wordsFor(row, random), wordsFor(row, random), wordsFor(row, random)]);
    for (let at = 0; at < all.length; at += 24) {
      const words = all.slice(at, at + 24).flat();
      if (words.length === 0) continue;
      const seed = random.next();
      expect(runWords(words, seed, 'fast'), `seed ${seed}`).toEqual(runWords(words, seed, 'checked'));
    }
  });
});

// ---- written programs -------------------------------------------------------------------------------------------------

/** Programs that end at `end`; x0 = DATA, x1 = DATA + 0x1000, MMU on, vectors that skip what faults. */
const WRITTEN: readonly (readonly [name: string, source: string])[] = [
  [
    'a loop over carries',
    'mov x2, #40\n adds xzr, xzr, xzr\nl: adcs x3, x3, x0\n adc x4, x4, x1\n sub x2, x2, #1\n cbnz x2, l\nend: nop',
  ],
  [
    'calls',
    'mov x5, #30\nl: bl f\n tbz x5, #0, even\n add x6, x6, #3\neven: subs x5, x5, #1\n b.ne l\n b end\nf: add x7, x7, x5\n ret\nend: nop',
  ],
  [
    'a copy into nowhere',
    'li x1, 0x401ff000\n li x0, 0x403fff00\n mov x9, #16\nl: ldp x2, x3, [x1], #32\n ldp x4, x5, [x1, #-16]\n stp x2, x3, [x0], #32\n stp x4, x5, [x0, #-16]\n subs x9, x9, #1\n b.ne l\nend: nop',
  ],
  [
    'pairs across pages',
    'li x1, 0x40200ff8\n stp x0, x1, [x1]\n ldp x2, x3, [x1]\n stp q0, q1, [x1]\n ldp q2, q3, [x1, #16]\n ldr x4, [x1, #3]\nend: nop',
  ],
  [
    'code that changes itself',
    'mov x5, #20\n adr x2, patch\n ldr w3, [x2]\nl: add w3, w3, #1024\n str w3, [x2]\n dc cvau, x2\n dsb ish\n ic ivau, x2\n dsb ish\n isb\npatch: add x6, x6, #0\n subs x5, x5, #1\n b.ne l\nend: nop',
  ],
  [
    'a mapping that changes',
    'li x2, 0x40104000\n mov x9, #30\nl: ldr x3, [x2, #2048]\n li x4, 0x1000\n eor x3, x3, x4\n str xzr, [x2, #2048]\n dsb ish\n tlbi vmalle1\n dsb ish\n isb\n str x3, [x2, #2048]\n dsb ish\n isb\n li x5, 0x40300000\n ldr x6, [x5]\n add x7, x7, x6\n str x7, [x5, #8]\n subs x9, x9, #1\n b.ne l\nend: nop',
  ],
  [
    'stores below the stack',
    'sub sp, sp, #64\n stp x0, x1, [sp, #16]\n ldp x2, x3, [sp, #16]\n add x4, sp, #8\n mov sp, x4\n ldr x5, [sp]\nend: nop',
  ],
  [
    'exclusives in a loop',
    'mov x5, #20\nl: ldxr x2, [x0]\n add x2, x2, #1\n stxr w3, x2, [x0]\n cbnz w3, l\n subs x5, x5, #1\n b.ne l\nend: nop',
  ],
];

function runWritten(source: string, engine: EngineName, most: number): object {
  const m = new Machine({ cpu: profile('max'), ramBase: RAM, ramSize: 8 << 20, engine });
  if (m.fast !== undefined) m.fast.hotAfter = 0;
  const { bytes, labels } = assemble(source);
  m.definePhys(RAM, 8 << 20);
  m.writePhys(CODE, bytes);
  m.writePhys(VECTORS + 0x200, HANDLER);
  m.writePhys(
    DATA,
    Uint8Array.from({ length: WINDOW }, (_, i) => (i * 37) & 255),
  );
  mapAll(m);
  for (let n = 0; n < 31; n++) m.set(`x${n}`, BigInt(n));
  m.set('x0', BigInt(DATA));
  m.set('x1', BigInt(DATA + 0x1000));
  m.set('sp', BigInt(DATA + 0x1000));
  m.set('nzcv', 0n);
  m.set('pc', BigInt(CODE));
  const stop = m.run({ maxInstructions: most, stopAt: [BigInt(CODE + (labels.get('end') ?? 0))] });
  return { stop, state: stateOf(m, [[RAM, 8 << 20]]) };
}

describe('written programs', () => {
  it.each(WRITTEN)('%s', (_, source) => {
    const checked = runWritten(source, 'checked', 100_000);
    expect(runWritten(source, 'fast', 100_000)).toEqual(checked);
    expect(checked).toMatchObject({ stop: { kind: 'reached' } });
  });
  it('stop after exactly as many instructions as they may execute', () => {
    const source = WRITTEN[1]?.[1] ?? '';
    for (const most of [1, 63, 64, 65, 130])
      expect(runWritten(source, 'fast', most)).toEqual(runWritten(source, 'checked', most));
  });
});

describe('the blob', () => {
  it.each(['el1', 'el2', 'el2-vhe'] as const)('relocates at %s', async (mode) => {
    const blob = await buildDesign(OURS);
    const [checked, fast] = ENGINES.map((engine) => {
      const size = 64 << 20;
      const m = new Machine({ cpu: profile('max', { hasEl2: mode !== 'el1' }), ramBase: RAM, ramSize: size, engine });
      const memory = {
        read: (at: number, length: number) => m.readPhys(at, length),
        write: (at: number, bytes: Uint8Array) => m.writePhys(at, bytes),
      };
      const scenario = buildScenario(memory, blob, { mode, pages: 300, ram: { start: RAM, end: RAM + size } });
      for (const [name, value] of Object.entries(scenario.registers)) m.set(name, value);
      const stop = m.run({ maxInstructions: 2_000_000, stopAt: [BigInt(scenario.entry)] });
      const copied = scenario.moves.map(({ destination }) => [destination, scenario.pageSize] as const);
      return { stop, state: stateOf(m, copied) };
    });
    expect(fast).toEqual(checked);
    expect(fast?.stop.kind).toBe('reached');
  });
});
