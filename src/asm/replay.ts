/**
 * Expansions that come to instruction words and nothing else are read once; after that their words are copied.
 *
 * Enters: an expansion that is kept for calls with the same arguments (macro.ts), when it is put on top and when it was read. Leaves: its
 * words with it, if while it was read nothing happened that depends on where or when: no symbol, label, other data, report, and no
 * change to what words mean. Whatever else a statement does must count in `Assembler.effects`.
 */
import type { Assembler } from './assembler.ts';
import type { Kept } from './macro.ts';
import type { Subsection } from './section.ts';
import type { Frame } from './source.ts';

/** What an expansion comes to. */
export interface Replay {
  readonly bytes: Uint8Array;
  /** Of the assembler, when it was read. */
  readonly epoch: number;
  /** Frames below it then: with no more of them the limit of nesting is not reached now either. */
  readonly depth: number;
  /** Calls of macros in it, which `\@` counts. */
  readonly calls: number;
}

/** The state when an expansion was put on top. */
export interface Recording {
  readonly kept: Kept;
  readonly sub: Subsection;
  readonly from: number;
  readonly effects: number;
  readonly epoch: number;
  readonly calls: number;
  readonly reports: number;
  /** The loop's text, if no registers have other names yet. */
  readonly loop: string;
}

/** Longer runs of words are not kept. */
const LONGEST = 1 << 14;

/** How much was said so far. */
export const reports = ({ sink }: Assembler): number => sink.list.length + sink.dropped;

/** Write what `kept` is known to come to; false when it must be read. */
export function replay(a: Assembler, kept: Kept): boolean {
  const known = kept.replay;
  if (!known || known.epoch !== a.epoch || a.frame.depth > known.depth || a.recording || a.listing) return false;
  const { bytes } = known;
  if (bytes.length > 0) a.emitWords(bytes);
  a.macroCount += known.calls;
  return true;
}

/** `kept` is put on top as `frame`, or was so many calls and bytes of words ago. */
export function record(a: Assembler, frame: Frame, kept: Kept, calls = 0, bytes = 0, loop = ''): void {
  if (kept.varies) return;
  const { sub, effects, epoch, macroCount } = a;
  frame.recording = {
    kept,
    sub,
    from: sub.length - bytes,
    effects,
    epoch,
    calls: macroCount - calls,
    reports: reports(a),
    loop: a.aliases.size === 0 ? loop : '',
  };
}

/** A frame was read to its end. */
export function finishRecording(a: Assembler, frame: Frame, recording: Recording): void {
  const { kept, sub, from, effects, epoch, calls } = recording;
  const same = effects === a.effects && epoch === a.epoch && recording.reports === reports(a);
  // a loop may leave a condition open
  if (!same) noteAliases(a, frame, recording);
  if (!same || a.conditionals.length !== frame.conditionals || sub.length - from > LONGEST) {
    kept.varies = true;
    return;
  }
  const bytes = sub.bytes.slice(from, sub.length);
  kept.replay = { bytes, epoch, depth: frame.depth - 1, calls: a.macroCount - calls };
  if (kept.row > 0) a.learnt.macros.addWords(kept.row, kept.replay);
}

/** A frame that is read again was read the first time: write what it is known to come to from now on, if it is. */
export function finishFirst(a: Assembler, frame: Frame, recording: Recording): void {
  const { kept } = recording;
  frame.recording = undefined;
  finishRecording(a, frame, recording);
  const known = kept.replay;
  if (!known || a.recording || a.listing) return;
  const { bytes, calls } = known;
  a.macroCount += calls * frame.again;
  if (bytes.length > 0) for (; frame.again > 0; frame.again--) a.emitWords(bytes);
  frame.again = 0;
}

/** More loops are not remembered for the names that they give. */
const MOST_LOOPS = 256;

/** A loop has done nothing but to give registers names: then the same one will do the same. */
function noteAliases(a: Assembler, frame: Frame, { loop, sub, from, effects, reports: before }: Recording): void {
  const { aliases } = a.learnt;
  const isAll = effects === a.effects && before === reports(a) && sub.length === from;
  if (loop === '' || !isAll || a.conditionals.length !== frame.conditionals || a.aliases.size === 0) return;
  if (aliases.size < MOST_LOOPS) aliases.set(loop, a.aliases.saved());
}
