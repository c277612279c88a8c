# 0 "assembler.S"
# 0 "<built-in>"
# 0 "<command-line>"
# 1 "assembler.S"



 # comment, not a directive
 # another
 # 12 "not a marker"

#123
#foo 1
.macro foo'bar one
@ don't expand one /* nor here */
x 1 y



L"abc" 'a' u8"x" $1 $$ #1



 mov x0, #'a'
1: b 1b ; nop
"one" 'one' "\"one" '\'one' 1
\1 \()1 . 1 1 . 1: 1=1
é 1 ü
ab 1 1


last 1
