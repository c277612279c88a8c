/** Entries of units made by hand: the forms that gcc does not use, units of every kind, references, broken trees. */
import { describe, expect, it } from 'vitest';
import { AT, FORM, TAG } from '../../../src/elf/dwarf/constants.ts';
import { DebugInfo, follow } from '../../../src/elf/dwarf/info.ts';
import type { ElfFile, ElfSection } from '../../../src/elf/object.ts';
import { DwarfTypes } from '../../../src/offsets/import/dwarf.ts';

function u(bytes: number, value: number): number[] {
  return Array.from({ length: bytes }, (_, i) => Math.floor(value / 256 ** i) & 0xff);
}

function text(value: string): number[] {
  return [...new TextEncoder().encode(value), 0];
}

function section(name: string, data: readonly number[]): ElfSection {
  return {
    name,
    type: 1,
    flags: 0,
    addr: 0n,
    data: Uint8Array.from(data),
    size: data.length,
    align: 1,
    entsize: 0,
    link: 0,
    info: 0,
    relocations: [],
  };
}

function elf(sections: Readonly<Record<string, readonly number[]>>): ElfFile {
  const list = Object.entries(sections).map(([name, data]) => section(name, data));
  return { type: 2, machine: 183, bigEndian: false, flags: 0, entry: 0n, sections: list, symbols: [], segments: [] };
}

/** A version 5 unit: header, then the given bytes. */
function unit5(body: readonly number[], { wide = false, type = 1, extra = [] as number[] } = {}): number[] {
  const head = [...u(2, 5), type, 8, ...u(wide ? 8 : 4, 0), ...extra];
  const length = head.length + body.length;
  return [...(wide ? [...u(4, 0xffffffff), ...u(8, length)] : u(4, length)), ...head, ...body];
}

/** Abbreviations: code, tag, children, attribute and form pairs (a third number is an implicit constant). */
function abbreviations(...rows: readonly (readonly [number, number, boolean, ...(readonly number[])[]])[]): number[] {
  const bytes = rows.flatMap(([code, tag, children, ...specs]) => [code, tag, children ? 1 : 0, ...specs.flat(), 0, 0]);
  return [...bytes, 0];
}

const STRINGS = ['thing', 'word', 'member'];
const STR = STRINGS.flatMap(text);
const OFFSETS = [...u(4, 4 + 12), ...u(2, 5), ...u(2, 0), ...u(4, 0), ...u(4, 6), ...u(4, 11)];
/** Attribute numbers above 127 take two bytes. */
const STR_OFFSETS_BASE = [AT.str_offsets_base, FORM.sec_offset];

describe('indexed strings, implicit constants, forward references', () => {
  const file = elf({
    '.debug_abbrev': abbreviations(
      [1, TAG.compile_unit, true, [AT.name, FORM.strx1], STR_OFFSETS_BASE],
      [2, TAG.structure_type, true, [AT.name, FORM.strx], [AT.byte_size, FORM.data2]],
      [
        3,
        TAG.member,
        false,
        [AT.name, FORM.strx4],
        [AT.type, FORM.ref_udata],
        [AT.data_member_location, FORM.implicit_const, 4],
      ],
      [4, TAG.base_type, false, [AT.name, FORM.string], [AT.byte_size, FORM.udata], [AT.encoding, FORM.sdata]],
    ),
    '.debug_info': unit5([1, 0, ...u(4, 8), 2, 0, ...u(2, 8), 3, ...u(4, 2), 29, 0, 4, ...text('int'), 4, 5, 0]),
    '.debug_str': STR,
    '.debug_str_offsets': OFFSETS,
  });

  it('are read', () => {
    const info = new DebugInfo(file);
    const [unit] = info.units;
    if (unit === undefined) throw new Error('no unit');
    expect(info.rootOf(unit)?.attributes.get(AT.name)).toBe('thing');
    expect([...info.topLevel(unit)].map(({ tag, name }) => [tag, name])).toEqual([
      [TAG.structure_type, 'thing'],
      [TAG.base_type, 'int'],
    ]);
    const types = new DwarfTypes(file, 'x');
    expect(types.find('thing')).toMatchObject({ size: 8, members: [{ name: 'member', offset: 4, size: 4 }] });
  });
});

