/**
 * The WebAssembly builder: one basic block of instruction rows becomes one function without parameters or results.
 *
 * Enters: each instruction's semantics, called after `begin`. Leaves: instructions in `code`, and where the block may go (`targets`).
 * Registers are written to memory at once, so that a fault at any call of the host is precise, and kept in locals, so that they are
 * read from memory once, and not in each round of a block that loops on itself. The function leaves the next PC in
 * memory and adds what it has executed to `rounds`. What it lacks of the builder's operations throws UNSUPPORTED (see `operations`).
 */
import {
  ACCESS,
  type AtomicOp,
  type BarrierKind,
  type Bool,
  type Builder,
  type I32,
  type I64,
  type Int,
  type SysOpKind,
  type V128,
  type VecOp,
  type VecUnaryOp,
} from '../../isa/ir.ts';
import { SLOT } from '../cpu-state.ts';
import { JsBuilder } from '../js/js-builder.ts';
import { isPlainMaintenance } from '../system.ts';
import { type Code, type Locals, OP, TYPE } from './encoder.ts';
import { Flags } from './flags.ts';
import { type HostCallName, hostCallIndex } from './host-calls.ts';
import { AT, PC_AT, slotAt } from './layout.ts';
import { MemoryOps, readVector, writeVector } from './memory-ops.ts';
import { UNSUPPORTED, Values } from './values.ts';
import * as vectors from './vectors.ts';

/** What the versions of one block share. */
export interface BlockContext {
  readonly start: bigint;
  readonly locals: Locals;
  /** Locals that hold registers (31: SP) from the block's start on. */
  readonly registerLocals: Map<number, number>;
  /** Strings that the host gets by number. */
  readonly texts: { idOf(text: string): number };
}

export class WasmBuilder extends Values implements Partial<Builder> {
  pc = 0n;
  /** Set by an instruction that must be the block's last. */
  ended = false;
  /** Constant addresses where the block may go. */
  readonly targets: bigint[] = [];
  readonly memory: MemoryOps;
  private exited = false;
  private floatChecked = false;
  private index = 0;
  private readonly known: (I64 | undefined)[] = new Array(32).fill(undefined);
  private readonly knownVectors: (V128 | undefined)[] = new Array(32).fill(undefined);
  /** Registers that do not hold any more what they held at the start. */
  private readonly written = new Set<number>();
  private alignedSp: I64 | undefined;
  private readonly flags: Flags;
  private readonly context: BlockContext;

  constructor(code: Code, context: BlockContext) {
    super(code, context.locals);
    this.context = context;
    this.flags = new Flags(this);
    this.memory = new MemoryOps({ e: this, call: (name, push) => this.call(name, push) });
  }

  begin(index: number, pc: bigint): void {
    this.index = index;
    this.pc = pc;
  }

  /** After the last instruction; `next` is the address after it. */
  finish(next: bigint): void {
    if (!this.exited) {
      this.flags.flush();
      this.exitTo(next);
    }
  }

  // ---- calls of the host --------------------------------------------------------------------------------------------

  private call(name: HostCallName, push: () => void): void {
    this.code.i32(0);
    this.code.i64(this.pc);
    this.code.memory(OP.i64Store, PC_AT);
    this.flags.spill();
    push();
    this.code.i32(this.index);
    this.code.call(hostCallIndex(name));
  }
  private pushWords(...words: readonly (number | string)[]): void {
    for (const word of words) this.code.i32(typeof word === 'string' ? this.context.texts.idOf(word) : word);
  }
  private pushAddress(address: I64): void {
    this.pushLow(address);
    this.pushHigh(address);
  }
  private fromMailbox(number = 0): I64 {
    this.code.i32(0);
    this.code.memory(OP.i64Load, slotAt(SLOT.out) + 8 * number);
    return this.pop(TYPE.i64);
  }

  // ---- registers ----------------------------------------------------------------------------------------------------

