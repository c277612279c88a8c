/**
 * gcc's long spellings of its preprocessor's options (GCC manual, "Options Controlling the Preprocessor"), as the short ones.
 *
 * Enters: the words of a command line. Leaves: the same words with `--define-macro=X` as `-DX` and so on. Options of as have one dash or two.
 */

/** Those that take a value, after `=` or as the next word. */
const VALUED: Readonly<Record<string, string>> = {
  '--assert': '-A',
  '--define-macro': '-D',
  '--undefine-macro': '-U',
  '--include-directory-after': '-idirafter',
  '--include-prefix': '-iprefix',
  '--include-with-prefix': '-iwithprefix',
  '--include-with-prefix-after': '-iwithprefix',
  '--include-with-prefix-before': '-iwithprefixbefore',
  '--language': '-x',
  '--output': '-o',
};

/** Those that begin a word. */
const JOINED: Readonly<Record<string, string>> = {
  '--std=': '-std=',
  '--dump=': '-d',
  '--include=': '-include ',
  '--imacros=': '-imacros ',
};

const FLAGS: Readonly<Record<string, string>> = {
  '--all-warnings': '-Wall',
  '--ansi': '-ansi',
  '--comments': '-C',
  '--comments-in-macros': '-CC',
  '--dependencies': '-M',
  '--extra-warnings': '-Wextra',
  '--no-line-commands': '-P',
  '--no-standard-includes': '-nostdinc',
  '--no-warnings': '-w',
  '--pedantic': '-pedantic',
  '--pedantic-errors': '-pedantic-errors',
  '--print-missing-file-dependencies': '-MG',
  '--trace-includes': '-H',
  '--traditional-cpp': '-traditional-cpp',
  '--trigraphs': '-trigraphs',
  '--user-dependencies': '-MM',
  '--write-dependencies': '-MD',
  '--write-user-dependencies': '-MMD',
};

/** Options of as that getopt takes with one dash as well. */
const GAS =
  'alternate compress-debug-sections debug-prefix-map defsym elf-stt-common execstack fatal-warnings gdwarf-cie-version gdwarf-sections gen-debug generate-missing-build-notes gsframe gstabs gstabs+ hash-size keep-locals listing-cont-lines listing-lhs-width listing-lhs-width2 listing-rhs-width multibyte-handling no-warn nocompress-debug-sections noexecstack reduce-memory-overheads sectname-subst size-check statistics strip-local-absolute traditional-format warn';
const ONE_DASH = new Set(GAS.split(' ').map((name) => `-${name}`));
/** And those that have one dash, with two. */
const TWO_DASHES = new Set(['--EB', '--EL', '--nocpp']);

/** `words` with as many dashes as the tables have. */
export function withUsualDashes(words: readonly string[]): string[] {
  return words.map((word) => {
    if (TWO_DASHES.has(word)) return word.slice(1);
    return ONE_DASH.has(word.replace(/=.*/s, '')) ? `-${word}` : word;
  });
}

/** `words` in short spelling. */
export function withShortOptions(words: readonly string[]): string[] {
  return words.flatMap((word) => (word.startsWith('--') ? shortened(word) : [word]));
}

function shortened(word: string): string[] {
  const flag = FLAGS[word] ?? VALUED[word];
  if (flag !== undefined) return [flag];
  const equals = word.indexOf('=');
  if (equals < 0) return [word];
  const valued = VALUED[word.slice(0, equals)];
  if (valued !== undefined) return [valued, word.slice(equals + 1)];
  const joined = JOINED[word.slice(0, equals + 1)];
  return joined === undefined
    ? [word]
    : (joined + word.slice(equals + 1)).split(/ (.*)/s).filter((part) => part !== '');
}
