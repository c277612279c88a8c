/**
 * Every user-level row with semantics against qemu-user: random words of the row, random registers, flags and memory; one case a row.
 *
 * The oracle (shared/oracle) runs a batch of records natively under qemu-aarch64 and returns the states. The same words run here at EL0 under an
 * identity map, at the same addresses. A record that qemu refuses (SIGILL: newer than it) or where ours faults as qemu does is not compared further.
 */
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { SLOT } from '../../../src/emu/cpu-state.ts';
import { DependencyBuilder } from '../../../src/emu/dependencies.ts';
import { Machine } from '../../../src/emu/machine.ts';
import { profile } from '../../../src/emu/profiles.ts';
import { decode, fieldsOf } from '../../../src/isa/decoder.ts';
import { GROUPS } from '../../../src/isa/groups.ts';
import { disassemble } from '../../../src/isa/print.ts';
import type { Row } from '../../../src/isa/row.ts';
import { comparedFpcr, qemuDiffers } from '../../isa/qemu-differs.ts';
import type { CaseResult, Suite, SuiteContext } from '../suite.ts';

const MEMORY = 0x1000_0000;
const BASE = MEMORY + 0x80;
const BYTES = 256;
const CODE = 0x160_0000;
const SLOT_BYTES = 128;
const RECORD = 64 + 800 + BYTES;
const STATE = 800 + BYTES;
const PER_BATCH = 20_000;
const RAM = 0x100_0000;

/** Rows that leave the straight line, or whose result depends on the process: not for this suite. */
const EXCLUDED = /^base\/(branch|exceptions|hints|barriers|system|wait|pauth)|literal/;

/** A64AS_ORACLE_ROWS: a pattern over 'group mnemonic', to look at a few rows. */
const ONLY = new RegExp(process.env.A64AS_ORACLE_ROWS ?? '');

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
    const edges = [
      0n,
      1n,
      0xffff_ffff_ffff_ffffn,
      1n << 63n,
      (1n << 63n) - 1n,
      0x8000_0000n,
      0x7fff_ffffn,
      0xffff_ffffn,
      0x3ff0_0000_0000_0000n,
    ];
    if (this.below(4) === 0) return edges[this.below(edges.length)] as bigint;
    return (BigInt(this.next()) << 32n) | BigInt(this.next());
  }
}

interface Record {
  readonly row: Row;
  readonly word: number;
  /** Registers that hold addresses, and indices. */
  readonly pointers: number;
  readonly index: number;
}

/** CONSTRAINED UNPREDICTABLE words (Arm DDI 0487 K1.1): writeback to a register that is also transferred, a pair into one register. */
function unpredictable(row: Row, word: number): boolean {
  const f = fieldsOf(row, word);
  const simd = /^(fp|simd)/.test(row.group);
  const pair = f.Rt2 !== undefined && /^ld/.test(row.mnemonic) && f.Rt === f.Rt2;
  const record = new DependencyBuilder();
  record.pc = BigInt(CODE);
  row.semantics?.(record, f);
  const d = record.result();
  const based = d.uses.some((u) => u.use === 'address');
  const writesBack = based && d.sets.some((set) => set.register === f.Rn && set.source.memory === 0);
  return !simd && based && (pair || (f.Rn !== 31 && writesBack && (f.Rt === f.Rn || f.Rt2 === f.Rn)));
}

/** A word of the row whose memory operands stay near the base; undefined when the random bits were no good. */
function randomWord(row: Row, random: Random): Record | undefined {
  let word = ((random.next() & ~row.mask) | row.value) >>> 0;
  const limits = new Map([
    ['imm12', 6],
    ['imm7', 8],
    ['imm9', 64],
  ]);
  const isMemory = row.layout.fields.has('Rt') || /^(ld|st|swp|cas)/.test(row.mnemonic);
  if (isMemory) {
    for (const field of row.layout.fields.values()) {
      const limit = limits.get(field.name);
      if (limit === undefined) continue;
      word = ((word & ~field.mask) | (row.value & field.mask)) >>> 0;
      word = (word | (random.below(limit) << field.shift)) >>> 0;
    }
  }
  if (decode(word) !== row || unpredictable(row, word)) return undefined;
  const record = new DependencyBuilder();
  record.pc = BigInt(CODE);
  const fields = fieldsOf(row, word);
  try {
    row.semantics?.(record, fields);
  } catch {
    return undefined;
  }
  const d = record.result();
  let pointers = 0;
  for (const { use, source } of d.uses) if (use === 'address') pointers |= source.registers;
  const rm = fields.Rm ?? 31;
  const index = isMemory && (pointers & (1 << rm)) !== 0 && rm !== fields.Rn && rm < 31 ? rm : -1;
  return { row, word, pointers, index };
}

