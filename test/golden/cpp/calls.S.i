# 0 "calls.S"
# 0 "<built-in>"
# 0 "<command-line>"
# 1 "calls.S"




[1|1]


[1|2]






f
[1|2]
[1|2] after


f
nothing
< < < <1> > > >
<(1,2)> [(1,2)|3] [{1|2}] [[1|2]]
g
[|] [|] [|] [<1>|<2>] <[1|2]>
g [1|2]
<f>(1,2) <f><1>

[1|2] [3|4]

[1|2] [3|4] f
x

<later>
[g|f](1,2)
# not a directive
f
