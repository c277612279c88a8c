/* Class 9: one page through two mappings that do not agree. */
// flaw 1: 9 mismatched-attributes Write-Back and Non-cacheable
// flaw 2: 9 mismatched-attributes Write-Back and Device
// flaw 3: 9 mismatched-attributes Write-Back and Write-Through
// flaw 4: 9 mismatched-attributes Inner Shareable and Non-shareable
#include "bare.h"
	begin
	map4k
	ldr	x3, [x20, #8]
#if FLAW == 1
	eor	x3, x3, #NORMAL
	orr	x3, x3, #NONCACHED
#elif FLAW == 2
	eor	x3, x3, #NORMAL
#elif FLAW == 3
	orr	x3, x3, #WRITETHROUGH
#elif FLAW == 4
	bic	x3, x3, #ISH
#endif
	str	x3, [x20, #16]
	dsb	sy
	mmu_on
	adrp	x1, data
	eor	x2, x1, #0xc0000000
	ldr	x3, [x1]
	ldr	x4, [x2]
	str	x3, [x1]
	str	x4, [x2]
	finish
	bare_end
