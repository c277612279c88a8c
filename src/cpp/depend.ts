/**
 * Make rules: the files that a unit was made from, as `gcc -M…` and `as --MD` write them, byte for byte.
 *
 * Enters: targets and dependencies. Leaves: the text of a dependency file. Lines are broken before column 72; names are
 * quoted for make (blank, tab, `$`, `#`), targets given with -MT are not.
 */
import type { Dependency } from './options.ts';

const COLUMNS = 72;

export interface RuleOptions {
  /** Targets as they go into the file: quote those of -MQ with quoteForMake(). */
  readonly targets: readonly string[];
  readonly dependencies: readonly Dependency[];
  /** -MM, -MMD: system headers are left out. */
  readonly userOnly: boolean;
  /** -MP: an empty rule for every header, lest make fail when it is deleted. */
  readonly phony: boolean;
}

/** A name with what is special to make escaped; backslashes before a blank are doubled. */
export function quoteForMake(name: string): string {
  if (!/[ \t$#]/.test(name)) return name;
  return name
    .replace(/(\\*)([ \t])/g, (_, slashes: string, blank: string) => `${slashes}${slashes}\\${blank}`)
    .replace(/\$/g, '$$$$')
    .replace(/#/g, '\\#');
}

/** The targets of -MT and -MQ in the order in which gcc writes them: one of -MT takes the place of the first of -MQ. */
export function targetsInOrder(given: readonly { readonly name: string; readonly quoted: boolean }[]): string[] {
  const targets: string[] = [];
  let unquoted = 0;
  for (const { name, quoted } of given) {
    if (quoted) targets.push(quoteForMake(name));
    else {
      const displaced = targets[unquoted];
      targets[unquoted++] = name;
      if (displaced !== undefined) targets.push(displaced);
    }
  }
  return targets;
}

/** The target when none is given: the input's base name with its suffix replaced. */
export function defaultTarget(input: string, suffix = '.o'): string {
  if (input === '') return '-';
  const base = input.slice(input.lastIndexOf('/') + 1);
  const dot = base.lastIndexOf('.');
  return (dot < 0 ? base : base.slice(0, dot)) + suffix;
}

/** The dependency file of gcc's -M family. */
export function gccRule(options: RuleOptions): string {
  const names = options.dependencies
    .filter(({ system }) => !(system && options.userOnly))
    .map(({ path }) => quoteForMake(withoutDot(path)));
  const line = new Wrapped();
  for (const target of options.targets) line.add(target);
  line.append(':');
  for (const name of names) line.add(name);
  let text = `${line.text}\n`;
  if (options.phony) for (const name of names.slice(1)) text += `${name}:\n`;
  return text;
}

/** Leading `./` says nothing. */
function withoutDot(path: string): string {
  let name = path;
  while (name.startsWith('./')) name = name.slice(2).replace(/^\/+/, '');
  return name;
}

class Wrapped {
  text = '';
  #column = 0;

  add(word: string): void {
    if (this.#column > 0) {
      if (this.#column + word.length > COLUMNS) {
        this.text += ' \\\n';
        this.#column = 0;
      }
      this.text += ' ';
      this.#column++;
    }
    this.append(word);
  }

  append(word: string): void {
    this.text += word;
    this.#column += word.length;
  }
}

/** The dependency file of `as --MD`: the file read last comes first. */
export function gasRule(target: string, files: readonly string[]): string {
  const distinct = [...new Set(files)].reverse();
  let text = `${quoteForMake(target)}:`;
  let column = text.length;
  for (const file of distinct) {
    const name = quoteForMake(file);
    if (column + name.length > COLUMNS - 3) {
      text += ` \\\n ${name}`;
      column = name.length;
    } else {
      text += ` ${name}`;
      column += name.length + 1;
    }
  }
  return `${text}\n`;
}
