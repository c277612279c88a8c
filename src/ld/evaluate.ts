/**
 * Values of linker-script expressions ("ld" manual, "Expressions"; "The Section of an Expression").
 *
 * Enters: an expression tree and a scope (where dot is, which section encloses it, what symbols and sections are known in
 * this pass). Leaves: a value, relative to an output section, absolute, or a plain number; undefined while something it
 * needs is not known yet. Arithmetic is 64-bit and unsigned, except / and %, which are signed as GNU's are.
 */
import { arithmetic, compare as compareNumbers } from '../expr/arithmetic.ts';
import type { Node } from '../expr/node.ts';
import { type GlobalSymbol, KIND, type MemoryRegion, OutputSection } from './model.ts';
import type { Expression } from './script/ast.ts';

/** `section`: an output section; 'abs' for absolute values; undefined for a plain number. */
export interface Value {
  readonly value: bigint;
  readonly section: OutputSection | 'abs' | undefined;
  /** From '.' or ALIGN outside of sections: an address, which a symbol later keeps relative to a section. */
  readonly fromDot?: boolean;
  /** The one symbol that the value copies, for its type. */
  readonly copied?: GlobalSymbol | undefined;
}

export interface Scope {
  /** The location counter; undefined outside of SECTIONS. */
  readonly dot: bigint | undefined;
  /** The output section that encloses the expression; 'abs' between sections. */
  readonly section: OutputSection | 'abs';
  /** Complain about what is not known: in the last pass. */
  readonly final: boolean;
  /** Before layout no section or address is known; these functions have a value all the same. */
  readonly early?: RegExp | undefined;
  symbol(name: string): GlobalSymbol | undefined;
  /** Whether a DEFINED in this place sees the symbol. */
  isDefined(name: string): boolean;
  output(name: string): OutputSection | undefined;
  region(name: string): MemoryRegion | undefined;
  headersSize(): bigint | undefined;
  constant(name: string): bigint | undefined;
  segmentStart(name: string): bigint | undefined;
  dataSegment: DataSegment;
  problem(expression: Expression, node: Node, what: Problem): void;
}

export type Problem =
  | { readonly kind: 'undefined'; readonly name: string }
  | { readonly kind: 'division' }
  | { readonly kind: 'function'; readonly name: string }
  | { readonly kind: 'arguments'; readonly name: string; readonly got: number; readonly want: string }
  | { readonly kind: 'section'; readonly name: string }
  | { readonly kind: 'region'; readonly name: string }
  | { readonly kind: 'assertion'; readonly message: string }
  | { readonly kind: 'dot' };

/** State of DATA_SEGMENT_ALIGN … _END over the passes. */
export interface DataSegment {
  phase: 'none' | 'seen' | 'end' | 'adjust' | 'relro-adjust';
  base: bigint;
  /** The first page behind what precedes the segment. */
  firstPage: bigint;
  /** End of what becomes read-only after start-up; 0: there is none. */
  relroEnd: bigint;
  relroOffset: bigint;
  end: bigint;
  pageSize: bigint;
  maxPageSize: bigint;
  /** Whether some input belongs to that; undefined until it was asked for. */
  hasRelro?: boolean;
}

/** Before any DATA_SEGMENT_ALIGN was seen. */
export function noDataSegment(): DataSegment {
  return {
    phase: 'none',
    base: 0n,
    firstPage: 0n,
    relroEnd: 0n,
    relroOffset: 0n,
    end: 0n,
    pageSize: 1n,
    maxPageSize: 1n,
  };
}

const MASK = (1n << 64n) - 1n;
const wrap = (value: bigint): bigint => value & MASK;
const signed = (value: bigint): bigint => BigInt.asIntN(64, value);

export const alignUp = (value: bigint, to: bigint): bigint => (to <= 1n ? value : wrap(((value + to - 1n) / to) * to));

/** The address or number that a value stands for. */
export function absolute(value: Value): bigint {
  return value.section instanceof OutputSection ? wrap(value.value + value.section.vma) : value.value;
}

const number = (value: bigint): Value => ({ value: wrap(value), section: undefined });

/** Evaluate; undefined while the value cannot be known. */
export function evaluate(expression: Expression, scope: Scope): Value | undefined {
  return new Evaluation(expression, scope).whole(expression.node);
}

/** Evaluate a part of an expression, for messages about it. */
export function evaluateNode(expression: Expression, node: Node, scope: Scope): Value | undefined {
  return new Evaluation(expression, scope).node(node);
}

class Evaluation {
  readonly #expression: Expression;
  readonly #scope: Scope;

  constructor(expression: Expression, scope: Scope) {
    this.#expression = expression;
    this.#scope = scope;
  }

