/**
 * NOCROSSREFS and NOCROSSREFS_TO ("ld" manual, "Miscellaneous Commands"), and OVERLAY … NOCROSSREFS.
 *
 * Enters: input sections in their output sections, before relocation. Leaves: an error for each relocation from one output section of a
 * list to another of it; with _TO only those to the list's first.
 */
import { NO_POS } from '../diag/diagnostic.ts';
import * as messages from '../diag/messages/ld.ts';
import type { LinkContext } from './context.ts';
import { type InputFile, OutputSection } from './model.ts';

interface Ban {
  readonly from: ReadonlySet<string>;
  readonly to: ReadonlySet<string>;
}

/** Report what the script forbids. */
export function checkCrossReferences(context: LinkContext): void {
  const bans = bansOf(context);
  if (bans.length === 0 || context.options.relocatable) return;
  for (const output of context.outputs) {
    const to = new Set(bans.filter((ban) => ban.from.has(output.name)).flatMap((ban) => [...ban.to]));
    to.delete(output.name);
    if (to.size > 0) checkSection(context, output, to);
  }
}

function bansOf(context: LinkContext): Ban[] {
  const { script } = context;
  const all = (names: readonly string[]): Ban => ({ from: new Set(names), to: new Set(names) });
  return [
    ...script.noCrossRefs.map(all),
    ...script.noCrossRefsTo.map((names) => ({ from: new Set(names.slice(1)), to: new Set(names.slice(0, 1)) })),
    ...script.commands.flatMap((command) =>
      command.kind === 'overlay' && command.noCrossRefs ? [all(command.sections.map((s) => s.name))] : [],
    ),
  ];
}

function checkSection(context: LinkContext, output: OutputSection, banned: ReadonlySet<string>): void {
  for (const { file, rela, name } of output.inputs) {
    if (rela === 0 || !file.view) continue;
    const relocations = file.view.relocations(rela, file.symbols?.count ?? 0);
    for (let i = 0; i < relocations.count; i++) {
      const target = targetOf(context, file, relocations.symbol(i));
      if (!target || !banned.has(target.section.name)) continue;
      const where = `${file.title} (${name}+${messages.hex(relocations.offset(i))})`;
      context.sink.report(NO_POS, messages.crossReference(where, output.name, target.name, target.section.name));
    }
  }
}

/** The output section that a file's symbol lies in, and the symbol's name. */
function targetOf(
  context: LinkContext,
  file: InputFile,
  index: number,
): { readonly section: OutputSection; readonly name: string } | undefined {
  const id = file.globals[index] ?? -1;
  const { symbols, view } = file;
  if (!symbols || !view) return undefined;
  const global = id >= 0 ? context.symbols.byId(id) : undefined;
  const own = symbols.inSection(index) ? file.sections[symbols.section(index)] : undefined;
  const home = global ? global.section : own;
  const section = home instanceof OutputSection ? home : home?.output;
  const name = global ? context.symbols.nameOf(global) : view.symbolName(symbols, index);
  return section && { section, name: name === '' ? (own?.name ?? '') : name };
}
