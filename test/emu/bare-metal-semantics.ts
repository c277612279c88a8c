/**
 * Bare-metal programs on floating-point traps, and on pointer authentication: every key and form, on pointers of both ranges, tagged and not, good and corrupted. The consoles
 * are qemu's (`-cpu max`), which computes QARMA5 as the architecture has it; the suite emu-system compares them anew.
 */
import type { BareMetal } from './bare-metal.ts';

const KEYS = ['apia', 'apib', 'apda', 'apdb', 'apga']
  .map((key, i) => {
    const value = (half: number): string =>
      `0x${(0x0123456789abcdefn * BigInt(2 * i + half + 3)).toString(16).slice(-16)}`;
    return ` li x0, ${value(0)}\n msr ${key}keylo_el1, x0\n li x0, ${value(1)}\n msr ${key}keyhi_el1, x0`;
  })
  .join('\n');

/** T0SZ 25, T1SZ 16, the top byte ignored in the upper range; all four keys enabled. */
const SETUP = `${KEYS}
 li x0, 0x4200100019
 msr tcr_el1, x0
 mrs x0, sctlr_el1
 li x1, 0xc8002000
 orr x0, x0, x1
 msr sctlr_el1, x0
 isb`;

const POINTERS = [
  '0x0000004012345678',
  '0xffff800012345670',
  '0x1234004012345678',
  '0x5affff8012345678',
  '0x0080000000001000',
];

/** Prints x19 after each of `lines`, run on each pointer with modifier x20. */
function onAll(lines: readonly string[]): string {
  return POINTERS.flatMap((pointer, i) => [
    ` li x19, ${pointer}\n li x20, 0x${(0x9e3779b97f4a7c15n * BigInt(i + 1)).toString(16).slice(-16)}`,
    ...lines.map((line) => ` ${line}\n mov x0, x19\n bl hex`),
  ]).join('\n');
}

const SIGN = ['pacia', 'pacib', 'pacda', 'pacdb'].flatMap((op) => [
  `mov x21, x19\n ${op} x19, x20`,
  `${op.replace('pac', 'aut')} x19, x20`,
  `mov x19, x21\n ${op} x19, x20\n eor x19, x19, #0x40000000\n ${op.replace('pac', 'aut')} x19, x20`,
  `mov x19, x21\n ${op.slice(0, 4)}z${op.slice(4)} x19`,
  `xpac${op[3]} x19`,
]);

/** What the first program prints, in its order. */
const CODES = `
7d63234012345678 0000004012345678 2000004052345678 b02e00c012345678 0000004012345678 cf26704012345678
0000004012345678 4000004052345678 270c3cc012345678 0000004012345678 106f8e4012345678 0000004012345678
2000004052345678 1f66ed4012345678 0000004012345678 5032424012345678 0000004012345678 4000004052345678
5f237dc012345678 0000004012345678 14bc3e8a00000000 ffa3800012345670 ffff800012345670 ffbf800052345670
ff95800012345670 ffff800012345670 ffb1800012345670 ffff800012345670 ffdf800052345670 ffd8800012345670
ffff800012345670 ffaf800012345670 ffff800012345670 ffbf800052345670 ff88800012345670 ffff800012345670
ffa6800012345670 ffff800012345670 ffdf800052345670 ffab800012345670 ffff800012345670 0fdbb69900000000
bb160bc012345678 2000004012345678 2000004052345678 f02e00c012345678 0000004012345678 c60c724012345678
0000004012345678 4000004052345678 270c3cc012345678 0000004012345678 5b49ef4012345678 0000004012345678
2000004052345678 1f66ed4012345678 0000004012345678 272e894012345678 0000004012345678 4000004052345678
5f237dc012345678 0000004012345678 5e876f9d00000000 5aa4ff8012345678 5affff8012345678 5abfff8052345678
5aceff8012345678 5affff8012345678 5aebff8012345678 5affff8012345678 5adfff8052345678 5aa4ff8012345678
5affff8012345678 5ab6ff8012345678 5affff8012345678 5abfff8052345678 5ab6ff8012345678 5affff8012345678
5ab7ff8012345678 5affff8012345678 5adfff8052345678 5a95ff8012345678 5affff8012345678 02ed271d00000000
00e5000000001000 00bf000000001000 00bf000040001000 008a000000001000 00ff000000001000 00d0000000001000
00ff000000001000 00df000040001000 00f9000000001000 00ff000000001000 0088000000001000 00ff000000001000
00bf000040001000 0092000000001000 00ff000000001000 00aa000000001000 00ff000000001000 00df000040001000
00bd000000001000 00ff000000001000 b6b9922700000000
`;

