/* Class 16: execution where no code is. */
// flaw 1: 16 udf-executed zeroes after the code
// flaw 2: 16 udf-executed UDF
// flaw 3: 16 unallocated-executed a literal pool
// flaw 4: 16 udf-executed a branch into memory that nobody wrote
// flaw 5: 16 unallocated-executed an encoding that is not allocated
// flaw 6: 16 data-executed a string in .rodata
// flaw 7: 16 data-executed literals among the code, run into and out of
#include "bare.h"
	begin
	ldr	x1, =0x1234567890
	cbz	x1, leave
#if FLAW == 1
	b	padding
#elif FLAW == 2
	udf	#7
#elif FLAW == 3
	b	pool
#elif FLAW == 4
	mov64	x1, 0x42000000
	br	x1
#elif FLAW == 5
	.inst	0x00800000
#elif FLAW == 6
	adrp	x1, text
	add	x1, x1, :lo12:text
	br	x1
#elif FLAW == 7
	ldr	x2, 1f
	.balign	8
1:	.quad	0xd503201fd503201f
#endif
	/* instructions by number, as some write those that their assembler does not know */
	.word	0xd503201f
	finish
	.balign	64
pool:	.quad	0x0080000000800000
	nop
	finish
padding:
	.space	64
	.section .rodata
	.balign	8
text:	.quad	0xd503201fd503201f
	.quad	0xd503201fd503201f
	.text
	bare_end
