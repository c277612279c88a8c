/**
 * Call frame information: from `.cfi_*` to `.eh_frame` and `.debug_frame`.
 *
 * Enters: what directives/cfi.ts records, one FDE a procedure. Leaves: the sections' fragments, byte for byte as GNU as makes
 * them: a CIE holds the leading instructions that later FDEs can share; address advances take the shortest form once distances are
 * known. DWARF 5, 6.4; LSB core, "Exception Frames"; AArch64: code alignment 4, data alignment -8, return column 30.
 */
import * as messages from '../diag/messages/asm.ts';
import type { Assembler } from './assembler.ts';
import { FIXUP } from './fixup.ts';
import type { Int } from './int64.ts';
import type { Resolver } from './resolve.ts';
import { type Fragment, Section, VARIABLE } from './section.ts';
import { SHF, SHT } from './section-table.ts';
import { Sym, type Value, WHERE } from './symbol.ts';

const CODE_ALIGN = 4;
export const DATA_ALIGN = -8;
const RETURN_COLUMN = 30;
const SP = 31;
export const DW_EH_PE_omit = 0xff;
const PCREL_SDATA4 = 0x1b;

/** DW_CFA_* by number, and what only the assembler knows. */
export const CFA = {
  advance: 0x40,
  offset: 0x80,
  restore: 0xc0,
  offsetExtended: 5,
  restoreExtended: 6,
  undefined: 7,
  sameValue: 8,
  register: 9,
  rememberState: 10,
  restoreState: 11,
  defCfa: 12,
  defCfaRegister: 13,
  defCfaOffset: 14,
  valExpression: 0x16,
  offsetExtendedSf: 0x11,
  defCfaSf: 0x12,
  defCfaOffsetSf: 0x13,
  valOffset: 0x14,
  valOffsetSf: 0x15,
  negateRaState: 0x2d,
  escape: 0x100,
  label: 0x101,
  encodedAddress: 0x102,
} as const;

/** A place in the program: less than a symbol, since there are so many. */
interface Place {
  readonly frag: Fragment | undefined;
  readonly value: number;
}

export interface CfiInstruction {
  readonly op: number;
  readonly a: number;
  readonly b: number;
  /** advance: from and to. */
  readonly from?: Place;
  readonly to?: Place;
  /** escape: bytes; encodedAddress: the address. */
  readonly values?: readonly Value[];
  readonly name?: string;
}

export interface Fde {
  readonly start: Sym;
  end: Sym | undefined;
  readonly instructions: CfiInstruction[];
  last: Place;
  personality: { readonly encoding: number; readonly value: Value } | undefined;
  lsda: { readonly encoding: number; readonly value: Value } | undefined;
  returnColumn: number;
  signal: boolean;
  bKey: boolean;
  /** For adjust_cfa_offset and rel_offset. */
  cfaOffset: number;
  readonly saved: number[];
  readonly at: number;
}

interface Cie {
  readonly start: Sym;
  readonly fde: Fde;
  /** The leading instructions it holds. */
  readonly initial: readonly CfiInstruction[];
}

/** What may stand in a CIE. */
const INITIAL: ReadonlySet<number> = new Set([
  CFA.offset,
  CFA.defCfa,
  CFA.valOffset,
  CFA.register,
  CFA.defCfaRegister,
  CFA.restore,
  CFA.undefined,
  CFA.sameValue,
  CFA.defCfaOffset,
]);

export class CallFrames {
  readonly list: Fde[] = [];
  /** Open procedures, by subsection. */
  readonly open = new Map<unknown, Fde>();
  ehFrame = true;
  debugFrame = false;

  start(a: Assembler, simple: boolean): Fde {
    const start = a.here();
    const fde: Fde = {
      start,
      end: undefined,
      instructions: simple ? [] : [{ op: CFA.defCfa, a: SP, b: 0 }],
      last: { frag: a.sub.frag, value: a.sub.offset },
      personality: undefined,
      lsda: undefined,
      returnColumn: RETURN_COLUMN,
      signal: false,
      bKey: false,
      cfaOffset: 0,
      saved: [],
      at: a.pos(a.statementAt - a.shift),
    };
    this.list.push(fde);
    this.open.set(a.sub, fde);
    return fde;
  }

