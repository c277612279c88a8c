/* Class 6: maintenance that loses data, or is not complete. */
// flaw 1: 6 dirty-line-invalidated DC IVAC of a dirty line
// flaw 2: 6 maintenance-incomplete no DSB before the MMU goes off
// flaw 3: 6 maintenance-incomplete DMB instead of DSB
// flaw 4: 6 maintenance-incomplete ISB instead of DSB
// flaw 5: 6 maintenance-incomplete DSB of stores only
#include "bare.h"
	begin
	map4k
	mmu_on
	adrp	x1, data
	mov	x4, #1
	str	x4, [x1]
#if FLAW != 1
	dc	civac, x1
	dsb	sy
#endif
	dc	ivac, x1
	dsb	sy
	str	x4, [x1, #8]
	dc	civac, x1
#if FLAW == 0 || FLAW == 1
	dsb	sy
#elif FLAW == 3
	dmb	sy
#elif FLAW == 4
	isb
#elif FLAW == 5
	dsb	st
#endif
	mmu_off
	finish
	bare_end
