/* SPDX-License-Identifier: MIT */
/*
 * EL2 without VHE, where there is one TTBR and no way to map kernel addresses: down to EL1 for the copy, and back by HVC
 * through vectors in the page that runs.
 */
#ifndef A64AS_EL2_H
#define A64AS_EL2_H

#include "sysreg.h"

	/* From EL2 to the same place at EL1. Nothing of HCR, SPSR and ELR is taken for granted. */
	.macro	drop_to_el1 vectors:req, tmp:req
	msr	vbar_el2, \vectors
	mov_q	\tmp, HCR_RW
	msr	hcr_el2, \tmp
	mov	\tmp, #(PSR_MODE_EL1H | PSR_DAIF_MASKED)
	msr	spsr_el2, \tmp
	adr	\tmp, .Lat_el1_\@
	msr	elr_el2, \tmp
	isb
	eret
.Lat_el1_\@:
	.endm

	/* HVC from the copy. Anything else that EL1 may have done to get here is no reason to start the image. */
	.macro	el1_sync_64 target:req, tmp:req
	.balign	128
	mrs	\tmp, esr_el2
	lsr	\tmp, \tmp, #ESR_EC_SHIFT
	cmp	\tmp, #ESR_EC_HVC64
	b.eq	\target
	b	.
	.endm

	/* Nothing may come this way: stay, at an address whose name says what happened. */
	.macro	invalid_vector name:req
	.balign	128
\name:
	b	\name
	.endm

#endif
