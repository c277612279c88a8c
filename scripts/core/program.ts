/**
 * Modules that belong together, and what a name means in one of them.
 *
 * Enters: sources by file name, and the entry's name. Leaves: items by module and name, constants' values, what a function can reach.
 * The module memory.ts is not read: it is the machine's memory, and what it exports are the machine's own instructions.
 */
import * as path from 'node:path';
import { parseModule } from './parse-modules.ts';
import type { Expression, FunctionItem, Item, Kind, Module } from './syntax.ts';
import { CoreError, fail, type Place } from './tokens.ts';

/** memory.ts's functions, by the number of their values and what they return. */
const INTRINSICS: Readonly<Record<string, { readonly values: number; readonly result: Kind }>> = {
  growBy: { values: 1, result: 'number' },
  copy: { values: 3, result: 'void' },
  fill: { values: 3, result: 'void' },
  refresh: { values: 0, result: 'void' },
};
const VIEWS = new Set(['u8', 'i32']);

export type Found =
  | { readonly is: 'item'; readonly item: Exclude<Item, { is: 'import' }>; readonly module: Module }
  | { readonly is: 'intrinsic'; readonly name: string; readonly values: number; readonly result: Kind }
  | { readonly is: 'view'; readonly name: string };

/** Visits every node of a tree, parents first. */
export function walk(node: unknown, visit: (node: Readonly<Record<string, unknown>>) => void): void {
  if (typeof node !== 'object' || node === null) return;
  if (!Array.isArray(node)) visit(node as Readonly<Record<string, unknown>>);
  for (const each of Object.values(node)) walk(each, visit);
}

/** What operators make of two constants, as JavaScript computes it. */
const FOLDS: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '<<': (a, b) => a << b,
  '>>': (a, b) => a >> b,
  '>>>': (a, b) => a >>> b,
  '&': (a, b) => a & b,
  '|': (a, b) => a | b,
  '^': (a, b) => a ^ b,
  '&&': (a, b) => (a === 0 ? a : b),
  '||': (a, b) => (a === 0 ? b : a),
  '===': (a, b) => Number(a === b),
  '!==': (a, b) => Number(a !== b),
  '<': (a, b) => Number(a < b),
  '>': (a, b) => Number(a > b),
  '<=': (a, b) => Number(a <= b),
  '>=': (a, b) => Number(a >= b),
};

/** The value of a constant expression, if it is one; `named` says what a name or a member stands for. */
export function constantOf(
  e: Expression,
  named: (name: string, member: string | undefined, at: Place) => number | undefined,
): number | undefined {
  switch (e.is) {
    case 'number':
    case 'boolean':
      return Number(e.value);
    case 'name':
      return named(e.name, undefined, e);
    case 'member':
      return named(e.object, e.name, e);
    case 'unary': {
      const value = constantOf(e.operand, named);
      if (value === undefined) return undefined;
      if (e.operator === '!') return Number(value === 0);
      return e.operator === '-' ? 0 - value : e.operator === '~' ? ~value : value;
    }
    case 'binary': {
      const left = constantOf(e.left, named);
      const right = left === undefined ? undefined : constantOf(e.right, named);
      return left === undefined || right === undefined ? undefined : FOLDS[e.operator]?.(left, right);
    }
    case 'conditional': {
      const test = constantOf(e.test, named);
      return test === undefined ? undefined : constantOf(test === 0 ? e.no : e.yes, named);
    }
    case 'call': {
      const values = e.name === 'Math.imul' ? e.values.map((each) => constantOf(each, named)) : [];
      const [a, b] = values;
      return a === undefined || b === undefined ? undefined : Math.imul(a, b);
    }
    default:
      return undefined;
  }
}

export class Program {
  private readonly sources: ReadonlyMap<string, string>;
  private readonly modules = new Map<string, Module>();
  private readonly evaluating = new Set<Item>();
  readonly entry: Module;

  constructor(sources: ReadonlyMap<string, string>, entry: string) {
    this.sources = sources;
    const text = sources.get(entry);
    if (text === undefined) throw new CoreError(`${entry}: no such module`);
    this.entry = this.module(entry, { file: entry, line: 1 });
  }

  private module(file: string, at: Place): Module {
    const known = this.modules.get(file);
    if (known !== undefined) return known;
    const text = this.sources.get(file);
    if (text === undefined) fail(at, `there is no module '${file}'`);
    const module = parseModule(file, text);
    this.modules.set(file, module);
    return module;
  }

  /** What `name` means at the top of `module`. */
  find(module: Module, name: string, at: Place): Found {
    const item = module.items.get(name);
    if (item === undefined) fail(at, `'${name}' is not defined`);
    if (item.is !== 'import') return { is: 'item', item, module };
    if (path.posix.basename(item.from) === 'memory.ts') {
      if (VIEWS.has(item.name)) return { is: 'view', name: item.name };
      const intrinsic = INTRINSICS[item.name];
      if (intrinsic === undefined) fail(item, `'${item.name}' of memory.ts is not for the core`);
      return { is: 'intrinsic', name: item.name, ...intrinsic };
    }
    if (!item.from.startsWith('.')) fail(item, `'${item.from}' cannot be imported: only './file.ts'`);
    const other = this.module(path.posix.join(path.posix.dirname(module.file), item.from), item);
    const inside = other.exports.get(item.name);
    if (inside === undefined) fail(item, `'${item.from}' exports no '${item.name}'`);
    return this.find(other, inside, item);
  }

  /** The value of a constant, or of a member of a record; undefined if the name is of something else. */
  constant(module: Module, name: string, member: string | undefined, at: Place): number | undefined {
    if (member !== undefined && name === 'Math') fail(at, `'Math.${member}' is not supported`);
    const found = this.find(module, name, at);
    if (found.is !== 'item') return undefined;
    const { item } = found;
    if (member !== undefined) {
      const value = item.is === 'record' ? item.members.get(member) : undefined;
      if (value === undefined) fail(at, `'${name}.${member}' is not a constant of a record`);
      return this.evaluate(found.module, value);
    }
    if (item.is === 'record') fail(at, `'${name}' is a record: only its members are values`);
    if (item.is !== 'constant') return undefined;
    if (this.evaluating.has(item)) fail(at, `'${name}' is defined by itself`);
    this.evaluating.add(item);
    const value = this.evaluate(found.module, item.value);
    this.evaluating.delete(item);
    return value;
  }

  /** The value of an expression that must be constant. */
  evaluate(module: Module, expression: Expression): number {
    const value = constantOf(expression, (name, member, at) => this.constant(module, name, member, at));
    return value ?? fail(expression, 'this is not constant');
  }

  /** Can a part of `module` come to call memory.ts's function `name`? */
  reaches(module: Module, part: unknown, name: string, seen: Set<FunctionItem> = new Set()): boolean {
    let reached = false;
    walk(part, (node) => {
      if (reached || node.is !== 'call' || String(node.name).includes('.')) return;
      const found = this.find(module, String(node.name), node as unknown as Place);
      if (found.is === 'intrinsic') reached = found.name === name;
      else if (found.is === 'item' && found.item.is === 'function' && !seen.has(found.item)) {
        seen.add(found.item);
        reached = this.reaches(found.module, found.item.body, name, seen);
      }
    });
    return reached;
  }
}
