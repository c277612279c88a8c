/**
 * Layout: addresses for fragments, sizes for their variable parts, and the mapping symbols that padding needs.
 *
 * Enters: sections as read. Leaves: every fragment with its address and size, every section with its size; from here on no
 * section changes size. LEB128s and spaces of symbolic size depend on addresses and addresses on them, so the passes
 * repeat until nothing changes; LEB128s only grow, so it ends.
 */
import * as messages from '../diag/messages/asm.ts';
import type { Assembler } from './assembler.ts';
import { SECTION_LIMIT } from './assembler.ts';
import { lebBytes } from './bytes.ts';
import { core } from './core/engine.ts';
import { LEBS, MOST_PLACED } from './core/fragments.ts';
import { STATE } from './core/layout.ts';
import { i32 } from './core/memory.ts';
import { SECTION, SECTION_LOG } from './core/sections.ts';
import type { Int } from './int64.ts';
import { Resolver } from './resolve.ts';
import type { Fragment, Section, Subsection } from './section.ts';
import { fragmentAt, knownFragments, MAP, nextFragment, VARIABLE } from './section.ts';
import { WHERE } from './symbol.ts';

const PASS_LIMIT = 64;

export class Layout {
  readonly #a: Assembler;
  readonly #resolver = new Resolver();
  /** Fragments already complained about. */
  readonly #reported = new Set<Fragment>();
  /** Fragments of which a warning said that 0 is taken. */
  readonly #assumed = new Set<Fragment>();

  constructor(a: Assembler) {
    this.#a = a;
  }

  run(): void {
    this.#addresses();
    this.#failPending();
    for (const section of this.#a.sections.list) this.#padding(section);
    for (const frag of knownFragments()) {
      this.#checkPattern(frag);
      dropEmptyMapping(frag);
    }
  }

  /** As `settle` below for all sections, whatever they depend on: nothing may be added to what they hold by now. */
  settle(): void {
    this.#addresses();
    this.#failPending();
    for (const section of this.#a.sections.list) isSettled(section);
  }

  #addresses(): void {
    const { list } = this.#a.sections;
    for (const section of list) this.#place(section, true);
    // Only sections with sizes that depend on addresses can change from here on.
    const waiting = list.filter((section) => this.#dependent.has(section));
    for (let pass = 0; pass < PASS_LIMIT && waiting.length > 0; pass++) {
      i32[STATE.changed] = 0;
      for (const section of waiting) this.#place(section, false);
      if (i32[STATE.changed] === 0) return;
    }
    if (waiting.length > 0) this.#endless(waiting);
  }

  /** Places that a `.org` moves away from itself. */
  #endless(sections: readonly Section[]): void {
    const fragments = sections.flatMap((s) => s.subsections.flatMap((sub) => [...sub.fragments()]));
    for (const frag of fragments.filter((f) => f.kind === VARIABLE.org))
      this.#fail(frag, messages.cannotResolve('.org moves what it leads to: no address would do'));
  }

  readonly #dependent = new Set<Section>();

  /** Sizes of the first pass: what depends on addresses gets the least it can be. */
  #firstSize(frag: Fragment, at: number): number {
    if (frag.kind < VARIABLE.org) return this.#sizeOf(frag, at);
    if (frag.subsection.section.settled) return frag.size;
    this.#dependent.add(frag.subsection.section);
    return frag.kind === VARIABLE.leb ? 1 : 0;
  }

