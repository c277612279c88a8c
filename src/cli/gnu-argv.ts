/**
 * GNU argument vectors: which options take values, joined or separate, as tables say.
 *
 * Enters: an argv and the rows of the options a command knows. Leaves: a list of items in the order given, options with
 * their values and operands between them (for linkers the order matters). yargs cannot do this: it takes `-march=x`,
 * `-Wp,-MMD,f` and `-` apart. Matching is by the longest row that fits; long options may be abbreviated while that is
 * unambiguous, as getopt_long allows.
 */
import { UsageError } from './command.ts';

/**
 * How an option takes its value:
 * flag: none; separate: `-o X`; joined: `-DX` (may be empty); either: `-IX` or `-I X`; equals: `--x=V` or `--x V`;
 * optional: `--x` or `--x=V`; prefix: any suffix at all is the value, perhaps none (`-W…`).
 */
export type OptionForm = 'flag' | 'separate' | 'joined' | 'either' | 'equals' | 'optional' | 'prefix';

export interface OptionRow<K extends string> {
  /** All spellings, dashes included. For 'joined' and 'prefix' the part before the value. */
  readonly names: readonly string[];
  readonly form: OptionForm;
  readonly key: K;
}

export type ArgvItem<K extends string> =
  | {
      readonly kind: 'option';
      readonly key: K;
      readonly name: string;
      readonly value: string;
      readonly hasValue: boolean;
    }
  | { readonly kind: 'operand'; readonly value: string }
  | { readonly kind: 'unknown'; readonly value: string };

export interface ArgvOptions {
  /** Accept `-long` for `--long` (GNU ld). */
  readonly singleDash?: boolean;
  /** Contents of an @FILE, or undefined if there is none (then the argument stands for itself). */
  readonly responseFile?: (path: string) => string | undefined;
}

/** @FILEs within @FILEs deeper than this are refused. */
const RESPONSE_DEPTH = 64;

/** Split `argv` into items; a UsageError where a value is missing. */
export function parseGnuArgv<K extends string>(
  argv: readonly string[],
  rows: readonly OptionRow<K>[],
  options: ArgvOptions = {},
): ArgvItem<K>[] {
  const table = tableOf(rows);
  const words = options.responseFile ? expandResponseFiles(argv, options.responseFile, 0) : argv;
  const items: ArgvItem<K>[] = [];
  let operandsOnly = false;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    if (operandsOnly || word === '-' || !word.startsWith('-')) {
      items.push({ kind: 'operand', value: word });
      continue;
    }
    if (word === '--') {
      operandsOnly = true;
      continue;
    }
    const match = table.match(word, options.singleDash === true);
    if (!match) {
      items.push({ kind: 'unknown', value: word });
      continue;
    }
    const { row, name } = match;
    let { value } = match;
    if (value === undefined && needsNext(row.form)) {
      if (i + 1 >= words.length) throw new UsageError(`option '${name}' requires a value`);
      value = words[++i] as string;
    }
    items.push({ kind: 'option', key: row.key, name, value: value ?? '', hasValue: value !== undefined });
  }
  return items;
}

function needsNext(form: OptionForm): boolean {
  return form === 'separate' || form === 'either' || form === 'equals';
}

function expandResponseFiles(
  argv: readonly string[],
  read: (path: string) => string | undefined,
  depth: number,
): readonly string[] {
  if (!argv.some((word) => word.startsWith('@'))) return argv;
  return argv.flatMap((word) => {
    const text = word.startsWith('@') ? read(word.slice(1)) : undefined;
    if (text === undefined) return [word];
    if (depth >= RESPONSE_DEPTH) throw new UsageError(`${word}: response files nest deeper than ${RESPONSE_DEPTH}`);
    return expandResponseFiles(splitWords(text), read, depth + 1);
  });
}

/** A run of characters without a meaning of their own. */
const PLAIN = /[^\s\\'"]+/y;

/** Words as in a response file: blanks separate, quotes and backslashes protect (libiberty's buildargv). */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let i = 0; i < text.length; i++) {
    PLAIN.lastIndex = i;
    const [plain] = quote === '' ? (PLAIN.exec(text) ?? []) : [];
    if (plain !== undefined) {
      word = (word ?? '') + plain;
      i += plain.length - 1;
      continue;
    }
    const c = text.charAt(i);
    if (c === '\\' && quote !== "'" && i + 1 < text.length) word = (word ?? '') + text.charAt(++i);
    else if (quote !== '') {
      if (c === quote) quote = '';
      else word = (word ?? '') + c;
    } else if (c === '"' || c === "'") {
      quote = c;
      word ??= '';
    } else {
      if (word !== undefined) words.push(word);
      word = undefined;
    }
  }
  if (word !== undefined) words.push(word);
  return words;
}

interface Match<K extends string> {
  readonly row: OptionRow<K>;
  readonly name: string;
  readonly value: string | undefined;
}

const tables = new WeakMap<readonly OptionRow<string>[], OptionTable<string>>();

/** The table of rows, made once. */
function tableOf<K extends string>(rows: readonly OptionRow<K>[]): OptionTable<K> {
  const table = tables.get(rows) ?? new OptionTable(rows);
  tables.set(rows, table);
  return table as OptionTable<K>;
}

class OptionTable<K extends string> {
  readonly #exact = new Map<string, OptionRow<K>>();
  /** Rows whose value may be joined, longest name first. */
  readonly #joined: { readonly name: string; readonly row: OptionRow<K> }[] = [];

  constructor(rows: readonly OptionRow<K>[]) {
    for (const row of rows) {
      for (const name of row.names) {
        if (row.form !== 'prefix' || !this.#exact.has(name)) this.#exact.set(name, row);
        if (row.form === 'joined' || row.form === 'either' || row.form === 'prefix') this.#joined.push({ name, row });
      }
    }
    this.#joined.sort((a, b) => b.name.length - a.name.length);
  }

  match(word: string, singleDash: boolean): Match<K> | undefined {
    return this.#find(word) ?? (singleDash && /^-[^-]/.test(word) ? this.#find(`-${word}`) : undefined);
  }

  #find(word: string): Match<K> | undefined {
    const exact = this.#exact.get(word);
    if (exact) return { row: exact, name: word, value: exact.form === 'joined' ? '' : undefined };
    const equals = word.indexOf('=');
    if (equals > 0) {
      const name = word.slice(0, equals);
      const row = this.#exact.get(name);
      if (row && (row.form === 'equals' || row.form === 'optional'))
        return { row, name, value: word.slice(equals + 1) };
    }
    for (const { name, row } of this.#joined) {
      if (word.startsWith(name)) return { row, name, value: word.slice(name.length) };
    }
    return word.startsWith('--') ? this.#abbreviated(word, equals) : undefined;
  }

  #abbreviated(word: string, equals: number): Match<K> | undefined {
    const stem = equals < 0 ? word : word.slice(0, equals);
    if (stem.length < 4) return undefined;
    const found = new Map<K, { readonly name: string; readonly row: OptionRow<K> }>();
    for (const [name, row] of this.#exact) if (name.startsWith(stem)) found.set(row.key, { name, row });
    if (found.size > 1) {
      const names = [...found.values()].map(({ name }) => name);
      throw new UsageError(`option '${stem}' is ambiguous: ${names.sort().join(', ')}`);
    }
    const [only] = found.values();
    if (!only) return undefined;
    const { name, row } = only;
    if (equals >= 0 && row.form === 'flag') throw new UsageError(`option '${name}' takes no value`);
    return { row, name, value: equals < 0 ? undefined : word.slice(equals + 1) };
  }
}
