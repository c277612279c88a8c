/**
 * From stated offsets to attributes: which packed and aligned, and which padding bits, give a layout.
 *
 * Debug information says where members lie, not why. Tried in order, each by laying the candidate out and comparing: no
 * attribute; packed on the type; then member by member, where each takes the weakest attribute that puts it where it lies
 * (aligned for further on, packed for nearer, bits without a name between bit-fields), and at the end an alignment of the
 * type for its size. Two attributes leave no trace when nothing follows from them (packed on what would lie so anyway);
 * those are not invented.
 */
import * as messages from '../../diag/messages/offsets.ts';
import { SchemaError } from '../error.ts';
import { type FieldLayout, Layouter } from '../layout.ts';
import type { CType, Member, RecordType, Target } from '../model.ts';
import { u8, u16, u32, u64 } from '../scalars.ts';
import type { RawMember, RawRecord } from './raw.ts';

const ALIGNMENTS: readonly number[] = Array.from({ length: 17 }, (_, i) => 2 ** i);

function toMember(raw: RawMember): Member {
  return {
    name: raw.name,
    type: raw.type,
    ...(raw.bits === undefined ? {} : { width: raw.bits.width }),
    ...(raw.align === undefined ? {} : { align: raw.align }),
  };
}

function toRecord(raw: RawRecord, members: readonly Member[], more: Partial<RecordType> = {}): RecordType {
  return {
    kind: 'record',
    tag: raw.tag,
    name: raw.name,
    members,
    ...(raw.typedef ? { typedef: true } : {}),
    ...(raw.align === undefined ? {} : { align: raw.align }),
    ...(members.length === 0 ? { empty: true } : {}),
    ...more,
  };
}

/** First bit of a field, from the start of the record. */
function bitOf(field: FieldLayout): number {
  return field.bits === undefined ? field.offset * 8 : field.bits.start;
}

function rawBit(raw: RawMember): number {
  return raw.bits === undefined ? raw.offset * 8 : raw.bits.start;
}

/** The member at a multiple of `align` bytes and no more. */
function packedTo(plain: Member, align: number): Member {
  return { ...plain, packed: true, ...(align === 1 ? {} : { align }) };
}

/** Padding from one bit to another: bits to the end of the byte, bytes, bits. */
function bytesAndBits(from: number, to: number): Member[] {
  const bits = (width: number): Member[] => (width > 0 ? [{ name: undefined, type: u8, width, packed: true }] : []);
  if (to <= from) return [];
  const firstByte = Math.ceil(from / 8);
  const lastByte = Math.floor(to / 8);
  if (lastByte < firstByte) return bits(to - from);
  const count = lastByte - firstByte;
  const bytes: Member = { name: `__padding_${firstByte}`, type: { kind: 'array', element: u8, count } };
  return [...bits(firstByte * 8 - from), ...(count > 0 ? [bytes] : []), ...bits(to - lastByte * 8)];
}

class Inference {
  private readonly raw: RawRecord;
  private readonly layouter: Layouter;

  constructor(raw: RawRecord, target: Target) {
    this.raw = raw;
    this.layouter = new Layouter(target);
  }

  /** Whether a candidate has exactly the stated size and offsets (padding bits of its own do not count). */
  fits(candidate: RecordType): boolean {
    const layout = this.layouter.record(candidate);
    if (layout.size !== this.raw.size) return false;
    const own = layout.fields.filter(({ member }) => member.name !== undefined || member.type.kind === 'record');
    return (
      own.length === this.raw.members.length &&
      own.every((field, i) => {
        const stated = this.raw.members[i];
        return stated !== undefined && bitOf(field) === rawBit(stated);
      })
    );
  }

  /** Where the last of these members would lie, in bits; undefined where they cannot be laid out. */
  private lastOf(members: readonly Member[], more: Partial<RecordType>): number | undefined {
    const layout = this.layouter.record(toRecord(this.raw, members, more));
    // the stated size is a multiple of the alignment: what asks for more is not it
    if (this.raw.size % layout.align !== 0) return undefined;
    const last = layout.fields[layout.fields.length - 1];
    return last === undefined ? undefined : bitOf(last);
  }

