/**
 * What a command of `a64as` is, and all of the outside world it may touch.
 *
 * Commands are pure in everything but their `Io`: the process, the file system and the terminal are reached through it
 * alone, so that tests run a command without a process. One file a command in commands/, listed in commands/index.ts.
 */

import type { Hash } from '../ld/build-id.ts';

/** Exit statuses of every command. */
export const EXIT = {
  ok: 0,
  /** Errors in the input. */
  input: 1,
  usage: 2,
  /** The verdict is FAIL, or a check found a difference. */
  verification: 3,
  /** The step budget ran out. */
  budget: 4,
  internal: 70,
} as const;

/** A file that is open. */
export interface LargeFile {
  /** Bytes, when it was opened. */
  readonly length: number;
  /** Bytes from `at` on into `into`; returns how many came. */
  read(into: Uint8Array, at: number): number;
  close(): void;
}

export interface Io {
  /** The file's bytes, or undefined where there is none; `readError` then says why. */
  readFile(path: string): Uint8Array | undefined;
  /** A regular file of more than `least` bytes, to be read in parts; undefined for anything else. */
  openLarge?(path: string, least: number): LargeFile | undefined;
  /** Why a path cannot be read: "no such file", "is a directory", "permission denied". */
  readError(path: string): string;
  /** When a file was changed last; undefined where that is not known. */
  modified?(path: string): Date | undefined;
  /** Write all files or none, each by rename; returns an error text or undefined. Path `-` is standard output; programs may be run. */
  writeFiles(
    files: readonly { readonly path: string; readonly data: Uint8Array | string; readonly executable?: boolean }[],
  ): string | undefined;
  /** Remove a regular file, or a symbolic link, if there is one. */
  removeFile?(path: string): void;
  /** Names in a directory, or undefined. */
  listDirectory(path: string): string[] | undefined;
  readStdin(): Uint8Array;
  /** The host's hash functions; absent where there is no host. */
  createHash?(algorithm: 'sha1' | 'md5'): Hash | undefined;
  stdout(text: string | Uint8Array): void;
  stderr(text: string): void;
  readonly stdoutIsTty: boolean;
  readonly stderrIsTty: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Absolute. */
  readonly workingDirectory: string;
  /** Where the package's own asm/ and ldscripts/ lie, absolute. */
  readonly packageDirectory: string;
}

export interface Command {
  readonly name: string;
  /** One line for the usage text. */
  readonly summary: string;
  /** `argv` without the command's own name. Returns the exit status. */
  run(argv: readonly string[], io: Io): Promise<number>;
}

/**
 * Thrown by option parsing; main prints it with the command's usage hint and exits 2. Main knows it by its name: in the built package a
 * command has a copy of this class that is not main's.
 */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
