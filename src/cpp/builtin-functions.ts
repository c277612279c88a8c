/**
 * The functions that gcc 12 has built in: what __has_builtin says (GCC manual, "Other Built-in Functions Provided by GCC"; which
 * of them there are was asked of gcc itself).
 *
 * Enters: a name. Leaves: is it a function that gcc knows?
 */

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Functions of the C library and POSIX, known by their own names too unless -std= asks for ISO C only. */
const LIBRARY: ReadonlySet<string> = new Set(
  words(`
__clear_cache __fprintf_chk __memcpy_chk __memmove_chk __mempcpy_chk __memset_chk __printf_chk __snprintf_chk
__sprintf_chk __stpcpy_chk __stpncpy_chk __strcat_chk __strcpy_chk __strncat_chk __strncpy_chk __vfprintf_chk
__vprintf_chk __vsnprintf_chk __vsprintf_chk _exit aligned_alloc alloca bcmp bcopy bzero ceilf128 ceilf16 ceilf32
ceilf32x ceilf64 ceilf64x clog10 clog10f clog10l copysignf128 copysignf16 copysignf32 copysignf32x copysignf64
copysignf64x dcgettext dgettext drem dremf dreml execl execle execlp execv execve execvp exp10 exp10f exp10l fabsf128
fabsf16 fabsf32 fabsf32x fabsf64 fabsf64x ffs ffsimax ffsl ffsll finite finitef finitel floorf128 floorf16 floorf32
floorf32x floorf64 floorf64x fmaf128 fmaf16 fmaf32 fmaf32x fmaf64 fmaf64x fmaxf128 fmaxf16 fmaxf32 fmaxf32x fmaxf64
fmaxf64x fminf128 fminf16 fminf32 fminf32x fminf64 fminf64x fork fprintf_unlocked fputc_unlocked fputs_unlocked
fwrite_unlocked gamma gamma_r gammaf gammaf_r gammal gammal_r gettext index isascii isinff isinfl isnanf isnanl j0 j0f
j0l j1 j1f j1l jn jnf jnl lgamma_r lgammaf_r lgammal_r mempcpy nanf128 nanf16 nanf32 nanf32x nanf64 nanf64x
nearbyintf128 nearbyintf16 nearbyintf32 nearbyintf32x nearbyintf64 nearbyintf64x posix_memalign pow10 pow10f pow10l
printf_unlocked putc_unlocked putchar_unlocked puts_unlocked rindex rintf128 rintf16 rintf32 rintf32x rintf64 rintf64x
roundeven roundevenf roundevenf128 roundevenf16 roundevenf32 roundevenf32x roundevenf64 roundevenf64x roundevenl
roundf128 roundf16 roundf32 roundf32x roundf64 roundf64x scalb scalbf scalbl signbit signbitf signbitl significand
significandf significandl sincos sincosf sincosl sqrtf128 sqrtf16 sqrtf32 sqrtf32x sqrtf64 sqrtf64x stpcpy stpncpy
strcasecmp strdup strfmon strncasecmp strndup strnlen toascii truncf128 truncf16 truncf32 truncf32x truncf64 truncf64x
y0 y0f y0l y1 y1f y1l yn ynf ynl
`),
);

/** Functions of ISO C, and the library's helpers: known by their own names always. */
const STANDARD: ReadonlySet<string> = new Set(
  words(`
_Exit __cyg_profile_func_enter __cyg_profile_func_exit abort abs acos acosf acosh acoshf acoshl acosl asin asinf asinh
asinhf asinhl asinl atan atan2 atan2f atan2l atanf atanh atanhf atanhl atanl cabs cabsf cabsl cacos cacosf cacosh
cacoshf cacoshl cacosl calloc carg cargf cargl casin casinf casinh casinhf casinhl casinl catan catanf catanh catanhf
catanhl catanl cbrt cbrtf cbrtl ccos ccosf ccosh ccoshf ccoshl ccosl ceil ceilf ceill cexp cexpf cexpl cimag cimagf
cimagl clog clogf clogl conj conjf conjl copysign copysignf copysignl cos cosf cosh coshf coshl cosl cpow cpowf cpowl
cproj cprojf cprojl creal crealf creall csin csinf csinh csinhf csinhl csinl csqrt csqrtf csqrtl ctan ctanf ctanh
ctanhf ctanhl ctanl erf erfc erfcf erfcl erff erfl exit exp exp2 exp2f exp2l expf expl expm1 expm1f expm1l fabs fabsf
fabsl fdim fdimf fdiml feclearexcept fegetenv fegetexceptflag fegetround feholdexcept feraiseexcept fesetenv
fesetexceptflag fesetround fetestexcept feupdateenv floor floorf floorl fma fmaf fmal fmax fmaxf fmaxl fmin fminf
fminl fmod fmodf fmodl fprintf fputc fputs free frexp frexpf frexpl fscanf fwrite hypot hypotf hypotl ilogb ilogbf
ilogbl imaxabs isalnum isalpha isblank iscntrl isdigit isgraph isinf islower isnan isprint ispunct isspace isupper
iswalnum iswalpha iswblank iswcntrl iswdigit iswgraph iswlower iswprint iswpunct iswspace iswupper iswxdigit isxdigit
labs ldexp ldexpf ldexpl lgamma lgammaf lgammal llabs llrint llrintf llrintl llround llroundf llroundl log log10
log10f log10l log1p log1pf log1pl log2 log2f log2l logb logbf logbl logf logl lrint lrintf lrintl lround lroundf
lroundl malloc memchr memcmp memcpy memmove memset modf modff modfl nan nanf nanl nearbyint nearbyintf nearbyintl
nextafter nextafterf nextafterl nexttoward nexttowardf nexttowardl pow powf powl printf putc putchar puts realloc
remainder remainderf remainderl remquo remquof remquol rint rintf rintl round roundf roundl scalbln scalblnf scalblnl
scalbn scalbnf scalbnl scanf sin sinf sinh sinhf sinhl sinl snprintf sprintf sqrt sqrtf sqrtl sscanf strcat strchr
strcmp strcpy strcspn strftime strlen strncat strncmp strncpy strpbrk strrchr strspn strstr tan tanf tanh tanhf tanhl
tanl tgamma tgammaf tgammal tolower toupper towlower towupper trunc truncf truncl vfprintf vfscanf vprintf vscanf
vsnprintf vsprintf vsscanf
`),
);

