/**
 * What libraries lack, and what is found only in libraries that nobody named ("ld" manual, --allow-shlib-undefined, --copy-dt-needed-entries).
 */
import { NO_POS } from '../../diag/diagnostic.ts';
import * as messages from '../../diag/messages/ld.ts';
import { hint, type LinkContext } from '../context.ts';
import { type GlobalSymbol, KIND } from '../model.ts';

/** Report them; `missing`: files that libraries need and that are not there, so that nothing is known of their symbols. */
export function checkLibraries(
  context: LinkContext,
  missing: readonly { readonly name: string; readonly user: string }[],
): void {
  const { options, libraries, symbols, sink } = context;
  if (libraries.length === 0 || options.relocatable) return;
  const allowed = options.libraryUndefined ?? options.shared;
  if (!allowed) for (const { name, user } of missing) sink.report(NO_POS, messages.neededNotFound(name, user));
  for (const symbol of symbols.all) {
    if (!symbol) continue;
    const { library } = symbol;
    const name = symbols.nameOf(symbol);
    if (library && !library.library.isNeeded && symbol.referencedStrongly)
      sink.report(NO_POS, messages.notNamed(library.plainName, library.library.name));
    if (!allowed && missing.length === 0 && isMissed(symbol)) {
      const user = libraries.find((l) => l.symbols.some((s) => !s.defined && s.name === name))?.name ?? '';
      const known = symbols.all.flatMap((s) => (s?.isDefined ? [symbols.nameOf(s)] : []));
      const text = messages.undefinedInLibrary(user, name, hint(name, known));
      if (options.unresolved === 'error') sink.report(NO_POS, text);
      else if (options.unresolved === 'warn') sink.report(NO_POS, { ...text, severity: 'warning' });
    }
  }
}

/** What objects refer to, too, is reported with the places. */
const isMissed = (symbol: GlobalSymbol): boolean =>
  symbol.kind === KIND.undefined && symbol.libraryRefersStrongly && !symbol.referencedStrongly;
