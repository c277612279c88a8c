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
import { lebBytes } from './bytes.ts';
import { FIXUP } from './fixup.ts';
import { GnuFragments, lengthOf } from './gnu-fragments.ts';
import { FLAG } from './line-entries.ts';
import type { LineState, LineTable, SectionLines } from './line-table.ts';
import { mappedDirectory } from './options.ts';
import { distance, type Resolver } from './resolve.ts';
import { type Fragment, Section, type Subsection, VARIABLE } from './section.ts';
import { SHF, SHT } from './section-table.ts';
import { Sym, symbolAt, type Value } from './symbol.ts';

const LINE_BASE = -5;
const LINE_RANGE = 14;
const OPCODE_BASE = 13;
const MIN_LENGTH = 4;
/** The largest address step of a special opcode. */
const MAX_SPECIAL = Math.floor((255 - OPCODE_BASE) / LINE_RANGE);
const LNS = {
  copy: 1,
  advancePc: 2,
  advanceLine: 3,
  setFile: 4,
  setColumn: 5,
  negateStmt: 6,
  setBasicBlock: 7,
  constAddPc: 8,
  setPrologueEnd: 10,
  setEpilogueBegin: 11,
  setIsa: 12,
} as const;
/** In place of a line step: the end of the sequence. */
const END = Number.POSITIVE_INFINITY;

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
    w.byte(md5 ? 3 : 2);
    for (const pair of md5 ? [1, 0x1f, 2, 0x0f, 5, 0x1e] : [1, 0x1f, 2, 0x0f]) w.uleb(pair);
    w.uleb(files.length);
    const shared = files.length > 1 && !files[0] && files[1] !== undefined;
    let first: Sym | undefined;
    for (let i = 0; i < files.length; i++) {
      const file = files[i] ?? (i === 0 ? files[1] : undefined);
      const sym: Sym = i === 1 && shared && first ? first : this.#string(file?.name ?? '');
      if (i === 0) first = sym;
      w.value(sym, undefined, 4);
      w.uleb(file?.directory ?? 0);
      if (!md5) continue;
      const bytes = Array.from({ length: 16 }, (_, k) => Number(((file?.md5 ?? 0n) >> BigInt(8 * k)) & 255n));
      this.#a.emitBytes(this.#a.bigEndian ? bytes.reverse() : bytes);
    }
  }

  #section({ section, subsections }: SectionLines): void {
    const state: LineState = { file: 1, line: 1, column: 0, isa: 0, flags: FLAG.isStmt, discriminator: 0 };
    const entry = { ...state };
    let last: Fragment | undefined;
    let lastOffset = 0;
    let lastFlags = 0;
    for (const { entries } of subsections) {
      for (let i = 0; i < entries.count; i++) {
        entries.read(i, entry);
        this.#registers(entry, state);
        const step = entry.line - state.line;
        const frag = entries.fragment(i);
        const offset = entries.offset(i);
        if (!last || ((entry.flags & FLAG.reset) !== 0 && this.#mayStay(frag, offset, last, lastOffset, lastFlags))) {
          this.#w.byte(0);
          this.#w.uleb(1 + this.#a.addressSize);
          this.#w.byte(2);
          this.#w.value(symbolAt(frag, offset), undefined, this.#a.addressSize);
          this.#a.emitBytes(advance(step, 0));
        } else this.#advance(step, frag, offset, last, lastOffset, entry);
        state.line = entry.line;
        last = frag;
        lastOffset = offset;
        lastFlags = entry.flags;
      }
    }
    const end = section.subsections.at(-1);
    if (last && end) this.#advance(END, end.frag, end.offset, last, lastOffset, state);
  }

  /** Whether GNU as does not know that a row is further on than the one before it. */
  #mayStay(frag: Fragment, offset: number, last: Fragment, lastOffset: number, lastFlags: number): boolean {
    if (frag === last) return offset === lastOffset;
    if (offset !== 0) return false;
    if (lastOffset === lengthOf(last)) return true;
    if ((lastFlags & FLAG.late) !== 0) return false;
    const { subsection } = last;
    if (this.#fragments?.sub !== subsection) this.#fragments = { sub: subsection, ends: new GnuFragments(subsection) };
    return this.#fragments.ends.has(last, lastOffset);
  }

  /** Opcodes that give all registers but the line and the address the values of `entry`. */
  #registers(entry: LineState, state: LineState): void {
    const w = this.#w;
    const changed = (opcode: number, value: number): void => {
      w.byte(opcode);
      w.uleb(value);
    };
    if (state.file !== entry.file) changed(LNS.setFile, entry.file);
    if (state.column !== entry.column) changed(LNS.setColumn, entry.column);
    if (entry.discriminator !== 0) {
      w.byte(0);
      w.uleb(1 + lebBytes(BigInt(entry.discriminator), false).length);
      w.byte(4);
      w.uleb(entry.discriminator);
    }
    if (state.isa !== entry.isa) changed(LNS.setIsa, entry.isa);
    if (((state.flags ^ entry.flags) & FLAG.isStmt) !== 0) {
      w.byte(LNS.negateStmt);
      state.flags = entry.flags;
    }
    if ((entry.flags & FLAG.basicBlock) !== 0) w.byte(LNS.setBasicBlock);
    if ((entry.flags & FLAG.prologueEnd) !== 0) w.byte(LNS.setPrologueEnd);
    if ((entry.flags & FLAG.epilogueBegin) !== 0) w.byte(LNS.setEpilogueBegin);
    state.file = entry.file;
    state.column = entry.column;
    state.isa = entry.isa;
  }

  /** Step to a place, which `row` is about; if the distance is not known yet, in a fragment of variable size. */
  #advance(line: number, to: Fragment, toOffset: number, from: Fragment, fromOffset: number, row: LineState): void {
    const known = distance(to, toOffset, from, fromOffset);
    if (known !== undefined) {
      this.#short(line, known, row);
      return;
    }
    const value: Value = { plus: symbolAt(to, toOffset), minus: symbolAt(from, fromOffset), addend: 0 };
    const rare = this.#a.variable(VARIABLE.line, value, 0).own();
    const bytes = (resolver: Resolver): number[] => advance(line, Number(resolver.absolute(value) ?? 0));
    const { file, line: number } = row;
    rare.measure = (resolver) => bytes(resolver).length;
    rare.write = (resolver, out, at) => {
      this.#checkStep(line, Number(resolver.absolute(value) ?? 0), file, number);
      out.set(bytes(resolver), at);
    };
  }

  /** Rows of the table are whole instructions apart. */
  #checkStep(line: number, bytes: number, file: number, number: number): void {
    if (line === END || bytes % MIN_LENGTH === 0 || this.#misaligned) return;
    this.#misaligned = true;
    this.#a.sink.report(NO_POS, messages.misalignedLines(bytes, number, this.#table.files[file]?.name ?? ''));
  }

  /** Nearly all steps are one special opcode. */
  #short(line: number, bytes: number, row: LineState): void {
    this.#checkStep(line, bytes, row.file, row.line);
    const biased = line - LINE_BASE;
    const opcode = biased + OPCODE_BASE + Math.floor(bytes / MIN_LENGTH) * LINE_RANGE;
    if (biased >= 0 && biased < LINE_RANGE && opcode <= 255 && bytes >= 0 && (line !== 0 || bytes >= MIN_LENGTH))
      this.#w.byte(opcode);
    else this.#a.emitBytes(advance(line, bytes));
  }
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

