// what assembler text may hold that C may not
#define E
#define one 1
E # comment, not a directive
	E	# another
 # 12 "not a marker"
#
#123
#foo E one
.macro foo'bar one
@ don't expand one /* nor here */
x /* a
 b */ one y
#pragma weird one
#ident "dropped"
L"abc" 'a' u8"x" $one $E$ #one
#if 0
don't mind
#endif
	mov	x0, #'a'	// one
1:	b	1b ; nop
"one" 'one' "\"one" '\'one' one
\one \()one .one one. one: one=one
é one ü
a\
b one \
 one
last one
