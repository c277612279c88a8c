/**
 * `.eh_frame` and `.debug_frame`.
 *
 * Enters: the procedures of cfi.ts. Leaves: the sections' bytes, byte for byte as GNU as makes them: a CIE holds the leading
 * instructions that later FDEs can share; address advances take the shortest form. Where distances in the code are known (layout.ts, settle)
 * they are written at once; where not, by fixups and fragments of variable size. DWARF 5, 6.4; LSB core, "Exception
 * Frames"; AArch64: code alignment 4, data alignment -8, return column 30.
 */
import { NO_POS } from '../diag/diagnostic.ts';
import * as messages from '../diag/messages/asm.ts';
import type { Assembler } from './assembler.ts';
import { writeInt } from './bytes.ts';
import {
  type CallFrames,
  CFA,
  DATA_ALIGN,
  DW_EH_PE_omit,
  type Extra,
  encodingSize,
  type Fde,
  frameColumn,
  RETURN_COLUMN,
  ROW,
} from './cfi.ts';
import { core } from './core/engine.ts';
import { STATE } from './core/layout.ts';
import { i32, renewViews, u8 } from './core/memory.ts';
import { FIXUP } from './fixup.ts';
import type { Int } from './int64.ts';
import { distance, type Resolver } from './resolve.ts';
import { type Fragment, fragmentAt, Section, VARIABLE } from './section.ts';
import { SHF, SHT } from './section-table.ts';
import { writeSframe } from './sframe-writer.ts';
import { type Sym, symbolAt, type Value } from './symbol.ts';

const CODE_ALIGN = 4;
const PCREL_SDATA4 = 0x1b;

/** The length field of an entry: its place, its index in the bytes, and where the entry begins after it (-1: not known yet). */
interface Entry {
  readonly frag: Fragment;
  readonly offset: number;
  readonly at: number;
  readonly known: number;
}

interface Cie {
  readonly start: Sym;
  /** Where it is in the section, -1 where not known yet. */
  readonly known: number;
  readonly fde: Fde;
  /** How many leading instructions it holds. */
  readonly initial: number;
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

/** Write the sections of all procedures. */
export function writeFrames(a: Assembler): void {
  const { frames } = a;
  if (frames.count === 0) return;
  frames.close(a);
  const { count } = frames;
  const [eh, debug] = [frames.firstIn('eh'), frames.firstIn('debug')];
  const sframe = a.options.sframe ? 0 : frames.firstIn('sframe');
  if (eh < count) new FrameWriter(a, true).write(eh);
  if (sframe < count) writeSframe(a, sframe);
  if (debug < count) new FrameWriter(a, false).write(debug);
}

class FrameWriter {
  readonly #a: Assembler;
  readonly #eh: boolean;
  readonly #frames: CallFrames;
  /** Where the core writes procedures; 0 where it does not. */
  readonly #out: number;
  #begun = false;
  /** Newest first: that is the order in which a match is looked for. */
  readonly #cies: Cie[] = [];
  /** Some fixup leads to the section. */
  #named = false;
  /** The place up to which the FDE at hand has advanced. */
  #fragment: Fragment | undefined;
  #offset = 0;

  constructor(a: Assembler, eh: boolean) {
    this.#a = a;
    this.#eh = eh;
    this.#frames = a.frames;
    this.#out = eh ? prepare(a.frames) : 0;
  }