function writeRecord(buffer: Buffer, at: number, r: Record, random: Random): void {
  buffer.fill(0, at, at + 64);
  buffer.writeUInt32LE(r.word, at);
  for (let n = 0; n < 31; n++) {
    const value = n === r.index ? BigInt(random.below(8)) : (r.pointers >>> n) & 1 ? BigInt(BASE) : random.value();
    buffer.writeBigUInt64LE(value, at + 64 + 8 * n);
  }
  buffer.writeBigUInt64LE(BigInt(BASE), at + 64 + 248);
  buffer.writeBigUInt64LE(BigInt(random.below(16)) << 28n, at + 64 + 256);
  buffer.fill(0, at + 64 + 264, at + 64 + 288);
  // FZ16, RMode, FZ, DN, AHP in half of the records
  const fpcr = random.below(2) ? (random.below(256) << 19) & 0x07c80000 & comparedFpcr(r.row) : 0;
  buffer.writeUInt32LE(fpcr, at + 64 + 264);
  buffer.writeUInt32LE(random.below(4) ? 0 : 0x10, at + 64 + 272);
  for (let i = 0; i < 64; i++) buffer.writeBigUInt64LE(random.value(), at + 64 + 288 + 8 * i);
  for (let i = 0; i < BYTES; i += 4) buffer.writeUInt32LE(random.next(), at + 864 + i);
}

/** The machine that runs the records: EL0, all of RAM mapped one to one, user-accessible, in 2 MiB blocks. */
function makeMachine(): Machine {
  const m = new Machine({ cpu: profile('max'), ramBase: RAM, ramSize: 0xf20_0000 });
  const put = (pa: number, value: bigint): void => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(value);
    m.writePhys(pa, bytes);
  };
  const root = RAM;
  put(root, BigInt(root + 0x1000) | 3n);
  put(root + 0x1000, BigInt(root + 0x2000) | 3n);
  for (let i = 0; i < 512; i++) put(root + 0x2000 + 8 * i, (BigInt(i) << 21n) | 0x741n | (1n << 6n));
  m.set('mair_el1', 0xffn);
  m.set('tcr_el1', 16n | (5n << 8n) | (2n << 32n) | (1n << 23n));
  m.set('ttbr0_el1', BigInt(root));
  m.set('vbar_el1', BigInt(RAM + 0x10000));
  m.set('cpacr_el1', 3n << 20n);
  m.definePhys(RAM, 0x20_0000);
  m.definePhys(MEMORY - 0x1000, 0x3000);
  m.set('sctlr_el1', 0x30c5_183dn & ~8n & ~(1n << 4n));
  m.set('pstate', 0n);
  return m;
}