  /** The local that always holds the register. */
  registerLocal(n: number): number {
    let local = this.context.registerLocals.get(n);
    if (local === undefined) {
      local = this.locals.add(TYPE.i64);
      this.context.registerLocals.set(n, local);
    }
    return local;
  }
  private readSlot(n: number): I64 {
    const known = this.known[n];
    if (known !== undefined) return known;
    this.code.get(this.registerLocal(n));
    const { local } = this.value(this.pop(TYPE.i64));
    const value = this.ofLocal(TYPE.i64, local, this.written.has(n) ? -1 : n) as I64;
    this.known[n] = value;
    return value;
  }
  private writeSlot(n: number, v: I64): void {
    this.written.add(n);
    this.code.i32(0);
    this.push(v);
    this.code.memory(OP.i64Store, slotAt(2 * n));
    this.push(v);
    this.code.set(this.registerLocal(n));
    this.known[n] = v;
  }
  x(n: number): I64 {
    return n === 31 ? this.c64(0) : this.readSlot(n);
  }
  w(n: number): I32 {
    return this.lo32(this.x(n));
  }
  xsp(n: number): I64 {
    return this.readSlot(n);
  }
  wsp(n: number): I32 {
    return this.lo32(this.xsp(n));
  }
  r(n: number, sf: number): Int {
    return sf !== 0 ? this.x(n) : this.w(n);
  }
  rsp(n: number, sf: number): Int {
    return sf !== 0 ? this.xsp(n) : this.wsp(n);
  }
  setX(n: number, v: I64): void {
    if (n !== 31) this.writeSlot(n, v);
  }
  setW(n: number, v: I32): void {
    if (n !== 31) this.writeSlot(n, this.zx64(v));
  }
  setXsp(n: number, v: I64): void {
    this.writeSlot(n, v);
  }
  setR(n: number, v: Int): void {
    if (this.isWide(v)) this.setX(n, v);
    else this.setW(n, v);
  }
  setRsp(n: number, v: Int): void {
    this.writeSlot(n, this.isWide(v) ? v : this.zx64(v));
  }

  // ---- flags --------------------------------------------------------------------------------------------------------

  addFlags<T extends Int>(a: T, b: T): T {
    return this.flags.add(a, b);
  }
  subFlags<T extends Int>(a: T, b: T): T {
    return this.flags.sub(a, b);
  }
  adc<T extends Int>(a: T, b: T): T {
    return this.flags.adc(a, b, false);
  }
  sbc<T extends Int>(a: T, b: T): T {
    return this.flags.adc(a, this.not(b), false);
  }
  adcFlags<T extends Int>(a: T, b: T): T {
    return this.flags.adc(a, b, true);
  }
  sbcFlags<T extends Int>(a: T, b: T): T {
    return this.flags.adc(a, this.not(b), true);
  }
  logicFlags<T extends Int>(result: T): T {
    return this.flags.logic(result);
  }
  ccmp(cond: Bool, op: 'sub' | 'add', a: Int, b: Int, nzcv: number): void {
    this.flags.ccmp(cond, op, a, b, nzcv);
  }
  cond(cc: number): Bool {
    return this.flags.cond(cc);
  }
  nzcv(): I32 {
    return this.flags.nzcv();
  }
  setNzcv(v: I32): void {
    this.flags.set(v);
  }
  crc32(poly: 'crc32' | 'crc32c', crc: I32, value: I64, bytes: 1 | 2 | 4 | 8): I32 {
    this.pushWords(poly);
    this.push(crc);
    this.pushAddress(value);
    this.pushWords(bytes);
    this.code.call(hostCallIndex('crc32'));
    return this.pop(TYPE.i32);
  }

  // ---- memory -------------------------------------------------------------------------------------------------------

