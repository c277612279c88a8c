/**
 * Do sections lie on top of one another? (--check-sections, on by default.)
 *
 * Enters: output sections with their final addresses. Leaves: an error for each that starts before its predecessor ends,
 * at its description in the script. Load addresses must never overlap; run-time addresses may where two sections start at
 * the same one, which is how overlays look ("ld" manual, --no-check-sections). As GNU ld, thread-local .tbss takes no room.
 */
import { NO_POS } from '../diag/diagnostic.ts';
import * as messages from '../diag/messages/ld.ts';
import { type LinkContext, scriptPos } from './context.ts';
import { F, type OutputSection } from './model.ts';

/** Report overlapping sections. Not for -r, where every section starts at 0. */
export function checkOverlaps(context: LinkContext): void {
  const { checkSections, relocatable } = context.options;
  if (!checkSections || relocatable) return;
  const sections = context.outputs.filter(takesRoom);
  const reported = neighbours(context, sections.filter(isLoaded), 'lma', new Set());
  const starts = new Set(sections.map((s) => s.vma));
  if (starts.size === sections.length) neighbours(context, sections, 'vma', reported);
}

function takesRoom(s: OutputSection): boolean {
  if (s.removed || s.size === 0 || s.name === '/DISCARD/' || (s.flags & F.alloc) === 0) return false;
  return (s.flags & F.tls) === 0 || (s.flags & F.load) !== 0;
}

const isLoaded = (s: OutputSection): boolean => (s.flags & F.load) !== 0;

/** Compare each section with the one before it in address order; returns those that were reported. */
function neighbours(
  context: LinkContext,
  sections: readonly OutputSection[],
  kind: 'lma' | 'vma',
  known: ReadonlySet<OutputSection>,
): Set<OutputSection> {
  const order = sections.toSorted((a, b) => (a[kind] < b[kind] ? -1 : a[kind] > b[kind] ? 1 : 0));
  const reported = new Set<OutputSection>();
  const last = (s: OutputSection): bigint => s[kind] + BigInt(s.size) - 1n;
  for (const [i, section] of order.entries()) {
    const before = order[i - 1];
    if (!before || section[kind] > last(before) || known.has(section)) continue;
    reported.add(section);
    const { description } = section;
    context.sink.report(
      description ? scriptPos(description.script, description.at) : NO_POS,
      messages.overlap(
        kind.toUpperCase(),
        section.name,
        section[kind],
        last(section),
        before.name,
        before[kind],
        last(before),
      ),
      description?.name.length ?? 1,
    );
  }
  return reported;
}
