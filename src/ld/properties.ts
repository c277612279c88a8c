/**
 * .note.gnu.property: what the inputs promise together (AAELF64, "Program Property"; BTI and PAC of every function).
 *
 * One note is left, in the first input that has one, with the promises that every input makes; where an input has no note,
 * or nothing is common, there is none.
 */
import { NO_POS } from '../diag/diagnostic.ts';
import * as messages from '../diag/messages/ld.ts';
import * as elf from '../elf/constants.ts';
import type { LinkContext } from './context.ts';
import { makeSection } from './got.ts';
import type { InputSection } from './model.ts';

const NAME = '.note.gnu.property';
const NT_GNU_PROPERTY_TYPE_0 = 5;
const FEATURE_1_AND = 0xc0000000;
/** Its bit for landing pads at the targets of indirect branches. */
const FEATURE_BTI = 1;
const HEADER = 16;

/** The features of one note, or undefined where it is malformed or says something else. */
function featuresOf(section: InputSection, little: boolean): number | undefined {
  const { data } = section;
  if (data.length < HEADER) return undefined;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  if (view.getUint32(0, little) !== 4 || view.getUint32(8, little) !== NT_GNU_PROPERTY_TYPE_0) return undefined;
  const end = Math.min(data.length, HEADER + view.getUint32(4, little));
  for (let at = HEADER; at + 8 <= end; ) {
    const size = view.getUint32(at + 4, little);
    if (view.getUint32(at, little) === FEATURE_1_AND && size === 4 && at + 12 <= end)
      return view.getUint32(at + 8, little);
    at += 8 + Math.ceil(size / 8) * 8;
  }
  return undefined;
}

/** Merge the notes of all inputs into one, or drop them all. */
export function mergeProperties(context: LinkContext): void {
  const little = !context.bigEndian;
  const forced = context.options.forceBti && !context.options.relocatable ? FEATURE_BTI : 0;
  let common = 0xffffffff;
  const notes: InputSection[] = [];
  for (const file of context.files) {
    const note = file.list.find((s) => s.name === NAME && s.type === 7);
    if (note) notes.push(note);
    const features = (note && featuresOf(note, little)) ?? 0;
    common &= features;
    if (forced & ~features) context.sink.report(NO_POS, messages.withoutLandings(file.title));
  }
  common |= forced;
  context.branchTargets = (common & FEATURE_BTI) !== 0;
  notes.forEach((note, i) => {
    if (i > 0 || common === 0) note.discarded = 'excluded';
  });
  const first = notes[0] ?? (common === 0 ? undefined : makeSection(context, NAME, 7, elf.SHF_ALLOC, 8, 0));
  if (!first || common === 0) return;
  const data = new Uint8Array(32);
  const view = new DataView(data.buffer);
  [4, 16, NT_GNU_PROPERTY_TYPE_0].forEach((word, i) => {
    view.setUint32(4 * i, word, little);
  });
  data.set([0x47, 0x4e, 0x55, 0], 12);
  view.setUint32(16, FEATURE_1_AND, little);
  view.setUint32(20, 4, little);
  view.setUint32(24, common >>> 0, little);
  first.data = data;
  first.size = data.length;
  first.rawSize = data.length;
}
