/**
 * The predefined macros of `aarch64-linux-gnu-gcc` 12, as `-dM -E -x assembler-with-cpp` lists them.
 *
 * Facts about the target and about the compiler that kernel headers ask after. scripts/predefined.mjs compares this table
 * with an installed gcc, for every combination of options that changes it.
 */
import { cacheLinesOf } from './cpus.ts';
import { languageOfStandard } from './language.ts';
import { flagMacros } from './predefined-flags.ts';

/** All of them in gcc's order: NAME VALUE as without options, or `-` for those that only options bring. */
const COMMON = `
__STDC__ 1
__ASSEMBLER__ -
__STDC_VERSION__ -
__STDC_UTF_16__ -
__STDC_UTF_32__ -
__STDC_HOSTED__ 1
__GNUC__ 12
__GNUC_MINOR__ 2
__GNUC_PATCHLEVEL__ 0
__VERSION__ "12.2.0"
__ATOMIC_RELAXED 0
__ATOMIC_SEQ_CST 5
__ATOMIC_ACQUIRE 2
__ATOMIC_RELEASE 3
__ATOMIC_ACQ_REL 4
__ATOMIC_CONSUME 1
__pic__ -
__PIC__ -
__pie__ -
__PIE__ -
__SANITIZE_HWADDRESS__ -
__SANITIZE_THREAD__ -
__FAST_MATH__ -
__NO_MATH_ERRNO__ -
__RECIPROCAL_MATH__ -
__NO_SIGNED_ZEROS__ -
__NO_TRAPPING_MATH__ -
__ASSOCIATIVE_MATH__ -
__OPTIMIZE_SIZE__ -
__OPTIMIZE__ -
__FINITE_MATH_ONLY__ 0
_LP64 -
__LP64__ -
__SIZEOF_INT__ 4
__SIZEOF_LONG__ 8
__SIZEOF_LONG_LONG__ 8
__SIZEOF_SHORT__ 2
__SIZEOF_FLOAT__ 4
__SIZEOF_DOUBLE__ 8
__SIZEOF_LONG_DOUBLE__ 16
__SIZEOF_SIZE_T__ 8
__CHAR_BIT__ 8
__BIGGEST_ALIGNMENT__ 16
__ORDER_LITTLE_ENDIAN__ 1234
__ORDER_BIG_ENDIAN__ 4321
__ORDER_PDP_ENDIAN__ 3412
__BYTE_ORDER__ __ORDER_LITTLE_ENDIAN__
__FLOAT_WORD_ORDER__ __ORDER_LITTLE_ENDIAN__
__SIZEOF_POINTER__ 8
__GNUC_EXECUTION_CHARSET_NAME "UTF-8"
__GNUC_WIDE_EXECUTION_CHARSET_NAME "UTF-32LE"
__SIZE_TYPE__ long unsigned int
__PTRDIFF_TYPE__ long int
__WCHAR_TYPE__ unsigned int
__WINT_TYPE__ unsigned int
__INTMAX_TYPE__ long int
__UINTMAX_TYPE__ long unsigned int
__CHAR16_TYPE__ short unsigned int
__CHAR32_TYPE__ unsigned int
__SIG_ATOMIC_TYPE__ int
__INT8_TYPE__ signed char
__INT16_TYPE__ short int
__INT32_TYPE__ int
__INT64_TYPE__ long int
__UINT8_TYPE__ unsigned char
__UINT16_TYPE__ short unsigned int
__UINT32_TYPE__ unsigned int
__UINT64_TYPE__ long unsigned int
__INT_LEAST8_TYPE__ signed char
__INT_LEAST16_TYPE__ short int
__INT_LEAST32_TYPE__ int
__INT_LEAST64_TYPE__ long int
__UINT_LEAST8_TYPE__ unsigned char
__UINT_LEAST16_TYPE__ short unsigned int
__UINT_LEAST32_TYPE__ unsigned int
__UINT_LEAST64_TYPE__ long unsigned int
__INT_FAST8_TYPE__ signed char
__INT_FAST16_TYPE__ long int
__INT_FAST32_TYPE__ long int
__INT_FAST64_TYPE__ long int
__UINT_FAST8_TYPE__ unsigned char
__UINT_FAST16_TYPE__ long unsigned int
__UINT_FAST32_TYPE__ long unsigned int
__UINT_FAST64_TYPE__ long unsigned int
__INTPTR_TYPE__ long int
__UINTPTR_TYPE__ long unsigned int
__EXCEPTIONS -
__GXX_ABI_VERSION 1017
__SCHAR_MAX__ 0x7f
__SHRT_MAX__ 0x7fff
__INT_MAX__ 0x7fffffff
__LONG_MAX__ 0x7fffffffffffffffL
__LONG_LONG_MAX__ 0x7fffffffffffffffLL
__WCHAR_MAX__ 0xffffffffU
__WCHAR_MIN__ 0U
__WINT_MAX__ 0xffffffffU
__WINT_MIN__ 0U
__PTRDIFF_MAX__ 0x7fffffffffffffffL
__SIZE_MAX__ 0xffffffffffffffffUL
__SCHAR_WIDTH__ 8
__SHRT_WIDTH__ 16
__INT_WIDTH__ 32
__LONG_WIDTH__ 64
__LONG_LONG_WIDTH__ 64
__WCHAR_WIDTH__ 32
__WINT_WIDTH__ 32
__PTRDIFF_WIDTH__ 64
__SIZE_WIDTH__ 64
__INTMAX_MAX__ 0x7fffffffffffffffL
__INTMAX_C(c) c ## L
__UINTMAX_MAX__ 0xffffffffffffffffUL
__UINTMAX_C(c) c ## UL
__INTMAX_WIDTH__ 64
__SIG_ATOMIC_MAX__ 0x7fffffff
__SIG_ATOMIC_MIN__ (-__SIG_ATOMIC_MAX__ - 1)
__SIG_ATOMIC_WIDTH__ 32
__INT8_MAX__ 0x7f
__INT16_MAX__ 0x7fff
__INT32_MAX__ 0x7fffffff
__INT64_MAX__ 0x7fffffffffffffffL
__UINT8_MAX__ 0xff
__UINT16_MAX__ 0xffff
__UINT32_MAX__ 0xffffffffU
__UINT64_MAX__ 0xffffffffffffffffUL
__INT_LEAST8_MAX__ 0x7f
__INT8_C(c) c
__INT_LEAST8_WIDTH__ 8
__INT_LEAST16_MAX__ 0x7fff
__INT16_C(c) c
__INT_LEAST16_WIDTH__ 16
__INT_LEAST32_MAX__ 0x7fffffff
__INT32_C(c) c
__INT_LEAST32_WIDTH__ 32
__INT_LEAST64_MAX__ 0x7fffffffffffffffL
__INT64_C(c) c ## L
__INT_LEAST64_WIDTH__ 64
__UINT_LEAST8_MAX__ 0xff
__UINT8_C(c) c
__UINT_LEAST16_MAX__ 0xffff
__UINT16_C(c) c
__UINT_LEAST32_MAX__ 0xffffffffU
__UINT32_C(c) c ## U
__UINT_LEAST64_MAX__ 0xffffffffffffffffUL
__UINT64_C(c) c ## UL
__INT_FAST8_MAX__ 0x7f
__INT_FAST8_WIDTH__ 8
__INT_FAST16_MAX__ 0x7fffffffffffffffL
__INT_FAST16_WIDTH__ 64
__INT_FAST32_MAX__ 0x7fffffffffffffffL
__INT_FAST32_WIDTH__ 64
__INT_FAST64_MAX__ 0x7fffffffffffffffL
__INT_FAST64_WIDTH__ 64
__UINT_FAST8_MAX__ 0xff
__UINT_FAST16_MAX__ 0xffffffffffffffffUL
__UINT_FAST32_MAX__ 0xffffffffffffffffUL
__UINT_FAST64_MAX__ 0xffffffffffffffffUL
__INTPTR_MAX__ 0x7fffffffffffffffL
__INTPTR_WIDTH__ 64
__UINTPTR_MAX__ 0xffffffffffffffffUL
__GCC_IEC_559 2
__GCC_IEC_559_COMPLEX 2
__FLT_EVAL_METHOD__ 0
__FLT_EVAL_METHOD_TS_18661_3__ 0
__DEC_EVAL_METHOD__ 2
__FLT_RADIX__ 2
__FLT_MANT_DIG__ 24
__FLT_DIG__ 6
__FLT_MIN_EXP__ (-125)
__FLT_MIN_10_EXP__ (-37)
__FLT_MAX_EXP__ 128
__FLT_MAX_10_EXP__ 38
__FLT_DECIMAL_DIG__ 9
__FLT_MAX__ 3.40282346638528859811704183484516925e+38F
__FLT_NORM_MAX__ 3.40282346638528859811704183484516925e+38F
__FLT_MIN__ 1.17549435082228750796873653722224568e-38F
__FLT_EPSILON__ 1.19209289550781250000000000000000000e-7F
__FLT_DENORM_MIN__ 1.40129846432481707092372958328991613e-45F
__FLT_HAS_DENORM__ 1
__FLT_HAS_INFINITY__ 1
__FLT_HAS_QUIET_NAN__ 1
__FP_FAST_FMAF 1
__FLT_IS_IEC_60559__ 2
__DBL_MANT_DIG__ 53
__DBL_DIG__ 15
__DBL_MIN_EXP__ (-1021)
__DBL_MIN_10_EXP__ (-307)
__DBL_MAX_EXP__ 1024
__DBL_MAX_10_EXP__ 308
__DBL_DECIMAL_DIG__ 17
__DBL_MAX__ ((double)1.79769313486231570814527423731704357e+308L)
__DBL_NORM_MAX__ ((double)1.79769313486231570814527423731704357e+308L)
__DBL_MIN__ ((double)2.22507385850720138309023271733240406e-308L)
__DBL_EPSILON__ ((double)2.22044604925031308084726333618164062e-16L)
__DBL_DENORM_MIN__ ((double)4.94065645841246544176568792868221372e-324L)
__DBL_HAS_DENORM__ 1
__DBL_HAS_INFINITY__ 1
__DBL_HAS_QUIET_NAN__ 1
__FP_FAST_FMA 1
__DBL_IS_IEC_60559__ 2
__LDBL_MANT_DIG__ 113
__LDBL_DIG__ 33
__LDBL_MIN_EXP__ (-16381)
__LDBL_MIN_10_EXP__ (-4931)
__LDBL_MAX_EXP__ 16384
__LDBL_MAX_10_EXP__ 4932
__DECIMAL_DIG__ 36
__LDBL_DECIMAL_DIG__ 36
__LDBL_MAX__ 1.18973149535723176508575932662800702e+4932L
__LDBL_NORM_MAX__ 1.18973149535723176508575932662800702e+4932L
__LDBL_MIN__ 3.36210314311209350626267781732175260e-4932L
__LDBL_EPSILON__ 1.92592994438723585305597794258492732e-34L
__LDBL_DENORM_MIN__ 6.47517511943802511092443895822764655e-4966L
__LDBL_HAS_DENORM__ 1
__LDBL_HAS_INFINITY__ 1
__LDBL_HAS_QUIET_NAN__ 1
__LDBL_IS_IEC_60559__ 2
__FLT16_MANT_DIG__ 11
__FLT16_DIG__ 3
__FLT16_MIN_EXP__ (-13)
__FLT16_MIN_10_EXP__ (-4)
__FLT16_MAX_EXP__ 16
__FLT16_MAX_10_EXP__ 4
__FLT16_DECIMAL_DIG__ 5
__FLT16_MAX__ 6.55040000000000000000000000000000000e+4F16
__FLT16_NORM_MAX__ 6.55040000000000000000000000000000000e+4F16
__FLT16_MIN__ 6.10351562500000000000000000000000000e-5F16
__FLT16_EPSILON__ 9.76562500000000000000000000000000000e-4F16
__FLT16_DENORM_MIN__ 5.96046447753906250000000000000000000e-8F16
__FLT16_HAS_DENORM__ 1
__FLT16_HAS_INFINITY__ 1
__FLT16_HAS_QUIET_NAN__ 1
__FLT16_IS_IEC_60559__ 2
__FLT32_MANT_DIG__ 24
__FLT32_DIG__ 6
__FLT32_MIN_EXP__ (-125)
__FLT32_MIN_10_EXP__ (-37)
__FLT32_MAX_EXP__ 128
__FLT32_MAX_10_EXP__ 38
__FLT32_DECIMAL_DIG__ 9
__FLT32_MAX__ 3.40282346638528859811704183484516925e+38F32
__FLT32_NORM_MAX__ 3.40282346638528859811704183484516925e+38F32
__FLT32_MIN__ 1.17549435082228750796873653722224568e-38F32
__FLT32_EPSILON__ 1.19209289550781250000000000000000000e-7F32
__FLT32_DENORM_MIN__ 1.40129846432481707092372958328991613e-45F32
__FLT32_HAS_DENORM__ 1
__FLT32_HAS_INFINITY__ 1
__FLT32_HAS_QUIET_NAN__ 1
__FP_FAST_FMAF32 1
__FLT32_IS_IEC_60559__ 2
__FLT64_MANT_DIG__ 53
__FLT64_DIG__ 15
__FLT64_MIN_EXP__ (-1021)
__FLT64_MIN_10_EXP__ (-307)
__FLT64_MAX_EXP__ 1024
__FLT64_MAX_10_EXP__ 308
__FLT64_DECIMAL_DIG__ 17
__FLT64_MAX__ 1.79769313486231570814527423731704357e+308F64
__FLT64_NORM_MAX__ 1.79769313486231570814527423731704357e+308F64
__FLT64_MIN__ 2.22507385850720138309023271733240406e-308F64
__FLT64_EPSILON__ 2.22044604925031308084726333618164062e-16F64
__FLT64_DENORM_MIN__ 4.94065645841246544176568792868221372e-324F64
__FLT64_HAS_DENORM__ 1
__FLT64_HAS_INFINITY__ 1
__FLT64_HAS_QUIET_NAN__ 1
__FP_FAST_FMAF64 1
__FLT64_IS_IEC_60559__ 2
__FLT128_MANT_DIG__ 113
__FLT128_DIG__ 33
__FLT128_MIN_EXP__ (-16381)
__FLT128_MIN_10_EXP__ (-4931)
__FLT128_MAX_EXP__ 16384
__FLT128_MAX_10_EXP__ 4932
__FLT128_DECIMAL_DIG__ 36
__FLT128_MAX__ 1.18973149535723176508575932662800702e+4932F128
__FLT128_NORM_MAX__ 1.18973149535723176508575932662800702e+4932F128
__FLT128_MIN__ 3.36210314311209350626267781732175260e-4932F128
__FLT128_EPSILON__ 1.92592994438723585305597794258492732e-34F128
__FLT128_DENORM_MIN__ 6.47517511943802511092443895822764655e-4966F128
__FLT128_HAS_DENORM__ 1
__FLT128_HAS_INFINITY__ 1
__FLT128_HAS_QUIET_NAN__ 1
__FLT128_IS_IEC_60559__ 2
__FLT32X_MANT_DIG__ 53
__FLT32X_DIG__ 15
__FLT32X_MIN_EXP__ (-1021)
__FLT32X_MIN_10_EXP__ (-307)
__FLT32X_MAX_EXP__ 1024
__FLT32X_MAX_10_EXP__ 308
__FLT32X_DECIMAL_DIG__ 17
__FLT32X_MAX__ 1.79769313486231570814527423731704357e+308F32x
__FLT32X_NORM_MAX__ 1.79769313486231570814527423731704357e+308F32x
__FLT32X_MIN__ 2.22507385850720138309023271733240406e-308F32x
__FLT32X_EPSILON__ 2.22044604925031308084726333618164062e-16F32x
__FLT32X_DENORM_MIN__ 4.94065645841246544176568792868221372e-324F32x
__FLT32X_HAS_DENORM__ 1
__FLT32X_HAS_INFINITY__ 1
__FLT32X_HAS_QUIET_NAN__ 1
__FP_FAST_FMAF32x 1
__FLT32X_IS_IEC_60559__ 2
__FLT64X_MANT_DIG__ 113
__FLT64X_DIG__ 33
__FLT64X_MIN_EXP__ (-16381)
__FLT64X_MIN_10_EXP__ (-4931)
__FLT64X_MAX_EXP__ 16384
__FLT64X_MAX_10_EXP__ 4932
__FLT64X_DECIMAL_DIG__ 36
__FLT64X_MAX__ 1.18973149535723176508575932662800702e+4932F64x
__FLT64X_NORM_MAX__ 1.18973149535723176508575932662800702e+4932F64x
__FLT64X_MIN__ 3.36210314311209350626267781732175260e-4932F64x
__FLT64X_EPSILON__ 1.92592994438723585305597794258492732e-34F64x
__FLT64X_DENORM_MIN__ 6.47517511943802511092443895822764655e-4966F64x
__FLT64X_HAS_DENORM__ 1
__FLT64X_HAS_INFINITY__ 1
__FLT64X_HAS_QUIET_NAN__ 1
__FLT64X_IS_IEC_60559__ 2
__REGISTER_PREFIX__
__USER_LABEL_PREFIX__
__GNUC_GNU_INLINE__ -
__GNUC_STDC_INLINE__ 1
__NO_INLINE__ -
__STRICT_ANSI__ -
__CHAR_UNSIGNED__ -
__GCC_HAVE_SYNC_COMPARE_AND_SWAP_1 1
__GCC_HAVE_SYNC_COMPARE_AND_SWAP_2 1
__GCC_HAVE_SYNC_COMPARE_AND_SWAP_4 1
__GCC_HAVE_SYNC_COMPARE_AND_SWAP_8 1
__GCC_HAVE_SYNC_COMPARE_AND_SWAP_16 1
__GCC_ATOMIC_BOOL_LOCK_FREE 2
__GCC_ATOMIC_CHAR_LOCK_FREE 2
__GCC_ATOMIC_CHAR16_T_LOCK_FREE 2
__GCC_ATOMIC_CHAR32_T_LOCK_FREE 2
__GCC_ATOMIC_WCHAR_T_LOCK_FREE 2
__GCC_ATOMIC_SHORT_LOCK_FREE 2
__GCC_ATOMIC_INT_LOCK_FREE 2
__GCC_ATOMIC_LONG_LOCK_FREE 2
__GCC_ATOMIC_LLONG_LOCK_FREE 2
__GCC_ATOMIC_TEST_AND_SET_TRUEVAL 1
__GCC_DESTRUCTIVE_SIZE 256
__GCC_CONSTRUCTIVE_SIZE 64
__GCC_ATOMIC_POINTER_LOCK_FREE 2
__HAVE_SPECULATION_SAFE_VALUE 1
__GCC_HAVE_DWARF2_CFI_ASM -
__PRAGMA_REDEFINE_EXTNAME 1
__SSP_ALL__ -
__SSP_STRONG__ -
__SSP__ -
_OPENACC -
_OPENMP -
__SIZEOF_INT128__ 16
__SIZEOF_WCHAR_T__ 4
__SIZEOF_WINT_T__ 4
__SIZEOF_PTRDIFF_T__ 8
__aarch64__ 1
__ARM_64BIT_STATE 1
__ARM_ARCH_ISA_A64 1
__ARM_ALIGN_MAX_PWR 28
__ARM_ALIGN_MAX_STACK_PWR 16
__ARM_ARCH_8A 1
__ARM_ARCH_PROFILE 65
__ARM_FEATURE_CLZ 1
__ARM_FEATURE_IDIV 1
__ARM_FEATURE_UNALIGNED 1
__ARM_PCS_AAPCS64 1
__ARM_SIZEOF_WCHAR_T 4
__GCC_ASM_FLAG_OUTPUTS__ 1
__ARM_FP_FAST -
__ARM_ARCH -
__ARM_SIZEOF_MINIMAL_ENUM 4
__AARCH64EB__ -
__ARM_BIG_ENDIAN -
__AARCH64EL__ -
__ARM_FEATURE_FMA 1
__ARM_FP 14
__ARM_FP16_FORMAT_IEEE 1
__ARM_FP16_ARGS 1
__ARM_FEATURE_FP16_SCALAR_ARITHMETIC -
__ARM_FEATURE_FP16_VECTOR_ARITHMETIC -
__ARM_FEATURE_NUMERIC_MAXMIN 1
__ARM_NEON 1
__ARM_FEATURE_CRC32 -
__ARM_FEATURE_DOTPROD -
__ARM_FEATURE_COMPLEX -
__ARM_FEATURE_JCVT -
__AARCH64_CMODEL_TINY__ -
__AARCH64_CMODEL_SMALL__ -
__AARCH64_CMODEL_LARGE__ -
_ILP32 -
__ILP32__ -
__ARM_FEATURE_CRYPTO -
__ARM_FEATURE_QRDMX -
__ARM_FEATURE_SVE -
__ARM_FEATURE_SVE_BITS -
__ARM_FEATURE_SVE_VECTOR_OPERATORS -
__ARM_FEATURE_SVE_MATMUL_INT8 -
__ARM_FEATURE_SVE_MATMUL_FP32 -
__ARM_FEATURE_SVE_MATMUL_FP64 -
__ARM_FEATURE_SVE2 -
__ARM_FEATURE_SVE2_AES -
__ARM_FEATURE_SVE2_BITPERM -
__ARM_FEATURE_SVE2_SHA3 -
__ARM_FEATURE_SVE2_SM4 -
__ARM_FEATURE_ATOMICS -
__ARM_FEATURE_AES -
__ARM_FEATURE_SHA2 -
__ARM_FEATURE_SHA3 -
__ARM_FEATURE_SHA512 -
__ARM_FEATURE_SM3 -
__ARM_FEATURE_SM4 -
__ARM_FEATURE_FP16_FML -
__ARM_FEATURE_FRINT -
__ARM_FEATURE_TME -
__ARM_FEATURE_RNG -
__ARM_FEATURE_MEMORY_TAGGING -
__ARM_FEATURE_BTI_DEFAULT -
__ARM_FEATURE_PAC_DEFAULT -
__ARM_FEATURE_MATMUL_INT8 -
__ARM_FEATURE_BF16_VECTOR_ARITHMETIC -
__ARM_FEATURE_BF16_SCALAR_ARITHMETIC -
__ARM_FEATURE_LS64 -
__FLT_EVAL_METHOD_C99__ 0
__gnu_linux__ 1
__linux 1
__linux__ 1
linux 1
__unix 1
__unix__ 1
unix 1
__ELF__ 1
_REENTRANT -
`;

