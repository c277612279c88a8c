/** Thrown by the DWARF reader where debug information cannot be read on; carries the finished message. */
import type { Message } from '../../diag/diagnostic.ts';

export class DwarfError extends Error {
  readonly diagnostic: Message;

  constructor(diagnostic: Message) {
    super(diagnostic.text);
    this.name = 'DwarfError';
    this.diagnostic = diagnostic;
  }
}
