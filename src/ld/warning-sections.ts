/**
 * .gnu.warning and .gnu.warning.SYMBOL: what an object says to those who link it, or who refer to a symbol (GNU ld; the manual mentions them
 * only with --no-warnings).
 *
 * Enters: the loaded inputs. Leaves: a warning for each section of the first kind, and for the first reference to each such symbol by another
 * file. The sections do not go into the output; with -r those about symbols do, for the next link.
 */
import { NO_POS } from '../diag/diagnostic.ts';
import * as messages from '../diag/messages/ld.ts';
import { latin1 } from '../elf/read.ts';
import type { LinkContext } from './context.ts';
import type { InputFile, InputSection } from './model.ts';

const PREFIX = '.gnu.warning';

interface Warning {
  readonly file: InputFile;
  readonly text: string;
}

/** Take the sections out; what is about symbols is returned, by the symbol's id. */
export function takeWarnings({ files, symbols, sink, options }: LinkContext): ReadonlyMap<number, Warning> {
  const about = new Map<number, Warning>();
  for (const file of files) {
    for (const section of file.list) {
      if (!section.name.startsWith(PREFIX)) continue;
      const text = textOf(section);
      const symbol = symbols.find(section.name.slice(PREFIX.length + 1));
      if (section.name === PREFIX) sink.report(NO_POS, messages.linkWarning(file.title, text));
      else if (section.name[PREFIX.length] !== '.') continue;
      else if (symbol && !about.has(symbol.id)) about.set(symbol.id, { file, text });
      if (section.name === PREFIX || !options.relocatable) section.discarded = 'excluded';
    }
  }
  return about;
}

/** Up to the first zero, as the text of a message. */
function textOf({ data }: InputSection): string {
  const end = data.indexOf(0);
  return latin1(data, 0, end < 0 ? data.length : end).trimEnd();
}

/** Say what is to be said, each at its first reference. */
export function reportWarnings({ files, sink, symbols }: LinkContext, about: ReadonlyMap<number, Warning>): void {
  const left = new Map(about);
  for (const file of files) {
    if (left.size === 0) return;
    if (!file.globals.some((id) => id >= 0 && left.has(id))) continue;
    for (const section of file.list) {
      for (const [id, offset] of references(section)) {
        const warning = left.get(id);
        if (!warning || warning.file === file) continue;
        left.delete(id);
        const where = `${file.title} (${section.name}+${messages.hex(offset)})`;
        sink.report(NO_POS, messages.symbolWarning(where, symbols.nameOf(symbols.byId(id)), warning.text));
      }
    }
  }
}

/** The globals that a section refers to, by id, with the places. */
function* references({ file, rela, discarded }: InputSection): Generator<readonly [number, bigint]> {
  const { view, symbols } = file;
  if (rela === 0 || discarded !== '' || !view || !symbols) return;
  const relocations = view.relocations(rela, symbols.count);
  for (let i = 0; i < relocations.count; i++) yield [file.globals[relocations.symbol(i)] ?? -1, relocations.offset(i)];
}
