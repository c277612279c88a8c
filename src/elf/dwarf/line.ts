/**
 * .debug_line: line-number programs to rows.
 *
 * Enters: the section and the offset of one unit. Leaves: its file table and its sequences (runs of code that lie together),
 * with rows in arrays. Versions 2 to 5 (DWARF 5, section 6.2; versions 2 to 4 number directories and files from 1, directory
 * 0 being the compilation directory). Linkers set the address of discarded code to 0 or -1; such sequences come out as they
 * stand and are the caller's to leave.
 */
import * as messages from '../../diag/messages/dwarf.ts';
import type { Cursor } from './cursor.ts';
import { DwarfError } from './error.ts';
import { readForm, type UnitShape, type Value } from './form.ts';
import type { DebugSections } from './sections.ts';

export interface LineFile {
  readonly name: string;
  /** Index into `directories`. */
  readonly directory: number;
}

/** One run of code: addresses ascend, the last row is its end. */
export interface Sequence {
  /** Address of the first row; in objects, offset in `section`. */
  readonly low: bigint;
  /** Address after the last byte. */
  readonly high: bigint;
  /** In objects, the section that the code lies in. */
  readonly section: number | undefined;
  /** Rows: bytes from `low`, file index (as the program counts), line, column. */
  readonly offsets: readonly number[];
  readonly files: readonly number[];
  readonly lines: readonly number[];
  readonly columns: readonly number[];
}

export interface LineUnit {
  readonly start: number;
  readonly end: number;
  readonly version: number;
  readonly directories: readonly string[];
  /** By index as the program counts: version 5 from 0, earlier from 1 (index 0 undefined). */
  readonly files: readonly (LineFile | undefined)[];
  readonly sequences: readonly Sequence[];
}

interface Header {
  readonly start: number;
  readonly end: number;
  readonly version: number;
  readonly shape: UnitShape;
  readonly minimumInstruction: number;
  readonly lineBase: number;
  readonly lineRange: number;
  readonly opcodeLengths: readonly number[];
  readonly directories: readonly string[];
  readonly files: (LineFile | undefined)[];
  readonly program: number;
}

const CONTENT_PATH = 1;
const CONTENT_DIRECTORY = 2;

function readEntries(cursor: Cursor, shape: UnitShape, sections: DebugSections): Map<number, Value>[] {
  const formats = Array.from({ length: cursor.u8() }, () => [cursor.uleb(), cursor.uleb()] as const);
  const count = cursor.uleb();
  const entries: Map<number, Value>[] = [];
  for (let i = 0; i < count; i++) {
    const entry = new Map<number, Value>();
    for (const [content, form] of formats) entry.set(content, readForm(form, cursor, shape, sections));
    entries.push(entry);
  }
  return entries;
}

function readTables5(cursor: Cursor, shape: UnitShape, sections: DebugSections): Pick<Header, 'directories' | 'files'> {
  const directories = readEntries(cursor, shape, sections).map((entry) => String(entry.get(CONTENT_PATH) ?? ''));
  const files = readEntries(cursor, shape, sections).map((entry) => ({
    name: String(entry.get(CONTENT_PATH) ?? ''),
    directory: Number(entry.get(CONTENT_DIRECTORY) ?? 0),
  }));
  return { directories, files };
}

function readFile4(cursor: Cursor, name: string): LineFile {
  const directory = cursor.uleb();
  cursor.skipLeb();
  cursor.skipLeb();
  return { name, directory };
}

function readTables4(cursor: Cursor): Pick<Header, 'directories' | 'files'> {
  const directories = [''];
  for (let name = cursor.string(); name !== ''; name = cursor.string()) directories.push(name);
  const files: (LineFile | undefined)[] = [undefined];
  for (let name = cursor.string(); name !== ''; name = cursor.string()) files.push(readFile4(cursor, name));
  return { directories, files };
}

function readHeader(cursor: Cursor, sections: DebugSections): Header {
  const start = cursor.at;
  const { length, offsetSize } = cursor.initialLength();
  const end = cursor.at + length;
  if (end > cursor.data.length) {
    throw new DwarfError(messages.truncated('.debug_line', cursor.at, length, cursor.data.length));
  }
  const version = cursor.u16();
  if (version < 2 || version > 5) throw new DwarfError(messages.version('.debug_line', start, version, 2, 5));
  const addressSize = version >= 5 ? cursor.u8() : 8;
  if (version >= 5) cursor.u8();
  const headerLength = cursor.offset(offsetSize);
  const program = cursor.at + headerLength;
  const minimumInstruction = cursor.u8();
  if (version >= 4) cursor.u8();
  cursor.u8();
  const lineBase = cursor.s8();
  const lineRange = cursor.u8();
  if (lineRange === 0) throw new DwarfError(messages.badLineHeader(start, 'the line range is 0'));
  const opcodeBase = cursor.u8();
  const opcodeLengths = [0, ...Array.from({ length: Math.max(0, opcodeBase - 1) }, () => cursor.u8())];
  const shape: UnitShape = { start, version, offsetSize, addressSize, stringOffsetsBase: 8, addressBase: 8 };
  const tables = version >= 5 ? readTables5(cursor, shape, sections) : readTables4(cursor);
  if (program > end)
    throw new DwarfError(messages.badLineHeader(start, `the header's ${headerLength} bytes do not fit`));
  return { start, end, version, shape, minimumInstruction, lineBase, lineRange, opcodeLengths, ...tables, program };
}

