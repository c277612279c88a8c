/* SPDX-License-Identifier: MIT */
/*
 * The old kernel of the harness: puts the CPU into the state that relocation code is entered in, and jumps to it.
 *
 * Entered by the machine at EL1 or EL2 with the MMU off; everything in memory (blob, argument block, tables, image pages)
 * has been loaded with the ELF file. TCR, MAIR, SCTLR, X0 to X2 and CODE_ENTRY come from the command line; VHE is defined for an
 * entry at EL2 with HCR_EL2.{E2H,TGE} = {1,1}, where the EL1 names reach EL2's registers; TOUCH_START and TOUCH_END for a
 * range of memory of which every page is written to before the jump, with what it holds.
 */
#include "../include/assembler.h"

	.section .start, "ax"
	.globl	_start
_start:
	mrs	x0, CurrentEL
	ubfx	x0, x0, #2, #2
	cmp	x0, #2
	b.ne	.Lset_stage1
#ifdef VHE
	mov_q	x0, ((1 << 34) | (1 << 31) | (1 << 27))
#else
	mov_q	x0, (1 << 31)
#endif
	msr	hcr_el2, x0
	isb
.Lset_stage1:
	mov_q	x0, SCTLR
	msr	sctlr_el1, x0
	mov_q	x0, MAIR
	msr	mair_el1, x0
	mov_q	x0, TCR
	msr	tcr_el1, x0
	isb
#ifdef TOUCH_START
	mov_q	x0, TOUCH_START
	mov_q	x1, TOUCH_END
.Ltouch:
	ldr	x2, [x0]
	str	x2, [x0]
	add	x0, x0, #4096
	cmp	x0, x1
	b.lo	.Ltouch
#endif
	mov_q	x0, X0
	mov_q	x1, X1
	mov_q	x2, X2
	mov	x3, #-1			/* whatever is not documented is junk */
	mov_q	x16, CODE_ENTRY
	br	x16
