/**
 * Definitions of macros, and loops, that were read before word for word, as directives.ts has it.
 *
 * Enters: the cursor at the operands. They end statements later: what is known is carried out, and the frame, or that of the loop, is to be read
 * on from there. For what is not known, false.
 */
import type { Assembler } from '../assembler.ts';
import { loopAgain } from '../directives/loops.ts';
import { defineAgain } from '../directives/macros.ts';
import type { KnownTexts } from '../known-texts.ts';
import type { Cursor } from './cursor.ts';

/** `.macro name parameters`, to its `.endm` */
export const macroAgain = again((a) => a.knownMacros, defineAgain);

/** `.irp name, values`, to its `.endr` */
export const irpAgain = again((a) => a.knownLoops, loopAgain);

function again<T>(
  textsOf: (a: Assembler) => KnownTexts<T>,
  carryOut: (a: Assembler, known: T, at: number) => boolean,
): (a: Assembler, c: Cursor) => boolean {
  return (a, c) => {
    const { frame } = a;
    c.blanks();
    if (frame.kind !== 'file' || a.alternate) return false;
    const known = textsOf(a).find(c.bytes, c.at, c.limit);
    if (!known || !carryOut(a, known.value, c.at)) return false;
    frame.goOnAt(a.shift + c.at + known.bytes.length);
    c.left = true;
    return false;
  };
}
