/**
 * Programs in the language of macros: definitions that come again, with other bodies and after `.purgem`, calls of them within each other, conditions of all kinds that are
 * taken or not, loops, what counts calls, and what is wrong in all that.
 *
 * Enters: numbers. Leaves: a program whose every piece one of them has chosen.
 */

/** Macros by their names: bodies that one of them may have. */
const BODIES: readonly (readonly [string, readonly string[]])[] = [
  ['one a', ['.word \\a', '.if \\a\n.word \\a\n.else\n.byte \\a, 1\n.endif', '.word later - . + \\a']],
  [
    'two a, b=3',
    ['one \\a\none \\b', '.ifc \\a,\\b\n.byte 7\n.elseif \\a > 1\none \\b\n.else\nnop\n.endif', 'one \\b ; .hword \\a'],
  ],
  ['three v:vararg', ['.ifb \\v\nret\n.else\ntwo \\v\n.endif', '.ifnb \\v\n.byte \\v\n.endif\none 1']],
  ['deep n', ['.if \\n\none \\n\ndeep \\n-1\n.endif', '.ifgt \\n\ndeep (\\n)-1\n.endif\n.byte \\n']],
  [
    'Alt x',
    ['661: nop\n662: .pushsection .alt,"a"\n.word 661b - .\n.hword \\x\n.popsection\n.org . - 4 + (662b-661b)'],
  ],
  ['count', ['.word \\@', '.L\\@: .byte \\@\n.word .L\\@']],
  ['nop', ['.inst 0xd503201f', 'ret']],
  ['wrong a', ['.word )\nfoo \\a', 'mov x0, \\a', '.error "\\a"', '.if \\a', '.else', '.endif\n.byte 1']],
  ['leave a', ['.if \\a\n.exitm\n.endif\nnop', '.byte 1\n.exitm\n.byte 2']],
  ['sets a', ['s = \\a\n.ifdef s\n.byte s\n.endif', '.ifndef t\\a\n.set t\\a, \\a\n.endif\n.word t\\a']],
  ['loops a', ['.irp r, 1, \\a\none \\r\n.endr', '.rept \\a\nnop\n.endr', '.irpc c, 12\nadd x\\c, x\\c, #\\a\n.endr']],
  ['makes n', ['.macro made\\n a\n.byte \\a + \\n\n.endm\nmade\\n 1\n.purgem made\\n']],
  [
    'each to',
    [
      '.macro body n\n.noaltmacro\n.byte \\n\nadd x\\n, x\\n, #1\n.altmacro\n.endm\n.altmacro\nhalves 0, \\to\n.noaltmacro\n.purgem body',
      '.macro body n:req\n.byte n\nadd x&n, x&n, 1\n.endm\n.altmacro\nhalves %0, %\\to\n.noaltmacro\n.purgem body',
    ],
  ],
  [
    'halves from, to',
    [
      '.if (\\from) == (\\to)\nbody %\\from\n.else\nhalves %\\from, %((\\from) + ((\\to) - (\\from)) / 2)\nhalves %((\\from) + ((\\to) - (\\from)) / 2 + 1), %\\to\n.endif',
    ],
  ],
];

const CALLS = [
  ...[
    'one 0',
    'one 2',
    'ONE 2',
    'one',
    'one 2 // c',
    'one 1, 2',
    'two 1',
    'two 2, 2',
    'two 2,',
    'two , 2',
    'two ,',
    'two 2, ,',
    'two 5, b=0',
    'two a=1',
    'two b=x, a=1',
  ],
  ...[
    'three',
    'three 1, 2',
    'three 2',
    'deep 3',
    'deep 2',
    'Alt 1',
    'alt 2',
    'count',
    'nop',
    'NOP',
    'wrong 1',
    'wrong x1',
  ],
  ...[
    'leave 0',
    'leave 1',
    'sets 1',
    'sets 2',
    'loops 3',
    'loops 2',
    'makes 1',
    'makes 2',
    'each 1',
    'each 3',
    'each 5',
    'l\\: one 2',
    '1: two 1 ; nop',
  ],
  ...['one "2"', 'one (1 + 1)', 'one /* c */ 2', 'one later', 'one \\@', 'two one, 1'],
];

const CONDITIONS = [
  ...[
    '.if 1',
    '.if 0',
    '.if 2 - 2',
    '.ifeq 0',
    '.ifne 0',
    '.ifgt -1',
    '.ifge 0',
    '.iflt -1',
    '.ifle 1',
    '.if s',
    '.if later',
  ],
  ...[
    '.ifdef s',
    '.ifndef s',
    '.ifdef 1',
    '.ifb',
    '.ifb x',
    '.ifnb x // c',
    '.ifc a, b',
    '.ifc a,a',
    '.ifnc a b,a b',
    '.ifc a',
  ],
  ...['.ifeqs "a", "a"', '.ifnes "a", "a"', ".ifc 'a','a'", '.if', '.IF 0', '.iffy', '.ifdef a b'],
];

