/* Class 14: a program with an arm64 Image header is copied and entered. */
// run: --el 1
// flaw 1: 14 handover-mmu-on the MMU is on
// flaw 3: 14 handover-interrupts-unmasked SErrors are not masked
// flaw 4: 14 handover-interrupts-unmasked FIQs are not masked
// flaw 5: 14 handover-argument x0 is 0
// flaw 6: 14 handover-argument x3 is 1
// flaw 7: 14 handover-argument x0 is not aligned
// flaw 8: 5 handover-dirty-line nothing is cleaned
// flaw 9: 7 handover-stale-instruction no IC
// flaw 10: 14 handover-argument x1 is anything
// flaw 11: 14 handover-mmu-on the data cache is on
// flaw 12: 14 handover-image-unclean stored again after the clean
// flaw 13: 14 handover-interrupts-unmasked no interrupt is masked
// flaw 14: 6 handover-maintenance-pending nothing waits for the cleaning
// flaw 15: 1 handover-register-unsynchronised a system register is written last
// flaw 16: 5 handover-stale-data stored to with the MMU off while a cache has a copy
#include "lean.h"
	boot
	msr daifset, #15
	// copy
	li x19, 0x42000000
	adr x1, img
	adr x2, imgend
	mov x3, x19
1:	ldr x4, [x1], #8
	str x4, [x3], #8
	cmp x1, x2
	b.lo 1b
	// fill rest of image size
	mov x5, #0x4000
	add x5, x5, x19
2:	stp xzr, xzr, [x3], #16
	cmp x3, x5
	b.lo 2b
	mrs x6, ctr_el0
	ubfx x6, x6, #16, #4
	mov x7, #4
	lsl x7, x7, x6
	mov x3, x19
3:
#if FLAW != 8
	dc cvac, x3
#endif
	add x3, x3, x7
	cmp x3, x5
	b.lo 3b
#if FLAW != 14
	dsb sy
#endif
#if FLAW == 12
	str xzr, [x19, #0x800]
#endif
#if FLAW != 9 && FLAW != 14
	ic iallu
	dsb sy
	isb
#endif
	mrs x0, sctlr_el1
#if FLAW != 1
	bic x0, x0, #1
#endif
#if FLAW != 1 && FLAW != 11
	bic x0, x0, #4
#endif
	msr sctlr_el1, x0
	isb
#if FLAW == 15
	msr vbar_el1, x19
#elif FLAW == 16
	str x19, [x19, #0x800]
#endif
	li x0, 0x40000000
	mov x1, xzr
	mov x2, xzr
	mov x3, xzr
#if FLAW == 3
	msr daifclr, #4
#elif FLAW == 4
	msr daifclr, #1
#elif FLAW == 13
	msr daifclr, #15
#elif FLAW == 5
	mov x0, #0
#elif FLAW == 6
	mov x3, #1
#elif FLAW == 7
	add x0, x0, #4
#elif FLAW == 10
	mov x1, x25
#endif
	br x19
	.balign 64
img:	b img0
	.word 0
	.quad 0
	.quad 0x4000
	.quad 0xa
	.quad 0,0,0
	.ascii "ARM\x64"
	.word 0
img0:	wfi
	b img0
	.balign 8
imgend:
	epilogue
