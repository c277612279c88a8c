/**
 * Relocation sections in the output: for -r, and for --emit-relocs.
 *
 * Enters: the inputs' relocations and the new places of sections and symbols. Leaves: one SHT_RELA section's bytes for each
 * output section that has any. A reference to a section becomes one to the output section, its addend grown by the place
 * of the input section in it.
 */
import * as elf from '../elf/constants.ts';
import { relocByName } from '../isa/relocs.ts';
import type { LinkContext } from './context.ts';
import type { InputFile, InputSection, OutputSection } from './model.ts';
import type { SymbolIndices } from './symtab.ts';

const NONE = relocByName('R_AARCH64_NONE')?.number ?? 0;

/** Whether the output keeps the relocations of this section. */
export function keepsRelocations(context: LinkContext, section: OutputSection): boolean {
  if (!context.options.relocatable && !context.options.emitRelocs) return false;
  return section.inputs.some((input) => input.rela > 0 && (input.file.view?.size[input.rela] ?? 0) > 0);
}

/** The bytes of the SHT_RELA section that goes with `section`. */
export function relocationBytes(context: LinkContext, section: OutputSection, indices: SymbolIndices): Uint8Array {
  const count = section.inputs.reduce(
    (sum, input) => sum + (input.rela > 0 ? (input.file.view?.size[input.rela] ?? 0) / elf.RELA_SIZE : 0),
    0,
  );
  const bytes = new Uint8Array(count * elf.RELA_SIZE);
  const data = new DataView(bytes.buffer);
  const little = !context.bigEndian;
  const base = context.options.relocatable ? 0n : section.vma;
  let at = 0;
  for (const input of section.inputs) {
    const { file, rela } = input;
    if (rela === 0 || !file.view) continue;
    const relocations = file.view.relocations(rela, file.symbols?.count ?? 0);
    let place = BigInt.asUintN(64, base + BigInt(input.offset));
    for (let i = 0; i < relocations.count; i++) {
      const now = input.edited ? BigInt(input.edited.find(relocations.place(i))) : relocations.offset(i);
      // Of a record that is gone nothing remains but a relocation without effect, where the one before it is.
      const gone = now < 0n;
      if (!gone) place = BigInt.asUintN(64, base + BigInt(input.offset) + now);
      const target = gone ? undefined : retarget(input.file, relocations.symbol(i), relocations.addend(i), indices);
      data.setBigUint64(at, place, little);
      data.setUint32(at + (little ? 8 : 12), target ? relocations.type(i) : NONE, little);
      data.setUint32(at + (little ? 12 : 8), target?.symbol ?? 0, little);
      data.setBigInt64(at + 16, target?.addend ?? 0n, little);
      at += elf.RELA_SIZE;
    }
  }
  return bytes;
}

/** The output's symbol and addend for an input's; undefined when the target was discarded. */
function retarget(
  file: InputFile,
  index: number,
  addend: bigint,
  indices: SymbolIndices,
): { symbol: number; addend: bigint } | undefined {
  if (index === 0) return { symbol: 0, addend };
  const id = file.globals[index] ?? -1;
  if (id >= 0) return { symbol: indices.globals[id] ?? 0, addend };
  const { symbols } = file;
  if (!symbols) return undefined;
  const own = indices.locals.get(file)?.[index] ?? 0;
  if (own > 0) return { symbol: own, addend };
  const section: InputSection | undefined = symbols.inSection(index)
    ? file.sections[symbols.section(index)]
    : undefined;
  if (!section?.output || (section.discarded !== '' && section.discarded !== 'merged')) return undefined;
  const value = symbols.value(index);
  if (!section.merged)
    return { symbol: indices.sections.get(section.output) ?? 0, addend: addend + BigInt(section.offset) + value };
  const isSection = (symbols.info(index) & 15) === elf.STT_SECTION;
  const there = section.merged.find(Number(isSection ? value + addend : value));
  const { output, offset } = there.section;
  return {
    symbol: (output && indices.sections.get(output)) ?? 0,
    addend: BigInt(offset + there.offset) + (isSection ? 0n : addend),
  };
}
