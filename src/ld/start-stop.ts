/**
 * __start_NAME and __stop_NAME: where the output section NAME begins and ends ("ld" manual, "Input Section Example").
 *
 * Enters: the loaded inputs. Leaves: the symbols that somebody refers to and nobody defines, defined if an input section has the name (a
 * C identifier) and the script does not put it into a section of another name. Only a shared object's users see them, as protected.
 */
import * as elf from '../elf/constants.ts';
import type { LinkContext } from './context.ts';
import { type GlobalSymbol, type InputSection, KIND } from './model.ts';
import type { BodyCommand, SectionsCommand } from './script/ast.ts';

/** A symbol, the input section that its name speaks of, and what it was before. */
export interface Bound {
  readonly symbol: GlobalSymbol;
  readonly input: InputSection;
  readonly isEnd: boolean;
  readonly kind: number;
  readonly visibility: number;
}

/** The names to which the script gives values, asked for or not. */
function assignedNames(commands: readonly SectionsCommand[]): Set<string> {
  const names = new Set<string>();
  const visit = (command: SectionsCommand | BodyCommand): void => {
    if (command.kind === 'section') command.body.forEach(visit);
    else if (command.kind === 'overlay') command.sections.forEach(visit);
    else if (command.kind === 'assign' && !command.provide) names.add(command.name);
  };
  commands.forEach(visit);
  return names;
}

/** Take the symbols as defined, before it is decided how symbols are reached. */
export function expectBounds({ symbols, files, options, script }: LinkContext): Bound[] {
  if (options.relocatable) return [];
  const assigned = assignedNames(script.commands);
  const bounds: Bound[] = [];
  for (const symbol of symbols.all) {
    if (symbol?.kind !== KIND.undefined && symbol?.kind !== KIND.weakUndefined) continue;
    const [, end, name] = /^__(start|stop)_(\w+)$/.exec(symbols.nameOf(symbol)) ?? [];
    if (name === undefined || /^\d/.test(name) || assigned.has(symbols.nameOf(symbol))) continue;
    const input = files.flatMap((file) => file.list).find((s) => s.name === name && s.discarded === '');
    if (!input) continue;
    bounds.push({ symbol, input, isEnd: end === 'stop', kind: symbol.kind, visibility: symbol.visibility });
    symbol.kind = KIND.defined;
    symbol.isBound = true;
    symbol.section = input;
    symbol.value = 0n;
    if (symbol.visibility === elf.STV_DEFAULT) symbol.visibility = elf.STV_PROTECTED;
  }
  return bounds;
}

/** Tie them to their output sections, or leave them undefined: every input section must have been placed. */
export function attachBounds(bounds: readonly Bound[]): void {
  for (const { symbol, input, kind, visibility } of bounds) {
    const { output } = input;
    const found = output?.name === input.name && input.discarded === '';
    symbol.section = found ? output : undefined;
    if (found) continue;
    symbol.kind = kind;
    symbol.visibility = visibility;
  }
}

/** Give the ends their values: sizes must be final. */
export function placeBounds(bounds: readonly Bound[]): void {
  for (const { symbol, input, isEnd } of bounds)
    if (isEnd && symbol.section === input.output) symbol.value = BigInt(input.output?.size ?? 0);
}
