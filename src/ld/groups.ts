/**
 * Section groups in relocatable output (gABI, "Section Groups"): a group that is kept stays one, for the link that comes after.
 *
 * Enters: the groups of the inputs that were not dropped. Leaves: an SHT_GROUP output section for each, before all others; its members have
 * output sections of their own. Contents and signature are known when sections and symbols have their numbers.
 */
import * as elf from '../elf/constants.ts';
import type { LinkContext } from './context.ts';
import { F, type InputFile, InputSection, OutputSection } from './model.ts';
import { keepsRelocations } from './relocations-out.ts';
import type { SymbolIndices } from './symtab.ts';

/** A group as an input has it. */
export interface KeptGroup {
  readonly file: InputFile;
  /** Of its section in the file. */
  readonly index: number;
  /** GRP_COMDAT or 0. */
  readonly flags: number;
  /** Symbol index of the signature. */
  readonly signature: number;
  readonly members: readonly InputSection[];
}

interface GroupOutput {
  readonly group: KeptGroup;
  readonly output: OutputSection;
  readonly bytes: Uint8Array;
}

/** Make the output sections; call before any other is made. */
export function makeGroups(context: LinkContext, groups: readonly KeptGroup[]): GroupOutput[] {
  return groups.map((group) => {
    const words = 1 + group.members.reduce((sum, m) => sum + (hasRelocations(m) ? 2 : 1), 0);
    const bytes = new Uint8Array(4 * words);
    const output = new OutputSection('.group', undefined);
    output.exists = true;
    output.hasInput = true;
    output.orphan = true;
    output.flags = F.contents | F.readonly;
    output.type = elf.SHT_GROUP;
    output.align = 4;
    output.pieces.push({ kind: 'text', bytes, offset: 0 });
    context.created.push(output);
    context.statements.push({ kind: 'section', section: output });
    // The file's own section stands for it, so that symbols in it have a place.
    const { file, index } = group;
    const section = new InputSection(file, index, '.group', elf.SHT_GROUP, 0, bytes.length, 4, 4, bytes);
    section.output = output;
    file.sections[index] = section;
    for (const member of group.members) member.flags |= F.group;
    return { group, output, bytes };
  });
}

const hasRelocations = (section: InputSection): boolean =>
  section.rela > 0 && (section.file.view?.size[section.rela] ?? 0) > 0;

/** Sections have their numbers: list the members. Must come before contents are rendered. */
export function fillGroups(context: LinkContext, groups: readonly GroupOutput[]): void {
  const little = !context.bigEndian;
  for (const { group, output: own, bytes } of groups) {
    // Its bytes are the linker's, not the script's data, and nothing loads them.
    own.flags = F.contents | F.readonly;
    const data = new DataView(bytes.buffer);
    const words = [group.flags];
    for (const { output, discarded } of group.members) {
      if (!output || discarded !== '') continue;
      words.push(output.index);
      if (keepsRelocations(context, output)) words.push(output.relaIndex);
    }
    words.forEach((word, i) => {
      data.setUint32(4 * i, word, little);
    });
  }
}

/** Symbols have their numbers: name the signature. */
export function linkGroups(groups: readonly GroupOutput[], symtab: number, indices: SymbolIndices): void {
  for (const { group, output } of groups) {
    const { file, signature } = group;
    const id = file.globals[signature] ?? -1;
    output.link = symtab;
    const { symbols } = file;
    const own = indices.locals.get(file)?.[signature] ?? 0;
    const section = symbols?.inSection(signature) ? file.sections[symbols.section(signature)]?.output : undefined;
    output.info = id >= 0 ? (indices.globals[id] ?? 0) : own || ((section && indices.sections.get(section)) ?? 0);
  }
}

export type { GroupOutput };