  #place(section: Section, first: boolean): void {
    const lebs = !first ? LEBS.grow : section.settled ? LEBS.keep : LEBS.least;
    let address = 0;
    i32[STATE.dependent] = 0;
    for (const sub of section.subsections) {
      address = eachPlaced(sub, address, lebs, (frag, at) =>
        first ? this.#firstSize(frag, at) : this.#sizeOf(frag, at),
      );
    }
    if (i32[STATE.dependent] !== 0) this.#dependent.add(section);
    if (address > SECTION_LIMIT && section.hasData && section.size <= SECTION_LIMIT) {
      this.#a.sink.report(
        -1,
        messages.limitReached(`section '${section.name}' of ${address} bytes`, `${SECTION_LIMIT} bytes`),
      );
    }
    section.size = address;
  }

  /** Bytes that the variable part of `frag` takes at `at`. */
  #sizeOf(frag: Fragment, at: number): number {
    switch (frag.kind) {
      case VARIABLE.align:
      case VARIABLE.alignCode:
        return padding(frag, at);
      case VARIABLE.org:
        return this.#orgSize(frag, at);
      case VARIABLE.space:
        return this.#spaceSize(frag);
      case VARIABLE.leb:
        return Math.max(frag.size, this.#lebSize(frag));
      case VARIABLE.cfa:
      case VARIABLE.line:
        return frag.rare.measure?.(this.#resolver) ?? frag.size;
      default:
        return frag.size;
    }
  }

  #orgSize(frag: Fragment, at: number): number {
    const { value, pos } = frag.rare;
    const target = value ? this.#resolver.value(value) : { error: 'no target' };
    if ('error' in target) return this.#fail(frag, messages.cannotResolve(target.error));
    const { section } = frag.subsection;
    if (target.symbol) {
      if (!this.#assumed.has(frag))
        this.#a.sink.report(pos, messages.doubtful(`'${target.symbol.name}' is not defined: 0 is assumed`));
      this.#assumed.add(frag);
    }
    if (target.section && target.section !== section) {
      return this.#fail(frag, messages.cannotResolve(`the target of .org is not in section '${section.name}'`));
    }
    const to = Number(target.value);
    if (to < at) return this.#backwards(frag, at, to);
    if (to > SECTION_LIMIT && section.hasData) {
      return this.#fail(frag, messages.limitReached(`.org to ${to}`, `${SECTION_LIMIT} bytes a section`));
    }
    this.#pending.delete(frag);
    return to - at;
  }

  /** A backward move is an error only if it stays one when sizes have settled. */
  readonly #pending = new Map<Fragment, ReturnType<typeof messages.backwards>>();

  #failPending(): void {
    for (const [frag, message] of this.#pending) this.#fail(frag, message);
    this.#pending.clear();
  }

  #backwards(frag: Fragment, at: number, to: number): number {
    this.#pending.set(frag, messages.backwards(`0x${at.toString(16)}`, `0x${to.toString(16)}`));
    return 0;
  }

  #fail(frag: Fragment, message: ReturnType<typeof messages.backwards>): number {
    if (!this.#reported.has(frag)) this.#a.sink.report(frag.rare.pos, message);
    this.#reported.add(frag);
    return 0;
  }

  #spaceSize(frag: Fragment): number {
    const count = this.#absolute(frag);
    if (count === undefined) return 0;
    const total = Number(count) * frag.rare.pattern.length;
    if (total < 0) {
      if (!this.#reported.has(frag))
        this.#a.sink.report(frag.rare.pos, messages.ignored('.space or .fill with a negative size'));
      this.#reported.add(frag);
      return 0;
    }
    return total;
  }

  #lebSize(frag: Fragment): number {
    const value = this.#absolute(frag);
    if (value === undefined) return 1;
    const signed = frag.rare.extra === 1;
    return lebBytes(lebValue(value, signed), signed).length;
  }

  #absolute(frag: Fragment): Int | undefined {
    const { value } = frag.rare;
    if (!value) return undefined;
    const r = frag.kind === VARIABLE.leb ? this.#resolver.leb(value) : this.#resolver.value(value);
    if ('error' in r) {
      this.#fail(frag, messages.cannotResolve(r.error));
      return undefined;
    }
    // GNU as takes the offset of a label for its value in a LEB128.
    if (r.symbol || (r.section && frag.kind !== VARIABLE.leb)) {
      this.#fail(frag, messages.notConstant('this size'));
      return undefined;
    }
    return r.value;
  }

  /** Padding with a pattern holds whole patterns. */
  #checkPattern({ kind, size, rare }: Fragment): void {
    const { pattern, pos } = rare;
    if (kind !== VARIABLE.align || size % pattern.length === 0 || pos < 0) return;
    this.#a.sink.report(pos, messages.notAligned('the padding', `of ${size} bytes`, pattern.length));
  }

  /** Code alignment that starts off a word boundary pads with zeros first, which are data. */
  #padding(section: Section): void {
    for (const sub of section.subsections) {
      for (let id = core.oddPadding(sub.first); id >= 0; id = core.oddPadding(nextFragment(id))) {
        const frag = fragmentAt(id);
        const odd = frag.size & 3;
        const { lastMap } = frag.rare;
        if (lastMap && lastMap.value === frag.length) {
          if (frag.length === 0) frag.own().firstMap = undefined;
          frag.own().lastMap = undefined;
          lastMap.hidden = true;
        }
        this.#a.makeMapping(MAP.data, frag, frag.length);
        this.#a.makeMapping(MAP.code, frag, frag.length + odd);
      }
    }
  }
}