  /** The member, or the padding and the member, that lies at its stated place after `before`. */
  private step(before: readonly Member[], raw: RawMember, more: Partial<RecordType>): Member[] | undefined {
    const plain = toMember(raw);
    const wanted = rawBit(raw);
    const gap = wanted - this.endOf(before, more);
    const fillers = this.fillers(plain, gap, this.raw.tag === 'union' ? 0 : wanted - gap);
    const tries: Member[][] = [[plain]];
    if (raw.bits !== undefined) tries.push(...fillers.map((filler) => [filler, plain]));
    if (raw.align === undefined) tries.push(...ALIGNMENTS.map((align) => [{ ...plain, align }]));
    tries.push(...[...ALIGNMENTS].reverse().map((align) => [packedTo(plain, align)]));
    // debug information may say nothing of what lies between: padding that puts the member anywhere
    const tight = packedTo(plain, 1);
    tries.push(...fillers.map((filler) => [filler, plain]), ...fillers.map((filler) => [filler, tight]));
    tries.push([...bytesAndBits(wanted - gap, wanted), tight]);
    return tries.find((members) => this.lastOf([...before, ...members], more) === wanted);
  }

  /** Single members that may stand for the bits between: width 0, the gap in one bit-field, whole bytes. */
  private fillers(plain: Member, gap: number, from: number): Member[] {
    const declared = plain.type.kind === 'scalar' || plain.type.kind === 'enum' ? [plain.type] : [];
    const types = [...declared, u8, u16, u32, u64].filter((type) => this.isInteger(type));
    const fits = types.filter((type) => gap > 0 && gap <= this.layouter.extent(type, '').size * 8);
    return [
      ...fits.map((type): Member => ({ name: undefined, type, width: gap })),
      ...types.map((type): Member => ({ name: undefined, type, width: 0 })),
      ...bytesAndBits(Math.ceil(from / 8) * 8, Math.floor((from + gap) / 8) * 8),
    ];
  }

  private isInteger(type: CType): boolean {
    return type.kind === 'enum' || (type.kind === 'scalar' && /signed$/.test(type.format));
  }

  /** The first free bit after these members. */
  private endOf(members: readonly Member[], more: Partial<RecordType>): number {
    const layout = this.layouter.record(toRecord(this.raw, members, { ...more, empty: true }));
    const last = layout.fields[layout.fields.length - 1];
    if (last === undefined) return 0;
    return last.bits === undefined ? (last.offset + last.size) * 8 : last.bits.start + last.bits.width;
  }

  /** Member by member. */
  build(more: Partial<RecordType>): RecordType | undefined {
    const members: Member[] = [];
    for (const raw of this.raw.members) {
      const step = this.step(this.raw.tag === 'union' ? [] : members, raw, more);
      if (step === undefined) return undefined;
      members.push(...step);
    }
    return this.sized(members, more) ?? this.sized([...members, ...this.tail(members, more)], more);
  }

  /** The candidate of the stated size, by an alignment of the type where that is free. */
  private sized(members: readonly Member[], more: Partial<RecordType>): RecordType | undefined {
    const aligned = ALIGNMENTS.map((align) => toRecord(this.raw, members, { ...more, align }));
    const candidates = [toRecord(this.raw, members, more), ...(this.raw.align === undefined ? aligned : [])];
    return candidates.find((candidate) => this.layouter.record(candidate).size === this.raw.size);
  }

  /** Bytes at the end that no member holds (bits without a name leave them). */
  private tail(members: readonly Member[], more: Partial<RecordType>): Member[] {
    const from = this.raw.tag === 'union' ? 0 : Math.ceil(this.endOf(members, more) / 8);
    const count = this.raw.size - from;
    return count > 0 ? [{ name: `__padding_${from}`, type: { kind: 'array', element: u8, count } }] : [];
  }
}

/** A schema with the stated layout. Throws SchemaError where no attributes give it. */
export function withAttributes(raw: RawRecord, target: Target): RecordType {
  const inference = new Inference(raw, target);
  const members = raw.members.map(toMember);
  const whole = [toRecord(raw, members), toRecord(raw, members, { packed: true })];
  const simple = whole.find((candidate) => inference.fits(candidate));
  const found = simple ?? inference.build({}) ?? inference.build({ packed: true });
  if (found === undefined) throw new SchemaError(messages.noSuchLayout(raw.name ?? `(${raw.tag})`));
  return found;
}