  /** Add an instruction at the location counter, with an advance if that has moved. */
  add(a: Assembler, fde: Fde, instruction: CfiInstruction): void {
    if (fde.last.frag !== a.sub.frag || fde.last.value !== a.sub.offset) {
      const to = { frag: a.sub.frag, value: a.sub.offset };
      fde.instructions.push({ op: CFA.advance, a: 0, b: 0, from: fde.last, to });
      fde.last = to;
    }
    fde.instructions.push(instruction);
  }

  /** Write the sections. */
  finish(a: Assembler): void {
    if (this.list.length === 0) return;
    for (const fde of this.list) {
      if (fde.end) continue;
      a.sink.report(fde.at, messages.unterminated('.cfi_startproc', '.cfi_endproc'), 14);
      fde.end = fde.start;
    }
    if (this.ehFrame) new FrameWriter(a, true, this.list).write();
    if (this.debugFrame) new FrameWriter(a, false, this.list).write();
  }
}

class FrameWriter {
  readonly #a: Assembler;
  readonly #eh: boolean;
  readonly #list: readonly Fde[];
  /** Newest first: that is the order in which a match is looked for. */
  readonly #cies: Cie[] = [];

  constructor(a: Assembler, eh: boolean, list: readonly Fde[]) {
    this.#a = a;
    this.#eh = eh;
    this.#list = list;
  }

  write(): void {
    const a = this.#a;
    const name = this.#eh ? '.eh_frame' : '.debug_frame';
    const section =
      a.sections.named(name)[0] ?? a.sections.add(new Section(name, SHT.progbits, this.#eh ? SHF.alloc : 0), true);
    if (!this.#eh) section.isDebug = true;
    a.enter(section, 0);
    a.recordAlign(3);
    this.#list.forEach((fde, i) => {
      const { cie, rest } = this.#cieFor(fde, this.#eh ? 2 : 3);
      const last = i === this.#list.length - 1;
      this.#fde(fde, cie, rest, this.#eh && !last ? 2 : 3);
    });
  }

  #cieFor(fde: Fde, align: number): { cie: Cie; rest: readonly CfiInstruction[] } {
    for (const cie of this.#cies) {
      if (this.#matches(cie, fde)) return { cie, rest: fde.instructions.slice(cie.initial.length) };
    }
    let count = 0;
    while (count < fde.instructions.length && INITIAL.has(fde.instructions[count]?.op ?? -1)) count++;
    const cie: Cie = { start: this.#a.here(), fde, initial: fde.instructions.slice(0, count) };
    this.#cies.unshift(cie);
    this.#cie(cie, align);
    return { cie, rest: fde.instructions.slice(count) };
  }

  #matches(cie: Cie, fde: Fde): boolean {
    const mine = cie.fde;
    if (mine.returnColumn !== fde.returnColumn || mine.signal !== fde.signal || mine.bKey !== fde.bKey) return false;
    if (this.#eh) {
      if (mine.personality?.encoding !== fde.personality?.encoding || mine.lsda?.encoding !== fde.lsda?.encoding)
        return false;
      const p = mine.personality?.value;
      const q = fde.personality?.value;
      if (p?.plus !== q?.plus || p?.addend !== q?.addend) return false;
    }
    return cie.initial.every((instruction, i) => {
      const other = fde.instructions[i];
      return (
        other !== undefined && other.op === instruction.op && other.a === instruction.a && other.b === instruction.b
      );
    });
  }

  #byte(value: number): void {
    this.#a.emitByte(value);
  }

