/**
 * The symbol table: symbols in the order of their first mention, which is the order of `.symtab`, and by their names.
 */
import { Names } from './names.ts';
import { Sym } from './symbol.ts';

const GONE = new Sym('');
GONE.hidden = true;

export class SymbolTable {
  readonly list: Sym[] = [];
  /** -L: local labels are in the table from their first mention. */
  keepsLocals = false;
  readonly #names = new Names();
  /** By the number of their name. */
  readonly #named: Sym[] = [];

  /** The symbol named text[start..end), made (undefined) if it is new. */
  intern(text: string, start: number, end: number): Sym {
    return this.#symbol(this.#names.number(text, start, end));
  }

  /** As `intern`, for bytes[start..end). */
  internBytes(bytes: Uint8Array, start: number, end: number): Sym {
    return this.#symbol(this.#names.numberOfBytes(bytes, start, end));
  }

  #symbol(n: number): Sym {
    return n < this.#named.length ? (this.#named[n] as Sym) : this.#make(n);
  }

  #make(n: number): Sym {
    const sym = this.append(new Sym(this.#names, n));
    this.#named.push(sym);
    return sym;
  }

  /** The symbol named text[start..end), if it was ever mentioned. */
  find(text: string, start: number, end: number): Sym | undefined {
    return this.#named[this.#names.find(text, start, end)];
  }

  get(name: string): Sym | undefined {
    return this.find(name, 0, name.length);
  }

  make(name: string): Sym {
    return this.intern(name, 0, name.length);
  }

  /** Add a symbol that cannot be found by name (mapping symbols, section symbols, numeric labels). */
  append(sym: Sym): Sym {
    sym.index = this.list.push(sym);
    return sym;
  }

  /** Put `fresh` where `old` was, in the list and under its name: earlier uses keep the old object. */
  replace(old: Sym, fresh: Sym): void {
    fresh.index = old.index;
    this.list[old.index - 1] = fresh;
    old.index = 0;
    const n = this.#names.find(old.name, 0, old.name.length);
    if (n >= 0 && this.#named[n] === old) this.#named[n] = fresh;
  }

  /** A fresh object under the same name: uses so far keep the old one. */
  renew(old: Sym): Sym {
    const fresh = new Sym(old.name);
    fresh.binding = old.binding;
    fresh.unique = old.unique;
    fresh.type = old.type;
    fresh.visibility = old.visibility;
    fresh.other = old.other;
    fresh.size = old.size;
    fresh.used = old.used;
    this.replace(old, fresh);
    return fresh;
  }

  moveToEnd(sym: Sym): void {
    if (sym.index === 0 || sym.index === this.list.length) return;
    this.list[sym.index - 1] = GONE;
    this.append(sym);
  }

  /** A directive gives it properties: a `.L` name takes its place in the table only then. */
  makeFull(sym: Sym): void {
    if (!sym.isLocalLabel) return;
    sym.full = true;
    if (!this.keepsLocals) this.moveToEnd(sym);
  }

  names(): string[] {
    return this.list.filter((s) => !s.hidden && !s.mapping && s.name !== '').map((s) => s.name);
  }
}
