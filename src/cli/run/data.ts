/**
 * What in a program's file is data, so that executing it can be told (class 16).
 *
 * Enters: an ELF file. Leaves: physical ranges. Sections without instructions are data. Among instructions it is what a `$d` mapping
 * symbol marks (AAELF64, "Mapping symbols"), but assemblers mark instructions given as `.word` in the same way: there, something
 * must use it as data, a load of a literal, ADR, ADRP with ADD or a load, or a pointer in other data.
 */
import type { ElfFile, ElfSection, ElfSymbol } from '../../elf/object.ts';
import type { DataRange } from '../../emu/fetch.ts';
import { type Range, rangesUsedAsData } from './data-uses.ts';

const PT_LOAD = 1;
const SHF_ALLOC = 2;
const SHF_EXECINSTR = 4;
const SHT_NOBITS = 8;

/** Physical address of a virtual one, by the segment that holds it (bare-metal programs: mostly the same). */
export function physicalOf(elf: ElfFile, address: bigint): number {
  const segment = elf.segments.find((s) => s.type === PT_LOAD && address >= s.vaddr && address < s.vaddr + s.memsz);
  return Number(segment === undefined ? address : address - segment.vaddr + segment.paddr);
}

/** What the file says is data: whole sections, and what `$d` mapping symbols mark in the others, unless nothing uses it as data. */
export function dataOf(elf: ElfFile): DataRange[] {
  const mapping = elf.symbols.filter((s) => /^\$[xd](\.|$)/.test(s.name));
  return [...dataSections(elf, mapping), ...markedData(elf, mapping)];
}

/** What each `$d` among `$x` of its section marks: to the next mapping symbol, or the section's end. */
function marksOf(
  elf: ElfFile,
  mapping: readonly ElfSymbol[],
  code: ReadonlySet<number>,
): (Range & { section: ElfSection })[] {
  const marks = mapping
    .filter((s) => code.has(s.section))
    .sort((a, b) => a.section - b.section || (a.value < b.value ? -1 : a.value > b.value ? 1 : 0));
  return marks.flatMap((mark, i) => {
    const section = elf.sections[mark.section];
    if (mark.name[1] !== 'd' || section === undefined || (section.flags & SHF_ALLOC) === 0) return [];
    const next = marks[i + 1];
    const end = next?.section === mark.section ? next.value : section.addr + BigInt(section.size);
    return end > mark.value ? [{ start: mark.value, end, section }] : [];
  });
}

function markedData(elf: ElfFile, mapping: readonly ElfSymbol[]): DataRange[] {
  const code = codeSections(mapping);
  const marks = marksOf(elf, mapping, code).sort((a, b) => (a.start < b.start ? -1 : 1));
  const used = rangesUsedAsData(elf, code, marks);
  return marks
    .filter((mark) => used.has(mark))
    .map(({ start, end, section }) => {
      const at = physicalOf(elf, start);
      return { name: `a literal pool or data in ${section.name}`, start: at, end: at + Number(end - start) };
    });
}

/** Indices of the sections with instructions in them, by their mapping symbols. */
function codeSections(mapping: readonly ElfSymbol[]): ReadonlySet<number> {
  return new Set(mapping.filter((s) => s.name[1] === 'x').map((s) => s.section));
}

/** Sections that hold data and nothing else: not executable, and without `$x` mapping symbols. */
function dataSections(elf: ElfFile, mapping: readonly ElfSymbol[]): DataRange[] {
  const code = codeSections(mapping);
  return elf.sections
    .map((section, index) => ({ section, index }))
    .filter(
      ({ section: s, index }) =>
        (s.flags & (SHF_ALLOC | SHF_EXECINSTR)) === SHF_ALLOC &&
        s.type !== SHT_NOBITS &&
        s.size > 0 &&
        !code.has(index),
    )
    .map(({ section: s }) => {
      const start = physicalOf(elf, s.addr);
      return { name: s.name, start, end: start + s.size };
    });
}
