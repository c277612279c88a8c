/** The one exception of this room: a schema that cannot be laid out, with the finished message. */
import type { Message } from '../diag/diagnostic.ts';

/** A place in a file, lines and columns from 1. */
export interface SchemaPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export class SchemaError extends Error {
  readonly diagnostic: Message;
  /** Where it is known: C text has places, a schema has that of the call that threw. */
  readonly place: SchemaPlace | undefined;

  constructor(diagnostic: Message, place?: SchemaPlace) {
    const where = place === undefined ? '' : `${place.file}:${place.line}:${place.column}: `;
    const hint = diagnostic.hint === undefined ? '' : ` (${diagnostic.hint})`;
    super(`${where}${diagnostic.text}${hint}`);
    this.name = 'SchemaError';
    this.diagnostic = diagnostic;
    this.place = place;
  }
}
