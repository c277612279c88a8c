/**
 * All sections of the object, in order of creation.
 *
 * Sources: `as` manual, ".section".
 */
import { Section } from './section.ts';
import { BINDING, Sym, WHERE } from './symbol.ts';
import type { SymbolTable } from './symbol-table.ts';

export const SHT = {
  progbits: 1,
  note: 7,
  nobits: 8,
  rela: 4,
  strtab: 3,
  symtab: 2,
  initArray: 14,
  finiArray: 15,
  preinitArray: 16,
  group: 17,
  gnuAttributes: 0x6ffffff5,
} as const;
export const SHF = {
  write: 1,
  alloc: 2,
  exec: 4,
  merge: 16,
  strings: 32,
  infoLink: 64,
  linkOrder: 128,
  group: 512,
  tls: 1024,
  retain: 0x200000,
  mbind: 0x1000000,
  exclude: 0x80000000,
} as const;

const WA = SHF.write | SHF.alloc;
const AX = SHF.alloc | SHF.exec;
export class SectionTable {
  readonly list: Section[] = [];
  readonly text: Section;
  readonly data: Section;
  readonly bss: Section;
  readonly #byName = new Map<string, Section[]>();
  readonly #symbols: SymbolTable;

  constructor(symbols: SymbolTable) {
    this.#symbols = symbols;
    this.text = this.add(new Section('.text', SHT.progbits, AX));
    this.data = this.add(new Section('.data', SHT.progbits, WA));
    this.bss = this.add(new Section('.bss', SHT.nobits, WA));
  }

  /** All sections of that name (they differ by group). */
  named(name: string): readonly Section[] {
    return this.#byName.get(name) ?? [];
  }

  /** `late`: its symbol is made when a relocation needs it, or after all others; so for sections that the assembler makes itself. */
  add(section: Section, late = false): Section {
    this.list.push(section);
    const same = this.#byName.get(section.name);
    if (same) same.push(section);
    else this.#byName.set(section.name, [section]);
    if (!late && !this.#isTaken(section.name)) this.symbolOf(section);
    return section;
  }

  /** Whether something has the name already: the section's symbol then comes when it is needed, or last. */
  #isTaken(name: string): boolean {
    const known = this.#symbols.get(name);
    return known !== undefined && known.where !== WHERE.undefined;
  }

  /** The section's symbol, made now if need be. */
  symbolOf(section: Section): Sym {
    if (section.symbol) return section.symbol;
    const symbol = this.#symbolFor(section.name);
    symbol.isSection = true;
    symbol.binding = BINDING.local;
    symbol.type = 3;
    symbol.where = WHERE.place;
    symbol.frag = section.subsection(0).start;
    section.symbol = symbol;
    return symbol;
  }

  /** The section's name finds its symbol, unless something else has the name already. */
  #symbolFor(name: string): Sym {
    return this.#isTaken(name) ? this.#symbols.append(new Sym(name)) : this.#symbols.make(name);
  }
}
