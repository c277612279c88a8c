/** The fast engine against the checked one, in lockstep: whole programs, every row with semantics in random programs, our blob. */
import { describe, expect, it } from 'vitest';
import { DependencyBuilder } from '../../src/emu/dependencies.ts';
import { Machine } from '../../src/emu/machine.ts';
import { profile } from '../../src/emu/profiles.ts';
import { virtMachine } from '../../src/emu/virt.ts';
import { decode, fieldsOf } from '../../src/isa/decoder.ts';
import { GROUPS } from '../../src/isa/groups.ts';
import type { Row } from '../../src/isa/row.ts';
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
    memory: ranges.map(([start, bytes]) => Buffer.from(m.readPhys(start, bytes)).toString('hex')),
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

function runWords(words: readonly number[], seed: number, engine: EngineName): object {
  const m = new Machine({ cpu: profile('max'), ramBase: RAM, ramSize: 8 << 20, engine });
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
  const tables = new Tables(m);
  tables.map(BigInt(RAM), RAM, 4 << 20, {});
  m.set('mair_el1', MAIR);
  m.set('tcr_el1', TCR);
  m.set('ttbr0_el1', BigInt(tables.root));
  m.set('ttbr1_el1', BigInt(tables.root));
  m.set('vbar_el1', BigInt(VECTORS));
  m.set('cpacr_el1', 3n << 20n);
  m.set('sctlr_el1', SCTLR_ON);
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
