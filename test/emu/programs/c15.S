/* Class 15: loops that only equality ends, and line sizes taken for granted. */
// flaw 1: 15 equality-overrun B.NE with an end that the step misses
// flaw 2: 15 equality-overrun CBNZ of a count that is no multiple
// flaw 3: 15 equality-overrun B.EQ forward out of the loop
// flaw 4: 15 line-size-assumed cleans every 64 bytes [--dcache-line 32]
// flaw 5: 15 line-size-assumed IC IVAU every 64 bytes [--icache-line 16]
// flaw 6: 15 equality-overrun SUBS and B.NE
#include "bare.h"
	begin
	map4k
	mmu_on
	adrp	x1, data
#if FLAW == 1
	add	x2, x1, #250
#else
	add	x2, x1, #256
#endif
	mov	x3, x1
	movz	w9, #0x201f
	movk	w9, #0xd503, lsl #16
1:	str	w9, [x3], #4
	str	w9, [x3], #4
	cmp	x3, x2
	b.ne	1b
#if FLAW == 2
	mov	x4, #63
#else
	mov	x4, #64
#endif
2:	str	w9, [x3], #4
	sub	x4, x4, #4
	cbnz	x4, 2b
#if FLAW == 6
	mov	x4, #63
#else
	mov	x4, #64
#endif
6:	subs	x4, x4, #4
	b.ne	6b
	mov	x5, x1
#if FLAW == 3
	add	x6, x1, #252
#else
	add	x6, x1, #256
#endif
3:	cmp	x5, x6
	b.eq	4f
	ldr	x7, [x5], #8
	b	3b
4:
	adr	x7, 5f
	ldr	w8, [x7]
	add	x2, x1, #320
	add	x2, x2, #64
	str	w8, [x3]
	mrs	x5, ctr_el0
#if FLAW == 4
	mov	x6, #64
#else
	ubfx	x7, x5, #16, #4
	mov	x6, #4
	lsl	x6, x6, x7
#endif
	mov	x3, x1
7:	dc	cvac, x3
	add	x3, x3, x6
	cmp	x3, x2
	b.lo	7b
	dsb	ish
#if FLAW == 5
	mov	x6, #64
#else
	and	x7, x5, #15
	mov	x6, #4
	lsl	x6, x6, x7
#endif
	mov	x3, x1
8:	ic	ivau, x3
	add	x3, x3, x6
	cmp	x3, x2
	b.lo	8b
	dsb	ish
	isb
	blr	x1
	mmu_off
	mov	x3, x1
9:	ldr	x7, [x3], #8
	cmp	x3, x2
	b.lo	9b
	finish
5:	ret
	bare_end
