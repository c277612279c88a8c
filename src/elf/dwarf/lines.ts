/**
 * From an address to the source line: what addr2line, findings and listings ask.
 *
 * Enters: an ELF file. Leaves: `linesOf(elf).lookup(address)`. All line programs are read at once; one that cannot be read
 * leaves a message in `problems` and the others stand. File names are joined as GNU addr2line joins them: compilation
 * directory, directory, name, each dropped where what follows is absolute. Code that the linker discarded (address 0 in a
 * linked file) is left out.
 */
import type { Message } from '../../diag/diagnostic.ts';
import type { ElfFile } from '../object.ts';
import { AT } from './constants.ts';
import { DwarfError } from './error.ts';
import { DebugInfo } from './info.ts';
import { type LineUnit, lineUnitEnd, readLineUnit, type Sequence } from './line.ts';
import { DebugSections } from './sections.ts';

export interface SourceLine {
  /** Joined with its directory and the compilation directory. */
  readonly file: string;
  /** The same without the compilation directory. */
  readonly name: string;
  /** From 1; 0 where the program says that no line belongs to the code. */
  readonly line: number;
  /** From 1; 0 where it is not known. */
  readonly column: number;
}

export interface LineTable {
  /** The line of the instruction at `address`. In objects addresses are offsets in `section` (an index into elf.sections). */
  lookup(address: number | bigint, section?: number): SourceLine | undefined;
  /** Units that could not be read. */
  readonly problems: readonly Message[];
  /** Every row, in the order of the file: what a listing walks. */
  rows(): Iterable<SourceLine & { readonly address: bigint; readonly section: number | undefined }>;
}

interface Run {
  readonly sequence: Sequence;
  readonly unit: LineUnit;
  readonly directory: string | undefined;
}

function join(directory: string | undefined, name: string): string {
  if (directory === undefined || directory === '' || name.startsWith('/')) return name;
  return name === '' ? directory : `${directory.replace(/\/$/, '')}/${name}`;
}

/** Compilation directory of each line program, from the units of .debug_info. */
function directories(elf: ElfFile, problems: Message[]): Map<number, string> {
  const found = new Map<number, string>();
  if (!elf.sections.some(({ name }) => name === '.debug_info')) return found;
  try {
    const info = new DebugInfo(elf);
    for (const unit of info.units) {
      const root = info.rootOf(unit);
      const program = root?.attributes.get(AT.stmt_list);
      const directory = root?.attributes.get(AT.comp_dir);
      if (program !== undefined && typeof directory === 'string') found.set(Number(program), directory);
    }
  } catch (error) {
    if (!(error instanceof DwarfError)) throw error;
    problems.push(error.diagnostic);
  }
  return found;
}

function readRuns(elf: ElfFile, problems: Message[]): Run[] {
  const sections = new DebugSections(elf);
  const runs: Run[] = [];
  const of = directories(elf, problems);
  try {
    const size = sections.find('.debug_line')?.data.length ?? 0;
    for (let at = 0; at < size; ) {
      const end = lineUnitEnd(sections, at);
      try {
        const unit = readLineUnit(sections, at);
        for (const sequence of unit.sequences) runs.push({ sequence, unit, directory: of.get(at) });
      } catch (error) {
        if (!(error instanceof DwarfError)) throw error;
        problems.push(error.diagnostic);
      }
      at = end;
    }
  } catch (error) {
    if (!(error instanceof DwarfError)) throw error;
    problems.push(error.diagnostic);
  }
  return sections.relocatable ? runs : runs.filter(({ sequence }) => sequence.low !== 0n);
}

function compare(a: Run, b: Run): number {
  const section = (a.sequence.section ?? -1) - (b.sequence.section ?? -1);
  if (section !== 0) return section;
  return a.sequence.low < b.sequence.low ? -1 : a.sequence.low > b.sequence.low ? 1 : 0;
}

/** Index of the last element that `before` holds for, or -1; the elements are in order. */
function lastIndex(count: number, before: (index: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (before(middle)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function lineAt({ sequence, unit, directory }: Run, row: number): SourceLine {
  const file = unit.files[sequence.files[row] ?? -1];
  const under = file === undefined ? undefined : unit.directories[file.directory];
  // version 5 names the compilation directory as directory 0
  const own = unit.version >= 5 && file?.directory === 0 ? '' : (under ?? '');
  const base = unit.version >= 5 ? (unit.directories[0] ?? directory) : directory;
  const name = join(own, file?.name ?? '??');
  return { file: join(base, name), name, line: sequence.lines[row] ?? 0, column: sequence.columns[row] ?? 0 };
}

class Lines implements LineTable {
  readonly problems: readonly Message[];
  readonly #sorted: readonly Run[];
  readonly #runs: readonly Run[];

  constructor(runs: readonly Run[], problems: readonly Message[]) {
    this.#runs = runs;
    this.#sorted = [...runs].sort(compare);
    this.problems = problems;
  }

  lookup(address: number | bigint, section?: number): SourceLine | undefined {
    const wanted = BigInt(address);
    const runs = this.#sorted;
    if (section === undefined && runs.some((run) => run.sequence.section !== undefined)) return this.#anywhere(wanted);
    const index = lastIndex(runs.length, (i) => {
      const sequence = runs[i]?.sequence;
      const home = sequence?.section ?? -1;
      if (section !== undefined && home !== section) return home < section;
      return sequence !== undefined && sequence.low <= wanted;
    });
    return this.#within(runs[index], wanted, section);
  }

  /** In an object and without a section: the first code that has this offset. */
  #anywhere(wanted: bigint): SourceLine | undefined {
    const run = this.#runs.find(({ sequence }) => sequence.low <= wanted && wanted < sequence.high);
    return this.#within(run, wanted, undefined);
  }

  #within(run: Run | undefined, wanted: bigint, section: number | undefined): SourceLine | undefined {
    if (run === undefined || wanted < run.sequence.low || wanted >= run.sequence.high) return undefined;
    if (section !== undefined && run.sequence.section !== section) return undefined;
    const offset = Number(wanted - run.sequence.low);
    const { offsets } = run.sequence;
    return lineAt(
      run,
      lastIndex(offsets.length, (i) => (offsets[i] ?? 0) <= offset),
    );
  }

  *rows(): Iterable<SourceLine & { address: bigint; section: number | undefined }> {
    for (const run of this.#runs) {
      const { low, offsets, section } = run.sequence;
      for (const [row, offset] of offsets.entries())
        yield { ...lineAt(run, row), address: low + BigInt(offset), section };
    }
  }
}

/** The line table of a file; empty where there is no debug information. Never throws for bad debug information. */
export function linesOf(elf: ElfFile): LineTable {
  const problems: Message[] = [];
  const runs = readRuns(elf, problems);
  return new Lines(runs, problems);
}
