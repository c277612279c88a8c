/**
 * Bare-metal programs that run here and under qemu-system-aarch64 with the same console output, and an ELF file around code.
 *
 * Each program prints through the PL011 with `print` (x0: address of a zero-ended string) and `hex` (x0: value), and ends through
 * semihosting with a status. They follow the architecture's rules: no findings are expected unless `finds` says so.
 */
import { EL0_PROGRAMS } from './bare-metal-el0.ts';
import { MACHINE_PROGRAMS } from './bare-metal-machine.ts';
import { SEMANTICS_PROGRAMS } from './bare-metal-semantics.ts';
import { STAGE2_PROGRAMS } from './bare-metal-stage2.ts';
import { assemble } from './support.ts';

export const LOAD = 0x4008_0000;

/** A static AArch64 executable with one segment; `extra` bytes of zero follow the code. */
export function elfOf(code: Uint8Array, extra = 0x8000, machine = 183): Uint8Array {
  const bytes = new Uint8Array(0x1000 + code.length);
  const view = new DataView(bytes.buffer);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  view.setUint16(16, 2, true);
  view.setUint16(18, machine, true);
  view.setUint32(20, 1, true);
  view.setBigUint64(24, BigInt(LOAD), true);
  view.setBigUint64(32, 64n, true);
  view.setUint16(52, 64, true);
  view.setUint16(54, 56, true);
  view.setUint16(56, 1, true);
  view.setUint16(58, 64, true);
  view.setUint32(64, 1, true);
  view.setUint32(68, 7, true);
  [0x1000, LOAD, LOAD, code.length, code.length + extra, 0x1000].forEach((v, i) => {
    view.setBigUint64(72 + 8 * i, BigInt(v), true);
  });
  bytes.set(code, 0x1000);
  return bytes;
}

const RUNTIME = `
print: li x9, 0x09000000
print1: ldrb w10, [x0], #1
 cbz w10, print2
 str w10, [x9]
 b print1
print2: ret
hex: li x9, 0x09000000
 mov x11, #64
hex1: sub x11, x11, #4
 lsr x10, x0, x11
 and x10, x10, #15
 cmp x10, #10
 add x12, x10, #48
 add x13, x10, #87
 csel x12, x12, x13, lo
 str w12, [x9]
 cbnz x11, hex1
 mov w12, #10
 str w12, [x9]
 ret
exit: adr x1, block
 li x9, 0x20026
 stp x9, x0, [x1]
 dmb sy
 dc civac, x1
 dsb sy
 mov x0, #0x18
 hlt #0xf000
 b exit
 .balign 2048
vectors: .space 512
 b fault
 .space 124
 b interrupt
 .space 1404
 .balign 64
block: .quad 0, 0
 .balign 64
`;

export interface BareMetal {
  readonly name: string;
  readonly body: string;
  /** Handlers; `fault` prints ESR and exits with 9 when a program has none of its own. */
  readonly handlers?: string;
  readonly el?: 1 | 2 | 3;
  readonly gic?: 2 | 3;
  readonly cpu?: 'cortex-a72' | 'neoverse-n1' | 'max';
  /** The console, and the exit status. */
  readonly console: string | RegExp;
  readonly status: number;
  /** It does on purpose what a rule forbids. */
  readonly finds?: boolean;
}

const FAULT = 'fault: mrs x0, esr_el1\n bl hex\n mov x0, #9\n b exit\n';
const SPIN = 'interrupt: mov x0, #8\n b exit\n';

/** The program's bytes, entry first. Strings: \`str_NAME\` from \`strings\`. */
export function build(p: BareMetal): Uint8Array {
  const own = p.handlers ?? '';
  const handlers = `${/(^|\n)\s*fault:/.test(own) ? '' : FAULT}${/(^|\n)\s*interrupt:/.test(own) ? '' : SPIN}${own}`;
  return elfOf(assemble(`${p.body}\n${handlers}\n${RUNTIME}`, LOAD).bytes);
}

const text = (s: string): string => {
  const bytes = new TextEncoder().encode(`${s}\0\0\0\0\0\0\0\0`).slice(0, Math.ceil((s.length + 1) / 8) * 8);
  const view = new DataView(bytes.buffer);
  return `.quad ${Array.from({ length: bytes.length / 8 }, (_, i) => view.getBigUint64(8 * i, true)).join(', ')}`;
};

/** Identity map of the first GiB as Device and of the second as Normal WB, in 1 GiB blocks, built by the program with the MMU off. */
const MMU_ON = `
 adr x2, tables
 mov x3, x2
 li x4, 0x0060000000000401
 li x5, 0x40000705
 stp x4, x5, [x2]
 dmb sy
 dc ivac, x2
 dsb sy
 li x4, 0xff00
 msr mair_el1, x4
 li x4, 0x200803519
 msr tcr_el1, x4
 msr ttbr0_el1, x2
 tlbi vmalle1
 dsb nsh
 isb
 mrs x4, sctlr_el1
 li x5, 0x1005
 orr x4, x4, x5
 msr sctlr_el1, x4
 isb
`;
const TABLES = ' .balign 4096\ntables: .space 4096\n';

