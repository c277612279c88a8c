/**
 * Attribute values: one form at the cursor to a value, or stepped over.
 *
 * DWARF 5, section 7.5.6; versions 2 to 5 and the GNU forms that gcc and clang emit. Numbers up to 32 bits are `number`,
 * wider ones `bigint`; references come out as offsets in .debug_info; strings are looked up when read.
 */
import * as messages from '../../diag/messages/dwarf.ts';
import { FORM } from './constants.ts';
import type { Cursor } from './cursor.ts';
import { DwarfError } from './error.ts';
import type { DebugSections } from './sections.ts';

export type Value =
  | number
  | bigint
  | string
  | boolean
  | Uint8Array
  /** An offset in .debug_info; `undefined` is a type unit's signature or another file's entry. */
  | { readonly reference: number | undefined };

/** What the forms of one unit depend on. */
export interface UnitShape {
  /** Offset of the unit in .debug_info. */
  readonly start: number;
  readonly version: number;
  readonly offsetSize: number;
  readonly addressSize: number;
  /** Offset in .debug_str_offsets of this unit's index 0. */
  readonly stringOffsetsBase: number;
  readonly addressBase: number;
}

const FIXED: Readonly<Record<number, number>> = {
  [FORM.data1]: 1,
  [FORM.flag]: 1,
  [FORM.ref1]: 1,
  [FORM.strx1]: 1,
  [FORM.addrx1]: 1,
  [FORM.data2]: 2,
  [FORM.ref2]: 2,
  [FORM.strx2]: 2,
  [FORM.addrx2]: 2,
  [FORM.strx3]: 3,
  [FORM.addrx3]: 3,
  [FORM.data4]: 4,
  [FORM.ref4]: 4,
  [FORM.ref_sup4]: 4,
  [FORM.strx4]: 4,
  [FORM.addrx4]: 4,
  [FORM.data8]: 8,
  [FORM.ref8]: 8,
  [FORM.ref_sig8]: 8,
  [FORM.ref_sup8]: 8,
  [FORM.data16]: 16,
  [FORM.flag_present]: 0,
  [FORM.implicit_const]: 0,
};

const OFFSETS: readonly number[] = [
  FORM.strp,
  FORM.sec_offset,
  FORM.line_strp,
  FORM.strp_sup,
  FORM.GNU_ref_alt,
  FORM.GNU_strp_alt,
];

/** Bytes that a form takes, where that does not depend on its contents; undefined where it does. */
export function fixedSize(form: number, unit: UnitShape): number | undefined {
  const size = FIXED[form];
  if (size !== undefined) return size;
  if (form === FORM.addr) return unit.addressSize;
  if (OFFSETS.includes(form)) return unit.offsetSize;
  if (form === FORM.ref_addr) return unit.version <= 2 ? unit.addressSize : unit.offsetSize;
  return undefined;
}

/** Step over a value of variable size. */
export function skipForm(form: number, cursor: Cursor): void {
  switch (form) {
    case FORM.string:
      cursor.skipString();
      return;
    case FORM.sdata:
    case FORM.udata:
    case FORM.ref_udata:
    case FORM.strx:
    case FORM.addrx:
    case FORM.loclistx:
    case FORM.rnglistx:
      cursor.skipLeb();
      return;
    case FORM.block:
    case FORM.exprloc:
      cursor.take(cursor.uleb());
      return;
    case FORM.block1:
      cursor.take(cursor.u8());
      return;
    case FORM.block2:
      cursor.take(cursor.u16());
      return;
    case FORM.block4:
      cursor.take(cursor.u32());
      return;
    default:
      throw new DwarfError(messages.unknownForm(cursor.at, form));
  }
}

function stringByIndex(index: number, unit: UnitShape, sections: DebugSections): string {
  const cursor = sections.cursor('.debug_str_offsets', unit.stringOffsetsBase + index * unit.offsetSize);
  return sections.stringAt('.debug_str', cursor.offset(unit.offsetSize));
}

function addressByIndex(index: number, unit: UnitShape, sections: DebugSections): bigint {
  return sections.cursor('.debug_addr', unit.addressBase + index * unit.addressSize).address(unit.addressSize);
}

type Read = (cursor: Cursor, unit: UnitShape, sections: DebugSections) => Value;

const local =
  (read: (cursor: Cursor) => number): Read =>
  (cursor, unit) => ({ reference: unit.start + read(cursor) });
