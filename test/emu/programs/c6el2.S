/* Class 6 at EL2 with VHE and 64K pages. */
// run: --el 2 --vhe --cpu max
// define: -DEL=1 -DVHE
// flaw 1: 6 maintenance-incomplete clean loop without DSB, then SCTLR through its EL1 name
// flaw 2: 6 dirty-line-invalidated invalidated instead of cleaned
// flaw 3: 5 dirty-line-bypassed not cleaned
#include "bare.h"
	begin
	/* 64K: 42-bit space, start level 2, blocks of 512 MiB */
	adrp	x20, root64
	mov64	x21, (DEVICE | AF | BLOCK)
	str	x21, [x20]
	mov64	x21, (0x40000000 | NORMAL | AF | ISH | BLOCK)
	str	x21, [x20, #16]
	dsb	sy
	mov64	x21, MAIR_VALUE
	msr	mair_el1, x21
	mov64	x21, (22 | TCR_WALK | (1 << 14) | (1 << 23) | (2 << 32))
	msr	tcr_el1, x21
	msr	ttbr0_el1, x20
	isb
	mmu_on
	adrp	x1, data
	str	x1, [x1]
	str	x1, [x1, #64]
#if FLAW == 2
	dc	ivac, x1
#elif FLAW != 3
	mrs	x5, ctr_el0
	ubfx	x5, x5, #16, #4
	mov	x6, #4
	lsl	x6, x6, x5
	add	x2, x1, #128
	mov	x3, x1
1:	dc	civac, x3
	add	x3, x3, x6
	cmp	x3, x2
	b.lo	1b
#endif
#if FLAW != 1
	dsb	sy
#endif
	mmu_off
	ldr	x8, [x1, #64]
	finish
	.bss
	.balign 65536
root64:	.space	65536
	.text
	bare_end
