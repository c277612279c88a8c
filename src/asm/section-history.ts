/**
 * Where the program was before: for `.previous` and `.popsection`; and where lines with the names of sections led.
 */
import type { Section } from './section.ts';
import { WordCache } from './word-cache.ts';

export interface Where {
  readonly section: Section;
  readonly number: number;
}

/** Operands of `.section` and `.pushsection` that were read before, and always mean the same section. */
class SectionLines {
  /** Indices into the list, by the operands. */
  readonly table = new WordCache();
  list: Where[] = [];

  put(hash: number, operands: string, where: Where): void {
    this.table.put(hash, operands, 0, operands.length, this.list.length);
    this.list.push(where);
  }

  /** What the same operands mean may be another section now. */
  clear(): void {
    this.table.clear();
    this.list = [];
  }
}

/** What `.previous` and `.popsection` need to know. */
export class SectionHistory {
  previous: Where | undefined;
  readonly stack: { readonly here: Where; readonly previous: Where | undefined }[] = [];
  readonly sectionLines = new SectionLines();
}
