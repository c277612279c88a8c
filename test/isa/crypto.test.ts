/**
 * AES, SHA, SM3 and SM4. Words are those of GNU as 2.40 (of llvm-mc 19 where GNU as lacks the extension).
 */
import { describe } from 'vitest';
import { lines } from './lines.ts';

describe('the cryptographic extensions', () => {
  lines(`
    aese v0.16b, v1.16b // 4e284820
    aesimc v31.16b, v30.16b // 4e287bdf
    pmull v0.1q, v1.1d, v2.1d // 0ee2e020
    pmull2 v0.1q, v1.2d, v2.2d // 4ee2e020
    sha1c q0, s1, v2.4s // 5e020020
    sha1h s0, s1 // 5e280820
    sha256h2 q0, q1, v2.4s // 5e025020
    sha256su1 v0.4s, v1.4s, v2.4s // 5e026020
    sha512h q0, q1, v2.2d // ce628020
    sha512su0 v0.2d, v1.2d // cec08020
    eor3 v0.16b, v1.16b, v2.16b, v3.16b // ce020c20
    rax1 v0.2d, v1.2d, v2.2d // ce628c20
    xar v0.2d, v1.2d, v2.2d, #63 // ce82fc20
    sm3tt1a v0.4s, v1.4s, v2.s[3] // ce42b020
    sm4e v0.4s, v1.4s // cec08420
`);

  // what is wrong, and what may stand there
  lines(`
    sha1h s0, d1 // ERROR operand 2 of 'sha1h' must be a scalar register s0-s31, not 'd1' | d1
    xar v0.2d, v1.2d, v2.2d, #64 // ERROR immediate 64 is not in [0, 63] | #64
    aese v0.8b, v1.8b // ERROR suffix '.8b' of 'v0.8b' must be .16b | v0.8b
    sm3tt1a v0.4s, v1.4s, v2.s[4] // ERROR immediate 4 is not in [0, 3] (the element index) | v2.s[4]
`);
});
