/**
 * Types as C text: typedefs, enumerations, structures in an order in which each is complete before it is held.
 *
 * Enters: types, with conditions or laid out for a target. Leaves: declarations in GNU C that give the same layout on the
 * same ABI. Pointers to types that have no schema print as they were spelled where that needs no declaration, else as
 * `void *`: a pointer is a pointer.
 */
import { holds } from '../condition.ts';
import { countOf } from '../layout.ts';
import {
  type CType,
  type EnumType,
  type Member,
  type RecordType,
  type Scalar,
  spelling,
  type Target,
} from '../model.ts';
import { BUILTIN } from '../scalars.ts';

const SELF_DECLARED = /^(?:(?:const|volatile) )*(?:(?:struct|union) [A-Za-z_]\w*|void)$/;

function attributes(type: { readonly packed?: boolean; readonly align?: number }): string {
  const list = [type.packed ? 'packed' : '', type.align === undefined ? '' : `aligned(${type.align})`];
  const text = list.filter((item) => item !== '').join(', ');
  return text === '' ? '' : ` __attribute__((${text}))`;
}

/** Collects the declarations that a set of types needs. */
export class Declarations {
  readonly lines: string[] = [];
  /** Those with a name, in the order of declaration. */
  readonly records: RecordType[] = [];
  private readonly done = new Set<string>();
  private readonly target: Target;

  constructor(target: Target) {
    this.target = target;
  }

  /** Declare a type and, before it, all that it holds. */
  add(type: CType): void {
    switch (type.kind) {
      case 'scalar':
        this.typedef(type);
        return;
      case 'pointer': {
        const inner = typeof type.target === 'function' ? type.target() : type.target;
        if (typeof inner !== 'string' && inner.kind !== 'record' && inner.kind !== 'enum') this.add(inner);
        if (typeof inner === 'object' && inner.kind === 'enum') this.add(inner);
        return;
      }
      case 'array':
        this.add(type.element);
        return;
      case 'enum':
        this.once(type, () => this.enumeration(type));
        return;
      case 'record':
        for (const member of this.present(type)) this.add(member.type);
        this.once(type, () => this.record(type));
    }
  }

  private once(type: RecordType | EnumType, declare: () => void): void {
    const name = spelling(type);
    if (name === undefined || this.done.has(name)) return;
    this.done.add(name);
    declare();
  }

  private typedef(type: Scalar): void {
    if (type.name in BUILTIN || this.done.has(type.name)) return;
    this.done.add(type.name);
    const align = type.align === undefined || type.align === type.size ? undefined : type.align;
    const base = type.base ?? opaqueBase(type);
    const attribute = align === undefined ? '' : attributes({ align: align === 'long' ? this.longSize : align });
    this.lines.push(`typedef ${base} ${type.name}${attribute};`);
  }

  private get longSize(): number {
    return this.target.abi === 'lp64' ? 8 : 4;
  }

  private present(type: RecordType): readonly Member[] {
    const path = type.name ?? type.tag;
    return type.members.filter(({ when }) => when === undefined || holds(when, this.target.config, path));
  }

  private enumeration(type: EnumType): void {
    const name = spelling(type) ?? '';
    if (type.typedef) this.lines.push(`typedef enum ${this.enumBody(type)} ${name};`);
    else this.lines.push(`${name} ${this.enumBody(type)};`);
  }

  private enumBody(type: EnumType): string {
    const values = Object.entries(type.values).map(([key, value]) => `\t${key} = ${literal(BigInt(value))},\n`);
    return `{\n${values.join('')}}${attributes(type.packed ? { packed: true } : {})}`;
  }

  private record(type: RecordType): void {
    const name = spelling(type) ?? '';
    this.records.push(type);
    if (type.typedef) this.lines.push(`typedef ${type.tag} ${this.body(type, '')} ${name};`);
    else this.lines.push(`${name} ${this.body(type, '')};`);
  }

  private body(type: RecordType, indent: string): string {
    const members = this.present(type).map((member) => `${indent}\t${this.member(member, `${indent}\t`)};\n`);
    return `{\n${members.join('')}${indent}}${attributes(type)}`;
  }

  private member(member: Member, indent: string): string {
    const name = member.name ?? '';
    const bits = member.width === undefined ? '' : ` : ${member.width}`;
    return `${this.declarator(member.type, name, indent)}${bits}${attributes(member)}`.trimEnd();
  }

  /** `type name` as C nests it: pointers before the name, dimensions behind. */
  declarator(type: CType, name: string, indent = ''): string {
    switch (type.kind) {
      case 'scalar':
        return `${type.name} ${name}`.trimEnd();
      case 'enum':
        return `${spelling(type) ?? `enum ${this.enumBody(type)}`} ${name}`.trimEnd();
      case 'record':
        return `${spelling(type) ?? `${type.tag} ${this.body(type, indent)}`} ${name}`.trimEnd();
      case 'array': {
        const count = type.count === undefined ? '' : String(countOf(type, this.target, name));
        return this.declarator(type.element, `${name.startsWith('*') ? `(${name})` : name}[${count}]`, indent);
      }
      case 'pointer': {
        const inner = typeof type.target === 'function' ? type.target() : type.target;
        if (typeof inner !== 'string') {
          const known = inner.kind !== 'record' || spelling(inner) === undefined || !inner.typedef;
          return known && !isUnnamed(inner) ? this.declarator(inner, `*${name}`, indent) : `void *${name}`;
        }
        return `${SELF_DECLARED.test(inner) || inner in BUILTIN ? inner : 'void'} *${name}`;
      }
    }
  }
}

function isUnnamed(type: CType): boolean {
  return (type.kind === 'record' || type.kind === 'enum') && type.name === undefined;
}

/** Bytes with the size and alignment of a scalar that C has no plain word for. */
function opaqueBase(type: Scalar): string {
  return `struct { char bytes[${type.size === 'long' ? 8 : type.size}] __attribute__((aligned(${type.align ?? type.size}))); }`;
}

/** An integer constant that GNU C reads back with this value. */
function literal(value: bigint): string {
  if (value === -(2n ** 63n)) return '(-0x7fffffffffffffffLL - 1)';
  if (value >= 2n ** 63n) return `${value}ULL`;
  return value > 0x7fffffffn || value < -0x80000000n ? `${value}LL` : String(value);
}
