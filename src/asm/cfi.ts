/**
 * Call frame information as it is read: what the `.cfi_*` directives say, for frame-writer.ts.
 *
 * Enters: calls of directives/cfi.ts; the core reads most of them (core/procedures.ts). Leaves: procedures, and their instructions as rows, each with the place in
 * the program where it stands. DWARF 5, 6.4.2; `as` manual, "CFI directives".
 */
import { NO_POS, type Pos } from '../diag/diagnostic.ts';
import * as messages from '../diag/messages/asm.ts';
import type { Assembler } from './assembler.ts';
import { core } from './core/engine.ts';
import { CFA, DATA_ALIGN } from './core/facts.ts';
import { STATE } from './core/layout.ts';
import { i32, renewViews } from './core/memory.ts';
import { FRAME_LOG, PROC, PROC_LOG, FRAME_ROW as ROW } from './core/procedures.ts';
import { type Fragment, fragmentAt, type Subsection, subsectionAt } from './section.ts';
import type { Sym, Value } from './symbol.ts';

export { CFA, DATA_ALIGN, ROW };

export const RETURN_COLUMN = 30;
export const DW_EH_PE_omit = 0xff;

/** What few procedures have. */
interface Rare {
  /** In a section whose places have names, and in none: where it begins. */
  label: Sym | undefined;
  personality: { readonly encoding: number; readonly value: Value } | undefined;
  lsda: { readonly encoding: number; readonly value: Value } | undefined;
  returnColumn: number;
  signal: boolean;
  bKey: boolean;
  /** .cfi_mte_tagged_frame (LLVM's). */
  mteTagged: boolean;
}

const NOTHING_RARE: Readonly<Rare> = {
  label: undefined,
  personality: undefined,
  lsda: undefined,
  returnColumn: RETURN_COLUMN,
  signal: false,
  bKey: false,
  mteTagged: false,
};

/** A procedure, a row of the core's memory (core/procedures.ts): an object over it, for anybody but the core. */
export class Fde {
  readonly id: number;
  #rare: Rare | undefined = undefined;

  constructor(id: number) {
    this.id = id;
  }

