/**
 * Blocks in WebAssembly by physical address, compiled in batches.
 *
 * Enters: a virtual and a physical address. Leaves: the index of a function in the table, or -1 where the other engine is to step. A batch is what
 * can be reached from the block that is wanted by branches with constant targets: a module costs much more than a block in it.
 * A store to a line of a block takes it out (LINE.X on its lines; Engine.onCodeWritten).
 */
import { MAX_BLOCK } from '../blocks.ts';
import { LINE, type LineModel } from '../lines.ts';
import { encodeModule, type FunctionParts, IMPORT_MODULE } from './encoder.ts';
import { HOST_IMPORTS, HOST_TYPES, type HostCalls } from './host-calls.ts';
import { PLATFORM, type WasmImports, type WasmMemory } from './platform.ts';
import { translateBlock } from './translate.ts';

const BATCH = 256;
const PAGE = 4096;
/** Functions at most; then all start anew. */
const TABLE_LIMIT = 200_000;

export interface FastBlock {
  readonly va: bigint;
  readonly pa: number;
  readonly count: number;
  /** In the table; -1: none. */
  readonly index: number;
}

/** What the cache needs of the machine. */
export interface CodeSource {
  readonly lines: LineModel;
  /** Physical address that a VA is fetched from now, -1 where it cannot be. */
  locate(va: bigint): number;
  isStop(va: bigint): boolean;
  /** Whether the CPU has the instruction. */
  implements(word: number): boolean;
  /** The pages of these physical addresses hold code from now on: no store may reach them unnoticed. */
  protect(pages: ReadonlySet<number>): void;
}

/** Strings for calls of the host, by number. */
class Texts {
  private readonly list: string[];
  private readonly ids = new Map<string, number>();

  constructor(list: string[]) {
    this.list = list;
  }

  idOf(text: string): number {
    let id = this.ids.get(text);
    if (id === undefined) {
      id = this.list.push(text) - 1;
      this.ids.set(text, id);
    }
    return id;
  }
}

interface Pending {
  readonly va: bigint;
  readonly pa: number;
}

export class CodeCache {
  readonly table = new PLATFORM.Table({ element: 'anyfunc', initial: 1024 });
  private readonly texts: Texts;
  private readonly byPa = new Map<number, FastBlock[]>();
  private readonly byPage = new Map<number, Set<FastBlock>>();
  /** VAs of the blocks, and how many have each. */
  private readonly byVa = new Map<bigint, number>();
  private next = 0;
  private readonly source: CodeSource;
  private readonly imports: WasmImports;
  compiled = 0;
  /** Raised when all blocks are forgotten. */
  epoch = 0;

  /** `texts`: where the strings go that `calls` get by number. */
  constructor(source: CodeSource, memory: WasmMemory, calls: HostCalls, texts: string[]) {
    this.source = source;
    this.texts = new Texts(texts);
    this.imports = { [IMPORT_MODULE]: { memory, ...calls } };
  }

  find(va: bigint, pa: number): FastBlock | undefined {
    return this.byPa.get(pa)?.find((block) => block.va === va);
  }

  /** Whether translated code lies in the page of a physical address. */
  hasCode(pa: number): boolean {
    return this.byPage.has(Math.floor(pa / PAGE));
  }

  /** Whether some block starts at the VA, as some mapping had it. */
  hasVa(va: bigint): boolean {
    return this.byVa.has(va);
  }

  /** Makes the block at (va, pa), with those at `others` and what can be reached from them. */
  make(va: bigint, pa: number, others: readonly bigint[]): FastBlock {
    if (this.next > TABLE_LIMIT) this.clear();
    const queue: Pending[] = [{ va, pa }];
    const seen = new Set<bigint>([va]);
    this.enqueue(others, queue[0] as Pending, seen, queue);
    const functions: FunctionParts[] = [];
    const blocks: FastBlock[] = [];
    for (let at = 0; at < queue.length && functions.length < BATCH; at++) {
      const here = queue[at] as Pending;
      if (this.find(here.va, here.pa) !== undefined) continue;
      const words = this.words(here);
      const made = translateBlock(here.va, words, this.texts);
      const index = made === undefined ? -1 : this.next + functions.length;
      if (made !== undefined) functions.push(made.parts);
      blocks.push({ ...here, count: made?.count ?? 1, index });
      this.enqueue(made?.targets ?? [], here, seen, queue);
    }
    if (functions.length > 0) this.instantiate(functions);
    for (const block of blocks) this.keep(block);
    this.source.protect(new Set(blocks.map((block) => Math.floor(block.pa / PAGE))));
    return blocks[0] as FastBlock;
  }