  /** Before the first instruction of the block that uses vector registers: is it trapped? */
  checkFloat(): void {
    if (this.floatChecked) return;
    this.floatChecked = true;
    this.flags.flush();
    this.code.i32(0);
    this.code.memory(OP.i32Load, slotAt(SLOT.fpTrap));
    this.code.open(OP.if);
    this.call('floatAccess', () => undefined);
    this.code.close();
  }
  private checkSp(access: number): void {
    if ((access & ACCESS.spBase) === 0) return;
    const sp = this.readSlot(31);
    if (sp === this.alignedSp) return;
    this.alignedSp = sp;
    this.pushLow(sp);
    this.pushWords(15);
    this.code.op(OP.i32And);
    this.code.open(OP.if);
    this.call('spAlignment', () => undefined);
    this.code.close();
  }
  load(address: I64, bytes: 1 | 2 | 4 | 8, access = 0): I64 {
    this.checkSp(access);
    return this.memory.load(address, bytes, access);
  }
  store(address: I64, bytes: 1 | 2 | 4 | 8, value: I64, access = 0): void {
    this.checkSp(access);
    this.memory.store(address, bytes, value, access);
  }
  loadPair(address: I64, bytes: 4 | 8, access = 0): [I64, I64] {
    this.checkSp(access);
    return this.memory.loadPair(address, bytes, access);
  }
  storePair(address: I64, bytes: 4 | 8, first: I64, second: I64, access = 0): void {
    this.checkSp(access);
    this.memory.storePair(address, bytes, first, second, access);
  }
  loadV(address: I64, bytes: 1 | 2 | 4 | 8 | 16, access = 0): V128 {
    if (bytes !== 16) return this.vPair(this.load(address, bytes, access), this.c64(0));
    this.checkSp(access);
    return this.memory.loadVector(address, access);
  }
  storeV(address: I64, bytes: 1 | 2 | 4 | 8 | 16, value: V128, access = 0): void {
    if (bytes !== 16) {
      this.store(address, bytes, this.vLane(value, 64, 0), access);
      return;
    }
    this.checkSp(access);
    this.memory.storeVector(address, value, access);
  }
  storeExclusive(address: I64, bytes: 1 | 2 | 4 | 8, value: I64, access: number): I32 {
    return this.exclusive(address, bytes, [value], 0, access);
  }
  storeExclusivePair(address: I64, bytes: 4 | 8, first: I64, second: I64, access: number): I32 {
    return this.exclusive(address, bytes, [first, second], 1, access);
  }
  private exclusive(address: I64, bytes: number, values: readonly I64[], pair: number, access: number): I32 {
    this.checkSp(access);
    this.memory.putArguments(values);
    this.call('storeExclusive', () => {
      this.pushAddress(address);
      this.pushWords(bytes, pair, access);
    });
    return this.pop(TYPE.i32);
  }
  clearExclusive(): void {
    this.code.call(hostCallIndex('clearExclusive'));
  }
  atomic(op: AtomicOp, address: I64, bytes: 1 | 2 | 4 | 8, operand: I64, access: number): I64 {
    this.checkSp(access);
    this.memory.putArguments([operand]);
    this.call('atomic', () => {
      this.pushWords(op);
      this.pushAddress(address);
      this.pushWords(bytes, access);
    });
    return this.fromMailbox();
  }
  private compareSwap(address: I64, bytes: number, values: readonly I64[], access: number): void {
    this.checkSp(access);
    this.memory.putArguments(values);
    this.call('compareSwap', () => {
      this.pushWords(values.length === 4 ? 1 : 0);
      this.pushAddress(address);
      this.pushWords(bytes, access);
    });
  }
  cas(address: I64, bytes: 1 | 2 | 4 | 8, expected: I64, value: I64, access: number): I64 {
    this.compareSwap(address, bytes, [expected, value], access);
    return this.fromMailbox();
  }
  casPair(address: I64, bytes: 4 | 8, expected: [I64, I64], value: [I64, I64], access: number): [I64, I64] {
    this.compareSwap(address, bytes, [...expected, ...value], access);
    return [this.fromMailbox(0), this.fromMailbox(1)];
  }
  prefetch(_address: I64, _operation: number): void {
    // A hint.
  }

