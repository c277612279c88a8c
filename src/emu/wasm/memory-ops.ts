/**
 * Loads and stores of a block: the look-up in the software TLB inline, a call of the host for everything that it does not answer.
 *
 * Enters: addresses as values, what is transferred. Leaves: instructions. An entry of the software TLB stands for a page of RAM that
 * may be read (or written, and holds no translated code) as the current regime has it; only aligned accesses ask it, because
 * whether another is allowed depends on the memory's type.
 */
import { ACCESS, type I64, type V128 } from '../../isa/ir.ts';
import { SLOT } from '../cpu-state.ts';
import { type Code, OP, TYPE } from './encoder.ts';
import type { Access } from './groups.ts';
import type { HostCallName } from './host-calls.ts';
import { AT, ENTRY_BYTES, slotAt, TLB_ENTRIES } from './layout.ts';
import type { Values } from './values.ts';

/** Accesses that only the host can do. */
const SLOW = ACCESS.exclusive | ACCESS.unprivileged | ACCESS.atomic;

const LOADS = { 1: OP.i64Load8u, 2: OP.i64Load16u, 4: OP.i64Load32u, 8: OP.i64Load } as const;
const STORES = { 1: OP.i64Store8, 2: OP.i64Store16, 4: OP.i64Store32, 8: OP.i64Store } as const;
const VECTOR_LOAD = 0;
const VECTOR_STORE = 11;

export type Size = 1 | 2 | 4 | 8;

/** What the memory operations need of the builder. */
export interface MemoryHost {
  readonly e: Values;
  /** Calls the host where the state is precise; `push` puts the parameters but the last (the instruction's index) on the stack. */
  call(name: HostCallName, push: () => void): void;
}

/** The local with the host address of a group's first byte, and its first offset. */
export interface GroupAddress {
  readonly local: number;
  readonly first: number;
}

/**
 * The look-up: leaves on the stack whether the entry for `address` has the page of [address, address + bytes), and returns the local
 * with the entry's offset. `bytes` is a multiple of `alignment`, the address must be too.
 */
export function pushLookUp(e: Values, address: I64, bytes: number, alignment: number, write: boolean): number {
  const { code } = e;
  const page = e.locals.add(TYPE.i32);
  const entry = e.locals.add(TYPE.i32);
  e.push(address);
  code.i64(12n);
  code.op(OP.i64ShrU);
  code.op(OP.i32WrapI64);
  code.tee(page);
  code.get(page);
  code.i32(10);
  code.op(OP.i32ShrU);
  code.op(OP.i32Add);
  code.i32(TLB_ENTRIES - 1);
  code.op(OP.i32And);
  code.i32(Math.log2(ENTRY_BYTES));
  code.op(OP.i32Shl);
  code.tee(entry);
  code.memory(OP.i64Load, write ? AT.tlbWrite : AT.tlbRead);
  e.push(address);
  if (bytes > alignment) {
    code.i64(BigInt(bytes - alignment));
    code.op(OP.i64Add);
  }
  code.i64(BigInt(-4096 | (alignment - 1)));
  code.op(OP.i64And);
  code.op(OP.i64Eq);
  return entry;
}

/** The host address of `address`, on the stack, after a look-up that succeeded. */
export function pushHostAddress(e: Values, address: I64, entry: number, write: boolean): void {
  e.code.get(entry);
  e.code.memory(OP.i32Load, (write ? AT.tlbWrite : AT.tlbRead) + 8);
  e.pushLow(address);
  e.code.op(OP.i32Add);
}

export class MemoryOps {
  /** Accesses that could belong to a group. */
  readonly accesses: Access[] = [];
  /** Groups whose pages are known to be there, with their addresses. */
  groups: { address(access: Access): GroupAddress | undefined } | undefined;
  private readonly host: MemoryHost;

  constructor(host: MemoryHost) {
    this.host = host;
  }

  /**
   * An access: `fast` is called with what leaves the host address on the stack and an offset to add to it, `slow` where the look-up
   * failed.
   */
  private access(
    address: I64,
    bytes: number,
    alignment: number,
    write: boolean,
    flags: number,
    fast: (push: () => void, offset: number) => void,
    slow: () => void,
  ): void {
    const { e } = this.host;
    if (flags & SLOW) {
      slow();
      return;
    }
    const { root, offset } = e.value(address);
    const access = { root, offset, bytes, alignment, write };
    if (root >= 0) this.accesses.push(access);
    const group = root >= 0 ? this.groups?.address(access) : undefined;
    if (group !== undefined) {
      fast(() => e.code.get(group.local), offset - group.first);
      return;
    }
    const entry = pushLookUp(e, address, bytes, alignment, write);
    e.code.open(OP.if);
    const at = e.locals.add(TYPE.i32);
    pushHostAddress(e, address, entry, write);
    e.code.set(at);
    fast(() => e.code.get(at), 0);
    e.code.otherwise();
    slow();
    e.code.close();
  }

