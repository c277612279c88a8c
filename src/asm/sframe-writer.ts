/**
 * `.sframe`: for each address of a procedure where the CFA is, and where the frame pointer and the return address are saved.
 *
 * Enters: the procedures of cfi.ts. Leaves: the section, version 1 of the format (SFrame specification, "SFrame section"), as GNU as 2.40 makes it: a
 * procedure that says something else about its frame (registers moved, expressions) is left out; what a state to restore holds is the entry before.
 */
import { NO_POS } from '../diag/diagnostic.ts';
import * as messages from '../diag/messages/asm.ts';
import type { Assembler } from './assembler.ts';
import { CFA, type Fde, frameColumn, ROW } from './cfi.ts';
import { FIXUP } from './fixup.ts';
import { Layout } from './layout.ts';
import { distance } from './resolve.ts';
import { fragmentAt, Section } from './section.ts';
import { SHF, SHT } from './section-table.ts';
import { symbolAt } from './symbol.ts';

const MAGIC = 0xdee2;
const VERSION = 1;
const ABI = { big: 1, little: 2 } as const;
const FDE_BYTES = 17;
const FP = 29;
const RA = 30;
/** Bit of a function's information: return addresses are signed with key B. */
const B_KEY = 0x20;

/** What is known from one address on. */
interface Entry {
  /** Bytes from the start of the procedure. */
  readonly start: number;
  /** Whether the CFA is counted from the stack pointer; undefined where nothing said what it is. */
  readonly fromSp: boolean | undefined;
  readonly cfa: number;
  readonly ra: number | undefined;
  readonly fp: number | undefined;
  readonly signed: boolean;
  /** Something said so here. */
  readonly changed: boolean;
}

const NOTHING: Entry = {
  start: 0,
  fromSp: undefined,
  cfa: 0,
  ra: undefined,
  fp: undefined,
  signed: false,
  changed: false,
};

interface Procedure {
  readonly fde: Fde;
  readonly size: number;
  readonly entries: readonly Entry[];
}

/** Bytes of a procedure's code, where that is known. */
const sizeOf = ({ start, startOffset, end, endOffset }: Fde): number | undefined =>
  distance(end, endOffset, start, startOffset);

/** Write the section for all procedures from number `from` on that it can describe. */
export function writeSframe(a: Assembler, from: number): void {
  if (a.addressSize === 4) {
    a.sink.report(NO_POS, messages.badParameter('.sframe is not defined for ILP32'));
    return;
  }
  // entries have the size that the procedure's calls for: it must be known before they are written
  if (a.frames.all(from).some((fde) => sizeOf(fde) === undefined)) new Layout(a).settle();
  const procedures = a.frames.all(from).flatMap((fde) => {
    const size = sizeOf(fde);
    if (size === undefined) a.sink.report(fde.pos, messages.notConstant('the size of a procedure in .sframe'), 14);
    const entries = size === undefined ? undefined : new Reader(fde).read();
    return size !== undefined && entries && entries.length > 0 ? [{ fde, size, entries }] : [];
  });
  const section =
    a.sections.named('.sframe')[0] ?? a.sections.add(new Section('.sframe', SHT.progbits, SHF.alloc), true);
  section.isDebug = true;
  a.enter(section, 0);
  a.recordAlign(3);
  writeSection(a, procedures);
}

/** Follows the instructions of one procedure. */
class Reader {
  readonly #fde: Fde;
  readonly #done: Entry[] = [];
  #now = NOTHING;
  #saved: Entry | undefined;

  constructor(fde: Fde) {
    this.#fde = fde;
  }

