/**
 * The real Io: Node's file system, process and terminal, nowhere else imported.
 *
 * Outputs are written beside their target and renamed, so that a full disk or an interrupt never leaves half a file.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Hash } from '../ld/build-id.ts';
import type { Io, LargeFile } from './command.ts';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EISDIR: 'is a directory',
  EACCES: 'permission denied',
  ENOTDIR: 'a part of the path is not a directory',
  ELOOP: 'too many symbolic links',
  ENAMETOOLONG: 'name too long',
  ENOSPC: 'no space left on the device',
  EMFILE: 'too many open files',
  EROFS: 'the file system is read-only',
};

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return REASONS[code] ?? (error instanceof Error ? error.message : String(error));
}

function writeAll(fd: number, data: Uint8Array | string): void {
  const bytes = typeof data === 'string' ? Buffer.from(data) : data;
  for (let at = 0; at < bytes.length; ) {
    try {
      at += fs.writeSync(fd, bytes, at);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') continue;
      throw error;
    }
  }
}

/** Diagnostics that nobody reads any more (`2>&1 | head`) must not change what the run comes to. */
function writeDiagnostics(text: string): void {
  try {
    writeAll(2, text);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) throw error;
  }
}

interface Output {
  readonly path: string;
  readonly data: Uint8Array | string;
  readonly executable?: boolean;
}

/** Where a file is that a path leads to, and its mode, undefined if it is not there yet; undefined for what is no regular file. */
function targetOf(name: string): { readonly path: string; readonly mode: number | undefined } | undefined {
  const own = fs.lstatSync(name, { throwIfNoEntry: false });
  // a link that leads nowhere is replaced
  const status = own?.isSymbolicLink() ? fs.statSync(name, { throwIfNoEntry: false }) : own;
  if (status && !status.isFile()) return undefined;
  return { path: status && status !== own ? fs.realpathSync(name) : name, mode: status?.mode };
}

/** Write a new file, with `mode` if that is given. */
function writeNew(name: string, { data, executable }: Output, mode: number | undefined): void {
  const descriptor = fs.openSync(name, 'w');
  try {
    writeAll(descriptor, data);
    const made = fs.fstatSync(descriptor).mode;
    const wanted = mode ?? made;
    // Who may read it may run it.
    const given = executable ? wanted | ((wanted & 0o444) >> 2) : wanted;
    if (given !== made) fs.fchmodSync(descriptor, given);
  } finally {
    fs.closeSync(descriptor);
  }
}

function writeFiles(files: readonly Output[]): string | undefined {
  const staged: { from: string; to: string }[] = [];
  const others: Output[] = [];
  let current = '';
  try {
    for (const file of files) {
      current = file.path;
      const target = file.path === '-' ? undefined : targetOf(file.path);
      if (!target) {
        others.push(file);
        continue;
      }
      const from = path.join(path.dirname(target.path), `.${path.basename(target.path)}.${process.pid}.tmp`);
      staged.push({ from, to: target.path });
      writeNew(from, file, target.mode);
    }
    for (const { from, to } of staged) fs.renameSync(from, to);
    for (const file of others) {
      current = file.path;
      if (file.path === '-') writeAll(1, file.data);
      else fs.writeFileSync(file.path, file.data);
    }
    return undefined;
  } catch (error) {
    for (const { from } of staged) fs.rmSync(from, { force: true });
    return `${current}: ${reason(error)}`;
  }
}

function packageDirectory(): string {
  let directory = path.dirname(fileURLToPath(import.meta.url));
  while (!fs.existsSync(path.join(directory, 'ldscripts'))) {
    const parent = path.dirname(directory);
    if (parent === directory) return directory;
    directory = parent;
  }
  return directory;
}

/** Node's own, loaded when asked for, since that takes longer than a small link; undefined where this Node has none or may not use it. */
function createHash(algorithm: 'sha1' | 'md5'): Hash | undefined {
  try {
    return process.getBuiltinModule('node:crypto')?.createHash(algorithm);
  } catch {
    return undefined;
  }
}

/** What small files are read into, one after the other: a buffer each would cost more than the reading. */
const SLAB = 1 << 20;
const SMALL = 1 << 16;
/** Bytes of what has no size: /dev/zero never ends. */
const MOST_BYTES = 2 ** 29;

