// every form of #if, and what 64-bit arithmetic makes of it
#define one 1
#define zero 0
#define empty
#if one
a1
#elif one
a2
#else
a3
#endif
#if zero
b1
#elif zero
b2
#elif one
b3
#elif one
b4
#else
b5
#endif
#ifdef one
c1
# ifdef two
c2
# else
c3
# endif
#else
c4
#endif
#ifndef one
d1
#elif defined two || defined(zero)
d2
#endif
#if 0
# if 1
e1
# else
e2
# endif
# bogus
#elif 1
e3
#endif
#if -1 > 0u && -1 < 0
f1
#endif
#if (1 << 63) < 0 && 0x8000000000000000 > 0 && -9223372036854775807 - 1 < 0
f2
#endif
#if 18446744073709551615 == -1 && 0xffffffffffffffff == ~0
f3
#endif
#if (2 || 1/0) && !(0 && 1/0) && (1 ? 2 : 1/0)
f4
#endif
#if -7 / 2 == -3 && -7 % 2 == -1 && -8 >> 1 == -4 && 7 / -2 == -3
f5
#endif
#if 'a' == 97 && '\n' == 10 && '\x41' == 65 && '\101' == 65 && 'ab' == 24930 && '\377' == 255
f6
#endif
#if 1 ? 0 ? 3 : 4 : 5
f7
#endif
#if (1, 2) == 2
f8
#endif
#if 0b101 == 5 && 010 == 8 && 0x10UL == 16 && 1ll && 1LLU
f9
#endif
#if (-1 ? 1 : 0u) == 1 && (0 ? 0u : -1) > 0
f10
#endif
#if 1 == 1 == 1 && 5 - 3 - 1 == 1 && 2 + 3 * 4 == 14 && (6 & 3 | 8 ^ 1) == 11 && 1 << 2 + 1 == 8
f11
#endif
#if undefined_name == 0 && !undefined_name && true == 0
f12
#endif
#define has(x) defined(x)
#if has(one) && !has(two)
f13
#endif
#if defined one && defined (one) && !defined two && defined
#endif
#if 1 >> 64 == 0 && -1 >> 100 == -1 && 1 << 64 == 0 && 1 << -1 == 0 && 8 >> -1 == 16
f14
#endif
#if __LINE__ == 104
f15
#else
f16
#endif
#define EXPR 3 + 4
#if EXPR * 2 == 11
f17
#endif
#ifdef __has_include
f18
#endif
#elifdef
