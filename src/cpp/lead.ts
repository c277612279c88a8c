/**
 * What units of a run begin with alike: the predefined macros, the command line and the headers that a main file includes
 * before anything else. It is read for the first of them, and what that came to is done again for the others.
 *
 * Enters: the rooms of a unit, before and after something was read that may be known. Leaves: a tree in the FileCache, whose nodes stand
 * for what a unit has come to and whose branches lead on by what is read next; and of a unit that takes a known branch, its definitions,
 * output, positions and lists of files as if it had read all of it. Positions are the same in all such units, because the source
 * map gives main files room of one size (SourceMap.addFile). A unit that reports anything, or does what is kept
 * elsewhere (Unit.unshared), leaves no branch.
 */
import type { Pos } from '../diag/diagnostic.ts';
import type { KnownFiles } from '../text/source-map.ts';
import type { Recorded } from './expansions.ts';
import type { SourceFile } from './files.ts';
import { headerName } from './header-name.ts';
import type { Found, Looked } from './include.ts';
import type { Entered, Inclusions } from './inclusions.ts';
import type { Macro } from './macros.ts';
import type { PreprocessOptions } from './options.ts';
import type { Printed, Printer } from './printer.ts';
import { Directive, type Skeleton } from './structure.ts';
import type { Marks } from './system-ranges.ts';
import type { Unit } from './unit.ts';

/** A unit that has come so far, and what was read from here on. */
export interface Beginning {
  readonly next: Map<string, Passage[]>;
}

/** What something that was read came to. */
interface Passage {
  readonly symbols: Int32Array;
  readonly macros: readonly (Macro | undefined)[];
  readonly bases: Float64Array;
  readonly printed: Printed;
  readonly expansions: Recorded;
  readonly files: KnownFiles;
  readonly marks: Marks;
  readonly entered: Entered;
  /** Where its headers were looked for: a unit that would look elsewhere first may find others. */
  readonly looked: Looked;
  readonly end: Beginning;
}

/** Where all was when the reading began that is to be known. */
interface Open {
  readonly key: string;
  readonly unshared: number;
  readonly printed: ReturnType<Printer['mark']>;
  readonly expansions: number;
  readonly files: number;
  readonly marks: number;
  readonly entered: ReturnType<Inclusions['mark']>;
}

export interface LeadRooms {
  readonly unit: Unit;
  readonly printer: Printer;
  readonly inclusions: Inclusions;
}

export class Lead {
  readonly #rooms: LeadRooms;
  readonly #main: SourceFile;
  /** How many directives of the main file are nothing but #includes with nothing between them. */
  readonly #leading: number;
  #at: Beginning | undefined;
  #open: Open | undefined;

  constructor(rooms: LeadRooms, main: SourceFile) {
    this.#rooms = rooms;
    this.#main = main;
    const { options, files } = rooms.unit;
    this.#at = isShared(options) && rooms.unit.used === undefined ? files.beginning(options.predefined) : undefined;
    this.#leading = this.#at ? leadingIncludes(main.skeleton, main.text) : 0;
  }

