/**
 * The tables at the start of the core's memory: what characters are, and which directives, and types of symbols, the core knows.
 */
import { CLASS } from '../chars.ts';
import { KINDS_OF } from './directives.ts';
import { CLASSES, DIRECTIVE_NAMES, DIRECTIVE_SLOTS, DIRECTIVES, KINDS, REGISTERS, STOPS, TAKEN } from './layout.ts';
import { i32, u8 } from './memory.ts';
import { KIND } from './shapes.ts';
import { textHash } from './words.ts';

const KNOWN: readonly (readonly [string, number])[] = [
  ['.cfi_offset', KINDS_OF.cfiOffset],
  ['.cfi_restore', KINDS_OF.cfiRestore],
  ['.cfi_def_cfa_offset', KINDS_OF.cfiDefCfaOffset],
  ['.cfi_def_cfa', KINDS_OF.cfiDefCfa],
  ['.cfi_def_cfa_register', KINDS_OF.cfiDefCfaRegister],
  ['.cfi_adjust_cfa_offset', KINDS_OF.cfiAdjustCfaOffset],
  ['.cfi_negate_ra_state', KINDS_OF.cfiNegateRaState],
  ['.equ', KINDS_OF.set],
  ['.set', KINDS_OF.set],
  ['.align', KINDS_OF.align],
  ['.p2align', KINDS_OF.align],
  ['.cfi_remember_state', KINDS_OF.cfiRememberState],
  ['.cfi_restore_state', KINDS_OF.cfiRestoreState],
  ['.cfi_startproc', KINDS_OF.cfiStartProcedure],
  ['.cfi_endproc', KINDS_OF.cfiEndProcedure],
  ['.zero', KINDS_OF.zero],
  ['.org', KINDS_OF.org],
  ['.if', KINDS_OF.condition],
  ['.ifne', KINDS_OF.condition],
  ['.ifeq', KINDS_OF.ifEqual],
  ['.ifgt', KINDS_OF.ifGreater],
  ['.ifge', KINDS_OF.ifNotLess],
  ['.iflt', KINDS_OF.ifLess],
  ['.ifle', KINDS_OF.ifNotGreater],
  ['.ifdef', KINDS_OF.ifDefined],
  ['.ifndef', KINDS_OF.ifNotDefined],
  ['.ifnotdef', KINDS_OF.ifNotDefined],
  ['.ifb', KINDS_OF.ifBlank],
  ['.ifnb', KINDS_OF.ifNotBlank],
  ['.ifc', KINDS_OF.ifSame],
  ['.ifnc', KINDS_OF.ifNotSame],
  ['.ifeqs', KINDS_OF.ifStrings],
  ['.ifnes', KINDS_OF.ifStrings],
  ['.elseif', KINDS_OF.elseIf],
  ['.else', KINDS_OF.else],
  ['.elsec', KINDS_OF.else],
  ['.endif', KINDS_OF.endCondition],
  ['.endc', KINDS_OF.endCondition],
  ['.arch', KINDS_OF.arch],
  ['.macro', KINDS_OF.macro],
  ['.purgem', KINDS_OF.purge],
  ['.altmacro', KINDS_OF.alternate],
  ['.noaltmacro', KINDS_OF.noAlternate],
  ['.irp', KINDS_OF.loop],
  ['.rept', KINDS_OF.repeat],
  ['.inst', KINDS_OF.inst],
  ['.byte', KINDS_OF.data1],
  ['.hword', KINDS_OF.data2],
  ['.short', KINDS_OF.data2],
  ['.2byte', KINDS_OF.data2],
  ['.word', KINDS_OF.data4],
  ['.long', KINDS_OF.data4],
  ['.4byte', KINDS_OF.data4],
  ['.quad', KINDS_OF.data8],
  ['.xword', KINDS_OF.data8],
  ['.8byte', KINDS_OF.data8],
  ['.ascii', KINDS_OF.ascii],
  ['.asciz', KINDS_OF.string],
  ['.string', KINDS_OF.string],
  ['.uleb128', KINDS_OF.uleb128],
  ['.sleb128', KINDS_OF.sleb128],
  ['.loc', KINDS_OF.loc],
  ['view', KINDS_OF.view],
  ['is_stmt', KINDS_OF.isStmt],
  ['discriminator', KINDS_OF.discriminator],
  ['.type', KINDS_OF.type],
  ['.globl', KINDS_OF.global],
  ['.global', KINDS_OF.global],
  ['.weak', KINDS_OF.weak],
  ['.size', KINDS_OF.size],
  ['.section', KINDS_OF.section],
  ['.pushsection', KINDS_OF.pushSection],
  ['.popsection', KINDS_OF.popSection],
  ['.previous', KINDS_OF.previous],
  ['.subsection', KINDS_OF.subsection],
  ['.text', KINDS_OF.text],
  ['.data', KINDS_OF.data0],
  ['function', KINDS_OF.typeFunction],
  ['object', KINDS_OF.typeObject],
  ['STT_FUNC', KINDS_OF.typeFunction],
  ['STT_OBJECT', KINDS_OF.typeObject],
];

/** Names of two to four letters that are registers, shifts or numbers where a symbol may stand. */
export const TAKEN_NAMES: readonly string[] =
  'sp wsp xzr wzr lr fp za inf nan lsl lsr asr ror msl mul vl uxtb uxth uxtw uxtx sxtb sxth sxtw sxtx'.split(' ');

/** Fill the tables of the memory at hand. */
export function fillTables(): void {
  u8.set(CLASS.subarray(0, 256), CLASSES);
  for (let c = 0; c < 256; c++) u8[KINDS + c] = c >= 65 && c <= 90 ? c + 32 : Math.max(c, KIND.other);
  // a colon ends a label, or begins an operator of a symbol
  for (const c of [0, 10, 34, 39, 47, 58, 59]) u8[KINDS + c] = KIND.ending;
  u8[KINDS + 35] = KIND.hash;
  for (let c = 48; c < 58; c++) u8[KINDS + c] = KIND.digit;
  for (const c of [9, 32]) u8[KINDS + c] = KIND.blank;
  // what may be in a calculated number
  for (const c of '(~+-*%<>&|^=') u8[KINDS + c.charCodeAt(0)] = KIND.calculated;
  // letters that are a register with one or two digits behind
  for (const letter of 'xwvbhsdqXWVBHSDQ') u8[REGISTERS + letter.charCodeAt(0)] = 1;
  // what ends the quick search for a statement's end
  for (const c of [0, 10, 34, 39, 47, 59]) u8[STOPS + c] = 1;
  TAKEN_NAMES.forEach((name, i) => {
    i32[TAKEN + i] = [...name].reduce((letters, letter) => (letters << 8) | letter.charCodeAt(0), 0);
  });
  if (u8[DIRECTIVE_NAMES] === 0) fillDirectives();
}

function fillDirectives(): void {
  let at = DIRECTIVE_NAMES;
  for (const [name, kind] of KNOWN) {
    for (let i = 0; i < name.length; i++) u8[at + i] = name.charCodeAt(i);
    const hash = textHash(at, name.length);
    let slot = hash & (DIRECTIVE_SLOTS - 1);
    while (i32[(DIRECTIVES >>> 2) + 4 * slot + 1] !== 0) slot = (slot + 1) & (DIRECTIVE_SLOTS - 1);
    i32.set([hash, name.length, at, kind], (DIRECTIVES >>> 2) + 4 * slot);
    at += name.length;
  }
}
