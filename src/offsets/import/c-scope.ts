/**
 * What a C file declares, with the conditions under which: the first pass over the syntax tree.
 *
 * Enters: the tree of a whole file. Leaves: typedefs, tags, enumerators and object-like macros by name, as nodes; nothing
 * is resolved yet, so order does not matter. Conditions on CONFIG options are kept as text; other macros count as the
 * caller says, include guards as open.
 */
import { UNNAMED_BITS } from './c-prepare.ts';
import { childrenOf, fieldsOf, type SyntaxNode } from './syntax.ts';

/** Where a node stands: the conjunction of the conditions around it, undefined where there is none. */
export interface Guarded<T> {
  readonly value: T;
  readonly when: string | undefined;
}

export interface Typedef {
  readonly definition: SyntaxNode;
  readonly declarator: SyntaxNode;
}

/** `a && b`, parenthesised where needed. */
export function both(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const wrap = (text: string): string => (/\|\|/.test(text) ? `(${text})` : text);
  return `${wrap(a)} && ${wrap(b)}`;
}

function negated(text: string): string {
  return /^!?\w+$/.test(text) ? (text.startsWith('!') ? text.slice(1) : `!${text}`) : `!(${text})`;
}

/** Known answer, or a condition on options. */
type Condition = boolean | string;

/** Walks `#if` and its like: every branch with the condition that leads there, `never` branches left out. */
export class Branches {
  private readonly defined: Set<string>;

  constructor(defined: Iterable<string>) {
    this.defined = new Set(defined);
  }

  /** A #define that stands in the text. */
  define(name: string): void {
    this.defined.add(name);
  }

  /** The condition of one directive. Anything that is neither an option nor a number counts as the macros defined say. */
  private condition(node: SyntaxNode): Condition {
    if (node.type === 'preproc_ifdef') {
      const name = node.childForFieldName('name')?.text ?? '';
      const inverted = /^#\s*ifndef/.test(node.text);
      if (name.startsWith('CONFIG_')) return inverted ? `!${name}` : name;
      return this.defined.has(name) !== inverted;
    }
    const text = (node.childForFieldName('condition')?.text ?? '0').replace(/\\\n/g, ' ').trim();
    if (/^\d+$/.test(text)) return Number(text) !== 0;
    return this.reduce(text);
  }

  /** Fill in the macros that are no options. */
  private reduce(text: string): Condition {
    const plain = text
      .replace(
        /\bdefined\s*\(\s*(\w+)\s*\)|\bdefined\s+(\w+)/g,
        (whole, a?: string, b?: string) => this.known(a ?? b ?? '') ?? whole,
      )
      .replace(/\b(?:IS_ENABLED|IS_BUILTIN|IS_REACHABLE)\s*\(\s*(\w+)\s*\)/g, '$1');
    if (/^[01]$/.test(plain)) return plain === '1';
    const simple = /^defined\s*\(?\s*(CONFIG_\w+)\s*\)?$/.exec(plain)?.[1];
    return simple ?? plain.replace(/\s+/g, ' ');
  }

  private known(name: string): string | undefined {
    return name.startsWith('CONFIG_') ? undefined : this.defined.has(name) ? '1' : '0';
  }

  /** The branches of a directive node, in order: its children with the condition that they stand under. */
  *of(node: SyntaxNode, outer: string | undefined): Generator<Guarded<readonly SyntaxNode[]>> {
    const condition = this.condition(node);
    const alternative = node.childForFieldName('alternative');
    const skip = new Set(
      [node.childForFieldName('name')?.startPosition, node.childForFieldName('condition')?.startPosition].map((at) =>
        at ? `${at.row}:${at.column}` : '',
      ),
    );
    const own = childrenOf(node).filter((child) => {
      const at = `${child.startPosition.row}:${child.startPosition.column}`;
      return !/^preproc_(?:else|elif|elifdef)$/.test(child.type) && !skip.has(at);
    });
    if (condition !== false) yield { value: own, when: condition === true ? outer : both(outer, condition) };
    if (alternative === null || condition === true) return;
    const rest = condition === false ? outer : both(outer, negated(condition));
    if (alternative.type === 'preproc_else') yield { value: childrenOf(alternative), when: rest };
    else yield* this.of(alternative, rest);
  }
}

export const DIRECTIVES: ReadonlySet<string> = new Set(['preproc_ifdef', 'preproc_if', 'preproc_elif']);

/** Declarations by name. */
export class Scope {
  readonly typedefs = new Map<string, Guarded<Typedef>>();
  /** `struct x`, `union x`, `enum x`. */
  readonly tags = new Map<string, Guarded<SyntaxNode>[]>();
  readonly enumerators = new Map<string, SyntaxNode>();
  /** Replacement text of object-like macros. */
  readonly macros = new Map<string, string>();
  readonly branches: Branches;
  /** `#pragma pack` by the row from which it holds; 0 is none. */
  private readonly packs: { readonly row: number; readonly bytes: number }[] = [];
  private readonly packStack: number[] = [];

