/**
 * Warnings about instructions that belong together: MOVPRFX and what it prefixes, the parts of memory copies and sets (isa/sequence.ts).
 *
 * Enters: the words of instructions as they are written, from the first of the kind on. Leaves: warnings. Each section has a sequence of its own; data
 * and what is written without operands (NOP) between its parts do not count, which is as GNU as has it.
 */
import type { Pos } from '../diag/diagnostic.ts';
import * as messages from '../diag/messages/asm.ts';
import { hasNoOperands } from '../isa/prefix.ts';
import { InstructionSequence } from '../isa/sequence.ts';
import type { Assembler, LineRecorder } from './assembler.ts';
import type { Section } from './section.ts';

/** From here on sequences are watched. */
export function watchSequences(a: Assembler): void {
  if (!a.recorders.some((recorder) => recorder instanceof SequenceRecorder)) a.recorders.push(new SequenceRecorder());
}

/** At the end of the text: warn of sequences that are still open. */
export function finishSequences(a: Assembler): void {
  for (const recorder of a.recorders) if (recorder instanceof SequenceRecorder) recorder.finish(a);
}

class SequenceRecorder implements LineRecorder {
  /** The sequence of each section, and where its last instruction is: there GNU as says, of what was typed and not of macros, that it is not closed. */
  readonly #sections = new Map<Section, { readonly sequence: InstructionSequence; last: Pos }>();

  instruction(a: Assembler, at: number): void {
    // .inst is data to GNU as
    if (a.text.charCodeAt(at) === 46) return;
    const { bytes, length } = a.sub;
    const word = new DataView(bytes.buffer, bytes.byteOffset).getInt32(length - 4, true);
    let state = this.#sections.get(a.section);
    if (!state) {
      state = { sequence: new InstructionSequence(), last: 0 };
      this.#sections.set(a.section, state);
    }
    const { sequence } = state;
    state.last = a.pos(at);
    if (sequence.isOpen && hasNoOperands(word) && !/\s\S/.test(a.text.slice(at, a.end))) return;
    const fault = sequence.next(word);
    if (fault) a.error(at, messages.doubtful(fault.text), Math.max(1, a.end - at));
  }

  finish(a: Assembler): void {
    for (const { sequence, last } of this.#sections.values()) {
      const { unfinished } = sequence;
      if (unfinished !== undefined) a.sink.report(a.map.outermost(last), messages.doubtful(unfinished));
    }
  }
}
