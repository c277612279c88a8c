/**
 * Warnings about MOVPRFX: the next instruction of the section must be one that it can prefix.
 *
 * Enters: the words of instructions as they are written, from the first MOVPRFX on. Leaves: warnings. Data and what is written without operands between
 * the two do not count, which is as GNU as has it. What must agree is in isa/prefix.ts. Arm DDI 0584, "MOVPRFX".
 */

import type { Pos } from '../diag/diagnostic.ts';
import * as messages from '../diag/messages/asm.ts';
import { hasNoOperands, isPrefix, prefixFault } from '../isa/prefix.ts';
import type { Assembler, LineRecorder } from './assembler.ts';
import type { Section } from './section.ts';

/** From here on what follows a MOVPRFX is looked at. */
export function watchPrefixes(a: Assembler): void {
  if (!a.recorders.some((recorder) => recorder instanceof PrefixSequences)) a.recorders.push(new PrefixSequences());
}

/** At the end of the text: warn of a MOVPRFX that nothing follows. */
export function finishPrefixes(a: Assembler): void {
  for (const recorder of a.recorders) if (recorder instanceof PrefixSequences) recorder.finish(a);
}

class PrefixSequences implements LineRecorder {
  /** The MOVPRFX that waits in each section, and where the last instruction there is. */
  readonly #open = new Map<Section, { readonly word: number; last: Pos }>();

  instruction(a: Assembler, at: number): void {
    const { sub } = a;
    const { bytes, length } = sub;
    const word = new DataView(bytes.buffer, bytes.byteOffset).getInt32(length - 4, true);
    const open = this.#open.get(a.section);
    // .inst is data to GNU as
    if ((!open && !isPrefix(word)) || a.text.charCodeAt(at) === 46) return;
    const last = a.pos(at);
    if (open && hasNoOperands(word) && !/\s\S/.test(a.text.slice(at, a.end))) {
      open.last = last;
      return;
    }
    const width = Math.max(1, a.end - at);
    if (isPrefix(word)) {
      if (open) a.error(at, messages.doubtful('nothing follows the movprfx before this one'), width);
      this.#open.set(a.section, { word, last });
      return;
    }
    const fault = open && prefixFault(open.word, word);
    if (fault !== undefined) a.error(at, messages.doubtful(fault), width);
    this.#open.delete(a.section);
  }

  finish(a: Assembler): void {
    for (const { last } of this.#open.values())
      a.sink.report(last, messages.doubtful('nothing follows the last movprfx'));
  }
}
