/**
 * What was learnt of instructions, and of macros (known-macros.ts): words by their texts (word-cache.ts) and by their shapes (shapes.ts), for each set of features that was met.
 *
 * Enters: instructions that the encoder has taken; perhaps a table of shapes that were known before. Leaves: the tables for the features at hand. They
 * mean the same in any program: nothing is put here that a symbol or another name for a register had a part in. So the units of a run share them. They lie in
 * the core's memory, of which they keep the lowest part.
 */
import { FeatureSet } from '../isa/features.ts';
import { resetCore, resets } from './core/engine.ts';
import { memory, u8 } from './core/memory.ts';
import type { WasmMemory } from './core/platform.ts';
import { KnownMacros } from './known-macros.ts';
import type { SavedAliases } from './register-alias.ts';
import { restoredShapes, Shapes } from './shapes.ts';
import { WordCache } from './word-cache.ts';

/** What instructions mean under a set of features. */
export interface KnownWords {
  readonly features: FeatureSet;
  readonly words: WordCache;
  readonly shapes: Shapes;
}

/** For more sets of features than this no words are kept. */
const MOST_FEATURES = 16;
/** More bytes than this are not taken to the next unit. */
const MOST_KEPT = 1 << 25;

export class Learnt {
  readonly #known = new Map<string, KnownWords>();
  readonly macros: KnownMacros;
  /** The names that loops gave registers where there were none before, by their texts. */
  readonly aliases = new Map<string, SavedAliases>();
  /** Shapes that were known before, which are of the default features. */
  #usual: Shapes | undefined;
  /** The core's memory, how often it was reset when this was put there, and whether it may be taken to the next unit. */
  #memory: WasmMemory | undefined;
  #resets = 0;
  #isKept = false;
  #isSpoilt = false;

  /** `isShared`: there may be more than one unit. */
  constructor(isShared = true) {
    this.macros = new KnownMacros(isShared);
  }

  /** Begin a unit, and with it all of the core's memory, with a table of shapes that was saved. */
  begin(saved: Uint8Array | undefined): void {
    const isHere = this.#isKept && this.#memory === memory && this.#resets === resets();
    if (isHere && this.#settle()) this.macros.begin(false);
    else this.#restart(saved);
    this.#memory = memory;
    this.#resets = resets();
    this.#isKept = this.#isSpoilt = false;
  }

  /** The unit was read to its end. */
  end(): void {
    this.#isKept = !this.#isSpoilt;
  }

  /** The next unit is to begin with nothing of this one. */
  spoil(): void {
    this.#isSpoilt = true;
  }

  #restart(saved: Uint8Array | undefined): void {
    resetCore(this.macros.floor);
    this.macros.begin(true);
    this.#known.clear();
    this.#usual = saved && restoredShapes(saved, FeatureSet.default().key);
  }

  /** Move what is known to the start of memory, in the order in which it lies there, and reset the rest; false: it is too much. */
  #settle(): boolean {
    const regions = this.#tables().flatMap((table) => table.regions());
    regions.sort((a, b) => a.from - b.from);
    if (regions.reduce((sum, { room }) => sum + room, 0) > MOST_KEPT) return false;
    let to = this.macros.floor;
    for (const { from, used, room, moved } of regions) {
      if (from !== to) u8.copyWithin(to, from, from + used);
      moved(to);
      to += (room + 15) & ~15;
    }
    resetCore(to);
    return true;
  }

  #tables(): (WordCache | Shapes)[] {
    const tables = [...this.#known.values()].flatMap(({ words, shapes }) => [words, shapes]);
    const usual = this.#usual;
    return usual && !tables.includes(usual) ? [...tables, usual] : tables;
  }

  /** The tables for these features, which `also` tells from the same ones under other options. */
  of(features: FeatureSet, also: string): KnownWords {
    const key = also + features.key;
    let known = this.#known.get(key);
    if (!known) {
      if (this.#known.size > MOST_FEATURES) this.#known.clear();
      known = { features, words: new WordCache(), shapes: this.#freshShapes(features, also) };
      this.#known.set(key, known);
    }
    return known;
  }

  /** Where to begin with shapes under features that are met first. */
  #freshShapes(features: FeatureSet, also: string): Shapes {
    const usual = this.#usual;
    if (!usual) return new Shapes();
    const first = FeatureSet.default();
    if (features.key === first.key && also === '') return usual;
    return new Shapes(features.includes(first) ? usual : undefined);
  }
}
