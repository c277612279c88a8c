/**
 * .eh_frame of a final link: one copy of equal common entries, no entry of a function that was dropped, one terminator at the end.
 *
 * Enters: the output section's inputs, placed and sized once. Leaves: smaller inputs with new contents, and where each byte of the old ones went
 * (`InputSection.edited`). Padding at the end of records goes, too, and comes back only where the next record needs its alignment, or the next
 * section: zeros between sections would end the table. In position-independent output absolute pointers become relative ones, so
 * that the loader has nothing to do.
 */
import { NO_POS } from '../../diag/diagnostic.ts';
import * as messages from '../../diag/messages/ld.ts';
import type { LinkContext } from '../context.ts';
import { isPositionIndependent } from '../dynamic/binding.ts';
import type { InputSection, OutputSection } from '../model.ts';
import { inputPieces } from '../place.ts';
import { PE, pointerWidth } from './encoding.ts';
import { type CommonEntry, type FrameRecord, type FunctionEntry, framesOf, targetOf } from './records.ts';
import { growth, rewrite } from './rewrite.ts';

/** What becomes of a record. */
export interface PlacedRecord {
  readonly section: InputSection;
  readonly record: FrameRecord;
  readonly kept: boolean;
  /** Bytes from the start of `section`, and with the padding that follows. Of one that goes: where it would be, and 0. */
  at: number;
  size: number;
  /** For a function's entry that is kept: its common entry, maybe one of another section; for a common entry: the one that replaces it. */
  readonly common: PlacedRecord | undefined;
}

export interface FramePlan {
  readonly output: OutputSection;
  readonly placed: readonly PlacedRecord[];
  /** All of it was understood: a table of its functions can be made. */
  readonly complete: boolean;
}

/** Edit the inputs of the output's .eh_frame; undefined when there is none. */
export function editFrames(context: LinkContext): FramePlan | undefined {
  const output = context.byName.get('.eh_frame');
  if (!output?.exists || output.removed) return undefined;
  const inputs = [...inputPieces(output.pieces)].filter((s) => s.discarded === '' && s.size > 0);
  return new FrameEditor(context, output, inputs).run();
}

class FrameEditor {
  readonly #context: LinkContext;
  readonly #output: OutputSection;
  readonly #inputs: readonly InputSection[];
  readonly #relative: boolean;
  /** The common entries that stay, by what they say. */
  readonly #commons = new Map<string, PlacedRecord>();
  readonly #placed = new Map<InputSection, readonly PlacedRecord[]>();
  #complete = true;

  constructor(context: LinkContext, output: OutputSection, inputs: readonly InputSection[]) {
    this.#context = context;
    this.#output = output;
    this.#inputs = inputs;
    this.#relative = isPositionIndependent(context.options);
  }

  run(): FramePlan {
    const last = this.#inputs.at(-1);
    for (const section of this.#inputs) {
      const records = framesOf(this.#context, section);
      if (records) this.#place(section, this.#decide(section, records, section === last));
      else {
        this.#complete = false;
        this.#context.sink.report(NO_POS, messages.unreadableFrames(section.file.title, section.name));
      }
    }
    this.#pad();
    for (const [section, records] of this.#placed) rewrite(section, records, this.#relative, !this.#context.bigEndian);
    return {
      output: this.#output,
      placed: [...this.#placed.values()].flat().filter(({ kept }) => kept),
      complete: this.#complete,
    };
  }

  /** What becomes of each record: a common entry stays when the first function needs it. */
  #decide(section: InputSection, records: readonly FrameRecord[], last: boolean): PlacedRecord[] {
    const decided = new Map<FrameRecord, PlacedRecord>();
    const decide = (record: FrameRecord, kept: boolean, common?: PlacedRecord): PlacedRecord => {
      const placed = { section, record, kept, at: 0, size: 0, common };
      decided.set(record, placed);
      return placed;
    };
    for (const record of records) {
      if (record.kind === 'end' && last) decide(record, true);
      if (record.kind !== 'fde' || record.empty || this.#isDropped(section, record)) continue;
      const own = decided.get(record.common);
      if (own) {
        decide(record, true, own.common ?? own);
        continue;
      }
      const key =
        record.common.mergeable && !this.#context.options.relocatable ? this.#key(section, record.common) : undefined;
      const known = key === undefined ? undefined : this.#commons.get(key);
      const common = known ?? decide(record.common, true);
      if (known) decide(record.common, false, known);
      else if (key !== undefined) this.#commons.set(key, common);
      decide(record, true, common);
    }
    return records.map((record) => decided.get(record) ?? decide(record, false));
  }

  #isDropped(section: InputSection, { symbol }: FunctionEntry): boolean {
    const target = targetOf(this.#context, section.file, symbol);
    return target !== undefined && target.discarded !== '';
  }

  /** What a common entry says: its bytes, with the personality routine by identity. */
  #key(section: InputSection, entry: CommonEntry): string {
    const bytes = section.data.slice(entry.offset + 8, entry.offset + entry.used);
    if (entry.personality === PE.omit) return String.fromCharCode(...bytes);
    const at = entry.personalityAt + 1;
    const start = at - entry.offset - 8;
    const who = this.#relocated(section, at);
    if (who !== '') bytes.fill(0, start, start + entry.personalityWidth);
    return `${who}:${String.fromCharCode(...bytes)}`;
  }

  /** What the relocation at an offset refers to; '' when there is none. */
  #relocated({ file, rela }: InputSection, offset: number): string {
    const relocations = rela > 0 ? file.view?.relocations(rela, file.symbols?.count ?? 0) : undefined;
    for (let i = 0; relocations && i < relocations.count; i++) {
      if (relocations.place(i) !== offset) continue;
      const symbol = relocations.symbol(i);
      const id = file.globals[symbol] ?? -1;
      if (id >= 0) return `${id}+${relocations.addend(i)}`;
      const value = (file.symbols?.value(symbol) ?? 0n) + relocations.addend(i);
      return `${this.#context.files.indexOf(file)},${file.symbols?.section(symbol)}+${value}`;
    }
    return '';
  }

  /** Places for the records of a section, one after the other, each at the alignment of its own pointers. */
  #place(section: InputSection, records: readonly PlacedRecord[]): void {
    let end = 0;
    let before: PlacedRecord | undefined;
    for (const placed of records) {
      const { record, common } = placed;
      placed.at = end;
      // By where sections were before this: so GNU ld moves symbols.
      if (!placed.kept && common) placed.at = common.section.offset + common.at - section.offset;
      if (!placed.kept) continue;
      const width = record.kind === 'end' ? 1 : pointerWidth(record.kind === 'cie' ? record.fde : record.common.fde);
      placed.at = Math.ceil(end / width) * width;
      if (before) before.size = placed.at - before.at;
      placed.size = Math.ceil((record.used + growth(record, this.#relative)) / 4) * 4;
      end = placed.at + placed.size;
      before = placed;
    }
    this.#placed.set(section, records);
    section.size = end;
  }

  /** All but the last section that is not empty end at the alignment of the output. */
  #pad(): void {
    const { align } = this.#output;
    for (const section of this.#inputs.filter((s) => s.size > 4).slice(0, -1)) {
      const last = this.#placed.get(section)?.findLast(({ kept }) => kept);
      const size = Math.ceil(section.size / align) * align;
      if (last) last.size += size - section.size;
      section.size = size;
    }
  }
}
