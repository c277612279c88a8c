/* Class 1: system registers used before a context synchronisation event. */
// flaw 1: 1 sysreg-unsynchronised the MMU goes on and a load follows without ISB
// flaw 2: 1 sysreg-unsynchronised MAIR changes and a load follows
// flaw 3: 1 sysreg-unsynchronised a new VBAR is used by SVC
// flaw 4: 1 sysreg-unsynchronised floating point is enabled and used without ISB
// flaw 5: 1 sysreg-unsynchronised TTBR0 changes and a load follows
// flaw 6: 1 sysreg-unsynchronised TCR.T0SZ is made smaller and a store follows
// flaw 7: 1 table-base-unsynchronised TTBR0 changes and a load follows that both tables translate alike
#include "bare.h"
	begin
	map4k
	adrp	x2, data
	TLBI_ALL
	dsb	nsh
	isb
	mrs	x21, SCTLR
	mov64	x22, (SCTLR_M | SCTLR_C | SCTLR_I)
	orr	x21, x21, x22
	msr	SCTLR, x21
#if FLAW != 1
	isb
#endif
	ldr	x3, [x2]
	isb
	/* memory attributes: the second index becomes Non-cacheable; nothing is dirty */
	dc	civac, x2
	dsb	sy
	mov64	x3, 0xbb444400
	msr	MAIR, x3
#if FLAW != 2
	isb
	tlbi	vmalle1
	dsb	nsh
	isb
#endif
#if FLAW == 2
	ldr	x4, [x2]
#endif
	mov64	x3, MAIR_VALUE
	msr	MAIR, x3
	isb
	tlbi	vmalle1
	dsb	nsh
	isb
	/* vectors */
	adr	x3, other
	msr	VBAR, x3
#if FLAW != 3
	isb
#endif
	svc	#0
	/* floating point */
	mov	x3, #(3 << 20)
	msr	cpacr_el1, x3
#if FLAW != 4
	isb
#endif
	fmov	d0, x3
	isb
	/* another table that maps the data page elsewhere */
	adrp	x4, level2
	ldr	x5, [x20]
	str	x5, [x4]
	mov64	x5, (0x40000000 | NORMAL | AF | ISH | BLOCK | NG)
	str	x5, [x4, #8]
	str	x5, [x4, #16]
	dsb	ishst
	mov	x5, #(1 << 48)
	orr	x4, x4, x5
	msr	TTBR0, x4
#if FLAW == 7
	ldr	x7, [x2]
#endif
#if FLAW != 5
	isb
#endif
	eor	x6, x2, #0xc0000000
#if FLAW == 5
	ldr	x7, [x6]
#else
	tlbi	vmalle1
	dsb	nsh
	isb
	ldr	x7, [x6]
#endif
	isb
#if FLAW == 6
	mov64	x21, (33 | TCR_WALK | (2 << PS_SHIFT) | TCR_EXTRA)
	msr	TCR, x21
	str	x7, [x6]
#endif
	finish
	.balign	2048
other:
	.space	0x200
	eret
	.balign	0x80
	.space	0x580
	bare_end