export const PROGRAMS: readonly BareMetal[] = [
  ...SEMANTICS_PROGRAMS,
  ...EL0_PROGRAMS,
  ...MACHINE_PROGRAMS,
  ...STAGE2_PROGRAMS,
  {
    name: 'hello',
    body: `adr x0, hello\n bl print\n mov x0, #3\n b exit\nhello: ${text('hello\n')}`,
    console: 'hello\n',
    status: 3,
  },
  {
    name: 'svc',
    body: 'adr x0, vectors\n msr vbar_el1, x0\n isb\n svc #0x123\n mov x0, #0\n b exit',
    handlers: 'fault: mrs x0, esr_el1\n mov x20, x30\n bl hex\n eret\n',
    console: '0000000056000123\n',
    status: 0,
  },
  {
    name: 'undefined',
    body: 'adr x0, vectors\n msr vbar_el1, x0\n isb\n mrs x0, currentel\n bl hex\n .word 0\n b exit',
    console: '0000000000000004\n0000000002000000\n',
    status: 9,
    finds: true,
  },
  {
    name: 'mmu',
    body: `${MMU_ON} adr x0, block\n li x1, 0x1122334455667788\n str x1, [x0]\n ldr x0, [x0, #0]\n bl hex\n mrs x0, sctlr_el1\n and x0, x0, #1\n bl hex\n mov x0, #0\n b exit\n${TABLES}`,
    console: '1122334455667788\n0000000000000001\n',
    status: 0,
  },
  {
    name: 'translation-fault',
    body: `adr x0, vectors\n msr vbar_el1, x0\n${MMU_ON} li x1, 0x80000000\n ldr x0, [x1]\n b exit\n${TABLES}`,
    handlers: 'fault: mrs x0, esr_el1\n bl hex\n mrs x0, far_el1\n bl hex\n mov x0, #7\n b exit\n',
    console: '0000000096000005\n0000000080000000\n',
    status: 7,
    finds: true,
  },
  {
    name: 'el2-to-el1',
    el: 2,
    body: `mrs x0, currentel\n bl hex\n li x0, 0x80000000\n msr hcr_el2, x0\n li x0, 0x3c5\n msr spsr_el2, x0\n adr x0, low\n msr elr_el2, x0\n adr x0, vectors\n msr vbar_el2, x0\n isb\n eret
low: mrs x0, currentel\n bl hex\n mov x0, #5\n b exit`,
    console: '0000000000000008\n0000000000000004\n',
    status: 5,
  },
  {
    name: 'timer-gicv2',
    body: `adr x0, vectors\n msr vbar_el1, x0\n isb\n li x1, 0x08000000\n mov w2, #1\n str w2, [x1]\n li x3, 0x40000000\n str w3, [x1, #0x100]\n li x1, 0x08010000\n mov w2, #0xf0\n str w2, [x1, #4]\n mov w2, #1\n str w2, [x1]
 mov x2, #1000\n msr cntp_tval_el0, x2\n mov x2, #1\n msr cntp_ctl_el0, x2\n isb\n msr daifclr, #2\nwait: wfi\n b wait`,
    handlers: 'interrupt: li x1, 0x08010000\n ldr w0, [x1, #12]\n and x0, x0, #0x3ff\n bl hex\n mov x0, #4\n b exit\n',
    console: '000000000000001e\n',
    status: 4,
  },
  {
    name: 'timer-gicv3',
    gic: 3,
    body: `adr x0, vectors\n msr vbar_el1, x0\n isb\n li x1, 0x08000000\n mov w2, #2\n str w2, [x1]\n li x1, 0x080a0000\n str wzr, [x1, #0x14]\n li x1, 0x080b0000\n li x3, 0xffffffff\n str w3, [x1, #0x80]\n li x3, 0x40000000\n str w3, [x1, #0x100]
 mov x2, #1\n msr icc_sre_el1, x2\n isb\n mov x2, #0xf0\n msr icc_pmr_el1, x2\n mov x2, #1\n msr icc_igrpen1_el1, x2\n isb
 mov x2, #1000\n msr cntp_tval_el0, x2\n mov x2, #1\n msr cntp_ctl_el0, x2\n isb\n msr daifclr, #2\nwait: wfi\n b wait`,
    handlers: 'interrupt: mrs x0, icc_iar1_el1\n bl hex\n mov x0, #6\n b exit\n',
    console: '000000000000001e\n',
    status: 6,
  },
  {
    name: 'vhe',
    el: 2,
    cpu: 'max',
    body: `mrs x0, hcr_el2\n li x1, 0x488000000\n orr x0, x0, x1\n msr hcr_el2, x0\n isb\n mov x2, #0x1000\n msr vbar_el12, x2\n mov x2, #0x800\n msr vbar_el1, x2\n isb\n mrs x0, vbar_el2\n bl hex\n mrs x0, vbar_el12\n bl hex\n mov x0, #1\n b exit`,
    console: '0000000000000800\n0000000000001000\n',
    status: 1,
  },
  {
    name: 'command-line',
    body: 'adr x1, request\n adr x2, room\n mov x3, #64\n stp x2, x3, [x1]\n mov x0, #0x15\n hlt #0xf000\n bl hex\n mov x0, #0x31\n hlt #0xf000\n cbz x0, none\nnone: mov x0, #0\n b exit\n .balign 64\nrequest: .quad 0, 0\nroom: .space 64',
    console: '0000000000000000\n',
    status: 0,
  },
  {
    name: 'psci',
    body: `adr x0, hello\n bl print\n li x0, 0x84000000\n hvc #0\n lsr x0, x0, #16\n bl hex\n li x0, 0x84000008\n hvc #0\nhello: ${text('off\n')}`,
    console: 'off\n0000000000000001\n',
    status: 0,
  },
];
