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

export const COMMANDS: readonly CommandRow[] = [
  ASSEMBLER,
  { name: 'verify', summary: 'prove a relocation blob on the emulator', load: async () => (await import('./verify.ts')).command },
];

export async function loadCommand(name: string): Promise<Command> {
  const row = COMMANDS.find((command) => command.name === name) ?? ASSEMBLER;
  return row.load();
}