  /** Do what the command line came to before for such a unit; false where it is to be read. */
  repeatCommandLine(): boolean {
    if (!this.#at) return false;
    const { options, sourceMap } = this.#rooms.unit;
    const key = JSON.stringify([sourceMap.end, roomFor(this.#main), whatMatters(options, this.#main.path)]);
    return this.#repeat(key);
  }

  /** Is directive `index` of `file` one of those that a main file begins with? */
  isLeading(file: SourceFile, index: number): boolean {
    return this.#at !== undefined && file === this.#main && index < this.#leading;
  }

  /** Do what the header included from `at` came to before; false where it is to be read. Its marker is printed already. */
  repeat({ entry, system }: Found, at: Pos): boolean {
    const { printer, inclusions } = this.#rooms;
    return this.#repeat(`${system} ${printer.padding} ${inclusions.levels} ${entry}`, at);
  }

  #repeat(key: string, at?: Pos): boolean {
    const { unit, printer, inclusions } = this.#rooms;
    const passage = this.#at?.next.get(key)?.find(({ looked }) => inclusions.wouldFind(looked));
    if (!passage) {
      this.#open = {
        key,
        unshared: unit.unshared,
        printed: printer.mark(),
        expansions: unit.expansions.count,
        files: unit.sourceMap.count,
        marks: unit.system.count,
        entered: inclusions.mark(),
      };
      unit.changes = [];
      return false;
    }
    unit.defineAll(passage);
    printer.repeat(passage.printed);
    unit.expansions.repeat(passage.expansions);
    unit.sourceMap.addKnown(passage.files, at);
    unit.system.repeat(passage.marks);
    inclusions.repeat(passage.entered);
    this.#at = passage.end;
    return true;
  }

  /** What was to be read has been read. */
  done(): void {
    const open = this.#open;
    const { unit, printer, inclusions } = this.#rooms;
    const { changes = [] } = unit;
    const from = this.#at;
    this.#open = this.#at = unit.changes = undefined;
    const printed = open && printer.since(open.printed);
    if (!open || !from || !printed || unit.unshared !== open.unshared) return;
    const passage: Passage = {
      ...definitionsOf(unit, changes),
      printed,
      expansions: unit.expansions.since(open.expansions),
      files: unit.sourceMap.since(open.files),
      marks: unit.system.since(open.marks),
      entered: inclusions.since(open.entered),
      looked: inclusions.looked,
      end: { next: new Map() },
    };
    const others = from.next.get(open.key);
    if (others) others.push(passage);
    else from.next.set(open.key, [passage]);
    this.#at = passage.end;
  }
}

/** The definitions of `symbols` in force. */
function definitionsOf(
  { macros, bases }: Unit,
  changed: readonly number[],
): Pick<Passage, 'symbols' | 'macros' | 'bases'> {
  const symbols = new Int32Array(changed);
  const own = { macros: new Array<Macro | undefined>(symbols.length), bases: new Float64Array(symbols.length) };
  for (let i = 0; i < symbols.length; i++) {
    own.macros[i] = macros[symbols[i] as number];
    own.bases[i] = bases[symbols[i] as number] as number;
  }
  return { symbols, ...own };
}

/** Positions that a main file takes in the source map: as many as most do. */
export const roomFor = ({ text }: SourceFile): number => text.length | 0xffff;

/** Whether a unit's output and lists are all that its reading leaves. */
function isShared({ files: { mode }, keep, traceIncludes }: PreprocessOptions): boolean {
  const { assembler, traditional, keepComments, directivesOnly, preprocessed, onlyDependencies } = mode;
  const plain = !traditional && !keepComments && !directivesOnly && !preprocessed && !onlyDependencies;
  return assembler && plain && !keep?.macros && !keep?.includes && traceIncludes === undefined;
}

/** The options that what is read depends on. */
function whatMatters(options: PreprocessOptions, main: string): readonly unknown[] {
  const { search, definitions, assertions, macroFiles, includes, implicitInclude, lineMarkers } = options;
  const { includeDepth, signedChar, shortWchar, warnings, macroPrefixMap, missingHeadersAreGenerated } = options;
  const { systemDependencies } = options;
  // a header in the main file's directory is one of the system, or not, as that is
  const beside = search.system.length + search.after.length > 0 ? main.replace(/[^/]*$/, '') : '';
  const asked = [definitions, assertions, macroFiles, includes, implicitInclude, warnings, macroPrefixMap];
  const how = [includeDepth, signedChar, shortWchar, lineMarkers, missingHeadersAreGenerated, systemDependencies];
  return [beside, search.quote.length, search.besides, asked, how];
}

function leadingIncludes({ directives, textBefore }: Skeleton, text: string): number {
  if (textBefore) return 0;
  let count = 0;
  for (const { kind, operands, end, textAfter } of directives) {
    if (kind !== Directive.include || !headerName(text.slice(operands, end))) break;
    count++;
    if (textAfter) break;
  }
  return count;
}
