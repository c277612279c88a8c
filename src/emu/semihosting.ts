/**
 * Semihosting for AArch64 (Arm Semihosting 2.0): operation number in w0, parameter or address of a parameter block in x1, result in x0.
 *
 * Enters: the guest's registers and memory, bytes for its console. Leaves: console output, results, a stop with a status. The host's files, its commands
 * and its time are no part of the machine: opening anything but the console and the features file fails, and clocks follow
 * the instructions executed.
 */
import type { Machine } from './machine.ts';
import { addressIn } from './walk.ts';

export interface SemihostingHost {
  /** Output of SYS_WRITEC, SYS_WRITE0 and SYS_WRITE to a console. */
  write(bytes: Uint8Array): void;
  /** Takes at most `count` bytes of the console's input. */
  read(count: number): Uint8Array;
  /** The program's name and its arguments. */
  readonly commandLine: string;
  /** Memory that the program does not occupy, for its heap (from the start) and its stack (from the end). */
  readonly free: () => { readonly start: number; readonly end: number };
}

const OPERATION = {
  open: 0x01,
  close: 0x02,
  writec: 0x03,
  write0: 0x04,
  write: 0x05,
  read: 0x06,
  readc: 0x07,
  iserror: 0x08,
  istty: 0x09,
  seek: 0x0a,
  flen: 0x0c,
  tmpnam: 0x0d,
  remove: 0x0e,
  rename: 0x0f,
  clock: 0x10,
  time: 0x11,
  system: 0x12,
  errno: 0x13,
  commandLine: 0x15,
  heapInfo: 0x16,
  exit: 0x18,
  exitExtended: 0x20,
  elapsed: 0x30,
  tickFrequency: 0x31,
} as const;

const APPLICATION_EXIT = 0x20026n;
const FAILED = -1n;
const ENOENT = 2n;
const EBADF = 9n;
const EFAULT = 14n;
const EINVAL = 22n;
/** What SYS_ELAPSED and SYS_CLOCK take for a second, in instructions. */
const INSTRUCTIONS_PER_SECOND = 1_000_000_000n;
/** 2023-01-01, where the real-time clock starts too. */
const START_OF_TIME = 1_672_531_200n;
/** ':semihosting-features': magic "SHFB", SYS_EXIT_EXTENDED and separate standard error. */
const FEATURES = [0x53, 0x48, 0x46, 0x42, 3];
const LONGEST_STRING = 65536;
const PAGE = 4096;

interface OpenFile {
  readonly kind: 'input' | 'output' | 'features';
  /** In the features file. */
  position: number;
}

/** A parameter block or buffer that is not mapped: the operation fails. */
class BadAddress extends RangeError {}

export class Semihosting {
  private readonly m: Machine;
  private readonly host: SemihostingHost;
  private readonly files: (OpenFile | undefined)[] = [undefined];
  private errno = 0n;
  private readonly operations: ReadonlyMap<number, () => bigint>;

  constructor(m: Machine, host: SemihostingHost) {
    this.m = m;
    this.host = host;
    const fails = (error: bigint) => (): bigint => this.fail(error);
    this.operations = new Map<number, () => bigint>([
      [OPERATION.open, () => this.open()],
      [OPERATION.close, () => this.close()],
      [OPERATION.writec, () => this.output(this.bytes(this.parameter, 1), 0n)],
      [OPERATION.write0, () => this.output(this.text(this.parameter), 0n)],
      [OPERATION.write, () => this.write()],
      [OPERATION.read, () => this.read()],
      [OPERATION.readc, () => BigInt(this.host.read(1)[0] ?? -1)],
      [OPERATION.iserror, () => (BigInt.asIntN(64, this.words(1)[0] ?? 0n) < 0n ? 1n : 0n)],
      [OPERATION.istty, () => this.onFile((file) => (file.kind === 'features' ? 0n : 1n))],
      [OPERATION.seek, () => this.seek()],
      [OPERATION.flen, () => this.onFile((file) => (file.kind === 'features' ? BigInt(FEATURES.length) : 0n))],
      [OPERATION.tmpnam, fails(EINVAL)],
      [OPERATION.remove, fails(ENOENT)],
      [OPERATION.rename, fails(ENOENT)],
      [OPERATION.clock, () => (this.steps * 100n) / INSTRUCTIONS_PER_SECOND],
      [OPERATION.time, () => START_OF_TIME + this.steps / INSTRUCTIONS_PER_SECOND],
      [OPERATION.system, fails(EINVAL)],
      [OPERATION.errno, () => this.errno],
      [OPERATION.commandLine, () => this.commandLine()],
      [OPERATION.heapInfo, () => this.heapInfo()],
      [OPERATION.exit, () => this.exit()],
      [OPERATION.exitExtended, () => this.exit()],
      [OPERATION.elapsed, () => this.put(this.parameter, [this.steps])],
      [OPERATION.tickFrequency, () => INSTRUCTIONS_PER_SECOND],
    ]);
  }

  /** Executes the operation that the registers ask for. */
  call(): void {
    const { m } = this;
    const operation = this.operations.get(Number(m.get('x0') & 0xffffffffn));
    let result: bigint;
    try {
      result = operation === undefined ? this.fail(EINVAL) : operation();
    } catch (error) {
      if (!(error instanceof BadAddress)) throw error;
      result = this.fail(EFAULT);
    }
    m.engine.cpu.setX(0, BigInt.asUintN(64, result));
  }

  private get parameter(): bigint {
    return this.m.get('x1');
  }
  private get steps(): bigint {
    return BigInt(this.m.steps);
  }
  private fail(error: bigint): bigint {
    this.errno = error;
    return FAILED;
  }

  // ---- guest memory -------------------------------------------------------------------------------------------------

