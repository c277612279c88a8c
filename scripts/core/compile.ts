/**
 * The compiler of the core: TypeScript of numbers and linear memory to WebAssembly.
 *
 * Enters: modules of a subset of TypeScript. Leaves: one WebAssembly module that imports `env.memory` and exports what the entry
 * exports (WebAssembly Core Specification 2.0, chapter 5). The same sources run as JavaScript with the same results.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { ByteBuffer, type Code, OP, TYPE } from '../../src/emu/wasm/encoder.ts';
import { assignedNames, Emission, type Indices } from './emission.ts';
import { body } from './emit-calls.ts';
import { type Found, Program } from './program.ts';
import type { FunctionItem, Item, Module } from './syntax.ts';
import { fail } from './tokens.ts';

/** TypeScript files of a directory (not of those below it), by name. */
export function readModules(directory: string): Map<string, string> {
  const names = fs.readdirSync(directory).filter((name) => name.endsWith('.ts'));
  return new Map(names.map((name) => [name, fs.readFileSync(path.join(directory, name), 'utf8')]));
}

interface Compiled {
  readonly parameters: number;
  readonly results: number;
  /** Locals besides the parameters. */
  readonly locals: number;
  readonly code: Code;
}

/** What is used, in the order in which it is first asked for. */
class Used implements Indices {
  readonly functions: { item: FunctionItem; module: Module }[] = [];
  readonly globals: { item: Item & { is: 'global' }; module: Module }[] = [];

  ofFunction({ item, module }: Found & { is: 'item' }): number {
    const known = this.functions.findIndex((each) => each.item === item);
    if (known >= 0 || item.is !== 'function') return known;
    return this.functions.push({ item, module }) - 1;
  }
  ofGlobal({ item, module }: Found & { is: 'item' }): number {
    const known = this.globals.findIndex((each) => each.item === item);
    if (known >= 0 || item.is !== 'global') return known;
    return this.globals.push({ item, module }) - 1;
  }
}

/** Compiles `entry` and what it imports; files by name as './name' imports them. Throws CoreError (`file:line: …`). */
export function compileCore(files: ReadonlyMap<string, string>, entry: string): Uint8Array<ArrayBuffer> {
  const program = new Program(files, entry);
  const used = new Used();
  const exports = [...program.entry.exports].map(([name, inside]) => {
    const found = program.find(program.entry, inside, { file: entry, line: 1 });
    if (found.is !== 'item' || found.item.is !== 'function')
      fail(
        found.is === 'item' ? found.item : { file: entry, line: 1 },
        `'${name}' is not a function: an entry exports only those`,
      );
    return { name, index: used.ofFunction(found) };
  });
  const functions: Compiled[] = [];
  // functions that are called join the list on the way
  for (const { item, module } of used.functions) functions.push(compileFunction(program, used, item, module));
  const globals = used.globals.map(({ item, module }) => program.evaluate(module, item.value));
  return encode(functions, globals, exports);
}

function compileFunction(program: Program, indices: Indices, item: FunctionItem, module: Module): Compiled {
  const assigned = assignedNames(item.body);
  const to = new Emission(program, indices, {
    module,
    item,
    assigned,
    scopes: [],
    jumps: [],
    out: undefined,
    outer: undefined,
  });
  to.scoped(() => {
    for (const { name, kind } of item.parameters) {
      const fixed = !assigned.has(name);
      const index = to.count++;
      to.declare(name, { is: 'local', index, kind, constant: false, fixed, owned: false, nonNegative: false }, item);
    }
    body(to, item);
  });
  const parameters = item.parameters.length;
  return { parameters, results: item.result === 'void' ? 0 : 1, locals: to.count - parameters, code: to.code };
}

function section(to: ByteBuffer, id: number, items: readonly ((body: ByteBuffer) => void)[]): void {
  const body = new ByteBuffer();
  body.u32(items.length);
  for (const write of items) write(body);
  to.byte(id);
  to.u32(body.length);
  to.append(body);
}

function writeBody(body: ByteBuffer, { locals, code }: Compiled): void {
  const one = new ByteBuffer();
  one.u32(locals === 0 ? 0 : 1);
  if (locals > 0) {
    one.u32(locals);
    one.byte(TYPE.i32);
  }
  one.append(code);
  one.byte(OP.end);
  body.u32(one.length);
  body.append(one);
}

function encode(
  functions: readonly Compiled[],
  globals: readonly number[],
  exports: readonly { readonly name: string; readonly index: number }[],
): Uint8Array<ArrayBuffer> {
  const signatures = functions.map(({ parameters, results }) => `${parameters},${results}`);
  const types = [...new Set(signatures)];
  const out = new ByteBuffer();
  for (const byte of [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]) out.byte(byte);
  const writeType = (signature: string) => (body: ByteBuffer) => {
    body.byte(0x60);
    for (const count of signature.split(',').map(Number)) {
      body.u32(count);
      for (let i = 0; i < count; i++) body.byte(TYPE.i32);
    }
  };
  const writeMemory = (body: ByteBuffer): void => {
    body.name('env');
    body.name('memory');
    for (const byte of [2, 0, 0]) body.byte(byte);
  };
  const writeGlobal = (value: number) => (body: ByteBuffer) => {
    for (const byte of [TYPE.i32, 1, OP.i32Const]) body.byte(byte);
    body.s32(value);
    body.byte(OP.end);
  };
  const writeExport =
    ({ name, index }: { readonly name: string; readonly index: number }) =>
    (body: ByteBuffer) => {
      body.name(name);
      body.byte(0);
      body.u32(index);
    };
  section(out, 1, types.map(writeType));
  section(out, 2, [writeMemory]);
  section(
    out,
    3,
    signatures.map((each) => (body) => body.u32(types.indexOf(each))),
  );
  section(out, 6, globals.map(writeGlobal));
  section(out, 7, exports.map(writeExport));
  section(
    out,
    10,
    functions.map((each) => (body) => writeBody(body, each)),
  );
  return out.view().slice();
}
