/**
 * Programs of what inline assembly writes at each use: loops that number registers, macros that are defined, called and purged, alternatives with their
 * conditions and `.org`, symbols that are given values; and what comes in between.
 *
 * Enters: numbers. Leaves: a program whose every piece one of them has chosen.
 */
const LOOPS = [
  '.irp n,0,1,2,3\n\t.equ .Lgpr_x\\n, \\n\n\t.equ .Lgpr_w\\n, \\n\n\t.endr',
  '.irp\tn,0,1,2\n.equ .Lgpr_x\\n,\\n\n.endr',
  '.irp n,4,5\n\t.equ .Lgpr_x\\n, \\n ; .set other, 5\n\t.endr',
  '.irp n,1,2\n.word \\n\n.endr',
];

const MACROS = [
  '.macro\tput, sreg, rt\n\t.inst 0xd5000000|(\\sreg)|(.Lgpr_\\rt)\n\t.endm',
  '.macro put, sreg, rt\n.inst 0xd5000000|(\\sreg)|(.Lgpr_\\rt)\n.inst 0xd503201f\n.endm',
  '.macro\tget, rt, sreg\n\t.inst 0xd5200000|(\\sreg)|(.Lgpr_\\rt)\n\t.endm',
  '.macro GET, rt, sreg\n\tnop\n\t.inst (\\sreg)\n\t.endm',
  '.macro\tgap, size\n\t.inst 1\n.skip \\size\n.endm',
];

const SREG = '(((3) << 19) | ((0) << 16) | ((4) << 12) | ((6) << 8) | ((0) << 5))';
const CALLS = [
  `put ${SREG}, x0`,
  `put\t${SREG}, x1`,
  `put ${SREG}, x9`,
  `get x2, ${SREG}`,
  `GET x2, 7`,
  'gap 4',
  'put -1, x0',
  'put 1<<40, x0',
];

const ALTERNATIVE =
  '.if 1 == 1\n661:\n\tnop\n662:\n.pushsection .alt,"a"\n .word 661b - .\n .word 663f - .\n .hword (1 << 15) | (1)\n .byte 662b-661b\n .byte 664f-663f\n' +
  '.popsection\n.subsection 1\n663:\n\tnop\n664:\n\t.org\t. - (664b-663b) + (662b-661b)\n\t.org\t. - (662b-661b) + (664b-663b)\n\t.previous\n.endif';

const PURGED = ['put', 'put', 'get', 'GET', 'gap'];

const VALUES = [
  '. + 0',
  '.',
  '.-4',
  '1',
  '2',
  '0x7fffffff',
  '-2147483648',
  '1<<3|1',
  'a',
  'a-b',
  '.-a',
  'later',
  'x1-1',
];
const NAMES = ['v', '.Lv', 'w', '.Lgpr_x1', 'put'];
const USUAL_NAMES = NAMES.slice(0, 3);

const DATA = [
  '.long ((1b) - .)',
  '.short (1 << 0)|(((9) << 8))',
  '.byte (a-b)/4',
  '.byte (b-a)/-4, 7%3, -7%3, 6*7',
  '.quad 0x123456789abcdef, -4294967296, 0xffffffff<<31',
  '.word 4294967295, -4294967295, 1<<31',
  '.word w, .Lv+1, 8>>2==2',
  '.word .Lv - .Lgpr_x1',
  '.quad 1<<63>>1, 1<<63, 9999999999',
  '.byte 1<<0x3f>>0x3e',
  '.hword a-later+3, (a)-(b)',
  '.xword a-later+70000, . - a + (1b - a)',
  '.word a - . + (later - .)',
  '.word v, .Lv+1, v==1, 8>>2',
  '.word 4294967296',
];

const USUAL_DATA = DATA.slice(0, -5);

const OTHERS = [
  'a:',
  'b: nop',
  '1:',
  'later:',
  'ret',
  '.purgem put',
  '.purgem get',
  '.purgem GET',
  '.purgem gap',
  '.if 0\nnop\n.endif',
  '.if 2-1 ; nop ; .else ; ret ; .endif',
  '.if v\n.endif',
  '.endif',
  '.if x1 == 1',
  '.org . + 4',
  '.org a',
  '.org later',
  '.p2align 3',
  '.pushsection .alt,"a"',
  '.popsection',
  '.arch armv8.2-a',
  '.arch armv8-a',
  '.inst 0xd503201f',
  '.inst 1, 2',
  '# 3 "other.c"',
];

const pick = <T>(list: readonly T[], n: number): T => list[n % list.length] as T;

/** Most programs are right if `usual`. */
export function inlineAssembly(numbers: readonly number[], usual: boolean): string {
  const lines = ['a: nop', '1: nop', 'b:'];
  for (const n of numbers) {
    const rest = Math.floor(n / 8);
    switch (n % 8) {
      case 0:
        lines.push(pick(LOOPS, rest));
        break;
      case 1:
        if (usual) lines.push(pick(LOOPS, 0), pick(MACROS, 2), pick(CALLS, 3), '.purgem get');
        else lines.push(pick(LOOPS, 0), pick(MACROS, rest), pick(CALLS, rest), `.purgem ${pick(PURGED, rest)}`);
        break;
      case 2:
        lines.push(
          usual ? `${pick(LOOPS, 0)}\n${pick(MACROS, 0)}\n${pick(CALLS, rest % 2)}\n.purgem put` : pick(MACROS, rest),
        );
        break;
      case 3:
        lines.push(usual ? ALTERNATIVE : pick(CALLS, rest));
        break;
      case 4:
        lines.push(ALTERNATIVE);
        break;
      case 5:
        lines.push(
          `${pick(['.set', '.equ'], rest)} ${pick(usual ? USUAL_NAMES : NAMES, rest >> 1)}, ${pick(VALUES, rest >> 2)}`,
        );
        break;
      case 6:
        lines.push(usual ? `.pushsection .data\n${pick(USUAL_DATA, rest)}\n.popsection` : pick(DATA, rest));
        break;
      default:
        if (!usual) lines.push(pick(OTHERS, rest));
    }
  }
  return `${lines.join('\n')}\n`;
}
