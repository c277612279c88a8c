/**
 * Speed of both engines, and memory of the checked one: MIPS on the copy loop and on an integer loop, beside QEMU's; and a relocation of 380 MiB by our blob.
 *
 *     npm run bench -- emu
 *
 * The loops run in this process on a Machine with the MMU on; the second of two runs counts. The relocation is the harness of
 * test/conformance (one ELF file for both), every page touched before; QEMU's figure and ours are by difference against the same with
 * nothing to copy, in user seconds. Bar: at most 0.6 of QEMU's.
 */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildBlob } from '../src/blob-source.ts';
import { readElf } from '../src/elf/read.ts';
import { Machine } from '../src/emu/machine.ts';
import { profile } from '../src/emu/profiles.ts';
import { virtMachine } from '../src/emu/virt.ts';
import { OUR_PLAN } from '../src/kexec/scenario.ts';
import { build } from '../src/pipeline.ts';
import { type BuildElf, buildHarness } from '../test/conformance/qemu-harness.ts';
import { elfOf, LOAD } from '../test/emu/bare-metal.ts';
import { assemble, CODE, DATA, MAIR, RAM, SCTLR_ON, Tables, TCR } from '../test/emu/support.ts';
import { measure } from './measure.ts';

const COPY = `
copy: ldp x2, x3, [x1]
 ldp x4, x5, [x1, #16]
 ldp x6, x7, [x1, #32]
 ldp x8, x9, [x1, #48]
 add x1, x1, #64
 stp x2, x3, [x0]
 stp x4, x5, [x0, #16]
 stp x6, x7, [x0, #32]
 stp x8, x9, [x0, #48]
 add x0, x0, #64
 cmp x0, x10
 b.lo copy
end: nop`;
const INTEGER = `
loop: add x2, x2, x3
 eor x3, x3, x2, lsl #7
 lsr x4, x3, #5
 madd x5, x4, x2, x3
 subs x0, x0, #1
 b.ne loop
end: nop`;

function timed(
  source: string,
  engine: 'checked' | 'fast',
  prepare: (m: Machine) => void,
): { seconds: number; instructions: number; findings: number } {
  const m = new Machine({ cpu: profile('max'), ramBase: RAM, ramSize: 256 << 20, engine });
  // memory that the system has yet to provide is not what is measured
  m.engine.lines.u8.fill(1);
  const { bytes, labels } = assemble(source);
  m.writePhys(CODE, bytes);
  const tables = new Tables(m);
  tables.map(BigInt(RAM), RAM, 256 << 20, { size: 21 });
  for (const [name, value] of [
    ['mair_el1', MAIR],
    ['tcr_el1', TCR],
    ['ttbr0_el1', BigInt(tables.root)],
    ['ttbr1_el1', BigInt(tables.root)],
    ['sctlr_el1', SCTLR_ON],
    ['pc', BigInt(CODE)],
  ] as const)
    m.set(name, value);
  for (let n = 0; n < 11; n++) m.set(`x${n}`, BigInt(n));
  prepare(m);
  const start = process.cpuUsage();
  m.run({ stopAt: [BigInt(CODE + (labels.get('end') ?? 0))] });
  const used = process.cpuUsage(start);
  return { seconds: (used.user + used.system) / 1e6, instructions: m.steps, findings: m.observations.length };
}

function line(name: string, run: () => ReturnType<typeof timed>): void {
  run();
  const { seconds, instructions, findings } = run();
  const mips = instructions / seconds / 1e6;
  process.stdout.write(
    `${name.padEnd(28)} ${(instructions / 1e6).toFixed(1).padStart(7)} M instructions ${seconds.toFixed(3).padStart(7)} s ${mips.toFixed(0).padStart(5)} MIPS, ${findings} findings\n`,
  );
}

/** Bytes of state that the checked engine needs for a byte of RAM in use, its value included: a copy over memory that had contents. Bar: 3. */
function memoryLine(lineBytes: number): void {
  const half = 100;
  const before = process.memoryUsage().rss;
  const cpu = profile('max', { dcacheLine: lineBytes, icacheLine: lineBytes });
  const m = new Machine({ cpu, ramBase: RAM, ramSize: 256 << 20 });
  const { bytes, labels } = assemble(COPY);
  m.writePhys(CODE, bytes);
  const tables = new Tables(m);
  tables.map(BigInt(RAM), RAM, 256 << 20, { size: 21 });
  for (const [name, value] of [
    ['mair_el1', MAIR],
    ['tcr_el1', TCR],
    ['ttbr0_el1', BigInt(tables.root)],
    ['sctlr_el1', SCTLR_ON],
    ['pc', BigInt(CODE)],
    ['x1', BigInt(DATA)],
    ['x0', BigInt(DATA + (half << 20))],
    ['x10', BigInt(DATA + ((2 * half) << 20))],
  ] as const)
    m.set(name, value);
  const contents = new Uint8Array(1 << 20).fill(7);
  for (let n = 0; n < 2 * half; n++) m.writePhys(DATA + (n << 20), contents);
  m.run({ stopAt: [BigInt(CODE + (labels.get('end') ?? 0))] });
  const ratio = (process.memoryUsage().rss - before) / ((2 * half) << 20);
  process.stdout.write(`memory, lines of ${lineBytes} bytes`.padEnd(28));
  process.stdout.write(` ${ratio.toFixed(2)} bytes a byte of RAM in use\n`);
}
for (const lineBytes of [64, 16]) memoryLine(lineBytes);