  // ---- vectors ------------------------------------------------------------------------------------------------------

  v(n: number): V128 {
    const known = this.knownVectors[n];
    if (known !== undefined) return known;
    readVector(this.code, AT.vectors + 16 * n);
    const value = this.pop(TYPE.v128);
    this.knownVectors[n] = value;
    return value;
  }
  setV(n: number, value: V128): void {
    writeVector(this, value, AT.vectors + 16 * n);
    this.knownVectors[n] = value;
  }
  vPair(lo: I64, hi: I64): V128 {
    return vectors.vectorWithLane(this, vectors.vectorSplat(this, 64, lo), 64, 1, hi);
  }
  vLane(v: V128, esize: vectors.LaneBits, lane: number): I64 {
    return vectors.vectorLane(this, v, esize, lane);
  }
  vWithLane(v: V128, esize: vectors.LaneBits, lane: number, value: I64): V128 {
    return vectors.vectorWithLane(this, v, esize, lane, value);
  }
  vSplat(esize: vectors.LaneBits, value: I64): V128 {
    return vectors.vectorSplat(this, esize, value);
  }
  vOp(op: VecOp, esize: vectors.LaneBits, a: V128, b: V128): V128 {
    return vectors.vectorBinary(this, op, esize, a, b);
  }
  vUnary(op: VecUnaryOp, esize: vectors.LaneBits, a: V128): V128 {
    return vectors.vectorUnary(this, op, esize, a);
  }
  vShift(op: 'shl' | 'ushr' | 'sshr', esize: vectors.LaneBits, a: V128, amount: number): V128 {
    return vectors.vectorShift(this, op, esize, a, amount);
  }
  vTrunc(v: V128, bits: vectors.LaneBits): V128 {
    return vectors.vectorTruncate(this, v, bits);
  }
  vTable(tables: readonly V128[], indices: V128, otherwise?: V128): V128 {
    return vectors.vectorTable(this, tables, indices, otherwise);
  }

  // ---- control flow -------------------------------------------------------------------------------------------------

  /** Counts the block's instructions: `rounds` is what the dispatcher and the time of the machine go by. */
  private count(): void {
    const { code } = this;
    code.i32(0);
    code.i32(0);
    code.memory(OP.i32Load, slotAt(SLOT.rounds));
    code.i32(this.index + 1);
    code.op(OP.i32Add);
    code.memory(OP.i32Store, slotAt(SLOT.rounds));
  }
  private exitTo(target: bigint): void {
    this.targets.push(target);
    this.code.i32(0);
    this.code.i64(target);
    this.code.memory(OP.i64Store, PC_AT);
    this.count();
    this.code.op(OP.return);
  }
  /** Goes to a constant address; to the block's own start without leaving the function, while nobody wants attention. */
  private exitOrLoop(target: bigint): void {
    if (target !== this.context.start) {
      this.exitTo(target);
      return;
    }
    const { code } = this;
    this.count();
    code.i32(0);
    code.memory(OP.i32Load, slotAt(SLOT.rounds));
    code.i32(0);
    code.memory(OP.i32Load, AT.limit);
    code.op(OP.i32GtS);
    code.i32(0);
    code.memory(OP.i32Load, slotAt(SLOT.attention));
    code.op(OP.i32Or);
    code.op(OP.i32Eqz);
    code.open(OP.if);
    code.br(code.depth - 1);
    code.close();
    code.i32(0);
    code.i64(target);
    code.memory(OP.i64Store, PC_AT);
    code.op(OP.return);
  }
  branch(target: I64, _how: 'jump' | 'call' | 'return' | 'direct'): void {
    this.flags.flush();
    const { local, k } = this.value(target);
    if (local < 0) this.exitOrLoop(k);
    else {
      this.code.i32(0);
      this.push(target);
      this.code.memory(OP.i64Store, PC_AT);
      this.count();
      this.code.op(OP.return);
    }
    this.exited = true;
    this.ended = true;
  }
  branchIf(cond: Bool, target: bigint): void {
    this.flags.flush();
    this.push(cond);
    this.code.open(OP.if);
    this.exitOrLoop(BigInt.asUintN(64, target));
    this.code.close();
    this.ended = true;
  }
  when(cond: Bool, then: () => void): void {
    this.flags.flush();
    const before = [...this.known];
    const vectorsBefore = [...this.knownVectors];
    this.push(cond);
    this.code.open(OP.if);
    then();
    this.flags.flush();
    this.code.close();
    this.alignedSp = undefined;
    for (let n = 0; n < 32; n++) {
      if (this.known[n] !== before[n]) this.known[n] = undefined;
      if (this.knownVectors[n] !== vectorsBefore[n]) this.knownVectors[n] = undefined;
    }
  }

