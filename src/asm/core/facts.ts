/**
 * Facts that the core shares with the rest of the assembler, which has them from here: classes of characters and characters, what a symbol can
 * be, numbers of DWARF, and of ELF those that elf/constants.ts has (a test holds them against it: the core's language has no way there).
 */

/** Classes of characters, a bit each (chars.ts). */
export const NAME_START = 1;
export const NAME_PART = 2;
export const BLANK = 4;
export const DIGIT = 8;

export const TAB = 9;
export const NEWLINE = 10;
export const RETURN = 13;
export const SPACE = 32;
export const EXCLAMATION = 33;
export const NOT = 33;
export const QUOTE = 34;
export const HASH = 35;
export const DOLLAR = 36;
export const PERCENT = 37;
export const AND = 38;
export const APOSTROPHE = 39;
export const OPEN = 40;
export const CLOSE = 41;
export const STAR = 42;
export const PLUS = 43;
export const COMMA = 44;
export const MINUS = 45;
export const DOT = 46;
export const SLASH = 47;
export const ZERO = 48;
export const COLON = 58;
export const SEMICOLON = 59;
export const LESS = 60;
export const EQUALS = 61;
export const GREATER = 62;
export const AT_SIGN = 64;
export const LARGE_L = 76;
export const LARGE_S = 83;
export const OPEN_BRACKET = 91;
export const BACKSLASH = 92;
export const CLOSE_BRACKET = 93;
export const XOR = 94;
export const SMALL_B = 98;
export const SMALL_D = 100;
export const SMALL_E = 101;
export const SMALL_F = 102;
export const SMALL_H = 104;
export const SMALL_L = 108;
export const SMALL_M = 109;
export const SMALL_N = 110;
export const SMALL_P = 112;
export const SMALL_Q = 113;
export const SMALL_R = 114;
export const SMALL_S = 115;
export const SMALL_T = 116;
export const SMALL_V = 118;
export const SMALL_W = 119;
export const SMALL_X = 120;
export const SMALL_Z = 122;
export const OPEN_BRACE = 123;
export const OR = 124;
export const CLOSE_BRACE = 125;
export const TILDE = 126;

/** Where a symbol is. */
export const WHERE = { undefined: 0, place: 1, absolute: 2, common: 3, equated: 4 } as const;

/** What the variable part of a fragment is. `none`: nothing; the fragment only ends there. From `org` on its size depends on more than the place. */
export const VARIABLE = {
  none: 0,
  fill: 1,
  align: 2,
  alignCode: 3,
  org: 4,
  space: 5,
  leb: 6,
  cfa: 7,
  line: 8,
} as const;

/** States of the code/data mapping of a section. */
export const MAP = { none: 0, data: 1, code: 2 } as const;

/** STB_* and STT_*. */
export const STB = { local: 0, global: 1, weak: 2 } as const;
export const STT = { object: 1, function: 2, threadLocal: 6, indirect: 10 } as const;

/** The type of a fixup of a datum (fixup.ts). */
export const DATUM = -2;

/** Of a row of the line table: its place (fragment and offset), the registers, and the view's symbol plus 1; and how many numbers that are. */
export const LINE_ROW = {
  fragment: 0,
  offset: 1,
  file: 2,
  line: 3,
  column: 4,
  isa: 5,
  flags: 6,
  discriminator: 7,
  view: 8,
} as const;
export const LINE_WIDTH = 9;

/** Offsets of registers in call frames are multiples of this. */
export const DATA_ALIGN = -8;

/** The number that DWARF has for SP. */
export const STACK_POINTER = 31;

/** DW_CFA_* by number, and what only the assembler knows. DWARF 5, 7.24. */
export const CFA = {
  advance: 0x40,
  /** DW_CFA_advance_loc1; those of 2 and 4 bytes follow. */
  advance1: 2,
  offset: 0x80,
  restore: 0xc0,
  offsetExtended: 5,
  restoreExtended: 6,
  undefined: 7,
  sameValue: 8,
  register: 9,
  rememberState: 10,
  restoreState: 11,
  defCfa: 12,
  defCfaRegister: 13,
  defCfaOffset: 14,
  valExpression: 0x16,
  offsetExtendedSf: 0x11,
  defCfaSf: 0x12,
  defCfaOffsetSf: 0x13,
  valOffset: 0x14,
  valOffsetSf: 0x15,
  negateRaState: 0x2d,
  escape: 0x100,
  label: 0x101,
  encodedAddress: 0x102,
  /** Nothing but the place where it stands. */
  place: 0x103,
} as const;

/** Of a row of the line table. `reset` is `view -0`: the address must be set again. `late`: made after its instruction, in the fragment which that may have begun. */
export const LINE_FLAG = { isStmt: 1, basicBlock: 2, prologueEnd: 4, epilogueBegin: 8, reset: 16, late: 32 } as const;
