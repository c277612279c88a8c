/* Class 14: a kernel is copied and entered. */
// run: --handover 0x41000000
// flaw 1: 14 handover-mmu-on entered with the MMU on
// flaw 2: 14 handover-interrupts-unmasked IRQs are not masked
// flaw 3: 14 handover-argument x1 is not 0
// flaw 4: 14 handover-argument x0 is no device tree
// flaw 5: 5 handover-dirty-line copied through the caches, not cleaned
// flaw 6: 7 handover-stale-instruction no IC after the copy
// flaw 7: 14 handover-mmu-on the data cache stays on
// flaw 8: 14 handover-argument x0 is not aligned
#include "bare.h"
	begin
	map4k
	mmu_on
	mov64	x1, 0x41000000
	add	x2, x1, #4096
	mov	x3, x1
	mov64	x4, 0xd503201fd503201f
1:	stp	x4, x4, [x3], #16
	cmp	x3, x2
	b.lo	1b
	mrs	x5, ctr_el0
	ubfx	x5, x5, #16, #4
	mov	x6, #4
	lsl	x6, x6, x5
	mov	x3, x1
#if FLAW != 5
2:	dc	cvac, x3
	add	x3, x3, x6
	cmp	x3, x2
	b.lo	2b
#endif
	dsb	sy
#if FLAW != 6
	ic	iallu
	dsb	nsh
#endif
	isb
#if FLAW == 7
	mrs	x21, sctlr_el1
	bic	x21, x21, #1
	msr	sctlr_el1, x21
	isb
#elif FLAW != 1
	mmu_off
#endif
	mov	x4, x1
	mov64	x0, 0x40000000
	mov	x1, #0
	mov	x2, #0
	mov	x3, #0
#if FLAW == 2
	msr	daifclr, #2
#elif FLAW == 3
	mov	x1, #1
#elif FLAW == 4
	mov	x0, #0
#elif FLAW == 8
	add	x0, x0, #4
#endif
	br	x4
	bare_end