/** What the predefined macros depend on. */
export interface TargetOptions {
  /** -x assembler-with-cpp. */
  readonly assembler: boolean;
  /** -traditional-cpp. */
  readonly traditional?: boolean;
  readonly bigEndian?: boolean;
  readonly ilp32?: boolean;
  /** -fno-pic: 0; -fpic: 1; -fPIC: 2 (this gcc's default). */
  readonly pic?: number;
  /** -fpie: 1; -fPIE: 2 (default); 0 with -fpic or -fno-pie. */
  readonly pie?: number;
  /** -O: '' or '0', '1', '2', '3', 's', 'g', 'fast'. */
  readonly optimize?: string;
  readonly generalRegsOnly?: boolean;
  /** Value of -march=, such as armv8.2-a+crc. */
  readonly arch?: string;
  readonly codeModel?: string;
  readonly freestanding?: boolean;
  readonly signedChar?: boolean;
  readonly shortWchar?: boolean;
  readonly shortEnums?: boolean;
  /** -fno-asynchronous-unwind-tables and -fno-unwind-tables together. */
  readonly noUnwindTables?: boolean;
  /** Value of -mbranch-protection=. */
  readonly branchProtection?: string;
  /** Value of -std=. */
  readonly std?: string;
  readonly ssp?: '' | 'basic' | 'strong' | 'all';
  readonly sanitize?: readonly string[];
  readonly threads?: boolean;
  /** -f… and -Ofast, in order: see predefined-flags.ts. */
  readonly flags?: readonly string[];
  /** Value of -mcpu=. */
  readonly cpu?: string;
  /** Value of -msve-vector-bits=. */
  readonly sveBits?: string;
}

