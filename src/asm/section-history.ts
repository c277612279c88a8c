/**
 * Where the program was before: for `.previous` and `.popsection`; and where lines with the names of sections led.
 */
import { core } from './core/engine.ts';
import { STATE } from './core/layout.ts';
import { i32, renewViews } from './core/memory.ts';
import { type Subsection, subsectionOf } from './section.ts';
import { WordCache } from './word-cache.ts';

/** What `.previous` and `.popsection` need to know: the core has it (core/sections.ts). */
export class SectionHistory {
  /** Subsections by the operands of `.section` and `.pushsection` that were read before, and always mean the same one. */
  readonly lines = new WordCache();

  get previous(): Subsection | undefined {
    return subsectionOf(i32[STATE.previous] as number);
  }

  set previous(sub: Subsection | undefined) {
    i32[STATE.previous] = sub ? sub.id : -1;
  }

  /** Put `here` on the stack, for `.popsection` to come back to. */
  push(here: Subsection): void {
    core.pushSection(here.id, i32[STATE.previous] as number);
    renewViews();
  }

  /** The subsection on top, taken from there, with what was the previous one; undefined: there is none. */
  pop(): Subsection | undefined {
    const top = (i32[STATE.stacked] as number) - 1;
    if (top < 0) return undefined;
    const row = (i32[STATE.stack] as number) + 2 * top;
    i32[STATE.stacked] = top;
    i32[STATE.previous] = i32[row + 1] as number;
    return subsectionOf(i32[row] as number);
  }
}
