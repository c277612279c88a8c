/* Class 2 at EL2, 16K granule: an entry changes from one page to another and back. */
// run: --el 2
// define: -DEL=2
// flaw 1: 2 tlb-stale no TLBI after the break
// flaw 2: 2 tlb-stale TLBI of the EL1 regime instead
// flaw 3: 4 break-before-make the new address is stored over the old one
#include "bare.h"
	begin
	/* 36-bit space, 16K: start level 2; blocks of 32 MiB, entry n at n * 32 MiB */
	adrp	x20, root16
	mov64	x21, (DEVICE | AF | BLOCK)
	mov	x1, #0
1:	lsl	x2, x1, #25
	orr	x3, x2, x21
	str	x3, [x20, x1, lsl #3]
	add	x1, x1, #1
	cmp	x1, #32
	b.ne	1b
	mov64	x21, (NORMAL | AF | ISH | BLOCK)
2:	lsl	x2, x1, #25
	orr	x3, x2, x21
	str	x3, [x20, x1, lsl #3]
	add	x1, x1, #1
	cmp	x1, #64
	b.ne	2b
	/* entry 64: a table of one page */
	adrp	x24, table16
	add	x3, x24, #TABLE
	str	x3, [x20, #(64 * 8)]
	adrp	x5, data16
	mov64	x4, (NORMAL | AF | ISH | PAGE)
	orr	x6, x5, x4
	str	x6, [x24]
	add	x7, x6, #16384
	dsb	sy
	mov64	x21, MAIR_VALUE
	msr	mair_el2, x21
	mov64	x21, (28 | TCR_WALK | (2 << 14) | (1 << 16) | (1 << 31) | (1 << 23))
	msr	tcr_el2, x21
	msr	ttbr0_el2, x20
	mmu_on
	mov64	x10, 0x80000000
	mov	x11, #17
	str	x11, [x10, #8]
	ldr	x12, [x10, #8]
#if FLAW != 3
	str	xzr, [x24]
	dsb	ishst
	lsr	x13, x10, #12
#if FLAW == 2
	tlbi	vae1, x13
#elif FLAW != 1
	tlbi	vae2, x13
#endif
	dsb	nsh
	isb
#endif
	str	x7, [x24]
	dsb	ishst
	isb
	str	x11, [x10, #16]
	finish
	.bss
	.balign	16384
root16:	.space	16384
table16: .space 16384
data16:	.space	32768
	.text
	bare_end
