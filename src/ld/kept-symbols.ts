/**
 * What -s leaves in the symbol table when relocations stay in the output (-r, --emit-relocs): the symbols that they name.
 *
 * Enters: the laid-out link. Leaves: the globals, by id, and each file's locals, by index, that a kept relocation refers to.
 * With -r every global stays, since the next link resolves by them (GNU ld does the same).
 */
import type { LinkContext } from './context.ts';
import type { InputFile } from './model.ts';
import { keepsRelocations } from './relocations-out.ts';

export interface KeptSymbols {
  global(id: number): boolean;
  local(file: InputFile, index: number): boolean;
}

const ALL: KeptSymbols = { global: () => true, local: () => true };

/** Undefined when -s leaves no symbol table at all. */
export function keptSymbols(context: LinkContext): KeptSymbols | undefined {
  const { strip, relocatable } = context.options;
  if (strip !== 'all') return ALL;
  const sections = context.outputs.filter((section) => section.index > 0 && keepsRelocations(context, section));
  if (!relocatable && sections.length === 0) return undefined;
  const globals = new Set<number>();
  const locals = new Map<InputFile, Set<number>>();
  for (const { file, rela } of sections.flatMap((section) => section.inputs)) {
    if (rela === 0 || !file.view) continue;
    const relocations = file.view.relocations(rela, file.symbols?.count ?? 0);
    const own = locals.get(file) ?? new Set<number>();
    locals.set(file, own);
    for (let i = 0; i < relocations.count; i++) {
      const index = relocations.symbol(i);
      const id = file.globals[index] ?? -1;
      if (id >= 0) globals.add(id);
      else own.add(index);
    }
  }
  return {
    global: (id) => relocatable || globals.has(id),
    local: (file, index) => locals.get(file)?.has(index) === true,
  };
}
