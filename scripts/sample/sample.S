#include "sample.h"
#include "sample.h"
#ifdef OPTION /* as the command line says */
	.arch armv8.2-a+crypto+sve
#endif
	count	.req x19
	table	.req v7
	.text
ENTRY(PASTE(sam, ple))
	save x0, x1, x2
	counted eq, x4
661:	ldr x0, [x1, #SIZE]	// replaced
662:	aside ldr, "ldp x0, x2, [x1]"
	.if (662b - 661b) != 4
	.error "size"
	.endif
	put 9, byte
	put 300
	put 70000
	put 1, quad
	.altmacro
	.irpc c, 13
	local_label \c
	.endr
	.noaltmacro
	.rept 3
	own
	.endr
	mov count, #MASK
	adr count, sample
	adrp x5, data
	add x5, x5, #:lo12:data
	ldr x6, =0x123456789abcdef
	ldr w7, =data
	tbnz count, #3, 1f
	cbz w7, 2f
	msr daifset, #0xf
	mrs x8, sctlr_el1
	msr S3_0_C1_C0_1, x8
	orr x8, x8, #~0xff
	movk x9, #:abs_g1:data
	and w9, w9, #0xff00
	bfi x10, x9, #4, #8
	ubfx x11, x10, #2, #3
	csel x12, x11, x10, lt
	madd x13, x12, x11, x10
	ldaxr x14, [x13]
	stlxr w15, x14, [x13]
	dc civac, x13
	tlbi vmalle1
	dsb ish
	isb
	prfm pldl1keep, [x13, #64]
	ld1 {v0.16b-v3.16b}, [x1], #64
#ifdef OPTION
	aese table.16b, v0.16b
#endif
	eor v1.16b, v1.16b, table.16b
	tbl v2.16b, {v0.16b, v1.16b}, v3.16b
#ifdef OPTION
	pmull2 v4.1q, v2.2d, v3.2d
#endif
	ext v5.16b, v4.16b, v4.16b, #8
	mov v6.d[1], x3
	umov w4, v6.s[2]
	fmov d1, #1.5
	st1 {v6.d}[1], [x2], x3
	ldr q8, [x2, w3, uxtw #4]
#ifdef OPTION
	whilelo p0.b, x1, x2
	ld1b {z0.b}, p0/z, [x1, x2]
#endif
1:	b.ls 2f
	svc #0
2:	ret
END(sample)
	.ltorg
	.unreq count
	.section ".data.own", "aw", %progbits
	.balign 8
data:	.quad sample, 1b - sample, 5 + 3 * (2 << 1)
	.long . - data
	.ascii TEXT(some, text), "\0\n"
	.asciz "more"
	.fill 3, 2, 0x55
	.space 4
	.set later, data + 8
	.weak nothing
	.hidden data
	.reloc ., R_AARCH64_NONE, nothing
	.section .note.gnu.property, "a"
	.p2align 3
	.word 4, 16, 5
	.asciz "GNU"