type Rules = Map<string, string | undefined>;

/** What -undef leaves: the macros of the language. */
const LANGUAGE = /^__(?:STDC|ASSEMBLER|STRICT_ANSI__)/;

/** The definitions for `target`, one `#define` a line; with `languageOnly` (-undef) none of system and compiler. */
export function predefinedMacros(target: TargetOptions, languageOnly = false, withUndefined = false): string {
  const macros: Rules = new Map();
  for (const line of COMMON.trim().split('\n')) {
    const space = line.indexOf(' ');
    const value = space < 0 ? '' : line.slice(space + 1);
    macros.set(space < 0 ? line : line.slice(0, space), value === '-' ? undefined : value);
  }
  language(macros, target);
  codeGeneration(macros, target);
  architecture(macros, target);
  if (target.ilp32) ilp32(macros);
  else for (const name of ['_LP64', '__LP64__']) macros.set(name, '1');
  if (target.bigEndian) bigEndian(macros);
  else macros.set('__AARCH64EL__', '1');
  let text = '';
  for (const [name, value] of macros) {
    if (languageOnly && !LANGUAGE.test(name)) continue;
    if (withUndefined) text += undefinedBefore(name, value, macros);
    if (value !== undefined) text += `#define ${name} ${value}\n`;
  }
  return text;
}

