 .macro mA a:req, b=3
 .ifnb \a
  .byte   \a , \b
 .endif
	add	x0,   x1,  #\b // comment
 .endm
 mA 1
 mA 1, 4
 .irp x,1,2,3
  .byte \x
 .endr
 .irpc x,123
 .byte   \x   ;  .byte 4
 .endr
 .macro in a
 .ifb \a
 .byte 0
 .endif
 .ifc \a,b
 .byte 1
 .endif
 .endm
 .macro out a
  in \a
  in
 .endm
 out x
 out b
 out
 .altmacro
 .macro mC a
 LOCAL x
x: .byte \a
 .byte a
 .endm
 mC 1
 mC %2+3
 .noaltmacro
 .macro mD
 .if 0
 .byte 0
 .elseif 1
 .byte 1
 .endif
 .endm
 mD
 .rept 3
 .if 0
 .byte 2
 .endif
 .endr
 .macro	fooE	a	b
	.byte	\a		,\b
   	.byte   (\a)   ; .byte \b	
    label\a:	.byte 3
 .endm
	fooE	1	2
 fooE 3,4
 .macro fooF a
  barF \a
 .endm
 .macro barF a
 .rept 2
  .byte \a
 .endr
 .endm
 fooF 3
 .rept 2
 .rept 2
 fooF 1
 .endr
 .endr
 .psize 20,30
 .long 1,2,3,4,5,6,7 // a rather long comment about it all
 .rept 3
 .byte 1
 .endr
 .psize 7
.Lx: nop
x=.Lx
y=y2
y2=5
1: nop
 .weak w
 .weakref wr, w2
 b w
 bl wr
 .set q, y
 .type foo,%function
foo:
 .globl bar
 bl bar
 .eqv ev, x+1
 .comm cc,8,8
 .lcomm lc,4
 .equ ab, 0x123456789a
 .hidden hid
 .symver foo,foo@V1
 .section .text.x,"ax"
z: nop
