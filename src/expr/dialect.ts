/**
 * The two expression dialects as tables: which operators there are and how tightly they bind.
 *
 * Enters: nothing. Leaves: frozen tables for the grammar and for the assembler's hand-written fast path, so that both agree.
 * Sources: `as` manual, "Infix Operators" (gas ranks the multiplicative and shift operators together, then the bitwise
 * ones, then + and -, then the comparisons, then && and ||); `ld` manual, "Operators".
 */
export interface Dialect {
  readonly name: 'gas' | 'ld';
  /** Binary operators; a higher rank binds tighter; all associate to the left. */
  readonly binary: Readonly<Record<string, number>>;
  readonly prefix: string;
  /** `a ? b : c` exists. */
  readonly conditional: boolean;
  /** `NAME(args)` exists. */
  readonly calls: boolean;
  /** What a true comparison yields. */
  readonly truth: 1 | -1;
  /** Characters besides letters, digits and `_` that names may hold; digits never start one. */
  readonly nameExtra: string;
}

/** C's ranks, which ld has taken over. */
const C_RANKS = {
  '||': 1, '&&': 2, '|': 3, '^': 4, '&': 5, '==': 6, '!=': 6, '<': 7, '>': 7, '<=': 7, '>=': 7,
  '<<': 8, '>>': 8, '+': 9, '-': 9, '*': 10, '/': 10, '%': 10,
} as const; // biome-ignore format: a table

export const GAS: Dialect = {
  name: 'gas',
  binary: {
    '||': 1, '&&': 2, '==': 3, '<>': 3, '!=': 3, '<': 3, '>': 3, '<=': 3, '>=': 3, '+': 4, '-': 4,
    '|': 5, '!!': 5, '!': 5, '^': 5, '&': 5, '*': 6, '/': 6, '%': 6, '<<': 6, '>>': 6,
  },
  prefix: '-~!+',
  conditional: false,
  calls: false,
  truth: -1,
  nameExtra: '.$',
}; // biome-ignore format: a table

export const LD: Dialect = {
  name: 'ld',
  binary: C_RANKS,
  prefix: '-~!+',
  conditional: true,
  calls: true,
  truth: 1,
  nameExtra: '.$',
};

/** Length of the operator at text[at], 0 when there is none in this dialect. */
export function operatorLength(dialect: Dialect, text: string, at: number, end: number): number {
  if (at + 1 < end && Object.hasOwn(dialect.binary, text.slice(at, at + 2))) return 2;
  return Object.hasOwn(dialect.binary, text.charAt(at)) ? 1 : 0;
}
