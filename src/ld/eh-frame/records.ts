/**
 * The records of one .eh_frame section (LSB, "The .eh_frame section"): common entries (CIE), each with the entries of functions that name it (FDE),
 * and the zero that ends a table.
 *
 * Enters: an input section. Leaves: its records in order, or nothing where any of it is not understood: such a section stays as it is.
 */
import { Cursor } from '../../elf/dwarf/cursor.ts';
import { DwarfError } from '../../elf/dwarf/error.ts';
import type { RelaView } from '../../elf/tables.ts';
import type { LinkContext } from '../context.ts';
import { type InputFile, InputSection } from '../model.ts';
import { BASE, PE, pointerWidth } from './encoding.ts';
import { readInstructions } from './instructions.ts';

interface Span {
  /** Bytes from the start of the section, with the length field. */
  readonly offset: number;
  readonly size: number;
  /** Bytes without the padding at the end. */
  readonly used: number;
}

export interface CommonEntry extends Span {
  readonly kind: 'cie';
  readonly augmentation: string;
  /** Where the augmentation string is, and its data behind the length; `dataAt` is where it would be when there is none. */
  readonly stringAt: number;
  readonly dataAt: number;
  /** Encodings of FDE addresses, of pointers to language data, of the personality (PE.omit: none), and where those bytes are (0: nowhere). */
  readonly fde: number;
  readonly language: number;
  readonly personality: number;
  readonly fdeAt: number;
  readonly languageAt: number;
  readonly personalityAt: number;
  /** Bytes of the pointer to the personality; from one past `personalityAt`. */
  readonly personalityWidth: number;
  /** Long instructions are not compared. */
  readonly mergeable: boolean;
}

export interface FunctionEntry extends Span {
  readonly kind: 'fde';
  readonly common: CommonEntry;
  /** The file's symbol that its address is relative to. */
  readonly symbol: number;
  /** The range is empty: nothing is described. */
  readonly empty: boolean;
  /** Where augmentation data begins (behind their length), and the addresses in instructions. */
  readonly dataAt: number;
  readonly addresses: readonly number[];
  /** Those of them that no relocation fills in. */
  readonly fixed: readonly number[];
}

export interface Terminator extends Span {
  readonly kind: 'end';
}

export type FrameRecord = CommonEntry | FunctionEntry | Terminator;

/** As much of the instructions as is compared. */
const MOST_INSTRUCTIONS = 50;
const PC_BEGIN = 8;

/** The records of a section, read once. */
export function framesOf(context: LinkContext, section: InputSection): readonly FrameRecord[] | undefined {
  section.frames ??= { records: readRecords(context, section) };
  return section.frames.records;
}

/** The records of a section, in order; undefined when it is not understood. */
function readRecords(context: LinkContext, section: InputSection): readonly FrameRecord[] | undefined {
  try {
    return new RecordReader(context, section).read();
  } catch (error) {
    if (error instanceof DwarfError) return undefined;
    throw error;
  }
}

class RecordReader {
  readonly #context: LinkContext;
  readonly #section: InputSection;
  readonly #cursor: Cursor;
  readonly #relocations: RelaView | undefined;
  /** Index of the relocation at an offset. */
  readonly #at = new Map<number, number>();
  readonly #commons = new Map<number, CommonEntry>();