/** A mapping symbol at the end of its fragment goes when another starts there, or when the section ends there. */
function dropEmptyMapping(frag: Fragment): void {
  const sym = frag.rare.lastMap;
  let following = sym?.where === WHERE.place ? behind(frag) : undefined;
  if (!sym || !following || frag.address + Number(sym.value) < following.address) return;
  while (following) {
    const next = behind(following);
    if (following.rare.firstMap || !next) sym.hidden = true;
    if (sym.hidden || following.address !== next?.address) return;
    following = next;
  }
}

/** The fragment behind another in its section. */
function behind({ id, subsection }: Fragment): Fragment | undefined {
  const next = nextFragment(id);
  if (next >= 0) return fragmentAt(next);
  const { subsections } = subsection.section;
  return subsections[subsections.indexOf(subsection) + 1]?.start;
}

/**
 * Give addresses to the fragments of a subsection, the first at `from`, and the sizes that `sizeOf` says where the core does not know them
 * (core/fragments.ts, placeFragments); where the last one ends. A size below 0 ends it, and is returned.
 */
function eachPlaced(
  sub: Subsection,
  from: number,
  lebs: number,
  sizeOf: (frag: Fragment, at: number) => number,
): number {
  let address = from;
  let id = sub.first;
  for (;;) {
    if (address <= MOST_PLACED) {
      id = core.placeFragments(id, address, sub.length, lebs);
      address = i32[STATE.placed] as number;
    }
    if (id < 0) return address;
    const frag = fragmentAt(id);
    if (id === sub.last) frag.length = sub.length - frag.start;
    if (frag.address !== address) i32[STATE.changed] = 1;
    frag.address = address;
    const { length } = frag;
    const size = sizeOf(frag, address + length);
    if (size < 0) return size;
    if (frag.size !== size) i32[STATE.changed] = 1;
    frag.size = size;
    address += length + size;
    id = nextFragment(id);
  }
}

/** Nothing can change the addresses in a section any more: the core is to know that, where it has a symbol. */
function isSettled(section: Section): void {
  section.settled = true;
  const { id, symbol, subsections } = section;
  if (symbol && subsections.length > 0)
    i32[(i32[STATE.sectionRows] as number) + (id << SECTION_LOG) + SECTION.settled] = symbol.id + 1;
}

/** Give addresses to the fragments of a section that nothing is added to, unless they depend on what is not known yet. */
export function settle(section: Section): void {
  let address = 0;
  for (const sub of section.subsections) {
    address = eachPlaced(sub, address, LEBS.leave, settledSize);
    if (address < 0) return;
  }
  isSettled(section);
}

/** Bytes of the variable part of `frag`, which begins at `at`, or -1 when that depends on more than the fragments before it. */
function settledSize(frag: Fragment, at: number): number {
  const { kind } = frag;
  if (kind === VARIABLE.align || kind === VARIABLE.alignCode) return padding(frag, at);
  if (kind < VARIABLE.org) return frag.size;
  const { value } = frag.rare;
  const target = value?.minus ? undefined : value?.plus;
  const from = target?.where === WHERE.place ? target.frag : undefined;
  if (kind !== VARIABLE.org || !target || from?.subsection !== frag.subsection || from.id > frag.id) return -1;
  const to = from.address + Number(target.value) + Number(value?.addend);
  return to >= at && to <= SECTION_LIMIT ? to - at : -1;
}

/** Bytes that an alignment takes at an address. */
function padding({ power, most }: Fragment, at: number): number {
  if (power < 31 && at < 2 ** 31) {
    const pad = -at & ((1 << power) - 1);
    return most > 0 && pad > most ? 0 : pad;
  }
  const step = 2 ** power;
  const pad = Math.ceil(at / step) * step - at;
  return most > 0 && pad > most ? 0 : pad;
}

/** Whether bytes that were written are at an offset, or end there; `fragments` are in the order of their addresses. */
export function isFixed(fragments: readonly Fragment[], offset: number): boolean {
  let low = 0;
  let high = fragments.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((fragments[middle] as Fragment).address <= offset) low = middle;
    else high = middle;
  }
  const { address, length, kind, size } = fragments[low] as Fragment;
  // zeros up to a word are written before NOPs
  const zeros = kind === VARIABLE.alignCode ? size & 3 : 0;
  return offset <= address + length + zeros;
}

/** What a LEB128 directive writes for a resolved value. */
export function lebValue(value: Int, signed: boolean): bigint {
  return signed ? BigInt(value) : BigInt.asUintN(64, BigInt(value));
}