/** One attribute of each of these forms, behind them a string that shows that all were stepped over rightly. */
const FORMS: readonly (readonly [string, number | readonly number[], readonly number[], unknown])[] = [
  ['addr', FORM.addr, u(8, 0x1234), 0x1234n],
  ['block1', FORM.block1, [2, 7, 8], Uint8Array.of(7, 8)],
  ['block2', FORM.block2, [1, 0, 7], Uint8Array.of(7)],
  ['block4', FORM.block4, [1, 0, 0, 0, 7], Uint8Array.of(7)],
  ['exprloc', FORM.exprloc, [1, 0x9c], Uint8Array.of(0x9c)],
  ['data8', FORM.data8, u(8, 2 ** 33), 2n ** 33n],
  ['data16', FORM.data16, u(16, 1), Uint8Array.from(u(16, 1))],
  ['udata', FORM.udata, [0x80, 0x80, 0x80, 0x80, 0x20], 2n ** 33n],
  ['sdata', FORM.sdata, [0x7f], -1],
  ['flag', FORM.flag, [1], true],
  ['flag_present', FORM.flag_present, [], true],
  ['strp', FORM.strp, u(4, 6), 'word'],
  ['line_strp', FORM.line_strp, u(4, 0), 'line'],
  ['strx2', FORM.strx2, u(2, 1), 'word'],
  ['strx3', FORM.strx3, u(3, 2), 'member'],
  ['addrx', FORM.addrx, [1], 0x99n],
  ['addrx1', FORM.addrx1, [0], 0x88n],
  ['ref1', FORM.ref1, [12], { reference: 12 }],
  ['ref8', FORM.ref8, u(8, 12), { reference: 12 }],
  ['ref_addr', FORM.ref_addr, u(4, 12), { reference: 12 }],
  ['ref_sig8', FORM.ref_sig8, u(8, 1), { reference: undefined }],
  ['indirect', FORM.indirect, [FORM.data1, 9], 9],
  ['loclistx', FORM.loclistx, [3], 3],
  ['GNU_strp_alt', [0xa1, 0x3e], u(4, 0), ''],
];

describe.each(FORMS)('form %s', (_, form, bytes, expected) => {
  const codes = typeof form === 'number' ? [form] : [...form];
  const file = elf({
    '.debug_abbrev': abbreviations(
      [1, TAG.compile_unit, true, STR_OFFSETS_BASE, [AT.addr_base, FORM.sec_offset]],
      [2, TAG.variable, false, [AT.const_value, ...codes], [AT.name, FORM.string]],
    ),
    '.debug_info': unit5([1, ...u(4, 8), ...u(4, 8), 2, ...bytes, ...text('behind'), 0]),
    '.debug_str': STR,
    '.debug_str_offsets': OFFSETS,
    '.debug_line_str': text('line'),
    '.debug_addr': [...u(8, 0), ...u(8, 0x88), ...u(8, 0x99)],
  });

  it('is read and stepped over', () => {
    const info = new DebugInfo(file);
    const [unit] = info.units;
    const root = unit && info.rootOf(unit);
    if (unit === undefined || root === undefined) throw new Error('no unit');
    const [entry] = [...info.children(root)];
    expect(entry?.attributes.get(AT.const_value)).toEqual(expected);
    expect([...info.topLevel(unit)]).toMatchObject([{ name: 'behind' }]);
  });
});

describe('units', () => {
  const table = abbreviations([1, TAG.compile_unit, false, [AT.name, FORM.string]]);

  it('of 64-bit DWARF, of types, skeletons', () => {
    const units = [
      unit5([1, ...text('a')], { wide: true }),
      unit5([1, ...text('b')], { type: 2, extra: u(12, 0) }),
      unit5([1, ...text('c')], { type: 4, extra: u(8, 0) }),
    ];
    const info = new DebugInfo(elf({ '.debug_abbrev': table, '.debug_info': units.flat() }));
    expect(info.units.map((unit) => info.rootOf(unit)?.attributes.get(AT.name))).toEqual(['a', 'b', 'c']);
    expect(info.unitOf(info.units[1]?.root ?? 0)).toBe(info.units[1]);
    expect(info.unitOf(3)).toBeUndefined();
  });
});

describe('broken', () => {
  const table = abbreviations(
    [1, TAG.compile_unit, true, [AT.type, FORM.ref4]],
    [2, TAG.typedef, false, [AT.name, 0x44]],
  );
  const info = (body: readonly number[]): DebugInfo =>
    new DebugInfo(elf({ '.debug_abbrev': table, '.debug_info': unit5(body) }));

  it('an abbreviation that is not there', () => {
    expect(() => info([9])).toThrow('.debug_info: offset 12: abbreviation 9 is not defined');
  });

  it('a form that nobody knows', () => {
    const { units } = info([1, ...u(4, 12), 2, 1]);
    expect(() => units[0] && [...info([1, ...u(4, 12), 2, 1]).topLevel(units[0])]).toThrow('form 0x44 is not known');
  });

  it('a reference to nowhere', () => {
    const bad = info([1, ...u(4, 4000), 0]);
    const root = bad.units[0] && bad.rootOf(bad.units[0]);
    expect(() => root && follow(bad, root, AT.type)).toThrow('.debug_info: offset 4000 is not in [0, ');
  });

  it('an address size that is none', () => {
    const data = unit5([1, ...u(4, 12), 0]);
    data[7] = 3;
    expect(() => new DebugInfo(elf({ '.debug_abbrev': table, '.debug_info': data }))).toThrow(
      'address size 3 is not 4 or 8',
    );
  });
});
