/**
 * The object file as a value: sections, symbols in GNU's order, relocations.
 *
 * Enters: the assembler's state after layout and relocation. Leaves: an ElfFile for elf/write.ts. Symbols come in the order of first
 * mention, local ones first; `.L` symbols are dropped unless a relocation needs them or -L keeps them; symbols equated to
 * undefined ones are dropped; groups come before all other sections. gABI chapters 4 and 5; order as binutils has it.
 */
import type { Pos } from '../diag/diagnostic.ts';
import * as messages from '../diag/messages/asm.ts';
import { SHN_ABS, SHN_COMMON, SHN_LORESERVE, SHN_XINDEX, STT_COMMON, STT_TLS } from '../elf/constants.ts';
import type { ElfFile, ElfSection } from '../elf/object.ts';
import { recordsOf } from '../elf/records.ts';
import { type SymbolBytes, setRelocationBytes, setSymbolBytes } from '../elf/table-bytes.ts';
import type { Assembler } from './assembler.ts';
import { core } from './core/engine.ts';
import { STATE } from './core/layout.ts';
import { i32, renewViews, u8 } from './core/memory.ts';
import { SECTION, SECTION_LOG, THREAD_LOCAL } from './core/sections.ts';
import { ENTRY, ENTRY_LOG } from './core/symtab.ts';
import type { Int } from './int64.ts';
import type { Relocator } from './relocate.ts';
import { Resolver } from './resolve.ts';
import { Section } from './section.ts';
import { SHF, SHT } from './section-table.ts';
import { BINDING, forwardName, isOperation, PLACE_NAME, Sym, symbolAt, symbolOf, WHERE } from './symbol.ts';
import { keepName } from './symbol-table.ts';

/** A section group on its way. */
interface Group {
  readonly name: string;
  /** Stands for the group section, as the place of its symbols. */
  readonly own: Section;
  readonly elf: ElfSection;
  readonly members: Section[];
  comdat: boolean;
}

const EM_AARCH64 = 183;
const EMPTY = new Uint8Array(0);

export class ObjectBuilder {
  readonly #a: Assembler;
  readonly #relocator: Relocator;
  readonly #resolver = new Resolver();
  readonly #sections: ElfSection[] = [];
  /** Symbols that `.symver …, remove` has moved to the end. */
  readonly #moved = new Set<Sym>();

  constructor(a: Assembler, relocator: Relocator) {
    this.#a = a;
    this.#relocator = relocator;
  }