/** In branches, of whichever kind. */
const WITHIN = [
  ...[
    'nop',
    '.byte 1',
    'one 2',
    'two 1 ; .else',
    '.else',
    '.elseif 1',
    '.elseif 0',
    '.elseif s ; .byte 4',
    '.endif',
    '.endc',
    '.ELSE',
  ],
  ...[
    "# it's",
    '// .endif',
    '.ascii ";.endif"',
    ".byte '\"'",
    '/* .endif */',
    'l\\: .endif',
    '.else x',
    '.endif x',
    '.elsec',
    '.endm',
  ],
  ...[
    '.if 1\n.byte 9\n.endif',
    '.if 0\n.else\n.byte 8\n.endif',
    '.ifdef x y\n.endif',
    '.ifc a\n.endif',
    '1: # it',
    '.end\\()if',
  ],
];

const OTHERS = [
  ...[
    '.purgem one',
    '.purgem two',
    '.purgem nop',
    '.purgem count',
    '.purgem none',
    '.altmacro',
    '.noaltmacro',
    'count',
    '.text',
  ],
  ...[
    '.data',
    '.previous',
    '.subsection 1',
    'later:',
    's = 1',
    's = 0',
    '.set u, s + 1',
    'x .req x1',
    'mov x, #1',
    '.unreq x',
  ],
  ...[
    '.altmacro\n.macro local a\nLOCAL l\nl: .byte a\n.word l - .\n.endm\nlocal 1\nlocal %1+1\n.purgem local\n.noaltmacro',
  ],
  ...[
    'hint #s',
    'bl there + 0x10',
    'b there + (2 * 4)',
    'ldr x1, [x2, #:lo12:there + 0x8]',
    'movk x3, #:abs_g1_nc:(4 << 16)',
    'x .req x1\nmovk x, #:abs_g0_nc:(1 + 1)\n.unreq x',
    'x .req x4\nmovk x, #:abs_g0_nc:(1 + 1)\n.unreq x',
    'add x1, x2, #s',
    'prfm pldl1keep, [x1, #(there - .)]',
    '.rept 3\nnop\n.endr',
    '.rept 2\none 2\n.endr',
    '.rept 3\nhint #s\nadd x1, x2, #(1 + 1)\n.endr',
    '.rept 2\n.byte 1\n.endr',
    '.rept s\nnop\n.endr',
    '.rept (662b-661b)/4\n add x1, x2, #3 ; \n.endr // c',
    '661: nop\nnop\n662: .rept (662b-661b)/4\n nop\n .endr',
    '.if 0\n.rept 2\nnop\n.endr\n.endif',
    '.rept 0\nnop\n.endr',
    '.rept 2\nnop\n.endrx\n.endr',
    '.rept 2 // c\nnop // d\n.endr',
    '.rept 3\nnop ; .if 0\n.endr\n.endif\n.endif\n.endif',
  ],
  ...['.arch armv8.2-a', '.p2align 2', '.cfi_startproc', '.cfi_endproc', 'b 1f\n1:', '.global later', '.skip 3'],
];

/** What is wrong, or makes something else so. */
const WRONG =
  /later|wrong|one 1, 2|two one|b=x|\\@|^two 1 ;|^\.ifdef 1|^\.ifc a$|^\.ifc a\n|^\.if$|iffy|a b$|x y|^\.end|^\.(?:else|ELSE|elsec)|: \.endif|\.end\\|purgem|unreq|previous|cfi|\.alt|\bx1\b/;

const right = (list: readonly string[]): readonly string[] => list.filter((text) => !WRONG.test(text));
const RIGHT = { calls: right(CALLS), conditions: right(CONDITIONS), within: right(WITHIN), others: right(OTHERS) };
const ANY = { calls: CALLS, conditions: CONDITIONS, within: WITHIN, others: OTHERS };

const pick = <T>(list: readonly T[], n: number): T => list[n % list.length] as T;

function definition(n: number): string {
  const [head, bodies] = pick(BODIES, n);
  return `.macro ${head}\n${pick(bodies, Math.floor(n / BODIES.length))}\n.endm`;
}

/** Most programs define each macro once if `usual`, and nothing is wrong in these. */
export function macroProgram(numbers: readonly number[], usual: boolean): string {
  const { calls, conditions, within, others } = usual ? RIGHT : ANY;
  const lines = BODIES.map((_, i) => definition(i + BODIES.length * ((numbers[0] ?? 0) % 3)));
  if (usual) lines.splice(7, 1, 's = 2', '.data', 'nop');
  numbers.forEach((n, i) => {
    const rest = Math.floor(n / 8);
    const label = (text: string): string => text.replaceAll('\\:', `${i}:`);
    switch (n % 8) {
      case 0:
        if (!usual) lines.push(definition(rest));
        break;
      case 1:
        lines.push(pick(others, rest));
        break;
      case 2:
        lines.push(pick(conditions, rest), label(pick(within, rest * 7)), label(pick(within, rest * 3)), '.endif');
        break;
      case 3:
        lines.push(pick(conditions, rest), label(pick(calls, rest)), '.else', label(pick(calls, rest * 5)), '.endif');
        break;
      default:
        lines.push(label(pick(calls, rest)));
    }
  });
  if (usual) lines.push('later:');
  return `${lines.join('\n')}\n`;
}
