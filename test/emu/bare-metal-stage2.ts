/**
 * Bare-metal programs that run a guest at EL1 under stage 2, with its own stage 1 on and off. The consoles are qemu's; the suite emu-system compares
 * them anew. EL2 prints ESR_EL2, FAR_EL2 and HPFAR_EL2 of each exception, skips the instruction, and goes on at `done` after `hvc #31`.
 */
import type { BareMetal } from './bare-metal.ts';

const HANDLER = `
trapped: mov x25, x30
 mrs x24, esr_el2
 mov x0, x24
 bl hex
 lsr x15, x24, #26
 cmp x15, #0x16
 b.eq called
 mrs x0, far_el2
 bl hex
 mrs x0, hpfar_el2
 bl hex
 mrs x14, elr_el2
 add x14, x14, #4
 cmp x15, #0x20
 csel x14, x25, x14, eq
 msr elr_el2, x14
called: mov x30, x25
 and x14, x24, #0xffff
 cmp x14, #0x1f
 ccmp x15, #0x16, #0, eq
 b.eq done
 eret
inside: mrs x14, elr_el1
 add x14, x14, #4
 msr elr_el1, x14
 mrs x27, esr_el1
 eret
 .balign 2048
hypervisor: .space 1024
 b trapped
 .space 1020
kernel: .space 512
 b inside
 .space 1532
`;

/** Stage 2: 4 KiB granule, 40-bit IPA from two concatenated level 1 tables, identity but for the pages of \`third\` at 0x40200000. */
const SECOND_STAGE = `
 adr x0, hypervisor
 msr vbar_el2, x0
 adr x0, kernel
 msr vbar_el1, x0
 adr x19, first
 adr x20, second
 adr x21, third
 li x4, 0x4c1
 str x4, [x19]
 orr x4, x20, #3
 str x4, [x19, #8]
 li x4, 0x400007fd
 mov x5, #0
fill2: str x4, [x20, x5, lsl #3]
 add x4, x4, #0x200000
 add x5, x5, #1
 cmp x5, #512
 b.ne fill2
 orr x4, x21, #3
 str x4, [x20, #8]
 li x4, 0x402007ff
 mov x5, #0
fill3: str x4, [x21, x5, lsl #3]
 add x4, x4, #0x1000
 add x5, x5, #1
 cmp x5, #512
 b.ne fill3
 dsb sy
 li x4, 0x80023558
 msr vtcr_el2, x4
 li x4, 0x5000000000000
 orr x4, x4, x19
 msr vttbr_el2, x4
 li x4, 0x80000001
 msr hcr_el2, x4
 isb
 tlbi vmalls12e1
 dsb nsh
 isb
 li x17, 0x40201000
`;
const TABLES = `
 .balign 8192
first: .space 8192
second: .space 4096
third: .space 4096
`;

/** Goes to EL1 at a label with everything masked. */
const enter = (label: string): string =>
  `li x0, 0x3c5\n msr spsr_el2, x0\n adr x0, ${label}\n msr elr_el2, x0\n isb\n eret\n`;

/** Gives the page at IPA 0x40201000 another descriptor, with break-before-make. */
const remap = (descriptor: string): string =>
  `str xzr, [x21, #8]\n dsb ish\n tlbi vmalls12e1is\n dsb ish\n isb\n li x4, ${descriptor}\n str x4, [x21, #8]\n dsb ish\n isb\n`;

const accesses = (name: string): string => `
${name}: ldr x6, [x17]
 str w6, [x17, #4]
 ldrsh x7, [x17, #2]
 ldrb w9, [x17, x3]
 ldp x6, x7, [x17]
 ldr x6, [x17], #0
 ldar w8, [x17]
 blr x17
 hvc #31
`;

const program = (name: string, body: string, console: string, more: Partial<BareMetal> = {}): BareMetal => ({
  name,
  el: 2,
  cpu: 'max',
  body: ` mov x30, #0\n mov x3, #8\n li x4, 0x40201000\n li x5, 0xd65f03c0d65f03c0\n str x5, [x4]\n${SECOND_STAGE}${body}\n b exit\n${HANDLER}${TABLES}`,
  console: console.trim().split(/\s+/).join('\n').concat('\n'),
  status: 0,
  ...more,
});

