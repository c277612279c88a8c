/**
 * The commands, one row each: a name, its line in the usage text, and how to load it when it is asked for.
 */
import type { Command } from '../command.ts';
import { tuneForDisassembling, tuneForOneRun } from '../engine.ts';

interface CommandRow {
  readonly name: string;
  readonly summary: string;
  load(): Promise<Command>;
}

const ASSEMBLER: CommandRow = {
  name: 'as',
  summary: 'the assembler, as without a name',
  load: async () => {
    tuneForOneRun();
    return (await import('./as.ts')).command;
  },
};

export const COMMANDS: readonly CommandRow[] = [
  ASSEMBLER,
  {
    name: 'ld',
    summary: 'the linker: objects and a linker script to an executable, -r object or flat binary',
    load: async () => {
      tuneForOneRun();
      return (await import('./ld.ts')).command;
    },
  },
  {
    name: 'nm',
    summary: 'symbols of ELF files',
    load: async () => (await import('./nm.ts')).command,
  },
  {
    name: 'size',
    summary: 'sizes of text, data and bss',
    load: async () => (await import('./size.ts')).command,
  },
  {
    name: 'readelf',
    summary: 'headers, sections, segments, symbols, relocations and notes of ELF files',
    load: async () => (await import('./readelf.ts')).command,
  },
  {
    name: 'objcopy',
    summary: 'copies of ELF files without some of their parts, or their loaded bytes (-O binary)',
    load: async () => (await import('./objcopy.ts')).command,
  },
  {
    name: 'addr2line',
    summary: 'addresses to source lines',
    load: async () => (await import('./addr2line.ts')).command,
  },
  {
    name: 'objdump',
    summary: 'disassembly, headers, symbols and relocations of object files',
    load: async () => {
      tuneForDisassembling();
      return (await import('./objdump.ts')).command;
    },
  },
  {
    name: 'offsets',
    summary: 'headers of structure offsets from TypeScript schemas, and checks against DWARF',
    load: async () => (await import('./offsets.ts')).command,
  },
  {
    name: 'ptdump',
    summary: 'print the page tables that a program has made',
    load: async () => (await import('./ptdump.ts')).command,
  },
  {
    name: 'run',
    summary: 'run an ELF file or an arm64 Image, and say what hardware would punish',
    load: async () => (await import('./run.ts')).command,
  },
  {
    name: 'verify',
    summary: 'run relocation code on the checked engine and judge what it leaves',
    load: async () => (await import('./verify.ts')).command,
  },
  {
    name: 'completion',
    summary: 'a completion script for bash, zsh or fish',
    load: async () => (await import('./completion.ts')).command,
  },
];

export async function loadCommand(name: string): Promise<Command> {
  const row = COMMANDS.find((command) => command.name === name) ?? ASSEMBLER;
  return row.load();
}
