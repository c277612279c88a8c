/**
 * Translated blocks: from physical memory, through decoder, rows and builder, to a JavaScript function.
 *
 * Enters: a virtual and a physical address, at most so many instructions. Leaves: a Block, kept by physical address until a
 * store touches its lines. A block ends at a branch, at whatever may change how the next instruction is fetched, at a stop address,
 * at a 4 KiB page's end, before a word that is data or that nothing has written (what lies there must be judged only when it is
 * executed), or after MAX instructions.
 */
import { decode, fieldsOf } from '../isa/decoder.ts';
import type { FeatureSet } from '../isa/features.ts';
import type { Row } from '../isa/row.ts';
import { type Dependencies, DependencyBuilder } from './dependencies.ts';
import { ARITH } from './js/arith.ts';
import { JsBuilder } from './js/js-builder.ts';
import { VECTOR } from './js/vector.ts';
import { LINE, type LineModel } from './lines.ts';
import { type BlockInstruction, exitCheck, loopCheck } from './loops.ts';
import { RUNTIME } from './runtime/index.ts';

export const MAX_BLOCK = 64;

/** Runs the block once or, when it loops on itself, while at most `limit` instructions are executed; returns how many were. */
export type BlockFunction = (limit: number) => number;

export interface Block {
  readonly va: bigint;
  readonly lo: number;
  readonly hi: number;
  readonly pa: number;
  readonly count: number;
  readonly words: readonly number[];
  readonly run: BlockFunction;
  /** Site ids by instruction, -1 until asked for. */
  readonly sites: Int32Array;
  readonly dependencies: readonly Dependencies[];
  /** Registers (bit 31: SP) and flags that it needs from before; registers and flags that it writes. */
  readonly reads: number;
  readonly readsFlags: boolean;
  readonly writes: number;
  readonly setsFlags: boolean;
  /** Made to execute one instruction only. */
  readonly single: boolean;
  dead: boolean;
}

/** What generated code is given. */
export interface CodeEnvironment {
  readonly helpers: object;
  readonly registers: Int32Array;
  readonly vectors: Int32Array;
  readonly tlb: Int32Array;
  /** What the CPU implements. */
  readonly instructions: FeatureSet;
}

export class BlockCache {
  private readonly byPa = new Map<number, Block[]>();
  private readonly byPage = new Map<number, Set<Block>>();
  private readonly lines: LineModel;
  private readonly environment: CodeEnvironment;
  private readonly halves: Uint16Array;
  private readonly scratch = new Int32Array(24);
  stops: ReadonlySet<bigint> = new Set();
  /** Physical addresses where data begins among code. */
  dataStarts: ReadonlySet<number> = new Set();
  compiled = 0;
  /** Raised when all blocks are forgotten. */
  epoch = 0;
  /** Instructions in a block at most; 1 for traces. */
  limit = MAX_BLOCK;

  constructor(lines: LineModel, environment: CodeEnvironment) {
    this.lines = lines;
    this.environment = environment;
    this.halves = new Uint16Array(lines.u8.buffer, lines.u8.byteOffset, lines.size >>> 1);
  }

  /** The block at (va, pa), made if need be. `most`: at most so many instructions (1 to step). */
  get(va: bigint, pa: number, most: number): Block {
    const single = most === 1;
    const keep = single || most >= this.limit;
    if (keep) for (const block of this.byPa.get(pa) ?? []) if (block.va === va && block.single === single) return block;
    const block = this.make(va, pa, most);
    if (keep) this.keep(block);
    return block;
  }

  private keep(block: Block): void {
    const list = this.byPa.get(block.pa);
    if (list === undefined) this.byPa.set(block.pa, [block]);
    else list.push(block);
    const page = Math.floor(block.pa / 4096);
    const set = this.byPage.get(page);
    if (set === undefined) this.byPage.set(page, new Set([block]));
    else set.add(block);
    this.lines.setBits(block.pa - this.lines.base, 4 * block.count, LINE.X);
  }

  /** Forgets the blocks that share a line with [at, at+bytes), RAM offsets. */
  written(at: number, bytes: number): void {
    const size = 1 << this.lines.shift;
    const first = at & -size;
    const end = ((at + bytes - 1) & -size) + size;
    const set = this.byPage.get(Math.floor((this.lines.base + at) / 4096));
    for (const block of set ?? []) {
      const start = block.pa - this.lines.base;
      if (start >= end || start + 4 * block.count <= first) continue;
      block.dead = true;
      set?.delete(block);
      const left = (this.byPa.get(block.pa) ?? []).filter((b) => b !== block);
      if (left.length === 0) this.byPa.delete(block.pa);
      else this.byPa.set(block.pa, left);
    }
    this.lines.clearBits(first, end - first, LINE.X);
  }

  clear(): void {
    for (const page of [...this.byPage.keys()]) {
      const at = page * 4096 - this.lines.base;
      for (const block of this.byPage.get(page) ?? []) block.dead = true;
      this.lines.clearBits(at, 4096, LINE.X);
    }
    this.byPa.clear();
    this.byPage.clear();
    this.epoch++;
  }

  /** Whether translated code lies in the page of a physical address. */
  hasCode(pa: number): boolean {
    return (this.byPage.get(Math.floor(pa / 4096))?.size ?? 0) > 0;
  }

