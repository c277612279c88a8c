/* Class 7 with the MMU off: the new code is entered with the instruction cache on. */
// run: --el 2
// define: -DEL=2
// flaw 1: 7 stale-instruction no invalidation of the instruction cache
// flaw 2: 7 stale-instruction IC IALLU without DSB
// flaw 3: 7 stale-instruction IC IALLU before the copy
#include "bare.h"
	begin
	mrs	x21, SCTLR
	orr	x21, x21, #SCTLR_I
	msr	SCTLR, x21
	isb
	adrp	x1, data
	adr	x2, function
	adr	x3, function_end
	mov	x4, x1
#if FLAW == 3
	ic	iallu
	dsb	nsh
	isb
#endif
1:	ldr	x5, [x2], #8
	str	x5, [x4], #8
	cmp	x2, x3
	b.ne	1b
	dsb	sy
#if FLAW == 0 || FLAW == 2
	ic	iallu
#endif
#if FLAW != 2
	dsb	sy
#endif
	isb
	br	x1
back:	finish
	.balign	8
function:
	ldr	x0, =back
	br	x0
	.ltorg
	.balign	8
function_end:
	bare_end
