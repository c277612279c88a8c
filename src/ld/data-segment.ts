/**
 * Where the data segment begins, once all sizes are known ("ld" manual, DATA_SEGMENT_ALIGN, _RELRO_END, _END).
 *
 * Enters: a settled layout. Leaves: the phase and base for the passes that follow. What is to be read-only after start-up
 * must end with a page, so its sections move up until they do; without such sections the segment moves to the next page if that
 * saves one.
 */
import { nodesOf } from '../expr/node.ts';
import type { LinkContext } from './context.ts';
import { alignUp } from './evaluate.ts';
import { F, type OutputSection } from './model.ts';
import { Placer } from './place.ts';
import type { SectionsCommand } from './script/ast.ts';

/** Decide on an adjustment. True when the layout must settle again. */
export function adjustDataSegment(context: LinkContext): boolean {
  const { dataSegment, options } = context;
  if (dataSegment.phase !== 'end') return false;
  if (options.relro && dataSegment.relroEnd !== 0n && !options.relocatable) {
    dataSegment.hasRelro ??= hasRelro(context);
    const to = dataSegment.relroEnd - dataSegment.relroOffset;
    if (dataSegment.hasRelro) return alignRelro(context, relroSections(context, dataSegment.base, to));
  }
  const { base, end, pageSize } = dataSegment;
  const first = BigInt.asUintN(64, -base) & (pageSize - 1n);
  const last = end & (pageSize - 1n);
  const onePage = (base & ~(pageSize - 1n)) === (end & ~(pageSize - 1n));
  if (first === 0n || last === 0n || onePage || first + last > pageSize) return false;
  dataSegment.phase = 'adjust';
  return true;
}

const speaksOf = (command: SectionsCommand, name: string): boolean =>
  command.kind === 'assign' && [...nodesOf(command.value.node)].some((n) => n.kind === 'call' && n.name === name);

/** Whether the patterns before DATA_SEGMENT_RELRO_END name any input, be it that another section of the same name has it. */
function hasRelro({ files, script: { commands } }: LinkContext): boolean {
  const from = commands.findIndex((c) => speaksOf(c, 'DATA_SEGMENT_ALIGN'));
  const to = commands.findIndex((c) => speaksOf(c, 'DATA_SEGMENT_RELRO_END'));
  const inputs = new Placer(files.flatMap(({ list }) => list.filter((s) => s.output && s.size > 0)));
  const bodies = commands.slice(from, to).flatMap((c) => (c.kind === 'section' ? c.body : []));
  return bodies.some((c) => c.kind === 'input' && inputs.look(c).length > 0);
}

/** The sections before DATA_SEGMENT_RELRO_END, from the last to the first, each as high as its alignment lets it. */
function alignRelro(context: LinkContext, sections: readonly OutputSection[]): boolean {
  const { dataSegment: segment } = context;
  let end = alignUp(segment.relroEnd, segment.maxPageSize) - segment.relroOffset;
  for (const section of sections.toReversed()) {
    const bump = end - (section.vma + occupied(section));
    const start = section.vma + bump;
    end = start - (start % BigInt(section.align));
  }
  segment.phase = 'relro-adjust';
  // Where the end went to the next page, the page before may have room, too.
  segment.base = end - segment.maxPageSize >= segment.firstPage ? end - segment.maxPageSize : end;
  return true;
}

const occupied = (section: OutputSection): bigint =>
  section.flags & F.tls && !(section.flags & F.contents) ? 0n : BigInt(section.size);

function relroSections(context: LinkContext, from: bigint, to: bigint): OutputSection[] {
  return context.outputs.filter(
    (s) => s.exists && !s.removed && (s.flags & F.alloc) !== 0 && s.vma >= from && s.vma < to && s.name !== '/DISCARD/',
  );
}

/** The range of addresses that becomes read-only; undefined when it is empty. */
export function relroRange(context: LinkContext): { readonly from: bigint; readonly to: bigint } | undefined {
  const { dataSegment: segment, options } = context;
  if (segment.phase !== 'relro-adjust' || !options.relro) return undefined;
  return segment.relroEnd > segment.base ? { from: segment.base, to: segment.relroEnd } : undefined;
}
