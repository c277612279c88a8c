/**
 * The scope in which layout evaluates a script's expressions: dot, the enclosing section, symbols, sections, regions.
 *
 * Also here: giving symbols their values, and judging ASSERTs, whose failure shows the condition, both of its sides and
 * the distance between them.
 */
import type { Message, Note } from '../diag/diagnostic.ts';
import * as messages from '../diag/messages/ld.ts';
import * as elf from '../elf/constants.ts';
import type { Node } from '../expr/node.ts';
import { addressOf } from './addresses.ts';
import { hint, type LinkContext, scriptPos } from './context.ts';
import {
  absolute,
  compare,
  type DataSegment,
  evaluate,
  evaluateNode,
  type Problem,
  type Scope,
  type Value,
} from './evaluate.ts';
import { F, type GlobalSymbol, KIND, type MemoryRegion, OutputSection } from './model.ts';
import type { LinkOptions } from './options.ts';
import type * as ast from './script/ast.ts';

/** CONSTANT(name): a page size of the options. */
export function pageConstant(options: LinkOptions, name: string): bigint | undefined {
  if (name === 'MAXPAGESIZE') return BigInt(options.maxPageSize);
  return name === 'COMMONPAGESIZE' ? BigInt(options.commonPageSize) : undefined;
}

export class LayoutScope implements Scope {
  readonly #context: LinkContext;
  dot: bigint | undefined;
  section: OutputSection | 'abs' = 'abs';
  final = false;
  early: RegExp | undefined;
  readonly dataSegment: DataSegment;
  /** Names that this pass has assigned so far, for DEFINED. */
  #assignedNow = new Set<string>();
  /** PROVIDEs whose symbol was missing when they were met first; they stay assignments. */
  readonly #provided = new Set<ast.Assignment>();
  /** What each assignment gave last: one symbol may have several. */
  readonly #given = new Map<ast.Assignment, bigint>();
  readonly #problems = new Set<string>();
  readonly #homes = new Map<GlobalSymbol, OutputSection>();

  constructor(context: LinkContext) {
    this.#context = context;
    this.dataSegment = context.dataSegment;
  }

  beginPass(): void {
    this.#assignedNow = new Set();
  }

  at(dot: bigint | undefined, section: OutputSection | 'abs'): this {
    this.dot = dot;
    this.section = section;
    return this;
  }

  value(expression: ast.Expression): Value | undefined {
    return evaluate(expression, this);
  }

  /** An expression that names a symbol refers to it. */
  symbol(name: string): GlobalSymbol | undefined {
    const symbol = this.#context.symbols.make(name);
    if (symbol.kind === KIND.fresh) symbol.kind = KIND.undefined;
    return symbol;
  }

  isDefined(name: string): boolean {
    const symbol = this.#context.symbols.find(name);
    if (!symbol || (!symbol.isDefined && symbol.kind !== KIND.common)) return false;
    return symbol.script === undefined || symbol.inObject || this.#assignedNow.has(name);
  }

  output(name: string): OutputSection | undefined {
    return this.#context.byName.get(name);
  }

  region(name: string): MemoryRegion | undefined {
    return this.#context.regions.get(name);
  }

