/**
 * AdvSIMD: arrangements, lanes, shifts by the lane, modified immediates, structure loads. Words are those of GNU as 2.40 (of llvm-mc 19 where GNU as lacks the extension).
 */
import { describe } from 'vitest';
import { lines } from './lines.ts';

describe('AdvSIMD', () => {
  lines(`
    # ranges among the registers of a list, as GNU as takes them
    st4 {v0.16b, v1.16b-v2.16b, v3.16b}, [x0] // 4c000000
    ld1 {v30.4s-v31.4s, v0.4s}, [sp], x2 // 4cc26bfe
    ld1 {v23.4s-v24.4s, v25.4s-v26.4s}, [sp], x2 // 4cc22bf7
    st3 {v0.2d, v2.2d-v3.2d}, [x0] // ERROR the registers of the list are not evenly spaced
    st4 {v0.2d, v1.2d, v2.2d-v5.2d}, [x0] // ERROR a list of 6 registers; 1 to 4 are possible in a range | v5.2d
    # arrangements
    add v0.8b, v1.8b, v2.8b // 0e228420
    add v0.2d, v1.2d, v2.2d // 4ee28420
    add d0, d1, d2 // 5ee28420
    ADD V31.4S, V30.4S, V29.4S // 4ebd87df
    addp v0.4h, v1.4h, v2.4h // 0e62bc20
    addv b0, v1.16b // 4e31b820
    saddl2 v0.2d, v1.4s, v2.4s // 4ea20020
    uaddw v0.8h, v1.8h, v2.8b // 2e221020
    addhn v0.8b, v1.8h, v2.8h // 0e224020
    sqxtun2 v0.16b, v1.8h // 6e212820
    fadd v0.4s, v1.4s, v2.4s // 4e22d420
    fadd v0.8h, v1.8h, v2.8h // 4e421420
    fcvtn2 v0.8h, v1.4s // 4e216820
    faddp d0, v1.2d // 7e70d820
    rev64 v0.8h, v1.8h // 4e600820
    # lanes
    mul v0.8h, v1.8h, v15.h[7] // 4f7f8820
    fmla v0.2d, v1.2d, v31.d[1] // 4fdf1820
    fmul s0, s1, v2.s[3] // 5fa29820
    sqdmull d0, s1, v2.s[1] // 5fa2b020
    sdot v0.4s, v1.16b, v2.4b[3] // 4fa2e820
    bfdot v0.2s, v1.4h, v2.2h[1] // 0f62f020
    fmlal v0.4s, v1.4h, v2.h[5] // 4f920820
    fcmla v0.4s, v1.4s, v2.s[1], #270 // 6f827820
    fcadd v0.4h, v1.4h, v2.4h, #90 // 2e42e420
    dup v0.4s, v1.s[2] // 4e140420
    dup b0, v1.b[15] // 5e1f0420
    dup v0.8h, w1 // 4e020c20
    mov v0.16b, v1.16b // 4ea11c20
    mov v0.s[1], w2 // 4e0c1c40
    mov v0.d[1], v1.d[0] // 6e180420
    mov w0, v1.s[3] // 0e1c3c20
    umov w0, v1.h[7] // 0e1e3c20
    smov x0, v1.s[1] // 4e0c2c20
    ins v3.b[15], v4.b[1] // 6e1f0c83
    # shifts by the size of the lane
    sshr v0.16b, v1.16b, #8 // 4f080420
    ushr d0, d1, #64 // 7f400420
    shl v0.2d, v1.2d, #63 // 4f7f5420
    sqshrn v0.2s, v1.2d, #1 // 0f3f9420
    sshll2 v0.8h, v1.16b, #7 // 4f0fa420
    sxtl v0.4s, v1.4h // 0f10a420
    shll v0.8h, v1.8b, #8 // 2e213820
    sri v0.4h, v1.4h, #16 // 2f104420
    scvtf v0.2d, v1.2d, #64 // 4f40e420
    fcvtzu s0, s1, #1 // 7f3ffc20
    # modified immediates
    movi v0.16b, #255 // 4f07e7e0
    movi v0.4s, #1, lsl #24 // 4f006420
    movi v0.2s, #2, msl #16 // 0f00d440
    movi v0.8h, 3 // 4f008460
    movi v0.2d, #0xff00ff00ff00ff00 // 6f05e540
    movi d0, #0xff // 2f00e420
    mvni v0.4h, #1, lsl 8 // 2f00a420
    bic v0.4s, #0xff, lsl #8 // 6f0737e0
    orr v0.8h, #1 // 4f009420
    movi v0.4h, #-1 // 0f0787e0
    # structures
    ld1 {v0.16b}, [x0] // 4c407000
    ld1 {v0.8b, v1.8b, v2.8b}, [x0], #24 // 0cdf6000
    ld1 {v30.2d-v1.2d}, [sp], x3 // 4cc32ffe
    st4 {v0.4s - v3.4s}, [x1], #64 // 4c9f0820
    ld2 {v0.b, v1.b}[15], [x0] // 4d601c00
    st3 {v4.d-v6.d}[1], [x2], #24 // 4d9fa444
    ld4r {v0.1d, v1.1d, v2.1d, v3.1d}, [x0], #32 // 0dffec00
    ld1r {v7.8h}, [x0], x1 // 4dc1c407
    tbl v0.16b, {v1.16b-v4.16b}, v5.16b // 4e056020
    tbx v0.8b, {v31.16b, v0.16b}, v2.8b // 0e0233e0
    ext v0.16b, v1.16b, v2.16b, #15 // 6e027820
    # exchanged compares
    cmle v0.4s, v1.4s, v2.4s // 4ea13c40
    cmlo d0, d1, d2 // 7ee13440
    facle v0.2d, v1.2d, v2.2d // 6e61ec40
    fcmlt s0, s1, s2 // 7ea1e440
    cmeq v0.8b, v1.8b, #0 // 0e209820
    fcmge d0, d1, #0.0 // 7ee0c820
`);

  // what is wrong, and what may stand there
  lines(`
    add v0.8b, v1.8b, v2.4h // ERROR operand 3 of 'add' must be a vector register (v0-v31) with .8b, not 'v2.4h' | v2.4h
    mul v0.8h, v1.8h, v16.h[0] // ERROR register 'v16.h[0]' is not in v0-v15 | v16.h[0]
    mul v0.8h, v1.8h, v1.h[8] // ERROR immediate 8 is not in [0, 7] (the element index) | v1.h[8]
    fmla v0.2d, v1.2d, v2.d[2] // ERROR immediate 2 is not in [0, 1] (the element index) | v2.d[2]
    sshr v0.8b, v1.8b, #9 // ERROR immediate 9 is not in [1, 8] | #9
    shl v0.4s, v1.4s, #32 // ERROR immediate 32 is not in [0, 31] | #32
    movi v0.4s, #256 // ERROR immediate 256 is not in [0, 255] | #256
    movi v0.4s, #1, lsl #7 // ERROR immediate #1 can be shifted by lsl #0 to #24 in steps of 8 only
    movi v0.8h, #1, lsl #16 // ERROR immediate #1 can be shifted by lsl #0 to #8 in steps of 8 only
    movi v0.2d, #1 // ERROR immediate #0x1 must consist of bytes 0x00 and 0xff | #1
    ld1 {v0.8b, v1.4h}, [x0] // ERROR the registers of the list differ in type | v1.4h
    ld2 {v0.8b, v1.8b}, [x0], #8 // ERROR immediate 8 is not what is transferred: the post-index must be #16 or a register x0-x30 | [x0], #8
    ld2 {v0.8b}, [x0] // ERROR operand 1 of 'ld2' must be a list: {vn … vn+1}, with one of .8b, .16b, .4h, .8h, .2s, .4s, .2d, not '{v0.8b}' | {v0.8b}
    ld1 {v0.b}[16], [x0] // ERROR operand 1 of 'ld1' must be a list of 1 with an index: .b[0-15], .h[0-7], .s[0-3], .d[0-1], not '{v0.b}[16]' | {v0.b}[16]
    fcmla v0.4s, v1.4s, v2.4s, #45 // ERROR immediate #45 is no rotation: 0, 90, 180, 270 | #45
    ext v0.8b, v1.8b, v2.8b, #8 // ERROR immediate 8 is not in [0, 7] | #8
    umov w0, v1.d[0] // ERROR suffix '.d' of 'v1.d[0]' must be one of .b, .h, .s | v1.d[0]
    smov w0, v1.s[0] // ERROR suffix '.s' of 'v1.s[0]' must be one of .b, .h | v1.s[0]
    cmeq v0.8b, v1.8b, #1 // ERROR immediate #1 must be 0 | #1
    add v0.1d, v1.1d, v2.1d // ERROR suffix '.1d' of 'v0.1d' must be one of .8b, .4h, .2s, .16b, .8h, .4s, .2d | v0.1d
`);
});