export const SEMANTICS_PROGRAMS: readonly BareMetal[] = [
  {
    name: 'pointer-auth',
    cpu: 'max',
    body: `${SETUP}\n${onAll([...SIGN, 'pacga x19, x19, x20'])}\n mov x0, #0\n b exit`,
    console: CODES.trim().replaceAll(/\s+/g, '\n').concat('\n'),
    status: 0,
  },
  {
    name: 'pointer-auth-branches',
    cpu: 'max',
    body: `${SETUP}
 li x0, 0x40400000
 mov sp, x0
 adr x30, r1
 paciasp
 retaa
r1: mov x0, x30
 bl hex
 adr x30, r2
 pacibsp
 retab
r2: adr x16, r3
 mov x17, x16
 mov x16, #77
 pacia1716
 mov x0, x17
 bl hex
 braa x17, x16
r3: adr x19, r4
 pacizb x19
 blrabz x19
r4: mov x0, x30
 bl hex
 adr x19, data
 pacdza x19
 ldraa x0, [x19, #8]!
 bl hex
 mov x0, x19
 bl hex
 adr x19, data
 pacdzb x19
 ldrab x0, [x19, #16]
 bl hex
 adr x0, r5
 mov x1, sp
 pacia x0, x1
 msr elr_el1, x0
 mov x0, #0x3c5
 msr spsr_el1, x0
 eretaa
r5: mov x30, #0x1000
 paciaz
 mov x0, x30
 autiaz
 mov x19, x30
 bl hex
 mov x0, x19
 bl hex
 mrs x0, sctlr_el1
 li x1, 0x80000000
 bic x0, x0, x1
 msr sctlr_el1, x0
 isb
 mov x19, #0x2000
 pacia x19, x19
 mov x0, x19
 bl hex
 mov x30, x19
 pacibsp
 xpaclri
 mov x0, x30
 bl hex
 mov x0, #2
 b exit
 .balign 8
data: .quad 1, 0x1122334455667788, 0x99aabbccddeeff00`,
    console: `02713b804008011c
9641e2004008014c
0000000040080158
1122334455667788
0000000040080218
99aabbccddeeff00
4b237a8000001000
0000000000001000
0000000000002000
0000000000002000
`,
    status: 2,
  },
  {
    name: 'float-trap',
    body: `adr x0, vectors
 msr vbar_el1, x0
 isb
 li x1, 0x3ff8000000000000
 fmov d1, x1
 li x2, 0x4008000000000000
 fmov d2, x2
 fdiv d0, d1, d2
 fmadd d3, d0, d1, d2
 fcvtzs x0, d3, #20
 bl hex
 mrs x0, fpsr
 bl hex
 li x0, 0x00c00000
 msr fpcr, x0
 mov w4, #3
 ucvtf s4, w4
 fsqrt s5, s4
 fmov w0, s5
 bl hex
 mov x0, #3
 b exit`,
    handlers:
      'fault: mrs x0, esr_el1\n mov x20, x1\n bl hex\n mov x1, #0x300000\n msr cpacr_el1, x1\n mov x1, x20\n eret\n',
    console: '000000001fe00000\n00000000003c0000\n0000000000000000\n000000003fddb3d7\n',
    status: 3,
  },
];