  #at(column: number): number {
    return i32[(i32[STATE.procs] as number) + (this.id << PROC_LOG) + column] as number;
  }

  #put(column: number, value: number): void {
    i32[(i32[STATE.procs] as number) + (this.id << PROC_LOG) + column] = value;
  }

  get sub(): Subsection {
    return subsectionAt(this.#at(PROC.sub));
  }

  /** Where it begins and ends: fragment and offset. */
  get start(): Fragment {
    return fragmentAt(this.#at(PROC.start));
  }

  get startOffset(): number {
    return this.#at(PROC.startOffset);
  }

  get end(): Fragment {
    return fragmentAt(this.#at(PROC.end));
  }

  get endOffset(): number {
    return this.#at(PROC.endOffset);
  }

  /** Its first and last instruction, -1 for none. */
  get first(): number {
    return this.#at(PROC.first);
  }

  get last(): number {
    return this.#at(PROC.last);
  }

  /** For adjust_cfa_offset and rel_offset. */
  get cfaOffset(): number {
    return this.#at(PROC.cfaOffset);
  }

  set cfaOffset(value: number) {
    this.#put(PROC.cfaOffset, value);
  }

  get pos(): Pos {
    const pos = this.#at(PROC.pos);
    return pos === NO_POS ? NO_POS : pos >>> 0;
  }

  get rare(): Readonly<Rare> {
    return this.#rare ?? NOTHING_RARE;
  }

  /** The same, to be changed. */
  own(): Rare {
    this.#put(PROC.rare, 1);
    this.#rare ??= { ...NOTHING_RARE };
    return this.#rare;
  }
}

/** What some instructions have besides two numbers. */
export interface Extra {
  /** escape: bytes; encodedAddress: the address. */
  readonly values: readonly Value[];
  /** label: its name, and where that stands. */
  readonly name: string;
  readonly pos?: Pos;
}

/** A number of an instruction (ROW). */
export function frameColumn(row: number, at: number): number {
  return i32[(i32[STATE.frameRows] as number) + (row << FRAME_LOG) + at] as number;
}

/** Sections that procedures are written to. */
export interface FrameSections {
  readonly eh: boolean;
  readonly debug: boolean;
  readonly sframe: boolean;
}

const USUAL_SECTIONS: FrameSections = { eh: true, debug: false, sframe: false };

export class CallFrames {
  /** Objects of procedures, by number, as far as anybody has looked at them. */
  readonly #objects = new Map<number, Fde>();
  /** What `.cfi_sections` asked for, and how many procedures were there. */
  readonly #asked: (FrameSections & { readonly count: number })[] = [{ ...USUAL_SECTIONS, count: 0 }];
  readonly #extras: Extra[] = [];

  /** How many procedures there are. */
  get count(): number {
    return i32[STATE.procCount] as number;
  }

  get sections(): FrameSections {
    return this.#asked.at(-1) ?? USUAL_SECTIONS;
  }

  /** `.cfi_sections` */
  ask(sections: FrameSections): void {
    this.#asked.push({ ...sections, count: this.count });
  }

  /** The first procedure that is in a section: those after it are, too, whatever was asked for later; as many as there are when none is. */
  firstIn(section: keyof FrameSections): number {
    const from = this.#asked.findIndex(
      (one, i) => one[section] && one.count < (this.#asked[i + 1]?.count ?? this.count),
    );
    return this.#asked[from]?.count ?? this.count;
  }

  at(id: number): Fde {
    const known = this.#objects.get(id);
    if (known) return known;
    const made = new Fde(id);
    this.#objects.set(id, made);
    return made;
  }

  /** All from number `from` on. */
  all(from = 0): Fde[] {
    return Array.from({ length: this.count - from }, (_, i) => this.at(from + i));
  }

  /** The open procedure of a subsection. */
  open({ procedure }: Subsection): Fde | undefined {
    return procedure < 0 ? undefined : this.at(procedure);
  }

  /** Begin a procedure at the location counter. */
  start(a: Assembler, simple: boolean): void {
    const { sub } = a;
    const id = core.startProcedure(sub.id, sub.last, sub.offset, a.pos(a.statementAt - a.shift), simple ? 1 : 0);
    renewViews();
    if (sub.section.keepsNames || sub.section.absoluteBase !== undefined) this.at(id).own().label = a.here();
  }

  /** End it there. */
  end({ id, sub }: Fde): void {
    core.endProcedure(id, sub.last, sub.offset);
  }

  /** Add an instruction at the location counter. */
  add({ id, sub }: Fde, op: number, a: number, b: number, extra?: Extra): void {
    const row = core.addFrame(id, op, a, b, sub.last, sub.offset);
    renewViews();
    if (extra) i32[(i32[STATE.frameRows] as number) + (row << FRAME_LOG) + ROW.extra] = this.#extras.push(extra) - 1;
  }

  /** What an instruction has besides two numbers. */
  extra(row: number): Extra | undefined {
    return this.#extras[frameColumn(row, ROW.extra)];
  }

  /** What is no instruction, but has a place: the next instruction is advanced to from here. */
  mark(fde: Fde): void {
    const { first, last, start, startOffset, sub } = fde;
    const fragment = first < 0 ? start.id : frameColumn(last, ROW.fragment);
    const offset = first < 0 ? startOffset : frameColumn(last, ROW.offset);
    if (fragment !== sub.last || offset !== sub.offset) this.add(fde, CFA.place, 0, 0);
  }

  /** Report procedures without an end, and end them where they begin. */
  close(a: Assembler): void {
    for (let id = core.unendedProcedure(0); id >= 0; id = core.unendedProcedure(id + 1)) {
      const { pos, start, startOffset } = this.at(id);
      a.sink.report(pos, messages.unterminated('.cfi_startproc', '.cfi_endproc'), 14);
      core.endProcedure(id, start.id, startOffset);
    }
  }
}

/** Bytes of a pointer in this encoding; `address` are those of an address. */
export function encodingSize(encoding: number, address: number): number {
  if (encoding === DW_EH_PE_omit) return 0;
  switch (encoding & 7) {
    case 2:
      return 2;
    case 3:
      return 4;
    case 4:
      return 8;
    default:
      return address;
  }
}
