/**
 * Bare-metal programs that go to EL0: what SCTLR_EL1 and CNTKCTL_EL1 let it do, what its tables let it touch, PAN. The consoles are
 * qemu's; the suite emu-system compares them anew. Each trap prints its ESR_EL1.
 */
import type { BareMetal } from './bare-metal.ts';

/** Prints ESR_EL1 and goes on behind the instruction, where x30 says after a failed fetch; `svc #0x1f` from EL0 goes to `done`. */
const HANDLER = `
trapped: mov x25, x30
 mrs x24, esr_el1
 mov x0, x24
 bl hex
 mrs x14, elr_el1
 lsr x15, x24, #26
 mov x30, x25
 cmp x15, #0x15
 b.eq called
 cmp x15, #0x20
 add x14, x14, #4
 csel x14, x30, x14, eq
 msr elr_el1, x14
called: and x14, x24, #0xffff
 cmp x15, #0x15
 ccmp x14, #0x1f, #0, eq
 b.eq done
 eret
 .balign 2048
own: .space 512
 b trapped
 .space 508
 b trapped
 .space 60
`;

const TO_EL0 = 'msr spsr_el1, xzr\n adr x0, user\n msr elr_el1, x0\n eret';

const TRAPPED = [
  'mrs x19, ctr_el0',
  'mrs x19, dczid_el0',
  'mrs x7, daif',
  'msr daif, x7',
  'mrs x8, cntfrq_el0',
  'mrs x19, cntpct_el0',
  'mrs x19, cntvct_el0',
  'mrs x19, cntv_ctl_el0',
  'msr cntv_ctl_el0, xzr',
  'mrs x19, cntp_cval_el0',
  'msr cntp_ctl_el0, xzr',
  'dc cvau, x18',
  'dc cvac, x18',
  'dc civac, x18',
  'ic ivau, x18',
];
const UNDEFINED = [
  'mrs x19, currentel',
  'mrs x19, sctlr_el1',
  'msr vbar_el1, x19',
  'msr spsel, #1',
  'msr tpidrro_el0, x19',
  'msr cntfrq_el0, x19',
  'msr ctr_el0, x19',
  'dc ivac, x18',
  'tlbi vmalle1',
  'eret',
];
const PERMITTED = ['mrs x19, tpidrro_el0', 'msr tpidr_el0, x19', 'mrs x19, nzcv', 'msr fpcr, xzr'];

/** ESR_EL1 of the traps with everything trapped, 2d, and with everything permitted. */
const TRAPS = `
000000006232c261 000000006232d0e5 000000006232d0e4 000000006230f901 000000006232fa61 000000006234fa61
000000006232fa67 000000006232fbe6 000000006234fa65 000000006232fbe4 000000006212de56 000000006212de54
000000006212de5c 000000006212de4a 000000006212de48 0000000007e00000 0000000002000000 0000000002000000
0000000002000000 0000000002000000 0000000002000000 0000000002000000 0000000002000000 0000000002000000
0000000002000000 0000000002000000 0000000056000001 000000005600001f 000000000000002d 0000000002000000
0000000002000000 0000000002000000 0000000002000000 0000000002000000 0000000002000000 0000000002000000
0000000002000000 0000000002000000 0000000002000000 0000000056000001 000000005600001f
`;

/** PAN at EL1, then EL0 on each of the mappings, then SPSR_EL1. */
const PERMISSIONS = `
000000009600000d 000000009600004d 000000009600000d 000000009600004d 0000000000400000 000000009200000d
000000009200004d 000000009200004d 000000009200000d 0000000056000002 000000008200000d 0000000056000002
000000005600001f 0000000000000000
`;

const lines = (words: string): string => `${words.trim().replaceAll(/\s+/g, '\n')}\n`;

export const EL0_PROGRAMS: readonly BareMetal[] = [
  {
    name: 'el0-traps',
    finds: true,
    // first with everything trapped, then with everything permitted
    body: `adr x0, own\n msr vbar_el1, x0\n mov x0, #0x300000\n msr cpacr_el1, x0\n msr cntkctl_el1, xzr\n mov x21, #0
 mrs x0, sctlr_el1\n li x1, 0x405c200\n bic x0, x0, x1\n msr sctlr_el1, x0\n isb\n adr x18, block\n ${TO_EL0}
user: ${[...PERMITTED, ...TRAPPED].join('\n ')}\n cbnz x21, both\n dc zva, x18\n wfi
both: ${UNDEFINED.join('\n ')}\n svc #1\n svc #0x1f
done: cbnz x21, end\n mov x21, #1\n mov x0, #0x303\n msr cntkctl_el1, x0\n mrs x0, sctlr_el1\n li x1, 0x405c200\n orr x0, x0, x1\n msr sctlr_el1, x0\n isb
 mov x0, #0x2d\n bl hex\n ${TO_EL0}\nend: mov x0, #3\n b exit`,
    handlers: HANDLER,
    console: lines(TRAPS),
    status: 3,
  },
  {
    name: 'el0-permissions',
    cpu: 'max',
    finds: true,
    // the second GiB three times: for EL1 only, for both but not executable at EL0, read only for both
    body: `adr x2, tables\n li x4, 0x0060000000000401\n li x5, 0x40000705\n stp x4, x5, [x2]
 li x4, 0x0040000040000745\n li x5, 0x400007c5\n stp x4, x5, [x2, #16]\n dmb sy\n dc ivac, x2\n dsb sy
 li x4, 0xff00\n msr mair_el1, x4\n li x4, 0x200803519\n msr tcr_el1, x4\n msr ttbr0_el1, x2\n tlbi vmalle1\n dsb nsh\n isb
 mrs x4, sctlr_el1\n li x5, 0x1005\n orr x4, x4, x5\n msr sctlr_el1, x4\n adr x0, own\n msr vbar_el1, x0\n isb
 adr x18, block\n li x16, 0x40000000\n add x17, x18, x16\n add x16, x17, x16
 msr pan, #0\n ldr x19, [x17]\n str x19, [x17]\n msr pan, #1\n ldr x19, [x17]\n str x19, [x17]\n ldtr x19, [x17]\n sttr x19, [x17]
 ldtr x19, [x18]\n sttr x19, [x16]\n str x19, [x18]\n mrs x0, pan\n bl hex\n ${TO_EL0}
user: ldr x19, [x18]\n str x19, [x18]\n ldr x19, [x17]\n str x19, [x17]\n ldr x19, [x16]\n str x19, [x16]\n ldp x3, x4, [x18]
 adr x5, sub\n blr x5\n li x20, 0x40000000\n add x5, x5, x20\n blr x5\n add x5, x5, x20\n blr x5\n svc #0x1f
sub: svc #2\n ret
done: mrs x0, spsr_el1\n bl hex\n mov x0, #4\n b exit`,
    handlers: `${HANDLER} .balign 4096\ntables: .space 4096\n`,
    console: lines(PERMISSIONS),
    status: 4,
  },
];
