/**
 * Random call frame information: procedures of every `.cfi_*` directive, with pointers of many encodings, across sections, subsections
 * and COMDAT groups, with steps that need one, two and four bytes. For conformance. The same seed gives the same text.
 */
import { Draw } from './random-lines.ts';

const SECTIONS = [
  '.text',
  '.text 1',
  '.section .text.a,"ax"',
  '.section .text.b,"axG",@progbits,b,comdat',
  '.section .text.c,"axG",@progbits,c',
  '.section .init.text,"ax"',
] as const;
const REGISTERS = [
  '0',
  '19',
  'x20',
  'x29',
  '30',
  'sp',
  '31',
  'd8',
  'v9',
  'q31',
  '64',
  '72',
  'w3',
  '100',
  '95',
] as const;
const ENCODINGS = ['0', '0x1b', '0x1c', '0x9b', '0x3', '0x4', '0xb', '0x9c', '0x1a'] as const;
const STEPS = [
  'nop',
  'nop',
  'nop',
  'nop\nnop',
  '.p2align 3',
  '.skip 8',
  '.space 0x100',
  '.space 0x400',
  '.space 0x40000',
] as const;

/** A program of some procedures. */
export function randomFrames(seed: number): string {
  const draw = new Draw(seed);
  const lines = ['.text', 'nop'];
  if (draw.chance(40))
    lines.push(
      `.cfi_sections ${draw.of(['.debug_frame', '.eh_frame', '.eh_frame, .debug_frame', '.debug_frame, .eh_frame'])}`,
    );
  for (let count = 1 + draw.below(7); count > 0; count--) lines.push(draw.of(SECTIONS), ...procedure(draw, count));
  lines.push('.data', 'DW.ref.p: .quad p', '.section .gcc_except_table,"a"', '.L1: .word 1');
  return `${lines.join('\n')}\n`;
}

function procedure(draw: Draw, serial: number): string[] {
  const lines = [`f${serial}:`, `.cfi_startproc${draw.chance(15) ? ' simple' : ''}`];
  if (draw.chance(25)) lines.push(`.cfi_personality ${draw.of(ENCODINGS)}, ${draw.of(['DW.ref.p', 'p', 'q'])}`);
  if (draw.chance(25)) lines.push(`.cfi_lsda ${draw.of(ENCODINGS)}, ${draw.of(['.L1', 'l', '.L1 + 4'])}`);
  if (draw.chance(10)) lines.push('.cfi_signal_frame');
  if (draw.chance(10)) lines.push('.cfi_b_key_frame');
  if (draw.chance(10)) lines.push(`.cfi_return_column ${draw.of(['30', '5', 'x17'])}`);
  let remembered = 0;
  for (let count = draw.below(14); count > 0; count--) {
    if (draw.chance(45)) lines.push(draw.of(STEPS));
    else if (draw.chance(10)) {
      remembered++;
      lines.push('.cfi_remember_state');
    } else if (remembered > 0 && draw.chance(20)) {
      remembered--;
      lines.push('.cfi_restore_state');
    } else lines.push(instruction(draw, serial * 100 + count));
  }
  lines.push('.cfi_endproc');
  return lines;
}

function instruction(draw: Draw, serial: number): string {
  const register = draw.of(REGISTERS);
  const offset = 8 * (draw.below(80) - 50);
  return draw.of([
    `.cfi_def_cfa ${register}, ${offset}`,
    `.cfi_def_cfa_register ${register}`,
    `.cfi_def_cfa_offset ${offset}`,
    `.cfi_adjust_cfa_offset ${offset}`,
    `.cfi_offset ${register}, ${offset}`,
    `.cfi_offset ${register}, ${-Math.abs(offset)}`,
    `.cfi_rel_offset ${register}, ${offset}`,
    `.cfi_val_offset ${register}, ${offset}`,
    `.cfi_register ${register}, ${draw.of(REGISTERS)}`,
    `.cfi_restore ${register}`,
    `.cfi_undefined ${register}, ${draw.of(REGISTERS)}`,
    `.cfi_same_value ${register}`,
    '.cfi_negate_ra_state',
    '.cfi_window_save',
    `.cfi_escape 0x0f, ${draw.below(256)}, 0x2e - 1`,
    `.cfi_val_encoded_addr ${register}, ${draw.of(ENCODINGS)}, ${draw.of(['l', '.L1'])}`,
    `.cfi_label c${serial}`,
  ]);
}