  private make(va: bigint, pa: number, most: number): Block {
    this.compiled++;
    const builder = new JsBuilder(va, this.lines.shift);
    const at = (pa - this.lines.base) >>> 2;
    const room = Math.min(most, this.limit, (4096 - (pa & 4095)) >>> 2);
    const words: number[] = [];
    const instructions: BlockInstruction[] = [];
    while (words.length < room && !builder.ended) {
      const index = words.length;
      const pc = va + BigInt(4 * index);
      if (index > 0 && (this.stops.has(pc) || this.endsBefore(pa + 4 * index))) break;
      const word = (this.lines.i32[at + index] as number) >>> 0;
      words.push(word);
      const body = isForwardExit(word) ? this.loopBody(word, pc, at + index, index) : undefined;
      instructions.push(translate(builder, word, index, pc, instructions, this.environment.instructions, body));
    }
    const count = words.length;
    const body = builder.finish(va + BigInt(4 * count), count);
    return {
      va,
      lo: Number(BigInt.asIntN(32, va)),
      hi: Number(BigInt.asIntN(32, va >> 32n)),
      pa,
      count,
      words,
      run: this.compile(body),
      sites: new Int32Array(count).fill(-1),
      ...summary(instructions.map((i) => i.dependencies)),
      single: most === 1,
      dead: false,
    };
  }

  private endsBefore(pa: number): boolean {
    return this.dataStarts.has(pa) || !this.lines.isDefined(pa - this.lines.base, 4);
  }

  /**
   * What lies between a forward branch (the `index`-th of its block) and the unconditional branch back into the block, if the forward
   * branch is the only way out of that loop.
   */
  private loopBody(exit: number, pc: bigint, at: number, index: number): BlockInstruction[] | undefined {
    const distance = (exit << 8) >> 13;
    const body: BlockInstruction[] = [];
    for (let k = 1; k < Math.min(distance, MAX_BLOCK); k++) {
      const word = (this.lines.i32[at + k] as number) >>> 0;
      const back = (word << 6) >> 6;
      if (word >>> 26 === 5) return k + back <= 0 && k + back >= -index ? body : undefined;
      // another branch, or a call: not a loop with one way out
      if ((word & 0x1c000000) === 0x14000000 && word >>> 24 !== 0xd5) return undefined;
      body.push(describe(word, pc + BigInt(4 * k)));
    }
    return undefined;
  }

  private compile(body: string): BlockFunction {
    const { helpers, registers, vectors, tlb } = this.environment;
    const names = ['E', 'r', 'V', 'T', 'ST', 'M', 'MB', 'MH', 'A', 'VA', 'VW', 'L', 'VF'];
    const factory = new Function(...names, `return function(limit){${body}}`) as (...args: unknown[]) => BlockFunction;
    return factory(
      helpers,
      registers,
      vectors,
      tlb,
      this.lines.state,
      this.lines.i32,
      this.lines.u8,
      this.halves,
      ARITH,
      VECTOR,
      this.scratch,
      new Int32Array([2, 0, 0]),
      RUNTIME,
    );
  }
}

/** An instruction with what it depends on. */
function describe(word: number, pc: bigint): BlockInstruction {
  const row = decode(word);
  const fields = row === undefined ? {} : fieldsOf(row, word);
  const record = new DependencyBuilder();
  record.pc = pc;
  row?.semantics?.(record, fields);
  return { mnemonic: row?.mnemonic ?? '', fields, dependencies: record.result() };
}

/** B.EQ or CBZ to a higher address. */
function isForwardExit(word: number): boolean {
  const equal = (word & 0xff00001f) >>> 0 === 0x54000000 || (word & 0x7f000000) === 0x34000000;
  return equal && (word & 0x00800000) === 0;
}

/** Whether an instruction is one that CPACR_EL1 and CPTR_EL2 may trap. */
export function usesVectors(row: Row): boolean {
  return /^(fp|simd|crypto)\//.test(row.group);
}

/** Generates the code of one instruction and finds its dependencies. */
function translate(
  builder: JsBuilder,
  word: number,
  index: number,
  pc: bigint,
  before: readonly BlockInstruction[],
  implemented: FeatureSet,
  body: readonly BlockInstruction[] | undefined,
): BlockInstruction {
  const instruction = describe(word, pc);
  const row = decode(word);
  const { fields } = instruction;
  builder.begin(index, pc);
  builder.loopExits = body !== undefined;
  builder.loopCheck =
    body === undefined
      ? loopCheck([...before, instruction], isBackward(word))
      : exitCheck([...before, instruction], body);
  if (row === undefined) builder.undefined(word >>> 16 === 0 ? `udf ${word}` : 'unallocated encoding');
  else if (!implemented.satisfies(row.feature)) builder.undefined(`not implemented: ${row.mnemonic} (${row.feature})`);
  else if (row.semantics === undefined) builder.notModelled(row.name);
  else if (row.mnemonic === 'udf') builder.undefined(`udf ${word & 0xffff}`);
  else {
    if (usesVectors(row)) builder.checkFloat();
    row.semantics(builder, fields);
  }
  return instruction;
}

/** Whether a conditional or compare-and-branch word goes back (imm19 in bits 23..5). */
export function isBackward(word: number): boolean {
  const conditional = word >>> 24 === 0x54 || (word & 0x7e000000) === 0x34000000;
  return conditional && (word & 0x00800000) !== 0;
}

function summary(
  list: readonly Dependencies[],
): Pick<Block, 'dependencies' | 'reads' | 'readsFlags' | 'writes' | 'setsFlags'> {
  let reads = 0;
  let writes = 0;
  let readsFlags = false;
  let setsFlags = false;
  for (const d of list) {
    reads |= d.reads & ~writes;
    readsFlags ||= d.readsFlags && !setsFlags;
    writes |= d.writes;
    setsFlags ||= d.setsFlags !== undefined;
  }
  return { dependencies: list, reads, readsFlags, writes, setsFlags };
}
