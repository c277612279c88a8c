/**
 * asm-offsets.h as kbuild writes it.
 *
 * Enters: entries in order, as an asm-offsets.c has them (DEFINE, OFFSET, BLANK, COMMENT), with conditions as data, and a
 * target. Leaves: the header, byte for byte what scripts/Makefile.lib's filechk_offsets makes of the compiler's output:
 * guard, notice, one `#define SYM VALUE / * expression * /` an entry, guard's end. Values print as signed decimal 64-bit
 * numbers, as the compiler prints its "i" operands.
 */
import * as messages from '../../diag/messages/offsets.ts';
import { holds } from '../condition.ts';
import { SchemaError } from '../error.ts';
import type { CheckPath, TypedRecord } from '../infer.ts';
import { type FieldLayout, Layouter, type RecordLayout } from '../layout.ts';
import { LP64, type RecordType, spelling, type Target } from '../model.ts';
import { type Constants, locate } from '../path.ts';

export type Entry =
  | {
      readonly kind: 'offset';
      readonly symbol: string;
      readonly type: RecordType;
      readonly path: string;
      readonly constants?: Constants;
    }
  | { readonly kind: 'sizeof'; readonly symbol: string; readonly type: RecordType }
  | { readonly kind: 'value'; readonly symbol: string; readonly value: number | bigint; readonly text: string }
  | { readonly kind: 'mask'; readonly symbol: string; readonly type: RecordType; readonly path: string }
  | { readonly kind: 'shift'; readonly symbol: string; readonly type: RecordType; readonly path: string }
  | { readonly kind: 'blank' }
  | { readonly kind: 'comment'; readonly text: string }
  | { readonly kind: 'members'; readonly prefix: string; readonly type: RecordType }
  | { readonly kind: 'when'; readonly condition: string; readonly entries: readonly Entry[] };

/** What a schema file exports to say which entries its header has. */
export interface OffsetsFile {
  readonly kind: 'offsets-file';
  readonly guard: string;
  readonly entries: readonly Entry[];
}

/** One symbol with its value: what all the views of symbols print. */
export type SymbolLine =
  | { readonly kind: 'symbol'; readonly name: string; readonly value: bigint; readonly text: string }
  | { readonly kind: 'blank' }
  | { readonly kind: 'comment'; readonly text: string };

const IDENTIFIER = /^[A-Za-z_]\w*$/;

function checked(symbol: string): string {
  if (!IDENTIFIER.test(symbol)) throw new SchemaError(messages.notAnIdentifier(symbol, 'symbol', symbol));
  return symbol;
}

/**
 * `OFFSET(symbol, struct, member)`: the path is checked by the compiler where it is a literal. `constants` are names that
 * may stand for an index, as the values of an enumeration: `offset('GCR', ctxt, 'sys_regs[GCR_EL1]', sysreg.values)`.
 */
export function offset<M, const P extends string>(
  symbol: string,
  type: TypedRecord<M>,
  path: CheckPath<M, P>,
  constants?: Constants,
): Entry {
  return { kind: 'offset', symbol: checked(symbol), type, path, ...(constants === undefined ? {} : { constants }) };
}

/** `DEFINE(symbol, sizeof(struct))`. */
export function sizeOf(symbol: string, type: RecordType): Entry {
  return { kind: 'sizeof', symbol: checked(symbol), type };
}

/** `DEFINE(symbol, value)`; `text` is the expression in the comment, by default the symbol. */
export function define(symbol: string, value: number | bigint, text: string = symbol): Entry {
  return { kind: 'value', symbol: checked(symbol), value, text };
}

/** The bits of a bit-field in its unit: `symbol` is the mask in place. */
export function mask<M, const P extends string>(symbol: string, type: TypedRecord<M>, path: CheckPath<M, P>): Entry {
  return { kind: 'mask', symbol: checked(symbol), type, path };
}

/** How far a bit-field lies from the low end of its unit. */
export function shift<M, const P extends string>(symbol: string, type: TypedRecord<M>, path: CheckPath<M, P>): Entry {
  return { kind: 'shift', symbol: checked(symbol), type, path };
}

/** `BLANK()`. */
export function blank(): Entry {
  return { kind: 'blank' };
}

/** `COMMENT("text")`. */
export function comment(text: string): Entry {
  return { kind: 'comment', text };
}

/** Every named member: PREFIX_MEMBER for offsets, and for bit-fields PREFIX_MEMBER_OFFSET, _MASK and _SHIFT. */
export function members(prefix: string, type: RecordType): Entry {
  return { kind: 'members', prefix: checked(prefix), type };
}

/** Entries that exist only where a CONFIG condition holds. */
export function onlyWhen(condition: string, entries: readonly Entry[]): Entry {
  return { kind: 'when', condition, entries };
}

/** The entries of a header, in order, and its guard. */
export function offsetsFile(entries: readonly Entry[], guard = '__ASM_OFFSETS_H__'): OffsetsFile {
  return { kind: 'offsets-file', guard: checked(guard), entries };
}

