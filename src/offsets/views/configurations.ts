/** All configurations of structures as Markdown: a row a member, a column a layout, and below which settings lead to it. */
import { type Configuration, configurationsOf, settingText } from '../configurations.ts';
import { flatten } from '../flat.ts';
import type { RecordLayout } from '../layout.ts';
import { LP64, type RecordType, spelling, type Target } from '../model.ts';

/** How many values each option was tried with. */
function valueCounts(configurations: readonly Configuration[]): Map<string, number> {
  const values = new Map<string, Set<unknown>>();
  for (const setting of configurations.flatMap(({ settings }) => settings)) {
    for (const [option, value] of Object.entries(setting))
      values.set(option, (values.get(option) ?? new Set()).add(value));
  }
  return new Map([...values].map(([option, { size }]) => [option, size]));
}

/** `CONFIG_A=y CONFIG_B=n` of the settings of a column, without options that make no difference to it. */
function shared(configuration: Configuration, counts: ReadonlyMap<string, number>): string {
  const [first, ...others] = configuration.settings;
  if (first === undefined) return '';
  const fixed = Object.entries(first).filter(([option, value]) => others.every((setting) => setting[option] === value));
  const text = settingText(Object.fromEntries(fixed));
  const free = [...counts].filter(([option]) => !fixed.some(([name]) => name === option));
  // the settings are just these only where the other options take all their values
  const exact = free.reduce((product, [, count]) => product * count, 1) === configuration.settings.length;
  if (exact && text === '') return 'any setting';
  return exact ? text : configuration.settings.map(settingText).join(', or ');
}

function offsets(layout: RecordLayout): Map<string, string> {
  const found = new Map<string, string>();
  for (const { path, offset, bits, field } of flatten(layout)) {
    if (field.member.name === undefined) continue;
    found.set(path, bits === undefined ? String(offset) : `${offset}:${bits.start - offset * 8}`);
  }
  return found;
}

function section(type: RecordType, target: Target): string {
  const configurations = configurationsOf(type, target);
  const columns = configurations.map(({ layout }) => offsets(layout));
  const counts = valueCounts(configurations);
  const paths = new Set(columns.flatMap((column) => [...column.keys()]));
  const names = configurations.map(
    (_, i) => String.fromCharCode(65 + (i % 26)) + (i < 26 ? '' : String(Math.floor(i / 26))),
  );
  const row = (head: string, cells: readonly string[]): string => `| ${head} | ${cells.join(' | ')} |`;
  return [
    `## \`${spelling(type) ?? type.tag}\``,
    '',
    row('member', names),
    row(
      '---',
      names.map(() => '---:'),
    ),
    ...[...paths].map((path) =>
      row(
        `\`${path}\``,
        columns.map((column) => column.get(path) ?? '–'),
      ),
    ),
    row(
      '*size*',
      configurations.map(({ layout }) => String(layout.size)),
    ),
    '',
    ...configurations.map((configuration, i) => `- ${names[i]}: ${shared(configuration, counts)}`),
    '',
  ].join('\n');
}

/** Throws SchemaError. */
export function configurationsView(types: readonly RecordType[], target: Target = LP64): string {
  return types.map((type) => section(type, target)).join('\n');
}
