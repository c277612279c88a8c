/**
 * Where every instruction was written: for whoever runs the code and wants to point at its source.
 *
 * Enters: instructions as they are written. Leaves: a list of (section, offset, position), offsets final after the layout.
 */
import type { Pos } from '../diag/diagnostic.ts';
import type { Assembler, LineRecorder } from './assembler.ts';
import type { Fragment } from './section.ts';

export interface InstructionLine {
  /** Index in ElfFile.sections. */
  readonly section: number;
  /** Bytes from the start of the section. */
  readonly offset: number;
  readonly pos: Pos;
}

export class InstructionLines implements LineRecorder {
  readonly #frags: Fragment[] = [];
  readonly #offsets: number[] = [];
  readonly #positions: Pos[] = [];

  instruction(a: Assembler, at: number): void {
    this.#frags.push(a.sub.frag);
    this.#offsets.push(a.sub.offset - 4);
    this.#positions.push(a.pos(at));
  }

  /** All lines, once addresses and section numbers are known. */
  list(): InstructionLine[] {
    return this.#frags.map((frag, i) => ({
      section: frag.subsection.section.index,
      offset: frag.address + (this.#offsets[i] ?? 0),
      pos: this.#positions[i] ?? -1,
    }));
  }
}
