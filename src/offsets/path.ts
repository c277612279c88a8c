/**
 * Member paths: `segment[3].mem` into a layout.
 *
 * path: step ('.' step)*      step: NAME ('[' (NUMBER | CONSTANT) ']')*
 *
 * Anonymous members are seen through. An index may equal the count of the array (C allows the address one past its end).
 */
import { suggest } from '../diag/did-you-mean.ts';
import * as messages from '../diag/messages/offsets.ts';
import { SchemaError } from './error.ts';
import { countOf, type FieldLayout, Layouter, type RecordLayout } from './layout.ts';
import { type CType, type Member, spelling } from './model.ts';

export interface Located {
  /** Bytes from the start of the outermost record. */
  readonly offset: number;
  /** Bytes. */
  readonly size: number;
  readonly type: CType;
  /** The last member named; its unit is at `offset` if it is a bit-field. */
  readonly field: FieldLayout;
}

export interface Step {
  readonly name: string;
  readonly indices: readonly number[];
}

/** Names for indices: the enumerators of C. */
export type Constants = Readonly<Record<string, number | bigint>>;

function indexOf(text: string, path: string, constants: Constants): number {
  if (/^\d+$/.test(text)) return Number(text);
  const value = constants[text];
  if (value === undefined) {
    throw new SchemaError(messages.unknownConstant(path, text, suggest(text, Object.keys(constants))));
  }
  return Number(value);
}

/** Split a path. Throws SchemaError where it is none. */
export function parsePath(path: string, constants: Constants = {}): Step[] {
  return path.split('.').map((step) => {
    const match = /^\s*([A-Za-z_]\w*)((?:\s*\[\s*\w+\s*\])*)\s*$/.exec(step);
    if (match === null) throw new SchemaError(messages.badPath(path));
    const indices = [...(match[2] ?? '').matchAll(/\w+/g)].map(([text]) => indexOf(text, path, constants));
    return { name: match[1] ?? '', indices };
  });
}

/** The field of that name and the bytes to it, through anonymous members. */
export function findField(layout: RecordLayout, name: string): { field: FieldLayout; offset: number } | undefined {
  for (const field of layout.fields) {
    if (field.member.name === name) return { field, offset: field.offset };
    if (field.member.name !== undefined || field.record === undefined) continue;
    const inner = findField(field.record, name);
    if (inner !== undefined) return { field: inner.field, offset: field.offset + inner.offset };
  }
  return undefined;
}

function namesOf(members: readonly Member[]): string[] {
  return members.flatMap((member) => {
    if (member.name !== undefined) return [member.name];
    return member.type.kind === 'record' ? namesOf(member.type.members) : [];
  });
}

/** The condition under which a member that is absent here would exist. */
function conditionOf(members: readonly Member[], name: string): string | undefined {
  for (const member of members) {
    if (member.name === name) return member.when;
    if (member.name === undefined && member.type.kind === 'record' && namesOf(member.type.members).includes(name)) {
      return conditionOf(member.type.members, name) ?? member.when;
    }
  }
  return undefined;
}

function missing(layout: RecordLayout, step: string, path: string): SchemaError {
  const names = namesOf(layout.type.members);
  const condition = names.includes(step) ? conditionOf(layout.type.members, step) : undefined;
  const at = layout.type.name === undefined ? path : `${layout.type.name}: ${path}`;
  if (condition !== undefined) return new SchemaError(messages.absentMember(at, condition));
  return new SchemaError(messages.noSuchMember(spelling(layout.type) ?? path, step, suggest(step, names)));
}

/** Where a path leads. Throws SchemaError: no such member, no array, index out of range. */
export function locate(layout: RecordLayout, path: string, constants?: Constants): Located {
  let record: RecordLayout | undefined = layout;
  let offset = 0;
  let result: Located | undefined;
  const layouter = new Layouter(layout.target);
  for (const { name, indices } of parsePath(path, constants)) {
    if (record === undefined) throw new SchemaError(messages.notARecord(path, name));
    const found = findField(record, name);
    if (found === undefined) throw missing(record, name, path);
    offset += found.offset;
    let type: CType = found.field.member.type;
    for (const index of indices) {
      if (type.kind !== 'array') throw new SchemaError(messages.notAnArray(path, name));
      const count = countOf(type, layout.target, path);
      if (type.count !== undefined && index > count) throw new SchemaError(messages.indexRange(path, index, count));
      offset += layouter.extent(type.element, path).size * index;
      type = type.element;
    }
    const { size } = found.field.bits === undefined ? layouter.extent(type, path) : found.field;
    record = type.kind === 'record' ? layouter.record(type) : undefined;
    result = { offset, size, type, field: found.field };
  }
  if (result === undefined) throw new SchemaError(messages.badPath(path));
  return result;
}
