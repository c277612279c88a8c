/**
 * What objcopy does from ELF to ELF: which sections and symbols stay, and what some of them are called or bound as.
 *
 * Enters: an ElfView and the settings of the command line. Leaves: the new file's bytes. Objects are laid out anew, as
 * the assembler lays them out; a linked file keeps its headers and everything that is loaded where it is, and what is not
 * loaded follows ("objcopy" in the binutils manual). Sections to be made wholly anew (the symbol table, the string
 * tables, relocations) are the writer's.
 */
import { compressDebugSections, decompressed } from '../../elf/compress.ts';
import * as elf from '../../elf/constants.ts';
import type { ElfFile, ElfSection, ElfSymbol } from '../../elf/object.ts';
import { type ElfView, toElfFile } from '../../elf/read.ts';
import { selectParts } from '../../elf/select.ts';
import { type Manner, writeObject } from '../../elf/write.ts';
import { wildcardMatch } from '../../ld/wildcard.ts';
import { BadInput } from './inputs.ts';
import { isDebuggingName } from './sections.ts';

/** How much is stripped: nothing, debugging, also symbols that no relocation needs, everything. */
export type Strip = 'none' | 'debug' | 'unneeded' | 'all';

export interface CopySettings {
  /** Patterns of -j and -R. */
  readonly only: string[];
  readonly remove: string[];
  strip: Strip;
  /** -x: no local symbols. */
  discardLocals: boolean;
  /** Old name -> new name. */
  readonly renamedSections: Map<string, string>;
  readonly renamedSymbols: Map<string, string>;
  /** Names of symbols to bind as STB_GLOBAL, STB_LOCAL, STB_WEAK, and to leave out. */
  readonly globalize: Set<string>;
  readonly localize: Set<string>;
  readonly weaken: Set<string>;
  readonly stripped: Set<string>;
  /** --weaken: all global symbols. */
  weakenAll: boolean;
  /** What is to become of debug sections: `none` is plain; undefined: they stay as they are. */
  compression?: 'none' | 'zlib' | 'zlib-gnu';
  /** Sections to add, by name. */
  readonly added: Map<string, Uint8Array>;
}

const matches = (patterns: readonly string[], name: string): boolean => patterns.some((p) => wildcardMatch(p, name));

/** Made anew by the writer; not the user's to choose. */
function isMadeAnew(section: ElfSection): boolean {
  if (section.flags & elf.SHF_ALLOC) return false;
  const { type } = section;
  return [elf.SHT_NULL, elf.SHT_SYMTAB, elf.SHT_STRTAB, elf.SHT_RELA, elf.SHT_SYMTAB_SHNDX].includes(type);
}

function sectionsThatStay(file: ElfFile, settings: CopySettings): boolean[] {
  const withoutDebug = settings.strip !== 'none' || settings.discardLocals;
  const stays = file.sections.map((section) => {
    if (isMadeAnew(section)) return true;
    if (withoutDebug && !(section.flags & elf.SHF_ALLOC) && isDebuggingName(section.name)) return false;
    if (matches(settings.remove, section.name)) return false;
    return settings.only.length === 0 || section.type === elf.SHT_GROUP || matches(settings.only, section.name);
  });
  file.sections.forEach((section, i) => {
    if (section.type !== elf.SHT_GROUP) return;
    stays[i] = settings.strip !== 'all' && stays[i] === true && groupHasMember(section, stays, !file.bigEndian);
  });
  return stays;
}

function groupHasMember(group: ElfSection, stays: readonly boolean[], little: boolean): boolean {
  const words = new DataView(group.data.buffer, group.data.byteOffset, group.data.length);
  for (let at = 4; at + 4 <= group.data.length; at += 4) if (stays[words.getUint32(at, little)]) return true;
  return false;
}

/**
 * Whether the writer is to make no relocations for the section. `-R .rela.text` removes them and not the section that they
 * are for; those of a linked file are loaded sections of their own.
 */
