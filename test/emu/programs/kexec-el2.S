/* A relocation like the kernel series' own: EL2 drops to EL1, copies through a high map, comes back by HVC. */
// run: --el 2 --handover 0x43000000
// flaw 1: 6 maintenance-incomplete no DSB before the MMU goes off
// flaw 2: 5 handover-dirty-line cleaned to the PoU only
// flaw 3: 7 handover-stale-instruction no IC
// flaw 4: 14 handover-exception-level entered at EL1
// flaw 5: 12 eret-unset SPSR_EL2 is not set
// flaw 6: 1 sysreg-unsynchronised no ISB between TTBR0 and SCTLR
// flaw 7: 10 protected-write the tables are the destination
// flaw 8: 15 equality-overrun the clean loop ends on equality
// flaw 9: 12 vector-unexpected the HVC vector only loops
// flaw 10: 3 tlb-stale-context a second table, no TLBI
// flaw 11: 14 handover-argument x2 is 1
// flaw 12: 10 code-not-mapped T0SZ asks for a level more
	.equ	DST, 0x43000000
	.equ	SRC, 0x42000000
	.equ	LEN, 0x3000
	.text
	.globl _start
_start:	mov	x19, x0
	adrp	x9, stack
	add	sp, x9, #0x1000
	mrs	x9, currentel
	cmp	x9, #8
	b.ne	fail
	adr	x9, el2vec
	msr	vbar_el2, x9
	mov	x9, #(1 << 31)
	msr	hcr_el2, x9
	mov	x9, #3
	msr	cnthctl_el2, x9
	msr	cntvoff_el2, xzr
	mov	x9, #0x33ff
	msr	cptr_el2, x9
	msr	hstr_el2, xzr
	mrs	x9, midr_el1
	msr	vpidr_el2, x9
	mrs	x9, mpidr_el1
	msr	vmpidr_el2, x9
	ldr	x9, =0x30d00800
	msr	sctlr_el1, x9
	msr	vttbr_el2, xzr
	isb
	// make source image (MMU off)
	ldr	x0, =SRC
	ldr	x1, =LEN
	ldr	w2, =0x14000000
1:	str	w2, [x0], #4
	subs	x1, x1, #4
	b.ne	1b
	dsb	sy
	// mapping of el1: l1 at tabs
	adrp	x0, tabs
	mov	x1, #0x401		// device 1G
	str	x1, [x0]
	ldr	x1, =0x40000705 	// attr1, ish, af, block
	str	x1, [x0, #8]
	adrp	x2, tabs2
	orr	x1, x2, #3
	str	x1, [x0, #16]
	// tabs2[0..] : dst at 0x80000000, src at 0x80400000
	ldr	x1, =(DST + 0x705)
	str	x1, [x2]
	ldr	x1, =(SRC + 0x705)
	str	x1, [x2, #16]
	dsb	sy
#if FLAW != 5
	mov	x1, #0x3c5
	msr	spsr_el2, x1
#endif
	adr	x1, el1
	msr	elr_el2, x1
	eret
el1:
	adr	x1, el1vec
	msr	vbar_el1, x1
	ldr	x1, =0xff00
	msr	mair_el1, x1
	ldr	x1, =0x203519		// T0SZ 25, IRGN WB, ORGN WB, ISH... EPD1
	orr	x1, x1, #(2 << 32)
	orr	x1, x1, #(1 << 23)
#if FLAW == 12
	and	x1, x1, #~0x3f
	orr	x1, x1, #16
#endif
	msr	tcr_el1, x1
	adrp	x1, tabs
#if FLAW == 10
	msr	ttbr0_el1, x1
	isb
	tlbi	vmalle1
	dsb	nsh
	isb
	mrs	x1, sctlr_el1
	orr x1,x1,#1
	orr x1,x1,#4
	msr	sctlr_el1, x1
	isb
	ldr	x2, =0x80000000
	ldr	x3, [x2]
	bic x1,x1,#1
	bic x1,x1,#4
	msr	sctlr_el1, x1
	isb
	adrp	x1, tabs3
	adrp	x0, tabs
	ldp	x2, x3, [x0]
	stp	x2, x3, [x1]
	ldr	x2, =(0x40000000 + 0x705)
	str	x2, [x1, #16]
	dsb	sy
#endif
	msr	ttbr0_el1, x1
#if FLAW != 6
	isb
#endif
#if FLAW != 10
	tlbi	vmalle1
	dsb	nsh
#endif
#if FLAW != 6
	isb
#endif
	mrs	x1, sctlr_el1
	mov	w2, #0x1005
	orr	x1, x1, x2
	msr	sctlr_el1, x1
	isb
	ldr	x0, =0x80000000
	ldr	x1, =0x80400000
#if FLAW == 7
	adrp	x0, tabs
#endif
	ldr	x2, =LEN
	add	x3, x0, x2
2:	ldp	x4, x5, [x1], #16
	ldp	x6, x7, [x1], #16
	stnp	x4, x5, [x0]
	stnp	x6, x7, [x0, #16]
	add	x0, x0, #32
	cmp	x0, x3
	b.lo	2b
	sub	x0, x3, x2
	mrs	x4, ctr_el0
	ubfx	x4, x4, #16, #4
	mov	x5, #4
	lsl	x5, x5, x4
#if FLAW == 8
	add	x0, x0, #8
#endif
3:
#if FLAW == 2
	dc	cvau, x0
#else
	dc	civac, x0
#endif
	add	x0, x0, x5
	cmp	x0, x3
#if FLAW == 8
	b.ne	3b
#else
	b.lo	3b
#endif
#if FLAW != 1
	dsb	sy
#endif
#if FLAW != 3
	ic	iallu
#if FLAW != 1
	dsb	nsh
#endif
	isb
#endif
	mrs	x1, sctlr_el1
	mov	w2, #0x1005
	bic	x1, x1, x2
	msr	sctlr_el1, x1
	isb
	mov	x0, #0x40000000
#if FLAW == 11
	mov	x2, #1
#else
	mov	x2, #0
#endif
	mov	x1, #0
	mov	x3, #0
	ldr	x4, =DST
#if FLAW == 4
	br	x4
#endif
	hvc	#0
fail:	b	.
	.balign 2048
el2vec:	.rept 8
	b	fail
	.balign 128
	.endr
#if FLAW == 9
	b	fail
#else
	br	x4
#endif
	.balign 128
	.rept 7
	b	fail
	.balign 128
	.endr
	.balign 2048
el1vec:	.rept 16
	b	fail
	.balign 128
	.endr
	.ltorg
	.bss
	.balign 4096
stack:	.space 4096
tabs:	.space 4096
tabs2:	.space 4096
tabs3:	.space 4096
