/**
 * Where the program was before: for `.previous` and `.popsection`.
 */
import type { Section } from './section.ts';

export interface Where {
  readonly section: Section;
  readonly number: number;
}

/** What `.previous` and `.popsection` need to know. */
export class SectionHistory {
  previous: Where | undefined;
  readonly stack: { readonly here: Where; readonly previous: Where | undefined }[] = [];
}
