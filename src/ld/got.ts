/**
 * The global offset table of a static link: which symbols need an entry, and where it is.
 *
 * Enters: all relocations. Leaves: linker-made sections `.got` (one reserved entry, then the symbols' addresses) and `.got.plt`
 * (three reserved entries), and _GLOBAL_OFFSET_TABLE_ at the start of `.got` (AAELF64, "Static linking of GOT references").
 */
import * as elf from '../elf/constants.ts';
import { RELOCS } from '../isa/relocs.ts';
import type { LinkContext } from './context.ts';
import { F, type InputFile, InputSection, KIND } from './model.ts';

export interface GotPlan {
  readonly got: InputSection;
  readonly gotPlt: InputSection;
  /** Entries: global symbols by name index, locals by file and symbol index; value: offset in .got. */
  readonly globals: Map<number, number>;
  readonly locals: Map<InputFile, Map<number, number>>;
}

const usesGot = new Uint8Array(2048);
for (const row of RELOCS.values()) if (/GOT|G\(/.test(row.operation)) usesGot[row.number] = 1;

/** A section that the linker makes; it belongs to the first input, as GNU ld's do. */
export function makeSection(
  context: LinkContext,
  name: string,
  type: number,
  sh: number,
  align: number,
  entsize: number,
  owner = context.files[0] as InputFile,
): InputSection {
  const section = new InputSection(owner, 0, name, type, sh, 0, align, entsize, new Uint8Array(0));
  section.flags |= F.linkerCreated;
  owner.list.push(section);
  return section;
}

/** Look through all relocations; make the sections if any of them needs an entry. */
export function planGot(context: LinkContext): void {
  const globals = new Set<number>();
  const locals = new Map<InputFile, Set<number>>();
  let any = context.symbols.find('_GLOBAL_OFFSET_TABLE_')?.kind === KIND.undefined;
  for (const file of context.files) {
    const { view } = file;
    for (const section of file.list) {
      if (!view || section.rela === 0 || section.discarded === 'group' || !(section.flags & F.alloc)) continue;
      const relocations = view.relocations(section.rela, file.symbols?.count ?? 0);
      for (let i = 0; i < relocations.count; i++) {
        if (usesGot[relocations.type(i)] !== 1) continue;
        any = true;
        if (!/G\(/.test(RELOCS.get(relocations.type(i))?.operation ?? '')) continue;
        const index = relocations.symbol(i);
        const id = file.globals[index] ?? -1;
        if (id >= 0) globals.add(id);
        else {
          const set = locals.get(file) ?? new Set<number>();
          set.add(index);
          locals.set(file, set);
        }
      }
    }
  }
  if (any && context.files.length > 0) context.got = lay(context, globals, locals);
}

function lay(
  context: LinkContext,
  globals: ReadonlySet<number>,
  locals: ReadonlyMap<InputFile, ReadonlySet<number>>,
): GotPlan {
  const got = makeSection(context, '.got', elf.SHT_PROGBITS, elf.SHF_ALLOC | elf.SHF_WRITE, 8, 8);
  const gotPlt = makeSection(context, '.got.plt', elf.SHT_PROGBITS, elf.SHF_ALLOC | elf.SHF_WRITE, 8, 8);
  const plan: GotPlan = { got, gotPlt, globals: new Map(), locals: new Map() };
  let offset = 8;
  for (const [file, indices] of locals) {
    const offsets = new Map<number, number>();
    for (const index of indices) {
      offsets.set(index, offset);
      offset += 8;
    }
    plan.locals.set(file, offsets);
  }
  for (const id of context.symbols.names.walk()) {
    if (!globals.has(id)) continue;
    plan.globals.set(id, offset);
    offset += 8;
  }
  got.size = offset;
  got.rawSize = offset;
  got.kept = true;
  gotPlt.size = 24;
  gotPlt.kept = true;
  got.data = new Uint8Array(offset);
  gotPlt.data = new Uint8Array(24);
  const symbol = context.symbols.make('_GLOBAL_OFFSET_TABLE_');
  if (symbol.kind !== KIND.defined) {
    symbol.kind = KIND.defined;
    symbol.section = got;
    symbol.value = 0n;
    symbol.type = elf.STT_OBJECT;
    symbol.linkerDefined = true;
    symbol.forcedLocal = true;
    symbol.visibility = elf.STV_HIDDEN;
  }
  return plan;
}