  private callSlow(name: HostCallName, address: I64, bytes: number, flags: number): void {
    const { e } = this.host;
    this.host.call(name, () => {
      e.pushLow(address);
      e.pushHigh(address);
      e.code.i32(bytes);
      e.code.i32(flags);
    });
  }
  /** Takes the result with this number out of the mailbox. */
  private takeResult(local: number, number: number): void {
    const { code } = this.host.e;
    code.i32(0);
    code.memory(OP.i64Load, slotAt(SLOT.out) + 8 * number);
    code.set(local);
  }
  /** Puts values where the host finds them. */
  putArguments(values: readonly I64[]): void {
    const { e } = this.host;
    values.forEach((value, i) => {
      e.code.i32(0);
      e.push(value);
      e.code.memory(OP.i64Store, AT.arguments + 8 * i);
    });
  }

  load(address: I64, bytes: Size, flags: number): I64 {
    const { e } = this.host;
    const local = e.locals.add(TYPE.i64);
    const fast = (push: () => void, offset: number): void => {
      push();
      e.code.memory(LOADS[bytes], offset);
      e.code.set(local);
    };
    this.access(address, bytes, bytes, false, flags, fast, () => {
      this.callSlow('load', address, bytes, flags);
      this.takeResult(local, 0);
    });
    return e.ofLocal(TYPE.i64, local) as I64;
  }

  loadPair(address: I64, bytes: 4 | 8, flags: number): [I64, I64] {
    const { e } = this.host;
    const locals = [e.locals.add(TYPE.i64), e.locals.add(TYPE.i64)] as const;
    const fast = (push: () => void, offset: number): void =>
      locals.forEach((local, i) => {
        push();
        e.code.memory(LOADS[bytes], offset + i * bytes);
        e.code.set(local);
      });
    this.access(address, 2 * bytes, bytes, false, flags, fast, () => {
      this.callSlow('loadPair', address, bytes, flags);
      locals.forEach((local, i) => {
        this.takeResult(local, i);
      });
    });
    return [e.ofLocal(TYPE.i64, locals[0]) as I64, e.ofLocal(TYPE.i64, locals[1]) as I64];
  }

  store(address: I64, bytes: Size, value: I64, flags: number): void {
    const { e } = this.host;
    const fast = (push: () => void, offset: number): void => {
      push();
      e.push(value);
      e.code.memory(STORES[bytes], offset);
    };
    this.access(address, bytes, bytes, true, flags, fast, () => {
      this.putArguments([value]);
      this.callSlow('store', address, bytes, flags);
    });
  }

  storePair(address: I64, bytes: 4 | 8, first: I64, second: I64, flags: number): void {
    const { e } = this.host;
    const fast = (push: () => void, offset: number): void =>
      [first, second].forEach((value, i) => {
        push();
        e.push(value);
        e.code.memory(STORES[bytes], offset + i * bytes);
      });
    this.access(address, 2 * bytes, bytes, true, flags, fast, () => {
      this.putArguments([first, second]);
      this.callSlow('storePair', address, bytes, flags);
    });
  }

  /** Sixteen bytes, as a pair of eight as far as the host is concerned. */
  loadVector(address: I64, flags: number): V128 {
    const { e } = this.host;
    const local = e.locals.add(TYPE.v128);
    const fast = (push: () => void, offset: number): void => {
      push();
      e.code.vectorMemory(VECTOR_LOAD, offset);
      e.code.set(local);
    };
    this.access(address, 16, 16, false, flags, fast, () => {
      this.callSlow('loadPair', address, 8, flags | ACCESS.quad);
      readVector(e.code, slotAt(SLOT.out));
      e.code.set(local);
    });
    return e.ofLocal(TYPE.v128, local) as V128;
  }

  storeVector(address: I64, value: V128, flags: number): void {
    const { e } = this.host;
    const fast = (push: () => void, offset: number): void => {
      push();
      e.push(value);
      e.code.vectorMemory(VECTOR_STORE, offset);
    };
    this.access(address, 16, 16, true, flags, fast, () => {
      writeVector(e, value, AT.arguments);
      this.callSlow('storePair', address, 8, flags | ACCESS.quad);
    });
  }

  /** Maintenance by VA that does nothing here but may fault: a look-up, and the host where it fails. */
  touch(address: I64, slow: () => void): void {
    this.access(address, 1, 1, false, 0, () => undefined, slow);
  }
}

/** Leaves the 16 bytes at a fixed address on the stack. */
export function readVector(code: Code, at: number): void {
  code.i32(0);
  code.vectorMemory(VECTOR_LOAD, at);
}

export function writeVector(e: Values, value: V128, at: number): void {
  e.code.i32(0);
  e.push(value);
  e.code.vectorMemory(VECTOR_STORE, at);
}
