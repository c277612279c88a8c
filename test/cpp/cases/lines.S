// line structure: comments, splices, gaps
a


b





c



















d
e /* one
two
three */ f
/* one
two */ g
   /* one
   two */    h
i \
j \
   k
l
// comment \
continued \
again
m
#define multi(a, b) a \
	b \
	c
multi(1,
2) n
multi(

1

,

2

)
o
#if 0





not




#else
p
#endif
	.ascii "a\
b"
q /* unfinished // */ r // s /* t
u
