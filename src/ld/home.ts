/**
 * To which output section a symbol belongs that the script defines between sections ("ld" manual, "The Location Counter").
 *
 * The section before, or, once dot was assigned since, the one to come; but not one behind the end of the program, which
 * a symbol named `end` (`_end`, `__end` …) marks. Only allocated sections count, and not thread data.
 */
import type { LinkContext } from './context.ts';
import { F, type OutputSection } from './model.ts';

export class Homes {
  readonly #context: LinkContext;
  #current: OutputSection | undefined;
  #prefersNext = false;
  readonly #behindEnd = new Set<OutputSection>();

  constructor(context: LinkContext) {
    this.#context = context;
  }

  /** A pass over the statements begins. */
  begin(): void {
    this.#current = undefined;
    this.#prefersNext = false;
    this.#behindEnd.clear();
    let ended = false;
    for (const statement of this.#context.statements) {
      if (statement.kind === 'assign') ended ||= marksEnd(statement.command.name);
      if (statement.kind !== 'section') continue;
      if (ended) this.#behindEnd.add(statement.section);
      for (const piece of statement.section.pieces) if (piece.kind === 'assign') ended ||= marksEnd(piece.command.name);
    }
  }

  /** The statements have come to this section. */
  enter(section: OutputSection): void {
    if (section.ignored) return;
    this.#current = section;
    this.#prefersNext = false;
  }

  dotAssigned(): void {
    this.#prefersNext = true;
  }

  /** The section for a symbol that is defined here; undefined: it stays absolute. */
  here(): OutputSection | undefined {
    const { created } = this.#context;
    const current = this.#current;
    if (!current || this.#prefersNext) {
      const next = this.#next();
      if (!current || !next || !this.#behindEnd.has(next)) {
        const from = next ? created.indexOf(next) : created.length - 1;
        return created.slice(0, from + 1).findLast(counts);
      }
    }
    // A section that only --section-start speaks of comes up first, yet lies behind all of the script.
    const before = created
      .slice(0, created.indexOf(current) + 1)
      .findLast((s) => counts(s) && (s === current || s.orphan || s.description !== undefined));
    return before ?? created.find(counts);
  }

  #next(): OutputSection | undefined {
    const { outputs } = this.#context;
    const from = this.#current ? outputs.indexOf(this.#current) + 1 : 0;
    return outputs
      .slice(from)
      .find((s) => this.#behindEnd.has(s) || (s.exists && !s.removed && s.name !== '/DISCARD/'));
  }
}

const marksEnd = (name: string): boolean => /^_*end$/.test(name);
const counts = (s: OutputSection): boolean => !s.removed && (s.flags & F.alloc) !== 0 && (s.flags & F.tls) === 0;