  /** Write the procedures from number `from` on. */
  write(from: number): void {
    const a = this.#a;
    const name = this.#eh ? '.eh_frame' : '.debug_frame';
    const section =
      a.sections.named(name)[0] ?? a.sections.add(new Section(name, SHT.progbits, this.#eh ? SHF.alloc : 0), true);
    if (!this.#eh) section.isDebug = true;
    a.enter(section, 0);
    const power = Math.log2(a.addressSize);
    a.recordAlign(power);
    const { count } = this.#frames;
    for (let id = this.#usual(from, power); id < count; id = this.#usual(id + 1, power)) {
      const fde = this.#frames.at(id);
      const cie = this.#cieFor(fde, this.#eh ? 2 : power);
      this.#flush();
      this.#fde(fde, cie, this.#eh && id < count - 1 ? 2 : power);
    }
    this.#flush();
  }

  /** Have the core write procedures of the usual kind (core/frames.ts) from number `from` on; that of the first one that is not. */
  #usual(from: number, power: number): number {
    if (!this.#eh || !this.#named || this.#known() < 0) return from;
    this.#begin();
    const id = core.writeProcedures(from, this.#a.section.id, power);
    renewViews();
    return id;
  }

  /** Let the core write from here on. */
  #begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    const { sub, bigEndian } = this.#a;
    i32[STATE.out] = this.#out;
    i32[STATE.outCount] = 0;
    i32[STATE.frag] = sub.last;
    i32[STATE.before] = this.#known();
    i32[STATE.offset] = sub.offset;
    i32[STATE.bigEndian] = bigEndian ? 1 : 0;
    i32[STATE.firstFixup] = sub.fixups.first;
    i32[STATE.lastFixup] = sub.fixups.last;
  }

  /** Take what it has written. */
  #flush(): void {
    if (!this.#begun) return;
    this.#begun = false;
    const { sub } = this.#a;
    this.#a.emitBytes(u8.subarray(this.#out, this.#out + (i32[STATE.outCount] as number)));
    sub.fixups.first = i32[STATE.firstFixup] as number;
    sub.fixups.last = i32[STATE.lastFixup] as number;
  }

  #cieFor(fde: Fde, align: number): Cie {
    for (const cie of this.#cies) if (this.#matches(cie, fde)) return cie;
    this.#flush();
    let count = 0;
    for (let row = fde.first; this.#isInitial(fde, row); row = this.#next(row)) count++;
    const cie: Cie = { start: this.#a.here(), known: this.#known(), fde, initial: count };
    this.#cies.unshift(cie);
    this.#cie(cie, align);
    if (this.#eh && cie.known >= 0 && isPlain(fde)) core.addCie(cie.known, fde.first, count);
    return cie;
  }

  #next(row: number): number {
    return frameColumn(row, ROW.next);
  }

  /** Whether the row is one that a CIE may hold: at the start of the procedure, and of the right kind. */
  #isInitial({ start, startOffset }: Fde, row: number): boolean {
    return (
      row >= 0 &&
      frameColumn(row, ROW.fragment) === start.id &&
      frameColumn(row, ROW.offset) === startOffset &&
      INITIAL.has(frameColumn(row, ROW.op))
    );
  }

  #matches(cie: Cie, fde: Fde): boolean {
    const mine = cie.fde.rare;
    const other = fde.rare;
    if (mine.returnColumn !== other.returnColumn || mine.signal !== other.signal) return false;
    if (mine.bKey !== other.bKey || mine.mteTagged !== other.mteTagged) return false;
    if (this.#eh) {
      if (mine.personality?.encoding !== other.personality?.encoding || mine.lsda?.encoding !== other.lsda?.encoding)
        return false;
      const p = mine.personality?.value;
      const q = other.personality?.value;
      if (p?.plus !== q?.plus || p?.addend !== q?.addend) return false;
    }
    let left = cie.initial;
    for (let r = fde.first, m = cie.fde.first; left > 0; left--, r = this.#next(r), m = this.#next(m)) {
      if (!this.#isInitial(fde, r)) return false;
      for (let k = ROW.op; k <= ROW.b; k++) if (frameColumn(r, k) !== frameColumn(m, k)) return false;
    }
    return true;
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
    this.#value(
      value.plus,
      relative ? this.#a.here() : value.minus,
      encodingSize(encoding, this.#a.addressSize),
      value.addend,
    );
  }

  /** Where the next byte is in the section, if that is known already; -1 if not. */
  #known(): number {
    const { section, sub } = this.#a;
    return sub.frag.stretch === sub.first && section.subsections[0] === sub ? sub.frag.virtual + sub.offset : -1;
  }

  /** The length of an entry, to be filled in by #close. */
  #open(): Entry {
    const { sub } = this.#a;
    const { frag, offset, length } = sub;
    this.#a.emitInt(0, 4);
    return { frag, offset, at: length, known: this.#known() };
  }

  /** Pad the entry to a multiple of 2^power bytes, and write its length. */
  #close({ frag, offset, at, known }: Entry, power: number): void {
    const a = this.#a;
    const here = this.#known();
    if (here >= 0) {
      a.enterPadding();
      for (let pad = -here & (2 ** power - 1); pad > 0; pad--) this.#byte(0);
      if (this.#named) {
        writeInt(a.sub.bytes, at, this.#known() - known, 4, a.bigEndian);
        return;
      }
    } else a.align(power, 0);
    // GNU as has a fixup for each length, and the first of them makes the section's symbol.
    this.#named = true;
    a.sub.fixups.add(frag, offset, 4, FIXUP.data, a.here(), symbolAt(frag, offset + 4), 0, -1);
  }

  #cie(cie: Cie, align: number): void {
    const a = this.#a;
    const { fde } = cie;
    const { rare } = fde;
    const entry = this.#open();
    a.emitInt(this.#eh ? 0 : -1, 4);
    const version = this.#a.options.cieVersion ?? 1;
    this.#byte(version);
    if (this.#eh) {
      this.#byte(0x7a);
      if (rare.personality) this.#byte(0x50);
      if (rare.lsda) this.#byte(0x4c);
      this.#byte(0x52);
      if (rare.bKey) this.#byte(0x42);
      if (rare.mteTagged) this.#byte(0x47);
    }
    if (rare.signal) this.#byte(0x53);
    this.#byte(0);
    if (version >= 4) {
      this.#byte(this.#a.addressSize);
      this.#byte(0);
    }
    this.#uleb(CODE_ALIGN);
    this.#sleb(DATA_ALIGN);
    if (version === 1) this.#byte(rare.returnColumn);
    else this.#uleb(rare.returnColumn);
    if (this.#eh) {
      this.#uleb(
        1 +
          (rare.lsda ? 1 : 0) +
          (rare.personality ? 1 + encodingSize(rare.personality.encoding, this.#a.addressSize) : 0),
      );
      if (rare.personality) {
        this.#byte(rare.personality.encoding);
        this.#encoded(rare.personality.encoding, rare.personality.value);
      }
      if (rare.lsda) this.#byte(rare.lsda.encoding);
      this.#byte(PCREL_SDATA4);
    }
    for (let row = fde.first, left = cie.initial; left > 0; left--, row = this.#next(row)) this.#instruction(row);
    this.#close(entry, align);
  }

  #fde(fde: Fde, cie: Cie, align: number): void {
    const entry = this.#open();
    const { label, lsda } = fde.rare;
    if (this.#eh) {
      if (cie.known >= 0 && entry.known >= 0) this.#a.emitInt(entry.known - cie.known, 4);
      else this.#value(symbolAt(entry.frag, entry.offset + 4), cie.start, 4);
      this.#start(fde);
      this.#length(fde, 4);
      this.#uleb(lsda ? encodingSize(lsda.encoding, this.#a.addressSize) : 0);
      if (lsda) this.#encoded(lsda.encoding, lsda.value);
    } else {
      this.#value(cie.start, undefined, 4);
      this.#value(label ?? symbolAt(fde.start, fde.startOffset), undefined, this.#a.addressSize);
      this.#length(fde, this.#a.addressSize);
    }
    this.#fragment = fde.start;
    this.#offset = fde.startOffset;
    let left = cie.initial;
    for (let row = fde.first; row >= 0; row = this.#next(row)) {
      if (--left >= 0) continue;
      this.#advance(fde, row);
      this.#instruction(row);
    }
    this.#close(entry, align);
  }

  /** Where a procedure starts, relative to here. */
  #start({ sub: { section }, start, startOffset, rare: { label } }: Fde): void {
    const a = this.#a;
    if (label || !section.symbol || !section.settled || section === a.section) {
      this.#value(label ?? symbolAt(start, startOffset), a.here(), 4);
      return;
    }
    a.sub.fixups.add(
      a.sub.frag,
      a.sub.offset,
      4,
      FIXUP.prel32,
      section.symbol,
      undefined,
      start.address + startOffset,
      -1,
    );
    a.emitInt(0, 4);
  }

  /** Bytes of a procedure. */
  #length({ start, startOffset, end, endOffset }: Fde, size: number): void {
    const bytes = distance(end, endOffset, start, startOffset);
    if (bytes === undefined) this.#value(symbolAt(end, endOffset), symbolAt(start, startOffset), size);
    else this.#a.emitInt(bytes, size);
  }

  #instruction(row: number): void {
    const op = frameColumn(row, ROW.op);
    const x = frameColumn(row, ROW.a);
    const y = frameColumn(row, ROW.b);
    switch (op) {
      case CFA.offset:
        this.#saved(x, Math.trunc(y / DATA_ALIGN));
        return;
      case CFA.defCfa:
        this.#byte(y < 0 ? CFA.defCfaSf : CFA.defCfa);
        this.#uleb(x);
        if (y < 0) this.#sleb(Math.trunc(y / DATA_ALIGN));
        else this.#uleb(y);
        return;
      case CFA.defCfaOffset:
        this.#byte(x < 0 ? CFA.defCfaOffsetSf : CFA.defCfaOffset);
        if (x < 0) this.#sleb(Math.trunc(x / DATA_ALIGN));
        else this.#uleb(x);
        return;
      case CFA.restore:
        if (x <= 0x3f) this.#byte(CFA.restore + x);
        else {
          this.#byte(CFA.restoreExtended);
          this.#uleb(x);
        }
        return;
      default:
        this.#more(op, x, y, this.#frames.extra(row));
    }
  }

  #more(op: number, x: number, y: number, extra: Extra | undefined): void {
    switch (op) {
      case CFA.defCfaRegister:
      case CFA.undefined:
      case CFA.sameValue:
        this.#byte(op);
        this.#uleb(x);
        return;
      case CFA.valOffset: {
        const scaled = Math.trunc(y / DATA_ALIGN);
        this.#byte(scaled < 0 ? CFA.valOffsetSf : CFA.valOffset);
        this.#uleb(x);
        if (scaled < 0) this.#sleb(scaled);
        else this.#uleb(scaled);
        return;
      }
      case CFA.register:
        this.#byte(CFA.register);
        this.#uleb(x);
        this.#uleb(y);
        return;
      case CFA.escape:
        for (const v of extra?.values ?? []) this.#value(v.plus, v.minus, 1, v.addend);
        return;
      case CFA.encodedAddress:
        this.#encodedAddress(x, y, extra?.values[0]);
        return;
      case CFA.label:
        if (extra) this.#label(extra);
        return;
      case CFA.place:
        return;
      default:
        this.#byte(op);
    }
  }