/** Macros that gcc undefines first and then perhaps defines, by the one before which it does: for -dD. */
const UNDEFINED_FIRST: Readonly<Record<string, readonly string[]>> = {
  __AARCH64_CMODEL_TINY__: ['__AARCH64_CMODEL_TINY__', '__AARCH64_CMODEL_SMALL__', '__AARCH64_CMODEL_LARGE__'],
  __ARM_FEATURE_SVE_BITS: ['__ARM_FEATURE_SVE_BITS'],
  __ARM_FEATURE_PAC_DEFAULT: ['__ARM_FEATURE_PAC_DEFAULT'],
  __FLT_EVAL_METHOD_C99__: ['__FLT_EVAL_METHOD__', '__FLT_EVAL_METHOD_C99__'],
};

/** Macros that stand for what a target has: gcc undefines those that it does not define. */
const OF_TARGET = /^_*(?:ARM_(?!FP16_)|AARCH64E|ILP32)/;

function undefinedBefore(name: string, value: string | undefined, macros: Rules): string {
  const first = UNDEFINED_FIRST[name];
  if (!first) return value === undefined && OF_TARGET.test(name) ? `#undef ${name}\n` : '';
  let text = '';
  for (const other of first) {
    text += `#undef ${other}\n`;
    // the evaluation method is defined again although it was before
    if (other !== name && other.startsWith('__FLT')) text += `#define ${other} ${macros.get(other)}\n`;
  }
  return text;
}

