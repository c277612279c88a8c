/**
 * Macros as values: what a definition says (C11 6.10.3), when two say the same, and how -dM shows one.
 *
 * A Macro is made once for all units that include its file (definition-parser.ts; in traditional mode traditional/body.ts);
 * which macros are defined, and where, is each unit's own (unit.ts).
 */
import type { CppMessage } from '../diag/messages/cpp.ts';
import * as messages from '../diag/messages/cpp.ts';
import type { SourceFile } from './files.ts';
import { PASTE, SHIFT, STRINGIFY, type Symbols, WHITE } from './symbols.ts';
import type { WrittenBody } from './traditional/body.ts';

/** A replacement list. `parameter[i]` is 0, or 1 + the index of the parameter that token i names. */
export interface Body {
  readonly tokens: Int32Array;
  readonly parameter: Int32Array;
  readonly offsets: Int32Array;
  readonly count: number;
  /** How its `#` and `##` are spelled (apart from their operand, as digraphs): compared when a macro is defined again. */
  readonly spelling?: string;
}

/** An error in a definition: reported by every unit that reaches it. */
export interface DefinitionFault {
  readonly offset: number;
  readonly message: CppMessage;
}

export interface Macro {
  readonly symbol: number;
  /** Parameters by symbol, undefined for an object-like macro. */
  readonly parameters: readonly number[] | undefined;
  /** The last parameter takes all further arguments. */
  readonly variadic: boolean;
  /** Does the replacement list hold __VA_OPT__? */
  readonly hasVaOpt: boolean;
  readonly body: Body;
  readonly file: SourceFile;
  /** Offset of the name in its file. */
  readonly offset: number;
  /** What is to be warned of when the definition is reached. */
  readonly faults: readonly DefinitionFault[];
  /** For the macros that are computed (__LINE__ …): their name. */
  readonly builtin?: string;
  /** Of a name with a meaning in variadic macros only: what it was defined as all the same. */
  readonly defined?: Macro;
  /** In traditional mode: the replacement, which is text. */
  readonly written?: WrittenBody;
}

export const EMPTY_BODY: Body = {
  tokens: new Int32Array(0),
  parameter: new Int32Array(0),
  offsets: new Int32Array(0),
  count: 0,
};

/** The parsed definition, or what is wrong with it: then the name stays undefined. */
export type Definition =
  | { readonly macro: Macro }
  | { readonly fault: DefinitionFault; readonly warnings?: readonly DefinitionFault[] };

/** Are two definitions the same in the sense of C11 6.10.3p2: same parameters, same tokens, white space in the same places? */
export function sameDefinition(a: Macro, b: Macro): boolean {
  if (a === b) return true;
  if ((a.parameters === undefined) !== (b.parameters === undefined) || a.variadic !== b.variadic) return false;
  if (a.parameters && b.parameters) {
    const other = b.parameters;
    if (a.parameters.length !== other.length || a.parameters.some((symbol, i) => symbol !== other[i])) return false;
  }
  if (a.written?.canonical !== b.written?.canonical) return false;
  if (a.body.count !== b.body.count || (a.body.spelling ?? '') !== (b.body.spelling ?? '')) return false;
  for (let i = 0; i < a.body.count; i++) if (a.body.tokens[i] !== b.body.tokens[i]) return false;
  return true;
}

/** Names with a meaning in variadic macros only. */
export const VARIADIC_NAMES: ReadonlySet<string> = new Set(['__VA_ARGS__', '__VA_OPT__']);

/** `builtin` of a name that may not be used any more (#pragma GCC poison). */
export const POISON = 'poison';

/** `builtin` of a name that has a meaning in variadic macros only. */
export const OUTSIDE = 'outside';

/** What there is to say against the use of a name that is no macro but stands in the table as one. */
export function forbiddenName(macro: Macro | undefined, symbols: Symbols): CppMessage | undefined {
  if (macro?.builtin !== POISON && macro?.builtin !== OUTSIDE) return undefined;
  const name = symbols.text[macro.symbol] as string;
  return macro.builtin === POISON ? messages.poisoned(name) : messages.variadicNameOutside(name);
}

/** A macro whose value builtins.ts works out when it is met. */
export function computedMacro(file: SourceFile, symbol: number, builtin: string, defined?: Macro): Macro {
  const common = { parameters: undefined, variadic: false, hasVaOpt: false, body: EMPTY_BODY, offset: 0, faults: [] };
  return { symbol, file, builtin, ...common, ...(defined && { defined }) };
}

/** The #define line of a macro, as -dM prints it. */
export function definitionText(macro: Macro, symbols: Symbols): string {
  const { body, parameters } = macro;
  const name = (symbol: number) => symbols.text[symbol] as string;
  let list = '';
  if (parameters) {
    const names = parameters.map(name);
    const last = names.length - 1;
    if (macro.variadic) names[last] = names[last] === '__VA_ARGS__' ? '...' : `${names[last]}...`;
    list = `(${names.join(',')})`;
  }
  let text = macro.written?.text ?? '';
  for (let i = 0; i < body.count; i++) {
    const token = body.tokens[i] as number;
    if (token & WHITE) text += ' ';
    if (token & STRINGIFY) text += '#';
    text += name(token >> SHIFT);
    if (token & PASTE) text += ' ##';
  }
  return `#define ${name(macro.symbol)}${list} ${text}\n`;
}
