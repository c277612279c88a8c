/**
 * --gstabs: debugging information of before DWARF about the source itself.
 *
 * Enters: every instruction as it is written, and the `.func` and `.endfunc` around them. Leaves: entries of .stab (directives/stabs.ts), which name the
 * source, each file that lines come from, the line of each instruction, and the functions. What GNU as 2.40 makes of `--gstabs`, by experiment.
 */
import type { Assembler, LineRecorder } from './assembler.ts';
import { addStab } from './directives/stabs.ts';
import { sourceLine } from './line-table.ts';
import { mappedDirectory } from './options.ts';
import { Sym, WHERE } from './symbol.ts';

/** Types of entries. */
const N = { function: 0x24, line: 0x44, source: 0x64, type: 0x80, otherSource: 0x84 } as const;
/** The only type there is: assembler functions have no other. */
const VOID = 'void:t1=1';

/** Write down which file this is, and listen from here on. */
export function recordStabs(a: Assembler): void {
  const { stabs, directory } = a.options;
  if (!stabs) return;
  a.stabs = new StabLines(a, stabs === 'extended' ? directory : undefined);
  a.recorders.push(a.stabs);
}

export class StabLines implements LineRecorder {
  #named = '';
  #file = '';
  #line = -1;
  #knowsVoid = false;
  #isOver = false;
  /** The label of the function at hand: its lines count from there. */
  #function: Sym | undefined;

  constructor(a: Assembler, directory: string | undefined) {
    const { input, options } = a;
    if (directory !== undefined) this.#nameSource(a, N.source, `${mappedDirectory(options, directory)}/`, a.here());
    this.#nameSource(a, N.source, input.name, a.here());
  }

  /** An instruction of 4 bytes was written. .inst is data to GNU as. */
  instruction(a: Assembler, at: number): void {
    if (a.text.charCodeAt(at) !== 46) this.#nameLine(a, at, 4);
  }

  /** What is no directive begins: an instruction, the call of a macro, or the name of a register. */
  statement(a: Assembler, at: number): void {
    this.#nameLine(a, at, 0);
  }

  /** The line of text[at] begins `size` bytes before the location counter. */
  #nameLine(a: Assembler, at: number, size: number): void {
    const where = this.#isOver ? undefined : sourceLine(a, at);
    if (!where || (where.line === this.#line && where.file === this.#file)) return;
    this.#line = where.line;
    this.#file = where.file;
    const place = new Sym('.');
    place.where = WHERE.place;
    place.frag = a.sub.frag;
    place.value = a.sub.offset - size;
    this.#nameSource(a, N.otherSource, where.file, place);
    addStab(a, '', N.line, where.line, place, this.#function);
  }

  /** The source has debugging information of its own: `.file` with a number. */
  end(): void {
    this.#isOver = true;
  }

  /** `.func name, label` */
  beginFunction(a: Assembler, name: string, label: Sym): void {
    if (this.#isOver) return;
    if (!this.#knowsVoid) addStab(a, VOID, N.type, 0);
    this.#knowsVoid = true;
    const where = sourceLine(a, a.statementAt - a.shift);
    addStab(a, `${name}:F1`, N.function, (where?.line ?? 0) + 1, label);
    this.#function = label;
  }

  /** `.endfunc` */
  endFunction(a: Assembler): void {
    if (this.#function && !this.#isOver) addStab(a, '', N.function, 0, a.here(), this.#function);
    this.#function = undefined;
  }

  /** An entry for the file that what follows is in, if that is another one. */
  #nameSource(a: Assembler, type: number, name: string, place: Sym): void {
    if (name === this.#named) return;
    this.#named = name;
    addStab(a, name, type, 0, place);
  }
}