  /** A label in the section; with two sections it is defined twice, which GNU as refuses as well. */
  #label({ name, pos = NO_POS }: Extra): void {
    const sym = this.#a.symbols.make(name);
    if (sym.isDefined) this.#a.sink.report(pos, messages.symbolRedefined(name), name.length);
    else this.#a.place(sym);
  }

  #encodedAddress(register: number, encoding: number, value: Value | undefined): void {
    if (encoding === DW_EH_PE_omit || !value) return;
    const size = encodingSize(encoding, this.#a.addressSize);
    this.#byte(CFA.valExpression);
    this.#uleb(register);
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

  #saved(register: number, scaled: number): void {
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

  /** Advance to the place of a row, if it is another. */
  #advance(fde: Fde, row: number): void {
    const from = this.#fragment ?? fde.start;
    const fromOffset = this.#offset;
    const to = fragmentAt(frameColumn(row, ROW.fragment));
    const toOffset = frameColumn(row, ROW.offset);
    if (from === to && fromOffset === toOffset) return;
    this.#fragment = to;
    this.#offset = toOffset;
    const known = distance(to, toOffset, from, fromOffset);
    if (known !== undefined) {
      this.#advanceBy(known);
      return;
    }
    const a = this.#a;
    const value: Value = { plus: symbolAt(to, toOffset), minus: symbolAt(from, fromOffset), addend: 0 };
    const frag = a.variable(VARIABLE.cfa, value, 0);
    const bytes = (resolver: Resolver): number[] => advanceBytes(Number(resolver.absolute(value) ?? 0), a.bigEndian);
    frag.own().measure = (resolver) => bytes(resolver).length;
    frag.own().write = (resolver, out, at) => out.set(bytes(resolver), at);
  }
}

/** The most bytes of an entry without its instructions, and of an instruction with its advance. */
const ENTRY = 32;
const INSTRUCTION = 16;

/** Give the core room for the entries, whose address is returned. */
function prepare({ count }: CallFrames): number {
  const room = core.reserve(INSTRUCTION * (i32[STATE.frameCount] as number) + ENTRY * count);
  core.beginFrames();
  renewViews();
  return room;
}

/** Whether a procedure has what procedures of the usual kind have, for its CIE. */
function isPlain({ rare }: Fde): boolean {
  const { returnColumn, signal, bKey, mteTagged, personality, lsda } = rare;
  return returnColumn === RETURN_COLUMN && !signal && !bKey && !mteTagged && !personality && !lsda;
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
