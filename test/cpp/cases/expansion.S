// rescanning, recursion, blue paint (C11 6.10.3.4)
#define f g
#define g f
f
g
#define x 3
#define ff(a) ff(x * (a))
#undef x
#define x 2
#define gg ff
#define z z[0]
#define h gg(~
#define m(a) a(w)
#define w 0,1
#define t(a) a
#define p() int
#define q(x) x
#define r(x,y) x ## y
#define str(x) # x
ff(y+1) + ff(ff(z)) % t(t(gg)(0) + t)(1);
gg(x+(3,4)-w) | h 5) & m
(ff)^m(m);
p() i[q()] = { q(1), r(2,3), r(4,), r(,5), r(,) };
char c[2][6] = { str(hello), str() };
#define NIL(xxx) xxx
#define G_0(arg) NIL(G_1)(arg)
#define G_1(arg) NIL(arg)
G_0(42)
#define CAT(a,b) a##b
#define XCAT(a,b) CAT(a,b)
XCAT(1, XCAT(2, 3)) CAT(CA,T)(x, y) CAT(f, ) CAT(,f)
#define self self + other
#define other other + self
self other
#define EMPTY
#define DEFER(id) id EMPTY
#define A() 123
DEFER(A)() NIL(DEFER(A)())
#define LP (
#define RP )
NIL LP 1 RP q LP x RP
NIL
(
multi
line
)
after
NIL /* c */ (1) NIL // c
(2)
