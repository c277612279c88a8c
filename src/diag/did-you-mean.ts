/**
 * "Did you mean": the known name nearest to one that is not known.
 *
 * Distance: Damerau-Levenshtein (insert, delete, replace, swap two neighbours), letter case counting nothing. A candidate
 * counts when at most a third of the name differs, and never when all of it does.
 */

function distance(a: string, b: string, limit: number): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min(
        (previous[j] as number) + 1,
        (row[j - 1] as number) + 1,
        (previous[j - 1] as number) + (same ? 0 : 1),
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, (before[j - 2] as number) + 1);
      row.push(best);
    }
    if (Math.min(...row) > limit) return limit + 1;
    before = previous;
    previous = row;
  }
  return previous[b.length] as number;
}

/** Nobody mistypes a longer name than this; to look for what is near it would take too long. */
const LONGEST = 64;

/** The candidate nearest to `name`, the first of equals; undefined where none is near. */
export function suggest(name: string, candidates: Iterable<string>): string | undefined {
  if (name.length > LONGEST) return undefined;
  const wanted = name.toLowerCase();
  let limit = Math.min(name.length - 1, Math.max(1, Math.floor(name.length / 3)));
  let best: string | undefined;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - name.length) > limit) continue;
    const far = distance(wanted, candidate.toLowerCase(), limit);
    if (far > limit || candidate === name) continue;
    best = candidate;
    limit = far - 1;
    if (limit < 0) break;
  }
  return best;
}

export { suggest as nearest };
