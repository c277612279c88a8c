/**
 * Constant expressions of C, from the syntax tree: array sizes, bit-field widths, enumerators, alignments.
 *
 * C11 6.6, in 64-bit integers. Names are asked for; sizeof and _Alignof are asked for by type.
 */
import { childrenOf, type SyntaxNode } from './syntax.ts';

export interface Environment {
  /** The value of a macro or enumerator; undefined where it is unknown. */
  constant(name: string): bigint | undefined;
  /** Size and alignment of the type that a type_descriptor names. */
  extent(descriptor: SyntaxNode): { readonly size: number; readonly align: number };
  fail(node: SyntaxNode, what: string): never;
}

const BINARY: Readonly<Record<string, (a: bigint, b: bigint) => bigint>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '<<': (a, b) => a << b,
  '>>': (a, b) => a >> b,
  '|': (a, b) => a | b,
  '&': (a, b) => a & b,
  '^': (a, b) => a ^ b,
  '==': (a, b) => BigInt(a === b),
  '!=': (a, b) => BigInt(a !== b),
  '<': (a, b) => BigInt(a < b),
  '>': (a, b) => BigInt(a > b),
  '<=': (a, b) => BigInt(a <= b),
  '>=': (a, b) => BigInt(a >= b),
  '&&': (a, b) => BigInt(a !== 0n && b !== 0n),
  '||': (a, b) => BigInt(a !== 0n || b !== 0n),
};

function parseNumber(text: string): bigint | undefined {
  // the grammar takes a sign into the number
  if (text.startsWith('-')) {
    const magnitude = parseNumber(text.slice(1));
    return magnitude === undefined ? undefined : -magnitude;
  }
  const digits = text.replace(/^\+|[uUlL]+$/g, '');
  if (/^0[0-7]+$/.test(digits)) return BigInt(`0o${digits.slice(1)}`);
  return /^(?:0[xX][\da-fA-F]+|0[bB][01]+|\d+)$/.test(digits) ? BigInt(digits) : undefined;
}

function character(text: string): bigint | undefined {
  const inner = /^'(\\?.)'$/s.exec(text)?.[1];
  const escapes: Readonly<Record<string, number>> = { '\\0': 0, '\\n': 10, '\\t': 9, '\\r': 13, '\\\\': 92, "\\'": 39 };
  if (inner === undefined) return undefined;
  return inner.length === 1
    ? BigInt(inner.charCodeAt(0))
    : escapes[inner] === undefined
      ? undefined
      : BigInt(escapes[inner]);
}

function operatorOf(node: SyntaxNode): string {
  return node.childForFieldName('operator')?.type ?? '';
}

function binary(node: SyntaxNode, environment: Environment): bigint {
  const [left, right] = childrenOf(node);
  if (left === undefined || right === undefined) return environment.fail(node, 'an operand is missing');
  const a = evaluate(left, environment);
  const b = evaluate(right, environment);
  const operator = operatorOf(node);
  if (operator === '/' || operator === '%') {
    if (b === 0n) return environment.fail(node, 'division by zero');
    return operator === '/' ? a / b : a % b;
  }
  if ((operator === '<<' || operator === '>>') && (b < 0n || b > 64n)) return environment.fail(node, `shift by ${b}`);
  return BINARY[operator]?.(a, b) ?? environment.fail(node, `'${operator}' in a constant`);
}

function unary(node: SyntaxNode, environment: Environment): bigint {
  const argument = node.childForFieldName('argument');
  if (argument === null) return environment.fail(node, 'an operand is missing');
  const value = evaluate(argument, environment);
  switch (operatorOf(node)) {
    case '-':
      return -value;
    case '+':
      return value;
    case '~':
      return ~value;
    case '!':
      return BigInt(value === 0n);
    default:
      return environment.fail(node, `'${operatorOf(node)}' in a constant`);
  }
}

/** The built-in functions that the kernel's constants go through (ilog2, order_base_2). */
function builtin(node: SyntaxNode, environment: Environment): bigint {
  const name = node.childForFieldName('function')?.text ?? '';
  const list = node.childForFieldName('arguments');
  const [argument] = list === null ? [] : childrenOf(list);
  if (name === '__builtin_constant_p') return 1n;
  const width = { __builtin_clz: 32, __builtin_clzl: 64, __builtin_clzll: 64 }[name];
  if (width === undefined || argument === undefined) return environment.fail(node, `a call of '${name}' in a constant`);
  const value = BigInt.asUintN(width, evaluate(argument, environment));
  return BigInt(value === 0n ? width : width - value.toString(2).length);
}

/** The value of an expression. `environment.fail` is called for what is no constant. */
export function evaluate(node: SyntaxNode, environment: Environment): bigint {
  switch (node.type) {
    case 'number_literal':
      return parseNumber(node.text) ?? environment.fail(node, `'${node.text}' is no integer`);
    case 'char_literal':
      return character(node.text) ?? environment.fail(node, `${node.text} is no single character`);
    case 'identifier':
      return environment.constant(node.text) ?? environment.fail(node, `the value of '${node.text}' is not known`);
    case 'parenthesized_expression': {
      const [inner] = childrenOf(node);
      return inner === undefined ? environment.fail(node, 'an empty expression') : evaluate(inner, environment);
    }
    case 'unary_expression':
      return unary(node, environment);
    case 'binary_expression':
      return binary(node, environment);
    case 'conditional_expression': {
      const [condition, yes, no] = ['condition', 'consequence', 'alternative'].map((name) =>
        node.childForFieldName(name),
      );
      if (!condition || !yes || !no) return environment.fail(node, 'an operand is missing');
      return evaluate(evaluate(condition, environment) !== 0n ? yes : no, environment);
    }
    case 'cast_expression': {
      const value = node.childForFieldName('value');
      return value === null ? environment.fail(node, 'an operand is missing') : evaluate(value, environment);
    }
    case 'sizeof_expression': {
      const type = node.childForFieldName('type');
      const value = node.childForFieldName('value');
      // the grammar takes sizeof(name) for an expression; here it can only be a type
      const [inner] = value?.type === 'parenthesized_expression' ? childrenOf(value) : [];
      const named = type ?? inner;
      return named ? BigInt(environment.extent(named).size) : environment.fail(node, 'sizeof of an expression');
    }
    case 'call_expression':
      return builtin(node, environment);
    case 'alignof_expression': {
      const type = node.childForFieldName('type');
      return type === null
        ? environment.fail(node, 'alignof of an expression')
        : BigInt(environment.extent(type).align);
    }
    default:
      return environment.fail(node, `${node.type.replaceAll('_', ' ')} in a constant`);
  }
}