/** Opcodes that add `lines` and `bytes` and make a row: special ones where they reach. */
function advance(lines: number, bytes: number): number[] {
  const delta = Math.floor(bytes / MIN_LENGTH);
  if (lines === END) {
    const end = [0, 1, 1];
    if (delta === MAX_SPECIAL) return [LNS.constAddPc, ...end];
    return delta === 0 ? end : [LNS.advancePc, ...lebBytes(BigInt(delta), false), ...end];
  }
  const out: number[] = [];
  let line = lines;
  let biased = line - LINE_BASE;
  let copy = false;
  if (biased < 0 || biased >= LINE_RANGE) {
    out.push(LNS.advanceLine, ...lebBytes(BigInt(line), true));
    line = 0;
    biased = -LINE_BASE;
    copy = true;
  }
  if (line === 0 && delta === 0) return [...out, LNS.copy];
  biased += OPCODE_BASE;
  if (delta < 256 + MAX_SPECIAL) {
    const direct = biased + delta * LINE_RANGE;
    if (direct <= 255) return [...out, direct];
    const further = biased + (delta - MAX_SPECIAL) * LINE_RANGE;
    if (further <= 255) return [...out, LNS.constAddPc, further];
  }
  out.push(LNS.advancePc, ...lebBytes(BigInt(delta), false));
  out.push(copy ? LNS.copy : biased);
  return out;
}
