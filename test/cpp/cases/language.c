// C mode
#define id(x) x
#define E
#define f(a,b) a b
id(foo)bar <: :> <% %> %: %:%: $x x$y
int E x; f(1,
2) y;
f(
1
,
2
) z
   indented   /* c */  id(a
b) c
#ident "kept"
#pragma foo id(x) E
#pragma GCC diagnostic push
#define P(x) _Pragma(#x) x
P(message) after
before _Pragma("omp parallel") after
#pragma push_macro("E")
"a" 'b' u8"c" U"d" u'e' R"(raw)" 0x1p-3 1'000 .5e+3
é ü id(é)
#if 1 //
#else foo
#endif
# 50 "marker.c"
__LINE__ __FILE__ __STDC_VERSION__ __ASSEMBLER__
id(
a)  b
  id(x) id(y)
a id(


b) c
d
