/* Class 2: a live descriptor changes; the TLB maintenance around it is left out piece by piece (4K pages). */
// flaw 1: 2 tlb-stale unmapped, no TLBI
// flaw 2: 2 tlb-stale no DSB between the store and the TLBI
// flaw 3: 2 tlb-stale no DSB after the TLBI
// flaw 4: 2 tlb-stale TLBI of another page
// flaw 5: 2 tlb-stale TLBI of another ASID, for an entry that is not global
// flaw 6: 2 table-write-unordered a new entry is used without DSB
// flaw 7: 2 tlb-stale made read-only without TLBI
// flaw 8: 2 tlb-stale a table entry goes, TLBI of the last level only
#include "bare.h"
	begin
	/* 2 MiB of data in 4K pages: L1[2] -> level2, level2[0] -> level3 */
	adrp	x23, level2
	adrp	x24, level3
	add	x25, x23, #TABLE
	add	x26, x24, #TABLE
	map4k
	str	x25, [x20, #16]
	str	x26, [x23]
	adrp	x2, data
	mov64	x3, (NORMAL | AF | ISH | PAGE)
	orr	x4, x2, x3
	str	x4, [x24]
	orr	x5, x4, #NG
	str	x5, [x24, #8]
	dsb	sy
	mmu_on
	mov64	x10, 0x80000000
	ldr	x11, [x10]
	ldr	x11, [x10, #8]
	mov	x12, #1
	str	x12, [x10]

#if FLAW == 7
	orr	x6, x4, #RO
	str	x6, [x24]
	dsb	ishst
	isb
	str	x12, [x10]
#endif
	/* unmap the first page */
	str	xzr, [x24]
#if FLAW != 2
	dsb	ishst
#endif
	lsr	x7, x10, #12
#if FLAW == 4
	add	x7, x7, #5
#endif
#if FLAW != 1
	tlbi	vae1, x7
#endif
#if FLAW != 3
	dsb	nsh
#endif
	isb
	adr	x0, 1f
	bl	expect_fault
	ldr	x11, [x10]
1:
	/* map it again */
	str	x4, [x24]
#if FLAW != 6
	dsb	ishst
	isb
#endif
	ldr	x11, [x10]

	/* the page that is not global */
	add	x13, x10, #4096
	ldr	x11, [x13]
	str	xzr, [x24, #8]
	dsb	ishst
	lsr	x7, x13, #12
#if FLAW == 5
	orr	x7, x7, #(1 << 48)
#endif
	tlbi	vae1is, x7
	dsb	ish
	isb
	adr	x0, 1f
	bl	expect_fault
	ldr	x11, [x13]
1:
	/* the whole table */
	str	xzr, [x23]
	dsb	ishst
	lsr	x7, x10, #12
#if FLAW == 8
	tlbi	vale1, x7
#else
	tlbi	vae1, x7
#endif
	dsb	nsh
	isb
	adr	x0, 1f
	bl	expect_fault
	ldr	x11, [x10]
1:
	finish

	/* The next synchronous exception is wanted, and goes on at x0. */
expect_fault:
	adrp	x1, resume
	str	x0, [x1, :lo12:resume]
	adr	x1, catching
	msr	vbar_el1, x1
	isb
	ret
	.balign	2048
catching:
	.space	0x200
	mrs	x1, esr_el1
	lsr	x1, x1, #26
	cmp	x1, #0x25
	b.ne	unexpected
	adrp	x1, resume
	ldr	x1, [x1, :lo12:resume]
	msr	elr_el1, x1
	eret
unexpected:
	mov	x0, #8
	b	leave
	.balign	2048
	.bss
	.balign 64
resume:	.quad	0
	.text
	bare_end
