/**
 * The warnings that gcc 12 knows, for all its languages: what `-Wname`, `-Wno-name` and `-Werror=name` may name (GCC manual,
 * "Options to Request or Suppress Warnings"; the names are those of `gcc --help=warnings`).
 *
 * Enters: an option. Leaves: whether gcc would take it, and what may have been meant.
 */
import { suggest } from '../../diag/did-you-mean.ts';

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

const NAMES: ReadonlySet<string> = new Set(
  words(`
NSObject-attribute abi abi-tag absolute-value address address-of-packed-member aggregate-return
aggressive-loop-optimizations aliasing align-commons all alloc-size-larger-than alloc-zero alloca alloca-larger-than
ampersand analyzer-double-fclose analyzer-double-free analyzer-exposure-through-output-file analyzer-file-leak
analyzer-free-of-non-heap analyzer-malloc-leak analyzer-mismatching-deallocation analyzer-null-argument
analyzer-null-dereference analyzer-possible-null-argument analyzer-possible-null-dereference
analyzer-shift-count-negative analyzer-shift-count-overflow analyzer-stale-setjmp-buffer
analyzer-tainted-allocation-size analyzer-tainted-array-index analyzer-tainted-divisor analyzer-tainted-offset
analyzer-tainted-size analyzer-too-complex analyzer-unsafe-call-within-signal-handler analyzer-use-after-free
analyzer-use-of-pointer-in-stale-stack-frame analyzer-use-of-uninitialized-value analyzer-write-to-const
analyzer-write-to-string-literal arith-conversion array-bounds array-compare array-parameter array-temporaries
assign-intercept attribute-alias attribute-warning attributes bad-function-cast bidi-chars bool-compare bool-operation
builtin-declaration-mismatch builtin-macro-redefined c++-compat c++0x-compat c++11-compat c++11-extensions
c++14-compat c++14-extensions c++17-compat c++17-extensions c++1z-compat c++20-compat c++20-extensions
c++23-extensions c++2a-compat c-binding-type c11-c2x-compat c90-c99-compat c99-c11-compat cannot-profile cast-align
cast-align=strict cast-function-type cast-qual cast-result catch-value char-subscripts character-truncation chkp
class-conversion class-memaccess clobbered comma-subscript comment comments compare-reals conditionally-supported
conversion conversion-extra conversion-null coverage-invalid-line-number coverage-mismatch cpp ctad-maybe-unsupported
ctor-dtor-privacy dangling-else dangling-pointer date-time declaration-after-statement delete-incomplete
delete-non-virtual-dtor deprecated deprecated-copy deprecated-copy-dtor deprecated-declarations
deprecated-enum-enum-conversion deprecated-enum-float-conversion designated-init disabled-optimization
discarded-array-qualifiers discarded-qualifiers div-by-zero do-subscript double-promotion duplicate-decl-specifier
duplicated-branches duplicated-cond effc++ empty-body endif-labels enum-compare enum-conversion error
error-implicit-function-declaration exceptions expansion-to-defined extra extra-semi fatal-errors float-conversion
float-equal format format-contains-nul format-diag format-extra-args format-nonliteral format-overflow format-security
format-signedness format-truncation format-y2k format-zero-length frame-address frame-larger-than free-nonheap-object
function-elimination hsa if-not-aligned ignored-attributes ignored-qualifiers implicit implicit-fallthrough
implicit-function-declaration implicit-int implicit-interface implicit-procedure inaccessible-base
incompatible-pointer-types infinite-recursion inherited-variadic-ctor init-list-lifetime init-self inline
int-conversion int-in-bool-context int-to-pointer-cast integer-division interference-size intrinsic-shadow
intrinsics-std invalid-imported-macros invalid-memory-model invalid-offsetof invalid-pch jump-misses-init larger-than
line-truncation literal-suffix logical-not-parentheses logical-op long-long lto-type-mismatch main maybe-uninitialized
memset-elt-size memset-transposed-args misleading-indentation mismatched-dealloc mismatched-new-delete mismatched-tags
missing-attributes missing-braces missing-declarations missing-field-initializers missing-format-attribute
missing-include-dirs missing-noreturn missing-parameter-type missing-profile missing-prototypes missing-requires
missing-template-keyword multichar multiple-inheritance multistatement-macros namespaces narrowing nested-externs
noexcept noexcept-type non-template-friend non-virtual-dtor nonnull nonnull-compare normalized null-dereference
objc-root-class odr old-style-cast old-style-declaration old-style-definition openacc-parallelism openmp-simd overflow
overlength-strings overloaded-virtual override-init override-init-side-effects overwrite-recursive packed
packed-bitfield-compat packed-not-aligned padded parentheses pedantic pessimizing-move placement-new pmf-conversions
pointer-arith pointer-compare pointer-sign pointer-to-int-cast pragmas prio-ctor-dtor property-assign-default protocol
psabi range-loop-construct real-q-constant realloc-lhs realloc-lhs-all redundant-decls redundant-move redundant-tags
register reorder restrict return-local-addr return-type scalar-storage-order selector sequence-point shadow
shadow-compatible-local shadow-ivar shadow-local shadow=compatible-local shadow=global shadow=local
shift-count-negative shift-count-overflow shift-negative-value shift-overflow sign-compare sign-conversion sign-promo
sized-deallocation sizeof-array-argument sizeof-array-div sizeof-pointer-div sizeof-pointer-memaccess stack-protector
stack-usage strict-aliasing strict-null-sentinel strict-overflow strict-prototypes strict-selector-match
string-compare stringop-overflow stringop-overread stringop-truncation subobject-linkage suggest-attribute=cold
suggest-attribute=const suggest-attribute=format suggest-attribute=malloc suggest-attribute=noreturn
suggest-attribute=pure suggest-final-methods suggest-final-types suggest-override surprising switch switch-bool
switch-default switch-enum switch-outside-range switch-unreachable sync-nand synth system-headers tabs target-lifetime
tautological-compare templates terminate traditional traditional-conversion trampolines trigraphs
trivial-auto-var-init tsan type-limits undeclared-selector undef undefined-do-loop underflow uninitialized
unknown-pragmas unreachable-code unsafe-loop-optimizations unsuffixed-float-constants unused unused-but-set-parameter
unused-but-set-variable unused-const-variable unused-dummy-argument unused-function unused-label unused-local-typedefs
unused-macros unused-parameter unused-result unused-value unused-variable use-after-free use-without-only useless-cast
varargs variadic-macros vector-operation-performance vexing-parse virtual-inheritance virtual-move-assign vla
vla-larger-than vla-parameter volatile volatile-register-var write-strings zero-as-null-pointer-constant
zero-length-bounds zerotrip
`),
);

