/* Classes 5 to 7 by kind of store and kind of maintenance: pairs, atomics, exclusives, vectors, DC ZVA, patched code. */
// run: --cpu max
// flaw 1: 5 dirty-line-bypassed stored again after the clean
// flaw 2: 5 dirty-line-bypassed a pair in two lines, one of them cleaned [--dcache-line 16]
// flaw 3: 5 dirty-line-bypassed DC ZVA after the clean
// flaw 4: 6 dirty-line-invalidated invalidated with a dirty neighbour in the line [--dcache-line 256]
// flaw 5: 6 dirty-line-invalidated invalidated after STP
// flaw 6: 5 dirty-line-bypassed DMB between the clean and MMU off
// flaw 7: 7 stale-instruction invalidated before the code was written
// flaw 8: 7 stale-instruction another buffer is cleaned
// flaw 9: 7 stale-instruction patched without ISB
// flaw 10: 7 stale-instruction DC CIVAC alone
// flaw 12: 5 dirty-line-bypassed a table entry stored through the caches is walked past them
// flaw 13: 5 stale-cache-read stored through a Non-cacheable alias
// flaw 14: 6 maintenance-incomplete DSB LD after the clean
// flaw 15: 5 dirty-line-bypassed the stack is dirty when the MMU goes off
// flaw 16: 5 dirty-line-bypassed LDADD after the clean
// flaw 17: 5 dirty-line-bypassed STXR after the clean
// flaw 18: 7 stale-instruction IC IVAU of another page
// flaw 19: 5 dirty-line-bypassed a vector stored after the clean
// flaw 20: 7 stale-instruction code over dirty code, no maintenance
#include "lean.h"
	.arch_extension lse
	boot
	mov x0, #(3 << 20)
	msr cpacr_el1, x0
	isb
	adrp x19, buf
	mrs x20, ctr_el0
	ubfx x21, x20, #16, #4
	mov x22, #4
	lsl x22, x22, x21	// dline
	and x21, x20, #15
	mov x23, #4
	lsl x23, x23, x21	// iline
	// 1. data
	mov x0, #0x11
	stp x0, x0, [x19]
	stp x0, x0, [x19, #16]
	add x1, x19, #0x1000
	str x0, [x1]
	add x2, x19, #0x2000
	ldadd x0, x3, [x2]
	add x4, x19, #0x3000
1:	ldxr x3, [x4]
	add x3, x3, #1
	stxr w5, x3, [x4]
	cbnz w5, 1b
	add x5, x19, #0x4000
	movi v0.4s, #1
	st1 {v0.16b}, [x5]
	add x6, x19, #0x5000
#if FLAW == 3
	dc zva, x6
#endif
	// code
	add x7, x19, #0x6000
	movz w8, #0x0020
	movk w8, #0x5280, lsl #16	// mov w0,#1
	movz w9, #0x03c0
	movk w9, #0xd65f, lsl #16
#if FLAW == 7
	ic iallu
	dsb ish
	isb
#endif
	stp w8, w9, [x7]
#if FLAW == 8
	add x10, x7, #0x1000
	dc cvau, x10
#else
	dc cvau, x7
#endif
	dsb ish
#if FLAW == 18
	add x10, x7, #0x1000
	ic ivau, x10
#elif FLAW != 7
	ic ivau, x7
#endif
	dsb ish
	isb
	blr x7
	cmp w0, #1
	b.ne vbad
	movz w8, #0x0040
	movk w8, #0x5280, lsl #16	// mov w0,#2
	str w8, [x7]
#if FLAW == 10
	dc civac, x7
	dsb sy
	isb
#else
	dc cvau, x7
	dsb ish
	ic iallu
	dsb ish
#if FLAW != 9
	isb
#endif
#endif
	blr x7
	cmp w0, #2
	b.ne vbad
	// clean everything
	mov x10, x19
	add x11, x19, #0x7000
2:	dc civac, x10
	add x10, x10, x22
	cmp x10, x11
	b.lo 2b
#if FLAW == 14
	dsb ld
#elif FLAW == 6
	dmb sy
#else
	dsb sy
#endif
#if FLAW == 1
	str x0, [x19, #8]
#elif FLAW == 2
	stp x0, x0, [x19]
	stp x0, x0, [x19, #16]
	dc civac, x19
	dsb sy
#elif FLAW == 4
	str x0, [x19, #0x48]
	dc ivac, x19
	dsb sy
#elif FLAW == 5
	stp x0, x0, [x19]
	dc ivac, x19
	dsb sy
#elif FLAW == 12
	adrp x12, t0
	ldr x13, [x12, #8]
	str x13, [x12, #24]
	dsb ish
#elif FLAW == 3
	dc zva, x6
#elif FLAW == 15
	sub sp, sp, #16
	str x19, [sp]
#elif FLAW == 16
	ldadd x0, x3, [x2]
#elif FLAW == 17
1:	ldxr x3, [x4]
	stxr w5, x3, [x4]
	cbnz w5, 1b
	add x5, x19, #0x4000
#elif FLAW == 19
	st1 {v0.16b}, [x5]
#elif FLAW == 13
	adrp x12, t0
	ldr x13, [x12, #8]
	bic x13, x13, #4
	orr x13, x13, #8
	str x13, [x12, #24]
	dsb ishst
	isb
	ldr x0, [x19]
	eor x14, x19, #0x80000000
	eor x14, x14, #0x40000000
	eor x14, x14, #0x40000000
	dc civac, x19
	dsb sy
	str x14, [x14]
	dsb sy
	ldr x0, [x19]
#elif FLAW == 20
	stp w8, w9, [x7]
	blr x7
#endif
	mrs x0, sctlr_el1
	bic x0, x0, #1
	bic x0, x0, #4
	msr sctlr_el1, x0
	isb
	ldr x1, [x19]
	ldr x1, [x19, #8]
	ldr x1, [x19, #16]
	ldr x1, [x19, #24]
	ldr x1, [x2]
	ldr x1, [x4]
	ldr q0, [x5]
#if FLAW == 3
	ldr x1, [x6]
#endif
#if FLAW == 15
	ldr x1, [sp], #16
#endif
#if FLAW == 11
	stp w8, w9, [x7]
	dsb sy
	isb
	blr x7
#else
	stp w8, w9, [x7]
	dsb sy
	ic ivau, x7
	dsb sy
	isb
	blr x7
#endif
#if FLAW == 12
	mov x0, #0
	li x1, 0x280803519 & ~0xf00
	mrs x1, tcr_el1
	bic x1, x1, #0xf00
	msr tcr_el1, x1
	isb
	tlbi vmalle1
	dsb nsh
	isb
	mrs x0, sctlr_el1
	orr x0, x0, #1
	msr sctlr_el1, x0
	isb
	eor x14, x19, #0x80000000
	ldr x0, [x14]
#endif
	exit 0
	epilogue
