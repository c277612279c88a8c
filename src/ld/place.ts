/**
 * Placement: which input section goes to which output section, in which order.
 *
 * Enters: the script's statements and all input sections. Leaves: OutputSections with their pieces. The first pattern
 * that matches a section takes it; within a pattern the order is that of the files, then of the sections in the file,
 * unless SORT says otherwise ("ld" manual, "Input Section Description").
 *
 * Sections are found by name: a pattern is tried once on each distinct name, not on each section.
 */
import type { InputFile, InputSection, Piece } from './model.ts';
import type { LinkOptions } from './options.ts';
import type * as ast from './script/ast.ts';
import { hasWildcard, matcher } from './wildcard.ts';

export class Placer {
  /** Unplaced sections by name; each list is in link order. */
  readonly #sort: LinkOptions['sortSection'];
  readonly #byName = new Map<string, InputSection[]>();
  readonly #fileTests = new Map<string, (file: InputFile) => boolean>();

  /** `sections` in link order. */
  constructor(sections: Iterable<InputSection>, sort: LinkOptions['sortSection'] = 'none') {
    this.#sort = sort;
    let ordinal = 0;
    for (const section of sections) {
      if (section.discarded !== '') continue;
      const list = this.#byName.get(section.name);
      if (list) list.push(section);
      else this.#byName.set(section.name, [section]);
      section.order = ordinal++;
    }
  }

  /** Sections that a pattern takes, in order; they are gone for later patterns. `keep` only looks. */
  take(pattern: ast.InputPattern, accept: (section: InputSection) => boolean): InputSection[] {
    const found = this.#candidates(pattern).filter((hit) => accept(hit.section));
    const ordered = arrange(found, pattern);
    this.#remove(ordered);
    return ordered;
  }

  /** What a pattern would match now, leaving it. */
  look(pattern: ast.InputPattern): InputSection[] {
    return this.#candidates(pattern).map((hit) => hit.section);
  }

  /** List by list: one after the other would take the square of their number. */
  #remove(sections: readonly InputSection[]): void {
    const gone = new Set(sections);
    const names = new Set<string>();
    for (const { name } of sections) names.add(name);
    for (const name of names) {
      const left = (this.#byName.get(name) ?? []).filter((section) => !gone.has(section));
      if (left.length > 0) this.#byName.set(name, left);
      else this.#byName.delete(name);
    }
  }

