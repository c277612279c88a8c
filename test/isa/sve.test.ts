/**
 * SVE: predicates, moves and their aliases, immediates, lanes, addresses. Words are those of GNU as 2.40 (of llvm-mc 19 where GNU as lacks the extension).
 */
import { describe } from 'vitest';
import { lines } from './lines.ts';

describe('SVE', () => {
  lines(`
    # sizes agree
    add z0.b, p0/m, z0.b, z1.b // 04000020
    add z31.d, z30.d, z29.d // 04fd03df
    and z0.d, z1.d, z2.d // 04223020
    ADDVL SP, X1, #-32 // 0421541f
    saddlb z0.h, z1.b, z2.b // 45420020
    fcvtzs z0.d, p0/m, z1.h // 655ea020
    ptrue p0.b, vl64 // 2518e160
    ptrue p1.d // 25d8e3e1
    cmple p0.b, p1/z, z2.b, z3.b // 24028460
    cmphi p0.h, p1/z, z2.h, #127 // 247fc450
    whilelo p0.s, w1, wzr // 25bf0c20
    # predicates, moves
    mov z0.d, z1.d // 04613020
    mov z0.s, p3/m, z1.s // 05a0cc20
    mov z0.b, w1 // 05203820
    mov z0.d, sp // 05e03be0
    mov z0.h, p0/z, #-128 // 05501000
    mov z0.s, #0xff00 // 05c0c0e0
    mov z0.d, #0xffff0000ffff // 05c001e0
    dupm z0.b, #0x55 // 05c00780
    mov z0.q, q1 // 05302020
    mov z0.s, z1.s[15] // 05fc2020
    fmov z0.d, #1.0 // 25f9ce00
    fmov z0.h, #0.0 // 2578c000
    fmov z0.s, p0/m, #-2 // 0590d000
    mov p0.b, p1.b // 25814420
    movs p0.b, p1/z, p2.b // 25424440
    not p0.b, p1/z, p2.b // 25014640
    sel p0.b, p1, p2.b, p3.b // 25034650
    bic z0.h, z0.h, #0xff // 058044e0
    cpy z0.b, p15/m, #127 // 051f4fe0
    incp z0.d, p3 // 25ec8060
    psel p0, p1, p2.s[w15, 3] // 25f34440
    # immediates
    add z0.h, z0.h, #255, lsl #8 // 2560ffe0
    sub z0.s, z0.s, #65280 // 25a1ffe0
    mul z0.b, z0.b, #-128 // 2530d000
    fadd z0.d, p0/m, z0.d, #0.5 // 65d88000
    fmax z0.s, p0/m, z0.s, #0.0 // 659e8000
    asr z0.s, p0/m, z0.s, #32 // 04408000
    lsl z0.d, z1.d, #63 // 04ff9c20
    sqshrnb z0.b, z1.h, #8 // 45282020
    cadd z0.b, z0.b, z1.b, #270 // 4500dc20
    fcmla z0.h, p0/m, z1.h, z2.h, #180 // 64424020
    index z0.s, #-16, w1 // 04a14a00
    cntb x0 // 0420e3e0
    incw x1, vl7, mul #16 // 04bfe0e1
    sqdecd x2, w2, pow2 // 04e0f802
    uqincb w3, #28, mul #2 // 0421f783
    # lanes
    fmla z0.h, z1.h, z7.h[7] // 647f0020
    fmul z0.d, z1.d, z15.d[1] // 64ff2020
    sdot z0.d, z1.h, z15.h[1] // 44ff0020
    smlalb z0.s, z1.h, z7.h[5] // 44b78820
    # addresses
    ld1b {z0.d}, p0/z, [x0] // a460a000
    ld1b z0.d, p0/z, [x0, #-8, mul vl] // a468a000
    ld1h {z0.s}, p7/z, [sp, x1, lsl #1] // a4c15fe0
    ld1w {z0.d}, p0/z, [x0, z1.d, uxtw #2] // c5214000
    ld1sw {z0.d}, p0/z, [x0, z1.d] // c5418000
    ld1w {z0.s}, p0/z, [z1.s, #124] // 853fc020
    ldff1d {z0.d}, p0/z, [x0] // a5ff6000
    ldnf1b {z0.b}, p0/z, [x0, #7, mul vl] // a417a000
    ld1rw {z0.s}, p0/z, [x0, #252] // 857fc000
    ld1rqb {z0.b}, p0/z, [x0, #-128] // a4082000
    ld4d {z30.d, z31.d, z0.d, z1.d}, p0/z, [x0, #28, mul vl] // a5e7e01e
    st2h {z0.h-z1.h}, p0, [x0, x1, lsl #1] // e4a16000
    ldnt1w {z0.s}, p0/z, [z1.s, x2] // 8502a020
    ldr z0, [x0, #-256, mul vl] // 85a04000
    str p15, [sp, #255, mul vl] // e59f1fef
    prfw pldl1keep, p0, [x0, x1, lsl #2] // 8501c000
    prfd #15, p0, [x0, z1.d, lsl #3] // c461e00f
    adr z0.d, [z1.d, z2.d, sxtw #3] // 0422ac20
    adr z0.s, [z1.s, z2.s] // 04a2a020
    tbl z0.b, {z1.b, z2.b}, z3.b // 05232820
    movprfx z0.d, p0/z, z1.d // 04d02020
    # a predicate as counter where its number is all that counts (llvm-mc 19)
    pfalse pn15.b // 2518e40f
    mov pn0.b, pn1.b // 25814420
    orn pn0.b, p1/z, pn2.b, p3.b // 25834450
    ldr pn5, [x10, #255, mul vl] // 859f1d45
`);

  // what is wrong, and what may stand there
  lines(`
    add z0.b, p8/m, z0.b, z1.b // ERROR predicate 'p8/m' is not in p0-p7 | p8/m
    add z0.b, p0/z, z0.b, z1.b // ERROR 'p0/z' must be p0/m | p0/z
    add z0.b, p0/m, z1.b, z2.b // ERROR 'z1.b' must be z0, the same register as before | z1.b
    add z0.b, z1.h, z2.b // ERROR operand 2 of 'add' must be a scalable vector register (z0-z31) with .b, not 'z1.h' | z1.h
    add z0.q, z1.q, z2.q // ERROR suffix '.q' of 'z0.q' must be one of .b, .h, .s, .d | z0.q
    and z0.s, z0.s, #0x12345 // ERROR immediate #0x12345 is no bitmask immediate of the lane's size (a repeated, rotated run of ones; neither 0 nor all ones) | #0x12345
    add z0.b, z0.b, #256 // ERROR immediate 256 is not in [0, 255], nor a multiple of 256 up to 65280 (bytes take no shift) | #256
    asr z0.h, z1.h, #17 // ERROR immediate 17 is not in [1, 16] | #17
    fadd z0.d, p0/m, z0.d, #0.75 // ERROR immediate #0.75 must be #0.5 or #1.0 | #0.75
    fmax z0.h, p0/m, z0.h, #-0.0 // ERROR immediate #-0.0 must be #0.0 or #1.0 | #-0.0
    ld1b {z0.b}, p0/z, [x0, #8, mul vl] // ERROR offset 8 is not in [-8, 7] | [x0, #8, mul vl]
    ld1b {z0.b}, p0/z, [x0, #1] // ERROR immediate 1 is an offset in vectors: write ', mul vl' after it | [x0, #1]
    ld1h {z0.h}, p0/z, [x0, x1] // ERROR the index of '[x0, x1]' must be Xm, lsl #1 | [x0, x1]
    ld2b {z0.b, z2.b}, p0/z, [x0] // ERROR operand 1 of 'ld2b' must be a list: {zn … zn+1}, with .b, not '{z0.b, z2.b}' | {z0.b, z2.b}
    ld1rw {z0.s}, p0/z, [x0, #3] // ERROR offset 3 is not in [0, 252] in steps of 4 | [x0, #3]
    prfb foo, p0, [x0] // ERROR operand 1 of 'prfb' must be a prefetch operation (pldl1keep … pstl3strm) or a number in [0, 15], not 'foo' | foo
    cntb x0, vl9 // ERROR operand 2 of 'cntb' must be a pattern (pow2, vl1-vl8, vl16-vl256, mul3, mul4, all) or a number in [0, 31], mul #1 to #16, not 'vl9' | vl9
    movs pn0.b, pn1.b // ERROR operand 1 of 'movs' must be a predicate register (p0-p15) with .b, not 'pn0.b' | pn0.b
    cmplo p0.b, p1/z, z2.d, z3.b // ERROR suffix '.d' of 'z2.d' must be .b | z2.d
    ldff1d z19.d/z, p0/z, [sp] // ERROR only a predicate takes /z or /m | /z
    fmla z1.s, z2.s, z3.s/m[0] // ERROR only a predicate takes /z or /m | /m
    psel p0, p1, p2.b/z[w12, 0] // ERROR a predicate with /z or /m has no index | [
    sel p0.b, p1, p2.b, p3.h // ERROR suffix '.h' of 'p3.h' must be .b | p3.h
    whilelo p0.s, w1, x2 // ERROR operand 3 of 'whilelo' must be a 32-bit integer register (w0-w30, wzr), not 'x2' | x2
    st1w {z0.s}, p0, [x0, xzr, lsl #2] // ERROR the index of '[x0, xzr, lsl #2]' must be x0-x30, not xzr | [x0, xzr, lsl #2]
    fmla z0.h, z1.h, z8.h[0] // ERROR register 'z8.h[0]' is not in z0-z7 | z8.h[0]
`);
});
