/**
 * Structures from C: of a header as people write it, or of preprocessed text.
 *
 * Enters: a syntax tree (of text that c-prepare.ts has been over) and a target. Leaves: schema types by name, with `#ifdef
 * CONFIG_…` around members kept as their conditions. Types that the text does not define and that the kernel's scalar
 * types do not have are errors only where a structure that is asked for holds them.
 */
import { suggest } from '../../diag/did-you-mean.ts';
import * as messages from '../../diag/messages/offsets.ts';
import { holds } from '../condition.ts';
import { SchemaError } from '../error.ts';
import { Layouter } from '../layout.ts';
import { type CType, type EnumType, LP64, type Member, type RecordType, type Scalar, type Target } from '../model.ts';
import { scalarNamed } from '../scalars.ts';
import { applyDeclarator, attributesOf, builtinName, type Lazy } from './c-declarator.ts';
import { type Environment, evaluate } from './c-expression.ts';
import { DIRECTIVES, type Guarded, nameIn, Scope } from './c-scope.ts';
import { childrenOf, type SyntaxNode } from './syntax.ts';

export interface CImportOptions {
  /** Names the source in messages that have no place. */
  readonly file: string;
  /** File and line (from 1) of a row (from 0) of the text; by default that row of `file`. */
  readonly lineOf?: (row: number) => { readonly file: string; readonly line: number };
  readonly target?: Target;
  /** Macros that count as defined (`__KERNEL__` does). */
  readonly defined?: readonly string[];
  /** Parses C text: for the replacement of macros that stand in sizes. */
  readonly parse: (text: string) => SyntaxNode;
}

const DECLARATOR = /declarator$|^field_identifier$/;

/** Structures of one C text. */
export class CTypes {
  readonly target: Target;
  readonly #options: CImportOptions;
  readonly #scope: Scope;
  readonly #records = new Map<string, RecordType>();
  readonly #open = new Set<string>();
  readonly #enums = new Map<string, EnumType>();
  readonly #environment: Environment;
  readonly #layouter: Layouter;
  /** The member that is being read, for messages. */
  #path = '';

