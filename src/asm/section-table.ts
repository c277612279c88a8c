/**
 * All sections of the object, in order of creation, and what their names imply.
 *
 * Sources: gABI, "Special Sections"; `as` manual, ".section"; binutils gives a section without flags those of its name.
 */
import { Section } from './section.ts';
import type { SymbolTable } from './symbol.ts';
import { Sym, WHERE } from './symbol.ts';

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
  exclude: 0x80000000,
} as const;

interface Known {
  readonly name: string;
  readonly type: number;
  readonly flags: number;
  /** Whether NAME.anything (or NAMEanything, for 'prefix') counts too. */
  readonly match: 'exact' | 'dotted' | 'prefix';
}

const known = (name: string, type: number, flags: number, match: Known['match'] = 'exact'): Known => ({
  name,
  type,
  flags,
  match,
});
const WA = SHF.write | SHF.alloc;
const AX = SHF.alloc | SHF.exec;
const KNOWN: readonly Known[] = [
  known('.text', SHT.progbits, AX, 'dotted'),
  known('.data', SHT.progbits, WA, 'dotted'),
  known('.bss', SHT.nobits, WA, 'dotted'),
  known('.rodata', SHT.progbits, SHF.alloc, 'dotted'),
  known('.tdata', SHT.progbits, WA | SHF.tls, 'dotted'),
  known('.tbss', SHT.nobits, WA | SHF.tls, 'dotted'),
  known('.data1', SHT.progbits, WA),
  known('.rodata1', SHT.progbits, SHF.alloc),
  known('.init_array', SHT.initArray, WA, 'dotted'),
  known('.fini_array', SHT.finiArray, WA, 'dotted'),
  known('.preinit_array', SHT.preinitArray, WA, 'dotted'),
  known('.init', SHT.progbits, AX),
  known('.fini', SHT.progbits, AX),
  known('.plt', SHT.progbits, AX),
  known('.got', SHT.progbits, WA),
  known('.interp', SHT.progbits, 0),
  known('.comment', SHT.progbits, 0),
  known('.line', SHT.progbits, 0),
  known('.debug', SHT.progbits, 0, 'prefix'),
  known('.zdebug', SHT.progbits, 0, 'prefix'),
  known('.note.GNU-stack', SHT.progbits, 0),
  known('.note', SHT.note, 0, 'prefix'),
  known('.persistent.bss', SHT.nobits, WA),
  known('.persistent', SHT.progbits, WA, 'dotted'),
  known('.noinit', SHT.nobits, WA, 'dotted'),
  known('.gnu.linkonce.b', SHT.nobits, WA, 'dotted'),
  known('.gnu.lto_', SHT.progbits, SHF.exclude, 'prefix'),
  known('.gnu.build.attributes', SHT.note, 0, 'prefix'),
  known('.rela', SHT.rela, 0, 'prefix'),
  known('.symtab', SHT.symtab, 0),
  known('.strtab', SHT.strtab, 0),
  known('.shstrtab', SHT.strtab, 0),
];

/** Type and flags that a section's name implies, or undefined. */
export function impliedBy(name: string): { readonly type: number; readonly flags: number } | undefined {
  return KNOWN.find((k) => {
    if (k.match === 'prefix') return name.startsWith(k.name);
    return name === k.name || (k.match === 'dotted' && name.startsWith(`${k.name}.`));
  });
}

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
    if (!late) this.symbolOf(section);
    return section;
  }

  /** The section's symbol, made now if need be. */
  symbolOf(section: Section): Sym {
    if (section.symbol) return section.symbol;
    const symbol = this.#symbolFor(section.name);
    symbol.isSection = true;
    symbol.type = 3;
    symbol.where = WHERE.place;
    symbol.frag = section.subsection(0).fragments[0];
    section.symbol = symbol;
    return symbol;
  }

  /** The section's name finds its symbol, unless something else has the name already. */
  #symbolFor(name: string): Sym {
    const known = this.#symbols.get(name);
    if (known && known.where !== WHERE.undefined) return this.#symbols.append(new Sym(name));
    return this.#symbols.make(name);
  }
}
