/**
 * Which of the ranges that `$d` marks among code are used as data.
 *
 * Enters: an ELF file and address ranges in its code sections. Leaves: for each range whether a literal load reads from it, or its
 * address is taken (ADR; ADRP with ADD or a load; a pointer in the file) and not every word of it is an instruction.
 * Arm DDI 0487 C6.2: LDR (literal), ADR, ADRP; AAELF64, "Mapping symbols".
 */
import type { ElfFile, ElfSection } from '../../elf/object.ts';
import { decode } from '../../isa/decoder.ts';

const SHF_ALLOC = 2;
const SHT_NOBITS = 8;
/** How far behind an ADRP its ADD or load may stand. */
const REACH = 4;

export interface Range {
  readonly start: bigint;
  readonly end: bigint;
}

type Use = 'read' | 'address';

/** Immediate of ADR and ADRP. */
function adrImmediate(word: number): number {
  return (((word << 8) >> 13) << 2) | ((word >>> 29) & 3);
}

/** The low twelve bits that an ADD (immediate) or a load with unsigned offset puts on `register`; undefined: it does not. */
function pageOffset(word: number, register: number): number | undefined {
  if (((word >>> 5) & 31) !== register) return undefined;
  const imm12 = (word >>> 10) & 0xfff;
  if ((word & 0xffc00000) >>> 0 === 0x91000000) return imm12;
  return (word & 0x3f000000) === 0x39000000 ? imm12 << (word >>> 30) : undefined;
}

/** Calls `note` for each address that the instructions of the section read from or form. */
function codeUses(section: ElfSection, note: (address: bigint, use: Use) => void): void {
  const { data, addr } = section;
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  for (let at = 0; at + 4 <= data.length; at += 4) {
    const word = view.getUint32(at, true);
    const pc = addr + BigInt(at);
    if ((word & 0x3b000000) === 0x18000000) note(pc + BigInt(((word << 8) >> 13) * 4), 'read');
    else if ((word & 0x9f000000) === 0x10000000) note(pc + BigInt(adrImmediate(word)), 'address');
    else if ((word & 0x9f000000) >>> 0 === 0x90000000) {
      const page = (pc & ~0xfffn) + BigInt(adrImmediate(word)) * 4096n;
      for (let next = at + 4; next <= at + 4 * REACH && next + 4 <= data.length; next += 4) {
        const offset = pageOffset(view.getUint32(next, true), word & 31);
        if (offset !== undefined) note(page + BigInt(offset), 'address');
      }
    }
  }
}

/** Whether each word of the range is an allocated instruction. */
function isAllCode(section: ElfSection, range: Range): boolean {
  const { data, addr } = section;
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  for (let at = Number(range.start - addr); at + 4 <= Number(range.end - addr); at += 4)
    if (decode(view.getUint32(at, true)) === undefined) return false;
  return true;
}

/** Those of `ranges` (ascending, none overlapping, in sections of `code`) that are used as data. */
export function rangesUsedAsData(elf: ElfFile, code: ReadonlySet<number>, ranges: readonly Range[]): Set<Range> {
  const used = new Set<Range>();
  if (ranges.length === 0) return used;
  const starts = Float64Array.from(ranges, (r) => Number(r.start));
  const note = (address: bigint, use: Use): void => {
    const at = Number(address);
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] as number) <= at) low = middle + 1;
      else high = middle;
    }
    const range = ranges[low - 1];
    if (range === undefined || address >= range.end || used.has(range)) return;
    const section = elf.sections.find((s) => range.start >= s.addr && range.end <= s.addr + BigInt(s.size));
    if (use === 'read' || (section !== undefined && !isAllCode(section, range))) used.add(range);
  };
  for (const [index, section] of elf.sections.entries()) {
    if ((section.flags & SHF_ALLOC) === 0 || section.type === SHT_NOBITS) continue;
    if (code.has(index)) codeUses(section, note);
    const view = new DataView(section.data.buffer, section.data.byteOffset, section.data.length);
    for (let at = (8 - Number(section.addr & 7n)) & 7; at + 8 <= section.data.length; at += 8)
      note(view.getBigUint64(at, true), 'address');
  }
  return used;
}
