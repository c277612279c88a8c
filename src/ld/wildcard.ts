/**
 * Wildcards of linker scripts: `*`, `?`, `[a-z]`, `[^a-z]`, `\c`; unlike the shell's, `*` matches `/` too ("ld" manual,
 * "Input Section Wildcard Patterns").
 *
 * Compiled to a backtracking matcher of linear space: only the last `*` is ever retried, so the time is at most the
 * product of both lengths.
 */
export function hasWildcard(pattern: string): boolean {
  return /[*?[]/.test(pattern);
}

/** Whether `text` matches `pattern` as a whole. */
export function wildcardMatch(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let mark = 0;
  while (t < text.length) {
    if (pattern[p] === '*') {
      star = p++;
      mark = t;
      continue;
    }
    const next = p < pattern.length ? matchOne(pattern, p, text.charCodeAt(t)) : -1;
    if (next >= 0) {
      p = next;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++mark;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

/** Index after the pattern element at `p` when it matches the character, else -1. */
function matchOne(pattern: string, p: number, c: number): number {
  const element = pattern[p];
  if (element === '?') return p + 1;
  if (element === '\\' && p + 1 < pattern.length) return pattern.charCodeAt(p + 1) === c ? p + 2 : -1;
  if (element === '[') {
    const close = pattern.indexOf(']', p + 2);
    if (close > 0) return inClass(pattern.slice(p + 1, close), c) ? close + 1 : -1;
  }
  return pattern.charCodeAt(p) === c ? p + 1 : -1;
}

function inClass(body: string, c: number): boolean {
  const negated = body.startsWith('!') || body.startsWith('^');
  let found = false;
  for (let i = negated ? 1 : 0; i < body.length; i++) {
    const low = body.charCodeAt(i);
    if (body[i + 1] === '-' && i + 2 < body.length) {
      if (c >= low && c <= body.charCodeAt(i + 2)) found = true;
      i += 2;
    } else if (c === low) found = true;
  }
  return found !== negated;
}

/** A test for one pattern: equality where it holds no wildcard. */
export function matcher(pattern: string): (text: string) => boolean {
  if (pattern === '*') return () => true;
  if (!hasWildcard(pattern)) return (text) => text === pattern;
  const prefix = /^[^*?[\\]*/.exec(pattern)?.[0] ?? '';
  if (pattern.length === prefix.length + 1 && pattern.endsWith('*')) return (text) => text.startsWith(prefix);
  return (text) => text.startsWith(prefix) && wildcardMatch(pattern, text);
}