const elsewhere =
  (size: (unit: UnitShape) => number): Read =>
  (cursor, unit) => {
    cursor.take(size(unit));
    return { reference: undefined };
  };
const strx =
  (read: (cursor: Cursor) => number): Read =>
  (cursor, unit, sections) =>
    stringByIndex(read(cursor), unit, sections);
const addrx =
  (read: (cursor: Cursor) => number): Read =>
  (cursor, unit, sections) =>
    addressByIndex(read(cursor), unit, sections);
const string =
  (name: string): Read =>
  (cursor, unit, sections) =>
    sections.stringAt(name, cursor.offset(unit.offsetSize));
const block =
  (read: (cursor: Cursor) => number): Read =>
  (cursor) =>
    cursor.bytes(read(cursor));
/** A string in a file that is not at hand. */
const stringElsewhere: Read = (cursor, unit) => {
  cursor.take(unit.offsetSize);
  return '';
};

const u8 = (cursor: Cursor): number => cursor.u8();
const u16 = (cursor: Cursor): number => cursor.u16();
const u24 = (cursor: Cursor): number => cursor.u24();
const u32 = (cursor: Cursor): number => cursor.u32();
const uleb = (cursor: Cursor): number => cursor.uleb();

const READERS: Readonly<Record<number, Read>> = {
  [FORM.addr]: (cursor, unit) => cursor.address(unit.addressSize),
  [FORM.data1]: u8,
  [FORM.data2]: u16,
  [FORM.data4]: u32,
  [FORM.data8]: (cursor) => cursor.u64(),
  [FORM.data16]: (cursor) => cursor.bytes(16),
  [FORM.sdata]: (cursor) => narrow(cursor.sleb64()),
  [FORM.udata]: (cursor) => narrow(cursor.uleb64()),
  [FORM.loclistx]: uleb,
  [FORM.rnglistx]: uleb,
  [FORM.flag]: (cursor) => cursor.u8() !== 0,
  [FORM.flag_present]: () => true,
  [FORM.string]: (cursor) => cursor.string(),
  [FORM.strp]: string('.debug_str'),
  [FORM.line_strp]: string('.debug_line_str'),
  [FORM.strp_sup]: stringElsewhere,
  [FORM.GNU_strp_alt]: stringElsewhere,
  [FORM.strx]: strx(uleb),
  [FORM.strx1]: strx(u8),
  [FORM.strx2]: strx(u16),
  [FORM.strx3]: strx(u24),
  [FORM.strx4]: strx(u32),
  [FORM.addrx]: addrx(uleb),
  [FORM.addrx1]: addrx(u8),
  [FORM.addrx2]: addrx(u16),
  [FORM.addrx3]: addrx(u24),
  [FORM.addrx4]: addrx(u32),
  [FORM.ref1]: local(u8),
  [FORM.ref2]: local(u16),
  [FORM.ref4]: local(u32),
  [FORM.ref8]: local((cursor) => Number(cursor.u64())),
  [FORM.ref_udata]: local(uleb),
  [FORM.ref_addr]: (cursor, unit) => ({
    reference: cursor.offset(unit.version <= 2 ? unit.addressSize : unit.offsetSize),
  }),
  [FORM.ref_sig8]: elsewhere(() => 8),
  [FORM.ref_sup4]: elsewhere(() => 4),
  [FORM.ref_sup8]: elsewhere(() => 8),
  [FORM.GNU_ref_alt]: elsewhere((unit) => unit.offsetSize),
  [FORM.sec_offset]: (cursor, unit) => cursor.offset(unit.offsetSize),
  [FORM.block]: block(uleb),
  [FORM.exprloc]: block(uleb),
  [FORM.block1]: block(u8),
  [FORM.block2]: block(u16),
  [FORM.block4]: block(u32),
  [FORM.indirect]: (cursor, unit, sections) => readForm(cursor.uleb(), cursor, unit, sections),
};

/** Read the value of `form` at the cursor; `implicit` is the constant that DW_FORM_implicit_const has in its abbreviation. */
export function readForm(form: number, cursor: Cursor, unit: UnitShape, sections: DebugSections, implicit = 0): Value {
  if (form === FORM.implicit_const) return implicit;
  const read = READERS[form];
  if (read === undefined) throw new DwarfError(messages.unknownForm(cursor.at, form));
  return read(cursor, unit, sections);
}

function narrow(value: bigint): number | bigint {
  return value >= -(2n ** 31n) && value < 2n ** 32n ? Number(value) : value;
}
