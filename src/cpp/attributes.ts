/** The attributes that gcc 12 for aarch64 knows, as __has_attribute answers for them (GCC manual, "Attribute Syntax"). */
const KNOWN = new Set<string>();

/** The value of `operator`(text). */
export function hasAttribute(text: string, _operator: string): number {
  return KNOWN.has(text.replace(/^__(.+)__$/, '$1')) ? 1 : 0;
}
