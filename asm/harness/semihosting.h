/* SPDX-License-Identifier: MIT */
/* Arm semihosting calls, by which bare metal speaks to the emulator under it. */
#ifndef A64AS_SEMIHOSTING_H
#define A64AS_SEMIHOSTING_H

#define SYS_WRITE0		0x04
#define SYS_EXIT_EXTENDED	0x20
#define ADP_STOPPED_EXIT	0x20026

	/* Print the zero-terminated text at label. Destroys x0, x1. */
	.macro	print label:req
	adr	x1, \label
	mov	w0, #SYS_WRITE0
	hlt	#0xf000
	.endm

	/* End the run with a status. The parameter block is at label, 16 writable bytes. */
	.macro	leave status:req, label:req
	adr	x1, \label
	movz	x0, #(ADP_STOPPED_EXIT & 0xffff)
	movk	x0, #(ADP_STOPPED_EXIT >> 16), lsl #16
	str	x0, [x1]
	mov	x0, #\status
	str	x0, [x1, #8]
	mov	w0, #SYS_EXIT_EXTENDED
	hlt	#0xf000
	b	.
	.endm

#endif
