/**
 * Apple's spelling, with the arrangement after the mnemonic. Words are those of GNU as 2.40 (of llvm-mc 19 where GNU as lacks the extension).
 */
import { describe } from 'vitest';
import { lines } from './lines.ts';

describe("Apple's suffixes", () => {
  lines(`
    add.2d v0, v1, v2 // 4ee28420
    addhn.8b v0, v1, v2 // 0e224020
    saddl2.4s v0, v1, v2 // 4e620020
    mul.4h v0, v1, v2[3] // 0f728020
    fmla.2s v0, v1, v2[1] // 0fa21020
    sshr.2d v0, v1, #3 // 4f7d0420
    movi.8h v0, #1, lsl #8 // 4f00a420
    ld1.8b {v0, v1}, [x0], #16 // 0cdfa000
    ld2.h {v0, v1}[3], [x1] // 0d605820
    umov.s w0, v1[2] // 0e143c20
    tbl.16b v0, {v1, v2}, v3 // 4e032020
    addv.4s s0, v1 // 4eb1b820
    fmov.2d v0, #1.0 // 6f03f600
`);

  // what is wrong, and what may stand there
  lines(`
    add.4q v0, v1, v2 // ERROR unknown mnemonic 'add.4q' | add.4q
    add.2d v0, v1, v2.4s // ERROR the suffix of 'add.2d' is for vector registers without one of their own | add.2d
    abs.2s v2.8h, v4.8h // ERROR the suffix of 'abs.2s' is for vector registers without one of their own | abs.2s
    add.8h x0, x1, #7 // ERROR the suffix of 'add.8h' is for vector registers without one of their own | add.8h
    fmul.2d z0.d, z1.d, z2.d // ERROR the suffix of 'fmul.2d' is for vector registers without one of their own | fmul.2d
`);
});