/** Runs record number i; returns what differs from qemu's state, '' when nothing does, undefined when it is not to be compared. */
function compare(
  m: Machine,
  input: Buffer,
  inAt: number,
  output: Buffer,
  outAt: number,
  i: number,
  r: Record,
): string | undefined {
  const signal = Number(output.readBigUInt64LE(outAt + 280));
  if (signal === 4) return undefined;
  const { cpu, lines } = m.engine;
  const pc = CODE + i * SLOT_BYTES + 4;
  lines.u8.set(input.subarray(inAt + 864, inAt + 864 + BYTES), MEMORY - RAM);
  lines.view.setUint32(pc - RAM, r.word, true);
  m.engine.exceptions.entering = undefined;
  cpu.switchMode(0, 0);
  m.engine.mmu.currentConfig();
  for (let n = 0; n < 31; n++) cpu.setPair(2 * n, input.readBigUInt64LE(inAt + 64 + 8 * n));
  cpu.setPair(SLOT.sp, BigInt(BASE));
  cpu.nzcv = Number(input.readBigUInt64LE(inAt + 64 + 256) >> 28n);
  cpu.r[SLOT.fpcr] = input.readInt32LE(inAt + 64 + 264);
  cpu.r[SLOT.fpsr] = input.readInt32LE(inAt + 64 + 272);
  for (let k = 0; k < 128; k++) cpu.v[k] = input.readInt32LE(inAt + 64 + 288 + 4 * k);
  cpu.setPair(60, BigInt(pc - 4 + 0) * 0n + input.readBigUInt64LE(inAt + 64 + 240));
  m.engine.data.clearExclusive();
  cpu.r[SLOT.undefined] = 0;
  cpu.r[SLOT.undefinedFlags] = 0;
  cpu.pc = BigInt(pc);
  const stopped = m.engine.step();
  if (stopped !== undefined) return `stopped: ${JSON.stringify(stopped)}`;
  if (cpu.el !== 0) {
    const ec = Number(m.get('esr_el1') >> 26n);
    m.engine.mmu.flush();
    return signal === 0 ? `exception class 0x${ec.toString(16)}, none in qemu` : '';
  }
  if (signal !== 0) return `no exception, signal ${signal} in qemu`;
  const differences: string[] = [];
  const hex = (v: bigint): string => `0x${v.toString(16)}`;
  for (let n = 0; n < 31; n++) {
    const want = output.readBigUInt64LE(outAt + 8 * n);
    if (cpu.x(n) !== want) differences.push(`x${n} ${hex(cpu.x(n))}, qemu ${hex(want)}`);
  }
  if (cpu.pair(SLOT.sp) !== output.readBigUInt64LE(outAt + 248))
    differences.push(`sp ${hex(cpu.pair(SLOT.sp))}, qemu ${hex(output.readBigUInt64LE(outAt + 248))}`);
  const nzcv = Number(output.readBigUInt64LE(outAt + 256) >> 28n);
  if (cpu.nzcv !== nzcv) differences.push(`nzcv ${cpu.nzcv}, qemu ${nzcv}`);
  const fpsr = output.readInt32LE(outAt + 272);
  if (cpu.r[SLOT.fpsr] !== fpsr)
    differences.push(`fpsr ${((cpu.r[SLOT.fpsr] as number) >>> 0).toString(16)}, qemu ${(fpsr >>> 0).toString(16)}`);
  for (let k = 0; k < 128; k++) {
    const want = output.readInt32LE(outAt + 288 + 4 * k);
    if (cpu.v[k] !== want) {
      differences.push(
        `v${k >> 2} word ${k & 3} ${((cpu.v[k] as number) >>> 0).toString(16)}, qemu ${(want >>> 0).toString(16)}`,
      );
      break;
    }
  }
  for (let k = 0; k < BYTES; k++) {
    if (lines.u8[MEMORY - RAM + k] === output[outAt + 800 + k]) continue;
    differences.push(
      `memory +${k} ${lines.u8[MEMORY - RAM + k]?.toString(16)}, qemu ${output[outAt + 800 + k]?.toString(16)}`,
    );
    break;
  }
  return differences.join('; ');
}

interface Tally {
  tried: number;
  compared: number;
  failed: number;
  first: string;
}

function runBatch(records: readonly Record[], elf: string, seed: number, tallies: Map<Row, Tally>): void {
  const random = new Random(seed);
  const input = Buffer.alloc(16 + records.length * RECORD);
  input.writeUInt32LE(records.length, 0);
  input.writeUInt32LE(1, 4);
  input.writeUInt32LE(BYTES, 8);
  input.writeUInt32LE(1, 12);
  records.forEach((r, i) => {
    writeRecord(input, 16 + i * RECORD, r, random);
  });
  const output = execFileSync('qemu-aarch64', [elf], { input, maxBuffer: 1 << 30 });
  const m = makeMachine();
  records.forEach((r, i) => {
    const tally = tallies.get(r.row) as Tally;
    tally.tried++;
    const difference = compare(m, input, 16 + i * RECORD, output, i * STATE, i, r);
    if (difference === undefined) return;
    tally.compared++;
    if (difference === '') return;
    tally.failed++;
    if (tally.first === '')
      tally.first = `${disassemble(r.word, 0n)} (${r.word.toString(16).padStart(8, '0')}), fpcr ${input.readUInt32LE(16 + i * RECORD + 64 + 264).toString(16)}: ${difference}`;
  });
}