/** The state machine of section 6.2.2, and the rows of the sequence that is open. */
class LineMachine {
  readonly sequences: Sequence[] = [];
  address = 0n;
  section: number | undefined;
  file = 1;
  line = 1;
  column = 0;
  #low: bigint | undefined;
  #offsets: number[] = [];
  #files: number[] = [];
  #lines: number[] = [];
  #columns: number[] = [];

  emit(): void {
    this.#low ??= this.address;
    this.#offsets.push(Number(this.address - this.#low));
    this.#files.push(this.file);
    this.#lines.push(this.line);
    this.#columns.push(this.column);
  }

  endSequence(): void {
    if (this.#low !== undefined && this.address > this.#low) {
      this.sequences.push({
        low: this.#low,
        high: this.address,
        section: this.section,
        offsets: this.#offsets,
        files: this.#files,
        lines: this.#lines,
        columns: this.#columns,
      });
    }
    this.#low = undefined;
    this.#offsets = [];
    this.#files = [];
    this.#lines = [];
    this.#columns = [];
    this.address = 0n;
    this.section = undefined;
    this.file = 1;
    this.line = 1;
    this.column = 0;
  }
}

function extended(cursor: Cursor, machine: LineMachine, header: Header, targets: ReadonlyMap<number, number>): void {
  const length = cursor.uleb();
  const next = cursor.at + length;
  if (length === 0) return;
  const opcode = cursor.u8();
  if (opcode === 1) {
    machine.endSequence();
  } else if (opcode === 2) {
    machine.section = targets.get(cursor.at);
    machine.address = cursor.address(length - 1 === 4 ? 4 : 8);
  } else if (opcode === 3) {
    const name = cursor.string();
    header.files.push(readFile4(cursor, name));
  }
  cursor.at = next;
}

function standard(opcode: number, cursor: Cursor, machine: LineMachine, header: Header): void {
  const advance = (units: number): void => {
    machine.address += BigInt(units * header.minimumInstruction);
  };
  switch (opcode) {
    case 1:
      machine.emit();
      return;
    case 2:
      advance(cursor.uleb());
      return;
    case 3:
      machine.line += cursor.sleb();
      return;
    case 4:
      machine.file = cursor.uleb();
      return;
    case 5:
      machine.column = cursor.uleb();
      return;
    case 8:
      advance(Math.floor((255 - header.opcodeLengths.length) / header.lineRange));
      return;
    case 9:
      machine.address += BigInt(cursor.u16());
      return;
    default:
      for (let i = header.opcodeLengths[opcode] ?? 0; i > 0; i--) cursor.skipLeb();
  }
}

/** Read the unit at an offset of .debug_line. Throws DwarfError. */
export function readLineUnit(sections: DebugSections, start: number): LineUnit {
  const cursor = sections.cursor('.debug_line', start);
  const targets = sections.find('.debug_line')?.targets ?? new Map<number, number>();
  const header = readHeader(cursor, sections);
  const machine = new LineMachine();
  const opcodeBase = header.opcodeLengths.length;
  cursor.at = header.program;
  while (cursor.at < header.end) {
    const opcode = cursor.u8();
    if (opcode === 0) {
      extended(cursor, machine, header, targets);
    } else if (opcode < opcodeBase) {
      standard(opcode, cursor, machine, header);
    } else {
      const adjusted = opcode - opcodeBase;
      machine.address += BigInt(Math.floor(adjusted / header.lineRange) * header.minimumInstruction);
      machine.line += header.lineBase + (adjusted % header.lineRange);
      machine.emit();
    }
  }
  const { end, version, directories, files } = header;
  return { start, end, version, directories, files, sequences: machine.sequences };
}

/** Offset after the unit at `start`, without reading it. Throws DwarfError. */
export function lineUnitEnd(sections: DebugSections, start: number): number {
  const cursor = sections.cursor('.debug_line', start);
  const { length } = cursor.initialLength();
  return cursor.at + length;
}