  headersSize(): bigint {
    this.#context.usesHeadersSize = true;
    return BigInt(this.#context.headersSize);
  }

  constant(name: string): bigint | undefined {
    return pageConstant(this.#context.options, name);
  }

  segmentStart(name: string): bigint | undefined {
    return this.#context.options.sectionStarts.get(`segment:${name}`);
  }

  problem(expression: ast.Expression, node: Node, what: Problem): void {
    // Names may become known in a later pass; what is wrong for ever is said once.
    if (!this.final && what.kind !== 'function' && what.kind !== 'arguments') return;
    const pos = scriptPos(expression.script, node.at);
    const key = `${pos}:${what.kind}:${'name' in what ? what.name : ''}`;
    if (this.#problems.has(key)) return;
    this.#problems.add(key);
    this.#context.sink.report(pos, this.#message(what), 'name' in what ? Math.max(1, what.name.length) : 1);
  }

  #message(what: Problem): Message {
    switch (what.kind) {
      case 'undefined':
        return messages.undefinedInExpression(what.name, hint(what.name, this.#symbolNames()));
      case 'division':
        return messages.divisionByZero();
      case 'function':
        return messages.unknownFunction(what.name, hint(what.name, FUNCTION_NAMES));
      case 'arguments':
        return messages.badArguments(what.name, what.got, what.want);
      case 'section':
        return messages.noSuchSection(what.name, hint(what.name, this.#context.byName.keys()));
      case 'assertion':
        return messages.assertFailed(what.message);
      case 'region':
        return messages.noSuchRegion(what.name, hint(what.name, this.#context.regions.keys()));
      default:
        return messages.dotOutside();
    }
  }

  #symbolNames(): string[] {
    const { symbols } = this.#context;
    return symbols.all.flatMap((s) => (s?.isDefined ? [symbols.nameOf(s)] : []));
  }

  /** A power of two, or 1 where there is no expression. */
  alignment(expression: ast.Expression | undefined, dot: bigint): number {
    if (!expression) return 1;
    const value = this.at(dot, 'abs').value(expression);
    const bytes = value ? absolute(value) : 1n;
    if (bytes <= 1n) return 1;
    if ((bytes & (bytes - 1n)) !== 0n || bytes > 1n << 40n) {
      this.#once(expression, messages.badAlignment(bytes));
      return 1;
    }
    return Number(bytes);
  }

  #once(expression: ast.Expression, message: Message): void {
    const pos = scriptPos(expression.script, expression.at);
    const key = `${pos}:${message.code}`;
    if (this.#problems.has(key)) return;
    this.#problems.add(key);
    this.#context.sink.report(pos, message, Math.max(1, expression.end - expression.at));
  }

  assigned(command: ast.Assignment): Value | undefined {
    if (command.provide && !this.#isWanted(command)) return undefined;
    const right = this.value(command.value);
    if (command.op === '=' || !right) return right;
    const op = command.op.slice(0, -1);
    const at = command.at;
    const node: Node = {
      kind: 'binary',
      op,
      left: { kind: 'name', name: command.name, at },
      right: command.value.node,
      at,
    };
    return evaluateNode({ ...command.value, node }, node, this);
  }

  /** PROVIDE defines what is referred to and not defined by any input. */
  #isWanted(command: ast.Assignment): boolean {
    const symbol = this.#context.symbols.find(command.name);
    if (this.#provided.has(command)) return true;
    const { kind } = symbol ?? {};
    const missing = kind === KIND.undefined || kind === KIND.weakUndefined || symbol?.linkerDefined === true;
    if (!missing || symbol?.script !== undefined) return false;
    this.#provided.add(command);
    return true;
  }

  /** Give a symbol its value; `home` is the section that an address between sections belongs to. True when it changed. */
  define(
    command: ast.Assignment,
    value: Value | undefined,
    enclosing: OutputSection | 'abs',
    home: OutputSection | undefined,
  ): boolean {
    const { symbols } = this.#context;
    if (!value) return false;
    const symbol = symbols.make(command.name);
    this.#assignedNow.add(command.name);
    const section = value.section ?? enclosing;
    const number = value.value;
    // An address stays absolute while things move, and joins its section at the end (`settle`).
    if (this.final && section === 'abs' && value.fromDot && home && enclosing === 'abs') this.#homes.set(symbol, home);
    const where = section === 'abs' ? undefined : section;
    const address = (where?.vma ?? 0n) + number;
    const before = this.#given.get(command);
    this.#given.set(command, address);
    if (symbol.script === undefined) symbol.inObject = symbol.isDefined || symbol.kind === KIND.common;
    symbol.kind = KIND.defined;
    symbol.script = command;
    symbol.section = where;
    symbol.value = number;
    if (!symbol.libraryRefers) symbol.size = 0n;
    symbol.type = value.copied?.type ?? (symbol.libraryRefers ? symbol.type : 0);
    if (command.hidden) {
      symbol.visibility = elf.STV_HIDDEN;
      symbol.forcedLocal = true;
    }
    return before !== address;
  }

  /** Addresses between sections become relative to the section that they belong to. */
  settle(): void {
    for (const [symbol, home] of this.#homes) {
      if (symbol.section !== undefined) continue;
      symbol.section = home;
      symbol.value = BigInt.asUintN(64, symbol.value - home.vma);
    }
    for (const symbol of this.#context.symbols.all) {
      const home = symbol?.section instanceof OutputSection ? symbol.section : symbol?.section?.output;
      const address = home?.removed && symbol ? addressOf(symbol) : undefined;
      if (!symbol || !home || address === undefined) continue;
      const near = nearbySection(this.#context.created, home, address);
      symbol.section = near;
      symbol.value = BigInt.asUintN(64, address - (near?.vma ?? 0n));
    }
  }

  assert(command: ast.Assertion, dot: bigint, section: OutputSection | 'abs'): void {
    if (!this.final) return;
    const value = this.at(dot, section).value(command.condition);
    if (value?.value !== 0n) return;
    const pos = scriptPos(command.script, command.at);
    const notes: Note[] = [];
    const { condition } = command;
    const text = condition.script.text.slice(condition.at, condition.end).replace(/\s+/g, ' ');
    // At ASSERT itself: the condition may begin with a macro's text, whose place is elsewhere.
    notes.push({ pos, text: `the condition is false: ${text}` });
    this.#explain(condition, condition.node, notes);
    this.#context.sink.report(pos, messages.assertFailed(command.message), 'ASSERT'.length, notes);
  }

  /** For each comparison that fails: both sides, and the distance. */
  #explain(condition: ast.Expression, node: Node, notes: Note[]): void {
    if (node.kind !== 'binary') return;
    if (node.op === '&&' || node.op === '||') {
      this.#explain(condition, node.left, notes);
      this.#explain(condition, node.right, notes);
      return;
    }
    const [left, right] = [evaluateNode(condition, node.left, this), evaluateNode(condition, node.right, this)];
    if (!left || !right) return;
    const mixed = left.section !== right.section && left.section !== undefined && right.section !== undefined;
    const [a, b] = mixed ? [absolute(left), absolute(right)] : [left.value, right.value];
    if (compare(node.op, a, b)) return;
    const distance = a > b ? a - b : b - a;
    const pos = scriptPos(condition.script, node.at);
    const by = node.op === '<' || node.op === '>' ? distance + 1n : distance;
    const failing = node.op === '!=' ? 'the sides are equal' : `it fails by ${messages.both(by)}`;
    notes.push({ pos, text: `left side is ${messages.both(a)}, right side is ${messages.both(b)}: ${failing}` });
    this.#operands(condition, node, notes);
  }

  /** The symbols in the comparison with their values. */
  #operands(condition: ast.Expression, node: Node, notes: Note[]): void {
    const names = new Map<string, Node>();
    const collect = (n: Node): void => {
      if (n.kind === 'name' && n.name !== '.' && n.name !== 'SIZEOF_HEADERS') names.set(n.name, n);
      else if (n.kind === 'unary') collect(n.operand);
      else if (n.kind === 'binary') [n.left, n.right].forEach(collect);
    };
    collect(node);
    for (const [name, at] of names) {
      const value = evaluateNode(condition, at, this);
      if (value)
        notes.push({ pos: scriptPos(condition.script, at.at), text: `'${name}' is ${messages.both(absolute(value))}` });
    }
  }

  /** Bytes that `=fill` and FILL mean: the digits of a plain hexadecimal number, else four bytes, most significant first. */
  fillPattern(expression: ast.Expression): Uint8Array {
    const { node, script } = expression;
    const text = script.text.slice(expression.at, expression.end);
    const digits = node.kind === 'literal' ? /^0[xX]([0-9a-fA-F]+)$/.exec(text)?.[1] : undefined;
    if (digits !== undefined) {
      const even = digits.length % 2 === 0 ? digits : `0${digits}`;
      return Uint8Array.from({ length: even.length / 2 }, (_, i) => Number.parseInt(even.slice(2 * i, 2 * i + 2), 16));
    }
    const value = this.at(undefined, 'abs').value(expression)?.value ?? 0n;
    const word = Number(value & 0xffffffffn);
    return Uint8Array.of(word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255);
  }

  // OVERLAY: all members at one address, their load addresses one after the other.

  overlayAddress(section: OutputSection): ast.Expression | undefined {
    const group = section.overlay;
    if (!group) return undefined;
    const first = group.members[0];
    if (!first || first === section) return group.command.address;
    return constantExpression(group.command, first.vma);
  }

  /** Whether it is the overlay that places the section: always but for a first member of an overlay without an address. */
  hasOverlayAddress(section: OutputSection): boolean {
    const { overlay } = section;
    return overlay !== undefined && (overlay.members[0] !== section || overlay.command.address !== undefined);
  }

  /** AT is that of the first member which is there. */
  overlayLoadAddress(section: OutputSection): ast.Expression | undefined {
    const group = section.overlay;
    return group && firstThere(group.members) === section ? group.command.loadAddress : undefined;
  }
}

/**
 * The section that takes over the symbols of an empty one: the one before or after it, whichever would share its segment;
 * if both would, the following one unless that made the symbol's value negative.
 */
function nearbySection(
  created: readonly OutputSection[],
  gone: OutputSection,
  address: bigint,
): OutputSection | undefined {
  const real = (s: OutputSection): boolean => !s.removed;
  const at = created.indexOf(gone);
  const before = created.slice(0, at).findLast(real);
  const after = created.slice(at + 1).find(real);
  if (!before || !after) return before ?? after;
  const differ = (mask: number): boolean => ((before.flags ^ after.flags) & mask) !== 0;
  if (differ(F.alloc | F.tls | F.load)) {
    const unlike = ((after.flags ^ gone.flags) & (F.alloc | F.tls)) !== 0;
    return unlike || (before.flags & F.load && !(after.flags & F.load)) ? before : after;
  }
  if (differ(F.readonly)) return (after.flags ^ gone.flags) & F.readonly ? before : after;
  if (differ(F.code)) return (after.flags ^ gone.flags) & F.code ? before : after;
  return address < after.vma ? before : after;
}

/** The first member of an overlay that is in the output. */
export const firstThere = (members: readonly OutputSection[]): OutputSection | undefined =>
  members.find(({ exists, ignored }) => exists && !ignored);

function constantExpression(command: ast.OverlayDescription, value: bigint): ast.Expression {
  return {
    node: { kind: 'literal', value, at: command.at },
    script: command.script,
    at: command.at,
    end: command.at,
  };
}

const FUNCTION_NAMES = [
  'ALIGN',
  'BLOCK',
  'NEXT',
  'ABSOLUTE',
  'ADDR',
  'LOADADDR',
  'SIZEOF',
  'ALIGNOF',
  'DEFINED',
  'ASSERT',
  'MAX',
  'MIN',
  'LOG2CEIL',
  'CONSTANT',
  'ORIGIN',
  'LENGTH',
  'SEGMENT_START',
  'DATA_SEGMENT_ALIGN',
  'DATA_SEGMENT_RELRO_END',
  'DATA_SEGMENT_END',
];
