/**
 * Warnings about memory that a program could write and run (options --[no-]warn-rwx-segments, --[no-]warn-execstack).
 *
 * Enters: segments with their flags, the inputs' notes about stacks. Leaves: warnings in the sink.
 */
import { NO_POS } from '../diag/diagnostic.ts';
import * as messages from '../diag/messages/ld.ts';
import * as elf from '../elf/constants.ts';
import type { LinkContext } from './context.ts';
import { F } from './model.ts';
import type { Segment } from './segments.ts';

/** Warn of segments that are writable and executable, and of an executable stack. */
export function warnOfPermissions(context: LinkContext, segments: readonly Segment[]): void {
  const { options } = context;
  if (options.relocatable) return;
  if (options.warnExecStack !== 'never') warnOfStack(context);
  if (!options.warnRwx) return;
  const all = elf.PF_R | elf.PF_W | elf.PF_X;
  const loads = segments.filter((s) => s.type === elf.PT_LOAD);
  if (loads.some(({ flags }) => (flags & all) === all))
    context.sink.report(NO_POS, messages.writableCode(options.output));
  if (segments.some(({ type, flags }) => type === elf.PT_TLS && flags & elf.PF_X))
    context.sink.report(NO_POS, messages.executableThreadData(options.output));
}

function warnOfStack({ options, files, sink }: LinkContext): void {
  if (options.execStack === true && options.warnExecStack === 'all') sink.report(NO_POS, messages.stackByOption());
  if (options.execStack !== undefined) return;
  for (const file of files)
    if (file.sections.some((s) => s?.name === '.note.GNU-stack' && s.flags & F.code))
      sink.report(NO_POS, messages.stackByNote(file.title));
}
