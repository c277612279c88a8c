/**
 * Texts for comparing verdicts: statements of programs with one thing changed, and directives with operands that may or may not be theirs.
 *
 * Enters: a seed, and a pool of lines. Leaves: a small source, the same for the same seed. No apostrophes are put in: before a newline GNU as takes
 * them for a character that joins two lines, and its line numbers are off by one from there on.
 */
import { seeded } from './mutate.ts';

/** Operands of all kinds, right and wrong. */
const OPERANDS =
  '0 1 2 3 4 8 16 -1 255 256 0x7f 65535 65536 -129 1b 1f 0b a b und .L2 loc abs x0 w1 sp v0.4s z1 p0 . .-a b-a a-b und-a a+4 abs+1 (1+2) ~0 !1 -a - 1+ ' +
  '1.5 0r1.5 "str" "a\\n" "" @function %object "ax" "aw" @progbits @nobits "aMS" "aG" comdat .text .data .bss .foo #1 #a =a <a> :lo12:a {a} [1] 0x 08 ' +
  '0b101 a=1 a:req * / == <<2 x 4096 lr x30 29 "f.c" hidden armv8-a sve STT_FUNC R_AARCH64_ABS64 is_stmt unique';
/** Directives whose verdict depends on their operands alone, and some that change what follows. */
const DIRECTIVES =
  'byte hword word quad octa uleb128 sleb128 float double inst align p2align balign p2alignw space skip zero fill org ' +
  'set equ equiv eqv globl weak local hidden protected type size comm lcomm symver weakref variant_pcs section pushsection popsection previous ' +
  'subsection text data bss attach_to_group struct reloc tlsdesccall ident version arch arch_extension cpu req if ifdef ifndef ifc ifeqs elseif else ' +
  'endif endm endr exitm purgem altmacro noaltmacro cfi_startproc cfi_endproc cfi_offset cfi_def_cfa cfi_escape cfi_sections cfi_personality ' +
  'file loc loc_mark_labels ltorg error warning print end func endfunc lsym line dc.b dcb.w ds.l unreq gnu_attribute nop extern linkonce';
/** What else may stand there, so that names are defined. */
const FRAME = [
  'a: nop',
  'b: .word 1',
  '.set abs, 5',
  'loc: .quad a',
  '1: nop',
  'b und',
  '.text',
  '.data',
  '.section .foo,"aw"',
  '.if 1',
  '.endif',
  'ldr x0, =a',
  'add x0, x1, :lo12:a',
];
const CHARACTERS = ' \t,.;:#@$%&*()[]{}<>=+-/!~^|\\"`?_0123456789abxzLf\0\x80\xff\r\f\v';

type Random = (below: number) => number;

const randomOf = (seed: number): Random => {
  const random = seeded(seed);
  return (below) => Math.floor(random() * below);
};

const pick = <T>(random: Random, list: readonly T[]): T => list[random(list.length)] as T;

/** Lines of directives with random operands. */
export function directives(seed: number): string {
  const random = randomOf(seed);
  const names = DIRECTIVES.split(' ');
  const operands = OPERANDS.split(' ');
  const operand = (): string =>
    random(4) > 0
      ? pick(random, operands)
      : pick(random, operands) + pick(random, ['+', '-', ' ', '*', ':', '=', '']) + pick(random, operands);
  const line = (): string => {
    if (random(4) === 0) return pick(random, FRAME);
    return `.${pick(random, names)} ${Array.from({ length: 1 + random(3) }, operand).join(random(8) > 0 ? ',' : ' ')}`;
  };
  return `${Array.from({ length: 12 }, line).join('\n')}\n`;
}

/** Statements of the pool, three of four with one thing changed; a statement keeps to its line. */
export function statements(seed: number, pool: readonly string[], count: number): string {
  const random = randomOf(seed);
  const line = (): string => {
    const text = pick(random, pool);
    return random(4) === 0 ? text : changed(text, random).replaceAll('\n', ' ');
  };
  return `${Array.from({ length: count }, line).join('\n')}\n`;
}

/** A token or a character left out, put in, doubled, exchanged; or the rest cut off. */
function changed(text: string, random: Random): string {
  const tokens = text.match(/\w+|\s+|[^\w\s]/g) ?? [];
  const at = random(tokens.length);
  const cut = random(text.length + 1);
  const operands = OPERANDS.split(' ');
  switch (random(8)) {
    case 0:
      return tokens.filter((_, i) => i !== at).join('');
    case 1:
      return tokens.map((token, i) => (i === at ? pick(random, operands) : token)).join('');
    case 2:
      return tokens.map((token, i) => (i === at ? pick(random, operands) + token : token)).join('');
    case 3:
      return tokens.map((token, i) => (i === at ? token + token : token)).join('');
    case 4:
      return text.slice(0, cut) + CHARACTERS.charAt(random(CHARACTERS.length)) + text.slice(cut);
    case 5:
      return text.slice(0, cut) + CHARACTERS.charAt(random(CHARACTERS.length)) + text.slice(cut + 1);
    case 6:
      return text.slice(0, cut) + text.slice(cut + 1);
    default:
      return text.slice(0, cut);
  }
}