function withoutRelocations(file: ElfFile, section: ElfSection, settings: CopySettings): boolean {
  return (
    file.type !== elf.ET_REL ||
    settings.strip === 'all' ||
    settings.remove.some((p) => p.startsWith('.rel') && wildcardMatch(p, `.rela${section.name}`))
  );
}

const isMapping = (symbol: ElfSymbol): boolean => /^\$[xd](\.|$)/.test(symbol.name);

/** Whether a symbol that no relocation needs stays. A linked file's mapping symbols are like other local ones. */
function staysUnneeded(file: ElfFile, symbol: ElfSymbol, settings: CopySettings): boolean {
  const { strip } = settings;
  const isObject = file.type === elf.ET_REL;
  if (strip === 'all' || settings.stripped.has(symbol.name)) return false;
  const isSection = symbol.type === elf.STT_SECTION;
  const isFile = symbol.type === elf.STT_FILE;
  if (strip !== 'none' && (isFile || isSection)) return false;
  if (strip === 'unneeded' && !isObject) return false;
  const isLocal = symbol.binding === elf.STB_LOCAL;
  if (isLocal && isObject && isMapping(symbol)) return true;
  if (strip === 'unneeded') return !isLocal && symbol.section !== elf.SHN_UNDEF;
  return !(settings.discardLocals && isLocal && !isSection && !isFile);
}

function symbolsThatStay(name: string, file: ElfFile, sections: readonly boolean[], settings: CopySettings): boolean[] {
  const needed = new Set<number>([0]);
  file.sections.forEach((section, i) => {
    if (!sections[i]) return;
    for (const { symbol } of section.relocations) needed.add(symbol);
    if (section.type === elf.SHT_GROUP) needed.add(section.info);
  });
  return file.symbols.map((symbol, i) => {
    // -j leaves out what belongs to no section as well: undefined, absolute and common symbols.
    const isNowhere = symbol.section === elf.SHN_UNDEF || symbol.section >= elf.SHN_LORESERVE;
    const removed = isNowhere ? settings.only.length > 0 && i > 0 : sections[symbol.section] === false;
    if (needed.has(i) && (removed || settings.stripped.has(symbol.name)))
      throw new BadInput(
        `${name}: symbol '${nameOf(file, symbol)}' is required by a relocation but would not be there`,
      );
    return needed.has(i) || (!removed && staysUnneeded(file, symbol, settings));
  });
}

function nameOf(file: ElfFile, symbol: ElfSymbol): string {
  return symbol.name === '' ? (file.sections[symbol.section]?.name ?? '') : symbol.name;
}

/** The symbol as the options want it. Only defined symbols become local, common ones are never weak; what lies in thread-local sections is of STT_TLS. */
function changed(file: ElfFile, symbol: ElfSymbol, settings: CopySettings): ElfSymbol {
  const { name } = symbol;
  let { binding } = symbol;
  const isDefined = symbol.section !== elf.SHN_UNDEF;
  const isCommon = symbol.section === elf.SHN_COMMON;
  if ((settings.weakenAll || settings.weaken.has(name)) && binding === elf.STB_GLOBAL && !isCommon)
    binding = elf.STB_WEAK;
  if (settings.globalize.has(name) && isDefined && binding === elf.STB_LOCAL) binding = elf.STB_GLOBAL;
  if (settings.localize.has(name) && isDefined) binding = elf.STB_LOCAL;
  const inTls = ((file.sections[symbol.section]?.flags ?? 0) & elf.SHF_TLS) !== 0;
  const type = inTls && symbol.type === elf.STT_NOTYPE && !isMapping(symbol) ? elf.STT_TLS : symbol.type;
  return { ...symbol, binding, type, name: settings.renamedSymbols.get(name) ?? name };
}

