/**
 * The new bytes of an edited .eh_frame section, and where the old ones went.
 *
 * Enters: the records that stay with their places. Leaves: `data` and `edited` of the section; once addresses are known, lengths and the
 * pointers to common entries are put in (`linkRecords`).
 */
import type { FrameEdit, InputSection } from '../model.ts';
import type { PlacedRecord } from './edit.ts';
import { BASE, isAbsolute, PE, pointerWidth, relativeTo } from './encoding.ts';
import type { CommonEntry, FrameRecord, FunctionEntry } from './records.ts';

/** Bytes put in before the byte at `at` of the old section. */
interface Insertion {
  readonly at: number;
  readonly bytes: readonly number[];
}

const Z = 0x7a;
const R = 0x52;

/** An absolute address of a function needs an encoding to become relative; where there is no augmentation, it needs one. */
function insertions(record: FrameRecord, relative: boolean): readonly Insertion[] {
  if (!relative || record.kind === 'end') return [];
  const common = record.kind === 'cie' ? record : record.common;
  if (common.fdeAt !== 0 || !isAbsolute(common.fde)) return [];
  const plain = common.augmentation === '';
  if (record.kind === 'fde') return plain ? [{ at: record.dataAt, bytes: [0] }] : [];
  const encoding = relativeTo(common.fde);
  if (!plain)
    return [
      { at: common.stringAt + 1, bytes: [R] },
      { at: common.dataAt, bytes: [encoding] },
    ];
  return [
    { at: common.stringAt, bytes: [Z, R] },
    { at: common.dataAt, bytes: [1, encoding] },
  ];
}

/** Bytes by which a record grows. */
export function growth(record: FrameRecord, relative: boolean): number {
  return insertions(record, relative).reduce((sum, { bytes }) => sum + bytes.length, 0);
}

/** Where the pointers of a record are that become relative. */
function relativePlaces(record: FrameRecord): readonly number[] {
  if (record.kind === 'end') return [];
  if (record.kind === 'cie') return isAbsolute(record.personality) ? [record.personalityAt + 1] : [];
  const { common } = record;
  return [
    ...(isAbsolute(common.fde) ? [record.offset + 8, ...record.addresses] : []),
    ...(isAbsolute(common.language) ? [record.dataAt] : []),
  ];
}

/** Give the section its new bytes. */
export function rewrite(
  section: InputSection,
  records: readonly PlacedRecord[],
  relative: boolean,
  little: boolean,
): void {
  const edit = new Edit(section, records, relative);
  const old = section.data;
  const data = new Uint8Array(section.size);
  for (const { record, at, kept } of records) {
    if (!kept) continue;
    let from = record.offset;
    let to = at;
    for (const insertion of insertions(record, relative)) {
      data.set(old.subarray(from, insertion.at), to);
      data.set(insertion.bytes, to + insertion.at - from);
      to += insertion.at - from + insertion.bytes.length;
      from = insertion.at;
    }
    data.set(old.subarray(from, record.offset + record.used), to);
    if (record.kind === 'cie' && relative) changeEncodings(record, data, edit);
    if (record.kind === 'fde') moveFixed(record, record.offset - at, data, edit, little);
  }
  section.data = data;
  section.edited = edit;
}

/** Say in a common entry that its pointers are relative. */
function changeEncodings(common: CommonEntry, data: Uint8Array, edit: FrameEdit): void {
  const { fde, fdeAt, language, languageAt, personality, personalityAt, dataAt, augmentation } = common;
  for (const [encoding, place] of [
    [fde, fdeAt] as const,
    [language, languageAt] as const,
    [personality, personalityAt] as const,
  ])
    if (place !== 0 && isAbsolute(encoding)) data[edit.find(place)] = relativeTo(encoding);
  // The length of the data stands before them; it counts what was put in.
  const added = augmentation !== '' && fdeAt === 0 && isAbsolute(fde);
  if (added) data[edit.find(dataAt) - 2] = (data[edit.find(dataAt) - 2] as number) + 1;
}

/** Relative addresses in instructions that no relocation fills in are of what did not move with the record. */
function moveFixed(record: FunctionEntry, by: number, data: Uint8Array, edit: FrameEdit, little: boolean): void {
  const { fixed, common } = record;
  if ((common.fde & BASE) !== PE.pcrel || by === 0) return;
  const view = new DataView(data.buffer);
  for (const place of fixed) {
    const at = edit.find(place);
    const width = pointerWidth(common.fde);
    if (width === 8) view.setBigInt64(at, view.getBigInt64(at, little) + BigInt(by), little);
    else if (width === 4) view.setInt32(at, view.getInt32(at, little) + by, little);
    else view.setInt16(at, view.getInt16(at, little) + by, little);
  }
}

/** Lengths, and the distances to common entries, in the bytes of the sections. Layout must be done. */
export function linkRecords(placed: readonly PlacedRecord[], little: boolean): void {
  for (const { section, record, at, size, common } of placed) {
    if (record.kind === 'end') continue;
    const data = new DataView(section.data.buffer, section.data.byteOffset, section.data.byteLength);
    data.setUint32(at, size - 4, little);
    if (common) data.setUint32(at + 4, section.offset + at + 4 - common.section.offset - common.at, little);
  }
}

class Edit implements FrameEdit {
  readonly #section: InputSection;
  readonly #records: readonly PlacedRecord[];
  readonly #relative: boolean;
  readonly #relativePlaces = new Set<number>();

  constructor(section: InputSection, records: readonly PlacedRecord[], relative: boolean) {
    this.#section = section;
    this.#records = records;
    this.#relative = relative;
    if (!relative) return;
    for (const { record } of records) for (const place of relativePlaces(record)) this.#relativePlaces.add(place);
  }

  find(offset: number): number {
    if (offset >= this.#section.rawSize) return this.#section.size + offset - this.#section.rawSize;
    const placed = this.#recordAt(offset);
    return placed?.kept ? this.#moved(placed, offset, (at) => at <= offset) : -1;
  }

  ofSymbol(offset: number): number {
    const placed = this.#recordAt(offset);
    return placed ? this.#moved(placed, offset, (at) => at < offset) : offset;
  }

  #moved({ record, at }: PlacedRecord, offset: number, isBefore: (at: number) => boolean): number {
    const before = insertions(record, this.#relative).filter((insertion) => isBefore(insertion.at));
    return at + offset - record.offset + before.reduce((sum, { bytes }) => sum + bytes.length, 0);
  }

  isRelative(offset: number): boolean {
    return this.#relativePlaces.has(offset);
  }

  /** The record that the byte was in, or the last. Records lie without gaps. */
  #recordAt(offset: number): PlacedRecord | undefined {
    let low = 0;
    let high = this.#records.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#records[middle] as PlacedRecord).record.offset <= offset) low = middle;
      else high = middle - 1;
    }
    return this.#records[low];
  }
}
