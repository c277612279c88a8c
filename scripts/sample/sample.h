#ifndef _SAMPLE_H
#define _SAMPLE_H
#define BIT(n)	(1 << (n))
#define __PASTE(a, b)	a##b
#define PASTE(a, b)	__PASTE(a, b)
#define TEXT_(x...)	#x
#define TEXT(x...)	TEXT_(x)
#define MASK	(BIT(3) | BIT(5) | 0x10UL)
#define ENTRY(name)	.globl name; .p2align 2; name:
#define END(name)	.type name, %function; .size name, . - name
#if defined(MORE) && MORE > 2 || !defined(__ASSEMBLER__)
#error none
#elif __GNUC__ >= 4 && (MASK & 8)
#define SIZE	(64 * 2)
#else
#undef SIZE
#endif
	.irp n, 0, 1, 2, 3, 30
	.equ .Lnumber_x\n, \n
	.endr
	.macro save, first:req, rest:vararg
	.ifnb \rest
	str \first, [sp, #-16]!
	save \rest
	.else
	stp \first, xzr, [sp, #-16]!
	.endif
	.endm
	.macro put, value=0, kind=word
	.ifc \kind, byte
	.byte \value
	.elseif \value > 7 && \value < 1 << 16
	.hword \value
	.else
	.\kind \value
	.endif
	.endm
	.macro aside, old, new
	.pushsection .altinstructions, "a"
	.long 661b - ., 663f - .
	.hword MASK
	.byte 662b - 661b, 664f - 663f
	.popsection
	.subsection 1
663:	\new
664:	.previous
	.org . - (664b - 663b) + (662b - 661b)
	.endm
	.macro own
	.inst (0xd500401f | (0 << 16) | ((.Lnumber_x3) << 5))
	.endm
	.macro counted, a, b
	b.\a .Lend\@
	add \b, \b, #(SIZE - 8)
.Lend\@:
	.endm
	.altmacro
	.macro local_label, n
	LOCAL here
here:	.word here - . + \n
	.endm
	.noaltmacro
#endif