/** Headers and loaded bytes of a linked file, which stay as they are. */
function loadedPart(name: string, view: ElfView, file: ElfFile, stays: readonly boolean[]): Manner['loaded'] {
  let end = view.programOffset + view.programCount * elf.PHDR_SIZE;
  const offsets: (number | undefined)[] = [];
  file.sections.forEach((section, i) => {
    const isLoaded = (section.flags & elf.SHF_ALLOC) !== 0;
    if (!stays[i] && isLoaded)
      throw new BadInput(
        `${name}: section '${section.name}' is loaded: removing it from a linked file is not implemented`,
      );
    if (section.type === elf.SHT_RELA && !isLoaded)
      throw new BadInput(`${name}: copying a linked file with relocations in it is not implemented`);
    if (!stays[i]) return;
    offsets.push(isLoaded ? view.offset[i] : undefined);
    if (isLoaded) end = Math.max(end, (view.offset[i] as number) + section.data.length);
  });
  return { bytes: view.bytes.subarray(0, end), offsets };
}

function addedSection(name: string, data: Uint8Array): ElfSection {
  const plain = { flags: 0, addr: 0n, align: 1, entsize: 0, link: 0, info: 0, relocations: [] };
  return { ...plain, name, type: elf.SHT_PROGBITS, data, size: data.length };
}

/** Each section of a linked file has a symbol; those that are missing follow the other local ones. */
function addSectionSymbols(file: ElfFile): void {
  const present = new Set(file.symbols.filter((s) => s.type === elf.STT_SECTION).map((s) => s.section));
  const locals = file.symbols.findIndex((s) => s.binding !== elf.STB_LOCAL);
  const missing = file.sections.flatMap((section, i): ElfSymbol[] => {
    if (i === 0 || present.has(i) || isMadeAnew(section)) return [];
    const plain = { name: '', size: 0n, binding: elf.STB_LOCAL, visibility: 0, other: 0 };
    return [{ ...plain, type: elf.STT_SECTION, value: section.addr, section: i }];
  });
  file.symbols.splice(locals < 0 ? file.symbols.length : locals, 0, ...missing);
}

/** --compress-debug-sections and its contrary. */
function recompress(file: string, part: ElfFile, form: 'none' | 'zlib' | 'zlib-gnu'): void {
  for (const section of part.sections) {
    if (section.type === elf.SHT_NOBITS) continue;
    const plain = decompressed(section.name, section.flags, section.data, part.bigEndian);
    if (plain === undefined) continue;
    if (typeof plain === 'string') throw new BadInput(`${file} (${section.name}): ${plain}`);
    section.name = plain.name;
    section.data = plain.data;
    section.size = plain.data.length;
    section.align = plain.align;
    section.flags &= ~elf.SHF_COMPRESSED;
  }
  if (form !== 'none') compressDebugSections(part, form === 'zlib-gnu');
}

/** The copy's bytes. Throws BadInput for what cannot be left out, FatalDiagnostic for a file that is not well formed. */
export function copyElf(view: ElfView, settings: CopySettings): Uint8Array {
  const read = toElfFile(view);
  const file = view.findType(elf.SHT_SYMTAB) > 0 ? read : { ...read, symbols: [] };
  const stays = sectionsThatStay(file, settings);
  for (const section of file.sections) if (withoutRelocations(file, section, settings)) section.relocations.length = 0;
  const symbols = symbolsThatStay(view.name, file, stays, settings);
  const loaded = file.type === elf.ET_REL ? undefined : loadedPart(view.name, view, file, stays);
  const bare = settings.strip === 'all' || file.symbols.length === 0 || !symbols.includes(true, 1);
  const part = selectParts({ ...file, symbols: file.symbols.map((s) => changed(file, s, settings)) }, stays, symbols);
  if (settings.strip === 'all') for (const section of part.sections) section.flags &= ~elf.SHF_GROUP;
  for (const section of part.sections) section.name = settings.renamedSections.get(section.name) ?? section.name;
  if (settings.compression !== undefined) recompress(view.name, part, settings.compression);
  for (const [name, data] of settings.added) part.sections.push(addedSection(name, data));
  if (loaded && !bare) addSectionSymbols(part);
  return writeObject(part, loaded ? { bare, loaded, copied: true } : { bare, copied: true });
}
