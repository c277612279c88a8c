/* TLB maintenance by every variant: non-global pages, ASIDs, the TTBR1 half, blocks, permissions, ranges. */
// flaw 1: 2 tlb-stale VAE1 with another ASID, for an nG page
// flaw 4: 2 tlb-stale ASIDE1, for a global page
// flaw 5: 2 tlb-stale the address is not shifted
// flaw 7: 2 tlb-stale the page behind it
// flaw 9: 2 tlb-stale a range that ends before the page [--cpu max]
// flaw 10: 2 tlb-stale DSB ISHLD before the TLBI
// flaw 11: 2 tlb-stale DMB before the TLBI
// flaw 12: 2 tlb-stale DSB ISHST after the TLBI
// flaw 13: 2 tlb-stale made read-only without TLBI
// flaw 14: 2 tlb-stale the access flag is taken away without TLBI
// flaw 15: 2 tlb-stale made execute-never without TLBI
// flaw 16: 2 tlb-stale two blocks go, TLBI of one
// flaw 17: 2 table-write-unordered a new entry is used without DSB
#include "lean.h"
	boot 0x2b5193519
	adrp x0, t0
	adrp x1, t1
	adrp x2, t2
	adrp x3, buf
	orr x4, x1, #3
	str x4, [x0, #16]	// 0x80000000
	orr x4, x2, #3
	str x4, [x1]
	movk x3, #0xf03		// nG + AF + ISH
	orr x3, x3, #4
	movk x3, #0xf07
	adrp x3, buf
	li x5, 0xf07
	orr x5, x3, x5
	str x5, [x2, #8]	// page 1 nG
	li x5, 0x707
	orr x5, x3, x5
	add x5, x5, #0x1000
	str x5, [x2, #16]	// page 2 global
	add x6, x5, #0x1000
#if FLAW == 17
	li x9, 0xffffff8080003000
	stp x6, xzr, [x2, #24]
	ldr x8, [x9]
#endif
	str x6, [x2, #24]
	li x6, 0x40200000 + 0x705
	str x6, [x1, #8]
	li x6, 0x40400000 + 0x705
	str x6, [x1, #16]
	dsb ishst
	isb
	li x10, 0xffffff8080001000
	li x11, 0xffffff8080002000
	ldr x0, [x10]
	ldr x0, [x11]
	str x0, [x11]
	mov x28, #1
	mov x27, #0
	// unmap page 1 (nG, ASID 0)
	str xzr, [x2, #8]
#if FLAW == 3
#elif FLAW == 10
	dsb ishld
#elif FLAW == 11
	dmb ish
#elif FLAW == 18
	dsb nshst
#else
	dsb ishst
#endif
	ubfx x5, x10, #12, #44
#if FLAW == 1
	orr x5, x5, #(3 << 48)
#endif
#if FLAW == 5
	mov x5, x10
#endif
#if FLAW == 7
	add x5, x5, #1
#endif
#if FLAW == 9
	.arch armv8.4-a
	mov x5, x11
	lsr x5, x5, #12
	and x5, x5, #0xfffffff
	orr x5, x5, #(1 << 46)
	tlbi rvae1is, x5
#elif FLAW == 18
	tlbi vae1is, x5
#else
	tlbi vae1, x5
#endif
#if FLAW == 12
	dsb ishst
#else
	dsb ish
#endif
#if FLAW != 6
	isb
#endif
	ldr x0, [x10]
	cmp x27, #1
	b.ne vbad
	// page 2: AP
	ldr x6, [x2, #16]
	orr x7, x6, #0x80
	str x7, [x2, #16]
	dsb ishst
#if FLAW == 4
	mov x5, #0
	tlbi aside1is, x5
#elif FLAW == 13
#else
	ubfx x5, x11, #12, #44
	tlbi vaale1is, x5
#endif
	dsb ish
	isb
	str x0, [x11]
	cmp x27, #2
	b.ne vbad
	// AF
	bic x7, x7, #0x400
	str x7, [x2, #16]
	dsb ishst
#if FLAW != 14
	tlbi vmalle1
#endif
	dsb nsh
	isb
	ldr x0, [x11]
	cmp x27, #3
	b.ne vbad
	// exec permission: page 3 = UXN|PXN
	li x12, 0xffffff8080003000
	ldr x6, [x2, #24]
	movz w8, #0x03c0
	movk w8, #0xd65f, lsl #16
	str w8, [x12]
	dc cvau, x12
	dsb ish
	ic ivau, x12
	dsb ish
	isb
	blr x12
	orr x7, x6, #(1 << 53)
	str x7, [x2, #24]
	dsb ishst
#if FLAW != 15
	ubfx x5, x12, #12, #44
	tlbi vaae1, x5
	dsb nsh
	isb
	li x13, 0xffffff8080003000
#else
	isb
	blr x12
#endif
	// blocks
	li x13, 0xffffff8080200000
	li x14, 0xffffff8080400000
	ldr x0, [x13]
	ldr x0, [x14]
	stp xzr, xzr, [x1, #8]
	dsb ishst
	ubfx x5, x13, #12, #44
	add x5, x5, #0x1f
	tlbi vaae1is, x5
#if FLAW != 16
	ubfx x5, x14, #12, #44
	tlbi vaae1is, x5
#endif
	dsb ish
	isb
	mov x27, #0
	ldr x0, [x13]
	ldr x0, [x14]
	cmp x27, #2
	b.ne vbad
	// whole table
	ldr x0, [x11]
	str xzr, [x1]
	dsb ishst
	ubfx x5, x11, #12, #44
#if FLAW == 2
	tlbi vale1is, x5
#else
	tlbi vae1is, x5
	tlbi vmalle1is
#endif
	dsb ish
	isb
	ldr x0, [x11]
	exit 0
	epilogue
