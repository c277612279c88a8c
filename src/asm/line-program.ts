/**
 * `.debug_line`: header, directory and file tables, and the line programs, version 3 to 5.
 *
 * Enters: a LineTable. Leaves: fragments in .debug_line and .debug_line_str; steps whose address advance is not known yet become
 * variable fragments. DWARF 5, 6.2.4 and 6.2.5; parameters as GNU as chooses them for AArch64 (minimum instruction length 4,
 * line base -5, line range 14, opcode base 13).
 */
import { NO_POS } from '../diag/diagnostic.ts';
import * as messages from '../diag/messages/asm.ts';
import type { Assembler } from './assembler.ts';
import { core } from './core/engine.ts';
import { LINE_FLAG as FLAG, LINE_ROW, LINE_WIDTH } from './core/facts.ts';
import { STATE } from './core/layout.ts';
import { LINE_BASE, LINE_RANGE, MIN_LENGTH, OPCODE_BASE } from './core/line-program.ts';
import { i32, renewViews, u8 } from './core/memory.ts';
import { FIXUP } from './fixup.ts';
import { GnuFragments, lengthOf } from './gnu-fragments.ts';
import type { LineEntries } from './line-entries.ts';
import type { LineTable, SectionLines } from './line-table.ts';
import { mappedDirectory } from './options.ts';
import { distance, type Resolver } from './resolve.ts';
import { type Fragment, fragmentAt, Section, type Subsection, VARIABLE } from './section.ts';
import { SHF, SHT } from './section-table.ts';
import { Sym, symbolAt, type Value } from './symbol.ts';

/** Bytes of opcodes that the core writes at a time. */
const ROOM = 1 << 14;

/** Writes integers, LEB128s and symbol references into the section at hand. */
export class DebugWriter {
  readonly a: Assembler;

  constructor(a: Assembler) {
    this.a = a;
  }

  /** Enter a section of that name, made (non-allocated) if need be. */
  enter(name: string, flags = 0, entsize = 0): Section {
    const { sections } = this.a;
    let section = sections.named(name)[0];
    if (!section) {
      section = sections.add(new Section(name, SHT.progbits, flags), true);
      section.entsize = entsize;
      section.isDebug = true;
    }
    this.a.enter(section, 0);
    return section;
  }

  byte(value: number): void {
    this.a.emitByte(value);
  }

  int(value: number, size: number): void {
    this.a.emitInt(value, size);
  }

  uleb(value: number): void {
    this.a.emitLeb(value, false);
  }

  sleb(value: number): void {
    this.a.emitLeb(value, true);
  }

  text(text: string): void {
    for (let i = 0; i < text.length; i++) this.a.emitByte(text.charCodeAt(i));
    this.byte(0);
  }

  /** plus - minus + addend in `size` bytes, by a fixup. */
  value(plus: Sym | undefined, minus: Sym | undefined, size: number, addend = 0): void {
    const { sub } = this.a;
    sub.fixups.add(sub.frag, sub.offset, size, FIXUP.data, plus, minus, addend, -1);
    this.a.emitInt(0, size);
  }

  /** A length field that counts up to the symbol returned. */
  length(): Sym {
    const start = this.a.here();
    const end = new Sym('');
    this.value(end, start, 4, -4);
    return end;
  }
}

/** Write .debug_line; its section was chosen by the caller. */
export class LineProgram {
  readonly #w: DebugWriter;
  readonly #a: Assembler;
  /** That rows are not whole instructions apart was said. */
  #misaligned = false;
  readonly #table: LineTable;
  /** Where the core writes opcodes. */
  #out = 0;
  /** Of the subsection asked about last. */
  #fragments: { readonly sub: Subsection; readonly ends: GnuFragments } | undefined = undefined;

  constructor(a: Assembler, table: LineTable) {
    this.#a = a;
    this.#w = new DebugWriter(a);
    this.#table = table;
  }

