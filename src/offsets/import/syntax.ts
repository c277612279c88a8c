/** What this room needs of a syntax tree: the shape of web-tree-sitter's nodes, without its package. */

export interface SyntaxNode {
  readonly type: string;
  readonly text: string;
  readonly isMissing: boolean;
  readonly hasError: boolean;
  readonly startPosition: { readonly row: number; readonly column: number };
  readonly namedChildren: readonly (SyntaxNode | null)[];
  childForFieldName(name: string): SyntaxNode | null;
  childrenForFieldName(name: string): readonly (SyntaxNode | null)[];
}

/** The children that are there. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  return node.namedChildren.filter((child): child is SyntaxNode => child !== null);
}

export function fieldsOf(node: SyntaxNode, name: string): SyntaxNode[] {
  return node.childrenForFieldName(name).filter((child): child is SyntaxNode => child !== null);
}
