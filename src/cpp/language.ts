/**
 * The dialects of C that -std= chooses between, as far as the preprocessor tells them apart (libcpp's own list:
 * GCC manual, "Options Controlling C Dialect").
 */

export interface Language {
  /** Of the standard; assembler counts as the newest. */
  readonly year: number;
  /** -std=gnu…: the extensions, where they would change the meaning of what the standard permits. */
  readonly gnu: boolean;
  readonly assembler: boolean;
  /** -fextended-identifiers, where it is given. */
  readonly extendedNames?: boolean | undefined;
}

const YEARS: Readonly<Record<string, number>> = {
  '89': 1990,
  '90': 1990,
  'iso9899:1990': 1990,
  'iso9899:199409': 1994,
  '99': 1999,
  '9x': 1999,
  'iso9899:1999': 1999,
  'iso9899:199x': 1999,
  '11': 2011,
  '1x': 2011,
  'iso9899:2011': 2011,
  '17': 2017,
  '18': 2017,
  'iso9899:2017': 2017,
  'iso9899:2018': 2017,
  '2x': 2023,
};

/** Standards of the other languages that gcc knows: for C they change nothing. */
const ELSEWHERE = /^(?:(?:c|gnu)\+\+(?:98|03|0x|11|1y|14|1z|17|2a|20|2b|23)|f(?:95|2003|2008|2008ts|2018)|legacy|gnu)$/;

/** Does gcc 12 know `-std=std`? */
export function isStandard(std: string): boolean {
  const ofC = std.startsWith('iso') ? std : /^(?:gnu|c)(\d\w*)$/.exec(std)?.[1];
  return ELSEWHERE.test(std) || (ofC !== undefined && Object.hasOwn(YEARS, ofC));
}

/** The dialect of `-std=std`; undefined is gcc's default, gnu17. */
export function languageOfStandard(std: string | undefined, assembler: boolean, extendedNames?: boolean): Language {
  if (assembler) return { year: 2023, gnu: true, assembler };
  const gnu = std === undefined || std.startsWith('gnu');
  return { year: YEARS[(std ?? '17').replace(/^(?:gnu|c)/, '')] ?? 2017, gnu, assembler, extendedNames };
}

/** R"x(…)x": GNU C99 and later has them. */
export function hasRawStrings({ year, gnu, assembler }: Language): boolean {
  return !assembler && gnu && year >= 1999;
}

/** u"…", U'…', u8"…": C11 and GNU C99. */
export function hasUnicodeLiterals({ year, gnu, assembler }: Language): boolean {
  return !assembler && (year >= 2011 || (gnu && year >= 1999));
}

/** \u00c1 in names: C99. */
export function hasUniversalNames({ year, assembler, extendedNames }: Language): boolean {
  return !assembler && (extendedNames ?? year >= 1999);
}

/** 1'000: C23. */
export function hasDigitSeparators({ year, assembler }: Language): boolean {
  return !assembler && year >= 2023;
}

/** `//` begins a comment in directives, and before a `*`: not in ISO C90, where elsewhere it is an error. */
export function hasLineComments({ year, gnu, assembler }: Language): boolean {
  return assembler || gnu || year >= 1999;
}

/** `<:` and its kin: C94 and GNU C. */
export function hasDigraphs({ year, gnu, assembler }: Language): boolean {
  return !assembler && (gnu || year >= 1994);
}

/** `::` is one token: C23, and in GNU C. */
export function hasScopeOperator({ year, gnu, assembler }: Language): boolean {
  return !assembler && (gnu || year >= 2023);
}