  write(): void {
    const w = this.#w;
    const version = this.#table.lineVersion;
    w.enter('.debug_line');
    const end = w.length();
    w.int(version, 2);
    if (version >= 5) {
      w.byte(this.#a.addressSize);
      w.byte(0);
    }
    const headerStart = new Sym('');
    const headerEnd = new Sym('');
    w.value(headerEnd, headerStart, 4);
    this.#a.place(headerStart);
    w.byte(MIN_LENGTH);
    if (version >= 4) w.byte(1);
    w.byte(1);
    w.byte(LINE_BASE);
    w.byte(LINE_RANGE);
    w.byte(OPCODE_BASE);
    for (const operands of [0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1]) w.byte(operands);
    if (version >= 5) this.#tables5();
    else this.#tables();
    this.#a.place(headerEnd);
    const divided = this.#a.options.lineSections === true;
    for (const lines of this.#table.sections) {
      const { name } = lines.section;
      if (divided && name !== '.text') w.enter(`.debug_line${name}`, SHF.write);
      else w.enter('.debug_line');
      this.#section(lines);
    }
    if (divided) w.enter('.debug_line_end', SHF.write);
    this.#a.place(end);
  }

  #tables(): void {
    const w = this.#w;
    const { directories, files } = this.#table;
    for (let i = 1; i < directories.length; i++) w.text(mappedDirectory(this.#a.options, directories[i] ?? ''));
    w.byte(0);
    for (let i = 1; i < files.length; i++) {
      const file = files[i];
      w.text(file?.name ?? '');
      w.uleb(file?.directory ?? 0);
      w.uleb(0);
      w.uleb(0);
    }
    w.byte(0);
  }

  #string(text: string): Sym {
    this.#w.enter('.debug_line_str', SHF.merge | SHF.strings, 1);
    const sym = this.#a.here();
    this.#w.text(text);
    this.#w.enter('.debug_line');
    return sym;
  }

  #tables5(): void {
    const w = this.#w;
    const { directories, files } = this.#table;
    w.byte(1);
    w.uleb(1);
    w.uleb(0x1f);
    const count = directories.length === 0 && files.length > 0 ? 1 : directories.length;
    w.uleb(count);
    for (let i = 0; i < count; i++) {
      const name = directories[i] ?? (i === 0 ? (this.#a.options.directory ?? '.') : '');
      w.value(this.#string(mappedDirectory(this.#a.options, name)), undefined, 4);
    }
    this.#files5();
  }

  #files5(): void {
    const w = this.#w;
    const { files } = this.#table;
    const md5 = files.some((f) => f?.md5 !== undefined && (f.md5 & 255n) !== 0n);
    const sources = files.some((f) => f?.source !== undefined);
    // name and directory; what else there is: an MD5 sum, and LLVM's attribute for the text
    const content = [1, 0x1f, 2, 0x0f, ...(md5 ? [5, 0x1e] : []), ...(sources ? [0x2001, 0x1f] : [])];
    w.byte(content.length / 2);
    for (const code of content) w.uleb(code);
    w.uleb(files.length);
    const shared = files.length > 1 && !files[0] && files[1] !== undefined;
    let first: Sym | undefined;
    for (let i = 0; i < files.length; i++) {
      const file = files[i] ?? (i === 0 ? files[1] : undefined);
      const sym: Sym = i === 1 && shared && first ? first : this.#string(file?.name ?? '');
      if (i === 0) first = sym;
      w.value(sym, undefined, 4);
      w.uleb(file?.directory ?? 0);
      if (md5) {
        const bytes = Array.from({ length: 16 }, (_, k) => Number(((file?.md5 ?? 0n) >> BigInt(8 * k)) & 255n));
        this.#a.emitBytes(this.#a.bigEndian ? bytes.reverse() : bytes);
      }
      if (sources) w.value(this.#string(file?.source ?? ''), undefined, 4);
    }
  }

  #section({ section, subsections }: SectionLines): void {
    const count = this.#bring(subsections.map(({ entries }) => entries));
    let row = 1;
    while (row <= count) {
      const here = row > 1 ? this.#usual(row, count + 1, section.settled) : row;
      if (here === row) this.#row(row++);
      else row = here;
    }
    const end = section.subsections.at(-1);
    if (count > 0 && end) this.#advance(count, end.frag, end.offset, undefined);
  }

  /** Give the core all rows of a section, behind one with the registers at the beginning; how many there are. */
  #bring(entries: readonly LineEntries[]): number {
    const count = entries.reduce((sum, e) => sum + e.count, 0);
    this.#out = core.reserve(ROOM + 4 * LINE_WIDTH * (count + 1));
    renewViews();
    const rows = (this.#out + ROOM) >>> 2;
    i32[STATE.lineProgram] = rows;
    i32.fill(0, rows, rows + LINE_WIDTH);
    i32[rows + LINE_ROW.file] = i32[rows + LINE_ROW.line] = 1;
    i32[rows + LINE_ROW.flags] = FLAG.isStmt;
    let at = rows + LINE_WIDTH;
    for (const { rows: own } of entries) {
      i32.set(own, at);
      at += own.length;
    }
    return count;
  }

  /** Have the core write rows from number `from` on; that of the first one that it has not. */
  #usual(from: number, end: number, settled: boolean): number {
    const row = core.writeLines(from, end, this.#out, this.#out + ROOM, settled ? 1 : 0);
    this.#take(i32[STATE.outCount] as number);
    return row;
  }

  #take(bytes: number): void {
    this.#a.emitBytes(u8.subarray(this.#out, this.#out + bytes));
  }

  /** The first row of a section, and others that the core has left. */
  #row(row: number): void {
    this.#take(core.writeRegisters(row, this.#out));
    const frag = fragmentAt(rowColumn(row, LINE_ROW.fragment));
    const offset = rowColumn(row, LINE_ROW.offset);
    const reset = (rowColumn(row, LINE_ROW.flags) & FLAG.reset) !== 0;
    if (row > 1 && !(reset && this.#mayStay(frag, offset, row - 1))) {
      this.#advance(row - 1, frag, offset, row);
      return;
    }
    this.#w.byte(0);
    this.#w.uleb(1 + this.#a.addressSize);
    this.#w.byte(2);
    this.#w.value(symbolAt(frag, offset), undefined, this.#a.addressSize);
    this.#take(core.writeStep(row, 0, this.#out));
  }

  /** Whether GNU as does not know that a row is further on than the one before it. */
  #mayStay(frag: Fragment, offset: number, before: number): boolean {
    const last = fragmentAt(rowColumn(before, LINE_ROW.fragment));
    const lastOffset = rowColumn(before, LINE_ROW.offset);
    if (frag === last) return offset === lastOffset;
    if (offset !== 0) return false;
    if (lastOffset === lengthOf(last)) return true;
    if ((rowColumn(before, LINE_ROW.flags) & FLAG.late) !== 0) return false;
    const { subsection } = last;
    if (this.#fragments?.sub !== subsection) this.#fragments = { sub: subsection, ends: new GnuFragments(subsection) };
    return this.#fragments.ends.has(last, lastOffset);
  }

  /** Step from row `before` to a place, which is that of `row` or the end of the section; if the distance is not known yet, in a fragment of variable size. */
  #advance(before: number, to: Fragment, toOffset: number, row: number | undefined): void {
    const from = fragmentAt(rowColumn(before, LINE_ROW.fragment));
    const fromOffset = rowColumn(before, LINE_ROW.offset);
    const out = this.#out;
    const known = distance(to, toOffset, from, fromOffset);
    const first = i32[STATE.lineProgram] as number;
    const write = (bytes: number): number => {
      // other sections have rows of their own
      i32[STATE.lineProgram] = first;
      return row === undefined ? core.writeEnd(bytes, out) : core.writeStep(row, bytes, out);
    };
    if (known !== undefined) {
      this.#checkStep(row, known);
      this.#take(write(known));
      return;
    }
    const value: Value = { plus: symbolAt(to, toOffset), minus: symbolAt(from, fromOffset), addend: 0 };
    const rare = this.#a.variable(VARIABLE.line, value, 0).own();
    const bytes = (resolver: Resolver): number => Number(resolver.absolute(value) ?? 0);
    rare.measure = (resolver) => write(bytes(resolver));
    rare.write = (resolver, place, at) => {
      const step = bytes(resolver);
      const length = write(step);
      this.#checkStep(row, step);
      place.set(u8.subarray(out, out + length), at);
    };
  }

  /** Rows of the table are whole instructions apart. */
  #checkStep(row: number | undefined, bytes: number): void {
    if (row === undefined || bytes % MIN_LENGTH === 0 || this.#misaligned) return;
    this.#misaligned = true;
    const { files } = this.#table;
    const line = rowColumn(row, LINE_ROW.line) >>> 0;
    const file = files[rowColumn(row, LINE_ROW.file)]?.name ?? '';
    this.#a.sink.report(NO_POS, messages.misalignedLines(bytes, line, file));
  }
}

/** A number of a row of the section at hand. */
function rowColumn(row: number, at: number): number {
  return i32[(i32[STATE.lineProgram] as number) + LINE_WIDTH * row + at] as number;
}

/** The end of a section as it stands. */
export function endOf(section: Section): Sym {
  const sub = section.subsections.at(-1);
  return symbolAt(sub?.frag, sub?.offset ?? 0);
}

/** The start of a section. */
export function startOf(section: Section): Sym {
  return symbolAt(section.subsections[0]?.start, 0);
}
