/* A DMA buffer: cleaned and invalidated under its cacheable mapping, then used through a Non-cacheable one only. */
#include "bare.h"
	begin
	map4k
	ldr	x3, [x20, #8]
	eor	x3, x3, #NORMAL
	orr	x3, x3, #NONCACHED
	str	x3, [x20, #16]
	dsb	sy
	mmu_on
	adrp	x1, data
	eor	x2, x1, #0xc0000000
	str	x2, [x1]
	dc	civac, x1
	dsb	sy
	ldr	x4, [x2]
	str	x4, [x2, #8]
	dmb	sy
	dc	civac, x1
	dsb	sy
	ldr	x4, [x1, #8]
	finish
	bare_end