function language(macros: Rules, target: TargetOptions): void {
  const { year, gnu } = languageOfStandard(target.std, target.assembler);
  if (target.traditional) macros.delete('__STDC__');
  if (target.assembler) macros.set('__ASSEMBLER__', '1');
  else {
    const version = STD_VERSIONS[year];
    if (year > 1999 || (year === 1999 && gnu)) {
      macros.set('__STDC_UTF_16__', '1');
      macros.set('__STDC_UTF_32__', '1');
    }
    if (version !== undefined) macros.set('__STDC_VERSION__', version);
  }
  if (!gnu) {
    macros.set('__STRICT_ANSI__', '1');
    macros.set('linux', undefined);
    macros.set('unix', undefined);
  }
  if (year < 1999 && !target.assembler) {
    macros.set('__GNUC_STDC_INLINE__', undefined);
    macros.set('__GNUC_GNU_INLINE__', '1');
  }
  if (target.freestanding) macros.set('__STDC_HOSTED__', '0');
  if (!target.signedChar) macros.set('__CHAR_UNSIGNED__', '1');
  if (target.shortEnums) macros.set('__ARM_SIZEOF_MINIMAL_ENUM', '1');
  if (target.shortWchar) {
    for (const [name, value] of SHORT_WCHAR) macros.set(name, value);
  }
}