  build(): ElfFile {
    this.#sections.push(nullSection());
    const groups = this.#groups();
    for (const section of this.#a.sections.list) this.#section(section);
    for (const section of this.#a.sections.list) this.#link(section);
    const signatures = this.#symbolTable(groups);
    groups.forEach((group, i) => {
      const signature = signatures[i];
      if (signature) this.#finishGroup(group, signature);
    });
    const elf: ElfFile = {
      type: 1,
      machine: EM_AARCH64,
      bigEndian: this.#a.bigEndian,
      ...(this.#a.options.ilp32 ? { elf32: true } : {}),
      ...(this.#a.gnuAbi ? { gnuAbi: true } : {}),
      flags: 0,
      entry: 0n,
      sections: this.#sections,
      symbols: [],
      segments: [],
    };
    setSymbolBytes(elf, this.#symbolBytes(elf));
    for (const section of this.#a.sections.list) this.#relocations(elf, section);
    return elf;
  }

  /** One SHT_GROUP section for each name, in order of first use. */
  #groups(): Group[] {
    const out = new Map<string, Group>();
    for (const section of this.#a.sections.list) {
      if (!section.group) continue;
      const { name } = section.group;
      let group = out.get(name);
      if (!group) {
        const elf: ElfSection = { ...nullSection(), name: '.group', type: SHT.group, align: 4, entsize: 4 };
        const own = new Section('.group', SHT.group, 0);
        own.index = this.#sections.length;
        own.subsection(0);
        tellPlace(own);
        group = { name, own, elf, members: [], comdat: false };
        out.set(name, group);
        this.#sections.push(elf);
      }
      group.members.push(section);
      group.comdat ||= section.group.comdat;
    }
    return [...out.values()];
  }

  /** The symbol that names a group: one of that name in the table, or a new one in the group section, which comes behind all others. */
  #signature(group: Group): Sym {
    const known = this.#a.symbols.get(group.name);
    if (known && known.index > 0) return known;
    const made = new Sym(group.name);
    this.#a.signatures.push(made);
    made.where = WHERE.place;
    made.frag = group.own.subsection(0).start;
    this.#choose(made);
    return made;
  }

  /** Contents of a group: the flag word, then the indices of its members. */
  #finishGroup({ elf, members, comdat }: Group, signature: Sym): void {
    const data = new Uint8Array(4 + 4 * members.length);
    const view = new DataView(data.buffer);
    view.setUint32(0, comdat ? 1 : 0, !this.#a.bigEndian);
    members.forEach((m, i) => {
      view.setUint32(4 + 4 * i, m.index, !this.#a.bigEndian);
    });
    elf.data = data;
    elf.size = data.length;
    elf.info = signature.index;
  }

  #section(section: Section): void {
    section.index = this.#sections.length;
    if (section.subsections.length > 0) tellPlace(section);
    this.#sections.push({
      name: section.name,
      type: section.type,
      flags: section.flags,
      addr: 0n,
      data: this.#relocator.bytes.get(section) ?? EMPTY,
      size: section.size,
      align: section.align,
      entsize: section.entsize,
      link: 0,
      info: section.info,
      relocations: [],
    });
  }

  #link(section: Section): void {
    if (section.linkedTo === undefined) return;
    const sym = this.#a.symbols.get(section.linkedTo);
    const target = sym?.frag?.subsection.section ?? this.#a.sections.named(section.linkedTo)[0];
    const elf = this.#sections[section.index];
    if (!target) {
      const text = `section '${section.name}' links to '${section.linkedTo}', which is no section and no label`;
      this.#a.sink.report(section.linkedAt, messages.cannotResolve(text));
    } else if (elf) elf.link = target.index;
  }

  /** Choose what is in the table, and make its entries: what is usual is the core's (core/symtab.ts). The symbols that name groups. */
  #symbolTable(groups: readonly Group[]): Sym[] {
    const { symbols, fileSymbol, options, sections } = this.#a;
    const { count } = symbols;
    for (let i = core.specialSymbol(0); i >= 0 && i < count; i = core.specialSymbol(i + 1)) {
      const sym = symbolOf(symbols.idAt(i));
      if (sym.where === WHERE.equated) copyFromTarget(sym);
      this.#versions(sym);
    }
    core.beginSymtab();
    renewViews();
    if (fileSymbol) this.#choose(fileSymbol);
    const keep = options.keepLocals === true ? 1 : 0;
    const strip = options.stripLocalAbsolute === true ? 1 : 0;
    for (let i = core.chooseSymbols(0, keep, strip); i >= 0; i = core.chooseSymbols(i + 1, keep, strip)) {
      renewViews();
      const sym = symbolOf(symbols.idAt(i));
      if (i < count && this.#moved.has(sym)) continue;
      if (this.#isWritten(sym)) this.#choose(sym);
      else if (sym.where !== WHERE.equated) this.#sizeOf(sym);
    }
    // kept, they have had their turn
    for (let i = keep === 0 ? core.chooseLabels(0) : -1; i >= 0; i = core.chooseLabels(i + 1)) {
      renewViews();
      this.#choose(symbolOf(i32[(i32[STATE.namedLabels] as number) + i] as number));
    }
    renewViews();
    const signatures = groups.map((group) => this.#signature(group));
    for (const section of sections.list) if (!section.symbol) this.#choose(sections.symbolOf(section));
    for (const { own } of groups) {
      const sym = symbolAt(own.subsection(0).start, 0);
      sym.isSection = true;
      sym.type = 3;
      this.#choose(sym);
    }
    core.arrangeEntries();
    for (let i = core.fillEntries(1); i >= 0; i = core.fillEntries(i + 1)) {
      renewViews();
      this.#entry((i32[STATE.entries] as number) + (i << ENTRY_LOG));
    }
    renewViews();
    return signatures;
  }

  #choose(sym: Sym): void {
    core.choose(sym.id, this.#bindingOf(sym));
    renewViews();
  }

  /** The symbol table as it will be in the file. */
  #symbolBytes(file: ElfFile): SymbolBytes {
    const sections = this.#sections.length < SHN_LORESERVE ? undefined : this.#highSections();
    const names = core.writeStrings();
    renewViews();
    const strings = u8.slice(names, names + (i32[STATE.stringsSize] as number));
    const size = (i32[STATE.entryCount] as number) * recordsOf(file).sym;
    const at = this.#relocator.scratch.address(size);
    core.writeEntries(at, file.elf32 ? 1 : 0);
    return { entries: u8.slice(at, at + size), strings, sections };
  }

  /** For each entry the index of its section, if that is too large for it; else 0. */
  #highSections(): Uint32Array {
    const high = new Uint32Array(i32[STATE.entryCount] as number);
    for (let i = 1; i < high.length; i++) {
      const entry = (i32[STATE.entries] as number) + (i << ENTRY_LOG);
      if ((i32[entry + ENTRY.kind] as number) >>> 16 !== SHN_XINDEX) continue;
      const resolved = this.#resolver.symbol(symbolOf(i32[entry + ENTRY.symbol] as number));
      if ('section' in resolved) high[i] = resolved.section?.index ?? 0;
    }
    return high;
  }

  /** `.symver`: an undefined symbol, or one with `@@@`, changes its name; others get further ones. */
  #versions(sym: Sym): void {
    const { symver } = sym;
    if (!symver) return;
    const { names, fate, pos } = symver;
    const newest = names[0] ?? '';
    if (!sym.isDefined) {
      this.#undefinedVersion(sym, names, pos);
      return;
    }
    if (sym.where === WHERE.common && names.some((name) => !name.includes('@@@')))
      this.#a.sink.report(
        pos,
        messages.badParameter(`the common symbol '${sym.name}' cannot have version '${newest}'`),
      );
    if (newest.includes('@@@')) {
      sym.writtenName = newest.replace('@@@', '@@');
      return;
    }
    const { symbols } = this.#a;
    for (const name of fate === 'remove' ? names.slice(0, -1) : names) {
      const alias = symbols.append(new Sym(name.replace('@@@', '@@')));
      this.#a.listing?.equated(alias, sym);
      alias.where = WHERE.equated;
      alias.equal = { plus: sym, minus: undefined, addend: 0 };
      alias.binding = sym.binding;
      alias.unique = sym.unique;
      alias.type = sym.type;
      alias.size = sym.size;
      alias.visibility = sym.visibility;
      alias.other = sym.other;
    }
    if (fate === 'remove') this.#removeName(sym, names, pos);
    if (fate === 'hidden') sym.visibility = 2;
    if (fate === 'local' && sym.binding !== BINDING.weak) sym.binding = BINDING.local;
  }

  /** `, remove`: the oldest version takes the name's place, and stands behind the others. */
  #removeName(sym: Sym, names: readonly string[], pos: Pos): void {
    if (names.length > 1 && sym.usedInReloc) {
      const text = `'${sym.name}', which a relocation needs, is removed, and has versions ${names.join(', ')}`;
      this.#a.sink.report(pos, messages.badParameter(text));
    }
    sym.writtenName = names.at(-1) ?? sym.name;
    this.#moved.add(sym);
    this.#a.symbols.append(sym);
  }

  /** An undefined symbol has one version, which is not the default one. */
  #undefinedVersion(sym: Sym, names: readonly string[], pos: Pos): void {
    const name = names[0] ?? '';
    if (names.length > 1)
      this.#a.sink.report(
        pos,
        messages.badParameter(`'${sym.name}' is undefined and has versions ${names.join(', ')}`),
      );
    else if (/^[^@]*@@(?!@)/.test(name))
      this.#a.sink.report(pos, messages.badParameter(`'${name}': an undefined symbol has no default version`));
    sym.writtenName = name.replace('@@@', '@');
  }

  /** --strip-local-absolute */
  #isStripped(sym: Sym): boolean {
    if (this.#a.options.stripLocalAbsolute !== true || sym.where === WHERE.common) return false;
    const r = this.#resolver.symbol(sym);
    return !('error' in r) && !r.section && !r.symbol;
  }

  #isWritten(sym: Sym): boolean {
    if (sym.hidden) return false;
    if (sym.isSection || sym.mapping) return true;
    if (sym.weakRefOf) return false;
    const { binding } = sym;
    const isLocal = binding === BINDING.local;
    if (sym.where === WHERE.undefined) {
      if (sym.numeric) return false;
      // what has a version, or is weak, is there for the sake of relocations
      const isLocalName = this.#isLocalName(sym);
      if (sym.symver || (binding === BINDING.weak && !isLocalName)) return sym.usedInReloc || sym.held;
      if (sym.usedInReloc || binding === BINDING.global) return true;
      // what directives say of a local label that never comes does not count
      if (isLocalName) return !isLocal || (sym.weakTarget && !this.#isMentioned(sym));
      return sym.used || (sym.weakTarget && sym.held) || this.#isSpoken(sym);
    }
    if (sym.where === WHERE.equated) {
      const r = this.#resolver.symbol(sym);
      if ('error' in r) {
        this.#a.sink.report(sym.pos, messages.cannotResolve(`'${sym.name}': ${r.error}`));
        return false;
      }
      if (r.symbol) {
        this.#checkTarget(sym, r.symbol);
        return false;
      }
    }
    if (binding !== BINDING.global && !sym.usedInReloc && this.#isStripped(sym)) return false;
    if (sym.usedInReloc || !isLocal || !this.#isLocalName(sym)) return true;
    return sym.where === WHERE.common && !this.#a.localCommons.has(sym);
  }

  /** What has no place when all was read is the linker's, unless it never leaves the object. */
  #checkTarget(sym: Sym, target: Sym): void {
    const { sink } = this.#a;
    if (target.numeric) sink.report(sym.pos, messages.undefinedLocal(forwardName(target)));
    else if (target.where === WHERE.common && sink.errorCount === 0)
      sink.report(sym.pos, messages.equatedToCommon(sym.name, target.name));
  }

  #isLocalName(sym: Sym): boolean {
    const { name } = sym;
    return name === PLACE_NAME || (this.#a.options.keepLocals !== true && name.startsWith('.L'));
  }

  /** Whether `.size` or `.local` spoke of it, which is enough unless it is weak. */
  #isSpoken(sym: Sym): boolean {
    const spoken = sym.size !== undefined || this.#a.localCommons.has(sym);
    return spoken && sym.binding === BINDING.local;
  }

  /** Whether anything but a .weakref named it. */
  #isMentioned(sym: Sym): boolean {
    return sym.used || sym.other !== 0 || this.#isSpoken(sym);
  }

  #bindingOf(sym: Sym): number {
    if (sym.unique && sym.isDefined && sym.where !== WHERE.common) return BINDING.unique;
    if (sym.binding !== BINDING.local) return sym.binding;
    if (sym.weakTarget && sym.where === WHERE.undefined && !this.#isMentioned(sym)) return BINDING.weak;
    return sym.where === WHERE.undefined || sym.where === WHERE.common ? BINDING.global : BINDING.local;
  }

  /** Fill in the entry, by the index of its first number, of a symbol that is not usual. */
  #entry(entry: number): void {
    const sym = symbolOf(i32[entry + ENTRY.symbol] as number);
    const common = sym.where === WHERE.common;
    if (common && sym.binding === BINDING.weak)
      this.#a.sink.report(sym.pos, messages.badParameter(`'${sym.name}' cannot be both weak and common`));
    const resolved = this.#resolver.symbol(sym);
    const { section: within, value } = 'error' in resolved ? { section: undefined, value: 0 } : resolved;
    const index = within && within.index >= SHN_LORESERVE ? SHN_XINDEX : within?.index;
    const section = common ? SHN_COMMON : sym.where === WHERE.undefined ? 0 : (index ?? SHN_ABS);
    const tls = within && (within.flags & SHF.tls) !== 0 && !sym.isSection;
    const type = tls ? STT_TLS : common && sym.type !== STT_TLS && this.#a.options.sttCommon ? STT_COMMON : sym.type;
    const binding = sym.isSection ? BINDING.local : this.#bindingOf(sym);
    const name = sym.isSection ? '' : (sym.writtenName ?? sym.name);
    const size = this.#sizeOf(sym);
    const kept = keepName(name);
    i32[entry + ENTRY.name] = kept;
    i32[entry + ENTRY.length] = name.length;
    putLong(entry + ENTRY.value, common ? sym.value : value);
    putLong(entry + ENTRY.size, size);
    i32[entry + ENTRY.kind] = (binding << 4) | type | ((sym.visibility | sym.other) << 8) | (section << 16);
  }

  #sizeOf(sym: Sym): Int {
    const { size } = sym;
    if (!size) return 0;
    const value = this.#resolver.absolute(size);
    if (value === undefined) {
      const message = this.#a.options.sizeWarns ? messages.sizeUnknown : messages.notConstant;
      this.#a.sink.report(sym.pos, message(`the size of '${sym.name}'`));
      return 0;
    }
    return value;
  }

  #relocations(file: ElfFile, section: Section): void {
    const elf = this.#sections[section.index];
    const relocations = this.#relocator.relocations.get(section);
    if (!elf || !relocations || relocations.count === 0) return;
    setRelocationBytes(file, elf, relocations.bytes(file, this.#relocator.scratch));
  }
}

