/**
 * Expression trees: what the grammar (grammar.ts) builds and what the stages evaluate.
 *
 * Enters: nothing. Leaves: the node types. `at` is the index into the parsed text of the token that a diagnostic about
 * the node should point at (the operator of a binary node). Literals are bigint as written: the stage truncates.
 */
export type Node = LiteralNode | NameNode | LabelNode | UnaryNode | BinaryNode | ConditionalNode | CallNode;

export interface LiteralNode {
  readonly kind: 'literal';
  readonly value: bigint;
  readonly at: number;
}

export interface NameNode {
  readonly kind: 'name';
  readonly name: string;
  readonly at: number;
}

/** gas: `1f`, `1b`. */
export interface LabelNode {
  readonly kind: 'label';
  readonly number: number;
  readonly forward: boolean;
  readonly at: number;
}

export interface UnaryNode {
  readonly kind: 'unary';
  readonly op: string;
  readonly operand: Node;
  readonly at: number;
}

export interface BinaryNode {
  readonly kind: 'binary';
  readonly op: string;
  readonly left: Node;
  readonly right: Node;
  readonly at: number;
}

export interface ConditionalNode {
  readonly kind: 'conditional';
  readonly condition: Node;
  readonly then: Node;
  readonly otherwise: Node;
  readonly at: number;
}

/** ld: `ALIGN(x, y)`; C: `defined(X)` where the caller left it. */
export interface CallNode {
  readonly kind: 'call';
  readonly name: string;
  readonly args: readonly Node[];
  readonly at: number;
}

/** A parse that worked, with the index after its last token; or where it failed and why. */
export type Parsed = { readonly node: Node; readonly end: number } | { readonly error: string; readonly at: number };

/** Every node of a tree, each before its parts, in the order of the text. */
export function* nodesOf(node: Node): Generator<Node> {
  yield node;
  switch (node.kind) {
    case 'unary':
      yield* nodesOf(node.operand);
      break;
    case 'binary':
      yield* nodesOf(node.left);
      yield* nodesOf(node.right);
      break;
    case 'conditional':
      for (const part of [node.condition, node.then, node.otherwise]) yield* nodesOf(part);
      break;
    case 'call':
      for (const argument of node.args) yield* nodesOf(argument);
  }
}