const STD_VERSIONS: Readonly<Record<number, string>> = {
  1994: '199409L',
  1999: '199901L',
  2011: '201112L',
  2017: '201710L',
  2023: '202000L',
};

const SHORT_WCHAR: readonly (readonly [string, string])[] = [
  ['__GNUC_WIDE_EXECUTION_CHARSET_NAME', '"UTF-16LE"'],
  ['__SIZEOF_WCHAR_T__', '2'],
  ['__ARM_SIZEOF_WCHAR_T', '4'],
  ['__WCHAR_MAX__', '0xffff'],
  ['__WCHAR_MIN__', '0'],
  ['__WCHAR_TYPE__', 'short unsigned int'],
  ['__WCHAR_WIDTH__', '16'],
];

function codeGeneration(macros: Rules, target: TargetOptions): void {
  const { pic = 2, pie = 2, optimize = '' } = target;
  const level = pie || pic;
  if (level > 0) for (const name of ['__PIC__', '__pic__']) macros.set(name, String(level));
  if (pie > 0) for (const name of ['__PIE__', '__pie__']) macros.set(name, String(pie));
  // a position-independent program with small offsets has a code model of its own, without a macro
  if (target.codeModel === 'tiny') macros.set('__AARCH64_CMODEL_TINY__', '1');
  else if (target.codeModel === 'large') macros.set('__AARCH64_CMODEL_LARGE__', '1');
  else if (level !== 1) macros.set('__AARCH64_CMODEL_SMALL__', '1');
  if (optimize === '' || optimize === '0') macros.set('__NO_INLINE__', '1');
  else macros.set('__OPTIMIZE__', '1');
  if (optimize === 's' || optimize === 'z') macros.set('__OPTIMIZE_SIZE__', '1');
  if (!target.noUnwindTables) macros.set('__GCC_HAVE_DWARF2_CFI_ASM', '1');
  const ssp = { '': '', basic: '__SSP__ 1', strong: '__SSP_STRONG__ 3', all: '__SSP_ALL__ 2' }[target.ssp ?? ''];
  if (ssp !== '') macros.set(ssp.slice(0, -2), ssp.slice(-1));
  if (target.threads) macros.set('_REENTRANT', '1');
  for (const [name, value] of flagMacros(target.flags ?? [])) macros.set(name, value);
  for (const name of target.sanitize ?? []) {
    if (/hwaddress$/.test(name)) macros.set('__SANITIZE_HWADDRESS__', '1');
    else if (/address$/.test(name)) macros.set('__SANITIZE_ADDRESS__', '1');
    else if (name === 'thread') macros.set('__SANITIZE_THREAD__', '1');
  }
}

