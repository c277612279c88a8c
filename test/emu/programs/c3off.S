/* Class 3 at EL2: translation off, tables changed, on again; correct with TLBI before the second start. */
// run: --el 2
// define: -DEL=2
// flaw 1: 3 tlb-stale-context no TLBI before the MMU goes on again
// flaw 2: 3 tlb-stale-context TLBI VMALLE1 does not reach EL2's entries
#include "bare.h"
	begin
	map4k
	adrp	x23, level2
	ldr	x3, [x20, #8]
	str	x3, [x20, #16]
	dsb	sy
	mmu_on
	eor	x2, x20, #0xc0000000
	ldr	x4, [x2]
	/* off, with everything clean */
	add	x5, x20, #16
	dc	civac, x20
	dc	civac, x5
	dsb	sy
	mmu_off
	/* 2 GiB leads elsewhere now; first the old root, then another */
	ldr	x3, [x20, #8]
	eor	x3, x3, #NORMAL
	orr	x3, x3, #NONCACHED
	ldr	x4, [x20]
	str	x4, [x23]
	ldr	x4, [x20, #8]
	str	x4, [x23, #8]
	str	x3, [x23, #16]
	dmb	sy
	dc	ivac, x23
	add	x5, x23, #16
	dc	ivac, x5
	dsb	sy
	msr	ttbr0_el2, x23
#if FLAW == 2
	tlbi	vmalle1
#elif FLAW == 0
	tlbi	alle2
#endif
	dsb	nsh
	isb
	mrs	x21, SCTLR
	mov	x22, #5
	orr	x21, x21, x22
	msr	SCTLR, x21
	isb
	ldr	x4, [x2]
	finish
	bare_end
