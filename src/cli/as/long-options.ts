/**
 * gcc's long spellings of its preprocessor's options (GCC manual, "Options Controlling the Preprocessor"), as the short ones.
 *
 * Enters: the words of a command line. Leaves: the same words with `--define-macro=X` as `-DX` and so on.
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
