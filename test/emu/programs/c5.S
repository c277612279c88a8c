/* Class 5: a dirty line, read past the caches. */
// flaw 1: 5 dirty-line-bypassed never cleaned, read with the MMU off
// flaw 2: 5 dirty-line-bypassed cleaned to the PoU only
// flaw 3: 5 dirty-line-bypassed read through a Non-cacheable alias
// flaw 4: 5 dirty-line-bypassed read with the data cache off, the MMU on
// flaw 5: 5 dirty-line-bypassed the last line of a range is left out
// flaw 6: 5 dirty-line-bypassed a table is walked without caches, TCR.IRGN0 = 0
// flaw 7: 5 stale-cache-read written with the MMU off, no invalidation, read through the caches
// flaw 8: 5 store-under-dirty-line stored to with the MMU off while a cache has it dirty
#include "bare.h"
	begin
	map4k
	ldr	x3, [x20, #8]
	eor	x3, x3, #NORMAL
	orr	x3, x3, #NONCACHED
	str	x3, [x20, #24]
	dsb	sy
	mmu_on
	/* fill 4 KiB */
	adrp	x1, data
	add	x2, x1, #4096
	mov	x3, x1
	mov	x4, #0x55
1:	stp	x4, x4, [x3], #16
	cmp	x3, x2
	b.lo	1b
	/* maintain it */
	mrs	x5, ctr_el0
	ubfx	x5, x5, #16, #4
	mov	x6, #4
	lsl	x6, x6, x5
	mov	x3, x1
#if FLAW == 5
	sub	x2, x2, x6
#endif
#if FLAW != 1
2:
#if FLAW == 2
	dc	cvau, x3
#else
	dc	cvac, x3
#endif
	add	x3, x3, x6
	cmp	x3, x2
	b.lo	2b
	dsb	sy
#endif
#if FLAW == 3
	mov	x4, #0x66
	str	x4, [x1]
	eor	x7, x1, #0x80000000
	ldr	x8, [x7]
#endif
#if FLAW == 4
	str	x2, [x1]
	mrs	x21, sctlr_el1
	bic	x21, x21, #SCTLR_C
	msr	sctlr_el1, x21
	isb
	ldr	x8, [x1]
#endif
#if FLAW == 6
	adrp	x23, level2
	ldp	x9, x10, [x20]
	stp	x9, x10, [x23]
	dsb	sy
	mov64	x21, (25 | (2 << PS_SHIFT) | TCR_EXTRA)
	msr	tcr_el1, x21
	msr	ttbr0_el1, x23
	isb
	tlbi	vmalle1
	dsb	nsh
	isb
#endif
#if FLAW == 8
	str	x4, [x1]
#endif
	mmu_off
#if FLAW != 8
	/* read it */
	add	x2, x1, #4096
	mov	x3, x1
3:	ldp	x8, x9, [x3], #16
	cmp	x3, x2
	b.lo	3b
#endif
	/* and the other way round */
	mov	x4, #0x77
	str	x4, [x1]
	dmb	sy
#if FLAW != 7
	dc	ivac, x1
#endif
	dsb	sy
	TLBI_ALL
	dsb	nsh
	isb
	mrs	x21, SCTLR
	mov	x22, #5
	orr	x21, x21, x22
	msr	SCTLR, x21
	isb
	ldr	x8, [x1]
	finish
	bare_end