  /** Sections that no pattern took, in link order. */
  rest(): InputSection[] {
    const all = [...this.#byName.values()].flat();
    return all.sort((a, b) => a.order - b.order);
  }

  #candidates(pattern: ast.InputPattern): Hit[] {
    const given: readonly ast.SectionPattern[] =
      pattern.sections.length > 0 ? pattern.sections : [{ name: '*', sort: 'none', reverse: false, exclude: [] }];
    const specs = given.map((spec) => withOption(spec, this.#sort));
    const file = pattern.file === '*' ? undefined : this.#fileTest(pattern.file);
    const excluded = pattern.excludeFiles.map((name) => this.#excludeTest(name));
    const hits: Hit[] = [];
    const seen = new Set<InputSection>();
    let lists = 0;
    for (const spec of specs) {
      const without = spec.exclude.map((name) => this.#excludeTest(name));
      for (const list of this.#lists(spec.name)) {
        lists++;
        for (const section of list) {
          if (file && !file(section.file)) continue;
          if (excluded.some((test) => test(section.file)) || without.some((test) => test(section.file))) continue;
          if ((section.sh & pattern.withFlags) !== pattern.withFlags || (section.sh & pattern.withoutFlags) !== 0)
            continue;
          if (seen.has(section)) continue;
          if (specs.length > 1) seen.add(section);
          hits.push({ section, spec });
        }
      }
    }
    if (lists > 1) hits.sort((a, b) => a.section.order - b.section.order);
    return hits;
  }

  #lists(name: string): InputSection[][] {
    if (!hasWildcard(name)) {
      const list = this.#byName.get(name);
      return list ? [list] : [];
    }
    const test = matcher(name);
    const lists: InputSection[][] = [];
    // Common symbols are asked for by their exact name only.
    for (const [key, list] of this.#byName) if (key !== 'COMMON' && test(key)) lists.push(list);
    return lists;
  }

  /** `file`, `archive:file`, `archive:` (any member), `:file` (not in an archive). */
  #fileTest(pattern: string): (file: InputFile) => boolean {
    const known = this.#fileTests.get(pattern);
    if (known) return known;
    const colon = pattern.indexOf(':');
    let test: (file: InputFile) => boolean;
    if (colon < 0) {
      const name = matcher(pattern);
      test = (file) => name(file.name);
    } else {
      const archive = pattern.slice(0, colon);
      const member = pattern.slice(colon + 1);
      const inArchive = matcher(archive);
      const name = member === '' ? () => true : matcher(member);
      test = (file) =>
        (archive === '' ? file.archive === '' : file.archive !== '' && inArchive(file.archive)) && name(file.name);
    }
    this.#fileTests.set(pattern, test);
    return test;
  }

  #excludeTest(pattern: string): (file: InputFile) => boolean {
    if (pattern.includes(':')) return this.#fileTest(pattern);
    const name = matcher(pattern);
    return (file) => name(file.name) || (file.archive !== '' && name(file.archive));
  }
}

/** What --sort-section makes of a pattern: the order of one that has none, the second key of one that has one. */
function withOption(spec: ast.SectionPattern, option: LinkOptions['sortSection']): ast.SectionPattern {
  const { sort } = spec;
  if (sort === 'unsorted') return { ...spec, sort: 'none' };
  if (option === 'none' || !hasWildcard(spec.name)) return spec;
  if (sort === 'none') return { ...spec, sort: option };
  return sort === 'name' || sort === 'alignment' ? { ...spec, sort: `${sort}-${option}` } : spec;
}

interface Hit {
  readonly section: InputSection;
  readonly spec: ast.SectionPattern;
}

/** Order within one pattern: insertion before the first that the new one precedes, as SORT_… say. */
function arrange(hits: readonly Hit[], pattern: ast.InputPattern): InputSection[] {
  const sortsNothing = !pattern.sortFiles && hits.every(({ spec }) => spec.sort === 'none');
  if (sortsNothing) return hits.map(({ section }) => section);
  const first = hits[0]?.spec;
  const oneKey =
    !pattern.sortFiles && hits.every(({ spec }) => spec.sort === first?.sort && spec.reverse === first.reverse);
  if (oneKey && first) return hits.map(({ section }) => section).sort((a, b) => compare(first, a, b));
  const out: Hit[] = [];
  for (const hit of hits) {
    let at = out.length;
    if (pattern.sortFiles || hit.spec.sort !== 'none') {
      const found = out.findIndex((other) => precedes(hit, other, pattern));
      if (found >= 0) at = found;
    }
    out.splice(at, 0, hit);
  }
  return out.map(({ section }) => section);
}

function precedes(hit: Hit, other: Hit, pattern: ast.InputPattern): boolean {
  if (pattern.sortFiles) {
    const order =
      compareText(
        hit.section.file.archive || hit.section.file.name,
        other.section.file.archive || other.section.file.name,
      ) || compareText(hit.section.file.name, other.section.file.name);
    if (order !== 0) return pattern.reverseFiles ? order > 0 : order < 0;
  }
  return hit.spec.sort !== 'none' && compare(hit.spec, hit.section, other.section) < 0;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The number that ends an initialiser's section name: `.init_array.00101`, `.ctors.65434` (counted downwards). */
function priority(name: string): number {
  const match = /\.(\d+)$/.exec(name);
  if (!match) return -1;
  const value = Number(match[1]);
  return /^\.[cd]tors\./.test(name) ? 65535 - value : value;
}

function compare(spec: ast.SectionPattern, a: InputSection, b: InputSection): number {
  const byName = (): number => (spec.reverse ? compareText(b.name, a.name) : compareText(a.name, b.name));
  const byAlignment = (): number => b.align - a.align;
  switch (spec.sort) {
    case 'name':
    case 'name-name':
      return byName();
    case 'alignment':
    case 'alignment-alignment':
      return byAlignment();
    case 'name-alignment':
      return byName() || byAlignment();
    case 'alignment-name':
      return byAlignment() || byName();
    case 'init': {
      const [pa, pb] = [priority(a.name), priority(b.name)];
      return pa >= 0 && pb >= 0 ? pa - pb : byName();
    }
    default:
      return 0;
  }
}

/** All input pieces of an output section, in order, patterns unfolded. */
export function* inputPieces(pieces: readonly Piece[]): Generator<InputSection> {
  for (const piece of pieces) {
    if (piece.kind === 'input') yield piece.section;
    else if (piece.kind === 'pattern') yield* inputPieces(piece.pieces);
  }
}
