/**
 * The symbol table: symbols in the order of their first mention, which is the order of `.symtab`, and by their names.
 */
import { core } from './core/engine.ts';
import { STATE } from './core/layout.ts';
import { i32, renewViews, u8 } from './core/memory.ts';
import type { Fragment } from './section.ts';
import { BINDING, Sym, symbolOf, WHERE } from './symbol.ts';

export class SymbolTable {
  /** -L: local labels are in the table from their first mention. */
  get keepsLocals(): boolean {
    return i32[STATE.keepsLocals] !== 0;
  }

  set keepsLocals(on: boolean) {
    i32[STATE.keepsLocals] = on ? 1 : 0;
  }

  /** How many places the list has; some may be empty. */
  get count(): number {
    return i32[STATE.ordered] as number;
  }

  /** The number of the symbol at place `i` of the list, or -1. */
  idAt(i: number): number {
    return i32[(i32[STATE.order] as number) + i] as number;
  }

  /** The symbols of the list. */
  *all(): Generator<Sym> {
    for (let i = 0; i < this.count; i++) {
      const id = this.idAt(i);
      if (id >= 0) yield symbolOf(id);
    }
  }

  /** The symbol named text[start..end), made (undefined) if it is new. */
  intern(text: string, start: number, end: number): Sym {
    return named(core.intern(writeName(text, start, end), end - start));
  }

  /** As `intern`, for bytes[start..end). */
  internBytes(bytes: Uint8Array, start: number, end: number): Sym {
    const at = core.roomForName(end - start);
    renewViews();
    const to = u8;
    for (let i = start, k = at; i < end; i++, k++) to[k] = bytes[i] as number;
    return named(core.intern(at, end - start));
  }

  /** The symbol named text[start..end), if it was ever mentioned. */
  find(text: string, start: number, end: number): Sym | undefined {
    const id = core.find(writeName(text, start, end), end - start);
    return id < 0 ? undefined : symbolOf(id);
  }

  get(name: string): Sym | undefined {
    return this.find(name, 0, name.length);
  }

  make(name: string): Sym {
    return this.intern(name, 0, name.length);
  }

  /** Add a symbol that cannot be found by name (mapping symbols, section symbols, numeric labels). */
  append(sym: Sym): Sym {
    core.append(sym.id);
    renewViews();
    return sym;
  }

  /** A mapping symbol, for code or data (MAP), at the end of the list. */
  makeMapping(state: number, frag: Fragment, offset: number): Sym {
    return named(core.makeMapping(state, frag.id, offset));
  }

  /** Put `fresh` where `old` was, in the list and under its name: earlier uses keep the old object. */
  replace(old: Sym, fresh: Sym): void {
    fresh.index = old.index;
    i32[(i32[STATE.order] as number) + old.index - 1] = fresh.id;
    old.index = 0;
    core.rename(old.id, fresh.id);
  }

  /** A fresh object under the same name: uses so far keep the old one. With GNU as what is in the entry alone (visibility, a size that is a number) goes. */
  renew(old: Sym): Sym {
    const { binding, size } = old;
    const fresh = new Sym(old.name);
    fresh.binding = binding;
    fresh.unique = old.unique;
    fresh.type = old.type;
    fresh.symver = old.symver;
    if (size?.plus || size?.minus) fresh.size = size;
    fresh.used = old.used;
    this.replace(old, fresh);
    // what used the old one had it as it was, which is no business of other files
    if (binding === BINDING.global || (binding === BINDING.weak && old.where === WHERE.equated))
      old.binding = BINDING.local;
    return fresh;
  }

  /** A directive gives it properties: a `.L` name takes its place in the table only then. */
  makeFull(sym: Sym): void {
    core.makeFull(sym.id);
    renewViews();
  }

  names(): string[] {
    return [...this.all()].filter((s) => !s.hidden && !s.mapping && s.name !== '').map((s) => s.name);
  }
}

/** Keep the characters of a name without a symbol here, in the core; where they lie among the names. */
export function keepName(text: string): number {
  const name = core.keepName(writeName(text, 0, text.length), text.length);
  renewViews();
  return name;
}

function named(id: number): Sym {
  renewViews();
  return symbolOf(id);
}

/** Put the characters text[start..end) of a name where the core finds them; the address. */
export function writeName(text: string, start: number, end: number): number {
  const at = core.roomForName(end - start);
  renewViews();
  const to = u8;
  for (let i = start, k = at; i < end; i++, k++) to[k] = text.charCodeAt(i);
  return at;
}
