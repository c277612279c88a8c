/**
 * Warnings about memory copies and sets (FEAT_MOPS): prologue, main part and epilogue must follow each other and name the same registers.
 *
 * Enters: the words of instructions as they are written, from the first copy or set on. Leaves: warnings where a part is out of its sequence. Each
 * section has a sequence of its own; data and what is written without operands (NOP) between its parts do not count, which is as GNU as has it. DDI 0487, C6.2 (CPYFP, SETP).
 */
import * as messages from '../diag/messages/asm.ts';
import { hasNoOperands } from '../isa/prefix.ts';
import type { Assembler, LineRecorder } from './assembler.ts';
import type { Section } from './section.ts';

/** Parts of a sequence, in order. */
const PARTS = ['prologue', 'main part', 'epilogue'] as const;
const LAST = PARTS.length - 1;

/** What a word of a copy or set says. */
interface Part {
  /** Index into PARTS. */
  readonly part: number;
  /** Bits that all parts share: which copy or set it is, with its options. */
  readonly kind: number;
  /** Destination, source (of a set: the value, which may change) and size. */
  readonly to: number;
  readonly from: number;
  readonly size: number;
}

/** Whether the word is a copy or set. */
export function isCopyPart(word: number): boolean {
  return (word & 0xfb200c00) === 0x19000400;
}

/** From here on sequences are watched. */
export function watchCopies(a: Assembler): void {
  if (!a.recorders.some((recorder) => recorder instanceof CopySequences)) a.recorders.push(new CopySequences());
}

/** At the end of the text: warn of sequences that are still open. */
export function finishCopies(a: Assembler): void {
  for (const recorder of a.recorders) if (recorder instanceof CopySequences) recorder.finish(a);
}

function decode(word: number): Part {
  const stage = (word >> 22) & 3;
  const options = (word >> 12) & 15;
  const isSet = stage === 3;
  return {
    part: isSet ? options >> 2 : stage,
    kind: (word & 0x04000000) | (isSet ? 0x100 | (options & 3) : options),
    to: word & 31,
    from: isSet ? -1 : (word >> 16) & 31,
    size: (word >> 5) & 31,
  };
}

class CopySequences implements LineRecorder {
  /** The last part of the open sequence of each section. */
  readonly #open = new Map<Section, Part>();

  instruction(a: Assembler, at: number): void {
    const { sub } = a;
    const { bytes, length } = sub;
    const word = new DataView(bytes.buffer, bytes.byteOffset).getInt32(length - 4, true);
    // .inst is data to GNU as
    if (a.text.charCodeAt(at) === 46) return;
    const before = this.#open.get(a.section);
    if (isCopyPart(word) ? false : !before || hasNoOperands(word)) return;
    const now = isCopyPart(word) ? decode(word) : undefined;
    const fault = wrong(before, now);
    if (fault !== undefined) a.error(at, messages.doubtful(fault), Math.max(1, a.end - at));
    if (now && now.part < LAST && (before || now.part === 0)) this.#open.set(a.section, now);
    else this.#open.delete(a.section);
  }

  finish(a: Assembler): void {
    const { frame } = a;
    const end = frame.pos(Math.max(0, frame.from + frame.text.length - 1), a.map);
    for (const { part } of this.#open.values())
      a.sink.report(end, messages.doubtful(`the last memory copy or set has its ${PARTS[part]} only`));
  }
}

/** What is wrong with `now` behind `before`, the last part of an open sequence. */
function wrong(before: Part | undefined, now: Part | undefined): string | undefined {
  if (!before)
    return !now || now.part === 0 ? undefined : `the ${PARTS[now.part]} does not follow its ${PARTS[now.part - 1]}`;
  const next = PARTS[before.part + 1];
  if (now?.part === 0) return `a new sequence begins, but the last one lacks its ${next}`;
  if (now?.part !== before.part + 1 || now.kind !== before.kind)
    return `the ${PARTS[before.part]} before this must be followed by its ${next}`;
  const differs = now.to !== before.to ? 'destination' : now.from !== before.from ? 'source' : 'size';
  const same = now.to === before.to && now.from === before.from && now.size === before.size;
  return same ? undefined : `the ${differs} register is not that of the ${PARTS[before.part]} before`;
}
