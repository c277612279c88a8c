# 0 "stringify.S"
# 0 "<built-in>"
# 0 "<command-line>"
# 1 "stringify.S"


"a \"b\\n\" 'c' \ d" "a \"b\\n\" 'c' \ d" # y
# 12 "stringify.S"
printf("x" "1" "= %d, x" "2" "= %s", x1, x2);
fputs("strncmp(\"abc\\0d\", \"abc\", '\\4') == 0" ": @\n", s);
"vers2.h"
"hello";
"hello" ", world"




char p[] = "x ## y";

int j[] = { 123, 45, 67, 89, 10, 11, 12, };
"a b c d"

"a b" "E" "" "" "a b" "'\"' \"'\" \"\\\\\" '\\''"

"1" "" [1] "1" "" [1] "1" "2" [12] "1" str [12 , 3] "" "" [] "" "" [] "(1,2)" "3" [(1,2)3]

q_xq _x "q_xq" "ab"

== <<= -> 1e .5 L"x" L'x' /=
