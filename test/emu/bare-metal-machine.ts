/**
 * Bare-metal programs about what is around the processor: PSCI, semihosting, interrupt groups, clock, transports, system registers that are there or not,
 * traps to EL2, virtual interrupts, waits with a time limit. The consoles are qemu's; the suite emu-system compares them anew.
 */
import type { BareMetal } from './bare-metal.ts';

/** Prints ESR of the current level and skips the instruction. */
const SKIP = (el: 1 | 2): string => `
skipped: mov x25, x30
 mrs x0, esr_el${el}
 bl hex
 mrs x14, elr_el${el}
 add x14, x14, #4
 msr elr_el${el}, x14
 mov x30, x25
 eret
 .balign 2048
own: .space 512
 b skipped
 .space 508
 b skipped
 .space 1020
`;
const vectors = (el: 1 | 2): string => ` mov x30, #0\n mov x25, #0\n adr x0, own\n msr vbar_el${el}, x0\n isb\n`;
const lines = (console: string): string => console.trim().split(/\s+/).join('\n').concat('\n');
const show = (instruction: string): string => ` mov x0, #0\n ${instruction}\n bl hex\n`;

const psci = (id: string, argument: string): string => show(`li x0, ${id}\n li x1, ${argument}\n hvc #0`);
const semihosting = (operation: string, words: readonly string[]): string =>
  ` adr x1, request\n${words.map((w, i) => ` li x2, ${w}\n str x2, [x1, #${8 * i}]\n`).join('')} mov x0, #${operation}\n hlt #0xf000\n bl hex\n`;

const GICV2 = `li x1, 0x08000000\n li x2, 0x08010000\n mov w3, #3\n str w3, [x1]\n mov w3, #0xf0\n str w3, [x2, #4]\n mov w3, #3\n str w3, [x2]\n`;
const load = (base: string, offset: string): string => show(`ldr w0, [${base}, #${offset}]`);

export const MACHINE_PROGRAMS: readonly BareMetal[] = [
  {
    name: 'psci-functions',
    body: `${psci('0x84000000', '0')}${psci('0x84000003', '0')}${psci('0xc4000003', '1')}${psci('0xc4000004', '0')}${psci('0xc4000004', '1')}${psci('0x84000006', '0')}${psci('0x8400000a', '0xc4000001')}${psci('0x8400000a', '0x84000012')}${psci('0x84000050', '0')}${psci('0x80000000', '0')} li x0, 0x84000009\n mov x0, #0\n b exit`,
    console: `
0000000000010001 fffffffffffffffc fffffffffffffffe 0000000000000000 fffffffffffffffe 0000000000000002
0000000000000000 ffffffffffffffff ffffffffffffffff ffffffffffffffff
`,
    status: 0,
  },
  {
    name: 'semihosting-files',
    body: `adr x3, features\n adr x1, request\n str x3, [x1]\n mov x2, #0\n str x2, [x1, #8]\n mov x2, #21\n str x2, [x1, #16]\n mov x0, #1\n hlt #0xf000\n mov x20, x0\n cmp x20, #0\n cset x0, gt\n bl hex
 adr x1, request\n adr x3, room\n stp x20, x3, [x1]\n mov x2, #16\n str x2, [x1, #16]\n mov x0, #6\n hlt #0xf000\n bl hex\n adr x3, room\n ldr w0, [x3]\n bl hex
 adr x1, request\n str x20, [x1]\n mov x0, #12\n hlt #0xf000\n bl hex\n adr x1, request\n mov x0, #9\n hlt #0xf000\n bl hex\n adr x1, request\n mov x0, #2\n hlt #0xf000\n bl hex
${semihosting('8', ['-1'])}${semihosting('8', ['5'])}${semihosting('0x31', ['0'])} mov x0, #0\n b exit
 .balign 64\nrequest: .quad 0, 0, 0, 0\nroom: .space 64\nfeatures: .quad 0x736f68696d65733a, 0x6165662d676e6974, 0x7365727574, 0`,
    console: `
0000000000000001 000000000000000b 0000000042464853 0000000000000005 0000000000000000 0000000000000000
0000000000000001 0000000000000000 000000003b9aca00
`,
    status: 0,
  },
  {
    name: 'gicv2-groups',
    body: `${GICV2}${[
      'mov w3, #0x2000000\n str w3, [x1, #0xf00]',
      'mov w3, #2\n str w3, [x1, #0x80]\n mov w3, #1\n movk w3, #0x200, lsl #16\n str w3, [x1, #0xf00]',
    ].join(
      '\n',
    )}\n ${load('x2', '0x18')} li x2, 0x08010000\n${load('x2', '0xc')} li x2, 0x08010000\n mov w3, #0\n str w3, [x2, #0x10]\n${load('x2', '0x18')}${load('x2', '0xc')} li x2, 0x08010000\n mov w3, #7\n str w3, [x2]\n${load('x2', '0xc')}${load('x2', '0x14')} li x2, 0x08010000\n mov w3, #1\n str w3, [x2, #0x10]\n${load('x2', '0x14')}${load('x2', '0xc')} mov x0, #0\n b exit`,
    console: `
0000000000000000 0000000000000000 00000000000003fe 00000000000003fe 0000000000000001 0000000000000000
00000000000000ff 00000000000003ff
`,
    status: 0,
  },
  {
    name: 'gicv3-groups',
    gic: 3,
    body: `li x1, 0x08000000\n li x2, 0x080b0000\n mov w3, #3\n str w3, [x1]\n mov w3, #2\n str w3, [x2, #0x80]\n mov w3, #3\n str w3, [x2, #0x100]\n mov x3, #0xf0\n msr icc_pmr_el1, x3\n mov x3, #1\n msr icc_igrpen0_el1, x3\n msr icc_igrpen1_el1, x3\n isb
 mov x3, #1\n msr icc_sgi0r_el1, x3\n movk x3, #0x100, lsl #16\n msr icc_sgi1r_el1, x3\n isb
${['icc_hppir0_el1', 'icc_hppir1_el1', 'icc_iar1_el1', 'icc_iar0_el1', 'icc_rpr_el1'].map((r) => show(`mrs x0, ${r}`)).join('')} msr icc_eoir0_el1, xzr\n isb\n${['icc_iar1_el1', 'icc_rpr_el1', 'icc_bpr0_el1', 'icc_bpr1_el1', 'icc_ctlr_el1'].map((r) => show(`mrs x0, ${r}`)).join('')} mov x3, #1\n msr icc_eoir1_el1, x3\n isb\n${['icc_iar1_el1', 'icc_rpr_el1'].map((r) => show(`mrs x0, ${r}`)).join('')} mov x0, #0\n b exit`,
    console: `
0000000000000000 00000000000003ff 00000000000003ff 0000000000000000 0000000000000000 0000000000000001
0000000000000000 0000000000000002 0000000000000003 0000000000008c00 00000000000003ff 00000000000000ff
`,
    status: 0,
  },
  {
    name: 'idle-devices',
    body: `li x1, 0x09010000\n${load('x1', '0xc')}${load('x1', '0xfe0')}${load('x1', '0xff0')} li x1, 0x0a003e00\n${load('x1', '0')}${load('x1', '8')} li x1, 0x09030000\n${load('x1', '0xfe0')} li x1, 0x09020000\n mov w3, #0x500\n strh w3, [x1, #8]\n ldr x0, [x1]\n bl hex\n mov x0, #0\n b exit`,
    console: `
0000000000000001 0000000000000031 000000000000000d 0000000074726976 0000000000000000 0000000000000061
0000000000000001
`,
    status: 0,
  },
  {
    name: 'registers-not-there',
    body: `${vectors(1)}${['mrs x0, s3_0_c9_c9_0', 'mrs x0, s2_1_c0_c8_7', 'mrs x0, s3_0_c0_c7_7', 'msr s3_0_c0_c7_0, x0', 'mrs x0, s3_0_c12_c12_0', 'mrs x0, oslar_el1', 'mrs x0, oslsr_el1', 'mrs x0, s3_0_c2_c1_0', 'mrs x0, s2_0_c0_c6_4', 'mrs x0, s2_0_c0_c5_4', 'mrs x0, s3_3_c14_c8_6', 'mrs x0, s3_3_c14_c8_5', 'mrs x0, sctlr_el2', 'mrs x0, s3_0_c1_c2_0'].map(show).join('')} msr oslar_el1, xzr\n isb\n${show('mrs x0, oslsr_el1')} mov x0, #0\n b exit\n${SKIP(1)}`,
    console: `
0000000002000000 0000000002000000 0000000002000000 0000000002000000 0000000000000000 0000000002000000
0000000002000000 0000000002000000 0000000002000000 0000000002000000 0000000002000000 000000000000000a
0000000002000000 0000000002000000 0000000002000000 0000000002000000 0000000000000000 0000000002000000
0000000002000000 0000000000000000 0000000002000000 0000000002000000 0000000002000000 0000000002000000
0000000000000008
`,
    status: 0,
    finds: true,
  },
  {
    name: 'el2-traps',
    el: 2,
    cpu: 'max',
    body: `${vectors(2)} li x0, 0x02000000c63f2000\n orr x0, x0, #0x80000000\n msr hcr_el2, x0\n li x0, 0x3c5\n msr spsr_el2, x0\n adr x0, low\n msr elr_el2, x0\n mov x3, #0\n mov x4, #0\n msr cnthctl_el2, xzr\n isb\n eret
low: msr ttbr0_el1, x3\n mrs x4, sctlr_el1\n mrs x4, id_aa64pfr0_el1\n mrs x4, ccsidr_el1\n mrs x4, actlr_el1\n mrs x4, revidr_el1\n tlbi vmalle1\n dc isw, x3\n mrs x4, cntpct_el0\n mrs x4, cntp_ctl_el0\n mrs x4, cntv_ctl_el0\n wfi\n smc #3\n mov x0, #0\n b exit\n${SKIP(2)}`,
    console: `
0000000062300860 0000000062300481 0000000062300089 0000000062304081 0000000062320481 00000000623c0081
00000000621023ee 000000006232f881 000000006232f885 0000000007e00000 000000005e000003
`,
    status: 0,
    finds: true,
  },
  {
    name: 'three-levels',
    el: 3,
    body: `adr x0, monitor\n msr vbar_el3, x0\n adr x0, own\n msr vbar_el2, x0\n mov x26, #0\n ${show('mrs x0, currentel')} li x0, 0x531\n msr scr_el3, x0\n li x0, 0x3c9\n msr spsr_el3, x0\n adr x0, two\n msr elr_el3, x0\n isb\n eret
two: ${show('mrs x0, currentel')} li x0, 0x80000000\n msr hcr_el2, x0\n li x0, 0x3c5\n msr spsr_el2, x0\n adr x0, one\n msr elr_el2, x0\n isb\n smc #7\n eret
one: ${show('mrs x0, currentel')} hvc #5\n smc #9\n mov x0, #0\n b exit
called3: mrs x0, esr_el3\n bl hex\n mrs x0, spsr_el3\n and x0, x0, #15\n bl hex\n eret\n .balign 2048\nmonitor: .space 1024\n b called3\n .space 1020
called2: mrs x0, esr_el2\n bl hex\n eret\n .balign 2048\nown: .space 1024\n b called2\n .space 1020`,
    console: `
000000000000000c 0000000000000008 000000005e000007 0000000000000009 0000000000000004 000000005a000005
000000005e000009 0000000000000005
`,
    status: 0,
  },
  {
    name: 'secure-interrupt',
    el: 3,
    body: `adr x0, monitor\n msr vbar_el3, x0\n li x0, 0x533\n msr scr_el3, x0\n li x0, 0x80000000\n msr hcr_el2, x0\n li x0, 0x3c5\n msr spsr_el3, x0\n adr x0, one\n msr elr_el3, x0
 li x1, 0x08000000\n mov w2, #3\n str w2, [x1]\n li x3, 0x40000000\n str w3, [x1, #0x100]\n str w3, [x1, #0x80]\n li x1, 0x08010000\n mov w2, #0xf0\n str w2, [x1, #4]\n mov w2, #7\n str w2, [x1]\n isb\n eret
one: mov x2, #100\n msr cntp_tval_el0, x2\n mov x2, #1\n msr cntp_ctl_el0, x2\n isb\nwait: wfi\n b wait
taken: mrs x0, currentel\n bl hex\n mrs x0, spsr_el3\n bl hex\n mov x0, #6\n b exit\n .balign 2048\nmonitor: .space 1024\n .space 128\n b taken\n .space 892`,
    console: `
000000000000000c 00000000000003c5
`,
    status: 6,
  },
  {
    name: 'hypervisor-timers',
    el: 2,
    cpu: 'max',
    gic: 3,
    body: `adr x0, own\n msr vbar_el2, x0\n li x0, 0x88000010\n msr hcr_el2, x0\n isb\n li x1, 0x08000000\n mov w2, #2\n str w2, [x1]\n li x1, 0x080a0000\n str wzr, [x1, #0x14]\n li x1, 0x080b0000\n li x3, 0xffffffff\n str w3, [x1, #0x80]\n li x3, 0x14000000\n str w3, [x1, #0x100]
 mov x2, #1\n msr icc_sre_el2, x2\n isb\n mov x2, #0xf0\n msr icc_pmr_el1, x2\n mov x2, #1\n msr icc_igrpen1_el1, x2\n isb
 mov x26, #0\n mov x2, #1000\n msr cnthp_tval_el2, x2\n mov x2, #1\n msr cnthp_ctl_el2, x2\n isb\n msr daifclr, #2\nfirst: wfi\n cbz x26, first\n mov x0, #0\n b exit
taken: mov x25, x30\n mrs x26, icc_iar1_el1\n mov x0, x26\n bl hex\n msr cnthp_ctl_el2, xzr\n isb\n msr icc_eoir1_el1, x26\n mov x30, x25\n eret\n .balign 2048\nown: .space 512\n .space 128\n b taken\n .space 1404`,
    console: `
000000000000001a
`,
    status: 0,
  },
  {
    name: 'breakpoints-and-watchpoints',
    body: `${vectors(1)} msr oslar_el1, xzr\n isb\n msr daifclr, #8\n adr x3, here\n msr dbgbvr0_el1, x3\n mov x3, #0x1e3\n msr dbgbcr0_el1, x3\n adr x5, watched\n msr dbgwvr0_el1, x5\n mov x3, #0x1ff3\n msr dbgwcr0_el1, x3\n mrs x3, mdscr_el1\n orr x3, x3, #0x8000\n orr x3, x3, #0x2000\n msr mdscr_el1, x3\n isb
 nop\nhere: nop\n ldr x6, [x5]\n str x6, [x5, #8]\n str x6, [x5]\n strb w6, [x5, #3]\n mov x3, #0x1feb\n msr dbgwcr0_el1, x3\n isb\n str x6, [x5]\n ldp x6, x7, [x5]\n msr mdscr_el1, xzr\n isb\n ldr x6, [x5]\n mov x0, #0\n b exit\n .balign 16\nwatched: .quad 1, 2\n${SKIP(1)}`,
    console: `
00000000c6000022 00000000d6000062 00000000d6000062 00000000d6000022
`,
    status: 0,
    finds: true,
  },
  {
    name: 'software-step',
    body: `adr x0, stepped\n msr vbar_el1, x0\n msr oslar_el1, xzr\n mov x20, #0\n mrs x3, mdscr_el1\n orr x3, x3, #1\n orr x3, x3, #0x2000\n msr mdscr_el1, x3\n isb\n msr daifclr, #8\n nop\n b over\n nop\nover: mov x0, x20\n bl hex\n mov x0, x21\n bl hex\n mov x0, #0\n b exit
step: add x20, x20, #1\n mrs x21, esr_el1\n mrs x22, spsr_el1\n orr x22, x22, #0x200000\n msr spsr_el1, x22\n cmp x20, #3\n b.ne go\n msr mdscr_el1, xzr\n isb\ngo: eret\n .balign 2048\nstepped: .space 512\n b step\n .space 1532`,
    console: `
0000000000000003 00000000cf000022
`,
    status: 0,
    finds: true,
  },
  {
    name: 'virtual-interrupt',
    el: 2,
    body: `adr x0, vectors\n msr vbar_el1, x0\n li x0, 0x80000090\n msr hcr_el2, x0\n li x0, 0x345\n msr spsr_el2, x0\n adr x0, low\n msr elr_el2, x0\n isb\n eret\nlow: mov x0, #1\n b exit`,
    handlers:
      'interrupt: mrs x0, currentel\n bl hex\n mrs x0, spsr_el1\n bl hex\n mrs x0, isr_el1\n bl hex\n mov x0, #5\n b exit\n',
    console: `
0000000000000004 0000000000000345 0000000000000080
`,
    status: 5,
  },
  {
    name: 'illegal-return',
    body: `${vectors(1)} mov x3, #0x3c9\n msr spsr_el1, x3\n adr x3, on\n msr elr_el1, x3\n isb\n eret\non: nop\n mrs x0, currentel\n bl hex\n adr x3, odd\n add x3, x3, #2\n mov x30, x3\n br x3\nodd: nop\n nop\n mov x0, #0\n b exit
illegal: mrs x0, esr_el1\n bl hex\n mrs x0, elr_el1\n sub x3, x0, #0\n mrs x4, spsr_el1\n and x0, x4, #0x100000\n bl hex\n mrs x3, esr_el1\n lsr x3, x3, #26\n cmp x3, #0x22\n b.eq odd2\n bic x4, x4, #0x100000\n msr spsr_el1, x4\n eret\nodd2: mov x0, #0\n b exit\n .balign 2048\nown: .space 512\n b illegal\n .space 1532`,
    console: `
000000003a000000 0000000000100000 0000000000000004 000000008a000000 0000000000000000
`,
    status: 0,
    finds: true,
  },
  {
    name: 'cycle-counter',
    body: `mov x3, #0x80000000\n msr pmcntenset_el0, x3\n mov x3, #5\n msr pmcr_el0, x3\n isb\n mrs x4, pmccntr_el0\n nop\n nop\n mrs x5, pmccntr_el0\n cmp x5, x4\n cset x0, hi\n bl hex\n mrs x0, pmcntenset_el0\n bl hex\n mov x3, #0x80000000\n msr pmcntenclr_el0, x3\n mrs x0, pmcntenset_el0\n bl hex\n mrs x0, pmcr_el0\n and x0, x0, #0xff\n bl hex\n mov x3, #0x11\n msr pmevtyper0_el0, x3\n mrs x0, pmevtyper0_el0\n bl hex\n mov x0, #0\n b exit`,
    console: `
0000000000000001 0000000080000000 0000000000000000 0000000000000001 0000000000000011
`,
    status: 0,
  },
].map((p): BareMetal => ({ ...(p as BareMetal), console: lines(p.console) }));
