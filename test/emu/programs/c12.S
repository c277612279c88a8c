/* Class 12: returns and calls that nothing has prepared. */
// run: --el 2
// define: -DEL=2
// flaw 1: 12 eret-unset SPSR_EL2 is not set
// flaw 2: 12 eret-unset ELR_EL2 is not set
// flaw 3: 12 illegal-eret AArch64 EL1 while HCR_EL2.RW is 0
// flaw 4: 12 illegal-eret SPSR asks for EL3
// flaw 5: 12 vector-unexpected an abort reaches a handler that never looks at ESR
// flaw 6: 12 illegal-eret EL1 while HCR_EL2.TGE is 1
#include "bare.h"
	begin
	adr	x3, own
	msr	vbar_el2, x3
#if FLAW != 3
	mov	x3, #(1 << 31)
#if FLAW == 6
	orr	x3, x3, #(1 << 27)
#endif
	msr	hcr_el2, x3
#endif
	mov64	x3, 0x30d00800
	msr	sctlr_el1, x3
#if FLAW == 4
	mov	x3, #0x3cd
#else
	mov	x3, #0x3c5
#endif
#if FLAW != 1
	msr	spsr_el2, x3
#endif
	adr	x3, lower
#if FLAW != 2
	msr	elr_el2, x3
#endif
#if FLAW == 5
	mov64	x4, 0xc0000000
	ldr	x5, [x4]
#endif
	eret
lower:
	mrs	x0, currentel
	mov	x0, #2
	hvc	#0
	finish
	.balign	2048
own:
	.space	0x200
	eret
	.balign	0x80
	.space	0x180
	eret
	.balign	2048
	bare_end
