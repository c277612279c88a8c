/**
 * Types as a TypeScript schema: what an import from DWARF, BTF or a C header is written out as, for people to keep.
 *
 * The text imports from 'a64as/offsets' and exports one constant a named type, those it holds first. Scalars of the package
 * are used by their names, other typedefs are declared.
 */
import { type CType, type EnumType, type Member, type RecordType, type Scalar, spelling } from '../model.ts';
import * as scalars from '../scalars.ts';

const RESERVED =
  /^(?:await|break|case|catch|class|const|continue|debugger|default|delete|do|else|enum|export|extends|false|finally|for|function|if|implements|import|in|instanceof|interface|let|new|null|package|private|protected|public|return|static|super|switch|this|throw|true|try|typeof|var|void|while|with|yield|arguments|eval)$/;

/** Names of the package's scalars by C name. */
const SCALARS: ReadonlyMap<string, readonly [string, Scalar]> = new Map(
  Object.entries(scalars).flatMap(([key, value]): [string, readonly [string, Scalar]][] =>
    'kind' in value && value.kind === 'scalar' ? [[value.name as string, [key, value as Scalar]]] : [],
  ),
);

function same(a: Scalar, b: Scalar): boolean {
  return (
    a.size === b.size &&
    (a.align ?? a.size) === (b.align ?? b.size) &&
    a.format === b.format &&
    a.order === b.order &&
    (a.base ?? a.name) === (b.base ?? b.name)
  );
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}

function number(value: number | bigint): string {
  return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : `${BigInt(value)}n`;
}

class Writer {
  readonly used = new Set<string>();
  readonly declarations: string[] = [];
  private readonly names = new Map<string, string>();
  private readonly taken = new Set<string>();

  /** The constant that a named type has, declaring it (and before it what it holds) when it is first asked for. */
  named(type: RecordType | EnumType): string {
    const key = spelling(type) ?? '';
    const known = this.names.get(key);
    if (known !== undefined) return known;
    const text = type.kind === 'enum' ? this.enumeration(type) : this.record(type, '');
    const name = this.identifier(type.name ?? '');
    this.names.set(key, name);
    this.declarations.push(`export const ${name} = ${text};\n`);
    return name;
  }

  private identifier(wanted: string): string {
    let name = RESERVED.test(wanted) || SCALARS.has(wanted) || HELPERS.includes(wanted) ? `${wanted}_` : wanted;
    while (this.taken.has(name)) name += '_';
    this.taken.add(name);
    return name;
  }

  private helper(name: string): string {
    this.used.add(name);
    return name;
  }

  type(type: CType, indent: string): string {
    switch (type.kind) {
      case 'scalar':
        return this.scalar(type);
      case 'pointer': {
        const target = typeof type.target === 'function' ? type.target() : type.target;
        const text = typeof target === 'string' ? target : target.kind === 'record' ? spelling(target) : undefined;
        return `${this.helper('pointer')}(${quoted(text ?? 'void')})`;
      }
      case 'array': {
        const element = this.type(type.element, indent);
        if (type.count === undefined) return `${this.helper('flexible')}(${element})`;
        const count = typeof type.count === 'number' ? String(type.count) : this.configCount(type.count);
        return `${this.helper('array')}(${element}, ${count})`;
      }
      case 'enum':
        return spelling(type) === undefined ? this.enumeration(type) : this.named(type);
      case 'record':
        return spelling(type) === undefined ? this.record(type, indent) : this.named(type);
    }
  }

  private configCount(count: { readonly config: string; readonly otherwise?: number }): string {
    const otherwise = count.otherwise === undefined ? '' : `, otherwise: ${count.otherwise}`;
    return `{ config: ${quoted(count.config)}${otherwise} }`;
  }

