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

/** Read the value of `form` at the cursor; `implicit` is the constant that DW_FORM_implicit_const has in its abbreviation. */
export function readForm(form: number, cursor: Cursor, unit: UnitShape, sections: DebugSections, implicit = 0): Value {
  const local = (offset: number): Value => ({ reference: unit.start + offset });
  switch (form) {
    case FORM.addr:
      return cursor.address(unit.addressSize);
    case FORM.data1:
      return cursor.u8();
    case FORM.data2:
      return cursor.u16();
    case FORM.data4:
      return cursor.u32();
    case FORM.data8:
      return cursor.u64();
    case FORM.data16:
      return cursor.bytes(16);
    case FORM.sdata:
      return narrow(cursor.sleb64());
    case FORM.udata:
      return narrow(cursor.uleb64());
    case FORM.loclistx:
    case FORM.rnglistx:
      return cursor.uleb();
    case FORM.implicit_const:
      return implicit;
    case FORM.flag:
      return cursor.u8() !== 0;
    case FORM.flag_present:
      return true;
    case FORM.string:
      return cursor.string();
    case FORM.strp:
      return sections.stringAt('.debug_str', cursor.offset(unit.offsetSize));
    case FORM.line_strp:
      return sections.stringAt('.debug_line_str', cursor.offset(unit.offsetSize));
    case FORM.strx:
      return stringByIndex(cursor.uleb(), unit, sections);
    case FORM.strx1:
      return stringByIndex(cursor.u8(), unit, sections);
    case FORM.strx2:
      return stringByIndex(cursor.u16(), unit, sections);
    case FORM.strx3:
      return stringByIndex(cursor.u24(), unit, sections);
    case FORM.strx4:
      return stringByIndex(cursor.u32(), unit, sections);
    case FORM.addrx:
      return addressByIndex(cursor.uleb(), unit, sections);
    case FORM.addrx1:
      return addressByIndex(cursor.u8(), unit, sections);
    case FORM.addrx2:
      return addressByIndex(cursor.u16(), unit, sections);
    case FORM.addrx3:
      return addressByIndex(cursor.u24(), unit, sections);
    case FORM.addrx4:
      return addressByIndex(cursor.u32(), unit, sections);
    case FORM.ref1:
      return local(cursor.u8());
    case FORM.ref2:
      return local(cursor.u16());
    case FORM.ref4:
      return local(cursor.u32());
    case FORM.ref8:
      return local(Number(cursor.u64()));
    case FORM.ref_udata:
      return local(cursor.uleb());
    case FORM.ref_addr:
      return { reference: cursor.offset(unit.version <= 2 ? unit.addressSize : unit.offsetSize) };
    case FORM.ref_sig8:
    case FORM.ref_sup8:
      cursor.take(8);
      return { reference: undefined };
    case FORM.ref_sup4:
      cursor.take(4);
      return { reference: undefined };
    case FORM.GNU_ref_alt:
      cursor.take(unit.offsetSize);
      return { reference: undefined };
    case FORM.strp_sup:
    case FORM.GNU_strp_alt:
      cursor.take(unit.offsetSize);
      return '';
    case FORM.sec_offset:
      return cursor.offset(unit.offsetSize);
    case FORM.block:
    case FORM.exprloc:
      return cursor.bytes(cursor.uleb());
    case FORM.block1:
      return cursor.bytes(cursor.u8());
    case FORM.block2:
      return cursor.bytes(cursor.u16());
    case FORM.block4:
      return cursor.bytes(cursor.u32());
    case FORM.indirect:
      return readForm(cursor.uleb(), cursor, unit, sections);
    default:
      throw new DwarfError(messages.unknownForm(cursor.at, form));
  }
}

function narrow(value: bigint): number | bigint {
  return value >= -(2n ** 31n) && value < 2n ** 32n ? Number(value) : value;
}
