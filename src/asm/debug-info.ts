/**
 * What -g adds besides the line table: .debug_info, .debug_abbrev, .debug_aranges, .debug_str, and ranges when code is in several
 * sections.
 *
 * Enters: a finished LineTable and the symbols. Leaves: a compilation unit with one entry a function of known size, as GNU as
 * writes it for versions 2 to 5. DWARF 5, chapters 2, 3, 6 and 7.
 */
import type { Assembler } from './assembler.ts';
import { DebugWriter, endOf, startOf } from './line-program.ts';
import type { LineTable } from './line-table.ts';
import { mappedDirectory } from './options.ts';
import type { Section } from './section.ts';
import { VARIABLE } from './section.ts';
import { SHF } from './section-table.ts';
import type { Value } from './symbol.ts';
import { BINDING, Sym } from './symbol.ts';

const TAG = { compileUnit: 0x11, subprogram: 0x2e, unspecifiedType: 0x3b } as const;
const AT = {
  name: 3,
  stmtList: 0x10,
  lowPc: 0x11,
  highPc: 0x12,
  language: 0x13,
  compDir: 0x1b,
  producer: 0x25,
  external: 0x3f,
  type: 0x49,
  ranges: 0x55,
} as const;
const FORM = {
  addr: 1,
  data2: 5,
  data4: 6,
  flag: 0x0c,
  strp: 0x0e,
  udata: 0x0f,
  refUdata: 0x15,
  secOffset: 0x17,
  present: 0x19,
} as const;
const MIPS_ASSEMBLER = 0x8001;

export class DebugInfo {
  readonly #a: Assembler;
  readonly #w: DebugWriter;
  readonly #table: LineTable;
  readonly #version: number;
  /** Bytes of an address. */
  readonly #address: 4 | 8;
  /** Functions that get an entry, in the order of the symbol table. */
  readonly #functions: Sym[];

