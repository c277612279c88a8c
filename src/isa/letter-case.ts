/**
 * Names of options, conditions and shifts: GNU as knows each in lower case and in upper case, and nothing in between (`Lsl`, `Eq` are symbols).
 */

/** `written` in lower case; '' when it mixes the two. */
export function unmixed(written: string): string {
  const lower = written.toLowerCase();
  return written === lower || written === written.toUpperCase() ? lower : '';
}
