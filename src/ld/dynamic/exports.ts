/**
 * Which symbols the loader sees: visibility, version scripts, what the kind of output asks for.
 *
 * Enters: all symbols, the script's assignments. Leaves: `exported`, `version`, `forcedLocal` of each symbol, and the exported ones in the
 * order in which GNU ld enters their names.
 */
import { NO_POS } from '../../diag/diagnostic.ts';
import * as messages from '../../diag/messages/ld.ts';
import * as elf from '../../elf/constants.ts';
import { hint, type LinkContext } from '../context.ts';
import { type GlobalSymbol, KIND } from '../model.ts';
import type { BodyCommand, SectionsCommand } from '../script/ast.ts';
import { hasWildcard, matcher } from '../wildcard.ts';
import { isHidden } from './binding.ts';
import { splitVersion, VERSION_BASE, VERSION_HIDDEN, type VersionRules } from './versions.ts';

/** Decide for every symbol. */
export function decideExports(context: LinkContext, rules: VersionRules): GlobalSymbol[] {
  const assigned = markAssigned(context);
  const order = new Set<GlobalSymbol>();
  for (const file of context.files) for (const id of file.globals) if (id >= 0) order.add(context.symbols.byId(id));
  for (const symbol of context.symbols.all)
    if (symbol && (symbol.met > 0 || symbol.kind === KIND.shared)) order.add(symbol);
  for (const symbol of assigned) {
    if (symbol.libraryRefers) context.symbols.meet(symbol, true);
    order.add(symbol);
  }
  const exported: GlobalSymbol[] = [];
  const isListed = listTest(context);
  for (const symbol of order) {
    symbol.listed = isListed(context.symbols.nameOf(symbol));
    applyVersion(context, rules, symbol);
    if (fromExcludedLibrary(context, symbol)) symbol.forcedLocal = true;
    const recorded = context.options.shared || context.options.exportDynamic || symbol.listed;
    if ((recorded || symbol.met > 0) && isHidden(symbol) && hasDefinition(symbol)) symbol.forcedLocal = true;
    symbol.exported = !symbol.forcedLocal && !isHidden(symbol) && wanted(context, symbol);
    if (symbol.exported) exported.push(symbol);
  }
  return context.options.shared ? exported.sort(byMeeting) : inTableOrder(context, exported);
}

/** Whether --dynamic-list or its like names a symbol. */
function listTest({ script }: LinkContext): (name: string) => boolean {
  const tests = script.dynamicList.map(({ pattern, literal }) =>
    literal || !hasWildcard(pattern) ? (name: string) => name === pattern : matcher(pattern),
  );
  return (name) => tests.some((test) => test(name));
}

/** As they came up; what only the script knows comes last. */
const byMeeting = (a: GlobalSymbol, b: GlobalSymbol): number =>
  (a.met || Number.MAX_SAFE_INTEGER) - (b.met || Number.MAX_SAFE_INTEGER);

/** Symbols in the order in which GNU ld walks its table. */
export function inTableOrder({ symbols }: LinkContext, exported: readonly GlobalSymbol[]): GlobalSymbol[] {
  const place = new Map([...symbols.names.walk()].map((id, i) => [id, i]));
  const at = ({ id }: GlobalSymbol): number => place.get(id) ?? 0;
  return exported.toSorted((a, b) => at(a) - at(b));
}

const hasDefinition = (symbol: GlobalSymbol): boolean =>
  symbol.isDefined || symbol.scriptDefines || symbol.kind === KIND.common;

/** --exclude-libs: what such an archive defines stays inside. */
function fromExcludedLibrary({ options }: LinkContext, symbol: GlobalSymbol): boolean {
  const archive = symbol.file?.archive ?? '';
  if (archive === '' || options.excludedLibraries.length === 0 || !hasDefinition(symbol)) return false;
  const name = archive.slice(archive.lastIndexOf('/') + 1);
  return options.excludedLibraries.some((library) => library === 'ALL' || library === name);
}

/** Shared objects show all that is global; programs what they are told to, and what only the loader may know. */
function wanted({ options, symbols }: LinkContext, symbol: GlobalSymbol): boolean {
  if (symbol.kind === KIND.fresh && !symbol.scriptDefines) return false;
  if (symbol.met > 0 || (options.shared && symbol.kind !== KIND.shared)) return true;
  if (symbol.kind === KIND.weakUndefined && !symbol.scriptDefines) return options.interpreter;
  // What -u asks for must be there when the program starts.
  if (symbol.kind === KIND.shared)
    return options.undefinedSymbols.includes(splitVersion(symbols.nameOf(symbol))?.name ?? symbols.nameOf(symbol));
  return (options.exportDynamic || symbol.listed) && hasDefinition(symbol);
}

/** Symbols that the script defines; PROVIDE defines only those that somebody lacks. */
function markAssigned(context: LinkContext): GlobalSymbol[] {
  const { symbols } = context;
  const found: GlobalSymbol[] = [];
  const visit = (command: SectionsCommand | BodyCommand): void => {
    if (command.kind === 'section') command.body.forEach(visit);
    else if (command.kind === 'overlay') command.sections.forEach(visit);
    else if (command.kind === 'assign' && command.name !== '.') {
      const known = symbols.find(command.name);
      const lacking =
        known?.kind === KIND.undefined || known?.kind === KIND.weakUndefined || known?.kind === KIND.shared;
      if (command.provide && !lacking && !known?.scriptDefines) return;
      const symbol = symbols.own(command.name);
      symbol.scriptDefines = true;
      if (command.hidden && symbol.visibility === elf.STV_DEFAULT) symbol.visibility = elf.STV_HIDDEN;
      found.push(symbol);
    }
  };
  context.script.commands.forEach(visit);
  return found;
}

function applyVersion(context: LinkContext, rules: VersionRules, symbol: GlobalSymbol): void {
  symbol.version = VERSION_BASE;
  if (!hasDefinition(symbol) || symbol.forcedLocal) return;
  const name = context.symbols.nameOf(symbol);
  const explicit = splitVersion(name);
  if (explicit) {
    const index = rules.index(explicit.version);
    if (index === undefined && context.options.shared)
      context.sink.report(
        NO_POS,
        messages.noSuchVersion(
          name,
          symbol.file?.title ?? '',
          hint(
            explicit.version,
            rules.named.map((n) => n.name),
          ),
        ),
      );
    symbol.version = (index ?? VERSION_BASE) | (explicit.hidden ? VERSION_HIDDEN : 0);
    return;
  }
  const verdict = rules.find(name);
  if (!verdict) return;
  if (verdict.local) symbol.forcedLocal = true;
  else symbol.version = verdict.version;
}
