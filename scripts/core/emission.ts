/**
 * What the emitter knows while it writes one WebAssembly function: the code so far, the scopes, the places a jump can go to.
 *
 * Enters: names as they are declared. Leaves: what they mean, and locals, which are used again when their scope has ended.
 */
import { Code, TYPE } from '../../src/emu/wasm/encoder.ts';
import { constantOf, type Found, type Program, walk } from './program.ts';
import type { Expression, FunctionItem, Kind, Module } from './syntax.ts';
import { fail, type Place } from './tokens.ts';

/** Opcodes beside those of src/emu/wasm/encoder.ts (WebAssembly Core Specification 2.0, 5.4). */
export const MORE = {
  unreachable: 0x00,
  brIf: 0x0d,
  brTable: 0x0e,
  drop: 0x1a,
  globalGet: 0x23,
  globalSet: 0x24,
  i32Load8u: 0x2d,
  i32Store8: 0x3a,
  memoryGrow: 0x40,
  i32GtU: 0x4b,
  i32LeS: 0x4c,
  i32LeU: 0x4d,
  i32GeS: 0x4e,
  i32RemS: 0x6f,
  i32RemU: 0x70,
  /** Prefix of memory.copy (10) and memory.fill (11). */
  more: 0xfc,
} as const;

/**
 * A local variable, or a name for a constant. `fixed`: nothing assigns to it; `owned`: its local is given back at the end of its scope;
 * `nonNegative`: it is fixed, to a value that is never negative.
 */
export type Variable =
  | { is: 'local'; index: number; kind: Kind; constant: boolean; fixed: boolean; owned: boolean; nonNegative: boolean }
  | { is: 'value'; value: number; kind: Kind };

/** Where `break` and `continue` lead: depths of the code; only a loop has a `next`. A block is left by its label only. */
export interface Jump {
  readonly of: 'loop' | 'switch' | 'block';
  readonly labels: readonly string[];
  readonly out: number;
  readonly next: number | undefined;
}

/** A function, or the body of one that is written into another. */
export interface Frame {
  readonly module: Module;
  readonly item: FunctionItem;
  readonly assigned: ReadonlySet<string>;
  readonly scopes: Map<string, Variable>[];
  readonly jumps: Jump[];
  /** Where `return` leads if not out of the WebAssembly function. */
  readonly out: number | undefined;
  readonly outer: Frame | undefined;
}

/** Names that are assigned to anywhere in a tree. */
export function assignedNames(tree: unknown): Set<string> {
  const names = new Set<string>();
  walk(tree, ({ is, target }) => {
    const { name } = (target ?? {}) as { name?: string };
    if ((is === 'assignment' || is === 'update') && name !== undefined) names.add(name);
  });
  return names;
}

/** Indices of functions and variables, which are given when somebody first asks. */
export interface Indices {
  ofFunction(found: Found & { is: 'item' }): number;
  ofGlobal(found: Found & { is: 'item' }): number;
}

export class Emission {
  readonly program: Program;
  readonly indices: Indices;
  readonly code = new Code();
  frame: Frame;
  private readonly free: number[] = [];
  /** Locals so far, parameters too. */
  count = 0;

  constructor(program: Program, indices: Indices, frame: Frame) {
    this.program = program;
    this.indices = indices;
    this.frame = frame;
  }

  local(): number {
    return this.free.pop() ?? this.count++;
  }
  release(index: number): void {
    this.free.push(index);
  }

  /** Runs `write` in a scope of its own. */
  scoped(write: () => void): void {
    const scope = new Map<string, Variable>();
    this.frame.scopes.push(scope);
    write();
    this.frame.scopes.pop();
    for (const each of scope.values()) if (each.is === 'local' && each.owned) this.release(each.index);
  }

  declare(name: string, variable: Variable, at: Place): void {
    const scope = this.frame.scopes.at(-1);
    if (scope?.has(name)) fail(at, `'${name}' is declared twice`);
    scope?.set(name, variable);
  }

  variable(name: string): Variable | undefined {
    const { scopes } = this.frame;
    for (let i = scopes.length - 1; i >= 0; i--) {
      const found = scopes[i]?.get(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  find(name: string, at: Place): Found {
    return this.program.find(this.frame.module, name, at);
  }

  /** What an expression always is. */
  constant(expression: Expression): number | undefined {
    return constantOf(expression, (name, member, at) => {
      const variable = this.variable(name);
      if (variable !== undefined && member !== undefined) fail(at, `'${name}' has no members`);
      if (variable?.is === 'value') return variable.value;
      return variable === undefined ? this.program.constant(this.frame.module, name, member, at) : undefined;
    });
  }

  op(opcode: number): void {
    this.code.op(opcode);
  }
  /** A block, loop or if that leaves an i32. */
  openValue(opcode: number): void {
    this.code.op(opcode);
    this.code.op(TYPE.i32);
    this.code.depth++;
  }
  /** A jump to what was opened at `depth`. */
  jump(depth: number, opcode: number): void {
    this.code.op(opcode);
    this.code.u32(this.code.depth - depth);
  }
}
