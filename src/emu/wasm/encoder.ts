/**
 * WebAssembly modules as bytes, written by hand: no tree, no validation, one pass.
 *
 * Enters: opcodes, locals, constants in the order of the stack machine. Leaves: the bytes of a module that imports one memory, one
 * table and functions (WebAssembly Core Specification 2.0, chapter 5, "Binary Format"). LEB128 as there (5.2.2).
 */

export const TYPE = { i32: 0x7f, i64: 0x7e, v128: 0x7b } as const;
export type ValueType = (typeof TYPE)[keyof typeof TYPE];

/** One-byte opcodes, by their names in the specification. */
export const OP = {
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  br: 0x0c,
  return: 0x0f,
  call: 0x10,
  callIndirect: 0x11,
  select: 0x1b,
  localGet: 0x20,
  localSet: 0x21,
  localTee: 0x22,
  i32Load: 0x28,
  i64Load: 0x29,
  i64Load8u: 0x31,
  i64Load16u: 0x33,
  i64Load32u: 0x35,
  i32Store: 0x36,
  i64Store: 0x37,
  i64Store8: 0x3c,
  i64Store16: 0x3d,
  i64Store32: 0x3e,
  i32Const: 0x41,
  i64Const: 0x42,
  i32Eqz: 0x45,
  i32Eq: 0x46,
  i32Ne: 0x47,
  i32LtS: 0x48,
  i32LtU: 0x49,
  i32GtS: 0x4a,
  i32GeU: 0x4f,
  i64Eqz: 0x50,
  i64Eq: 0x51,
  i64Ne: 0x52,
  i64LtS: 0x53,
  i64LtU: 0x54,
  i64GeU: 0x5a,
  i32Clz: 0x67,
  i32Popcnt: 0x69,
  i32Add: 0x6a,
  i32Sub: 0x6b,
  i32Mul: 0x6c,
  i32DivS: 0x6d,
  i32DivU: 0x6e,
  i32And: 0x71,
  i32Or: 0x72,
  i32Xor: 0x73,
  i32Shl: 0x74,
  i32ShrS: 0x75,
  i32ShrU: 0x76,
  i32Rotr: 0x78,
  i64Clz: 0x79,
  i64Popcnt: 0x7b,
  i64Add: 0x7c,
  i64Sub: 0x7d,
  i64Mul: 0x7e,
  i64DivS: 0x7f,
  i64DivU: 0x80,
  i64And: 0x83,
  i64Or: 0x84,
  i64Xor: 0x85,
  i64Shl: 0x86,
  i64ShrS: 0x87,
  i64ShrU: 0x88,
  i64Rotr: 0x8a,
  i32WrapI64: 0xa7,
  i64ExtendI32S: 0xac,
  i64ExtendI32U: 0xad,
  i32Extend8S: 0xc0,
  i32Extend16S: 0xc1,
  i64Extend8S: 0xc2,
  i64Extend16S: 0xc3,
  i64Extend32S: 0xc4,
  /** Prefix of the vector instructions; the number follows as LEB128. */
  vector: 0xfd,
} as const;

const VOID = 0x40;
const FUNCREF = 0x70;

/** Bytes that grow. */
export class ByteBuffer {
  private bytes = new Uint8Array(256);
  length = 0;

  private reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const bigger = new Uint8Array(Math.max(2 * this.bytes.length, this.length + count));
    bigger.set(this.bytes.subarray(0, this.length));
    this.bytes = bigger;
  }

  byte(value: number): void {
    if (this.length === this.bytes.length) this.reserve(1);
    this.bytes[this.length++] = value;
  }

  u32(value: number): void {
    let v = value >>> 0;
    while (v >= 0x80) {
      this.byte((v & 0x7f) | 0x80);
      v >>>= 7;
    }
    this.byte(v);
  }

  s32(value: number): void {
    let v = value | 0;
    while (v < -64 || v > 63) {
      this.byte((v & 0x7f) | 0x80);
      v >>= 7;
    }
    this.byte(v & 0x7f);
  }

  s64(value: bigint): void {
    let v = BigInt.asIntN(64, value);
    while (v < -0x4000_0000n || v > 0x3fff_ffffn) {
      this.byte(Number(v & 0x7fn) | 0x80);
      v >>= 7n;
    }
    this.s32(Number(v));
  }

  append(other: ByteBuffer): void {
    this.reserve(other.length);
    this.bytes.set(other.view(), this.length);
    this.length += other.length;
  }

  name(text: string): void {
    this.u32(text.length);
    for (let i = 0; i < text.length; i++) this.byte(text.charCodeAt(i));
  }

  /** The bytes so far; valid until the next write. */
  view(): Uint8Array<ArrayBuffer> {
    return this.bytes.subarray(0, this.length);
  }
}

/** Locals of one function without parameters, in the order in which they are asked for. */
export class Locals {
  private readonly runs: { type: ValueType; count: number }[] = [];
  private count = 0;

