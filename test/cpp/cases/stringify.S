// # and ## (C11 6.10.3.2, 6.10.3.3)
#define S(x) #x # x # y
S( a  "b\n" 'c' \ d )
#define str(s) # s
#define xstr(s) str(s)
#define debug(s, t) printf("x" # s "= %d, x" # t "= %s", x ## s, x ## t)
#define INCFILE(n) vers ## n
#define glue(a, b) a ## b
#define xglue(a, b) glue(a, b)
#define HIGHLOW "hello"
#define LOW LOW ", world"
debug(1, 2);
fputs(str(strncmp("abc\0d", "abc", '\4') == 0) str(: @\n), s);
xstr(INCFILE(2).h)
glue(HIGH, LOW);
xglue(HIGH, LOW)
#define hash_hash # ## #
#define mkstr(a) # a
#define in_between(a) mkstr(a)
#define join(c, d) in_between(c hash_hash d)
char p[] = join(x, y);
#define t(x,y,z) x ## y ## z
int j[] = { t(1,2,3), t(,4,5), t(6,,7), t(8,9,), t(10,,), t(,11,), t(,,12), t(,,) };
str(	a	b   c
   d  )
str( /* x */ a /* y */ b ) str(E) str() str( ) str(a/**/b) str('"' "'" "\\" '\'')
#define V(a, ...) str(a) str(__VA_ARGS__) [a ## __VA_ARGS__]
V(1) V(1,) V(1,2) V(1, 2 , 3) V() V(,) V((1,2),3)
#define paste3(a) a ## _x ## a
paste3(q) paste3() xstr(paste3(q)) xstr( glue(a , b) )
#define eq glue(=,=) glue(<,<=) glue(-,>) glue(1,e) glue(.,5) glue(L,"x") glue(L,'x') glue(/,=)
eq