  #uleb(value: number): void {
    this.#a.emitLeb(value, false);
  }

  #sleb(value: number): void {
    this.#a.emitLeb(value, true);
  }

  /** plus - minus (+ addend) in `size` bytes. */
  #value(plus: Sym | undefined, minus: Sym | undefined, size: number, addend: Int = 0): void {
    const a = this.#a;
    if (plus || minus) a.sub.fixups.add(a.sub.frag, a.sub.offset, size, FIXUP.data, plus, minus, addend, -1);
    a.emitInt(plus || minus ? 0 : addend, size);
  }

  /** A pointer in an encoding of the LSB. */
  #encoded(encoding: number, value: Value): void {
    if (encoding === DW_EH_PE_omit) return;
    const relative = (encoding & 0x70) === 0x10;
    this.#value(value.plus, relative ? this.#a.here() : value.minus, encodingSize(encoding), value.addend);
  }

  #align(power: number): void {
    this.#a.align(power, 0);
  }

  #cie(cie: Cie, align: number): void {
    const a = this.#a;
    const { fde } = cie;
    const after = new Sym('');
    const end = new Sym('');
    this.#value(end, after, 4);
    a.place(after);
    a.emitInt(this.#eh ? 0 : -1, 4);
    this.#byte(1);
    if (this.#eh) {
      this.#byte(0x7a);
      if (fde.personality) this.#byte(0x50);
      if (fde.lsda) this.#byte(0x4c);
      this.#byte(0x52);
      if (fde.bKey) this.#byte(0x42);
    }
    if (fde.signal) this.#byte(0x53);
    this.#byte(0);
    this.#uleb(CODE_ALIGN);
    this.#sleb(DATA_ALIGN);
    this.#byte(fde.returnColumn);
    if (this.#eh) {
      this.#uleb(1 + (fde.lsda ? 1 : 0) + (fde.personality ? 1 + encodingSize(fde.personality.encoding) : 0));
      if (fde.personality) {
        this.#byte(fde.personality.encoding);
        this.#encoded(fde.personality.encoding, fde.personality.value);
      }
      if (fde.lsda) this.#byte(fde.lsda.encoding);
      this.#byte(PCREL_SDATA4);
    }
    for (const instruction of cie.initial) this.#instruction(instruction);
    this.#align(align);
    a.place(end);
  }

  #fde(fde: Fde, cie: Cie, rest: readonly CfiInstruction[], align: number): void {
    const a = this.#a;
    const after = new Sym('');
    const end = new Sym('');
    this.#value(end, after, 4);
    a.place(after);
    if (this.#eh) {
      this.#value(after, cie.start, 4);
      this.#value(fde.start, a.here(), 4);
      this.#value(fde.end, fde.start, 4);
      this.#uleb(fde.lsda ? encodingSize(fde.lsda.encoding) : 0);
      if (fde.lsda) this.#encoded(fde.lsda.encoding, fde.lsda.value);
    } else {
      this.#value(cie.start, undefined, 4);
      this.#value(fde.start, undefined, 8);
      this.#value(fde.end, fde.start, 8);
    }
    for (const instruction of rest) this.#instruction(instruction);
    this.#align(align);
    a.place(end);
  }

  #instruction(i: CfiInstruction): void {
    switch (i.op) {
      case CFA.advance:
        this.#advance(i);
        return;
      case CFA.defCfa:
        this.#byte(i.b < 0 ? CFA.defCfaSf : CFA.defCfa);
        this.#uleb(i.a);
        if (i.b < 0) this.#sleb(Math.trunc(i.b / DATA_ALIGN));
        else this.#uleb(i.b);
        return;
      case CFA.defCfaOffset:
        this.#byte(i.a < 0 ? CFA.defCfaOffsetSf : CFA.defCfaOffset);
        if (i.a < 0) this.#sleb(Math.trunc(i.a / DATA_ALIGN));
        else this.#uleb(i.a);
        return;
      case CFA.defCfaRegister:
      case CFA.undefined:
      case CFA.sameValue:
        this.#byte(i.op);
        this.#uleb(i.a);
        return;
      case CFA.restore:
        if (i.a <= 0x3f) this.#byte(CFA.restore + i.a);
        else {
          this.#byte(CFA.restoreExtended);
          this.#uleb(i.a);
        }
        return;
      default:
        this.#more(i);
    }
  }

  #more(i: CfiInstruction): void {
    switch (i.op) {
      case CFA.offset:
        this.#offset(i.a, Math.trunc(i.b / DATA_ALIGN));
        return;
      case CFA.valOffset: {
        const scaled = Math.trunc(i.b / DATA_ALIGN);
        this.#byte(scaled < 0 ? CFA.valOffsetSf : CFA.valOffset);
        this.#uleb(i.a);
        if (scaled < 0) this.#sleb(scaled);
        else this.#uleb(scaled);
        return;
      }
      case CFA.register:
        this.#byte(CFA.register);
        this.#uleb(i.a);
        this.#uleb(i.b);
        return;
      case CFA.escape:
        for (const v of i.values ?? []) this.#value(v.plus, v.minus, 1, v.addend);
        return;
      case CFA.encodedAddress:
        this.#encodedAddress(i);
        return;
      case CFA.label:
        this.#a.place(this.#a.symbols.make(i.name ?? ''));
        return;
      default:
        this.#byte(i.op);
    }
  }

  #encodedAddress(i: CfiInstruction): void {
    const encoding = i.b;
    const value = i.values?.[0];
    if (encoding === DW_EH_PE_omit || !value) return;
    const size = encodingSize(encoding);
    this.#byte(CFA.valExpression);
    this.#uleb(i.a);
    if (encoding === 0) {
      this.#uleb(1 + size);
      this.#byte(3);
    } else {
      this.#uleb(2 + size);
      this.#byte(0xf1);
      this.#byte(encoding);
    }
    this.#encoded(encoding, value);
  }

  #offset(register: number, scaled: number): void {
    if (scaled < 0) {
      this.#byte(CFA.offsetExtendedSf);
      this.#uleb(register);
      this.#sleb(scaled);
      return;
    }
    if (register <= 0x3f) this.#byte(CFA.offset + register);
    else {
      this.#byte(CFA.offsetExtended);
      this.#uleb(register);
    }
    this.#uleb(scaled);
  }

  /** Nearly all advances are short. */
  #advanceBy(distance: number): void {
    const delta = distance / CODE_ALIGN;
    if (delta >= 1 && delta < 0x40) this.#byte(CFA.advance + Math.floor(delta));
    else this.#a.emitBytes(advanceBytes(distance, this.#a.bigEndian));
  }

  #advance({ from, to }: CfiInstruction): void {
    if (!from || !to) return;
    const a = this.#a;
    if (from.frag === to.frag) {
      this.#advanceBy(to.value - from.value);
      return;
    }
    const value: Value = { plus: symbolAt(to), minus: symbolAt(from), addend: 0 };
    const frag = a.variable(VARIABLE.cfa, value, 0);
    const bytes = (resolver: Resolver): number[] => advanceBytes(Number(resolver.absolute(value) ?? 0), a.bigEndian);
    frag.measure = (resolver) => bytes(resolver).length;
    frag.write = (resolver, out, at) => out.set(bytes(resolver), at);
  }
}

function symbolAt({ frag, value }: Place): Sym {
  const sym = new Sym('');
  sym.where = WHERE.place;
  sym.frag = frag;
  sym.value = value;
  return sym;
}

/** The shortest DW_CFA_advance_loc* for a distance in bytes. */
function advanceBytes(distance: number, bigEndian: boolean): number[] {
  const delta = Math.floor(distance / CODE_ALIGN);
  if (delta === 0) return [];
  if (delta <= 0x3f) return [CFA.advance + delta];
  const size = delta <= 0xff ? 1 : delta <= 0xffff ? 2 : 4;
  const bytes = Array.from({ length: size }, (_, i) => Math.floor(delta / 256 ** i) % 256);
  return [size === 1 ? 2 : size === 2 ? 3 : 4, ...(bigEndian ? bytes.reverse() : bytes)];
}

/** Bytes of a pointer in this encoding. */
export function encodingSize(encoding: number): number {
  if (encoding === DW_EH_PE_omit) return 0;
  switch (encoding & 7) {
    case 2:
      return 2;
    case 3:
      return 4;
    default:
      return 8;
  }
}