/** Tell the core where a section is in the object. */
function tellPlace({ id, index, flags }: Section): void {
  const row = (i32[STATE.sectionRows] as number) + (id << SECTION_LOG);
  i32[row + SECTION.place] = index | ((flags & SHF.tls) !== 0 ? THREAD_LOCAL : 0);
}

/** Put a number of 64 bits in two of the core's, the low half first. */
function putLong(at: number, value: Int): void {
  const small = typeof value === 'number' && value === (value | 0);
  i32[at] = small ? value : Number(BigInt.asIntN(32, BigInt(value)));
  i32[at + 1] = small ? value >> 31 : Number(BigInt.asIntN(32, BigInt(value) >> 32n));
}

/** A name equated to another, without a number, takes its type and size, where it has none of its own. */
function copyFromTarget(sym: Sym): void {
  let at = sym;
  for (let hops = 0; hops < 100; hops++) {
    const { equal } = at;
    if (at.where !== WHERE.equated || !equal || isOperation(equal) || !equal.plus || equal.minus || equal.addend !== 0)
      break;
    at = equal.plus;
  }
  if (at === sym || at.where !== WHERE.place) return;
  if (sym.type === 0 && !at.isSection) sym.type = at.type;
  sym.size ??= at.size;
}

function nullSection(): ElfSection {
  return {
    name: '',
    type: 0,
    flags: 0,
    addr: 0n,
    data: EMPTY,
    size: 0,
    align: 0,
    entsize: 0,
    link: 0,
    info: 0,
    relocations: [],
  };
}