  private scalar(type: Scalar): string {
    const known = SCALARS.get(type.name);
    if (known !== undefined && same(known[1], type)) return this.helper(known[0]);
    const key = `typedef ${type.name}`;
    const declared = this.names.get(key);
    if (declared !== undefined) return declared;
    const base = [...SCALARS.values()].find(([, scalar]) => scalar.name === type.base);
    const name = this.identifier(type.name.replace(/\W/g, '_'));
    this.names.set(key, name);
    if (
      base !== undefined &&
      /^[A-Za-z_]\w*$/.test(type.name) &&
      base[1].size === type.size &&
      base[1].format === type.format
    ) {
      const align = type.align === undefined || type.align === 'long' ? '' : `, { align: ${type.align} }`;
      this.declarations.push(
        `const ${name} = ${this.helper('typedef')}(${quoted(type.name)}, ${this.helper(base[0])}${align});\n`,
      );
    } else {
      this.declarations.push(`const ${name} = ${JSON.stringify(type)} as const;\n`);
    }
    return name;
  }

  private enumeration(type: EnumType): string {
    const values = Object.entries(type.values).map(([key, value]) => `  ${key}: ${number(value)},\n`);
    const options = [type.packed ? 'packed: true' : '', type.typedef ? 'typedef: true' : ''].filter(
      (item) => item !== '',
    );
    const tail = options.length === 0 ? '' : `, { ${options.join(', ')} }`;
    return `${this.helper('defineEnum')}(${type.name === undefined ? 'undefined' : quoted(type.name)}, {\n${values.join('')}}${tail})`;
  }

  private record(type: RecordType, indent: string): string {
    const helper = this.helper(type.tag === 'union' ? 'defineUnion' : 'defineStruct');
    const name = type.name === undefined ? 'undefined' : quoted(type.name);
    const keys = new Set<string>();
    const members = type.members.map((member, i) => {
      const repeated = member.name !== undefined && keys.has(member.name);
      const key = repeated ? `${member.name}_${i}` : (member.name ?? `anonymous_${i}`);
      keys.add(key);
      const text = this.member(member, `${indent}  `);
      const named = repeated ? `${this.helper('named')}(${quoted(member.name ?? '')}, ${text})` : text;
      return `${indent}  ${key}: ${named},\n`;
    });
    const options = [
      type.packed ? 'packed: true' : '',
      type.align === undefined ? '' : `align: ${type.align}`,
      type.typedef ? 'typedef: true' : '',
      type.members.length === 0 ? 'empty: true' : '',
    ].filter((item) => item !== '');
    const tail = options.length === 0 ? '' : `, { ${options.join(', ')} }`;
    return `${helper}(${name}, {${members.length === 0 ? '' : `\n${members.join('')}${indent}`}}${tail})`;
  }

  private member(member: Member, indent: string): string {
    let text = this.type(member.type, indent);
    if (member.width !== undefined)
      text = `${this.helper(member.name === undefined ? 'padding' : 'bits')}(${text}, ${member.width})`;
    else if (member.name === undefined) text = `${this.helper('anonymous')}(${text})`;
    if (member.packed) text = `${this.helper('packed')}(${text})`;
    if (member.align !== undefined) text = `${this.helper('aligned')}(${member.align}, ${text})`;
    return member.when === undefined ? text : `${this.helper('when')}(${quoted(member.when)}, ${text})`;
  }
}

const HELPERS: readonly string[] = [
  'aligned',
  'anonymous',
  'array',
  'bits',
  'defineEnum',
  'defineStruct',
  'defineUnion',
  'flexible',
  'named',
  'packed',
  'padding',
  'pointer',
  'typedef',
  'when',
];

/** A schema file with all the types. */
export function schemaSource(types: readonly (RecordType | EnumType)[], origin?: string): string {
  const writer = new Writer();
  for (const type of types) if (type.name !== undefined) writer.named(type);
  const names = [...writer.used].sort();
  const head = origin === undefined ? '' : `/** Imported from ${origin} by a64as offsets. */\n`;
  return `${head}import { ${names.join(', ')} } from 'a64as/offsets';\n\n${writer.declarations.join('\n')}`;
}
