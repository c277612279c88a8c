/**
 * All configurations of a structure at once: which CONFIG options change it, and how.
 *
 * Enters: a record and a target whose options are given facts. Leaves: the distinct layouts, each with the settings of the
 * open options that lead to it. Options that a condition only asks on or off are tried both ways; those that it compares
 * with numbers, at each number and its neighbours.
 */
import * as messages from '../diag/messages/offsets.ts';
import { conditionsOf } from './condition.ts';
import { SchemaError } from './error.ts';
import { flatten } from './flat.ts';
import { layoutOf, type RecordLayout } from './layout.ts';
import type { Config, CType, RecordType, Target } from './model.ts';

export interface Configuration {
  readonly layout: RecordLayout;
  /** The settings of the open options that give this layout, one at least. */
  readonly settings: readonly Config[];
}

/** Settings beyond this many are not tried. */
const LIMIT = 4096;

/** The texts of all conditions in a type. */
function textsOf(type: CType, found: string[], seen: Set<CType>): string[] {
  if (seen.has(type)) return found;
  seen.add(type);
  if (type.kind === 'array') textsOf(type.element, found, seen);
  if (type.kind !== 'record') return found;
  for (const member of type.members) {
    if (member.when !== undefined) found.push(member.when);
    textsOf(member.type, found, seen);
  }
  return found;
}

/** What an option may be: off and on, or the numbers around those it is compared with. */
function valuesOf(option: string, texts: readonly string[]): readonly (boolean | number)[] {
  const pattern = new RegExp(`\\b${option}\\s*(?:[=!<>]=|[<>])\\s*(\\d+)`, 'g');
  const numbers = texts.flatMap((text) => [...text.matchAll(pattern)].map((match) => Number(match[1])));
  if (numbers.length === 0) return [false, true];
  return [...new Set(numbers.flatMap((number) => [number - 1, number, number + 1]))].filter((number) => number >= 0);
}

/** The distinct layouts of a record over all settings of its open options. Throws SchemaError where there are too many. */
export function configurationsOf(type: RecordType, target: Target): Configuration[] {
  const texts = textsOf(type, [], new Set());
  const named = new Set(texts.flatMap((text) => text.match(/CONFIG_\w+/g) ?? []));
  const open = [...conditionsOf(type)].filter((option) => !(option in target.config) && named.has(option));
  const choices = open.map((option) => valuesOf(option, texts));
  const count = choices.reduce((product, values) => product * values.length, 1);
  if (count > LIMIT) throw new SchemaError(messages.tooManyConfigurations(type.name ?? type.tag, count, LIMIT));
  const groups = new Map<string, { layout: RecordLayout; settings: Config[] }>();
  for (let index = 0; index < count; index++) {
    const settings: Record<string, boolean | number> = {};
    let rest = index;
    for (const [i, option] of open.entries()) {
      const values = choices[i] ?? [false];
      settings[option] = values[rest % values.length] ?? false;
      rest = Math.floor(rest / values.length);
    }
    const layout = layoutOf(type, { ...target, config: { ...target.config, ...settings } });
    const key = `${layout.size} ${[...flatten(layout)].map(({ path, offset }) => `${path}@${offset}`).join()}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { layout, settings: [settings] });
    else group.settings.push(settings);
  }
  return [...groups.values()];
}

/** One setting as people write it: `CONFIG_A=y CONFIG_B=n`. */
export function settingText(setting: Config): string {
  const items = Object.entries(setting).map(
    ([option, value]) => `${option}=${value === true ? 'y' : value === false ? 'n' : value}`,
  );
  return items.join(' ');
}
