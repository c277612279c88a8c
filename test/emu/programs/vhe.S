/* EL2 with VHE: the EL1 names of its registers, TLBI of the EL2&0 regime, both halves. */
// run: --el 2 --vhe --cpu neoverse-n1
// flaw 1: 1 sysreg-unsynchronised SCTLR by its EL1 name, then a store
// flaw 2: 2 tlb-stale DMB after the TLBI
// flaw 3: 2 tlb-stale ALLE1, which is for EL1
// flaw 4: 3 tlb-stale-context TTBR0 switched, same ASID
// flaw 5: 7 stale-instruction no IC
// flaw 6: 5 dirty-line-bypassed not cleaned
// flaw 7: 4 break-before-make the output address changes at once
// flaw 8: 1 sysreg-unsynchronised CPACR_EL1 (CPTR_EL2) allows vectors, then one
// flaw 9: 2 tlb-stale no DSB before the TLBI
	.text
	.globl _start
	.macro li, r, v
	ldr \r, =\v
	.endm
_start:
	ldr x0, =stk
	mov sp, x0
	adr x0, vec
	msr vbar_el1, x0
	isb
	// 16K granule? keep 4K, T0SZ=25 T1SZ=25
	ldr x0, =l1
	li x1, 0x0060000000000401
	str x1, [x0]
	li x1, 0x40000705
	str x1, [x0, #8]
	ldr x2, =l2
	orr x3, x2, #3
	str x3, [x0, #16]
	li x1, 0x40400f05
	str x1, [x2]
	li x1, 0x40600705
	str x1, [x2, #8]
	ldr x4, =l1b
	ldp x1, x3, [x0]
	stp x1, x3, [x4]
	li x1, 0x80000000 + 0x701
	li x1, 0x40000f05
	str x1, [x4, #16]
	dsb sy
	li x1, 0x44ff00
	msr mair_el1, x1
	li x1, 0x2b5193519
	msr tcr_el1, x1
	msr ttbr0_el1, x0
	msr ttbr1_el1, x0
	isb
	tlbi vmalle1
	dsb nsh
	isb
	mrs x5, sctlr_el1
	mov x6, #5
	orr x5, x5, x6
	orr x5, x5, #(1 << 12)
	msr sctlr_el1, x5
#if FLAW == 1
	ldr x1, =stk
	str x0, [x1]
#endif
	isb
	mov x10, #0x80000000
	ldr x1, [x10]
	li x11, 0xffffff8080000000
	ldr x1, [x11]
	// FP
	mrs x7, cpacr_el1
	orr x7, x7, #(3 << 20)
	msr cpacr_el1, x7
#if FLAW != 8
	isb
#endif
	fmov d1, x7
	// change L2 entry 0
	ldr x3, [x2]
#if FLAW == 7
	eor x3, x3, #0xc00000
	str x3, [x2]
#endif
	str xzr, [x2]
#if FLAW != 9
	dsb ishst
#endif
	lsr x6, x10, #12
#if FLAW == 3
	tlbi alle1
#elif FLAW == 9
	tlbi vae2, x6
#else
	tlbi vae2is, x6
#endif
#if FLAW == 2
	dmb sy
#else
	dsb ish
#endif
	isb
	ldr x1, [x10]
	cmp x20, #77
	b.ne bad
	// other half uses the same entries; high alias
	// switch tables
	li x6, 0x0001000000000000
#if FLAW == 4
	mov x6, #0
#endif
	add x10, x10, #0x200000
	ldr x1, [x10]
	orr x4, x4, x6
	str xzr, [x2, #8]
	dsb ishst
	tlbi vmalle1is
	dsb ish
	isb
	mov x1, #0x40000000
	ldr x1, [x1]
	li x3, 0x40600f05
	str x3, [x2, #8]
	dsb ishst
	isb
	ldr x1, [x10]
	msr ttbr0_el1, x4
	isb
	ldr x1, [x10]
	// code
	ldr x7, =buf
	ldr w8, =0xd65f03c0
	str w8, [x7]
	dc cvau, x7
	dsb ish
#if FLAW != 5
	ic ivau, x7
	dsb ish
#endif
	isb
	blr x7
	add x7, x7, #2048
	str x7, [x7]
#if FLAW != 6
	dc cvac, x7
#endif
	dsb sy
	mrs x0, sctlr_el2
	and x0, x0, #~4
	and x0, x0, #~1
	msr sctlr_el2, x0
	isb
	ldr x0, [x7]
	mov x0, #0
out:	adrp x1, blk
	add x1, x1, :lo12:blk
	movz x2, #0x26
	movk x2, #2, lsl #16
	stp x2, x0, [x1]
	mov w0, #0x18
	hlt #0xf000
bad:	mov x0, #4
	b out
	.balign 2048
vec:	.skip 0x200
	mrs x21, esr_el1
	lsr x21, x21, #26
	cmp x21, #0x25
	b.ne bad
	mov x20, #77
	mrs x21, elr_el1
	add x21, x21, #4
	msr elr_el1, x21
	eret
	.balign 2048
	.ltorg
	.bss
	.balign 4096
l1: .skip 4096
l1b: .skip 4096
l2: .skip 4096
buf: .skip 8192
	.skip 4096
stk:	.skip 64
blk: .skip 64
