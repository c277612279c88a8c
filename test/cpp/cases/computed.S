// args: -fmacro-prefix-map=comp=mapped -Iinc
// macros that are computed
__LINE__ __FILE__ __BASE_FILE__ __INCLUDE_LEVEL__ __COUNTER__ __COUNTER__
#define L __LINE__
#define C __COUNTER__
L L
__LINE__ \
__LINE__
#define id(x) x
#define two(x,y) x y
id(__LINE__) id(
__LINE__) __LINE__ two(
__LINE__,
L
) L
C C id(C C)
#define cat_(a,b) a##b
#define cat(a,b) cat_(a,b)
cat(u_, __COUNTER__) cat(l_, __LINE__)
#line 100
__LINE__ L
#line 200 "other.S"
__LINE__ __FILE__ __FILE_NAME__
#define N 300
#line N
__LINE__
#include "level.h"
__LINE__ __FILE__ __INCLUDE_LEVEL__
#if __COUNTER__ == 9
nine
#endif
__COUNTER__
