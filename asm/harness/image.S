/* SPDX-License-Identifier: MIT */
/*
 * The new image of the harness: entered where relocation put it, it checks that all of it arrived, and in which state.
 *
 * Linked at its destination, as the first page of what is moved. EXPECTED_EL, DEVICE_TREE, IMAGE_BYTES and EXPECTED_COPY
 * (where a second copy of the whole image lies) come from the command line. Prints one line and exits with 0 or 1.
 */
#include "../include/sysreg.h"
#include "../include/assembler.h"
#include "semihosting.h"

	.section .image, "awx"
	.globl	_image
_image:
	mov	x20, x0
	orr	x21, x1, x2
	orr	x21, x21, x3

	mrs	x4, CurrentEL
	ubfx	x4, x4, #2, #2
	cmp	x4, #EXPECTED_EL
	b.ne	.Lwrong_level
	cmp	x4, #2
	b.eq	.Lat_el2
	mrs	x5, sctlr_el1
	b	.Lhave_sctlr
.Lat_el2:
	mrs	x5, sctlr_el2
.Lhave_sctlr:
	tst	x5, #SCTLR_M
	b.ne	.Lmmu_is_on
	tst	x5, #SCTLR_C
	b.ne	.Lmmu_is_on

	mrs	x5, daif
	cmp	x5, #PSR_DAIF_MASKED
	b.ne	.Lunmasked

	mov_q	x6, DEVICE_TREE
	cmp	x20, x6
	b.ne	.Lwrong_arguments
	cbnz	x21, .Lwrong_arguments

	adr	x6, _image
	mov_q	x7, EXPECTED_COPY
	mov_q	x8, IMAGE_BYTES
	add	x8, x8, x6
.Lcompare:
	ldr	x9, [x6], #8
	ldr	x10, [x7], #8
	cmp	x9, x10
	b.ne	.Lwrong_contents
	cmp	x6, x8
	b.lo	.Lcompare

	print	passed
	leave	0, parameters
.Lwrong_level:
	print	wrong_level
	leave	1, parameters
.Lmmu_is_on:
	print	mmu_is_on
	leave	1, parameters
.Lunmasked:
	print	unmasked
	leave	1, parameters
.Lwrong_arguments:
	print	wrong_arguments
	leave	1, parameters
.Lwrong_contents:
	print	wrong_contents
	leave	1, parameters

passed:		.asciz	"PASS: the image is all there, in the state it may count on\n"
wrong_level:	.asciz	"FAIL: entered at another exception level\n"
mmu_is_on:	.asciz	"FAIL: entered with the MMU or the data cache on\n"
unmasked:	.asciz	"FAIL: entered with exceptions unmasked\n"
wrong_arguments:.asciz	"FAIL: x0 is not the device tree, or x1 to x3 are not zero\n"
wrong_contents:	.asciz	"FAIL: the contents differ\n"
	.balign	8
parameters:	.quad	0, 0
