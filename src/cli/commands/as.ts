/** The assembler's driver (owned by the cpp room, which replaces this file). */
import type { Command } from '../command.ts';
import { UsageError } from '../command.ts';

export const command: Command = {
  name: 'as',
  summary: 'the assembler, as without a name',
  run: async () => {
    throw new UsageError('the driver has not landed');
  },
};
