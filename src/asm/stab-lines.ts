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
  /** The label of the function at hand: its lines count from there. */
  #function: Sym | undefined;

  constructor(a: Assembler, directory: string | undefined) {
    const { input, options } = a;
    if (directory !== undefined) this.#nameSource(a, N.source, `${mappedDirectory(options, directory)}/`, a.here());
    this.#nameSource(a, N.source, input.name, a.here());
  }

  /** An instruction of 4 bytes was written. */
  instruction(a: Assembler, at: number): void {
    // .inst is data to GNU as
    if (a.text.charCodeAt(at) === 46) return;
    const where = sourceLine(a, at);
    if (!where || (where.line === this.#line && where.file === this.#file)) return;
    this.#line = where.line;
    this.#file = where.file;
    const place = new Sym('.');
    place.where = WHERE.place;
    place.frag = a.sub.frag;
    place.value = a.sub.offset - 4;
    this.#nameSource(a, N.otherSource, where.file, place);
    addStab(a, '', N.line, where.line, place, this.#function);
  }

  /** `.func name, label` */
  beginFunction(a: Assembler, name: string, label: Sym): void {
    if (!this.#knowsVoid) addStab(a, VOID, N.type, 0);
    this.#knowsVoid = true;
    const where = sourceLine(a, a.statementAt - a.shift);
    addStab(a, `${name}:F1`, N.function, (where?.line ?? 0) + 1, label);
    this.#function = label;
  }

  /** `.endfunc` */
  endFunction(a: Assembler): void {
    if (this.#function) addStab(a, '', N.function, 0, a.here(), this.#function);
    this.#function = undefined;
  }

  /** An entry for the file that what follows is in, if that is another one. */
  #nameSource(a: Assembler, type: number, name: string, place: Sym): void {
    if (name === this.#named) return;
    this.#named = name;
    addStab(a, name, type, 0, place);
  }
}