const MIB = 100;
const ROUNDS = 5_000_000;
for (const engine of ['checked', 'fast'] as const) {
  line(`copy of ${MIB} MiB, ${engine}`, () =>
    timed(COPY, engine, (m) => {
      m.definePhys(DATA, MIB << 20);
      m.set('x1', BigInt(DATA));
      m.set('x0', BigInt(DATA + (MIB << 20)));
      m.set('x10', BigInt(DATA + ((2 * MIB) << 20)));
    }),
  );
  line(`integer loop, ${engine}`, () => timed(INTEGER, engine, (m) => m.set('x0', BigInt(ROUNDS))));
}

// ---- QEMU -------------------------------------------------------------------------------------------------------------

const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'a64as-bench-'));
process.on('exit', () => fs.rmSync(directory, { recursive: true, force: true }));
const qemu = (file: string, memory: string): string[] => [
  ...['qemu-system-aarch64', '-machine', 'virt', '-cpu', 'cortex-a72', '-m', memory, '-display', 'none'],
  ...['-serial', 'none', '-monitor', 'none', '-semihosting-config', 'enable=on,target=native', '-kernel', file],
];

/** An ELF file that repeats a loop with MMU off and leaves. */
function loopFile(name: string, setup: string, loop: string, repeats: number): string {
  const leave = ` adr x1, block\n li x9, 0x20026\n stp x9, xzr, [x1]\n mov x0, #0x18\n hlt #0xf000\n .balign 64\nblock: .quad 0, 0`;
  const body = ` mov x20, #${repeats}\nagain: ${setup}\n${loop.replace('end: nop', '')}\n subs x20, x20, #1\n b.ne again\n${leave}`;
  const file = path.join(directory, `${name}-${repeats}.elf`);
  fs.writeFileSync(file, elfOf(assemble(body, LOAD).bytes));
  return file;
}

function qemuLine(name: string, setup: string, loop: string, instructions: number): void {
  const commands = [1, 11].map((repeats) => qemu(loopFile(name, setup, loop, repeats), '512M'));
  const [once, often] = measure(commands, 3);
  const mips = (10 * instructions) / ((often?.user ?? 0) - (once?.user ?? 0)) / 1e6;
  process.stdout.write(`${`${name}, QEMU`.padEnd(28)} ${mips.toFixed(0).padStart(49)} MIPS\n`);
}
qemuLine(
  'copy',
  ` li x1, ${DATA}\n li x0, ${DATA + (MIB << 20)}\n li x10, ${DATA + ((2 * MIB) << 20)}`,
  COPY,
  (MIB << 14) * 12,
);
qemuLine('integer loop', ` li x0, ${ROUNDS}`, INTEGER, 6 * ROUNDS);

// ---- relocation -------------------------------------------------------------------------------------------------------

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const readFile = (name: string): Uint8Array | undefined =>
  fs.existsSync(name) ? new Uint8Array(fs.readFileSync(name)) : undefined;
const buildElf: BuildElf = async ({ sources, script, defines, files }) => {
  const { built, sink } = await build({
    sources: sources.map((name) => (files.has(name) ? name : path.join(root, 'asm/harness', name))),
    script: 'harness.lds',
    defines,
    readFile: (name) =>
      name === 'harness.lds' ? new TextEncoder().encode(script) : (files.get(name) ?? readFile(name)),
  });
  if (built === undefined) throw new Error(sink.list.map(({ text }) => text).join('\n'));
  return built.bytes;
};

async function relocationFile(copies: boolean): Promise<string> {
  const sources = [path.join(root, 'asm/relocate_kernel.S')];
  const { blob, sink } = await buildBlob({ sources, script: path.join(root, 'ldscripts/kexec.lds.S'), readFile });
  if (blob === undefined) throw new Error(sink.list.map(({ text }) => text).join('\n'));
  const size = { pages: copies ? 380 * 256 : 12, ramBytes: 2 ** 30, touches: true };
  const which = { mode: 'el1', inPlace: !copies, tables: true, plan: OUR_PLAN } as const;
  const file = path.join(directory, `relocation-${copies}.elf`);
  fs.writeFileSync(file, await buildHarness(buildElf, blob, which, size));
  return file;
}

/** User seconds of one run on the fast engine. */
function runHere(file: string): number {
  const bytes = new Uint8Array(fs.readFileSync(file));
  const elf = readElf(file, bytes);
  const segments = elf.segments
    .filter(({ type }) => type === 1)
    .map((s) => ({
      address: Number(s.paddr),
      bytes: bytes.subarray(Number(s.offset), Number(s.offset) + Number(s.filesz)),
      size: Number(s.memsz),
    }));
  const program = { kind: 'elf', entry: Number(elf.entry), segments } as const;
  const cpu = profile('cortex-a72');
  const options = { cpu, el: 1, vhe: false, ramSize: 1100 << 20, gic: 2, engine: 'fast', program } as const;
  const { machine } = virtMachine({ ...options, write: () => undefined });
  const before = process.cpuUsage();
  const stop = machine.run();
  const { user } = process.cpuUsage(before);
  if (stop.kind !== 'halted' || stop.status !== 0) throw new Error(`${file}: ${JSON.stringify(stop)}`);
  return user / 1e6;
}

const files = [await relocationFile(false), await relocationFile(true)];
const middle = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
const [nothingHere = 0, copyHere = 0] = files.map((file) => middle([runHere(file), runHere(file), runHere(file)]));
const [nothingThere, copyThere] = measure(
  files.map((file) => qemu(file, '1100M')),
  3,
);
const ours = copyHere - nothingHere;
const theirs = (copyThere?.user ?? 0) - (nothingThere?.user ?? 0);
process.stdout.write(
  `relocation of 380 MiB: fast ${ours.toFixed(2)} s, QEMU ${theirs.toFixed(2)} s, ratio ${(ours / theirs).toFixed(2)}\n`,
);
