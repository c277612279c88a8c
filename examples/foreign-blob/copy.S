/* SPDX-License-Identifier: MIT */
/*
 * Somebody's relocation code, with an argument structure of its own (argument.ts): the list walk with the MMU off, and nothing
 * taken from a64as. 64-byte lines are assumed nowhere: CTR_EL0 is read.
 */
	.section .text, "ax"
	.globl	my_copy
	.type	my_copy, %function
my_copy:
	ldr	x16, [x0, #MY_ARG_HEAD]
	ldr	x20, [x0, #MY_ARG_ENTRY]
	ldr	x21, [x0, #MY_ARG_TREE]
	mrs	x9, ctr_el0
	ubfx	x9, x9, #16, #4
	mov	x10, #4
	lsl	x10, x10, x9
entry:
	tbnz	x16, #2, done
	bic	x1, x16, #0xfff
	tbnz	x16, #3, source
	tbnz	x16, #1, link
	mov	x13, x1
	b	next
link:
	mov	x14, x1
	b	next
source:
	mov	x2, x13
	add	x3, x13, #0x1000
invalidate:
	dc	civac, x2
	add	x2, x2, x10
	cmp	x2, x3
	b.lo	invalidate
	dsb	sy
copy:
	ldp	x4, x5, [x1], #16
	stp	x4, x5, [x13], #16
	cmp	x13, x3
	b.lo	copy
next:
	ldr	x16, [x14], #8
	b	entry
done:
	dsb	sy
	ic	iallu
	dsb	sy
	isb
	mov	x0, x21
	mov	x1, xzr
	mov	x2, xzr
	mov	x3, xzr
	br	x20
	.size	my_copy, . - my_copy
