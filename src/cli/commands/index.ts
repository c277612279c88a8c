/**
 * The commands, one row each: a name, its line in the usage text, and how to load it when it is asked for.
 */
import type { Command } from '../command.ts';

interface CommandRow {
  readonly name: string;
  readonly summary: string;
  load(): Promise<Command>;
}

const ASSEMBLER: CommandRow = {
  name: 'as',
  summary: 'the assembler, as without a name',
  load: async () => (await import('./as.ts')).command,
};

export const COMMANDS: readonly CommandRow[] = [ASSEMBLER];

export async function loadCommand(name: string): Promise<Command> {
  const row = COMMANDS.find((command) => command.name === name) ?? ASSEMBLER;
  return row.load();
}
