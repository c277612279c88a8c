	.text
	.global foo
foo:	nop
	b 1f
	ldr x0, =0x12345678
	.ascii "hello world, this is longers"
1:	ret; nop
	.macro mm a
	nop
	add x0, x0, #\a
	.endm
	mm 3 // hi
	.rept 3
	nop
	.endr
	.if 0
	nop
	.else
	brk 1
	.endif
	.align 4
	.data
var:	.quad foo, ext, 3
	.byte 1,2,3
	.balign 8
	.zero 100
	.set abc, 5
	.org 0x100
	.word 0x11223344
	.bss
	.skip 16
	.comm cc, 8
/* multi
   line */
	.section .foo,"a"; .byte 1,2
	.byte 7
	.macro outer n
	.if \n
	mov	x1, #\n ; mov x2, x3
	.pushsection .foo
	.word \n
	.popsection
	mm 2
	.endif
	.endm
	.text
	outer 1
	outer 0
	.if 0
	.if 1
	nop
	.endif
	.elseif 1
	nop
	.else
	nop
	.endif
	.irp x,1,2
	mov x\x, #\x
	.endr
	.type foo, %function
	.size foo, . - foo
	.eject
	.title "titled"
	.nolist
	nop
	.list
	ret // a very long line is this and it goes on and on and on and on and on and on and on and on and on
