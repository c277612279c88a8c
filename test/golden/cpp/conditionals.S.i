# 0 "conditionals.S"
# 0 "<built-in>"
# 0 "<command-line>"
# 1 "conditionals.S"





a1
# 17 "conditionals.S"
b3






c1



c3







d2
# 46 "conditionals.S"
e3


f1


f2


f3


f4


f5


f6


f7


f8


f9


f10


f11


f12
# 91 "conditionals.S"
f14




f16



f17


f18
