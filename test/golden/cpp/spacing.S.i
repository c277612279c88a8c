# 0 "spacing.S"
# 0 "<built-in>"
# 0 "<command-line>"
# 1 "spacing.S"



foo 123 foo bar 1 2 . 5 \ foo
foo.5 foo 1e5 foo 0x
1 'a' 1"a" a 'c' a "s" aL"s" "a"b 'a'b "a""b"
@@ \\ \1 $a - - + += = = < <= . .. .. . # #
/ / / * % : < : > > > >= < < & & | | - > -> * : : : >
1 .x 1 +1 1e +1 1 ... .. .5 ! = * = ^ = % = << = >> = <= >
 x
  x
 x
x y
x
   
        y
aE b()c [] - - ()

. foo .foo [x] y -> [] ab ab


.z . z

x x x x x x

[ 1 ][1] 1 -1 [ 1 ][1] 1 -1 [ ][] - [ ][] -

o o o-o o+o .o o. (o)
 o
 o
       o
                                                          deep o
