/**
 * SME and SME2: tiles, slices, array vectors, groups of vectors, ZT0. Words are those of GNU as 2.40 (of llvm-mc 19 where GNU as lacks the extension).
 */
import { describe } from 'vitest';
import { lines } from './lines.ts';

describe('SME', () => {
  lines(`
    # tiles and slices
    fmopa za3.s, p0/m, p1/m, z2.s, z3.s // 80832043
    smopa za7.d, p0/m, p1/m, z2.h, z3.h // a0c32047
    addha za0.s, p0/m, p1/m, z2.s // c0902040
    mova z0.b, p0/m, za0v.b[w15, 15] // c002e1e0
    mov za1h.s[w12, 3], p0/m, z2.s // c0800047
    ld1b {za0h.b[w12, 0]}, p0/z, [x0, x1] // e0010000
    ld1q {za15v.q[w13, 0]}, p7/z, [x0, x1, lsl #4] // e1c1bc0f
    st1w {za3h.s[w15, 3]}, p0, [sp] // e0bf63ef
    ldr za[w12, 15], [x0, #15, mul vl] // e100000f
    zero {za} // c00800ff
    zero {za0.h, za3.s} // c00800dd
    zero {} // c0080000
    rdsvl x0, #-32 // 04bf5c00
    # SME2: groups of vectors
    add za.s[w8, 7, vgx2], {z0.s, z1.s} // c1a01c17
    add za.d[w11, 0, vgx4], {z4.d - z7.d}, z1.d // c1717890
    fmla za.h[w8, 7], {z0.h-z1.h}, z2.h // c1221c07
    smlal za.s[w8, 2:3, vgx2], {z0.h, z1.h}, z2.h // c1620801
    umlall za.d[w8, 0:3], z1.h, z2.h[7] // c1828c30
    mov {z0.d-z3.d}, za0v.d[w12, 0:3] // c0c68400
    mov za.d[w8, 0, vgx2], {z0.d, z1.d} // c0040800
    sel {z0.b-z1.b}, pn8, {z2.b-z3.b}, {z4.b-z5.b} // c1248040
    ld1w {z0.s, z8.s}, pn8/z, [x0, #2, mul vl] // a1414000
    st1d {z16.d, z20.d, z24.d, z28.d}, pn15, [x0, x1, lsl #3] // a121fc10
    ld1b {z0.b-z3.b}, pn9/z, [x0, x1] // a0018400
    whilege pn8.s, x0, x1, vlx4 // 25a16010
    whilelt {p0.b, p1.b}, x0, x1 // 25215410
    pext {p15.h, p0.h}, pn8[1] // 2560751f
    cntp x0, pn3.d, vlx2 // 25e08260
    ptrue pn15.h // 25607817
    luti2 {z0.b-z3.b}, zt0, z1[3] // c08f8020
    ldr zt0, [x0] // e11f8000
    movt x0, zt0[56] // c04c73e0
    zero {zt0} // c0480001
`);

  // what is wrong, and what may stand there
  lines(`
    fmopa za4.s, p0/m, p1/m, z2.s, z3.s // ERROR tile za4.s does not exist; there are 4 tiles of that size | za4.s
    mova z0.b, p0/m, za0h.b[w11, 0] // ERROR the index register of 'za0h.b[w11, 0]' must be w12-w15 | za0h.b[w11, 0]
    mova z0.b, p0/m, za0h.b[w12, 16] // ERROR the index of 'za0h.b[w12, 16]' must be [w12-w15, an offset in [0, 15]] | za0h.b[w12, 16]
    mova z0.b, p0/m, za0h.b[w12] // ERROR the index of 'za0h.b[w12]' must be [w12-w15, an offset in [0, 15]] | za0h.b[w12]
    zero {za4.s} // ERROR operand 1 of 'zero' must be a list of tiles: {za}, {za0.h, za3.s, …}, {} or {zt0}, not '{za4.s}' | {za4.s}
    add za.s[w7, 0, vgx2], {z0.s, z1.s} // ERROR the index register of 'za.s[w7, 0, vgx2]' must be w8-w11 | za.s[w7, 0, vgx2]
    add za.s[w8, 8, vgx2], {z0.s, z1.s} // ERROR the index of 'za.s[w8, 8, vgx2]' must be [w8-w11, an offset in [0, 7], vgx2] | za.s[w8, 8, vgx2]
    ld1w {z0.s, z1.s}, pn7/z, [x0] // ERROR operand 2 of 'ld1w' must be a predicate as counter (pn8-pn15) with /z without a suffix, not 'pn7/z' | pn7/z
    pext p0.h, pn7[0] // ERROR operand 2 of 'pext' must be pn8-pn15 with an index in [0, 3], not 'pn7[0]' | pn7[0]
    luti2 z0.b, zt0, z1[16] // ERROR immediate 16 is not in [0, 15] (the element index) | z1[16]
    ldr zt0, [x0, #1] // ERROR operand 2 of 'ldr' must be an address [Xn|SP] without offset, not '[x0, #1]' | [x0, #1]
`);
});