function buildOracle(context: SuiteContext): string {
  const directory = path.join(context.shared, 'oracle');
  const elf = path.join(context.scratch, 'oracle.elf');
  const flags =
    '-O2 -nostdlib -static -ffreestanding -fno-builtin -fno-stack-protector -fno-pic -no-pie -mgeneral-regs-only -fno-tree-loop-distribute-patterns -Wl,--build-id=none -Ttext=0x600000';
  execFileSync('aarch64-linux-gnu-gcc', [
    ...flags.split(' '),
    '-o',
    elf,
    path.join(directory, 'oracle.S'),
    path.join(directory, 'oracle.c'),
  ]);
  fs.accessSync(elf);
  return elf;
}

/** How much was compared, and what was not: rows that qemu refuses, rows where it is known to be wrong. */
function summarise(context: SuiteContext, tallies: ReadonlyMap<Row, Tally>): void {
  const list = [...tallies];
  const compared = list.reduce((sum, [, t]) => sum + t.compared, 0);
  const differing = list.reduce((sum, [, t]) => sum + t.failed, 0);
  context.log(`${compared} states of ${list.length} rows compared, ${differing} differ`);
  const unknown = list.filter(([, t]) => t.tried > 0 && t.compared === 0).map(([row]) => row.mnemonic);
  if (unknown.length > 0) context.log(`not known to qemu: ${[...new Set(unknown)].join(' ')}`);
  for (const row of GROUPS.flatMap((g) => g.rows())) {
    const why = row.target === undefined ? qemuDiffers(row) : undefined;
    if (why !== undefined) context.log(`not compared: ${row.name} ${row.bits}: ${why}`);
  }
}

export const suite: Suite = {
  name: 'emu-oracle',
  tools: ['aarch64-linux-gnu-gcc', 'qemu-aarch64'],
  async run(context): Promise<readonly CaseResult[]> {
    const elf = buildOracle(context);
    const rows = GROUPS.flatMap((g) => g.rows()).filter(
      (row) =>
        row.target === undefined &&
        !row.encodeOnly &&
        row.semantics !== undefined &&
        !EXCLUDED.test(row.group) &&
        qemuDiffers(row) === undefined &&
        ONLY.test(`${row.group} ${row.mnemonic}`) &&
        !(/^(ldr|ldrsw|prfm)$/.test(row.mnemonic) && row.layout.fields.has('imm19')),
    );
    const total = Number(process.env.A64AS_ORACLE_STATES ?? 100_000);
    const random = new Random(20210128);
    const tallies = new Map(rows.map((row) => [row, { tried: 0, compared: 0, failed: 0, first: '' }]));
    let batch: Record[] = [];
    for (let made = 0, k = 0; made < total && k < 4 * total; k++) {
      const record = randomWord(rows[k % rows.length] as Row, random);
      if (record === undefined) continue;
      batch.push(record);
      made++;
      if (batch.length < PER_BATCH && made < total) continue;
      runBatch(batch, elf, made, tallies);
      batch = [];
      context.log(`${made} of ${total} states`);
    }
    if (batch.length > 0) runBatch(batch, elf, total, tallies);
    summarise(context, tallies);
    return [...tallies].map(([row, t], i): CaseResult => {
      const id = `${row.name} ${row.bits.replaceAll(' ', '_')} ${i}`;
      if (t.failed === 0) return { id, ok: true };
      return { id, ok: false, detail: `${t.failed} of ${t.compared} differ; ${t.first}` };
    });
  },
};
