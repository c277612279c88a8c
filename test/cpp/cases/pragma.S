// args: -Iinc
// pragmas and other small directives in assembler mode
#pragma once
#pragma push_macro("X")
#define X 1
#pragma push_macro("X")
#undef X
#define X 2
X
#pragma pop_macro("X")
X
#pragma pop_macro("X")
X
_Pragma("once") x
_Pragma ("GCC poison foo") y
#assert food(pizza)
#if #food(pizza) && !#food(bread) && #food
assert
#endif
#unassert food(pizza)
#if #food
still
#else
gone
#endif
#if #machine(aarch64) || #cpu(aarch64)
cpu
#endif
#sccs "x"
#warning in assembler
#include "syshdr.h"
x
# define indented 1
 #	define tabs 2
indented tabs
#define redefined(a) a
#define redefined(a)   a
#undef redefined
#undef never
redefined(1)