/** Runs the guest's accesses under several descriptors of the page, one after the other. */
function sequence(descriptors: readonly string[]): string {
  const runs = descriptors.map((d, i) => `${remap(d)} adr x26, after${i}\n${enter('guest')}after${i}:\n`);
  return `${runs.join('')} mov x0, #0\n b exit\ndone: br x26\n${accesses('guest')}`;
}

/** A guest that switches its own MMU on: its tables are at \`own\`, which stage 2 maps; then it uses VAs 0x80000000 on. */
const STAGE1_GUEST = `
 adr x26, after
 adr x18, own
 li x4, 0x60000000000401
 str x4, [x18]
 li x4, 0x40000705
 str x4, [x18, #8]
 add x5, x18, #4096
 orr x4, x5, #3
 str x4, [x18, #16]
 add x6, x5, #4096
 orr x4, x6, #3
 str x4, [x5]
 li x4, 0x40201707
 str x4, [x6]
 li x4, 0x7000000707
 str x4, [x6, #8]
 li x4, 0x40201787
 str x4, [x6, #16]
 dsb sy
 ${enter('guest')}
guest: msr ttbr0_el1, x18
 li x4, 0x200803519
 msr tcr_el1, x4
 li x4, 0xff00
 msr mair_el1, x4
 isb
 tlbi vmalle1
 dsb nsh
 isb
 mrs x4, sctlr_el1
 li x5, 0x1005
 orr x4, x4, x5
 msr sctlr_el1, x4
 isb
 li x17, 0x80000000
 ldr x6, [x17]
 add x16, x17, #0x1000
 ldr x6, [x16]
 add x16, x17, #0x3000
 ldr x6, [x16]
 add x16, x17, #0x2000
 str x6, [x16]
 hvc #31
done: mov x0, x27
 bl hex
 br x26
after:
`;
const OWN = ' .balign 4096\nown: .space 12288\n';
const at = (operation: string, address: string): string =>
  `li x0, ${address}\n at ${operation}, x0\n isb\n mrs x0, par_el1\n bl hex\n`;

export const STAGE2_PROGRAMS: readonly BareMetal[] = [
  program(
    'stage2-faults',
    sequence(['0', '0x4020177f', '0x402017bf', '0x402013ff', '0x400000402017ff', '0x402017ff']),
    `
0000000093c68007 0000000040201000 0000000000402010 0000000093860047 0000000040201004 0000000000402010
0000000093678007 0000000040201002 0000000000402010 0000000093090007 0000000040201008 0000000000402010
0000000092000007 0000000040201000 0000000000402010 0000000092000007 0000000040201000 0000000000402010
0000000093884007 0000000040201000 0000000000402010 0000000082000007 0000000040201000 0000000000402010
000000005a00001f 000000009386004f 0000000040201004 0000000000402010 000000005a00001f 0000000093c6800f
0000000040201000 0000000000402010 000000009367800f 0000000040201002 0000000000402010 000000009309000f
0000000040201008 0000000000402010 000000009200000f 0000000040201000 0000000000402010 000000009200000f
0000000040201000 0000000000402010 000000009388400f 0000000040201000 0000000000402010 000000005a00001f
0000000093c6800b 0000000040201000 0000000000402010 000000009386004b 0000000040201004 0000000000402010
000000009367800b 0000000040201002 0000000000402010 000000009309000b 0000000040201008 0000000000402010
000000009200000b 0000000040201000 0000000000402010 000000009200000b 0000000040201000 0000000000402010
000000009388400b 0000000040201000 0000000000402010 000000008200000b 0000000040201000 0000000000402010
000000005a00001f 000000008200000f 0000000040201000 0000000000402010 000000005a00001f 000000005a00001f
`,
  ),
  program(
    'stage2-under-stage1',
    `${STAGE1_GUEST} ${at('s1e1r', '0x80000000')} ${at('s12e1r', '0x80000000')} ${at('s12e1w', '0x80002000')} ${at('s12e1r', '0x80003000')} ${at('s12e1r', '0x80001000')} ${at('s1e1r', '0x80001000')} ${remap('0x4020177f')} ${at('s12e1w', '0x80000000')} ${at('s12e1r', '0x80000000')} mov x0, #0\n b exit\n${OWN}`,
    `
0000000093c68005 0000000080001000 0000000070000000 000000005a00001f 000000009600004f ff00000040201b80
ff00000040201b80 000000000000081f 000000000000080f 0000000000000a0b ff00007000000b80 0000000000000a1f
ff00000040201b80
`,
    { finds: true },
  ),
];
