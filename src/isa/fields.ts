/**
 * The fields of a word by name, as semantics and predicates see them.
 */

import { extract } from './bits.ts';
import type { Row } from './row.ts';

/** All fields of `row`'s bit string in `word`, unsigned. */
export function fieldsOf(row: Row, word: number): Readonly<Record<string, number>> {
  const fields: Record<string, number> = {};
  for (const field of row.layout.fields.values()) fields[field.name] = extract(field, word);
  return fields;
}