/** Those of both that have no name with __builtin_ before it. */
const BARE: ReadonlySet<string> = new Set(words(`__cyg_profile_func_enter __cyg_profile_func_exit`));

/** Behind __builtin_ only. */
const OTHERS: ReadonlySet<string> = new Set(
  words(`
FILE FUNCTION LINE acc_on_device add_overflow add_overflow_p adjust_descriptor adjust_trampoline
aggregate_incoming_address alloca_with_align alloca_with_align_and_max apply apply_args assoc_barrier assume_aligned
bswap128 bswap16 bswap32 bswap64 cexpi cexpif cexpil choose_expr classify_type clear_padding clrsb clrsbimax clrsbl
clrsbll clz clzimax clzl clzll constant_p convertvector ctz ctzimax ctzl ctzll dwarf_cfa dwarf_sp_column
dynamic_object_size eh_copy_values eh_filter eh_pointer eh_return eh_return_data_regno expect expect_with_probability
extend_pointer extract_return_addr fpclassify frame_address frob_return_addr has_attribute huge_val huge_valf
huge_valf128 huge_valf16 huge_valf32 huge_valf32x huge_valf64 huge_valf64x huge_vall iceil iceilf iceill ifloor
ifloorf ifloorl inf inff inff128 inff16 inff32 inff32x inff64 inff64x infl init_descriptor init_dwarf_reg_size_table
init_heap_trampoline init_trampoline irint irintf irintl iround iroundf iroundl isfinite isinf_sign isnormal lceil
lceilf lceill lfloor lfloorf lfloorl llceil llceilf llceill llfloor llfloorf llfloorl longjmp memcmp_eq mul_overflow
mul_overflow_p nans nansf nansf128 nansf16 nansf32 nansf32x nansf64 nansf64x nansl next_arg nonlocal_goto object_size
offsetof parity parityimax parityl parityll popcount popcountimax popcountl popcountll powi powif powil prefetch
return return_address sadd_overflow saddl_overflow saddll_overflow saveregs set_thread_pointer setjmp setjmp_receiver
setjmp_setup shuffle shufflevector smul_overflow smull_overflow smulll_overflow speculation_safe_value
speculation_safe_value_1 speculation_safe_value_16 speculation_safe_value_2 speculation_safe_value_4
speculation_safe_value_8 speculation_safe_value_ptr ssub_overflow ssubl_overflow ssubll_overflow stack_restore
stack_save strcmp_eq strncmp_eq sub_overflow sub_overflow_p thread_pointer trap types_compatible_p uadd_overflow
uaddl_overflow uaddll_overflow umul_overflow umull_overflow umulll_overflow unreachable unwind_init unwind_resume
update_setjmp_buf usub_overflow usubl_overflow usubll_overflow va_arg_pack va_arg_pack_len va_copy va_end va_start
`),
);

/** Behind `__`; those of SIZED exist for 1, 2, 4, 8 and 16 bytes as well. */
const ATOMIC: ReadonlySet<string> = new Set(
  words(`
atomic_always_lock_free atomic_clear atomic_compare_exchange_n atomic_exchange_n atomic_feraiseexcept
atomic_is_lock_free atomic_load_n atomic_signal_fence atomic_store_n atomic_test_and_set atomic_thread_fence
sync_synchronize
`),
);
const SIZED: ReadonlySet<string> = new Set(
  words(`
atomic_add_fetch atomic_and_fetch atomic_compare_exchange atomic_exchange atomic_fetch_add atomic_fetch_and
atomic_fetch_nand atomic_fetch_or atomic_fetch_sub atomic_fetch_xor atomic_load atomic_nand_fetch atomic_or_fetch
atomic_store atomic_sub_fetch atomic_xor_fetch sync_add_and_fetch sync_and_and_fetch sync_bool_compare_and_swap
sync_fetch_and_add sync_fetch_and_and sync_fetch_and_nand sync_fetch_and_or sync_fetch_and_sub sync_fetch_and_xor
sync_lock_release sync_lock_test_and_set sync_nand_and_fetch sync_or_and_fetch sync_sub_and_fetch
sync_val_compare_and_swap sync_xor_and_fetch
`),
);

/** The value of __has_builtin(name); `strict`: -std=c… */
export function hasBuiltin(name: string, strict: boolean): boolean {
  if (STANDARD.has(name) || (LIBRARY.has(name) && !strict)) return true;
  const inner = /^__builtin_(\w+)$/.exec(name)?.[1];
  if (inner !== undefined) {
    const ofLibrary = (LIBRARY.has(inner) || STANDARD.has(inner)) && !BARE.has(inner);
    return ofLibrary || OTHERS.has(inner) || inner.startsWith('aarch64_');
  }
  const atomic = /^__((?:atomic|sync)_\w+)$/.exec(name)?.[1] ?? '';
  return ATOMIC.has(atomic) || SIZED.has(atomic.replace(/_(?:1|2|4|8|16)$/, ''));
}