/** Features that each architecture version brings, and that +NAME extensions add: macros by feature. */
const FEATURE_MACROS: Readonly<Record<string, readonly string[]>> = {
  lse: ['__ARM_FEATURE_ATOMICS 1'],
  crc: ['__ARM_FEATURE_CRC32 1'],
  rdma: ['__ARM_FEATURE_QRDMX 1'],
  v83: ['__ARM_FEATURE_COMPLEX 1', '__ARM_FEATURE_JCVT 1'],
  dotprod: ['__ARM_FEATURE_DOTPROD 1'],
  v85: ['__ARM_FEATURE_FRINT 1'],
  bf16: ['__ARM_FEATURE_BF16_SCALAR_ARITHMETIC 1', '__ARM_FEATURE_BF16_VECTOR_ARITHMETIC 1'],
  i8mm: ['__ARM_FEATURE_MATMUL_INT8 1'],
  aes: ['__ARM_FEATURE_AES 1'],
  sha2: ['__ARM_FEATURE_SHA2 1'],
  crypto: ['__ARM_FEATURE_AES 1', '__ARM_FEATURE_SHA2 1', '__ARM_FEATURE_CRYPTO 1'],
  sha3: ['__ARM_FEATURE_SHA3 1', '__ARM_FEATURE_SHA512 1'],
  sm4: ['__ARM_FEATURE_SM3 1', '__ARM_FEATURE_SM4 1'],
  fp16: [
    '__ARM_FEATURE_FP16_SCALAR_ARITHMETIC 1',
    '__ARM_FEATURE_FP16_VECTOR_ARITHMETIC 1',
    '__FLT_EVAL_METHOD_C99__ 16',
    '__FLT_EVAL_METHOD_TS_18661_3__ 16',
    '__FLT_EVAL_METHOD__ 16',
  ],
  fp16fml: ['__ARM_FEATURE_FP16_FML 1'],
  sve: ['__ARM_FEATURE_SVE 1', '__ARM_FEATURE_SVE_BITS 0', '__ARM_FEATURE_SVE_VECTOR_OPERATORS 1'],
  sve2: ['__ARM_FEATURE_SVE2 1'],
  'sve2-aes': ['__ARM_FEATURE_SVE2_AES 1'],
  'sve2-bitperm': ['__ARM_FEATURE_SVE2_BITPERM 1'],
  'sve2-sha3': ['__ARM_FEATURE_SVE2_SHA3 1'],
  'sve2-sm4': ['__ARM_FEATURE_SVE2_SM4 1'],
  f32mm: ['__ARM_FEATURE_SVE_MATMUL_FP32 1'],
  f64mm: ['__ARM_FEATURE_SVE_MATMUL_FP64 1'],
  rng: ['__ARM_FEATURE_RNG 1'],
  tme: ['__ARM_FEATURE_TME 1'],
  ls64: ['__ARM_FEATURE_LS64 1'],
};

/** What two features make together. */
const JOINT_MACROS: readonly (readonly [string, string, string])[] = [
  ['fp16', 'v84', '__ARM_FEATURE_FP16_FML'],
  ['i8mm', 'sve', '__ARM_FEATURE_SVE_MATMUL_INT8'],
  ['memtag', 'v85', '__ARM_FEATURE_MEMORY_TAGGING'],
];

const SVE = ['sve', 'fp16'];
const SVE2 = ['sve2', ...SVE];
const IMPLIED: Readonly<Record<string, readonly string[]>> = {
  fp16fml: ['fp16'],
  sha3: ['sha2'],
  sve: ['fp16'],
  sve2: SVE,
  'sve2-aes': [...SVE2, 'aes'],
  'sve2-bitperm': SVE2,
  'sve2-sha3': [...SVE2, 'sha3'],
  'sve2-sm4': [...SVE2, 'sm4'],
  f32mm: SVE,
  f64mm: SVE,
};

const V81 = ['lse', 'crc', 'rdma'];
const V83 = [...V81, 'v83'];
const V84 = [...V83, 'dotprod', 'v84'];
const V85 = [...V84, 'v85'];
const V86 = [...V85, 'bf16', 'i8mm'];
const ARCHITECTURES: Readonly<Record<string, readonly string[]>> = {
  'armv8-a': [],
  'armv8.1-a': V81,
  'armv8.2-a': V81,
  'armv8.3-a': V83,
  'armv8.4-a': V84,
  'armv8.5-a': V85,
  'armv8.6-a': V86,
  'armv8.7-a': [...V86, 'ls64'],
  'armv8.8-a': [...V86, 'ls64'],
  'armv8-r': V84,
  'armv9-a': [...V85, ...SVE2],
};

/** Features that +nosimd takes away. */
const SIMD = ['rdma', 'dotprod', 'v84', 'fp16fml', 'sve', 'sve2', 'i8mm', 'crypto', 'aes', 'sha2', 'sha3', 'sm4'];

/** Features that +nofp takes away. */
const VECTOR = [
  'rdma',
  'v83',
  'dotprod',
  'v84',
  'v85',
  'fp16',
  'fp16fml',
  'sve',
  'sve2',
  'bf16',
  'i8mm',
  'crypto',
  'aes',
  'sha2',
];

