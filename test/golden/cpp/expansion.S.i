# 0 "expansion.S"
# 0 "<built-in>"
# 0 "<command-line>"
# 1 "expansion.S"



f
g
# 20 "expansion.S"
ff(2 * (y+1)) + ff(2 * (ff(2 * (z[0])))) % ff(2 * (0)) + t(1);
ff(2 * (2 +(3,4)-0,1)) | ff(2 * (~ 5)) & ff(2 * (0,1))^m(0,1);

int i[] = { 1, 23, 4, 5, };
char c[2][6] = { "hello", "" };



42


123 CAT(2, y) f f


self + other + self other + self + other



A () 123


NIL ( 1 ) q ( 2 )
multi line




after
1 2
