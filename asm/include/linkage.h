/* SPDX-License-Identifier: MIT */
/*
 * How a piece of hand-written code declares itself: global, aligned, typed and sized, so that
 * nm, objdump and the verifier's reports can say where an address belongs.
 */
#ifndef A64AS_LINKAGE_H
#define A64AS_LINKAGE_H

	/* Code that is entered in a state of its own: no stack, no calling convention. */
	.macro sym_code_start name:req
	.globl	\name
	.balign	4
\name:
	.endm

	.macro sym_code_end name:req
	.type	\name, %function
	.size	\name, . - \name
	.endm

#define SYM_CODE_START(name)	sym_code_start name
#define SYM_CODE_END(name)	sym_code_end name

#endif