  constructor(root: SyntaxNode, options: CImportOptions) {
    this.#options = options;
    this.target = options.target ?? LP64;
    this.#layouter = new Layouter(this.target);
    this.#scope = new Scope(root, ['__KERNEL__', ...(options.defined ?? [])]);
    this.#environment = {
      constant: (name) => this.#constant(name),
      extent: (descriptor) => this.#layouter.extent(this.#descriptor(descriptor), this.#path),
      fail: (node, what) => this.#fail(node, what),
    };
  }

  /** `struct x` and `union x` that are defined, and typedefs. */
  names(): string[] {
    const tags = [...this.#scope.tags.keys()].filter((key) => !key.startsWith('enum '));
    const unnamed = [...this.#scope.typedefs].filter(([, { value }]) => {
      const type = value.definition.childForFieldName('type');
      return (
        type !== null &&
        /^(?:struct|union)_specifier$/.test(type.type) &&
        type.childForFieldName('name') === null &&
        type.childForFieldName('body') !== null
      );
    });
    return [...tags, ...unnamed.map(([name]) => name)];
  }

  /** The record that C calls `struct name`, `union name` or `name`. Throws SchemaError. */
  findType(name: string): RecordType | undefined {
    for (const key of [`struct ${name}`, `union ${name}`]) {
      const node = this.#pick(this.#scope.tags.get(key));
      if (node !== undefined) return this.#record(node, undefined);
    }
    const type = this.#scope.typedefs.has(name) ? this.#typedef(name)?.make() : undefined;
    return type?.kind === 'record' ? type : undefined;
  }

  findEnum(name: string): EnumType | undefined {
    const node = this.#pick(this.#scope.tags.get(`enum ${name}`));
    return node === undefined ? undefined : this.#enumeration(node, undefined);
  }

  /** Of several definitions the one whose condition holds, or the first. */
  #pick(nodes: readonly Guarded<SyntaxNode>[] | undefined): SyntaxNode | undefined {
    const active = nodes?.find(({ when }) => when === undefined || holds(when, this.target.config, this.#options.file));
    return (active ?? nodes?.[0])?.value;
  }

  #fail(node: SyntaxNode, what: string): never {
    const { row, column } = node.startPosition;
    const { file, line } = this.#options.lineOf?.(row) ?? { file: this.#options.file, line: row + 1 };
    throw new SchemaError(messages.cDeclaration(this.#path, what), { file, line, column: column + 1 });
  }

  #number(node: SyntaxNode): number {
    return Number(evaluate(node, this.#environment));
  }

  #count(size: SyntaxNode): number | { readonly config: string } {
    return /^CONFIG_\w+$/.test(size.text) ? { config: size.text } : this.#number(size);
  }

  #constant(name: string): bigint | undefined {
    const option = this.target.config[name];
    if (typeof option === 'number') return BigInt(option);
    const body = this.#scope.enumerators.get(name);
    if (body !== undefined) {
      const value = this.#values(body)[name];
      return value === undefined ? undefined : BigInt(value);
    }
    const text = this.#scope.macros.get(name);
    if (text === undefined || this.#open.has(`macro ${name}`)) return undefined;
    this.#open.add(`macro ${name}`);
    try {
      const tree = this.#options.parse(`int x = (${text});`);
      const value = find(tree, 'parenthesized_expression');
      return value === undefined || tree.hasError ? undefined : evaluate(value, this.#environment);
    } finally {
      this.#open.delete(`macro ${name}`);
    }
  }

  /** Enumerators of a list, those of branches whose condition does not hold left out. */
  #values(body: SyntaxNode): Record<string, number | bigint> {
    const values: Record<string, number | bigint> = {};
    let next = 0n;
    const walk = (nodes: readonly SyntaxNode[]): void => {
      for (const node of nodes) {
        if (DIRECTIVES.has(node.type)) {
          for (const branch of this.#scope.branches.of(node, undefined)) {
            if (branch.when === undefined || holds(branch.when, this.target.config, this.#path)) walk(branch.value);
          }
        }
        const name = node.type === 'enumerator' ? node.childForFieldName('name')?.text : undefined;
        if (name === undefined) continue;
        const value = node.childForFieldName('value');
        // an enumerator may use those before it
        if (value !== null)
          next = evaluate(value, {
            ...this.#environment,
            constant: (key) => (key in values ? BigInt(values[key] ?? 0) : this.#constant(key)),
          });
        values[name] = next >= -(2n ** 31n) && next < 2n ** 32n ? Number(next) : next;
        next += 1n;
      }
    };
    walk(childrenOf(body));
    return values;
  }

  #enumeration(node: SyntaxNode, alias: string | undefined): EnumType {
    const tag = node.childForFieldName('name')?.text;
    const own = node.childForFieldName('body') === null ? this.#pick(this.#scope.tags.get(`enum ${tag}`)) : node;
    const body = own?.childForFieldName('body');
    if (own === undefined || !body) this.#fail(node, `enum ${tag} is not defined here`);
    const key = keyOf(body);
    const known = this.#enums.get(key);
    if (known !== undefined) return known;
    const { packed } = this.#attributes(childrenOf(own));
    const name = tag ?? alias;
    const type: EnumType = {
      kind: 'enum',
      name,
      values: this.#values(body),
      ...(packed ? { packed } : {}),
      ...(tag === undefined && alias !== undefined ? { typedef: true } : {}),
    };
    this.#enums.set(key, type);
    return type;
  }

  #attributes(nodes: readonly SyntaxNode[]) {
    return attributesOf(
      nodes,
      (expression) => this.#number(expression),
      (where, what) => this.#fail(where, what),
    );
  }

  /** A typedef's type; undefined where the text has none of that name. */
  #typedef(name: string): Lazy | undefined {
    const found = this.#scope.typedefs.get(name);
    if (found === undefined || this.#open.has(`typedef ${name}`)) return undefined;
    const { definition, declarator } = found.value;
    const { align } = this.#attributes(childrenOf(definition));
    const plain = declarator.type === 'type_identifier' || declarator.type === 'primitive_type';
    const inner = this.#specifier(definition, plain ? name : undefined);
    const full = applyDeclarator(declarator, inner, (size) => this.#count(size));
    const make = (): CType => {
      this.#open.add(`typedef ${name}`);
      try {
        const type = full.make();
        if (type.kind !== 'scalar') return type;
        const known = scalarNamed(name);
        if (known !== undefined && align === undefined && known.size === type.size && known.format === type.format)
          return known;
        return { ...type, name, base: type.base ?? type.name, ...(align === undefined ? {} : { align }) };
      } finally {
        this.#open.delete(`typedef ${name}`);
      }
    };
    return { make, spelled: full.spelled };
  }

  /** The type specifier of a declaration. `alias` is the typedef that names a type without a tag. */
  #specifier(node: SyntaxNode, alias: string | undefined): Lazy {
    const type = node.childForFieldName('type');
    if (type === null) return this.#fail(node, 'there is no type');
    const qualifier = /\bconst\b/.test(
      childrenOf(node)
        .filter((child) => child.type === 'type_qualifier')
        .map((child) => child.text)
        .join(' '),
    )
      ? 'const '
      : '';
    const tag = type.childForFieldName('name')?.text;
    switch (type.type) {
      case 'struct_specifier':
      case 'union_specifier': {
        const spelled = tag === undefined ? 'void' : `${type.type === 'struct_specifier' ? 'struct' : 'union'} ${tag}`;
        return { make: () => this.#recordOf(type, alias), spelled: qualifier + spelled };
      }
      case 'enum_specifier':
        return { make: () => this.#enumeration(type, alias), spelled: `${qualifier}void` };
      case 'primitive_type':
      case 'sized_type_specifier':
      case 'type_identifier': {
        const name = builtinName(type.text);
        const builtin = scalarNamed(name);
        return {
          make: () => this.#named(type, name),
          spelled: qualifier + (builtin !== undefined && builtin.base === undefined ? name : 'void'),
        };
      }
      default:
        return { make: () => this.#fail(type, `'${type.text}' is no type that can be laid out`), spelled: 'void' };
    }
  }

  #named(node: SyntaxNode, name: string): CType {
    const typedef = this.#typedef(name);
    const known = scalarNamed(name);
    try {
      if (typedef !== undefined) return typedef.make();
    } catch (error) {
      // the kernel's typedefs lead into headers that are not there; the scalar types know the end of the way
      if (known === undefined || !(error instanceof SchemaError)) throw error;
    }
    if (known !== undefined) return known;
    const names = [...this.#scope.typedefs.keys()];
    const similar = suggest(name, names);
    return this.#fail(
      node,
      `type '${name}' is not defined here${similar === undefined ? '' : `, did you mean '${similar}'`}`,
    );
  }

  /** The type of a type_descriptor, as in sizeof; a bare identifier is a typedef's name. */
  #descriptor(node: SyntaxNode): CType {
    if (node.type === 'identifier') return this.#named(node, node.text);
    const specifier = this.#specifier(node, undefined);
    const declarator = node.childForFieldName('declarator');
    const pointer: Scalar = { kind: 'scalar', name: 'pointer', size: 'long', format: 'unsigned' };
    if (declarator !== null && /pointer|function/.test(declarator.type)) return pointer;
    return applyDeclarator(declarator ?? undefined, specifier, (size) => this.#count(size)).make();
  }

  #recordOf(node: SyntaxNode, alias: string | undefined): RecordType {
    if (node.childForFieldName('body') !== null) return this.#record(node, alias);
    const key = `${node.type === 'struct_specifier' ? 'struct' : 'union'} ${node.childForFieldName('name')?.text}`;
    const definition = this.#pick(this.#scope.tags.get(key));
    return definition === undefined
      ? this.#fail(node, `${key} is not defined here`)
      : this.#record(definition, undefined);
  }

  #record(node: SyntaxNode, alias: string | undefined): RecordType {
    const key = keyOf(node);
    const known = this.#records.get(key);
    if (known !== undefined) return known;
    const tag = node.childForFieldName('name')?.text;
    const name = tag ?? alias;
    const outer = this.#path;
    if (this.#open.has(key)) throw new SchemaError(messages.recursive(outer, name ?? 'struct'));
    this.#open.add(key);
    this.#path = name ?? (outer === '' ? '(anonymous)' : `${outer}.(anonymous)`);
    try {
      const body = node.childForFieldName('body');
      const { packed, align } = this.#attributes(childrenOf(node));
      const pack = this.#scope.packAt(node);
      const declared = body === null ? [] : this.#members(childrenOf(body), undefined);
      const members = pack > 1 ? declared.map((member) => this.#capped(member, pack, node)) : declared;
      const record: RecordType = {
        kind: 'record',
        tag: node.type === 'union_specifier' ? 'union' : 'struct',
        name,
        members,
        ...(packed || pack === 1 ? { packed: true } : {}),
        ...(align === undefined ? {} : { align }),
        ...(tag === undefined && alias !== undefined ? { typedef: true } : {}),
        ...(members.length === 0 ? { empty: true } : {}),
      };
      this.#records.set(key, record);
      return record;
    } finally {
      this.#open.delete(key);
      this.#path = outer;
    }
  }

  /** `#pragma pack(N)` on a member: aligned to N at most. */
  #capped(member: Member, pack: number, node: SyntaxNode): Member {
    const { align } = this.#layouter.extent(member.type, this.#path);
    if (align <= pack) return member;
    if (member.width !== undefined) return this.#fail(node, `bit-fields under #pragma pack(${pack})`);
    return { ...member, packed: true, align: Math.max(pack, member.align ?? 1) };
  }

  #members(nodes: readonly SyntaxNode[], when: string | undefined): Member[] {
    return nodes.flatMap((node) => {
      if (DIRECTIVES.has(node.type)) {
        return [...this.#scope.branches.of(node, when)].flatMap((branch) => this.#members(branch.value, branch.when));
      }
      if (node.type === 'field_declaration') return this.#field(node, when);
      // an empty declaration
      if (node.type === 'ERROR' && /^[;\s]*$/.test(node.text)) return [];
      if (node.type === 'ERROR') this.#fail(node, `cannot read '${node.text.split('\n')[0]}'`);
      return [];
    });
  }

  #memberAttributes(nodes: readonly SyntaxNode[], when: string | undefined): Pick<Member, 'packed' | 'align' | 'when'> {
    const { packed, align } = this.#attributes(nodes);
    return {
      ...(packed ? { packed } : {}),
      ...(align === undefined ? {} : { align }),
      ...(when === undefined ? {} : { when }),
    };
  }

  /** One declaration: a member for each declarator. */
  #field(node: SyntaxNode, when: string | undefined): Member[] {
    const bad = childrenOf(node).find((child) => child.type === 'ERROR');
    if (bad !== undefined) this.#fail(bad, `cannot read '${node.text.split('\n')[0]}'`);
    const outer = this.#path;
    const children = childrenOf(node);
    // before the declarators attributes are for all of them, behind for the last
    const firstDeclarator = children.findIndex((child) => DECLARATOR.test(child.type));
    const common = this.#memberAttributes(children.slice(0, firstDeclarator < 0 ? undefined : firstDeclarator), when);
    const trailing = this.#memberAttributes(children, when);
    const specifier = this.#specifier(node, undefined);
    const found: { declarator: SyntaxNode; width?: SyntaxNode }[] = [];
    for (const child of children) {
      if (DECLARATOR.test(child.type)) found.push({ declarator: child });
      const last = found[found.length - 1];
      const [width] = child.type === 'bitfield_clause' ? childrenOf(child) : [];
      if (width !== undefined && last !== undefined) last.width = width;
    }
    const type = node.childForFieldName('type');
    if (found.length === 0) {
      // with a tag it declares the tag and no member
      const isMember = type?.childForFieldName('name') === null && type.childForFieldName('body') !== null;
      return isMember ? [{ name: undefined, type: specifier.make(), ...trailing }] : [];
    }
    return found.map(({ declarator, width }, i): Member => {
      const attributes = i === found.length - 1 ? trailing : common;
      const name = nameIn(declarator);
      this.#path = `${outer}.${name ?? '(anonymous)'}`;
      try {
        const made = applyDeclarator(declarator, specifier, (size) => this.#count(size)).make();
        return { name, type: made, ...(width === undefined ? {} : { width: this.#number(width) }), ...attributes };
      } finally {
        this.#path = outer;
      }
    });
  }
}

function keyOf(node: SyntaxNode): string {
  return `${node.startPosition.row}:${node.startPosition.column}`;
}

/** The first node of a type, depth first. */
function find(node: SyntaxNode, type: string): SyntaxNode | undefined {
  if (node.type === type) return node;
  for (const child of childrenOf(node)) {
    const found = find(child, type);
    if (found !== undefined) return found;
  }
  return undefined;
}
