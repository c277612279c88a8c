/**
 * Structures as debug information has them: every offset stated, no attributes.
 *
 * What DWARF and BTF yield, what a schema is checked against (check.ts), and what attributes.ts finds the packed and aligned
 * attributes of, to make a schema of it.
 */
import type { CType, RecordType } from '../model.ts';

export interface RawMember {
  /** `undefined`: an anonymous structure or union. */
  readonly name: string | undefined;
  /** Its records are RawRecords' `type`s. */
  readonly type: CType;
  /** Bytes from the start of the record; of a bit-field, the byte of its first bit. */
  readonly offset: number;
  /** Bytes; 0 for a flexible array. */
  readonly size: number;
  /** First bit in memory order, and width. */
  readonly bits?: { readonly start: number; readonly width: number };
  /** `aligned` on the member. */
  readonly align?: number;
}

export interface RawRecord {
  readonly tag: 'struct' | 'union';
  readonly name: string | undefined;
  readonly typedef: boolean;
  /** Bytes. */
  readonly size: number;
  /** Where an `aligned` on the type says so. */
  readonly align: number | undefined;
  readonly members: readonly RawMember[];
}

/** Debug information, asked by name. */
export interface RawSource {
  /** Names of the structures, unions and typedefs of such that are defined. */
  names(): Iterable<string>;
  /** The record that C calls `name` or `struct name`. Throws DwarfError or SchemaError. */
  find(name: string): RawRecord | undefined;
  /** The raw form of a record that a member's type holds. */
  rawOf(type: RecordType): RawRecord | undefined;
}
