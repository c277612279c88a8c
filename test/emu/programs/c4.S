/* Class 4: break-before-make. */
// flaw 1: 4 break-before-make a block becomes a table at once
// flaw 2: 4 break-before-make the output address changes at once
// flaw 3: 4 break-before-make broken, but no TLBI before the make
// flaw 4: 4 break-before-make Write-Back becomes Non-cacheable at once
// flaw 5: 4 contiguous-mismatch contiguous entries with a hole in the output addresses
// flaw 6: 4 break-before-make a table becomes a block at once
#include "bare.h"
	begin
	map4k
	adrp	x23, level2
	adrp	x24, level3
	add	x25, x24, #TABLE
	/* level2: two 2 MiB blocks; level3: 512 pages of the first */
	mov64	x26, (0x40000000 | NORMAL | AF | ISH | BLOCK)
	mov64	x27, (0x40200000 | NORMAL | AF | ISH | BLOCK)
	str	x26, [x23]
	str	x27, [x23, #8]
	add	x3, x23, #TABLE
	str	x3, [x20, #16]
	mov	x1, #0
1:	lsl	x2, x1, #12
	orr	x3, x26, #2
	add	x3, x3, x2
	cmp	x1, #16
	b.hs	2f
	orr	x3, x3, #(1 << 52)
#if FLAW == 5
	cmp	x1, #3
	b.ne	2f
	add	x3, x3, #0x100, lsl #12
#endif
2:	str	x3, [x24, x1, lsl #3]
	add	x1, x1, #1
	cmp	x1, #512
	b.lo	1b
	dsb	sy
	mmu_on
	mov64	x10, 0x80000000
	ldr	x11, [x10]
	add	x12, x10, #0x200, lsl #12
	ldr	x11, [x12]
#if FLAW == 2
	add	x27, x27, #0x200, lsl #12
	str	x27, [x23, #8]
#elif FLAW == 4
	bic	x27, x27, #NORMAL
	orr	x27, x27, #NONCACHED
	str	x27, [x23, #8]
#endif
	/* split the first block */
#if FLAW != 1
	str	xzr, [x23]
	dsb	ishst
#if FLAW != 3
	lsr	x7, x10, #12
	tlbi	vaale1, x7
#endif
	dsb	ish
	isb
#endif
	str	x25, [x23]
	dsb	ishst
	isb
	ldr	x11, [x10, #16]
	/* and join it again */
#if FLAW != 6
	str	xzr, [x23]
	dsb	ishst
	tlbi	vmalle1is
	dsb	ish
	isb
#endif
	str	x26, [x23]
	dsb	ishst
	isb
	ldr	x11, [x10]
	finish
	bare_end
