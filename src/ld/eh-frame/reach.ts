/**
 * What frames keep alive with --gc-sections: .eh_frame speaks of all functions and reaches none; but a function that stays needs the personality
 * routine and the language data that its entry names.
 */
import type { LinkContext } from '../context.ts';
import type { InputFile, InputSection } from '../model.ts';
import { type FrameRecord, framesOf, targetOf } from './records.ts';

interface Span {
  readonly section: InputSection;
  readonly from: number;
  readonly to: number;
}

const PC_BEGIN = 8;

export class FrameReach {
  /** By function's section: the parts of .eh_frame with its pointers. */
  readonly #spans = new Map<InputSection, Span[]>();

  constructor(context: LinkContext) {
    for (const file of context.files)
      for (const section of file.list)
        if (section.name === '.eh_frame' && section.discarded === '') this.#note(context, section);
  }

  #note(context: LinkContext, section: InputSection): void {
    for (const record of framesOf(context, section) ?? []) {
      if (record.kind !== 'fde') continue;
      const target = targetOf(context, section.file, record.symbol);
      if (!target) continue;
      const spans = this.#spans.get(target) ?? [];
      this.#spans.set(target, spans);
      spans.push(span(section, record, PC_BEGIN + 1), span(section, record.common, 0));
    }
  }

  /** Its relocations are not followed as those of other sections are. */
  isFrames(section: InputSection): boolean {
    return section.frames?.records !== undefined;
  }

  /** The symbols, by file and index, that the frames of a section's functions name. */
  *from(section: InputSection): Generator<readonly [InputFile, number]> {
    for (const { section: frames, from, to } of this.#spans.get(section) ?? []) {
      const { file, rela } = frames;
      if (rela === 0 || !file.view) continue;
      const relocations = this.#relocations(frames);
      for (let i = firstFrom(relocations, from); i < relocations.length; i++) {
        const [place, symbol] = relocations[i] as readonly [number, number];
        if (place >= to) break;
        yield [file, symbol];
      }
    }
  }

  /** Places and symbols by section, in the order of places. */
  readonly #sorted = new Map<InputSection, (readonly [number, number])[]>();

  #relocations(section: InputSection): readonly (readonly [number, number])[] {
    const known = this.#sorted.get(section);
    if (known) return known;
    const { file, rela } = section;
    const view = file.view?.relocations(rela, file.symbols?.count ?? 0);
    const list = Array.from(
      { length: view?.count ?? 0 },
      (_, i) => [view?.place(i) ?? 0, view?.symbol(i) ?? 0] as const,
    );
    list.sort(([a], [b]) => a - b);
    this.#sorted.set(section, list);
    return list;
  }
}

const span = (section: InputSection, { offset, size }: FrameRecord, skip: number): Span => ({
  section,
  from: offset + skip,
  to: offset + size,
});

function firstFrom(relocations: readonly (readonly [number, number])[], from: number): number {
  let low = 0;
  let high = relocations.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((relocations[middle] as readonly [number, number])[0] < from) low = middle + 1;
    else high = middle;
  }
  return low;
}