  /** RAM offset of a virtual address. */
  private place(at: bigint): number {
    const { m } = this;
    const lo = Number(BigInt.asIntN(32, at));
    const t = m.translate(at);
    if (t.fault !== undefined) throw new BadAddress(`0x${at.toString(16)} is not mapped`);
    const pa = addressIn(t, lo, Number(BigInt.asIntN(32, at >> 32n))) + (lo & (PAGE - 1));
    if (!m.engine.lines.contains(pa, 1)) throw new BadAddress(`0x${at.toString(16)} is not RAM`);
    return pa - m.engine.lines.base;
  }

  private bytes(at: bigint, length: number): Uint8Array {
    const out = new Uint8Array(length);
    for (let done = 0; done < length; ) {
      const from = this.place(at + BigInt(done));
      const n = Math.min(length - done, PAGE - (from % PAGE));
      out.set(this.m.engine.lines.u8.subarray(from, from + n), done);
      done += n;
    }
    return out;
  }

  private text(at: bigint): Uint8Array {
    const out: number[] = [];
    while (out.length < LONGEST_STRING) {
      const byte = this.bytes(at + BigInt(out.length), 1)[0] as number;
      if (byte === 0) break;
      out.push(byte);
    }
    return Uint8Array.from(out);
  }

  private words(count: number): bigint[] {
    const view = new DataView(this.bytes(this.parameter, 8 * count).buffer);
    return Array.from({ length: count }, (_, i) => view.getBigUint64(8 * i, true));
  }

  private store(at: bigint, bytes: Uint8Array): void {
    const { lines, blocks, onCodeWritten } = this.m.engine;
    for (let done = 0; done < bytes.length; ) {
      const to = this.place(at + BigInt(done));
      const n = Math.min(bytes.length - done, PAGE - (to % PAGE));
      lines.hostWrite(to, bytes.subarray(done, done + n));
      blocks.written(to, n);
      onCodeWritten?.(to, n);
      done += n;
    }
  }

  private put(at: bigint, values: readonly bigint[]): bigint {
    const bytes = new Uint8Array(8 * values.length);
    const view = new DataView(bytes.buffer);
    for (const [i, value] of values.entries()) view.setBigUint64(8 * i, value, true);
    this.store(at, bytes);
    return 0n;
  }

  // ---- files --------------------------------------------------------------------------------------------------------

  private open(): bigint {
    const [at = 0n, mode = 0n] = this.words(3);
    const name = new TextDecoder('latin1').decode(this.text(at));
    if (mode > 11n) return this.fail(EINVAL);
    let file: OpenFile;
    if (name === ':tt') file = { kind: mode < 4n ? 'input' : 'output', position: 0 };
    else if (name === ':semihosting-features' && mode < 2n) file = { kind: 'features', position: 0 };
    else return this.fail(ENOENT);
    return BigInt(this.files.push(file) - 1);
  }

  private onFile(what: (file: OpenFile) => bigint): bigint {
    const file = this.files[Number(this.words(1)[0])];
    return file === undefined ? this.fail(EBADF) : what(file);
  }

  private close(): bigint {
    const handle = Number(this.words(1)[0]);
    return this.onFile(() => {
      this.files[handle] = undefined;
      return 0n;
    });
  }

  private output(bytes: Uint8Array, result: bigint): bigint {
    this.host.write(bytes);
    return result;
  }

  /** Answers how many bytes were not written. */
  private write(): bigint {
    const [, at = 0n, length = 0n] = this.words(3);
    return this.onFile((file) => {
      if (file.kind !== 'output') return this.fail(EBADF);
      return this.output(this.bytes(at, Number(length)), 0n);
    });
  }

  /** Answers how many bytes were not read. */
  private read(): bigint {
    const [, at = 0n, length = 0n] = this.words(3);
    return this.onFile((file) => {
      if (file.kind === 'output') return this.fail(EBADF);
      const bytes = file.kind === 'input' ? this.host.read(Number(length)) : this.features(file, Number(length));
      this.store(at, bytes);
      return length - BigInt(bytes.length);
    });
  }

  private features(file: OpenFile, length: number): Uint8Array {
    const bytes = Uint8Array.from(FEATURES.slice(file.position, file.position + length));
    file.position += bytes.length;
    return bytes;
  }

  private seek(): bigint {
    const [, position = 0n] = this.words(2);
    return this.onFile((file) => {
      if (file.kind !== 'features' || position > BigInt(FEATURES.length)) return this.fail(EINVAL);
      file.position = Number(position);
      return 0n;
    });
  }

  // ---- the program --------------------------------------------------------------------------------------------------

  /** SYS_GET_CMDLINE: buffer and its length in the block; -1 when the buffer is too short. */
  private commandLine(): bigint {
    const [buffer = 0n, room = 0n] = this.words(2);
    const bytes = new Uint8Array([...new TextEncoder().encode(this.host.commandLine), 0]);
    if (BigInt(bytes.length) > room) return this.fail(EINVAL);
    this.store(buffer, bytes);
    return this.put(this.parameter, [buffer, BigInt(bytes.length - 1)]);
  }

  /** SYS_HEAPINFO: the block at x1 points to four words: heap base and limit, stack base and limit. */
  private heapInfo(): bigint {
    const [at = 0n] = this.words(1);
    const { start, end } = this.host.free();
    return this.put(at, [BigInt(start), BigInt(end), BigInt(end), BigInt(start)]);
  }

  private exit(): bigint {
    const [reason = 0n, status = 0n] = this.words(2);
    const code = reason === APPLICATION_EXIT ? Number(status & 0xffn) : 1;
    this.m.engine.stop({ kind: 'halted', status: code, by: 'semihosting' });
    return 0n;
  }
}
