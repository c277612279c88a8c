/**
 * Which macros there are.
 *
 * Those whose definitions are known from their texts (known-macros.ts) the core defines and forgets by itself: it is asked for what a name has. Others are here.
 */
import type { Assembler } from './assembler.ts';
import { core } from './core/engine.ts';
import { DEFINITION, NAMED } from './core/macros.ts';
import { i32 } from './core/memory.ts';
import { definitionId, FILTER, type KnownMacros } from './known-macros.ts';
import { Macro } from './macro.ts';
import { nameHash } from './scan.ts';
import { writeName } from './symbol-table.ts';

/** Each keeps the expansion that it stands in. */
const MOST_NESTED = 4096;

export class MacroTable {
  readonly #a: Assembler;
  readonly #known: KnownMacros;
  readonly #others = new Map<string, Macro>();
  /** Of definitions, by their numbers: the macros last made of them. */
  readonly #made: Macro[] = [];
  /** Those that expansions have defined: instead of an offset in the file the core has which of them it is, from -1 down. */
  readonly #nested: Macro[] = [];

  constructor(a: Assembler, known: KnownMacros) {
    this.#a = a;
    this.#known = known;
  }

  /** Whether there may be a macro of this name. */
  mayHave(name: string): boolean {
    return this.#known.filter[nameHash(name, 0, name.length) & (FILTER - 1)] === 1;
  }

  /** The macro of this name, in any case. */
  get(name: string): Macro | undefined {
    const other = this.#others.size === 0 ? undefined : this.#others.get(name.toLowerCase());
    if (other || this.#known.count === 0) return other;
    const row = this.#row(name);
    return row > 0 ? this.at(definitionId(row), i32[row + DEFINITION.at] as number) : undefined;
  }

  #row(name: string): number {
    return core.definitionOf(writeName(name, 0, name.length), name.length);
  }

  /** Whether the core may know one more that an expansion defines. */
  get hasRoom(): boolean {
    return this.#nested.length < MOST_NESTED;
  }

  /** The macro that a definition makes whose operands are at this offset in the file. */
  at(id: number, at: number): Macro {
    if (at < 0) return this.#nested[-at - 1] as Macro;
    const made = this.#made[id];
    if (made?.at === at) return made;
    const { map, file } = this.#a;
    const macro = new Macro(this.#known.definition(id), at, () => file.pos(0, map));
    this.#made[id] = macro;
    return macro;
  }

  /** Define a macro of a name that there is none of, in the file or in an expansion (`isNested`). */
  add(macro: Macro, isNested: boolean): void {
    this.#a.meanElse();
    const { definition, at } = macro;
    const { name, row } = definition;
    const { length } = name;
    if (definition.hides) core.hide(writeName(name, 0, length), length);
    if (row > 0) {
      core.define(writeName(name, 0, length), length, row);
      i32[row + DEFINITION.at] = isNested ? -this.#nested.push(macro) : at;
      return;
    }
    const key = name.toLowerCase();
    this.#others.set(key, macro);
    this.#known.filter[nameHash(key, 0, length) & (FILTER - 1)] = 1;
    if (this.#known.count > 0) core.define(writeName(name, 0, length), length, NAMED.other);
  }

  /** Forget a macro; whether there was one of this name. */
  remove(name: string): boolean {
    if (!this.get(name)) return false;
    this.#a.meanElse();
    this.#others.delete(name.toLowerCase());
    if (this.#known.count > 0) core.define(writeName(name, 0, name.length), name.length, NAMED.none);
    return true;
  }

  names(): string[] {
    const known = this.#known
      .definitions()
      .filter((definition) => this.get(definition.name)?.definition === definition);
    return [...this.#others.keys(), ...known.map((definition) => definition.name.toLowerCase())];
  }
}
