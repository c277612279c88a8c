/**
 * SVE instructions that make predicates or count by them: compares, WHILE, predicate logic, breaks, element counts.
 *
 * Rows of one shape stand together: name, then the opcode bits that differ, in the order of the holes of the bit string.
 */

import { SIZE_BHS_2, SIZE_BHSD, SIZE_HSD } from '../codecs/arrangements.ts';
import { fpZero } from '../codecs/float.ts';
import { imm } from '../codecs/immediate.ts';
import { W, X, Xsp } from '../codecs/integer.ts';
import { P, Pg } from '../codecs/predicate.ts';
import { pattern } from '../codecs/sve-names.ts';
import { Z } from '../codecs/vector.ts';
import { cells, defineGroup } from '../row.ts';
import { reversed } from '../simd/reversed.ts';

export const svePredicate = defineGroup('sve/predicate', (table) => {
  let t = table.needs('sve | sme');
  for (const [name, a] of cells('addpl 1, addvl 0')) {
    t.insn(name, `000001000${a}1 Rn:5 01010 imm6:6 Rd:5`, [Xsp('Rd'), Xsp('Rn'), imm('imm6', { signed: true })]);
  }
  for (const [name, a, b, c, d] of cells(`
    bic 00 0 0 1, bics 01 0 0 1, brkpa 00 1 0 0, brkpas 01 1 0 0, brkpb 00 1 0 1, brkpbs 01 1 0 1, nand 10 0 1 1, nands 11 0 1 1,
    nor 10 0 1 0, nors 11 0 1 0, orn 10 0 0 1, orns 11 0 0 1`)) {
    const counter = !name.startsWith('brk');
    t.insn(name, `00100101${a}00 Pm:4 ${b}1 Pg:4 ${c} Pn:4 ${d} Pd:4`, [
      P('Pd', 'b', counter),
      Pg('Pg', 'z'),
      P('Pn', 'b', counter),
      P('Pm', 'b', counter),
    ]);
  }
  for (const [name, a] of cells('brka 00, brkas 01, brkb 10, brkbs 11')) {
    t.insn(name, `00100101${a}01000001 Pg:4 0 Pn:4 0 Pd:4`, [P('Pd', 'b'), Pg('Pg', 'z'), P('Pn', 'b')]);
  }
  for (const [name, a] of cells('brka 0, brkb 1')) {
    t.insn(name, `00100101${a}001000001 Pg:4 0 Pn:4 1 Pd:4`, [P('Pd', 'b'), Pg('Pg', 'm'), P('Pn', 'b')]);
  }
  for (const [name, a] of cells('brkn 0, brkns 1')) {
    t.insn(name, `001001010${a}01100001 Pg:4 0 Pn:4 0 Pdm:4`, [
      P('Pdm', 'b'),
      Pg('Pg', 'z'),
      P('Pn', 'b'),
      P('Pdm', 'b'),
    ]);
  }
  for (const [name, a] of cells('clasta 0, clastb 1')) {
    t.insn(name, `00000101 size:2 11000${a}101 Pg:3 Zm:5 Rdn:5`, [
      W('Rdn'),
      P('Pg', ''),
      W('Rdn'),
      Z('Zm', SIZE_BHS_2),
    ]);
  }
  for (const [name, a] of cells('clasta 0, clastb 1')) {
    t.insn(name, `000001011111000${a}101 Pg:3 Zm:5 Rdn:5`, [X('Rdn'), P('Pg', ''), X('Rdn'), Z('Zm', 'd')]);
  }
  for (const [name, a, b] of cells('cmpeq 100 0, cmpge 000 0, cmpgt 000 1, cmple 001 1, cmplt 001 0, cmpne 100 1')) {
    t.insn(name, `00100101 size:2 0 imm5:5 ${a} Pg:3 Zn:5 ${b} Pd:4`, [
      P('Pd', SIZE_BHSD),
      Pg('Pg', 'z'),
      Z('Zn', SIZE_BHSD),
      imm('imm5', { signed: true }),
    ]);
  }
  for (const [name, a, b] of cells('cmpeq 101 0, cmpge 100 0, cmpgt 100 1, cmphi 000 1, cmphs 000 0, cmpne 101 1')) {
    const row = t.insn(name, `00100100 size:2 0 Zm:5 ${a} Pg:3 Zn:5 ${b} Pd:4`, [
      P('Pd', SIZE_BHSD),
      Pg('Pg', 'z'),
      Z('Zn', SIZE_BHSD),
      Z('Zm', SIZE_BHSD),
    ]);
    reversed(t, row, [P('Pd', SIZE_BHSD), Pg('Pg', 'z'), Z('Zm', SIZE_BHSD), Z('Zn', SIZE_BHSD)]);
  }
  for (const [name, a, b] of cells(
    'cmpeq 001 0, cmpge 010 0, cmpgt 010 1, cmphi 110 1, cmphs 110 0, cmple 011 1, cmplo 111 0, cmpls 111 1, cmplt 011 0, cmpne 001 1',
  )) {
    t.insn(name, `00100100 size:2 0 Zm:5 ${a} Pg:3 Zn:5 ${b} Pd:4`, [
      P('Pd', SIZE_BHS_2),
      Pg('Pg', 'z'),
      Z('Zn', SIZE_BHS_2),
      Z('Zm', 'd'),
    ]);
  }
  for (const [name, a, b] of cells('cmphi 0 1, cmphs 0 0, cmplo 1 0, cmpls 1 1')) {
    t.insn(name, `00100100 size:2 1 imm7:7 ${a} Pg:3 Zn:5 ${b} Pd:4`, [
      P('Pd', SIZE_BHSD),
      Pg('Pg', 'z'),
      Z('Zn', SIZE_BHSD),
      imm('imm7'),
    ]);
  }
  for (const [name, a] of cells('cntb 00, cntd 11, cnth 01, cntw 10')) {
    t.insn(name, `00000100${a}10 imm4:4 111000 pattern:5 Rd:5`, [X('Rd'), pattern(true)]);
  }
  t.insn('cntp', '00100101 size:2 10000010 Pg:4 0 Pn:4 Rd:5', [X('Rd'), P('Pg', ''), P('Pn', SIZE_BHSD)]);
  for (const [name, a] of cells('ctermeq 0, ctermne 1')) {
    t.insn(name, `00100101101 Rm:5 001000 Rn:5 ${a}0000`, [W('Rn'), W('Rm')]);
  }
  for (const [name, a] of cells('ctermeq 0, ctermne 1')) {
    t.insn(name, `00100101111 Rm:5 001000 Rn:5 ${a}0000`, [X('Rn'), X('Rm')]);
  }
  for (const [name, a, b] of cells(`
    decb 00 001, decd 11 001, dech 01 001, decw 10 001, incb 00 000, incd 11 000, inch 01 000, incw 10 000, sqdecb 00 110,
    sqdecd 11 110, sqdech 01 110, sqdecw 10 110, sqincb 00 100, sqincd 11 100, sqinch 01 100, sqincw 10 100, uqdecb 00 111,
    uqdecd 11 111, uqdech 01 111, uqdecw 10 111, uqincb 00 101, uqincd 11 101, uqinch 01 101, uqincw 10 101`)) {
    t.insn(name, `00000100${a}11 imm4:4 111${b} pattern:5 Rdn:5`, [X('Rdn'), pattern(true)]);
  }
  for (const [name, a, b] of cells('decp 101 0, incp 100 0, sqdecp 010 1, sqincp 000 1, uqdecp 011 1, uqincp 001 1')) {
    t.insn(name, `00100101 size:2 101${a}10001${b}0 Pg:4 Rdn:5`, [X('Rdn'), P('Pg', SIZE_BHSD)]);
  }
  for (const [name, a, b] of cells(
    'facge 110 1, facgt 111 1, fcmeq 011 0, fcmge 010 0, fcmgt 010 1, fcmne 011 1, fcmuo 110 0',
  )) {
    const row = t.insn(name, `01100101 size:2 0 Zm:5 ${a} Pg:3 Zn:5 ${b} Pd:4`, [
      P('Pd', SIZE_HSD),
      Pg('Pg', 'z'),
      Z('Zn', SIZE_HSD),
      Z('Zm', SIZE_HSD),
    ]);
    reversed(t, row, [P('Pd', SIZE_HSD), Pg('Pg', 'z'), Z('Zm', SIZE_HSD), Z('Zn', SIZE_HSD)]);
  }
  for (const [name, a, b] of cells('fcmeq 10 0, fcmge 00 0, fcmgt 00 1, fcmle 01 1, fcmlt 01 0, fcmne 11 0')) {
    t.insn(name, `01100101 size:2 0100${a}001 Pg:3 Zn:5 ${b} Pd:4`, [
      P('Pd', SIZE_HSD),
      Pg('Pg', 'z'),
      Z('Zn', SIZE_HSD),
      fpZero,
    ]);
  }
  for (const [name, a] of cells('lasta 0, lastb 1')) {
    t.insn(name, `00000101 size:2 10000${a}101 Pg:3 Zn:5 Rd:5`, [W('Rd'), P('Pg', ''), Z('Zn', SIZE_BHS_2)]);
  }
  for (const [name, a] of cells('lasta 0, lastb 1')) {
    t.insn(name, `000001011110000${a}101 Pg:3 Zn:5 Rd:5`, [X('Rd'), P('Pg', ''), Z('Zn', 'd')]);
  }
  t.insn('pfalse', '0010010100011000111001000000 Pd:4', [P('Pd', 'b', true)]);
  t.insn('pfirst', '00100101010110001100000 Pg:4 0 Pdn:4', [P('Pdn', 'b'), P('Pg', ''), P('Pdn', 'b')]);
  t.insn('pnext', '00100101 size:2 0110011100010 Pg:4 0 Pdn:4', [
    P('Pdn', SIZE_BHSD),
    P('Pg', ''),
    P('Pdn', SIZE_BHSD),
  ]);
  t.insn('ptest', '001001010101000011 Pg:4 0 Pn:4 00000', [P('Pg', ''), P('Pn', 'b')]);
  for (const [name, a] of cells('ptrue 0, ptrues 1')) {
    t.insn(name, `00100101 size:2 01100${a}111000 pattern:5 0 Pd:4`, [P('Pd', SIZE_BHSD), pattern(false)]);
  }
  for (const [name, a] of cells('punpkhi 1, punpklo 0')) {
    t.insn(name, `000001010011000${a}0100000 Pn:4 0 Pd:4`, [P('Pd', 'h'), P('Pn', 'b')]);
  }
  t.insn('rdvl', '000001001011111101010 imm6:6 Rd:5', [X('Rd'), imm('imm6', { signed: true })]);
  t.insn('rev', '00000101 size:2 1101000100000 Pn:4 0 Pd:4', [P('Pd', SIZE_BHSD), P('Pn', SIZE_BHSD)]);
  for (const [name, a, b] of cells(
    'sqdecb 00 1, sqdecd 11 1, sqdech 01 1, sqdecw 10 1, sqincb 00 0, sqincd 11 0, sqinch 01 0, sqincw 10 0',
  )) {
    t.insn(name, `00000100${a}10 imm4:4 1111${b}0 pattern:5 Rdn:5`, [X('Rdn'), W('Rdn'), pattern(true)]);
  }
  for (const [name, a] of cells('sqdecp 1, sqincp 0')) {
    t.insn(name, `00100101 size:2 1010${a}01000100 Pg:4 Rdn:5`, [X('Rdn'), P('Pg', SIZE_BHSD), W('Rdn')]);
  }
  for (const [name, a] of cells('trn1 100, trn2 101, uzp1 010, uzp2 011, zip1 000, zip2 001')) {
    t.insn(name, `00000101 size:2 10 Pm:4 010${a}0 Pn:4 0 Pd:4`, [
      P('Pd', SIZE_BHSD),
      P('Pn', SIZE_BHSD),
      P('Pm', SIZE_BHSD),
    ]);
  }
  for (const [name, a, b] of cells(
    'uqdecb 00 1, uqdecd 11 1, uqdech 01 1, uqdecw 10 1, uqincb 00 0, uqincd 11 0, uqinch 01 0, uqincw 10 0',
  )) {
    t.insn(name, `00000100${a}10 imm4:4 1111${b}1 pattern:5 Rdn:5`, [W('Rdn'), pattern(true)]);
  }
  for (const [name, a] of cells('uqdecp 1, uqincp 0')) {
    t.insn(name, `00100101 size:2 1010${a}11000100 Pg:4 Rdn:5`, [W('Rdn'), P('Pg', SIZE_BHSD)]);
  }
  for (const [name, a, b] of cells('whilele 0 1, whilelo 1 0, whilels 1 1, whilelt 0 0')) {
    t.insn(name, `00100101 size:2 1 Rm:5 0000${a}1 Rn:5 ${b} Pd:4`, [P('Pd', SIZE_BHSD), W('Rn'), W('Rm')]);
  }
  for (const [name, a, b] of cells('whilele 0 1, whilelo 1 0, whilels 1 1, whilelt 0 0')) {
    t.insn(name, `00100101 size:2 1 Rm:5 0001${a}1 Rn:5 ${b} Pd:4`, [P('Pd', SIZE_BHSD), X('Rn'), X('Rm')]);
  }

  t = table.needs('sve');
  for (const [name, a] of cells('rdffr 0, rdffrs 1')) {
    t.insn(name, `001001010${a}0110001111000 Pg:4 0 Pd:4`, [P('Pd', 'b'), Pg('Pg', 'z')]);
  }
  t.insn('rdffr', '0010010100011001111100000000 Pd:4', [P('Pd', 'b')]);
  t.insn('setffr', '00100101001011001001000000000000', []);
  t.insn('wrffr', '00100101001010001001000 Pn:4 00000', [P('Pn', 'b')]);
});