  /** The entries, or undefined where the format cannot say it. */
  read(): readonly Entry[] | undefined {
    const fde = this.#fde;
    if (fde.rare.returnColumn !== RA) return undefined;
    for (let row = fde.first; row >= 0; row = frameColumn(row, ROW.next)) {
      const at = fragmentAt(frameColumn(row, ROW.fragment));
      const start = distance(at, frameColumn(row, ROW.offset), fde.start, fde.startOffset);
      if (start === undefined) return undefined;
      if (start !== this.#now.start) this.#advance(start);
      if (!this.#apply(frameColumn(row, ROW.op), frameColumn(row, ROW.a), frameColumn(row, ROW.b))) return undefined;
    }
    const done = this.#done;
    if (this.#now.changed || done.length > 0) done.push(this.#now);
    return done;
  }

  #advance(start: number): void {
    if (this.#now.changed) this.#done.push(this.#now);
    this.#now = { ...this.#now, start, changed: false };
  }

  #set(what: Partial<Entry>): true {
    this.#now = { ...this.#now, ...what, changed: true };
    return true;
  }

  /** False when the format cannot say it. */
  #apply(op: number, x: number, y: number): boolean {
    const { fromSp, signed } = this.#now;
    switch (op) {
      case CFA.defCfa:
        return this.#set({ fromSp: x !== FP, cfa: y });
      case CFA.defCfaRegister:
        return fromSp !== undefined && this.#set({ fromSp: x !== FP });
      case CFA.defCfaOffset:
        return fromSp !== undefined && this.#set({ cfa: x });
      case CFA.offset:
        return (x !== RA && x !== FP) || this.#set(x === RA ? { ra: y } : { fp: y });
      case CFA.restore:
        return (x !== RA && x !== FP) || this.#restore(x);
      case CFA.negateRaState:
        return this.#set({ signed: !signed });
      case CFA.rememberState:
        this.#saved = this.#done.at(-1);
        return this.#saved !== undefined;
      case CFA.restoreState:
        return this.#saved !== undefined && this.#set({ ...this.#saved, start: this.#now.start });
      case CFA.valOffset:
        return x !== RA && x !== FP;
      default:
        return op === CFA.undefined || op === CFA.sameValue || op === CFA.place;
    }
  }

  /** As the procedure began. */
  #restore(register: number): true {
    const { ra, fp } = this.#done[0] ?? this.#now;
    return this.#set(register === RA ? { ra } : { fp });
  }
}

/** Offsets of an entry, and the power of two of the bytes that each takes. */
function offsetsOf({ cfa, ra, fp }: Entry): { readonly offsets: readonly number[]; readonly power: number } {
  const offsets = [cfa, ra, fp].filter((offset) => offset !== undefined);
  const largest = Math.max(...offsets.map(Math.abs));
  return { offsets, power: largest < 2 ** 7 ? 0 : largest < 2 ** 15 ? 1 : 2 };
}

/** Power of two of the bytes of an address in a procedure of so many bytes. */
function addressPower(size: number): number {
  return size < 2 ** 8 ? 0 : size < 2 ** 16 ? 1 : 2;
}

function entryBytes(entry: Entry, size: number): number {
  const { offsets, power } = offsetsOf(entry);
  return 2 ** addressPower(size) + 1 + offsets.length * 2 ** power;
}

function writeSection(a: Assembler, procedures: readonly Procedure[]): void {
  const lengths = procedures.map(({ entries, size }) => entries.reduce((sum, e) => sum + entryBytes(e, size), 0));
  a.emitInt(MAGIC, 2);
  for (const byte of [VERSION, 0, a.bigEndian ? ABI.big : ABI.little, 0, 0, 0]) a.emitByte(byte);
  a.emitInt(procedures.length, 4);
  a.emitInt(
    procedures.reduce((sum, { entries }) => sum + entries.length, 0),
    4,
  );
  const { frag, offset } = a.sub;
  a.emitInt(0, 4);
  a.emitInt(0, 4);
  a.emitInt(procedures.length * FDE_BYTES, 4);
  let at = 0;
  procedures.forEach(({ fde, size, entries }, i) => {
    a.sub.fixups.add(a.sub.frag, a.sub.offset, 4, FIXUP.data, symbolAt(fde.start, fde.startOffset), a.here(), 0, -1);
    a.emitInt(0, 4);
    a.emitInt(size, 4);
    a.emitInt(at, 4);
    a.emitInt(entries.length, 4);
    a.emitByte(addressPower(size) | (fde.rare.bKey ? B_KEY : 0));
    at += lengths[i] as number;
  });
  const first = a.here();
  for (const { entries, size } of procedures) for (const entry of entries) writeEntry(a, entry, addressPower(size));
  // GNU as has fixups for distances in the section, and the first of them makes the section's symbol
  a.sub.fixups.add(frag, offset, 4, FIXUP.data, a.here(), first, 0, -1);
}

function writeEntry(a: Assembler, entry: Entry, address: number): void {
  const { offsets, power } = offsetsOf(entry);
  a.emitInt(entry.start, 2 ** address);
  a.emitByte((entry.signed ? 0x80 : 0) | (power << 5) | (offsets.length << 1) | (entry.fromSp === false ? 0 : 1));
  for (const offset of offsets) a.emitInt(offset, 2 ** power);
}
