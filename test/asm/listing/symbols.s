	.struct 4
a:	.skip 4
b:	.skip 8
	.section .grouped,"axG",%progbits,signature,comdat
	.org 8
	.set late, 8
	nop
	.text
	.word a, b
	.subsection 1
	nop
	.subsection 0
	nop
1:	b 1b
