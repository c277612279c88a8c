/* Class 8: accesses that Device memory does not take (all data accesses with the MMU off). */
// flaw 1: 8 unaligned-device a word at an odd address, MMU off
// flaw 2: 8 unaligned-device STP of the stack at 4 modulo 8
// flaw 3: 8 dc-zva-device DC ZVA with the MMU off
// flaw 4: 8 exclusive-device LDXR/STXR with the MMU off
// flaw 5: 8 exclusive-device an LSE atomic with the MMU off [--cpu max]
// flaw 6: 8 unaligned-device unaligned in a Device mapping, MMU on
// flaw 7: 8 unaligned-device a vector at 8 modulo 16, MMU off
// flaw 8: 8 dc-zva-device DC ZVA in a Device mapping
#include "bare.h"
	.arch	armv8.2-a
	begin
	mov	x9, #(3 << 20)
	msr	cpacr_el1, x9
	isb
	adrp	x1, data
	add	x1, x1, #64
	mov	x2, #5
#if FLAW == 1
	str	w2, [x1, #1]
#elif FLAW == 2
	add	x3, x1, #4
	stp	x2, x2, [x3]
#elif FLAW == 3
	dc	zva, x1
#elif FLAW == 4
1:	ldxr	x3, [x1]
	add	x3, x3, #1
	stxr	w4, x3, [x1]
	cbnz	w4, 1b
#elif FLAW == 5
	ldadd	x2, x3, [x1]
#elif FLAW == 7
	add	x3, x1, #8
	movi	v0.2d, #0
	str	q0, [x3]
#endif
	stp	x2, x2, [x1]
	str	w2, [x1, #4]
	map4k
	/* 2 GiB: the same memory as Device */
	ldr	x3, [x20, #8]
	bic	x3, x3, #NORMAL
	str	x3, [x20, #16]
	dsb	sy
	mmu_on
	str	w2, [x1, #1]
	stp	x2, x2, [x1, #8]
1:	ldaxr	x3, [x1]
	stlxr	w4, x3, [x1]
	cbnz	w4, 1b
	dc	zva, x1
	movi	v0.2d, #0
	str	q0, [x1, #8]
	adrp	x5, level3
	eor	x5, x5, #0xc0000000
#if FLAW == 6
	ldr	w6, [x5, #6]
#elif FLAW == 8
	dc	zva, x5
#else
	ldr	w6, [x5, #4]
#endif
	finish
	bare_end