function architecture(macros: Rules, target: TargetOptions): void {
  const [name = 'armv8-a', ...extensions] = (target.arch ?? 'armv8-a').split('+');
  const features = new Set(ARCHITECTURES[name] ?? []);
  for (const extension of extensions) {
    if (extension === 'nofp' || extension === 'nosimd') {
      for (const feature of extension === 'nofp' ? VECTOR : SIMD) features.delete(feature);
    } else if (extension === 'nosve' || extension === 'nofp16') {
      for (const feature of features) if (/^(?:sve|f32mm|f64mm)/.test(feature)) features.delete(feature);
      if (extension === 'nofp16') features.delete('fp16');
    } else if (extension.startsWith('no')) features.delete(extension.slice(2));
    else for (const feature of [extension, ...(IMPLIED[extension] ?? [])]) features.add(feature);
  }
  macros.set('__ARM_ARCH', name.startsWith('armv9') ? '9' : '8');
  for (const feature of features) {
    for (const definition of FEATURE_MACROS[feature] ?? []) {
      const space = definition.indexOf(' ');
      macros.set(definition.slice(0, space), definition.slice(space + 1));
    }
  }
  if (features.has('sve') && target.sveBits !== undefined && target.sveBits !== 'scalable')
    macros.set('__ARM_FEATURE_SVE_BITS', target.sveBits);
  const lines = cacheLinesOf(target.cpu ?? '');
  macros.set('__GCC_CONSTRUCTIVE_SIZE', String(lines.constructive));
  macros.set('__GCC_DESTRUCTIVE_SIZE', String(lines.destructive));
  for (const [one, other, macro] of JOINT_MACROS) if (features.has(one) && features.has(other)) macros.set(macro, '1');
  if (name === 'armv8-r') macros.set('__ARM_ARCH_PROFILE', '82');
  const protection = target.branchProtection ?? 'none';
  if (/\b(?:standard|bti)\b/.test(protection)) macros.set('__ARM_FEATURE_BTI_DEFAULT', '1');
  if (/\b(?:standard|pac-ret)\b/.test(protection)) {
    macros.set(
      '__ARM_FEATURE_PAC_DEFAULT',
      String((protection.includes('b-key') ? 2 : 1) | (protection.includes('leaf') ? 4 : 0)),
    );
  }
  if (extensions.includes('nosimd')) for (const macro of VECTORS) macros.set(macro, undefined);
  if (target.generalRegsOnly || extensions.includes('nofp')) {
    for (const macro of FLOATING) macros.set(macro, undefined);
    macros.set('__GCC_IEC_559', '0');
    macros.set('__GCC_IEC_559_COMPLEX', '0');
  }
}

/** Macros of vectors that +nosimd takes away, where the feature has scalar instructions too. */
const VECTORS = [
  '__ARM_FEATURE_NUMERIC_MAXMIN',
  '__ARM_NEON',
  '__ARM_FEATURE_FP16_VECTOR_ARITHMETIC',
  '__ARM_FEATURE_BF16_VECTOR_ARITHMETIC',
  '__ARM_FEATURE_COMPLEX',
] as const;

const FLOATING = [
  '__ARM_FEATURE_FMA',
  '__ARM_FEATURE_NUMERIC_MAXMIN',
  '__ARM_FP',
  '__ARM_FP16_ARGS',
  '__ARM_FP16_FORMAT_IEEE',
  '__ARM_NEON',
  '__FP_FAST_FMA',
  '__FP_FAST_FMAF',
  '__FP_FAST_FMAF32',
  '__FP_FAST_FMAF32x',
  '__FP_FAST_FMAF64',
] as const;

function bigEndian(macros: Rules): void {
  macros.set('__AARCH64EB__', '1');
  macros.set('__ARM_BIG_ENDIAN', '1');
  macros.set('__BYTE_ORDER__', '__ORDER_BIG_ENDIAN__');
  macros.set('__FLOAT_WORD_ORDER__', '__ORDER_BIG_ENDIAN__');
  macros.set('__GNUC_WIDE_EXECUTION_CHARSET_NAME', '"UTF-32BE"');
}

/** Pointers, long and what is as wide as they are, in 32 bits; the 64-bit types become long long. */
function ilp32(macros: Rules): void {
  for (const [name, value] of macros) {
    if (value !== undefined && /^__U?INT(?:64|MAX|_FAST64|_LEAST64)_/.test(name)) {
      macros.set(
        name,
        value
          .replace(/(U?)L$/, '$1LL')
          .replace('long int', 'long long int')
          .replace('long unsigned', 'long long unsigned'),
      );
    } else if (value !== undefined && /^__U?INT(?:PTR|_FAST16|_FAST32)_/.test(name)) {
      macros.set(
        name,
        value
          .replace(/f{8}(U?)L$/, '$1')
          .replace('long ', '')
          .replace(/^64$/, '32'),
      );
    }
  }
  for (const name of ['_ILP32', '__ILP32__']) macros.set(name, '1');
  for (const name of ['__LONG_MAX__', '__PTRDIFF_MAX__']) macros.set(name, '0x7fffffffL');
  for (const name of ['__LONG_WIDTH__', '__PTRDIFF_WIDTH__', '__SIZE_WIDTH__']) macros.set(name, '32');
  for (const name of ['LONG', 'POINTER', 'PTRDIFF_T', 'SIZE_T']) macros.set(`__SIZEOF_${name}__`, '4');
  macros.set('__SIZE_MAX__', '0xffffffffUL');
}
