/**
 * The dispatcher in WebAssembly: from block to block by the jump table, without the host.
 *
 * Enters: PC and the limit in memory. Leaves: when `rounds` is past the limit, when somebody wants attention, or at a PC that the jump
 * table does not have. Each block that it enters is noted in the ring AT.recent.
 */
import { SLOT } from '../cpu-state.ts';
import { Code, encodeModule, IMPORT_MODULE, Locals, OP, TYPE } from './encoder.ts';
import { AT, ENTRY_BYTES, JUMP_ENTRIES, PC_AT, RECENT, slotAt } from './layout.ts';
import { PLATFORM, type WasmMemory, type WasmModule, type WasmTable } from './platform.ts';

function loadFixed(code: Code, opcode: number, at: number): void {
  code.i32(0);
  code.memory(opcode, at);
}

/** Leaves the function when the int32 condition on the stack holds. */
function returnIf(code: Code): void {
  code.open(OP.if);
  code.op(OP.return);
  code.close();
}

/** Byte offset of the jump table's entry for PC (as `jumpOffset`), in a local. */
function jumpEntry(code: Code, locals: Locals): number {
  const word = locals.add(TYPE.i32);
  const entry = locals.add(TYPE.i32);
  loadFixed(code, OP.i64Load, PC_AT);
  code.i64(2n);
  code.op(OP.i64ShrU);
  code.op(OP.i32WrapI64);
  code.tee(word);
  code.get(word);
  code.i32(11);
  code.op(OP.i32ShrU);
  code.op(OP.i32Xor);
  code.i32(JUMP_ENTRIES - 1);
  code.op(OP.i32And);
  code.i32(Math.log2(ENTRY_BYTES));
  code.op(OP.i32Shl);
  code.set(entry);
  return entry;
}

function noteEntered(code: Code, locals: Locals): void {
  const entered = locals.add(TYPE.i32);
  loadFixed(code, OP.i32Load, AT.entered);
  code.tee(entered);
  code.i32(RECENT - 1);
  code.op(OP.i32And);
  code.i32(3);
  code.op(OP.i32Shl);
  loadFixed(code, OP.i64Load, PC_AT);
  code.memory(OP.i64Store, AT.recent);
  code.i32(0);
  code.get(entered);
  code.i32(1);
  code.op(OP.i32Add);
  code.memory(OP.i32Store, AT.entered);
}

function coreModule(): Uint8Array<ArrayBuffer> {
  const locals = new Locals();
  const code = new Code();
  code.open(OP.loop);
  loadFixed(code, OP.i32Load, slotAt(SLOT.attention));
  loadFixed(code, OP.i32Load, slotAt(SLOT.rounds));
  loadFixed(code, OP.i32Load, AT.limit);
  code.op(OP.i32GtS);
  code.op(OP.i32Or);
  returnIf(code);
  const entry = jumpEntry(code, locals);
  code.get(entry);
  code.memory(OP.i64Load, AT.jumps);
  loadFixed(code, OP.i64Load, PC_AT);
  code.op(OP.i64Ne);
  returnIf(code);
  noteEntered(code, locals);
  code.get(entry);
  code.memory(OP.i32Load, AT.jumps + 8);
  code.op(OP.callIndirect);
  code.u32(0);
  code.u32(0);
  code.br(0);
  code.close();
  return encodeModule({
    types: [{ parameters: [], results: [] }],
    imports: [],
    functions: [{ type: 0, locals, code }],
    exports: [{ name: 'run', index: 0 }],
    importsTable: true,
  });
}

let compiled: WasmModule | undefined;

/** The dispatcher over a memory and a table of blocks. */
export function instantiateCore(memory: WasmMemory, table: WasmTable): () => void {
  compiled ??= new PLATFORM.Module(coreModule());
  const instance = new PLATFORM.Instance(compiled, { [IMPORT_MODULE]: { memory, table } });
  return instance.exports.run as () => void;
}