/** Those that take a value after `=`. */
const WITH_VALUE: ReadonlySet<string> = new Set(
  words(`
abi aligned-new alloc-size-larger-than alloca-larger-than array-bounds array-parameter attribute-alias bidi-chars
catch-value dangling-pointer format format-overflow format-truncation frame-larger-than implicit-fallthrough
larger-than normalized placement-new shift-overflow stack-usage strict-aliasing strict-overflow stringop-overflow
unused-const-variable use-after-free vla-larger-than
`),
);

/**
 * What is wrong with `-W…` (`option`, without the `-W`), as gcc sees it; undefined if nothing is. What is switched off by a name
 * that gcc does not know is none of its business.
 */
export function warningFault(option: string): string | undefined {
  const error = /^(?:no-)?error=(.*)$/s.exec(option)?.[1];
  const name = error ?? option;
  if (error === '') return `-W${option}: a warning's name is missing after '='`;
  if (option.startsWith('no-') && error === undefined) return undefined;
  if (NAMES.has(name) || /^larger-than-\d+$/.test(name)) return undefined;
  const [base = '', value] = name.split(/=(.*)/s);
  if (value !== undefined && WITH_VALUE.has(base))
    return value === '' ? `-W${option}: a value is missing after '='` : undefined;
  const near = suggest(base, [...NAMES]);
  return `-W${option}: gcc has no warning '${name}'${near === undefined ? '' : `; did you mean '${near}'?`}`;
}
