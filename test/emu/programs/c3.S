/* Class 3: contexts change and the TLB is not told. */
// flaw 1: 3 tlb-stale-context TTBR0 switched, same ASID, no TLBI
// flaw 2: 3 tlb-stale-context MMU off, another table, MMU on, no TLBI
// flaw 3: 3 tlb-stale-context a new ASID, but the old entries are global
// flaw 4: 3 tlb-stale-context TLBI by ASID leaves the global entries
#include "bare.h"
	begin
	map4k
	/* the second table: the same, with another address for 2 GiB */
	adrp	x23, level2
	ldr	x3, [x20]
	str	x3, [x23]
	ldr	x3, [x20, #8]
	str	x3, [x23, #8]
#if FLAW != 3 && FLAW != 4
	orr	x3, x3, #NG
#endif
	str	x3, [x20, #16]
	eor	x3, x3, #NORMAL
	orr	x3, x3, #NONCACHED
	str	x3, [x23, #16]
	dsb	sy
	mmu_on
	eor	x2, x20, #0xc0000000
	ldr	x4, [x2]
#if FLAW == 2
	dsb	sy
	mmu_off
	msr	ttbr0_el1, x23
	isb
	mrs	x21, sctlr_el1
	orr	x21, x21, #1
	orr	x21, x21, #4
	msr	sctlr_el1, x21
	isb
	ldr	x4, [x2]
#endif
	mov	x5, x23
#if FLAW != 1
	orr	x5, x23, #(1 << 48)
#endif
	msr	ttbr0_el1, x5
	isb
#if FLAW == 4
	mov	x6, #0
	tlbi	aside1, x6
	dsb	nsh
	isb
#endif
	ldr	x4, [x2]
	finish
	bare_end
