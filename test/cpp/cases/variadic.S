// variable arguments, GNU's comma and __VA_OPT__
#define a1(...) [__VA_ARGS__]
#define a2(x, ...) [x|__VA_ARGS__]
#define g1(fmt, args...) p(fmt , ## args)
#define g2(fmt, ...) p(fmt, ##__VA_ARGS__)
#define g3(args...) p(0 , ## args)
#define g4(...) p(0, ## __VA_ARGS__ , end)
#define g5(x, ...) x##__VA_ARGS__ __VA_ARGS__##x
a1() a1(1) a1(1,2) a1( 1 , 2 ) a1((1,2),3) a1(
a,
b)
a2(1) a2(1,) a2(1,2) a2(1,2,3) a2()
g1("x") g1("x",) g1("x",1) g1("x",1,2)
g2("x") g2("x",) g2("x",1) g2("x", 1 , 2 )
g3() g3(1) g3(1,2)
g4() g4(1) g4(1,2)
g5(1) g5(1,2) g5(a,b,c)
#define EMPTY
#define o1(x, ...) f(x __VA_OPT__(,) __VA_ARGS__)
#define o2(...) f(0 __VA_OPT__(, __VA_ARGS__ end))
#define o3(x, ...) x __VA_OPT__(a##x) ## b
#define o4(x, ...) #__VA_OPT__(x __VA_ARGS__ x)
#define o5(...) a __VA_OPT__() b __VA_OPT__( ) c
#define o6(x, ...) __VA_OPT__(x)__VA_OPT__(x) x
#define o7(x, y...) y __VA_OPT__(x ## y) end
#define o8(...) a ## __VA_OPT__(b) ## c
o1(1) o1(1,) o1(1,2) o1(1,EMPTY) o1(1,2,3) o1()
o2() o2(1) o2(1,2) o2(EMPTY)
o3(1) o3(1,2) o3(,2)
o4(a) o4(a,b) o4( a , b , c )
o5() o5(1)
o6(a) o6(a,b)
o7(1) o7(1,2)
o8() o8(1)
#define IS_ENABLED_(x) cond_(x)
#define __ARG_PLACEHOLDER_1 0,
#define __take_second_arg(__ignored, val, ...) val
#define __is_defined(x) ___is_defined(x)
#define ___is_defined(val) ____is_defined(__ARG_PLACEHOLDER_##val)
#define ____is_defined(arg1_or_junk) __take_second_arg(arg1_or_junk 1, 0)
#define CONFIG_A 1
#define CONFIG_B m
__is_defined(CONFIG_A) __is_defined(CONFIG_B) __is_defined(CONFIG_C)
#if __is_defined(CONFIG_A) && !__is_defined(CONFIG_C)
yes
#endif
