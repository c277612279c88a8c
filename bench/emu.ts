/**
 * Speed of the checked engine: MIPS on the copy loop and on an integer loop.
 *
 *     npm run bench -- emu
 *
 * The loops run in this process on a Machine with the MMU on and all rules; the second of two runs counts.
 */
import { Machine } from '../src/emu/machine.ts';
import { profile } from '../src/emu/profiles.ts';
import { assemble, CODE, DATA, MAIR, RAM, SCTLR_ON, Tables, TCR } from '../test/emu/support.ts';

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
  prepare: (m: Machine) => void,
): { seconds: number; instructions: number; findings: number } {
  const m = new Machine({ cpu: profile('max'), ramBase: RAM, ramSize: 256 << 20 });
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

const MIB = 100;
line(`copy of ${MIB} MiB, checked`, () =>
  timed(COPY, (m) => {
    m.definePhys(DATA, MIB << 20);
    m.set('x1', BigInt(DATA));
    m.set('x0', BigInt(DATA + (MIB << 20)));
    m.set('x10', BigInt(DATA + ((2 * MIB) << 20)));
  }),
);
line('integer loop, checked', () => timed(INTEGER, (m) => m.set('x0', 5_000_000n)));
