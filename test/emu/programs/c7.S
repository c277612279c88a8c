/* Class 7: a function is copied and called. */
// flaw 1: 7 stale-instruction nothing at all
// flaw 2: 7 stale-instruction no instruction-cache invalidation
// flaw 3: 7 stale-instruction no clean
// flaw 4: 7 stale-instruction no DSB between DC and IC
// flaw 5: 7 stale-instruction no DSB after IC
// flaw 6: 7 stale-instruction no ISB
// flaw 7: 7 stale-instruction IC IVAU of the first line only
#include "bare.h"
	begin
	map4k
	mmu_on
	adrp	x1, data
	adr	x2, function
	adr	x3, function_end
	mov	x4, x1
1:	ldr	x5, [x2], #8
	str	x5, [x4], #8
	cmp	x2, x3
	b.lo	1b
#if FLAW != 1
	mrs	x5, ctr_el0
	ubfx	x6, x5, #16, #4
	mov	x7, #4
	lsl	x7, x7, x6
	and	x6, x5, #15
	mov	x8, #4
	lsl	x8, x8, x6
	mov	x6, x1
#if FLAW != 3
2:	dc	cvau, x6
	add	x6, x6, x7
	cmp	x6, x4
	b.lo	2b
#endif
#if FLAW != 4
	dsb	ish
#endif
	mov	x6, x1
#if FLAW != 2
3:	ic	ivau, x6
#if FLAW != 7
	add	x6, x6, x8
	cmp	x6, x4
	b.lo	3b
#endif
#endif
#if FLAW != 5
	dsb	ish
#endif
#if FLAW != 6
	isb
#endif
#endif
	blr	x1
	cmp	x0, #42
	b.ne	leave
	finish
	.balign	8
function:
	.rept	40
	add	x0, x0, #1
	.endr
	mov	x0, #42
	ret
	.balign	8
function_end:
	bare_end
