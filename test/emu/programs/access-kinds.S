/* Classes 8 to 11: every kind of access with the MMU off, aliases through the TTBR1 half, maps that lose code or stack. */
// flaw 1: 8 unaligned-device LDUR at 3 modulo 8, MMU off
// flaw 2: 8 unaligned-device LDP of X registers at 4 modulo 8, MMU off
// flaw 3: 8 unaligned-device LDRH at an odd address of the stack, MMU off
// flaw 4: 8 unaligned-device STR of a vector at 8 modulo 16, MMU off
// flaw 5: 8 dc-zva-device DC ZVA with the MMU off
// flaw 6: 8 exclusive-device LDAXR with the MMU off
// flaw 7: 8 exclusive-device SWP with the MMU off
// flaw 8: 8 exclusive-device CAS with the MMU off
// flaw 9: 8 unaligned-device unaligned in a Device mapping of RAM
// flaw 10: 8 exclusive-device LDXR in a Non-cacheable mapping
// flaw 11: 9 mismatched-attributes Non-cacheable in the TTBR1 half, Write-Back in the other
// flaw 12: 9 mismatched-attributes Write-Through and Write-Back
// flaw 13: 9 mismatched-attributes Non-shareable and Inner Shareable
// flaw 14: 10 code-not-mapped only a high map, and the code runs low
// flaw 15: 10 code-not-mapped T0SZ asks for a level more
// flaw 16: 11 stack-not-mapped the stack is not mapped
// flaw 17: 11 vector-unfetchable the vectors are not mapped
// flaw 19: 11 fault-taken SP at 8 modulo 16
// flaw 20: 8 unaligned-device LDP of vectors at 4 modulo 16, MMU off
// flaw 21: 8 unaligned-device STLR at 4 modulo 8, MMU off
// flaw 22: 9 mismatched-attributes Non-cacheable and Device
// flaw 23: 8 unaligned-device a register offset that is not aligned, MMU off
// flaw 24: 10 code-not-mapped TTBR0 outside RAM
// flaw 25: 10 code-not-mapped the access flag of the code is not set
// flaw 26: 10 code-not-mapped the code is writable at EL0, so PXN
// run: --cpu max
#include "lean.h"
	.arch_extension lse
	prologue
	mov x0, #(3 << 20)
	msr cpacr_el1, x0
	mrs x0, sctlr_el1
	orr x0, x0, #8
	msr sctlr_el1, x0
	isb
	adrp x19, buf
	mov x1, #64
	mov x2, x19
1:	str xzr, [x2], #8
	subs x1, x1, #1
	b.hi 1b
	ldr x0, [x19, #8]
	ldp x0, x1, [x19, #8]
	movi v1.16b, #3
	movi v2.16b, #3
	str q1, [x19, #16]
	stp w0, w1, [x19, #4]
#if FLAW == 1
	ldur x0, [x19, #3]
#elif FLAW == 2
	add x2, x19, #4
	ldp x0, x1, [x2]
#elif FLAW == 3
	mov x20, sp
	sub sp, sp, #32
	str xzr, [sp]
	ldrh w0, [sp, #0]
	add x21, sp, #1
	ldrh w0, [x21]
	mov sp, x20
#elif FLAW == 4
	add x2, x19, #8
	str q1, [x2]
#elif FLAW == 5
	dc zva, x19
#elif FLAW == 6
	ldaxr w0, [x19]
	stlxr w1, w0, [x19]
#elif FLAW == 7
	swpal w0, w1, [x19]
#elif FLAW == 8
	casal x0, x1, [x19]
#elif FLAW == 20
	add x2, x19, #4
	ldp q1, q2, [x2]
#elif FLAW == 21
	add x2, x19, #4
	stlr x0, [x2]
#elif FLAW == 23
	mov x2, #4
	ldr x0, [x19, x2]
#endif
	// tables
	adrp x0, t0
	li x1, 0x0060000000000401
	str x1, [x0]
	li x1, 0x40000705
#if FLAW == 25
	bic x1, x1, #0x400
#elif FLAW == 26
	orr x1, x1, #0x40
#endif
#if FLAW == 14
	str x1, [x0, #24]
#else
	str x1, [x0, #8]
#endif
	adrp x2, t1
	str x1, [x2, #8]
	li x1, 0x40000401
#if FLAW == 9
	str x1, [x0, #24]
#endif
	li x1, 0x40000709
#if FLAW == 10 || FLAW == 11 || FLAW == 22
	str x1, [x0, #24]
	str x1, [x2, #8]
#endif
#if FLAW == 22
	li x1, 0x40000401
	str x1, [x0, #16]
#endif
	li x1, 0x4000070d
#if FLAW == 12
	str x1, [x2, #8]
#endif
	li x1, 0x40000405
#if FLAW == 13
	str x1, [x2, #8]
#endif
	dsb sy
	li x1, 0xbb44ff00		// 0 dev 1 wb 2 nc 3 wt
	msr mair_el1, x1
	li x1, 0x2b5193519
#if FLAW == 15
	li x1, 0x2b5193510
#endif
	msr tcr_el1, x1
#if FLAW == 24
	li x0, 0x10000000
#endif
	msr ttbr0_el1, x0
	msr ttbr1_el1, x2
	isb
	tlbi vmalle1
	dsb nsh
	isb
	adr x9, skip
	mrs x1, sctlr_el1
	mov w2, #0x1005
	orr x1, x1, x2
	msr sctlr_el1, x1
	isb
skip:
	// unaligned normal is fine
	ldur x0, [x19, #3]
	add x2, x19, #4
	ldp x0, x1, [x2]
	dc zva, x19
	ldaxr w0, [x19]
	stlxr w1, w0, [x19]
	swpal w0, w1, [x19]
	li x20, 0xffffff8000000000
	orr x20, x20, x19
	ldr x3, [x20]
	str x3, [x20]
	ldr x4, [x19]
	eor x21, x19, #0x80000000
#if FLAW == 9
	dc civac, x19
	dsb sy
	ldur x0, [x21, #1]
#elif FLAW == 10
	dc civac, x19
	dsb sy
	ldxr x0, [x21]
	stxr w1, x0, [x21]
#elif FLAW == 22
	ldr x0, [x21, #8]
	eor x22, x19, #0xc0000000
	ldr x0, [x22, #8]
#elif FLAW == 16
	li x0, 0xc0001000
	mov sp, x0
	bl f
#elif FLAW == 17
	li x0, 0xc0001000
	msr vbar_el1, x0
	isb
	svc #1
#elif FLAW == 18
	li x0, 0xd0001000
	ldp x1, x2, [x0, #16]
	add x1, x1, x2
#elif FLAW == 19
	sub sp, sp, #8
	ldr x0, [sp]
#endif
	bl f
	exit 0
f:	stp x29, x30, [sp, #-16]!
	ldp x29, x30, [sp], #16
	ret
	epilogue