  constructor(a: Assembler, table: LineTable) {
    this.#a = a;
    this.#w = new DebugWriter(a);
    this.#table = table;
    this.#address = a.addressSize;
    this.#version = table.level === 0 ? 3 : Math.max(2, table.level);
    this.#functions = [...a.symbols.all()].filter(
      (s) => s.isDefined && !s.hidden && (s.type === 2 || s.type === 10) && s.size !== undefined && !isZero(s.size),
    );
  }

  write(): void {
    const w = this.#w;
    const info = w.enter('.debug_info');
    w.enter('.debug_abbrev');
    const aranges = w.enter('.debug_aranges');
    w.enter('.debug_str', SHF.merge | SHF.strings, 1);
    aranges.align = 2 * this.#address;
    const sections = this.#table.sections.map((s) => s.section);
    const ranges = sections.length > 1 ? this.#ranges(sections) : undefined;
    this.#aranges(sections, info);
    const flag = this.#abbreviations(ranges !== undefined);
    const strings = this.#strings();
    this.#info(sections, ranges, strings, flag);
  }

  #ranges(sections: readonly Section[]): Sym {
    const w = this.#w;
    if (this.#version < 5) {
      w.enter('.debug_ranges').align = 2 * this.#address;
      const start = this.#a.here();
      this.#a.emitBytes(new Uint8Array(2 * this.#address).fill(255, 0, this.#address));
      for (const section of sections) {
        w.value(startOf(section), undefined, this.#address);
        w.value(endOf(section), undefined, this.#address);
      }
      this.#a.emitBytes(new Uint8Array(2 * this.#address));
      return start;
    }
    w.enter('.debug_rnglists');
    const end = w.length();
    w.int(5, 2);
    w.byte(this.#address);
    w.byte(0);
    w.int(0, 4);
    const start = this.#a.here();
    for (const section of sections) {
      w.byte(7);
      w.value(startOf(section), undefined, this.#address);
      this.#leb({ plus: endOf(section), minus: undefined, addend: 0 });
    }
    w.byte(0);
    this.#a.place(end);
    return start;
  }

  /** An unsigned LEB128 of what is known later. */
  #leb(value: Value): void {
    if (!value.plus && !value.minus) this.#w.uleb(Number(value.addend));
    else this.#a.variable(VARIABLE.leb, value, 0);
  }

  #aranges(sections: readonly Section[], info: Section): void {
    const w = this.#w;
    w.enter('.debug_aranges');
    const end = w.length();
    w.int(2, 2);
    w.value(this.#a.sections.symbolOf(info), undefined, 4);
    w.byte(this.#address);
    w.byte(0);
    w.int(0, 4);
    for (const section of sections) {
      const start = startOf(section);
      w.value(start, undefined, this.#address);
      w.value(endOf(section), start, this.#address);
    }
    this.#a.emitBytes(new Uint8Array(2 * this.#address));
    this.#a.place(end);
  }

  /** Returns the form of DW_AT_external, 0 when no function is global. */
  #abbreviations(ranges: boolean): number {
    const w = this.#w;
    const v = this.#version;
    const pair = (attribute: number, form: number): void => {
      w.uleb(attribute);
      w.uleb(form);
    };
    const global = this.#functions.some((f) => f.binding === BINDING.global);
    const other = this.#functions.some((f) => f.binding !== BINDING.global);
    const offset = v < 4 ? FORM.data4 : FORM.secOffset;
    w.enter('.debug_abbrev');
    w.uleb(1);
    w.uleb(TAG.compileUnit);
    w.byte(this.#functions.length > 0 ? 1 : 0);
    pair(AT.stmtList, offset);
    if (ranges) pair(AT.ranges, offset);
    else {
      pair(AT.lowPc, FORM.addr);
      pair(AT.highPc, v < 4 ? FORM.addr : FORM.udata);
    }
    for (const attribute of [AT.name, AT.compDir, AT.producer]) pair(attribute, FORM.strp);
    pair(AT.language, FORM.data2);
    pair(0, 0);
    const form = !global ? 0 : other || v < 4 ? FORM.flag : FORM.present;
    if (this.#functions.length > 0) {
      w.uleb(2);
      w.uleb(TAG.subprogram);
      w.byte(0);
      pair(AT.name, FORM.strp);
      if (form !== 0) pair(AT.external, form);
      if (v > 2) pair(AT.type, FORM.refUdata);
      pair(AT.lowPc, FORM.addr);
      pair(AT.highPc, v < 4 ? FORM.addr : FORM.udata);
      pair(0, 0);
      if (v > 2) {
        w.uleb(3);
        w.uleb(TAG.unspecifiedType);
        w.byte(0);
        pair(0, 0);
      }
    }
    w.byte(0);
    return form;
  }

  /** Name, directory and producer. */
  #strings(): Sym[] {
    const w = this.#w;
    const { files, directories, lineVersion } = this.#table;
    const file = files[lineVersion > 4 ? 0 : 1] ?? files[1];
    const directory =
      file && file.directory > 0 ? `${mappedDirectory(this.#a.options, directories[file.directory] ?? '')}/` : '';
    const { directory: working = '.', producer = 'GNU AS 2.40' } = this.#a.options;
    w.enter('.debug_str');
    return [directory + (file?.name ?? ''), mappedDirectory(this.#a.options, working), producer].map((text) => {
      const sym = this.#a.here();
      w.text(text);
      return sym;
    });
  }

  #info(sections: readonly Section[], ranges: Sym | undefined, strings: readonly Sym[], flag: number): void {
    const w = this.#w;
    const v = this.#version;
    const { sections: all } = this.#a;
    const abbreviations = all.named('.debug_abbrev')[0];
    const lines = all.named('.debug_line')[0];
    const first = sections[0];
    if (!abbreviations || !lines || !first) return;
    w.enter('.debug_info');
    const end = w.length();
    w.int(v, 2);
    if (v >= 5) {
      w.byte(1);
      w.byte(this.#address);
    }
    w.value(all.symbolOf(abbreviations), undefined, 4);
    if (v < 5) w.byte(this.#address);
    w.uleb(1);
    w.value(all.symbolOf(lines), undefined, 4);
    if (ranges) w.value(ranges, undefined, 4);
    else {
      const start = startOf(first);
      w.value(start, undefined, this.#address);
      if (v < 4) w.value(endOf(first), undefined, this.#address);
      else this.#leb({ plus: endOf(first), minus: start, addend: 0 });
    }
    for (const sym of strings) w.value(sym, undefined, 4);
    w.int(MIPS_ASSEMBLER, 2);
    if (this.#functions.length > 0) this.#subprograms(flag);
    this.#a.place(end);
  }

  #subprograms(flag: number): void {
    const w = this.#w;
    const v = this.#version;
    const type = new Sym('.Ldebug_no_type_tag');
    if (v > 2 && this.#a.symbols.keepsLocals) this.#a.symbols.append(type);
    for (const sym of this.#functions) {
      w.enter('.debug_str');
      const name = this.#a.here();
      w.text(sym.name);
      w.enter('.debug_info');
      w.uleb(2);
      w.value(name, undefined, 4);
      if (flag === FORM.flag) w.byte(sym.binding === BINDING.global ? 1 : 0);
      if (v > 2) this.#leb({ plus: type, minus: undefined, addend: 0 });
      w.value(sym, undefined, this.#address);
      const size = sym.size ?? { plus: undefined, minus: undefined, addend: 0 };
      if (v >= 4) this.#leb(size);
      else this.#highPc(sym, size);
    }
    if (v > 2) {
      w.enter('.debug_info');
      this.#a.place(type);
      w.uleb(3);
    }
    w.byte(0);
  }

  #highPc(sym: Sym, size: Value): void {
    if (!size.plus && !size.minus) this.#w.value(sym, undefined, this.#address, Number(size.addend));
    else
      this.#w.value(this.#a.operation('+', { plus: sym, minus: undefined, addend: 0 }, size), undefined, this.#address);
  }
}

const isZero = (v: Value): boolean => !v.plus && !v.minus && v.addend === 0;
