/* Class 13: values that nothing has defined. */
// flaw 1: 13 undefined-register a counter that is not set
// flaw 2: 13 undefined-register SP is not set
// flaw 3: 13 undefined-memory a word beyond the program
// flaw 4: 13 undefined-register flags that nothing has set
// flaw 5: 13 undefined-register x0 taken for a device tree at an ELF entry
// flaw 6: 13 undefined-register goes to SCTLR
// flaw 7: 13 undefined-memory stack slots read before they are written
#include "bare.h"
	.globl	_start
_start:
#if FLAW == 2
	stp	x29, x30, [sp, #-16]!
#endif
	ldr	x29, =stack_top
	mov	sp, x29
	adrp	x3, vectors
	add	x3, x3, :lo12:vectors
	msr	vbar_el1, x3
	/* saved and restored: no use */
	stp	x19, x20, [sp, #-16]!
	mov	x19, #1
	ldp	x19, x20, [sp], #16
	eor	x7, x7, x7
	cbnz	x7, leave
#if FLAW == 1
1:	sub	x5, x5, #1
	cbnz	x5, 2f
2:
#elif FLAW == 3
	mov64	x4, 0x42000000
	ldr	x5, [x4]
	cbz	x5, 2f
2:
#elif FLAW == 4
	b.eq	2f
2:
#elif FLAW == 5
	ldr	w1, [x0]
#elif FLAW == 6
	mrs	x1, sctlr_el1
	orr	x1, x1, x9
	msr	sctlr_el1, x1
#elif FLAW == 7
	mov64	x4, 0x42001000
	mov	sp, x4
	str	x3, [sp, #-16]!
	ldr	x5, [sp, #8]
	cmp	x5, #0
	b.ne	2f
2:
#endif
	finish
	bare_end
