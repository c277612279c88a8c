/**
 * Compares that assemblers accept with their sources exchanged: `cmlt v0, v1, v2` is `cmgt v0, v2, v1`. Never printed.
 */

import type { FieldNames } from '../bits.ts';
import type { Codec, Row, Table } from '../row.ts';

const REVERSED: Readonly<Record<string, string>> = {
  cmge: 'cmle',
  cmgt: 'cmlt',
  cmhi: 'cmlo',
  cmhs: 'cmls',
  fcmge: 'fcmle',
  fcmgt: 'fcmlt',
  facge: 'facle',
  facgt: 'faclt',
  cmpge: 'cmple',
  cmpgt: 'cmplt',
  cmphi: 'cmplo',
  cmphs: 'cmpls',
};

/** Adds the exchanged spelling of `row` if it has one; `operands` are the row's with the two sources exchanged. */
export function reversed<B extends string>(
  t: Table,
  row: Row<B>,
  operands: readonly Codec<NoInfer<FieldNames<B>>>[],
): void {
  const name = REVERSED[row.mnemonic];
  if (name) t.alias(row, name, operands, { encodeOnly: true });
}
