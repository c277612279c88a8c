# 0 "lines.S"
# 0 "<built-in>"
# 0 "<command-line>"
# 1 "lines.S"

a


b





c
# 31 "lines.S"
d
e f



       g

             h
i j k


l



m



1 2 c n

1 2 c
# 61 "lines.S"
o
# 74 "lines.S"
p

 .ascii "ab"

q r
u