  private enqueue(targets: readonly bigint[], from: Pending, seen: Set<bigint>, queue: Pending[]): void {
    for (const va of targets) {
      if (seen.has(va)) continue;
      seen.add(va);
      const pa = this.placeOf(va, from);
      if (pa >= 0) queue.push({ va, pa });
    }
  }

  private placeOf(target: bigint, from: Pending): number {
    if (target >> 12n === from.va >> 12n) return from.pa - (from.pa % PAGE) + Number(target & 4095n);
    return this.source.locate(target);
  }

  /** Words from here to the end of the page, a stop, or as many as a block may have. */
  private words({ va, pa }: Pending): number[] {
    const { lines } = this.source;
    const at = (pa - lines.base) >>> 2;
    const room = Math.min(MAX_BLOCK, (PAGE - (pa % PAGE)) >>> 2);
    const words: number[] = [];
    while (words.length < room && !(words.length > 0 && this.source.isStop(va + BigInt(4 * words.length)))) {
      const word = (lines.i32[at + words.length] as number) >>> 0;
      if (!this.source.implements(word)) break;
      words.push(word);
    }
    return words;
  }

  private instantiate(functions: readonly FunctionParts[]): void {
    const need = this.next + functions.length;
    if (need > this.table.length) this.table.grow(Math.max(need - this.table.length, this.table.length));
    const bytes = encodeModule({
      types: HOST_TYPES,
      imports: HOST_IMPORTS,
      functions,
      exports: functions.map((_, index) => ({ name: String(index), index })),
      importsTable: false,
    });
    const { exports } = new PLATFORM.Instance(new PLATFORM.Module(bytes), this.imports);
    // by the host: an instance that imports a table has a copy of it, which makes every change cost what all instances have
    for (let i = 0; i < functions.length; i++) this.table.set(this.next + i, exports[String(i)]);
    this.next = need;
    this.compiled += functions.length;
  }

  private keep(block: FastBlock): void {
    const list = this.byPa.get(block.pa);
    if (list === undefined) this.byPa.set(block.pa, [block]);
    else list.push(block);
    const page = Math.floor(block.pa / PAGE);
    const set = this.byPage.get(page);
    if (set === undefined) this.byPage.set(page, new Set([block]));
    else set.add(block);
    this.byVa.set(block.va, (this.byVa.get(block.va) ?? 0) + 1);
    const { lines } = this.source;
    lines.setBits(block.pa - lines.base, 4 * block.count, LINE.X);
  }

  /** A store to [at, at+bytes), RAM offsets: forgets the blocks that share a line with it. */
  written(at: number, bytes: number): void {
    const { lines } = this.source;
    const size = 1 << lines.shift;
    const first = at & -size;
    const end = ((at + bytes - 1) & -size) + size;
    const page = Math.floor((lines.base + at) / PAGE);
    const set = this.byPage.get(page);
    for (const block of set ?? []) {
      const start = block.pa - lines.base;
      if (start >= end || start + 4 * block.count <= first) continue;
      set?.delete(block);
      this.dropVa(block.va);
      const left = (this.byPa.get(block.pa) ?? []).filter((b) => b !== block);
      if (left.length === 0) this.byPa.delete(block.pa);
      else this.byPa.set(block.pa, left);
    }
    if (set?.size === 0) this.byPage.delete(page);
  }

  private dropVa(va: bigint): void {
    const count = this.byVa.get(va) ?? 0;
    if (count > 1) this.byVa.set(va, count - 1);
    else this.byVa.delete(va);
  }

  clear(): void {
    const { lines } = this.source;
    for (const page of this.byPage.keys()) lines.clearBits(page * PAGE - lines.base, PAGE, LINE.X);
    this.byPa.clear();
    this.byPage.clear();
    this.byVa.clear();
    this.next = 0;
    this.epoch++;
  }
}
