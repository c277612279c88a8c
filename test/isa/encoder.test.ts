/**
 * Statements with their words, as GNU as makes them, and what is said of wrong ones: operand, value, range.
 */
import { describe, expect, it } from 'vitest';
import { Statements } from './statement.ts';

const statements = new Statements();

describe('words', () => {
  it.each([
    ['add x0, x1, #1', '91000420'],
    ['add x0, x1, 4096', '91400420'],
    ['add x0, x1, #-1', 'd1000420'],
    ['add sp, x1, x2, lsl #2', '8b22683f'],
    ['add x0, x1, w2, sxtw #3', '8b22cc20'],
    ['add x0, sp, w1', '8b2143e0'],
    ['cmn w3, #-5', '7100147f'],
    ['mov x0, #0x10000', 'd2a00020'],
    ['mov x0, #-1', '92800000'],
    ['mov w0, #0xffff0000', '52bfffe0'],
    ['mov x0, #0xffffffff00000000', 'b2607fe0'],
    ['mov w1, 0xaaaaaaaa', '3201f3e1'],
    ['mov sp, x3', '9100007f'],
    ['mov x0, x1', 'aa0103e0'],
    ['orr x5, xzr, #0xffffffffffff', 'b240bfe5'],
    ['bic x0, x1, #0xff', '9278dc20'],
    ['bfi x1, x2, #3, #4', 'b37d0c41'],
    ['lsl w0, w1, #31', '53010020'],
    ['ror x0, x1, #7', '93c11c20'],
    ['cset x0, hs', '9a9f37e0'],
    ['ccmp x1, x2, NzCv, GE', 'fa42a02a'],
    ['ccmp x1, x2, #10, ge', 'fa42a02a'],
    ['cinc w0, w1, ne', '1a810420'],
    ['ldr x0, [x1, #8]', 'f9400420'],
    ['ldr x0, [x1, #-8]', 'f85f8020'],
    ['ldr x0, [x1], #-8', 'f85f8420'],
    ['ldr x0, [x1, #8]!', 'f8408c20'],
    ['ldrb w0, [x1, x2, lsl #0]', '38627820'],
    ['ldr w0, [x1, w2, uxtw #2]', 'b8625820'],
    ['ldp x0, x1, [sp], #16', 'a8c107e0'],
    ['ldraa x0, [x1]!', 'f8200c20'],
    ['casp x0, x1, x2, x3, [x4]', '48207c82'],
    ['stadd w1, [x2]', 'b821005f'],
    ['ret', 'd65f03c0'],
    ['b.none .+8', '54000040'],
    ['beq .-4', '54ffffe0'],
    ['tbz x3, #2, .+4', '36100023'],
    ['tbz w3, #33, .', 'operand 1'],
    ['mrs x0, S3_0_C1_C0_0', 'd5381000'],
    ['mrs x0, sctlr_el1', 'd5381000'],
    ['msr daifset, #0xf', 'd5034fdf'],
    ['dsb ish', 'd5033b9f'],
    ['dsb nshnxs', 'd503363f'],
    ['isb', 'd5033fdf'],
    ['dc civac, x0', 'd50b7e20'],
    ['tlbi vmalle1is', 'd508831f'],
    ['tlbi vae1is, x3', 'd5088323'],
    ['hint #34', 'd503245f'],
    ['clrbhb', 'd50322df'],
    ['prfm #9, [x1]', 'f9800029'],
    ['movz x2, #:abs_g3:(0x64 << 48)', 'd2e00c82'],
    ['movz x0, #:abs_g0_s:-5', '92800080'],
    ['cpyfp [x0]!, [x1]!, x2!', '19010440'],
    ['SYS #0, C7, c5, 0', 'd508751f'],
    ['sub x0, x0, #0xffffffffffffffff', '91000400'],
    ['ldr x0, [x1, #0xfffffffffffffff8]', 'f85f8020'],
    ['mul z9.s, z9.s, #18446744073709551615', '25b0dfe9'],
  ])('%s', (text, word) => {
    if (/^[0-9a-f]{8}$/.test(word)) expect(statements.hex(text)).toBe(word);
    else expect(statements.assemble(text).word).toBeUndefined();
  });
});

