/* Class 11: the stack, the vectors or an argument that is not mapped when it is used. */
// flaw 1: 11 stack-not-mapped the stack lies outside the map
// flaw 2: 11 vector-unfetchable the vectors lie outside the map
// flaw 3: 11 vbar-unset nothing has set VBAR_EL1
// flaw 4: 11 fault-taken the argument block is not mapped
// flaw 5: 11 bus-error the argument block is where no memory is
#include "bare.h"
#if FLAW == 3
	.globl _start
_start:
	ldr	x29, =stack_top
	mov	sp, x29
#else
	begin
#endif
	map4k
	dsb	sy
	mmu_on
#if FLAW == 1
	mov64	x1, 0xc0001000
	mov	sp, x1
#elif FLAW == 2
	mov64	x1, 0xc0001000
	msr	vbar_el1, x1
	isb
#endif
	stp	x29, x20, [sp, #-16]!
	ldp	x29, x20, [sp], #16
#if FLAW == 2 || FLAW == 3
	svc	#0
#elif FLAW == 4
	mov64	x0, 0xc0000000
	ldr	x1, [x0, #8]
#elif FLAW == 5
	mov64	x0, 0x60000000
	ldr	x1, [x0, #8]
#endif
	finish
	bare_end
