/**
 * Cryptography (DDI 0487, C4.1.96): AES, SHA-1, SHA-2, SHA-512, SHA-3, SM3, SM4, polynomial multiply.
 *
 * Rows of one shape stand together: name, then the opcode bits that differ, in the order of the holes of the bit string.
 */

import { imm } from '../codecs/immediate.ts';
import { F, V, VL } from '../codecs/vector.ts';
import { cells, defineGroup } from '../row.ts';

export const crypto = defineGroup('crypto/crypto', (table) => {
  let t = table.needs('sha3');
  for (const [name, a] of cells('bcax 1, eor3 0')) {
    t.insn(name, `1100111000${a} Rm:5 0 Ra:5 Rn:5 Rd:5`, [
      V('Rd', '16b'),
      V('Rn', '16b'),
      V('Rm', '16b'),
      V('Ra', '16b'),
    ]);
  }
  t.insn('rax1', '11001110011 Rm:5 100011 Rn:5 Rd:5', [V('Rd', '2d'), V('Rn', '2d'), V('Rm', '2d')]);
  t.insn('xar', '11001110100 Rm:5 imm:6 Rn:5 Rd:5', [V('Rd', '2d'), V('Rn', '2d'), V('Rm', '2d'), imm('imm')]);

  // GNU as takes SHA-512 with either
  t = table.needs('sha2 | sha3');
  for (const [name, a] of cells('sha512h 0, sha512h2 1')) {
    t.insn(name, `11001110011 Rm:5 10000${a} Rn:5 Rd:5`, [F('Rd', 'q'), F('Rn', 'q'), V('Rm', '2d')]);
  }
  t.insn('sha512su1', '11001110011 Rm:5 100010 Rn:5 Rd:5', [V('Rd', '2d'), V('Rn', '2d'), V('Rm', '2d')]);
  t.insn('sha512su0', '1100111011000000100000 Rn:5 Rd:5', [V('Rd', '2d'), V('Rn', '2d')]);

  t = table.needs('sha2');
  for (const [name, a] of cells('sha1c 00, sha1m 10, sha1p 01')) {
    t.insn(name, `01011110000 Rm:5 00${a}00 Rn:5 Rd:5`, [F('Rd', 'q'), F('Rn', 's'), V('Rm', '4s')]);
  }
  t.insn('sha1h', '0101111000101000000010 Rn:5 Rd:5', [F('Rd', 's'), F('Rn', 's')]);
  for (const [name, a] of cells('sha1su0 011, sha256su1 110')) {
    t.insn(name, `01011110000 Rm:5 0${a}00 Rn:5 Rd:5`, [V('Rd', '4s'), V('Rn', '4s'), V('Rm', '4s')]);
  }
  for (const [name, a] of cells('sha1su1 01, sha256su0 10')) {
    t.insn(name, `010111100010100000${a}10 Rn:5 Rd:5`, [V('Rd', '4s'), V('Rn', '4s')]);
  }
  for (const [name, a] of cells('sha256h 0, sha256h2 1')) {
    t.insn(name, `01011110000 Rm:5 010${a}00 Rn:5 Rd:5`, [F('Rd', 'q'), F('Rn', 'q'), V('Rm', '4s')]);
  }

  t = table.needs('sm4');
  for (const [name, a] of cells('sm3partw1 00, sm3partw2 01, sm4ekey 10')) {
    t.insn(name, `11001110011 Rm:5 1100${a} Rn:5 Rd:5`, [V('Rd', '4s'), V('Rn', '4s'), V('Rm', '4s')]);
  }
  t.insn('sm3ss1', '11001110010 Rm:5 0 Ra:5 Rn:5 Rd:5', [V('Rd', '4s'), V('Rn', '4s'), V('Rm', '4s'), V('Ra', '4s')]);
  for (const [name, a] of cells('sm3tt1a 00, sm3tt1b 01, sm3tt2a 10, sm3tt2b 11')) {
    t.insn(name, `11001110010 Rm:5 10 imm:2 ${a} Rn:5 Rd:5`, [V('Rd', '4s'), V('Rn', '4s'), VL('Rm', 's', 'imm')]);
  }
  t.insn('sm4e', '1100111011000000100001 Rn:5 Rd:5', [V('Rd', '4s'), V('Rn', '4s')]);

  t = table.needs('aes');
  for (const [name, a] of cells('aesd 01, aese 00, aesimc 11, aesmc 10')) {
    t.insn(name, `010011100010100001${a}10 Rn:5 Rd:5`, [V('Rd', '16b'), V('Rn', '16b')]);
  }
  t.insn('pmull', '00001110111 Rm:5 111000 Rn:5 Rd:5', [V('Rd', '1q'), V('Rn', '1d'), V('Rm', '1d')]);
  t.insn('pmull2', '01001110111 Rm:5 111000 Rn:5 Rd:5', [V('Rd', '1q'), V('Rn', '2d'), V('Rm', '2d')]);
});
