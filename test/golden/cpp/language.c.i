# 0 "language.c"
# 0 "<built-in>"
# 0 "<command-line>"
# 1 "language.c"




foo bar <: :> <% %> %: %:%: $x x$y
int x; 1 2
   y;
1 2



  z
   indented a b
   c
#ident "kept"
#pragma foo id(x) E
#pragma GCC diagnostic push


# 19 "language.c"
#pragma message
# 19 "language.c"
 message after
before
# 20 "language.c"
#pragma omp parallel
# 20 "language.c"
 after
       
"a" 'b' u8"c" U"d" u'e' R"(raw)" 0x1p-3 1'000 .5e+3
\U000000e9 \U000000fc \U000000e9
# 50 "marker.c"
50 "marker.c" 201710L __ASSEMBLER__
a
    b
  x y
a b


   c
d
