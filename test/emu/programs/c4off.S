/* With the MMU off tables may be rewritten as one likes, if the TLB is emptied before it goes on again. */
#include "bare.h"
	begin
	map4k
	ldr	x3, [x20, #8]
	str	x3, [x20, #16]
	dsb	sy
	mmu_on
	eor	x2, x20, #0xc0000000
	ldr	x4, [x2]
	dc	civac, x20
	dsb	sy
	mmu_off
	ldr	x3, [x20, #16]
	eor	x3, x3, #NORMAL
	orr	x3, x3, #NONCACHED
	str	x3, [x20, #16]
	dmb	sy
	dc	ivac, x20
	add	x5, x20, #16
	dc	ivac, x5
	dsb	sy
	mmu_on
	ldr	x4, [x20]
	finish
	bare_end