/** The file for schemas that name no entries: each structure's members and size, a blank line between. */
export function defaultFile(types: readonly RecordType[], guard?: string): OffsetsFile {
  const named = types.filter(({ name }) => name !== undefined);
  const entries = named.flatMap((type, index): Entry[] => {
    const prefix = (type.name ?? '').toUpperCase();
    return [...(index === 0 ? [] : [blank()]), members(prefix, type), sizeOf(`${prefix}_SIZE`, type)];
  });
  return offsetsFile(entries, guard);
}

function named(type: RecordType): string {
  return spelling(type) ?? `(${type.tag})`;
}

class Collector {
  readonly symbols: SymbolLine[] = [];
  private readonly seen = new Map<string, string>();
  private readonly layouter: Layouter;

  constructor(target: Target) {
    this.layouter = new Layouter(target);
  }

  add(entry: Entry): void {
    switch (entry.kind) {
      case 'blank':
      case 'comment':
        this.symbols.push(entry);
        return;
      case 'value':
        this.symbol(entry.symbol, BigInt(entry.value), entry.text);
        return;
      case 'sizeof':
        this.symbol(entry.symbol, BigInt(this.layouter.record(entry.type).size), `sizeof(${named(entry.type)})`);
        return;
      case 'offset':
        this.offset(entry.symbol, entry.type, entry.path, entry.constants);
        return;
      case 'mask':
      case 'shift':
        this.bits(entry.kind, entry.symbol, entry.type, entry.path);
        return;
      case 'members':
        this.members(entry.prefix, entry.type, this.layouter.record(entry.type), '', 0);
        return;
      case 'when':
        if (!holds(entry.condition, this.layouter.target.config, 'offsets')) return;
        for (const inner of entry.entries) this.add(inner);
    }
  }

  private symbol(name: string, value: bigint, text: string): void {
    const first = this.seen.get(name);
    if (first !== undefined) throw new SchemaError(messages.duplicateSymbol(name, first, text));
    this.seen.set(name, text);
    this.symbols.push({ kind: 'symbol', name, value: BigInt.asIntN(64, value), text });
  }

  private offset(symbol: string, type: RecordType, path: string, constants: Constants | undefined): void {
    const place = locate(this.layouter.record(type), path, constants);
    if (place.field.bits !== undefined) throw new SchemaError(messages.offsetOfBitField(`${named(type)}.${path}`));
    this.symbol(symbol, BigInt(place.offset), `offsetof(${named(type)}, ${path})`);
  }

  private bits(kind: 'mask' | 'shift', symbol: string, type: RecordType, path: string): void {
    const place = locate(this.layouter.record(type), path);
    const field = place.field.bits;
    if (field === undefined) throw new SchemaError(messages.notABitField(`${named(type)}.${path}`));
    const value = kind === 'shift' ? BigInt(field.shift) : maskOf(place.field);
    this.symbol(symbol, value, `${kind}(${named(type)}, ${path})`);
  }

  private members(prefix: string, type: RecordType, layout: RecordLayout, path: string, base: number): void {
    for (const field of layout.fields) {
      const { name } = field.member;
      if (name === undefined) {
        if (field.record !== undefined) this.members(prefix, type, field.record, path, base + field.offset);
        continue;
      }
      const symbol = `${prefix}_${name.toUpperCase()}`;
      const at = base + field.offset;
      const text = `(${named(type)}, ${path}${name})`;
      if (field.bits === undefined) {
        this.symbol(symbol, BigInt(at), `offsetof${text}`);
      } else {
        this.symbol(`${symbol}_OFFSET`, BigInt(at), `unit${text}`);
        this.symbol(`${symbol}_MASK`, maskOf(field), `mask${text}`);
        this.symbol(`${symbol}_SHIFT`, BigInt(field.bits.shift), `shift${text}`);
      }
    }
  }
}

/** The bits of a bit-field in its unit. */
export function maskOf(field: FieldLayout): bigint {
  const { width, shift: low } = field.bits ?? { width: 0, shift: 0 };
  return ((1n << BigInt(width)) - 1n) << BigInt(low);
}

/** The entries as symbols with values, blank lines and comments. Throws SchemaError. */
export function symbolsOf(file: OffsetsFile, target: Target = LP64): SymbolLine[] {
  const collector = new Collector(target);
  for (const entry of file.entries) collector.add(entry);
  return collector.symbols;
}

function line(symbol: SymbolLine): string {
  if (symbol.kind === 'blank') return '';
  if (symbol.kind === 'comment') return `/* ${symbol.text} */`;
  return `#define ${symbol.name} ${symbol.value} /* ${symbol.text} */`;
}

/** The header in kbuild's format. Throws SchemaError. */
export function asmOffsetsHeader(file: OffsetsFile, target: Target = LP64): string {
  return [
    `#ifndef ${file.guard}`,
    `#define ${file.guard}`,
    '/*',
    ' * DO NOT MODIFY.',
    ' *',
    ' * This file was generated by Kbuild',
    ' */',
    '',
    ...symbolsOf(file, target).map(line),
    '',
    '#endif',
    '',
  ].join('\n');
}
