/**
 * The attributes that gcc 12 for aarch64 knows, as __has_attribute answers for them in C (GCC manual, "Attribute Syntax").
 *
 * In assembler mode the operator does not exist. The list is what gcc itself answers for every name in its manual.
 */
const KNOWN: ReadonlySet<string> = new Set(
  `
aarch64_vector_pcs access alias aligned alloc_align alloc_size always_inline arm_sve_vector_bits artificial
assume_aligned cleanup cold common const constructor copy designated_init destructor error externally_visible
flatten format format_arg gnu_inline hot ifunc leaf malloc may_alias mode no_address_safety_analysis no_icf
no_instrument_function no_profile_instrument_function no_reorder no_sanitize no_sanitize_address
no_sanitize_coverage no_sanitize_thread no_sanitize_undefined no_split_stack no_stack_limit no_stack_protector
nocf_check noclone nocommon noinit noinline noipa nonnull nonstring noplt noreturn nothrow objc_nullability
objc_root_class optimize packed patchable_function_entry persistent pure retain returns_nonnull returns_twice
scalar_storage_order section sentinel simd stack_protect symver tainted_args target target_clones tls_model
transaction_callable transaction_may_cancel_outer transaction_pure transaction_safe transaction_unsafe
transaction_wrap transparent_union unavailable uninitialized unused used vector_size visibility volatile
warn_unused warn_unused_result warning weak weakref zero_call_used_regs
`
    .trim()
    .split(/\s+/),
);

/** Those of the standard, with the date that stands for their version. */
const DATED: Readonly<Record<string, number>> = {
  deprecated: 201904,
  fallthrough: 201904,
  maybe_unused: 201904,
  nodiscard: 202003,
};

/** The value of __has_c_attribute(text): without a scope only what the standard has. */
export function hasStandardAttribute(text: string): number {
  const name = text.replace(/\s/g, '');
  return name.includes('::') ? hasAttribute(name) : (DATED[name.replace(/^__(.+)__$/, '$1')] ?? 0);
}

/** The value of __has_attribute(text) or one of its kin: 0 for an unknown attribute. */
export function hasAttribute(text: string): number {
  const name = text
    .replace(/\s/g, '')
    .replace(/^(?:__)?gnu(?:__)?::/, '')
    .replace(/^__(.+)__$/, '$1');
  return DATED[name] ?? (KNOWN.has(name) ? 1 : 0);
}
