/**
 * Which warnings are shown, and which count as errors: gcc's -W options, -pedantic and -Werror, as far as its preprocessor
 * knows them (GCC manual, "Options to Request or Suppress Warnings").
 *
 * Enters: the options in the order given, without their `-W`. Leaves: the severity of a message, if it is shown at all.
 */
import type { Severity } from '../diag/diagnostic.ts';
import type { CppMessage, WarningName } from '../diag/messages/cpp.ts';
import type { Language } from './language.ts';
import type { NormalForm } from './lexical-faults.ts';

/** On without being asked for. */
const DEFAULT: readonly WarningName[] = [
  'builtin-macro-redefined',
  'cpp',
  'deprecated',
  'endif-labels',
  'multichar',
  'normalized',
  'variadic-macros',
];

const NAMES: ReadonlySet<string> = new Set<WarningName>([
  ...DEFAULT,
  'comment',
  'date-time',
  'expansion-to-defined',
  'long-long',
  'missing-include-dirs',
  'pedantic',
  'sign-change',
  'traditional',
  'trigraphs',
  'undef',
  'unused-macros',
]);

/** Options that switch others. */
const GROUPS: Readonly<Record<string, readonly WarningName[]>> = {
  all: ['comment', 'sign-change', 'trigraphs'],
  extra: ['expansion-to-defined'],
  comments: ['comment'],
  'c90-c99-compat': ['long-long'],
  pedantic: ['pedantic', 'expansion-to-defined', 'endif-labels'],
};

/** -Wnormalized=: what is not asked for is "none" and "id". */
const FORMS: Readonly<Record<string, NormalForm>> = { nfc: 'NFC', nfkc: 'NFKC' };

export interface WarningSettings {
  /** `undef`, `no-cpp`, `error=undef`, `error`, `pedantic-errors` … in order; `none` for -w. */
  readonly options: readonly string[];
  readonly language: Language;
  /** Are trigraphs replaced? */
  readonly trigraphs: boolean;
}

export class Warnings {
  readonly #on = new Set<WarningName>(DEFAULT);
  /** Options that were given by name, which a group or a default does not overrule. */
  readonly #given = new Set<string>();
  readonly #fatal = new Map<string, boolean>();
  #allFatal = false;
  #pedanticErrors = false;
  #systemHeaders = false;
  /** Errors after which nothing more is reported (-fmax-errors=, -Wfatal-errors); 0: no limit. */
  errorLimit = 0;
  #form: NormalForm = 'NFC';
  /** -w */
  #none = false;

  constructor({ options, language, trigraphs }: WarningSettings) {
    for (const option of options) this.#take(option);
    // gcc has these for -pedantic only
    if (!this.has('pedantic')) this.#on.delete('variadic-macros');
    if (!trigraphs && !this.#given.has('trigraphs')) this.#on.add('trigraphs');
    // with -pedantic also what is older than the constants; C99 has them
    if (this.has('pedantic') && language.year < 1999 && !this.#given.has('long-long')) this.#on.add('long-long');
  }

  /** What names beyond ASCII must be like. */
  get form(): NormalForm {
    return this.#on.has('normalized') ? this.#form : '';
  }

  /** Is the option on? */
  has(name: WarningName): boolean {
    return this.#on.has(name);
  }

  /** How severe `message` is, undefined if it is not to be shown. `system`: it stands in a system header. */
  severityOf(message: CppMessage, system: boolean): Severity | undefined {
    const { severity, option } = message;
    if (severity !== 'warning') return severity;
    if (system && !this.#systemHeaders && message.everywhere !== true) return undefined;
    if (option !== undefined && !this.#on.has(option)) return undefined;
    if (this.#none) return undefined;
    if (message.pedantic === true && this.#pedanticErrors) return 'error';
    return (this.#fatal.get(option ?? '') ?? this.#allFatal) ? 'error' : 'warning';
  }

  #take(option: string): void {
    const off = option.startsWith('no-');
    const name = off ? option.slice(3) : option;
    const form = /^normalized=(.*)$/.exec(option)?.[1];
    const limit = /^max-errors=(\d+)$/.exec(option)?.[1];
    if (limit !== undefined) this.errorLimit = Number(limit);
    else if (name === 'fatal-errors') this.errorLimit = off ? 0 : 1;
    else if (form !== undefined) this.#form = FORMS[form] ?? '';
    else if (name === 'error') this.#allFatal = !off;
    else if (name.startsWith('error=')) this.#makeFatal(name.slice(6), !off);
    else if (option === 'none') this.#none = true;
    else if (name === 'system-headers') this.#systemHeaders = !off;
    else if (name === 'pedantic-errors') {
      this.#pedanticErrors = true;
      this.#switch('pedantic', true);
    } else this.#switch(name, !off);
  }

  /** -Werror=X also switches X on; what is not fatal stays a warning. */
  #makeFatal(name: string, fatal: boolean): void {
    for (const one of GROUPS[name] ?? [name]) this.#fatal.set(one, fatal);
    if (fatal) this.#switch(name, true);
  }

  #switch(name: string, on: boolean): void {
    const group = GROUPS[name];
    if (!group) this.#given.add(name);
    for (const one of group ?? [name]) {
      if (!isName(one) || (group && this.#given.has(one))) continue;
      if (on) this.#on.add(one);
      else this.#on.delete(one);
    }
  }
}

function isName(name: string): name is WarningName {
  return NAMES.has(name);
}