  /** An address between sections was used and not made absolute since. */
  #fromDot = false;
  /** The one symbol that was read; undefined for none, null for several. */
  #read: GlobalSymbol | undefined | null;

  whole(node: Node): Value | undefined {
    const value = this.node(node);
    return value && { ...value, fromDot: this.#fromDot, copied: this.#read ?? undefined };
  }

  #problem(node: Node, what: Problem): undefined {
    this.#scope.problem(this.#expression, node, what);
    return undefined;
  }

  node(node: Node): Value | undefined {
    switch (node.kind) {
      case 'literal':
        // Outside of sections a number is an address like any other.
        return this.#scope.section === 'abs' ? { value: wrap(node.value), section: 'abs' } : number(node.value);
      case 'name':
        return this.#name(node);
      case 'unary':
        return this.#unary(node);
      case 'binary':
        return this.#binary(node);
      case 'conditional': {
        const condition = this.node(node.condition);
        return condition && this.node(condition.value !== 0n ? node.then : node.otherwise);
      }
      case 'call':
        return this.#call(node);
      default:
        return undefined;
    }
  }

  #fromAddress(address: bigint): Value {
    const { section } = this.#scope;
    this.#fromDot = true;
    if (section === 'abs') return { value: wrap(address), section };
    return { value: wrap(address - section.vma), section };
  }

  #name(node: Node & { kind: 'name' }): Value | undefined {
    const { name } = node;
    const scope = this.#scope;
    if (name === '.')
      return scope.dot === undefined ? this.#problem(node, { kind: 'dot' }) : this.#fromAddress(scope.dot);
    if (name === 'SIZEOF_HEADERS' || name === 'sizeof_headers') {
      const size = scope.headersSize();
      return size === undefined ? undefined : number(size);
    }
    const symbol = scope.symbol(name);
    const value = symbol && this.#symbolValue(symbol);
    if (value) {
      this.#read = this.#read === undefined ? symbol : null;
      return value;
    }
    if (symbol?.kind === KIND.weakUndefined && scope.final) return number(0n);
    if (scope.final) this.#problem(node, { kind: 'undefined', name });
    return undefined;
  }

  #symbolValue(symbol: GlobalSymbol): Value | undefined {
    if (!symbol.isDefined) return undefined;
    const { section } = symbol;
    if (!section) return { value: symbol.value, section: this.#scope.section === 'abs' ? 'abs' : undefined };
    if (section instanceof OutputSection) return { value: symbol.value, section };
    const at = section.merged ? section.merged.find(Number(symbol.value)) : { section, offset: Number(symbol.value) };
    const { output } = at.section;
    if (!output || at.section.discarded !== '') return undefined;
    return { value: wrap(BigInt(at.section.offset + at.offset)), section: output };
  }

  #unary(node: Node & { kind: 'unary' }): Value | undefined {
    const operand = this.node(node.operand);
    if (!operand) return undefined;
    const { value, section } = operand;
    switch (node.op) {
      case '-':
        return { value: wrap(-value), section };
      case '~':
        return { value: wrap(~value), section };
      case '!':
        return { value: value === 0n ? 1n : 0n, section };
      default:
        return operand;
    }
  }

  #binary(node: Node & { kind: 'binary' }): Value | undefined {
    const left = this.node(node.left);
    const right = this.node(node.right);
    if (!left || !right) return undefined;
    if ((node.op === '/' || node.op === '%') && right.value === 0n)
      return this.#scope.final ? this.#problem(node, { kind: 'division' }) : undefined;
    const { a, b, section, merged } = this.together(left, right);
    const value = operate(node.op, a, b);
    if (COMPARISONS.has(node.op)) return number(value);
    const between = section === 'abs' && this.#scope.section === 'abs';
    const result = section === merged && !between ? undefined : section;
    return { value: wrap(value), section: result };
  }

  /**
   * Two operands brought into one section. Two of different sections become addresses; a plain number takes the other's section.
   * `merged` is the section that both had, so that the caller can drop it.
   */
  together(left: Value, right: Value): { a: bigint; b: bigint; section: Value['section']; merged: Value['section'] } {
    if (left.section === right.section || left.section === undefined)
      return { a: left.value, b: right.value, section: right.section, merged: left.section };
    if (right.section === undefined) return { a: left.value, b: right.value, section: left.section, merged: undefined };
    this.#fromDot = false;
    return { a: absolute(left), b: absolute(right), section: 'abs', merged: 'abs' };
  }

  /** ALIGN(a, to): the next multiple, in the section that both operands share. */
  alignValue(left: Value | undefined, right: Value | undefined): Value | undefined {
    if (!left || !right) return undefined;
    const { a, b, section } = this.together(left, right);
    return { value: alignUp(a, b), section };
  }

  #call(node: Node & { kind: 'call' }): Value | undefined {
    const rule = Object.hasOwn(FUNCTIONS, node.name) ? FUNCTIONS[node.name] : undefined;
    if (!rule) return this.#problem(node, { kind: 'function', name: node.name });
    const [least, most] = rule.arity;
    if (node.args.length < least || node.args.length > most) {
      const want = least === most ? `${least} argument${least === 1 ? '' : 's'}` : `${least} or ${most} arguments`;
      return this.#problem(node, { kind: 'arguments', name: node.name, got: node.args.length, want });
    }
    if (!this.#scope.early || this.#scope.early.test(node.name)) return rule.run(this, node, this.#scope);
    const align = node.name === 'ALIGN';
    if (align && node.args.length === 2) return rule.run(this, node, this.#scope);
    if (align || OF_VALUES.test(node.name)) for (const argument of node.args) this.node(argument);
    return undefined;
  }

  /** ALIGN and its kin: the next multiple of `to` at or after dot. */
  alignDot(to: Value | undefined): Value | undefined {
    const { dot } = this.#scope;
    return to && dot !== undefined ? this.#fromAddress(alignUp(dot, to.value)) : undefined;
  }

  /** An ASSERT within the expression that does not hold. */
  failed(node: Node & { kind: 'call' }): void {
    this.#problem(node, { kind: 'assertion', message: this.nameOf(node.args[1]) });
  }

  /** The name that a function's argument is. */
  nameOf(node: Node | undefined): string {
    return node?.kind === 'name' ? node.name : '';
  }

  sectionOf(node: Node & { kind: 'call' }): OutputSection | undefined {
    const name = this.nameOf(node.args[0]);
    const found = this.#scope.output(name);
    if (!found && this.#scope.final) this.#problem(node.args[0] ?? node, { kind: 'section', name });
    return found;
  }

  regionOf(node: Node & { kind: 'call' }): MemoryRegion | undefined {
    const name = this.nameOf(node.args[0]);
    return this.#scope.region(name) ?? this.#problem(node.args[0] ?? node, { kind: 'region', name });
  }

  absoluteOf(value: Value): Value {
    this.#fromDot = false;
    return { value: absolute(value), section: 'abs' };
  }

  relative(address: bigint): Value {
    return this.#fromAddress(address);
  }
}

/** Functions that have no value before layout though their arguments have. */
const OF_VALUES = /^(BLOCK|NEXT|DATA_SEGMENT_\w+)$/;

const COMPARISONS = new Set(['==', '!=', '<', '>', '<=', '>=', '&&', '||']);

function operate(op: string, a: bigint, b: bigint): bigint {
  switch (op) {
    case '<<':
      return b > 63n ? 0n : a << b;
    case '>>':
      return b > 63n ? 0n : a >> b;
    case '/':
    case '%':
      return arithmetic(op, signed(a), signed(b));
    default:
      return COMPARISONS.has(op) ? (compare(op, a, b) ? 1n : 0n) : arithmetic(op, a, b);
  }
}

/** Both sides unsigned, as GNU compares them. */
export function compare(op: string, a: bigint, b: bigint): boolean {
  if (op === '&&') return a !== 0n && b !== 0n;
  if (op === '||') return a !== 0n || b !== 0n;
  return compareNumbers(op, a, b);
}

interface FunctionRule {
  readonly arity: readonly [number, number];
  run(e: Evaluation, node: Node & { kind: 'call' }, scope: Scope): Value | undefined;
}

const one = (run: FunctionRule['run']): FunctionRule => ({ arity: [1, 1], run });
const first = (node: Node & { kind: 'call' }): Node => node.args[0] as Node;
const second = (node: Node & { kind: 'call' }): Node => node.args[1] as Node;

/** MAX and MIN: unsigned, in the section that both share. */
function extreme(
  e: Evaluation,
  node: Node & { kind: 'call' },
  pick: (a: bigint, b: bigint) => boolean,
): Value | undefined {
  const left = e.node(first(node));
  const right = e.node(second(node));
  if (!left || !right) return undefined;
  const { a, b, section } = e.together(left, right);
  return { value: pick(a, b) ? a : b, section };
}

function logCeiling(value: bigint): bigint {
  return value <= 1n ? 0n : BigInt((value - 1n).toString(2).length);
}

const FUNCTIONS: Readonly<Record<string, FunctionRule>> = {
  ALIGN: {
    arity: [1, 2],
    run(e, node) {
      const a = e.node(first(node));
      if (node.args.length === 1) return e.alignDot(a);
      const b = e.node(second(node));
      return e.alignValue(a, b);
    },
  },
  BLOCK: one((e, node) => e.alignDot(e.node(first(node)))),
  NEXT: one((e, node, scope) => {
    const to = e.node(first(node));
    return to && scope.dot !== undefined ? { value: alignUp(scope.dot, absolute(to)), section: 'abs' } : undefined;
  }),
  ABSOLUTE: one((e, node) => {
    const value = e.node(first(node));
    return value && e.absoluteOf(value);
  }),
  ADDR: one((e, node) => {
    const section = e.sectionOf(node);
    return section && { value: 0n, section };
  }),
  LOADADDR: one((e, node) => {
    const section = e.sectionOf(node);
    return section && { value: section.lma, section: 'abs' };
  }),
  SIZEOF: one((e, node) => {
    const section = e.sectionOf(node);
    return section && number(BigInt(section.size));
  }),
  ALIGNOF: one((e, node) => {
    const section = e.sectionOf(node);
    return section && number(BigInt(section.exists ? section.align : 0));
  }),
  ASSERT: {
    arity: [2, 2],
    run(e, node) {
      const value = e.node(first(node));
      if (value?.value === 0n) e.failed(node);
      return value;
    },
  },
  DEFINED: one((e, node, scope) => number(scope.isDefined(e.nameOf(first(node))) ? 1n : 0n)),
  MAX: { arity: [2, 2], run: (e, node) => extreme(e, node, (a, b) => a > b) },
  MIN: { arity: [2, 2], run: (e, node) => extreme(e, node, (a, b) => a < b) },
  LOG2CEIL: one((e, node) => {
    const value = e.node(first(node));
    return value && { ...value, value: logCeiling(value.value) };
  }),
  CONSTANT: one((e, node, scope) => {
    const value = scope.constant(e.nameOf(first(node)));
    return value === undefined ? undefined : number(value);
  }),
  ORIGIN: one((e, node) => {
    const region = e.regionOf(node);
    return region && e.relative(region.origin);
  }),
  LENGTH: one((e, node) => {
    const region = e.regionOf(node);
    return region && number(region.length);
  }),
  SEGMENT_START: {
    arity: [2, 2],
    run: (e, node, scope) => {
      const given = scope.segmentStart(e.nameOf(first(node)));
      return given === undefined ? e.node(second(node)) : number(given);
    },
  },
  DATA_SEGMENT_ALIGN: { arity: [2, 2], run: dataSegmentAlign },
  DATA_SEGMENT_RELRO_END: { arity: [2, 2], run: dataSegmentRelroEnd },
  DATA_SEGMENT_END: one((e, node, scope) => {
    const value = e.node(first(node));
    if (!value) return undefined;
    const segment = scope.dataSegment;
    segment.end = absolute(value);
    if (segment.phase === 'seen') segment.phase = 'end';
    return value;
  }),
};

function dataSegmentAlign(e: Evaluation, node: Node & { kind: 'call' }, scope: Scope): Value | undefined {
  const [max, common] = [e.node(first(node)), e.node(second(node))];
  const { dot } = scope;
  if (!max || !common || dot === undefined) return undefined;
  const segment = scope.dataSegment;
  const aligned = alignUp(dot, max.value);
  if (segment.phase === 'relro-adjust') return { value: segment.base, section: 'abs' };
  if (segment.phase === 'adjust') {
    const extra = common.value < max.value ? (dot + common.value - 1n) & (max.value - common.value) : 0n;
    return { value: wrap(aligned + extra), section: 'abs' };
  }
  const value = wrap(aligned + (dot & (max.value - 1n)));
  if (segment.phase === 'none') segment.phase = 'seen';
  segment.base = value;
  segment.firstPage = aligned;
  segment.pageSize = common.value;
  segment.maxPageSize = max.value;
  segment.relroEnd = 0n;
  return { value, section: 'abs' };
}

function dataSegmentRelroEnd(e: Evaluation, node: Node & { kind: 'call' }, scope: Scope): Value | undefined {
  const [offset, at] = [e.node(first(node)), e.node(second(node))];
  if (!offset || !at) return undefined;
  const segment = scope.dataSegment;
  const end = wrap(absolute(at) + offset.value);
  segment.relroOffset = offset.value;
  // Alignments between the sections may leave a gap at the end of the page.
  segment.relroEnd = segment.phase === 'relro-adjust' ? alignUp(end, segment.maxPageSize) : end;
  return { value: wrap(segment.relroEnd - offset.value), section: 'abs' };
}