  // ---- system -------------------------------------------------------------------------------------------------------

  /** Calls that may change any state: the block ends after them, with what the host has left in memory. */
  private system(name: HostCallName, push: () => void): void {
    this.flags.flush();
    this.call(name, push);
    this.ended = true;
  }
  mrs(id: number): I64 {
    this.call('readSystemRegister', () => this.pushWords(id));
    return this.fromMailbox();
  }
  msr(id: number, value: I64): void {
    this.system('writeSystemRegister', () => {
      this.pushWords(id);
      this.pushAddress(value);
    });
  }
  msrImmediate(op1: number, op2: number, imm: number): void {
    this.system('writePstateField', () => this.pushWords(op1, op2, imm));
  }
  barrier(kind: BarrierKind, option: number): void {
    // without the memory model only a context synchronisation event does anything
    if (kind === 'isb') this.system('barrier', () => this.pushWords(kind, option));
  }
  sysOp(kind: SysOpKind, key: number, value: I64): void {
    const slow = (): void =>
      this.call('systemOperation', () => {
        this.pushWords(kind, key);
        this.pushAddress(value);
      });
    if (kind === 'dc' && isPlainMaintenance(key)) {
      this.memory.touch(value, slow);
      this.flags.flush();
      this.code.i32(0);
      this.code.memory(OP.i32Load, slotAt(SLOT.atEl0));
      this.code.open(OP.if);
      slow();
      this.code.close();
    } else slow();
    if (kind !== 'dc') this.ended = true;
  }
  hint(imm7: number): void {
    if (imm7 >= 2 && imm7 <= 5) this.system('hint', () => this.pushWords(imm7));
  }
  /** Calls after which the host has set PC, or stopped the machine. */
  private leave(name: HostCallName, push: () => void): void {
    this.flags.flush();
    this.call(name, push);
    this.count();
    this.code.op(OP.return);
    this.exited = true;
    this.ended = true;
  }
  exception(kind: 'svc' | 'hvc' | 'smc' | 'brk' | 'hlt', imm16: number): void {
    this.leave('exceptionInstruction', () => this.pushWords(kind, imm16));
  }
  eret(key = -1): void {
    this.leave('exceptionReturn', () => this.pushWords(key));
  }
  undefined(why: string): void {
    this.leave('undefinedInstruction', () => this.pushWords(why));
  }
  notModelled(what: string): void {
    this.leave('notModelled', () => this.pushWords(what));
  }
}

/** The builder as rows see it. */
export function operations(builder: WasmBuilder): Builder {
  return builder as unknown as Builder;
}

// What the JavaScript builder has and this one lacks throws, in this one place, whatever operations are added to the IR.
for (let from: object = JsBuilder.prototype; from !== Object.prototype; from = Object.getPrototypeOf(from) as object) {
  for (const name of Object.getOwnPropertyNames(from)) {
    if (name in WasmBuilder.prototype) continue;
    Object.defineProperty(WasmBuilder.prototype, name, {
      value: () => {
        throw UNSUPPORTED;
      },
    });
  }
}