  constructor(root: SyntaxNode, defined: Iterable<string>) {
    this.branches = new Branches(defined);
    this.walk(childrenOf(root), undefined);
  }

  private walk(nodes: readonly SyntaxNode[], when: string | undefined): void {
    for (const node of nodes) {
      if (DIRECTIVES.has(node.type)) {
        for (const branch of this.branches.of(node, when)) this.walk(branch.value, branch.when);
      } else if (node.type === 'preproc_def' || node.type === 'preproc_function_def') {
        this.macro(node);
      } else if (node.type === 'preproc_call') {
        this.pragma(node);
      } else if (node.type === 'type_definition') {
        for (const declarator of fieldsOf(node, 'declarator')) {
          const name = nameIn(declarator);
          if (name !== undefined && !this.typedefs.has(name))
            this.typedefs.set(name, { value: { definition: node, declarator }, when });
        }
        this.specifiers(node, when);
      } else if (/^(?:declaration|struct_specifier|union_specifier|enum_specifier)$/.test(node.type)) {
        this.specifiers(node, when);
      } else if (/^(?:linkage_specification|declaration_list|ERROR)$/.test(node.type)) {
        this.walk(childrenOf(node), when);
      }
    }
  }

  /** `#pragma pack(N)`, `pack(push, N)`, `pack(pop)`, `pack()`. */
  private pragma(node: SyntaxNode): void {
    const argument = /^#\s*pragma\s+pack\s*\(([^)]*)\)/.exec(node.text)?.[1];
    if (argument === undefined) return;
    const words = argument.split(',').map((word) => word.trim());
    const now = this.packs[this.packs.length - 1]?.bytes ?? 0;
    let bytes = words[0] === 'push' ? now : 0;
    if (words[0] === 'push') this.packStack.push(now);
    if (words[0] === 'pop') bytes = this.packStack.pop() ?? 0;
    const last = words[words.length - 1] ?? '';
    if (/^\d+$/.test(last)) bytes = Number(last);
    this.packs.push({ row: node.startPosition.row, bytes });
  }

  /** The `#pragma pack` that holds at a node, bytes; 0 where there is none. */
  packAt(node: SyntaxNode): number {
    return this.packs.findLast(({ row }) => row <= node.startPosition.row)?.bytes ?? 0;
  }

  private macro(node: SyntaxNode): void {
    const name = node.childForFieldName('name')?.text;
    const value = node.type === 'preproc_def' ? node.childForFieldName('value')?.text.trim() : undefined;
    if (name !== undefined) this.branches.define(name);
    if (name !== undefined && value !== undefined && value !== '' && !this.macros.has(name))
      this.macros.set(name, value);
  }

  /** Tags that are defined anywhere inside a declaration. */
  private specifiers(node: SyntaxNode, when: string | undefined): void {
    const body = node.childForFieldName('body');
    const word = { struct_specifier: 'struct', union_specifier: 'union', enum_specifier: 'enum' }[node.type];
    if (word !== undefined && body !== null) {
      const name = node.childForFieldName('name')?.text;
      const key = `${word} ${name}`;
      if (name !== undefined) this.tags.set(key, [...(this.tags.get(key) ?? []), { value: node, when }]);
      if (word === 'enum') this.addEnumerators(body);
    }
    for (const child of childrenOf(node)) {
      if (/^(?:compound_statement|function_definition|parameter_list|preproc_def)$/.test(child.type)) continue;
      if (DIRECTIVES.has(child.type)) {
        for (const branch of this.branches.of(child, when))
          for (const inner of branch.value) this.specifiers(inner, branch.when);
      } else if (/specifier|declaration|list/.test(child.type)) {
        this.specifiers(child, when);
      }
    }
  }

  private addEnumerators(body: SyntaxNode): void {
    for (const child of childrenOf(body)) {
      const name = child.childForFieldName('name')?.text;
      if (child.type === 'enumerator' && name !== undefined && !this.enumerators.has(name))
        this.enumerators.set(name, body);
    }
  }
}

/** The identifier that a declarator declares. */
export function nameIn(declarator: SyntaxNode): string | undefined {
  if (/^(?:field_|type_)?identifier$|^primitive_type$/.test(declarator.type))
    return declarator.isMissing || declarator.text === UNNAMED_BITS ? undefined : declarator.text;
  const inner = declarator.childForFieldName('declarator');
  if (inner !== null) return nameIn(inner);
  for (const child of childrenOf(declarator)) {
    const name = /declarator$|identifier$/.test(child.type) ? nameIn(child) : undefined;
    if (name !== undefined) return name;
  }
  return undefined;
}
