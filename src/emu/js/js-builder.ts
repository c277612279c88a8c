/**
 * The JavaScript builder: one basic block of instruction rows becomes one function.
 *
 * Enters: each instruction's semantics, called between `begin` and `end`. Leaves: the source of a function body over
 * E (the engine's helpers), r (SLOT layout), ST (line states), M/MB/MH (RAM as int32, bytes, halfwords), T (software TLB),
 * V (vector registers), A (arithmetic). Register writes go to memory at once, so that a fault at any helper is precise;
 * reads of a register already known in the block use its constant. Loads and stores test the software TLB and the line's state
 * inline and call a helper for everything that is not boring.
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
import type { IntegerFunction, VectorFunction } from '../../isa/runtime-functions.ts';
import { SLOT } from '../cpu-state.ts';
import type { LoopCheck } from '../loops.ts';
import { IntEmitter } from './int-emitter.ts';

const SLOW = ACCESS.exclusive | ACCESS.unprivileged | ACCESS.atomic;
const MNEMONIC_SLOT = SLOT.out;

export class JsBuilder extends IntEmitter implements Builder {
  pc = 0n;
  /** Set by an instruction that must be the block's last. */
  ended = false;
  /** The block branches to its own start. */
  loops = false;
  /** What the branch that comes next is to watch (loops.ts). */
  loopCheck: LoopCheck;
  /** The branch to watch leaves the loop when it is taken. */
  loopExits = false;
  private exited = false;
  private floatChecked = false;
  private index = 0;
  private readonly known: (I64 | undefined)[] = new Array(32).fill(undefined);
  private readonly start: bigint;
  private readonly lineShift: number;

  constructor(start: bigint, lineShift: number) {
    super();
    this.start = start;
    this.lineShift = lineShift;
  }

  begin(index: number, pc: bigint): void {
    this.index = index;
    this.pc = pc;
  }

  /** The function body, after the last instruction (`next` is the address after it, `count` the block's length). */
  finish(next: bigint, count: number): string {
    if (!this.exited) {
      this.flushFlags();
      this.exitTo(next);
    }
    const body = this.out.join('\n').replaceAll('@K', String(count));
    return this.loops ? `let n=0;for(;;){\n${body}\n}` : `const n=0;\n${body}`;
  }

  // ---- registers ----------------------------------------------------------------------------------------------------

  private readSlot(n: number): I64 {
    const known = this.known[n];
    if (known !== undefined) return known;
    const value = this.new64(`r[${2 * n}]`, `r[${2 * n + 1}]`);
    this.known[n] = value;
    return value;
  }
  private writeSlot(n: number, v: I64): void {
    const { l, h } = this.v64(v);
    this.out.push(`r[${2 * n}]=${l};r[${2 * n + 1}]=${h};`);
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

  // ---- memory -------------------------------------------------------------------------------------------------------

  private addressTest(address: I64, bytes: number, tag: number): { test: string; at: string } {
    const { l, h } = this.v64(address);
    const e = this.name();
    this.out.push(`const ${e}=(((${l}>>>12)^(${l}>>>22)^${h}^(${h}>>>15))&1023)<<3,${e}o=T[${e}+4]+(${l}&4095);`);
    const tags = `T[${e}+${tag}]===(${l}&${-4096 | (bytes - 1)})&&T[${e}+${tag + 1}]===${h}`;
    const state =
      tag === 0
        ? `(ST[${e}o>>>${this.lineShift}]&T[${e}+5])===2048`
        : `(ST[${e}o>>>${this.lineShift}]&32767)===T[${e}+6]`;
    return { test: `${tags}&&${state}`, at: `${e}o` };
  }
  private checkSp(access: number): void {
    if (access & ACCESS.spBase) this.out.push(`if((r[${SLOT.sp}]&15)!==0)E.spAlignment(${this.index});`);
  }
  load(address: I64, bytes: 1 | 2 | 4 | 8, access = 0): I64 {
    this.flushFlags();
    this.checkSp(access);
    const { l, h } = this.v64(address);
    const n = this.name();
    const slow = `E.load(${l},${h},${bytes},${access},${this.index});${n}l=r[72];${n}h=r[73];`;
    this.out.push(`let ${n}l=0,${n}h=0;`);
    if (access & SLOW) this.out.push(slow);
    else {
      const { test, at } = this.addressTest(address, bytes, 0);
      const word = bytes === 1 ? `MB[${at}]` : bytes === 2 ? `MH[${at}>>>1]` : `M[${at}>>>2]`;
      this.out.push(`if(${test}){${n}l=${word};${bytes === 8 ? `${n}h=M[(${at}>>>2)+1];` : ''}}else{${slow}}`);
    }
    return this.pair(`${n}l`, `${n}h`);
  }
  store(address: I64, bytes: 1 | 2 | 4 | 8, value: I64, access = 0): void {
    this.flushFlags();
    this.checkSp(access);
    const { l, h } = this.v64(address);
    const v = this.v64(value);
    const slow = `E.store(${l},${h},${bytes},${v.l},${v.h},${access},${this.index});`;
    if (access & SLOW) this.out.push(slow);
    else {
      const { test, at } = this.addressTest(address, bytes, 2);
      const put = bytes === 1 ? `MB[${at}]=${v.l};` : bytes === 2 ? `MH[${at}>>>1]=${v.l};` : `M[${at}>>>2]=${v.l};`;
      this.out.push(`if(${test}){${put}${bytes === 8 ? `M[(${at}>>>2)+1]=${v.h};` : ''}}else{${slow}}`);
    }
  }
  loadPair(address: I64, bytes: 4 | 8, access = 0): [I64, I64] {
    this.flushFlags();
    this.checkSp(access);
    const { l, h } = this.v64(address);
    const n = this.name();
    const slow = `E.loadPair(${l},${h},${bytes},${access},${this.index});${n}l=r[72];${n}h=r[73];${n}k=r[74];${n}j=r[75];`;
    this.out.push(`let ${n}l=0,${n}h=0,${n}k=0,${n}j=0;`);
    if (access & SLOW) this.out.push(slow);
    else {
      const { test, at } = this.addressTest(address, 2 * bytes, 0);
      const w = `${n}w`;
      const fast =
        bytes === 8
          ? `${n}l=M[${w}];${n}h=M[${w}+1];${n}k=M[${w}+2];${n}j=M[${w}+3];`
          : `${n}l=M[${w}];${n}k=M[${w}+1];`;
      this.out.push(`if(${test}){const ${w}=${at}>>>2;${fast}}else{${slow}}`);
    }
    return [this.pair(`${n}l`, `${n}h`), this.pair(`${n}k`, `${n}j`)];
  }
  storePair(address: I64, bytes: 4 | 8, first: I64, second: I64, access = 0): void {
    this.flushFlags();
    this.checkSp(access);
    const { l, h } = this.v64(address);
    const a = this.v64(first);
    const b = this.v64(second);
    const slow = `E.storePair(${l},${h},${bytes},${a.l},${a.h},${b.l},${b.h},${access},${this.index});`;
    if (access & SLOW) {
      this.out.push(slow);
      return;
    }
    const { test, at } = this.addressTest(address, 2 * bytes, 2);
    const w = this.name();
    const fast =
      bytes === 8
        ? `M[${w}]=${a.l};M[${w}+1]=${a.h};M[${w}+2]=${b.l};M[${w}+3]=${b.h};`
        : `M[${w}]=${a.l};M[${w}+1]=${b.l};`;
    this.out.push(`if(${test}){const ${w}=${at}>>>2;${fast}}else{${slow}}`);
  }
  loadV(address: I64, bytes: 1 | 2 | 4 | 8 | 16, access = 0): V128 {
    if (bytes === 16) {
      const [lo, hi] = this.loadPair(address, 8, access | ACCESS.quad);
      return this.vPair(lo, hi);
    }
    return this.vPair(this.load(address, bytes, access), this.c64(0));
  }
  storeV(address: I64, bytes: 1 | 2 | 4 | 8 | 16, value: V128, access = 0): void {
    const lo = this.vLane(value, 64, 0);
    if (bytes === 16) this.storePair(address, 8, lo, this.vLane(value, 64, 1), access | ACCESS.quad);
    else this.store(address, bytes, lo, access);
  }
  storeExclusive(address: I64, bytes: 1 | 2 | 4 | 8, value: I64, access: number): I32 {
    this.flushFlags();
    this.checkSp(access);
    const { l, h } = this.v64(address);
    const v = this.v64(value);
    return this.new32(`E.storeExclusive(${l},${h},${bytes},${v.l},${v.h},0,0,0,${access},${this.index})`);
  }
  storeExclusivePair(address: I64, bytes: 4 | 8, first: I64, second: I64, access: number): I32 {
    this.flushFlags();
    this.checkSp(access);
    const { l, h } = this.v64(address);
    const a = this.v64(first);
    const b = this.v64(second);
    return this.new32(`E.storeExclusive(${l},${h},${bytes},${a.l},${a.h},1,${b.l},${b.h},${access},${this.index})`);
  }
  clearExclusive(): void {
    this.out.push('E.clearExclusive();');
  }
  atomic(op: AtomicOp, address: I64, bytes: 1 | 2 | 4 | 8, operand: I64, access: number): I64 {
    this.flushFlags();
    this.checkSp(access);
    const { l, h } = this.v64(address);
    const v = this.v64(operand);
    this.out.push(`E.atomic('${op}',${l},${h},${bytes},${v.l},${v.h},${access},${this.index});`);
    return this.fromOut();
  }
  cas(address: I64, bytes: 1 | 2 | 4 | 8, expected: I64, value: I64, access: number): I64 {
    this.flushFlags();
    this.checkSp(access);
    const { l, h } = this.v64(address);
    const e = this.v64(expected);
    const v = this.v64(value);
    this.out.push(`E.compareSwap(${l},${h},${bytes},[${e.l},${e.h}],[${v.l},${v.h}],${access},${this.index});`);
    return this.fromOut();
  }
  casPair(address: I64, bytes: 4 | 8, expected: [I64, I64], value: [I64, I64], access: number): [I64, I64] {
    this.flushFlags();
    this.checkSp(access);
    const { l, h } = this.v64(address);
    const parts = (pair: [I64, I64]): string => pair.map((p) => `${this.v64(p).l},${this.v64(p).h}`).join(',');
    this.out.push(`E.compareSwap(${l},${h},${bytes},[${parts(expected)}],[${parts(value)}],${access},${this.index});`);
    return [this.fromOut(), this.fromOut(SLOT.out + 2)];
  }
  prefetch(_address: I64, _operation: number): void {
    // A hint: it may fill any cache, which the model assumes anyway.
  }

  /** Before the first instruction of the block that uses vector registers: is it trapped? */
  checkFloat(): void {
    if (this.floatChecked) return;
    this.floatChecked = true;
    this.flushFlags();
    this.out.push(`if(r[${SLOT.fpTrap}]!==0)E.floatAccess(${this.index});`);
  }

  // ---- vectors ------------------------------------------------------------------------------------------------------

  private parts(v: V128): readonly string[] {
    const value = this.values[v];
    if (value === undefined || value.w !== 128) throw new Error('not a vector value');
    return value.e;
  }
  v(n: number): V128 {
    return this.new128([0, 1, 2, 3].map((i) => `V[${4 * n + i}]`));
  }
  setV(n: number, value: V128): void {
    this.out.push(
      this.parts(value)
        .map((e, i) => `V[${4 * n + i}]=${e};`)
        .join(''),
    );
  }
  vPair(lo: I64, hi: I64): V128 {
    const a = this.v64(lo);
    const b = this.v64(hi);
    return this.new128([a.l, a.h, b.l, b.h]);
  }
  vLane(v: V128, esize: 8 | 16 | 32 | 64, lane: number): I64 {
    const e = this.parts(v);
    if (esize === 64) return this.new64(e[2 * lane] as string, e[2 * lane + 1] as string);
    const bit = (esize * lane) & 31;
    const word = e[(esize * lane) >> 5] as string;
    return this.new64(esize === 32 ? word : `${word}>>>${bit}&${2 ** esize - 1}`, '0');
  }
  vWithLane(v: V128, esize: 8 | 16 | 32 | 64, lane: number, value: I64): V128 {
    const e = [...this.parts(v)];
    const x = this.v64(value);
    const at = (esize * lane) >> 5;
    const bit = (esize * lane) & 31;
    if (esize === 64) {
      e[at] = x.l;
      e[at + 1] = x.h;
    } else if (esize === 32) e[at] = x.l;
    else {
      const mask = 2 ** esize - 1;
      e[at] = `${e[at]}&${~(mask << bit)}|(${x.l}&${mask})<<${bit}`;
    }
    return this.new128(e);
  }
  vSplat(esize: 8 | 16 | 32 | 64, value: I64): V128 {
    const x = this.v64(value);
    if (esize === 64) return this.new128([x.l, x.h, x.l, x.h]);
    const word =
      esize === 8 ? `Math.imul(${x.l}&255,0x01010101)` : esize === 16 ? `Math.imul(${x.l}&65535,0x00010001)` : x.l;
    const e = this.v32(this.new32(word)).e;
    return this.new128([e, e, e, e]);
  }
  vTrunc(v: V128, bits: 8 | 16 | 32 | 64): V128 {
    const e = this.parts(v);
    if (bits === 64) return this.new128([e[0] as string, e[1] as string, '0', '0']);
    return this.new128([bits === 32 ? (e[0] as string) : `${e[0]}&${2 ** bits - 1}`, '0', '0', '0']);
  }
  private vCall(call: string, operands: readonly V128[]): V128 {
    const sets = operands.flatMap((o, k) => this.parts(o).map((e, i) => `VW[${4 * k + i}]=${e};`));
    this.out.push(`${sets.join('')}${call};`);
    return this.new128(['VW[0]', 'VW[1]', 'VW[2]', 'VW[3]']);
  }
  vOp(op: VecOp, esize: 8 | 16 | 32 | 64, a: V128, b: V128): V128 {
    return this.vCall(`VA.binary('${op}',${esize},VW)`, [a, b]);
  }
  vUnary(op: VecUnaryOp, esize: 8 | 16 | 32 | 64, a: V128): V128 {
    return this.vCall(`VA.unary('${op}',${esize},VW)`, [a]);
  }
  vShift(op: 'shl' | 'ushr' | 'sshr', esize: 8 | 16 | 32 | 64, a: V128, amount: number): V128 {
    return this.vCall(`VA.shift('${op}',${esize},VW,${amount})`, [a]);
  }
  vTable(tables: readonly V128[], indices: V128, otherwise?: V128): V128 {
    const operands = otherwise === undefined ? [...tables, indices] : [...tables, indices, otherwise];
    return this.vCall(`VA.table(${tables.length},${otherwise !== undefined},VW)`, operands);
  }

  callV(f: VectorFunction, esize: number, bits: number, operands: readonly V128[], parameter = 0): V128 {
    return this.vCall(`VF.${f}(VW,r,${esize},${bits},${parameter})`, operands);
  }
  callX(f: IntegerFunction, operands: readonly I64[], parameter = 0): I64 {
    this.flushFlags();
    const words = operands.map((x) => `${this.v64(x).l},${this.v64(x).h}`).join(',');
    this.out.push(`E.callFunction('${f}',[${words}],${parameter},${this.index});`);
    return this.fromOut();
  }

  // ---- control flow -------------------------------------------------------------------------------------------------

  private exitTo(target: bigint): void {
    const lo = Number(BigInt.asIntN(32, target));
    const hi = Number(BigInt.asIntN(32, target >> 32n));
    this.out.push(`r[${SLOT.pcLo}]=${lo};r[${SLOT.pcHi}]=${hi};r[${SLOT.rounds}]=0;return n+@K;`);
  }
  private exitOrLoop(target: bigint): void {
    if (target !== this.start) {
      this.exitTo(target);
      return;
    }
    this.loops = true;
    this.out.push(`n+=@K;r[${SLOT.rounds}]=n;if(n+@K<=limit&&r[${SLOT.attention}]===0)continue;n-=@K;`);
    this.exitTo(target);
  }
  branch(target: I64, _how: 'jump' | 'call' | 'return' | 'direct'): void {
    this.flushFlags();
    const t = this.v64(target);
    if (t.k !== undefined) this.exitOrLoop(t.k);
    else this.out.push(`r[${SLOT.pcLo}]=${t.l};r[${SLOT.pcHi}]=${t.h};r[${SLOT.rounds}]=0;return n+@K;`);
    this.exited = true;
    this.ended = true;
  }
  /** The two sides that a loop compares, and how to order them: notes in L when the order turns round (loops.ts). */
  private watchLoop(cond: Bool): void {
    const sub = this.flags?.sub;
    if (this.loopCheck === undefined || (this.loopCheck === 'flags' && sub === undefined)) return;
    const a: Int = this.loopCheck === 'flags' && sub !== undefined ? sub.a : this.x(this.loopCheck as number);
    const b: Int = this.loopCheck === 'flags' && sub !== undefined ? sub.b : this.c64(0);
    const words = (v: Int): string => (this.isWide(v) ? `${this.v64(v).l},${this.v64(v).h}` : `${this.v32(v).e},0`);
    const al = words(a).split(',')[0];
    const q = this.name();
    this.out.push(
      `if(${this.v32(cond).e}${this.loopExits ? '===' : '!=='}0){const ${q}=${this.lessText(a, b, this.loopCheck !== 'flags')}?1:0;`,
      `if(L[0]!==2&&L[0]!==${q}&&((${al}-L[1]+65536)>>>0)<131072)E.equalityOverrun(${words(a)},${words(b)},${this.index});`,
      `L[0]=${q};L[1]=${al};}else L[0]=2;`,
    );
  }
  branchIf(cond: Bool, target: bigint): void {
    this.watchLoop(cond);
    this.flushFlags();
    this.out.push(`if(${this.v32(cond).e}!==0){`);
    this.exitOrLoop(BigInt.asUintN(64, target));
    this.out.push('}');
    this.ended = true;
  }
  when(cond: Bool, then: () => void): void {
    this.flushFlags();
    const before = [...this.known];
    this.out.push(`if(${this.v32(cond).e}!==0){`);
    then();
    this.flushFlags();
    this.out.push('}');
    for (let n = 0; n < 32; n++) this.known[n] = this.known[n] === before[n] ? before[n] : undefined;
  }

  // ---- system -------------------------------------------------------------------------------------------------------

  /** Helpers that may read or write any state: everything known is in memory before, and forgotten after. */
  private system(call: string, ends: boolean): void {
    this.flushFlags();
    this.out.push(`E.${call};`);
    this.known.fill(undefined);
    if (ends) this.ended = true;
  }
  mrs(id: number): I64 {
    this.flushFlags();
    this.out.push(`E.readSystemRegister(${id},${this.index});`);
    return this.fromOut(MNEMONIC_SLOT);
  }
  msr(id: number, value: I64): void {
    const v = this.v64(value);
    this.system(`writeSystemRegister(${id},${v.l},${v.h},${this.index})`, true);
  }
  msrImmediate(op1: number, op2: number, imm: number): void {
    this.system(`writePstateField(${op1},${op2},${imm},${this.index})`, true);
  }
  barrier(kind: BarrierKind, option: number): void {
    this.system(`barrier('${kind}',${option},${this.index})`, kind === 'isb');
  }
  sysOp(kind: SysOpKind, key: number, value: I64): void {
    const v = this.v64(value);
    this.flushFlags();
    this.out.push(`E.systemOperation('${kind}',${key},${v.l},${v.h},${this.index});`);
    if (kind !== 'dc') this.ended = true;
  }
  hint(imm7: number): void {
    if (imm7 < 2 || imm7 > 5) {
      if (imm7 >= 6) this.out.push(`E.hint(${imm7},${this.index});`);
      return;
    }
    this.system(`hint(${imm7},${this.index})`, true);
  }
  private leave(call: string): void {
    this.flushFlags();
    this.out.push(`E.${call};r[${SLOT.rounds}]=0;return n+@K;`);
    this.exited = true;
    this.ended = true;
  }
  exception(kind: 'svc' | 'hvc' | 'smc' | 'brk' | 'hlt', imm16: number): void {
    this.leave(`exceptionInstruction('${kind}',${imm16},${this.index})`);
  }
  eret(key = -1): void {
    this.leave(`exceptionReturn(${this.index},${key})`);
  }
  undefined(why: string): void {
    this.leave(`undefinedInstruction(${JSON.stringify(why)},${this.index})`);
  }
  notModelled(what: string): void {
    this.leave(`notModelled(${JSON.stringify(what)},${this.index})`);
  }
}
