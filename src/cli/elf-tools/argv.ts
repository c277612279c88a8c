/**
 * getopt's joined letters: `-nS` is `-n -S`, `-tx` is `-t x`.
 *
 * Enters: an argv and which single letters are options, those with a value followed by `:` as in getopt's own string.
 * Leaves: an argv whose letters stand apart, for parseGnuArgv.
 */
export function separateLetters(argv: readonly string[], letters: string): string[] {
  const out: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] as string;
    if (word === '--') return [...out, ...argv.slice(i)];
    if (!/^-[^-]/.test(word)) {
      out.push(word);
      continue;
    }
    for (let k = 1; k < word.length; k++) {
      const letter = word.charAt(k);
      const at = letters.indexOf(letter);
      out.push(`-${letter}`);
      if (at < 0 || letters[at + 1] !== ':') continue;
      const rest = word.slice(k + 1);
      if (rest !== '') out.push(rest);
      else if (i + 1 < argv.length) out.push(argv[++i] as string);
      break;
    }
  }
  return out;
}
