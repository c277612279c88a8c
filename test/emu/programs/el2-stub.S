/* From EL2 to EL1 to EL0 and back by HVC and SVC. */
// run: --el 2
// flaw 1: 12 illegal-eret AArch64 EL1 while HCR_EL2.RW is 0
// flaw 2: 12 eret-unset SPSR_EL2 is not set
// flaw 3: 12 eret-unset ELR_EL2 is not set
// flaw 4: 12 call-undefined HVC while HCR_EL2.HCD is 1
// flaw 5: 12 vector-unexpected SVC, where the vector only loops
// flaw 6: 12 vector-unexpected BRK, where the vector only loops
// flaw 7: 1 sysreg-unsynchronised VBAR_EL2 without ISB, then HVC
// flaw 8: 11 vbar-unset VBAR_EL1 is not set
// flaw 9: 12 illegal-eret SPSR of mode 6, which is reserved
// flaw 10: 12 illegal-eret SPSR of AArch32
// flaw 11: 12 eret-unset ERET at EL1 with nothing set

// flaw 13: 11 stack-not-mapped SP_EL1 is not set

	.text
	.globl _start
_start:
	ldr x0, =stk2
	mov sp, x0
	ldr x0, =vec2
	msr vbar_el2, x0
#if FLAW == 7
	ldr x0, =vec2b
	msr vbar_el2, x0
	hvc #3
	ldr x0, =vec2
	msr vbar_el2, x0
#endif
	isb
	mov x0, #0x80000000
#if FLAW == 1
	mov x0, #0
#elif FLAW == 4
	orr x0, x0, #(1 << 29)
#endif
	msr hcr_el2, x0
	ldr x0, =0x30d00800
	msr sctlr_el1, x0
#if FLAW != 8
	ldr x0, =vec1
	msr vbar_el1, x0
#endif
#if FLAW == 9
	mov x0, #0x3c6
#elif FLAW == 10
	mov x0, #0x1d3
#else
	mov x0, #0x3c5
#endif
#if FLAW != 2
	msr spsr_el2, x0
#endif
	adr x0, el1
#if FLAW != 3
	msr elr_el2, x0
#endif
	ldr x0, =stk1
#if FLAW != 13
	msr sp_el1, x0
#endif
	eret
el1:
	str x0, [sp, #-16]!
#if FLAW == 11
	eret
#endif
	hvc #1
	cmp x0, #77
	b.ne bad
#if FLAW == 5
	svc #1
#endif
#if FLAW == 6
	brk #1
#endif
#if FLAW == 8
	svc #0
#endif
	// drop to EL0
	adr x0, el0
	msr elr_el1, x0
	msr spsr_el1, xzr
	eret
el0:	mov x0, #5
	svc #9
	b .
bad:	mov x0, #3
	b out
out:	adrp x1, blk
	add x1, x1, :lo12:blk
	movz x2, #0x26
	movk x2, #2, lsl #16
	stp x2, x0, [x1]
	mov w0, #0x18
	hlt #0xf000
	.balign 2048
vec1:
	.skip 0x200
	b .
	.balign 0x80
	.skip 0x180
#if FLAW == 8
	nop
#endif
	mrs x9, esr_el1
	mov x0, #0
	b out
	.balign 2048
vec2:	.skip 0x200
	mov x0, #8
	b out
	.balign 0x80
	.skip 0x180
	mrs x9, esr_el2
	lsr x9, x9, #26
	cmp x9, #0x16
	b.ne 1f
	mov x0, #77
	eret
1:	mov x0, #9
	b out
	.balign 2048
vec2b:	.skip 0x200
	mov x0, #1
	eret
	.balign 2048
	.ltorg
	.bss
	.balign 4096
	.skip 4096
stk1:	.skip 4096
stk2:	.skip 64
blk:	.skip 64