  constructor(context: LinkContext, section: InputSection) {
    this.#context = context;
    this.#section = section;
    const { data, file, rela } = section;
    this.#cursor = new Cursor(section.name, data, context.bigEndian);
    this.#relocations = rela > 0 ? file.view?.relocations(rela, file.symbols?.count ?? 0) : undefined;
    for (let i = 0; this.#relocations && i < this.#relocations.count; i++) this.#at.set(this.#relocations.place(i), i);
  }

  read(): FrameRecord[] | undefined {
    const records: FrameRecord[] = [];
    const cursor = this.#cursor;
    while (!cursor.ended) {
      const offset = cursor.at;
      const length = cursor.u32();
      if (length === 0) {
        if (!this.#section.data.subarray(offset).every((byte) => byte === 0)) return undefined;
        records.push({ kind: 'end', offset, size: this.#section.data.length - offset, used: 4 });
        return records;
      }
      const end = offset + 4 + length;
      if (length < 4 || end > this.#section.data.length) return undefined;
      const id = cursor.u32();
      const record = id === 0 ? this.#common(offset, end) : this.#function(offset, end, id);
      if (!record) return undefined;
      records.push(record);
      cursor.at = end;
    }
    return records;
  }

  #common(offset: number, end: number): CommonEntry | undefined {
    const cursor = this.#cursor;
    const version = cursor.u8();
    if (version !== 1 && version !== 3 && version !== 4) return undefined;
    const stringAt = cursor.at;
    const augmentation = cursor.string();
    // Address size and segment size.
    if (version === 4 && (cursor.u8() !== 8 || cursor.u8() !== 0)) return undefined;
    cursor.skipLeb();
    cursor.skipLeb();
    if (version === 1) cursor.u8();
    else cursor.skipLeb();
    const parts = this.#augmentation(augmentation);
    if (!parts) return undefined;
    const first = cursor.at;
    const instructions = readInstructions(cursor, end, pointerWidth(parts.fde));
    if (!instructions || instructions.addresses.length > 0 || this.#relocated(first, end)) return undefined;
    const mergeable = instructions.end - first <= MOST_INSTRUCTIONS;
    const span = { offset, size: end - offset, used: instructions.end - offset };
    const common: CommonEntry = { kind: 'cie', ...span, ...parts, augmentation, stringAt, mergeable };
    this.#commons.set(offset, common);
    return common;
  }

  /** What the letters of the augmentation say, in their order. */
  #augmentation(
    letters: string,
  ): Omit<CommonEntry, 'kind' | 'offset' | 'size' | 'used' | 'augmentation' | 'stringAt' | 'mergeable'> | undefined {
    const cursor = this.#cursor;
    const found = { fde: 0, language: PE.omit, personality: PE.omit } as Record<
      'fde' | 'language' | 'personality',
      number
    >;
    const at = { fdeAt: 0, languageAt: 0, personalityAt: 0 };
    if (letters === '') return { ...found, ...at, dataAt: cursor.at, personalityWidth: 0 };
    if (letters[0] !== 'z') return undefined;
    const length = cursor.uleb();
    const dataAt = cursor.at;
    let personalityWidth = 0;
    for (const letter of letters.slice(1)) {
      if (letter === 'S' || letter === 'B') continue;
      const place = cursor.at;
      if (letter === 'R') [found.fde, at.fdeAt] = [cursor.u8(), place];
      else if (letter === 'L') [found.language, at.languageAt] = [cursor.u8(), place];
      else if (letter === 'P') {
        [found.personality, at.personalityAt] = [cursor.u8(), place];
        personalityWidth = pointerWidth(found.personality);
        if (personalityWidth === 0 || (found.personality & BASE) === PE.aligned) return undefined;
        cursor.take(personalityWidth);
      } else return undefined;
    }
    if (pointerWidth(found.fde) === 0 || (found.fde & BASE) === PE.aligned || (found.fde & BASE) === PE.datarel)
      return undefined;
    if (letters.includes('L') && pointerWidth(found.language) === 0) return undefined;
    cursor.at = Math.max(cursor.at, dataAt + length);
    return { ...found, ...at, dataAt, personalityWidth };
  }

  #function(offset: number, end: number, id: number): FunctionEntry | undefined {
    const cursor = this.#cursor;
    const common = this.#commons.get(offset + 4 - id);
    const relocation = this.#at.get(offset + PC_BEGIN);
    const symbol = relocation === undefined ? undefined : this.#relocations?.symbol(relocation);
    if (!common || symbol === undefined || !this.#isOwn(symbol)) return undefined;
    const width = pointerWidth(common.fde);
    cursor.take(width);
    const rangeAt = cursor.take(width);
    if (cursor.at > end) return undefined;
    const empty = this.#section.data.subarray(rangeAt, rangeAt + width).every((byte) => byte === 0);
    let dataAt = cursor.at;
    if (common.augmentation !== '') {
      const length = cursor.uleb();
      dataAt = cursor.at;
      cursor.take(length);
    }
    const first = cursor.at;
    const instructions = first <= end ? readInstructions(cursor, end, width) : undefined;
    if (!instructions) return undefined;
    const { addresses } = instructions;
    const fixed = addresses.filter((at) => !this.#at.has(at));
    const used = instructions.end - offset;
    return { kind: 'fde', offset, size: end - offset, used, common, symbol, empty, dataAt, addresses, fixed };
  }

  #relocated(from: number, to: number): boolean {
    for (let at = from; at < to; at++) if (this.#at.has(at)) return true;
    return false;
  }

  /** The function is one of this file's, or nobody's. */
  #isOwn(symbol: number): boolean {
    const { file } = this.#section;
    const target = targetOf(this.#context, file, symbol);
    return target === undefined || target.file === file;
  }
}

/** The input section of a file's symbol. */
export function targetOf(context: LinkContext, file: InputFile, symbol: number): InputSection | undefined {
  const id = file.globals[symbol] ?? -1;
  if (id >= 0) {
    const { section } = context.symbols.byId(id);
    return section instanceof InputSection ? section : undefined;
  }
  return file.symbols?.inSection(symbol) ? file.sections[file.symbols.section(symbol)] : undefined;
}
