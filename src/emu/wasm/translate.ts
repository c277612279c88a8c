/**
 * From instruction words to the functions of a module: which instructions a block has, and its versions.
 *
 * Enters: words in memory at a virtual address. Leaves: a function for `encodeModule`, the number of instructions, where it may go.
 * A block ends as those of blocks.ts do, and before an instruction that the builder lacks an operation for.
 */
import { decode, fieldsOf } from '../../isa/decoder.ts';
import { usesVectors } from '../blocks.ts';
import { type BlockContext, operations, WasmBuilder } from './builder.ts';
import { Code, type FunctionParts, Locals, OP, TYPE } from './encoder.ts';
import { type Access, type Group, Groups } from './groups.ts';
import { slotAt } from './layout.ts';
import { type GroupAddress, pushHostAddress, pushLookUp } from './memory-ops.ts';
import { UNSUPPORTED } from './values.ts';

export interface Translated {
  readonly parts: FunctionParts;
  readonly count: number;
  readonly targets: readonly bigint[];
}

/** Depth of a version's code in its function: in the loop, and in the choice of a version. */
const VERSION_DEPTH = 2;

/** One instruction. Throws UNSUPPORTED. */
function translateWord(builder: WasmBuilder, word: number, index: number, pc: bigint): void {
  const row = decode(word);
  builder.begin(index, pc);
  if (row === undefined) builder.undefined(word >>> 16 === 0 ? `udf ${word}` : 'unallocated encoding');
  else if (row.semantics === undefined) builder.notModelled(row.name);
  else if (row.mnemonic === 'udf') builder.undefined(`udf ${word & 0xffff}`);
  else {
    if (usesVectors(row)) builder.checkFloat();
    row.semantics(operations(builder), fieldsOf(row, word));
  }
}

function version(context: BlockContext): WasmBuilder {
  const code = new Code();
  code.depth = VERSION_DEPTH;
  return new WasmBuilder(code, context);
}

/** Translates until the block ends, or until the builder lacks an operation; how many instructions that makes. */
function translateAll(builder: WasmBuilder, words: readonly number[], start: bigint): number {
  let count = 0;
  try {
    while (count < words.length && !builder.ended) {
      translateWord(builder, words[count] as number, count, BigInt.asUintN(64, start + BigInt(4 * count)));
      count++;
    }
  } catch (error) {
    if (error !== UNSUPPORTED) throw error;
    return count;
  }
  builder.finish(BigInt.asUintN(64, start + BigInt(4 * count)));
  return count;
}

/** Looks all groups up: leaves on the stack whether every page is there, and returns the locals for the addresses. */
function checkGroups(builder: WasmBuilder, list: readonly Group[]): { address: Map<Group, number>; set: () => void } {
  const address = new Map<Group, number>();
  const found = list.map((group, i) => {
    builder.code.get(builder.registerLocal(group.root));
    builder.code.i64(BigInt(group.first));
    builder.code.op(OP.i64Add);
    const first = builder.pop(TYPE.i64);
    const entry = pushLookUp(builder, first, group.span, group.alignment, group.write);
    if (i > 0) builder.code.op(OP.i32And);
    address.set(group, builder.locals.add(TYPE.i32));
    return { group, first, entry };
  });
  const set = (): void => {
    for (const { group, first, entry } of found) {
      pushHostAddress(builder, first, entry, group.write);
      builder.code.set(address.get(group) as number);
    }
  };
  return { address, set };
}

/** The version of the block for when all groups' pages are there, with the check in front of it; undefined when it is not worth it. */
function quickVersion(context: BlockContext, accesses: readonly Access[], words: readonly number[]): Code | undefined {
  const groups = new Groups(accesses);
  if (groups.list.length === 0) return undefined;
  const builder = version(context);
  builder.code.depth = VERSION_DEPTH - 1;
  const { address, set } = checkGroups(builder, groups.list);
  builder.code.open(OP.if);
  set();
  builder.memory.groups = {
    address(access): GroupAddress | undefined {
      const group = groups.find(access);
      const local = group === undefined ? undefined : address.get(group);
      return group === undefined || local === undefined ? undefined : { local, first: group.first };
    },
  };
  translateAll(builder, words, context.start);
  return builder.code;
}

/** The block that starts with `words`; undefined when its first instruction is one that the builder lacks an operation for. */
export function translateBlock(
  start: bigint,
  words: readonly number[],
  texts: BlockContext['texts'],
): Translated | undefined {
  const context: BlockContext = { start, locals: new Locals(), registerLocals: new Map(), texts };
  const plain = version(context);
  const count = translateAll(plain, words, start);
  if (count === 0) return undefined;
  // where the builder stopped short, what it has emitted for that instruction must not stay
  if (count < words.length && !plain.ended) return translateBlock(start, words.slice(0, count), texts);
  const block = words.slice(0, count);
  const quick = quickVersion(context, plain.memory.accesses, block);
  const code = new Code();
  for (const [n, local] of context.registerLocals) {
    code.i32(0);
    code.memory(OP.i64Load, slotAt(2 * n));
    code.set(local);
  }
  code.open(OP.loop);
  if (quick === undefined) code.open(OP.block);
  else {
    code.append(quick);
    code.depth++;
    code.otherwise();
  }
  code.append(plain.code);
  code.close();
  code.close();
  return { parts: { type: 0, locals: context.locals, code }, count, targets: plain.targets };
}
