# 0 "variadic.S"
# 0 "<built-in>"
# 0 "<command-line>"
# 1 "variadic.S"
# 9 "variadic.S"
[] [1] [1,2] [1 , 2] [(1,2),3] [a, b]


[1|] [1|] [1|2] [1|2,3] [|]
p("x") p("x" ,) p("x" ,1) p("x" ,1,2)
p("x") p("x",) p("x",1) p("x", 1 , 2)
p(0) p(0 ,1) p(0 ,1,2)
p(0 , end) p(0,1 , end) p(0,1,2 , end)
1 1 12 21 ab,c b,ca
# 27 "variadic.S"
f(1 ) f(1 ) f(1 , 2) f(1 ) f(1 , 2,3) f( )
f(0 ) f(0 , 1 end) f(0 , 1,2 end) f(0 )
1 b 1 a1b ab
"" "a b a" "a b , c a"
a b c a b c
 a a a a
 end 2 12 end
ac abc
# 43 "variadic.S"
1 0 0

yes
