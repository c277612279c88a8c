/**
 * Who mentions a symbol: --trace-symbol and --cref ("ld" manual).
 *
 * Enters: the inputs, after symbols have met. Leaves: notes, or the table of global symbols with the files that define and use them.
 */
import { NO_POS } from '../diag/diagnostic.ts';
import * as messages from '../diag/messages/ld.ts';
import * as elf from '../elf/constants.ts';
import type { LinkContext } from './context.ts';
import type { InputFile } from './model.ts';

interface Mention {
  readonly file: InputFile;
  readonly name: string;
  readonly kind: 'definition' | 'common' | 'reference';
}

/** All mentions of global symbols, file by file in link order. */
function* mentions({ files, symbols }: LinkContext): Generator<Mention> {
  for (const file of files) {
    const { symbols: table } = file;
    for (let i = table?.firstGlobal ?? 0; table && i < table.count; i++) {
      const id = file.globals[i] ?? -1;
      if (id < 0) continue;
      const section = table.section(i);
      const kind =
        section === elf.SHN_UNDEF
          ? 'reference'
          : section === elf.SHN_COMMON && !table.inSection(i)
            ? 'common'
            : 'definition';
      yield { file, name: symbols.names.text(id), kind };
    }
  }
}

/** --trace-symbol: a note for each mention of one of `options.traced`. */
export function traceSymbols(context: LinkContext): void {
  const traced = new Set(context.options.traced);
  if (traced.size === 0) return;
  for (const { file, name, kind } of mentions(context))
    if (traced.has(name)) context.sink.report(NO_POS, messages.mention(file.title, kind !== 'reference', name));
}

const COLUMN = 50;

/** --cref: the table. Who defines a symbol stands first, then who has it as common, then the others, the last file first. */
export function crossReferenceTable(context: LinkContext): string {
  const byName = new Map<string, Mention[]>();
  for (const mention of mentions(context)) {
    const list = byName.get(mention.name);
    if (list) list.unshift(mention);
    else byName.set(mention.name, [mention]);
  }
  const lines = [...byName]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .flatMap(([name, list]) => {
      const ordered = (['definition', 'common', 'reference'] as const).flatMap((kind) =>
        list.filter((m) => m.kind === kind),
      );
      return ordered.map(({ file }, i) => row(i === 0 ? name : '', file.title));
    });
  return `\nCross Reference Table\n\n${row('Symbol', 'File')}${lines.join('')}`;
}

/** A name that fills its column gets a line of its own. */
const row = (name: string, file: string): string =>
  name.length >= COLUMN ? `${name}\n${' '.repeat(COLUMN)}${file}\n` : `${name.padEnd(COLUMN)}${file}\n`;
