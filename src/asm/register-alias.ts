/**
 * Names for registers: `name .req register`, `.unreq name`.
 *
 * `as` manual, "AArch64 Directives". An alias holds as written, in lower and in upper case, until `.unreq`; a register's own name is none.
 */
import { nearest } from '../diag/did-you-mean.ts';
import * as messages from '../diag/messages/asm.ts';
import type { Assembler } from './assembler.ts';
import { isDigit } from './chars.ts';
import { STATE } from './core/layout.ts';
import { i32 } from './core/memory.ts';
import { REGISTER_AT } from './core/names.ts';
import { type SavedWords, textHash, WordCache } from './word-cache.ts';

const isRegister = (name: string): boolean =>
  /^([xw]([0-9]|[12][0-9]|30)|[bhsdqvz]([0-9]|[12][0-9]|3[01])|p([0-9]|1[0-5])|sp|wsp|xzr|wzr|lr|fp|ip[01])$/.test(
    name,
  );

/** Names for registers, whatever they were read from. */
export interface SavedAliases {
  readonly names: ReadonlyMap<string, string>;
  readonly table: SavedWords;
}

/** The names at hand. The core has them too, and takes each for its register in the shapes of statements (core/shapes.ts). */
export class RegisterAliases {
  #names = new Map<string, string>();
  /** Somebody keeps the map as it is. */
  #isShared = false;
  readonly #table = new WordCache(1 << 6);

  get size(): number {
    return this.#names.size;
  }

  has(name: string): boolean {
    return this.#names.has(name);
  }

  get(name: string): string | undefined {
    return this.#names.get(name);
  }

  /** What a name stands for in an instruction. */
  meaning(name: string): string | undefined {
    return this.#names.size === 0 ? undefined : aliasIn(this.#names, name);
  }

  keys(): Iterable<string> {
    return this.#names.keys();
  }

  /** The map as it is now, to be kept. */
  kept(): ReadonlyMap<string, string> {
    this.#isShared = true;
    return this.#names;
  }

  define(name: string, register: string): void {
    const names = this.#own();
    const packed = pack(NAMED_TWICE[register] ?? register);
    for (const spelling of spellings(name)) {
      if (names.has(spelling)) continue;
      names.set(spelling, register);
      this.#enter(spelling, packed);
    }
    this.#bind();
  }

  remove(name: string): void {
    const names = this.#own();
    for (const spelling of spellings(name)) if (names.delete(spelling)) this.#enter(spelling, 0);
    this.#bind();
  }

  /** The names at hand, to be had again. */
  saved(): SavedAliases {
    return { names: this.kept(), table: this.#table.saved() };
  }

  /** Have these names, where there are none. */
  restore({ names, table }: SavedAliases): void {
    this.#names = names as Map<string, string>;
    this.#isShared = true;
    this.#table.restore(table);
    this.#bind();
  }

  #own(): Map<string, string> {
    if (this.#isShared) this.#names = new Map(this.#names);
    this.#isShared = false;
    return this.#names;
  }

  #enter(name: string, packed: number): void {
    const { length } = name;
    // what the scanner of operands takes for a register by itself
    const first = name.charCodeAt(0) | 32;
    if ((first === 112 || first === 122) && /^(pn|z[at])/i.test(name)) return;
    this.#table.put(textHash(name, 0, length), name, 0, length, packed);
  }

  #bind(): void {
    i32[STATE.hasAliases] = this.size;
    this.#table.bind(STATE.aliases);
  }
}

/** A register as core/names.ts has it. */
function pack(register: string): number {
  let packed = 0;
  let at = 0;
  for (; at < register.length && !isDigit(register.charCodeAt(at)); at++) packed |= register.charCodeAt(at) << (8 * at);
  return at === register.length ? packed : packed | ((Number(register.slice(at)) + 1) << REGISTER_AT);
}

/** An alias holds as written, in lower and in upper case. */
function spellings(name: string): readonly string[] {
  const [small, large] = [name.toLowerCase(), name.toUpperCase()];
  return small === name || large === name ? [small, large] : [name, small, large];
}

/** What a name stands for: GNU as takes only what begins with a letter for a register. */
export function aliasIn(aliases: ReadonlyMap<string, string>, name: string): string | undefined {
  const first = name.charCodeAt(0) | 32;
  return first < 97 || first > 122 ? undefined : aliases.get(name);
}

/** Registers that the assembler itself knows by a second name. */
const NAMED_TWICE: Readonly<Record<string, string>> = { ip0: 'x16', ip1: 'x17', fp: 'x29', lr: 'x30' };

/** `name .req register` */
export function defineAlias(a: Assembler, name: string, at: number): void {
  const start = a.p;
  a.p = a.end;
  const written = a.text.slice(start, a.end).trimEnd();
  if (written === '') {
    a.error(at, messages.expected('a register after .req'));
    return;
  }
  const register = a.aliasOf(written) ?? written.toLowerCase();
  if (!isRegister(register)) {
    a.error(start, messages.ignored(`unknown register '${written}': .req`), written.length);
    return;
  }
  const own = name.toLowerCase();
  // a second name of a register may be given it again
  if (NAMED_TWICE[own] !== undefined && NAMED_TWICE[own] === (NAMED_TWICE[register] ?? register)) return;
  if (isRegister(own)) {
    a.error(at, messages.ignored(`'${name}' is a register: .req`), name.length);
    return;
  }
  const before = a.aliases.get(name);
  if (before !== undefined) {
    if (before !== register) a.error(at, messages.ignored(`alias '${name}' is '${before}': .req`), name.length);
    return;
  }
  a.aliases.define(name, register);
  a.meanElse();
}

/** Give registers the names that the loop with this text gave them, where there were none before; whether that is known, and may be done here. */
export function aliasesAgain(a: Assembler, loop: string): boolean {
  const saved = a.aliases.size === 0 ? a.learnt.aliases.get(loop) : undefined;
  if (!saved) return false;
  // a macro goes before
  for (const name of saved.names.keys()) if (a.macros.mayHave(name) && a.macros.get(name)) return false;
  a.aliases.restore(saved);
  a.meanElse();
  return true;
}

/** `.unreq name` */
export function unreq(a: Assembler): void {
  a.skipBlanks();
  const start = a.p;
  a.p = a.end;
  const name = a.text.slice(start, a.end).trimEnd();
  if (isRegister(name.toLowerCase())) {
    a.error(start, messages.ignored(`'${name}' is a register: .unreq`), name.length);
    return;
  }
  if (!a.aliases.has(name)) {
    a.error(start, messages.unknownOperand('register alias', name, nearest(name, a.aliases.keys())), name.length);
    return;
  }
  a.aliases.remove(name);
  a.meanElse();
}
