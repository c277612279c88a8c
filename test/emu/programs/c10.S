/* Class 10: what the running code needs is destroyed or not there. */
// flaw 1: 10 code-not-mapped the code's GiB is not in the table
// flaw 2: 10 code-not-mapped T0SZ asks for a level more than the tables have
// flaw 3: 10 code-not-mapped the code is mapped, but to other memory
// flaw 4: 10 protected-write the copy runs over the live tables
// flaw 5: 10 protected-write the copy runs over itself
// flaw 6: 10 bad-table-base TTBR0 points to memory that nobody wrote
// flaw 7: 10 code-not-mapped execute-never where the code runs
#include "bare.h"
	begin
	map4k
#if FLAW == 1
	str	xzr, [x20, #8]
#elif FLAW == 3
	ldr	x3, [x20, #8]
	eor	x3, x3, #0xc0000000
	str	x3, [x20, #8]
#elif FLAW == 7
	ldr	x3, [x20, #8]
	orr	x3, x3, #(1 << 53)
	str	x3, [x20, #8]
#endif
	dsb	sy
#if FLAW == 2
	mov64	x21, (16 | TCR_WALK | (2 << PS_SHIFT) | TCR_EXTRA)
	msr	TCR, x21
#elif FLAW == 6
	mov64	x21, 0x42000000
	msr	TTBR0, x21
#endif
	mmu_on
	adrp	x1, data
#if FLAW == 4
	mov	x1, x20
#elif FLAW == 5
	adr	x1, 1f
	sub	x1, x1, #16
#endif
	add	x2, x1, #4096
	mov	x3, #0
1:	stp	x3, x3, [x1], #16
	cmp	x1, x2
	b.lo	1b
	finish
	bare_end
