/**
 * Declarators and attributes of C: from `*name[3]` and a type to the type of the name.
 *
 * declarator: '*' declarator | declarator '[' size? ']' | declarator '(' parameters ')' | '(' declarator ')' | NAME
 */
import type { CType } from '../model.ts';
import { childrenOf, type SyntaxNode } from './syntax.ts';

/** A type that is made when it is needed: behind a pointer it never is. A function has none. */
export interface Lazy {
  readonly make: () => CType;
  /** C text, for pointers to it. */
  readonly spelled: string;
}

/** The type that a declarator gives its name. `sizeOf` evaluates a dimension. */
export function applyDeclarator(
  declarator: SyntaxNode | undefined,
  type: Lazy,
  sizeOf: (size: SyntaxNode) => { readonly config: string } | number,
): Lazy {
  if (declarator === undefined) return type;
  const inner =
    declarator.childForFieldName('declarator') ??
    childrenOf(declarator).find((child) => /declarator$|identifier$/.test(child.type));
  const next = inner ?? undefined;
  switch (declarator.type) {
    case 'pointer_declarator': {
      const pointer: CType = { kind: 'pointer', target: type.spelled };
      return applyDeclarator(next, { make: () => pointer, spelled: 'void' }, sizeOf);
    }
    case 'array_declarator': {
      const size = declarator.childForFieldName('size');
      const make = (): CType => ({
        kind: 'array',
        element: type.make(),
        count: size === null ? undefined : sizeOf(size),
      });
      return applyDeclarator(next, { make, spelled: 'void' }, sizeOf);
    }
    case 'function_declarator':
      return applyDeclarator(next, { ...type, spelled: 'void' }, sizeOf);
    case 'parenthesized_declarator':
    case 'attributed_declarator':
      return applyDeclarator(next, type, sizeOf);
    default:
      return type;
  }
}

export interface Attributes {
  readonly packed: boolean;
  /** Bytes. */
  readonly align: number | undefined;
}

/** The largest alignment of the architecture, which `aligned` without a number means. */
const LARGEST = 16;
const CHANGES_TYPE = /^(?:mode|vector_size|ms_struct|scalar_storage_order)$/;

/** packed and aligned among the attributes in a list of nodes; `fail` is told of those that change the type. */
export function attributesOf(
  nodes: readonly SyntaxNode[],
  evaluate: (expression: SyntaxNode) => number,
  fail: (node: SyntaxNode, what: string) => never,
): Attributes {
  let packed = false;
  let align: number | undefined;
  const raise = (bytes: number): void => {
    align = Math.max(align ?? 1, bytes);
  };
  for (const child of nodes) {
    if (child.type === 'type_qualifier') {
      const [alignas] = childrenOf(child);
      const [argument] = alignas?.type === 'alignas_qualifier' ? childrenOf(alignas) : [];
      if (argument !== undefined) raise(evaluate(argument));
    }
    if (child.type !== 'attribute_specifier') continue;
    for (const attribute of childrenOf(child).flatMap(childrenOf)) {
      const called = attribute.type === 'call_expression';
      const name = (called ? attribute.childForFieldName('function') : attribute)?.text.replace(/^__|__$/g, '') ?? '';
      if (CHANGES_TYPE.test(name)) fail(attribute, `attribute '${name}' is not understood`);
      if (name === 'packed') packed = true;
      if (name !== 'aligned') continue;
      const list = called ? attribute.childForFieldName('arguments') : null;
      const [argument] = list === null ? [] : childrenOf(list);
      raise(argument === undefined ? LARGEST : evaluate(argument));
    }
  }
  return { packed, align };
}

/** One spelling for the many orders of `long unsigned int`. */
export function builtinName(text: string): string {
  const words = text.trim().split(/\s+/);
  if (words.length === 1 && words[0] !== 'unsigned' && words[0] !== 'signed') return text.trim();
  const count = (word: string): number => words.filter((item) => item === word).length;
  const unsigned = count('unsigned') > 0 ? 'unsigned ' : '';
  if (count('char') > 0) return count('signed') > 0 ? 'signed char' : `${unsigned}char`;
  if (count('__int128') > 0) return `${unsigned}__int128`;
  if (count('double') > 0) return count('long') > 0 ? 'long double' : 'double';
  if (count('short') > 0) return `${unsigned}short`;
  if (count('long') > 0) return `${unsigned}${count('long') > 1 ? 'long long' : 'long'}`;
  return `${unsigned}int`;
}
