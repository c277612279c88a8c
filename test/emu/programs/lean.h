/*
 * What some programs of this folder share: a start at EL1, an exit by semihosting, tables in .bss.
 *
 * `prologue` sets SP and VBAR; `boot` also turns the MMU on under t0: 1 GiB of Device memory, 1 GiB of RAM, in both halves.
 * Where x28 is not 0 a data abort skips its instruction and counts in x27; every other exception ends the run with status 99.
 */
#ifndef FLAW
#define FLAW 0
#endif
	.macro li, r, v
	.if ((\v) >> 48) & 0xffff
	mov \r, #((\v) & 0xffff)
	movk \r, #(((\v) >> 16) & 0xffff), lsl #16
	movk \r, #(((\v) >> 32) & 0xffff), lsl #32
	movk \r, #(((\v) >> 48) & 0xffff), lsl #48
	.else
	mov \r, #((\v) & 0xffff)
	movk \r, #(((\v) >> 16) & 0xffff), lsl #16
	movk \r, #(((\v) >> 32) & 0xffff), lsl #32
	.endif
	.endm
	.macro exit, code
	mov x0, #\code
	b do_exit
	.endm
	.macro prologue
	.text
	.globl _start
_start:	adrp x9, stk
	add x9, x9, #0x1000
	mov sp, x9
	adr x9, vtab
	msr vbar_el1, x9
	isb
	.endm
	.macro epilogue
	.ltorg
do_exit: adr x1, 1f
	b 2f
	.balign 16
1:	.quad 0x20026, 0
2:	adrp x1, exb
	li x2, 0x20026
	str x2, [x1]
	str x0, [x1, #8]
	mov w0, #0x18
	hlt #0xf000
	b .
	.balign 2048
vtab:	.rept 16
	b vh
	.balign 128
	.endr
vh:	mrs x26, esr_el1
	lsr x26, x26, #26
	cmp x26, #0x25
	b.ne vbad
	cbz x28, vbad
	mrs x26, elr_el1
	add x26, x26, #4
	msr elr_el1, x26
	add x27, x27, #1
	eret
vbad:	exit 99
	.bss
	.balign 4096
stk:	.space 4096
exb:	.space 4096
t0:	.space 4096
t1:	.space 4096
t2:	.space 4096
t3:	.space 4096
t4:	.space 4096
t5:	.space 4096
buf:	.space 0x10000
	.text
	.endm
	.macro boot, tcr=0x2b5103519
	prologue
	adrp x0, t0
	li x1, 0x0060000000000401
	str x1, [x0]
	li x1, 0x40000705
	str x1, [x0, #8]
	dsb sy
	li x1, 0x44ff00		// 0 dev 1 wb 2 nc
	msr mair_el1, x1
	li x1, \tcr
	msr tcr_el1, x1
	msr ttbr0_el1, x0
	msr ttbr1_el1, x0
	isb
	tlbi vmalle1
	dsb nsh
	isb
	mrs x1, sctlr_el1
	mov w2, #0x1005
	orr x1, x1, x2
	msr sctlr_el1, x1
	isb
	.endm
