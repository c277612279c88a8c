/**
 * .eh_frame_hdr: where .eh_frame is, and a table of its functions for unwinders to search (LSB, "The .eh_frame_hdr section").
 *
 * Enters: the edited frames, final addresses and contents. Leaves: four bytes of version and encodings, the distance to .eh_frame, and, where
 * everything in it was understood, for each function its address and that of its entry, relative to this section, sorted.
 */
import { NO_POS } from '../../diag/diagnostic.ts';
import * as messages from '../../diag/messages/ld.ts';
import * as elf from '../../elf/constants.ts';
import type { LinkContext } from '../context.ts';
import { outputBytes } from '../dynamic/place.ts';
import { makeSection, resize } from '../got.ts';
import { type InputSection, KIND } from '../model.ts';
import type { FramePlan, PlacedRecord } from './edit.ts';
import { BASE, PE, pointerWidth } from './encoding.ts';
import type { FunctionEntry } from './records.ts';

const VERSION = 1;
const POINTER = PE.pcrel | PE.sdata4;
const COUNT = PE.udata4;
const TABLE = PE.datarel | PE.sdata4;
const FIXED = 8;
const ENTRY = 8;
/** The section's start, for code that looks for it without program headers. */
const NAME = '__GNU_EH_FRAME_HDR';

/** Make the section when it is asked for and some input has frames. */
export function makeFrameHeader(context: LinkContext): InputSection | undefined {
  const { options, files } = context;
  if (!options.ehFrameHdr || options.relocatable) return undefined;
  const framed = files.some((file) => file.list.some((s) => s.name === '.eh_frame' && s.size > FIXED));
  if (!framed) return undefined;
  const section = makeSection(context, '.eh_frame_hdr', elf.SHT_PROGBITS, elf.SHF_ALLOC, 4, 0);
  section.kept = true;
  resize(section, FIXED);
  return section;
}

/** Before layout: without frames in the output there is no header. */
export function dropUnusedHeader(context: LinkContext, header: InputSection): void {
  const frames = context.byName.get('.eh_frame');
  if (!frames?.hasInput || !header.output) header.discarded = 'excluded';
  else defineStart(context, header);
}

function defineStart(context: LinkContext, header: InputSection): void {
  const symbol = context.symbols.make(NAME);
  if (symbol.isDefined) return;
  symbol.kind = KIND.defined;
  symbol.section = header;
  symbol.value = 0n;
  symbol.forcedLocal = true;
}

const entriesOf = (plan: FramePlan): PlacedRecord[] => plan.placed.filter(({ record }) => record.kind === 'fde');

/** Room for the table. */
export function sizeFrameHeader(header: InputSection, plan: FramePlan): void {
  resize(header, plan.complete ? FIXED + 4 + ENTRY * entriesOf(plan).length : FIXED);
}

interface Row {
  /** Address of the function and bytes of it, address of its entry. */
  readonly start: bigint;
  readonly range: bigint;
  readonly entry: bigint;
}

/** Write it. Contents must be relocated. */
export function fillFrameHeader(context: LinkContext, header: InputSection, plan: FramePlan): void {
  const { output } = header;
  if (header.discarded !== '' || !output) return;
  const little = !context.bigEndian;
  const bytes = outputBytes(header);
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const base = output.vma + BigInt(header.offset);
  const rows = plan.complete ? entriesOf(plan).map((placed) => readRow(context, placed)) : [];
  const hasTable = rows.length > 0;
  bytes.set([VERSION, POINTER, hasTable ? COUNT : PE.omit, hasTable ? TABLE : PE.omit]);
  const put = (at: number, value: bigint): void => {
    if (value !== BigInt.asIntN(32, value)) context.sink.report(NO_POS, messages.frameTableRange(base + value));
    data.setInt32(at, Number(BigInt.asIntN(32, value)), little);
  };
  put(4, plan.output.vma - base - 4n);
  if (!hasTable) return;
  data.setUint32(FIXED, rows.length, little);
  rows.sort((a, b) => (a.start === b.start ? compare(a.range, b.range) : compare(a.start, b.start)));
  rows.forEach(({ start, range, entry }, i) => {
    put(FIXED + 4 + ENTRY * i, start - base);
    put(FIXED + 8 + ENTRY * i, entry - base);
    const next = rows[i + 1];
    if (next && start + range > next.start)
      context.sink.report(NO_POS, messages.overlappingFrames(start, range, next.start));
  });
}

const compare = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);

/** The function of an entry, as the relocated bytes say. */
function readRow(context: LinkContext, { section, record, at }: PlacedRecord): Row {
  const { common } = record as FunctionEntry;
  const width = pointerWidth(common.fde);
  const bytes = outputBytes(section);
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entry = (section.output?.vma ?? 0n) + BigInt(section.offset + at);
  const signed = (common.fde & 8) !== 0;
  const relative = (common.fde & BASE) === PE.pcrel || section.edited?.isRelative(record.offset + 8) === true;
  const pointer = read(data, at + 8, width, signed || relative, !context.bigEndian);
  const start = relative && pointer !== 0n ? BigInt.asUintN(64, entry + 8n + pointer) : pointer;
  return { start, range: read(data, at + 8 + width, width, false, !context.bigEndian), entry };
}

function read(data: DataView, at: number, width: number, signed: boolean, little: boolean): bigint {
  let value = 0n;
  for (let i = 0; i < width; i++) value |= BigInt(data.getUint8(at + (little ? i : width - 1 - i))) << BigInt(8 * i);
  return signed ? BigInt.asIntN(8 * width, value) : value;
}