describe('messages', () => {
  it.each([
    ['add x0, x1, #4097', 'immediate 4097 is not in [0, 4095] and not a multiple of 4096 in [0, 16773120]', '#4097'],
    ['movz w0, #1, lsl #32', 'immediate #1 can be shifted by lsl #0 to #16 in steps of 16 only', '#1, lsl #32'],
    [
      'and x0, x1, #5',
      'immediate #0x5 is no bitmask immediate (a run of ones, rotated, repeated every 2, 4, 8, 16, 32 or 64 bits; neither 0 nor all ones)',
      '#5',
    ],
    ['lsl w0, w1, #32', 'immediate 32 is not in [0, 31]', '#32'],
    ['ubfx x0, x1, #60, #8', 'immediate 8 is not in [1, 4]', '#8'],
    ['ldr x0, [x1, #32761]', 'offset 32761 is not in [0, 32760] in steps of 8', '[x1, #32761]'],
    ['ldp x0, x1, [x2, #1024]', 'offset 1024 is not in [-512, 504] in steps of 8', '[x2, #1024]'],
    ['ldr x0, [w1]', "the base register of '[w1]' in 'ldr' must be a 64-bit register (x0-x30) or sp", '[w1]'],
    ['movz x2, #:abs_g1:0x123456789', 'immediate 4886718345 is not in [0, 4294967295]', '#:abs_g1:0x123456789'],
    ['b #3', 'offset 3 is not in [-134217728, 134217724] in steps of 4', '#3'],
    ['svc #65536', 'immediate 65536 is not in [0, 65535]', '#65536'],
    ['add x0, w1, x2', "operand 2 of 'add' must be a 64-bit integer register", 'w1'],
    ['csel x0, x1, x2, zz', "operand 4 of 'csel' must be a condition", 'zz'],
    ['tlbi vae1is', "operand 2 of 'tlbi' is missing: a 64-bit integer register expected", 'tlbi vae1is'],
    ['tlbi vmalle1is, x0', "operand 2 of 'tlbi' must be nothing: this operation takes no register, not 'x0'", 'x0'],
    ['ldr x0, [x1', "']' expected", ''],
    ['add x0 x1', 'expected a comma', ''],
    ['add x0, x1,', 'an operand is missing after the comma', ''],
    ['ldr x0, [x1, :lo13:foo]', "unknown relocation operator ':lo13:'", ':lo13:'],
    ['casp x1, x2, x2, x3, [x4]', "operand 1 of 'casp' must be an even-numbered 64-bit integer register", 'x1'],
    ['mov x0, #18446744073709551616', 'number 0x10000000000000000 does not fit 64 bits', '18446744073709551616'],
    ['add z0.b, z0.b, #-256', 'is not in [0, 255]', '#-256'],
    ['mov z0.b, #-256', 'is not in [-128, 127]', '#-256'],
    ['ldr x0, [x1], 0.5', 'an offset is an integer', '0.5'],
    ['mul v0.4s, v1.4s, v2.s[#1]', "an element's index is written without '#'", '#'],
    ['mul v0.4s, v1.4s, v2.s[4294967297]', 'a constant index expected', ''],
    ['ins v0.s[w12, 1], w0', 'a constant index expected', ''],
    ['zero za.d[w8, 4:-7]', 'a constant index expected', ''],
    ['add w2, w3, x5, sxtb', "is of the wrong width: 'sxtb' extends a W register", 'x5, sxtb'],
  ])('%s', (text, message, under) => {
    const result = statements.assemble(text);
    expect(result.word).toBeUndefined();
    expect(result.error).toContain(message);
    if (under !== '') expect(result.under).toBe(under);
  });

  it.each([
    ['lrd x0, [x1]', "did you mean 'ldr'?"],
    ['mrs x0, sctrl_el1', "did you mean 'sctlr_el1'?"],
    ['dc civca, x0', "did you mean 'civac'?"],
    ['dsb ihs', "did you mean 'ish'?"],
  ])('%s: %s', (text, hint) => {
    expect(statements.assemble(text).hint).toBe(hint);
  });

  it.each([
    ['ldp x0, x0, [x1]', 'both registers of the pair are the same'],
    ['ldr w1, =0x1ffffffff', 'value 0x1ffffffff does not fit the 4 bytes of the literal'],
    ['ldp d0, d0, [x1, #8]', 'both registers of the pair are the same'],
    ['ldnp q3, q3, [x1]', 'both registers of the pair are the same'],
    ['ldpsw x0, x1, [x1], #8', 'the base register is transferred and written back'],
    ['ldraa x1, [x1, #8]!', 'the base register is transferred and written back'],
    ['ldr x1, [x1], #8', 'the base register is transferred and written back'],
    ['stxr w1, x1, [x2]', 'the status register is also transferred'],
    ['msr midr_el1, x0', "writing to the read-only system register 'midr_el1'"],
  ])('warns of %s', (text, warning) => {
    const result = statements.assemble(text);
    expect(result.word).toBeDefined();
    expect(result.warning).toContain(warning);
  });

  it('does not warn of sp as base and zr as data', () => {
    expect(statements.assemble('ldr xzr, [sp], #8').warning).toBe('');
  });
});