class FileReader {
  #slab = Buffer.allocUnsafeSlow(SLAB);
  #used = 0;

  /** The whole file's bytes; throws what Node throws. */
  read(file: string): Uint8Array {
    const descriptor = fs.openSync(file, 'r');
    try {
      return this.#contents(descriptor);
    } finally {
      fs.closeSync(descriptor);
    }
  }

  #contents(descriptor: number): Uint8Array {
    if (this.#used + SMALL > SLAB) {
      this.#slab = Buffer.allocUnsafeSlow(SLAB);
      this.#used = 0;
    }
    const start = this.#used;
    let end = start;
    for (let got = -1; got !== 0 && end < start + SMALL; end += got)
      got = fs.readSync(descriptor, this.#slab, end, start + SMALL - end, null);
    const head = this.#slab.subarray(start, end);
    if (end === start + SMALL) return withRest(head, descriptor);
    // From a multiple of 8, as typed arrays like it.
    this.#used = (end + 7) & ~7;
    return head;
  }
}

/** What was read of a file and what follows, straight into a buffer of the file's size; a pipe's size is not known before. */
function withRest(head: Uint8Array, descriptor: number): Uint8Array {
  const whole = Buffer.allocUnsafeSlow(Math.max(fs.fstatSync(descriptor).size, head.length));
  whole.set(head);
  let end = head.length;
  for (let got = -1; got !== 0 && end < whole.length; end += got)
    got = fs.readSync(descriptor, whole, end, whole.length - end, null);
  const more = endOf(descriptor);
  return more.length > 0 ? Buffer.concat([whole, more]) : whole.subarray(0, end);
}

function openLarge(file: string, least: number): LargeFile | undefined {
  const status = fs.statSync(file, { throwIfNoEntry: false });
  if (!status?.isFile() || status.size <= least) return undefined;
  const descriptor = fs.openSync(file, 'r');
  return {
    length: status.size,
    read: (into, at) => fs.readSync(descriptor, into, 0, into.length, at),
    close: () => fs.closeSync(descriptor),
  };
}

/** What a pipe or a device gives until it ends; throws where it does not. */
function endOf(descriptor: number): Buffer {
  const pieces: Buffer[] = [];
  for (let total = 0; ; ) {
    const piece = Buffer.allocUnsafe(SLAB);
    const got = fs.readSync(descriptor, piece, 0, SLAB, null);
    if (got === 0) return Buffer.concat(pieces);
    total += got;
    if (total > MOST_BYTES) throw new Error(`exceeds the limit of ${MOST_BYTES} bytes`);
    pieces.push(piece.subarray(0, got));
  }
}

export function nodeIo(): Io {
  const reader = new FileReader();
  return {
    readFile(file) {
      try {
        return reader.read(file);
      } catch {
        return undefined;
      }
    },
    openLarge(file, least) {
      try {
        return openLarge(file, least);
      } catch {
        return undefined;
      }
    },
    modified: (file) => fs.statSync(file, { throwIfNoEntry: false })?.mtime,
    readError(file) {
      try {
        reader.read(file);
        return 'it changed while it was read';
      } catch (error) {
        return reason(error);
      }
    },
    writeFiles,
    removeFile(file) {
      const status = fs.lstatSync(file, { throwIfNoEntry: false });
      if (status?.isFile() || status?.isSymbolicLink()) fs.rmSync(file, { force: true });
    },
    listDirectory(directory) {
      try {
        return fs.readdirSync(directory);
      } catch {
        return undefined;
      }
    },
    readStdin: () => fs.readFileSync(0),
    createHash,
    stdout: (text) => writeAll(1, text),
    stderr: writeDiagnostics,
    // Asked for late: Node makes a stream for each answer, which costs as much as linking a small file.
    get stdoutIsTty() {
      return process.stdout.isTTY === true;
    },
    get stderrIsTty() {
      return process.stderr.isTTY === true;
    },
    environment: process.env,
    workingDirectory: process.cwd(),
    get packageDirectory() {
      return packageDirectory();
    },
  };
}