  add(type: ValueType): number {
    const last = this.runs.at(-1);
    if (last?.type === type) last.count++;
    else this.runs.push({ type, count: 1 });
    return this.count++;
  }

  write(to: ByteBuffer): void {
    to.u32(this.runs.length);
    for (const { type, count } of this.runs) {
      to.u32(count);
      to.byte(type);
    }
  }
}

/** Instructions of a function's body, and how deep they are nested. */
export class Code extends ByteBuffer {
  /** Structured instructions open here: a branch of this depth leaves them all. */
  depth = 0;

  op(opcode: number): void {
    this.byte(opcode);
  }
  get(local: number): void {
    this.byte(OP.localGet);
    this.u32(local);
  }
  set(local: number): void {
    this.byte(OP.localSet);
    this.u32(local);
  }
  tee(local: number): void {
    this.byte(OP.localTee);
    this.u32(local);
  }
  i32(value: number): void {
    this.byte(OP.i32Const);
    this.s32(value);
  }
  i64(value: bigint): void {
    this.byte(OP.i64Const);
    this.s64(value);
  }
  /** A load or store; address (and value) are on the stack, `offset` is added to the address. No alignment is promised. */
  memory(opcode: number, offset: number): void {
    this.byte(opcode);
    this.byte(0);
    this.u32(offset);
  }
  /** A vector instruction without immediates. */
  vector(opcode: number): void {
    this.byte(OP.vector);
    this.u32(opcode);
  }
  vectorMemory(opcode: number, offset: number): void {
    this.vector(opcode);
    this.byte(0);
    this.u32(offset);
  }
  call(index: number): void {
    this.byte(OP.call);
    this.u32(index);
  }
  /** `opcode` is block, loop or if. */
  open(opcode: number): void {
    this.byte(opcode);
    this.byte(VOID);
    this.depth++;
  }
  otherwise(): void {
    this.byte(OP.else);
  }
  close(): void {
    this.byte(OP.end);
    this.depth--;
  }
  br(depth: number): void {
    this.byte(OP.br);
    this.u32(depth);
  }
}

export interface FunctionType {
  readonly parameters: readonly ValueType[];
  readonly results: readonly ValueType[];
}

export interface FunctionParts {
  /** Index into the module's types. */
  readonly type: number;
  readonly locals: Locals;
  readonly code: ByteBuffer;
}

/** Imports come from one object: `memory`, `table` if wanted, and the functions by name; they have the first function indices. */
export interface ModuleParts {
  readonly types: readonly FunctionType[];
  readonly imports: readonly { readonly name: string; readonly type: number }[];
  readonly functions: readonly FunctionParts[];
  /** Names for functions, counted from the first that is not imported. */
  readonly exports: readonly { readonly name: string; readonly index: number }[];
  readonly importsTable: boolean;
}

export const IMPORT_MODULE = 'a64as';

function section(to: ByteBuffer, id: number, count: number, write: (body: ByteBuffer) => void): void {
  const body = new ByteBuffer();
  body.u32(count);
  write(body);
  to.byte(id);
  to.u32(body.length);
  to.append(body);
}

function writeImports(body: ByteBuffer, parts: ModuleParts): void {
  const start = (name: string, kind: number): void => {
    body.name(IMPORT_MODULE);
    body.name(name);
    body.byte(kind);
  };
  for (const { name, type } of parts.imports) {
    start(name, 0);
    body.u32(type);
  }
  if (parts.importsTable) {
    start('table', 1);
    body.byte(FUNCREF);
    body.byte(0);
    body.u32(1);
  }
  start('memory', 2);
  body.byte(0);
  body.u32(1);
}

/** The bytes of a module. */
export function encodeModule(parts: ModuleParts): Uint8Array<ArrayBuffer> {
  const out = new ByteBuffer();
  for (const byte of [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]) out.byte(byte);
  section(out, 1, parts.types.length, (body) => {
    for (const { parameters, results } of parts.types) {
      body.byte(0x60);
      for (const list of [parameters, results]) {
        body.u32(list.length);
        for (const type of list) body.byte(type);
      }
    }
  });
  section(out, 2, parts.imports.length + (parts.importsTable ? 2 : 1), (body) => writeImports(body, parts));
  section(out, 3, parts.functions.length, (body) => {
    for (const { type } of parts.functions) body.u32(type);
  });
  section(out, 7, parts.exports.length, (body) => {
    for (const { name, index } of parts.exports) {
      body.name(name);
      body.byte(0);
      body.u32(parts.imports.length + index);
    }
  });
  section(out, 10, parts.functions.length, (body) => {
    for (const { locals, code } of parts.functions) {
      const one = new ByteBuffer();
      locals.write(one);
      one.append(code);
      one.byte(OP.end);
      body.u32(one.length);
      body.append(one);
    }
  });
  return out.view();
}
