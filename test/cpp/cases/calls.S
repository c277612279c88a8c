// calls over lines, with directives and nested
#define f(a,b) [a|b]
#define g(x) <x>
#define E
f(1
#define inside 1
,inside)
f(1,
#ifdef inside
2
#else
3
#endif
)
f
f (1,2)
f

(1,2) after
f
nothing
g(g(g(g(1))))
g((1,2)) f((1,2),3) f({1,2}) f([1,2])
g(,) 
f(,) f( , ) f(E,E) f(g(1),g(2)) g(f(1,2))
g f(1,2)
g(f)(1,2) g(f)g(1)
#define call f(
call 1,2) call 3, 4 )
#define obj f
obj(1,2) obj (3,4) obj
x
#define later g(later)
later
f(g,f)(1,2)
# not a directive
f(1
 # comment
, 2)
