/**
 * Scalar floating point: loads and stores, constants, moves, arithmetic, conversions. Words are those of GNU as 2.40 (of llvm-mc 19 where GNU as lacks the extension).
 */
import { describe } from 'vitest';
import { lines } from './lines.ts';

describe('scalar floating point', () => {
  lines(`
    # every size and addressing mode
    ldr b0, [x1, #4095] // 3d7ffc20
    ldr h1, [x2, #8190] // 7d7ffc41
    ldr s2, [sp, #16380] // bd7fffe2
    ldr d3, [x4, #32760] // fd7ffc83
    ldr q4, [x5, #65520] // 3dfffca4
    str q31, [sp] // 3d8003ff
    STR D7, [X3, 8] // fd000467
    ldr d0, [x1, #-8] // fc5f8020
    ldur q0, [x1, #-256] // 3cd00020
    stur s9, [x1, 255] // bc0ff029
    ldr d0, [x1, #8]! // fc408c20
    ldr d0, [x1], #-8 // fc5f8420
    str b3, [x4, w5, uxtw] // 3c254883
    ldr b3, [x4, x5, lsl #0] // 3c657883
    ldr q3, [x4, x5, lsl #4] // 3ce57883
    ldr h3, [x4, w5, sxtw #1] // 7c65d883
    ldp q0, q1, [x0, #-1024] // ad600400
    stp d8, d9, [sp, #-16]! // 6dbf27e8
    ldp s1, s2, [x3], #252 // 2cdf8861
    ldnp q7, q8, [x9, #1008] // ac5fa127
    # constants in the spellings of both references
    fmov s0, #1.0 // 1e2e1000
    fmov d1, -0.125 // 1e781001
    fmov h2, #31 // 1ee7f002
    fmov s3, #0x40000000 // 1e201003
    fmov d4, #0xc028000000000000 // 1e751004
    fmov v0.2d, #-1.5e0 // 6f07f700
    fmov v1.8h, #0.25 // 4f02fe01
    fmov v1.2s, 2 // 0f00f401
    # moves between the files
    fmov w0, s1 // 1e260020
    fmov s1, wzr // 1e2703e1
    fmov x2, d3 // 9e660062
    fmov d3, x2 // 9e670043
    fmov x4, v5.d[1] // 9eae00a4
    fmov v5.d[1], x4 // 9eaf0085
    fmov w6, h7 // 1ee600e6
    fmov h7, x6 // 9ee700c7
    # arithmetic, compares, conversions
    fadd d0, d1, d2 // 1e622820
    fnmsub s3, s4, s5, s6 // 1f259883
    fcmp d0, #0.0 // 1e602008
    fcmpe s1, s2 // 1e222030
    fccmp d1, d2, #15, ne // 1e62142f
    fcsel h0, h1, h2, hs // 1ee22c20
    fcvt d0, h1 // 1ee2c020
    fcvt h0, s1 // 1e23c020
    fcvtzs w0, d1, #32 // 1e588020
    fcvtzu x0, s1, #1 // 9e19fc20
    scvtf d0, x1, #64 // 9e420020
    ucvtf h3, w4 // 1ee30083
    frinta s0, s1 // 1e264020
    frint64x d3, d4 // 1e69c083
    fjcvtzs w0, d1 // 1e7e0020
    bfcvt h0, s1 // 1e634020
`);

  // what is wrong, and what may stand there
  lines(`
    fmov s0, #0.1 // ERROR immediate #0.1 is no 8-bit floating-point constant: ±n/16 × 2^r with n in [16, 31] and r in [-3, 4], 0.125 to 31 in magnitude | #0.1
    fcmp s0, #1.0 // ERROR immediate #1.0 must be 0.0 | #1.0
    fadd s0, d1, s2 // ERROR operand 2 of 'fadd' must be a scalar register s0-s31, d0-d31, not 'd1' | d1
    ldr q0, [x0, #65536] // ERROR offset 65536 is not in [0, 65520] in steps of 16 | [x0, #65536]
    ldr d0, [w0] // ERROR the base register of '[w0]' in 'ldr' must be a 64-bit register (x0-x30) or sp | [w0]
    ldp q0, q1, [x0, #8] // ERROR offset 8 is not in [-1024, 1008] in steps of 16 | [x0, #8]
    scvtf s0, w0, #33 // ERROR immediate 33 is not in [1, 32] | #33
    fmov v0.d[0], x1 // ERROR operand 1 of 'fmov' must be element .d[1] of a vector register (v0-v31), not 'v0.d[0]' | v0.d[0]
    fmov s0, #0xc028000000000000 // ERROR immediate #0xc028000000000000 is no 8-bit floating-point constant: ±n/16 × 2^r with n in [16, 31] and r in [-3, 4], 0.125 to 31 in magnitude | #0xc028000000000000
    fccmp s0, s1, #16, eq // ERROR immediate 16 is not in [0, 15] | #16
    fcvt s0, s1 // ERROR operand 2 of 'fcvt' must be a scalar register d0-d31 or a scalar register h0-h31, not 's1' | s1
`);
});
