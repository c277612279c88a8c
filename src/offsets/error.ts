/** The one exception of this room: a schema that cannot be laid out, with the finished message. */
import type { Message } from '../diag/diagnostic.ts';

export class SchemaError extends Error {
  readonly diagnostic: Message;

  constructor(diagnostic: Message) {
    super(diagnostic.hint === undefined ? diagnostic.text : `${diagnostic.text} (${diagnostic.hint})`);
    this.diagnostic = diagnostic;
    this.name = 'SchemaError';
  }
}
