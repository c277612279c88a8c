/**
 * Loops of `.irp` that were read before word for word, as directives.ts has it: those that do more than core/loops.ts knows.
 *
 * Enters: the cursor at the operands. They end statements later: what is known is carried out, and the frame of the loop is to be read on from. For
 * what is not known, false.
 */
import type { Assembler } from '../assembler.ts';
import { loopAgain } from '../directives/loops.ts';
import type { Cursor } from './cursor.ts';

/** `.irp name, values`, to its `.endr` */
export function irpAgain(a: Assembler, c: Cursor): boolean {
  const { frame } = a;
  c.blanks();
  if (frame.kind !== 'file' || a.alternate) return false;
  const known = a.knownLoops.find(c.bytes, c.at, c.limit);
  if (!known || !loopAgain(a, known.value, c.at)) return false;
  frame.goOnAt(a.shift + c.at + known.bytes.length);
  c.left = true;
  return false;
}