describe('relocations', () => {
  it.each([
    ['b foo', 'R_AARCH64_JUMP26 foo'],
    ['bl x0', 'R_AARCH64_CALL26 x0'],
    ['cbz w1, lsl', 'R_AARCH64_CONDBR19 lsl'],
    ['adrp x0, foo+8', 'R_AARCH64_ADR_PREL_PG_HI21 foo+8'],
    ['adrp x0, :got:foo', 'R_AARCH64_ADR_GOT_PAGE foo'],
    ['add x0, x0, :lo12:foo', 'R_AARCH64_ADD_ABS_LO12_NC foo'],
    ['ldrb w0, [x1, #:lo12:foo]', 'R_AARCH64_LDST8_ABS_LO12_NC foo'],
    ['ldrsw x0, [x1, :lo12:foo]', 'R_AARCH64_LDST32_ABS_LO12_NC foo'],
    ['movk x0, #:abs_g1_nc:foo', 'R_AARCH64_MOVW_UABS_G1_NC foo'],
    ['ldr x0, =foo', 'R_AARCH64_LD_PREL_LO19 foo'],
    ['adrp x0, 0x1000', 'R_AARCH64_ADR_PREL_PG_HI21 *ABS*+4096'],
  ])('%s', (text, reloc) => {
    expect(statements.assemble(text).relocs).toEqual([reloc]);
  });

  it.each([
    ['sub x0, x1, #:lo12:foo', ':lo12:'],
    ['cmp x0, #:tprel_lo12:foo', ':tprel_lo12:'],
    ['bl :got:foo', ':got:'],
    ['b.eq :tlsdesc:foo', ':tlsdesc:'],
    ['movk x0, #:abs_g0_s:foo', ':abs_g0_s:'],
  ])('%s is refused', (text, operator) => {
    expect(statements.assemble(text)).toMatchObject({ word: undefined, error: expect.stringContaining(operator) });
  });

  it('asks for a second encoding of immediates that are not known yet', () => {
    for (const text of [
      'mov x0, #later',
      'add x0, x1, #later',
      'ldr x0, [x1, #later]',
      'and x0, x1, later',
      'svc later',
    ]) {
      expect(statements.assemble(text).error, text).toBe('value not known yet');
    }
    expect(statements.assemble('lsl x0, x1, #later').error).toContain('later');
  });

  it('takes names of .req', () => {
    statements.host.aliases.set('table', 'x7');
    expect(statements.hex('ldr x0, [table, #8]')).toBe('f94004e0');
    expect(statements.hex('add table, TABLE, #1')).toBe('910004e7');
    statements.host.aliases.clear();
  });
});
