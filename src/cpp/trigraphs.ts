/** Trigraphs (C11 5.2.1.1): `??=` and its kin, which stand for the characters that old keyboards lacked. */

/** Third characters, and what they stand for. */
const TRIGRAPHS = ["=/'()!<>-", '#\\^[]|{}~'] as const;

/** `text` with its trigraphs replaced. */
export function withoutTrigraphs(text: string): string {
  return text.replace(/\?\?[=/'()!<>-]/g, (three) => TRIGRAPHS[1].charAt(TRIGRAPHS[0].indexOf(three.charAt(2))));
}
