/**
 * Inputs: bytes to InputFiles, archives to the members that are needed, COMDAT groups to the copies that are kept.
 *
 * Enters: objects and archives in command-line order. Leaves: files in link order, their symbols in the table. An archive
 * member is taken when it defines a symbol that is undefined (not weakly) at that moment; groups are searched until
 * nothing changes ("ld" manual, options -( and --whole-archive).
 */
import { type DiagnosticSink, FatalDiagnostic, NO_POS } from '../diag/diagnostic.ts';
import * as messages from '../diag/messages/ld.ts';
import { type ArchiveMember, archiveKind, readArchive } from '../elf/archive.ts';
import { decompressed } from '../elf/compress.ts';
import * as elf from '../elf/constants.ts';
import { ElfView, latin1, TextCache } from '../elf/read.ts';
import { isAskedFor, joinLibrary } from './dynamic/join.ts';
import { SharedLibrary } from './dynamic/library.ts';
import type { KeptGroup } from './groups.ts';
import { InputFile, InputSection, KIND } from './model.ts';
import type { LinkOptions } from './options.ts';
import type { SymbolTable } from './symbols.ts';

export interface LinkObject {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** For archives: take all members. */
  readonly wholeArchive?: boolean;
  /** Archives with the same number above 0 are searched again and again, together. */
  readonly group?: number;
  /** --as-needed held for it: a library is named in DT_NEEDED only if it serves. */
  readonly asNeeded?: boolean;
  /** --copy-dt-needed-entries held for it: what it needs itself counts as named, too. */
  readonly copiesNeeded?: boolean;
  /** -Bstatic held for it. */
  readonly archivesOnly?: boolean;
  /** What DT_NEEDED says where the library has no DT_SONAME; its name unless given. */
  readonly givenName?: string;
}

export interface LoadHost {
  readonly options: LinkOptions;
  readonly sink: DiagnosticSink;
  readonly symbols: SymbolTable;
  /** Section groups must survive into the output: it is an object itself. */
  readonly keepsGroups: boolean;
  /** For thin archives. */
  readFile(path: string): Uint8Array | undefined;
  /** Called before the symbols of the first shared library come in. */
  readonly beforeLibraries: () => void;
}

interface LazyArchive {
  readonly name: string;
  readonly members: readonly ArchiveMember[];
  readonly thin: boolean;
  /** Defined symbol -> header offset of its member, in index order. */
  readonly index: readonly { readonly symbol: string; readonly at: number }[];
  readonly taken: Set<number>;
}

/** What a group searches again. */
type Searched = LazyArchive | SharedLibrary;

/** Whether the file says that it is a shared object; the reader checks the rest. */
function isLibrary(bytes: Uint8Array): boolean {
  const type = bytes[bytes[5] === 2 ? 17 : 16];
  return bytes.length >= elf.EHDR_SIZE && latin1(bytes, 0, 4) === '\x7fELF' && type === elf.ET_DYN;
}

export class Loader {
  readonly files: InputFile[] = [];
  readonly libraries: SharedLibrary[] = [];
  /** Libraries that --as-needed left out. */
  readonly unneeded: SharedLibrary[] = [];
  /** What libraries need and is not found. */
  readonly missing: { readonly name: string; readonly user: string }[] = [];
  readonly #host: LoadHost;
  readonly #names = new TextCache();
  readonly #groups = new Map<string, { readonly file: InputFile; readonly members: readonly number[] }>();
  bigEndian: boolean | undefined;
  /** Groups for a relocatable output. */
  readonly kept: KeptGroup[] = [];

  constructor(host: LoadHost) {
    this.#host = host;
    this.bigEndian = host.options.bigEndian;
  }

  /** Load everything. What is wrong with an input is reported and that input left out. */
  loadAll(objects: readonly LinkObject[]): void {
    for (let i = 0; i < objects.length; i++) {
      const object = objects[i] as LinkObject;
      const group = object.group ?? 0;
      if (group === 0) {
        this.#guard(() => this.#load(object, undefined));
        continue;
      }
      const members: Searched[] = [];
      for (; i < objects.length && (objects[i] as LinkObject).group === group; i++)
        this.#guard(() => this.#load(objects[i] as LinkObject, members));
      i--;
      for (let again = true; again; ) {
        again = false;
        for (const member of members)
          if (member instanceof SharedLibrary ? this.#takeIfNeeded(member) : this.#search(member)) again = true;
      }
    }
  }

  #guard(run: () => void): void {
    try {
      run();
    } catch (error) {
      if (!(error instanceof FatalDiagnostic)) throw error;
      this.#host.sink.report(error.pos, error.diagnostic, error.length);
    }
  }

  #load(object: LinkObject, group: Searched[] | undefined): void {
    if (!archiveKind(object.bytes)) {
      if (isLibrary(object.bytes)) this.#addLibrary(object, group);
      else this.addObject(object.name, '', object.bytes, '');
      return;
    }
    const archive = readArchive(object.name, object.bytes);
    if (object.wholeArchive) {
      for (const member of archive.members)
        this.#guard(() => this.#addMember(object.name, archive.thin, member, '--whole-archive'));
      return;
    }
    const index = archive.index ?? this.#makeIndex(object.name, archive.thin, archive.members);
    const lazy = { name: object.name, members: archive.members, thin: archive.thin, index, taken: new Set<number>() };
    if (group) group.push(lazy);
    this.#search(lazy);
  }

  #addLibrary(object: LinkObject, group: Searched[] | undefined): void {
    const { options } = this.#host;
    const view = new ElfView(object.name, object.bytes);
    if (options.relocatable || object.archivesOnly)
      throw new FatalDiagnostic(NO_POS, messages.libraryInStaticLink(object.name));
    this.#checkEndian(object.name, view);
    const library = new SharedLibrary(object.name, view, object.givenName ?? object.name);
    library.copiesNeeded = object.copiesNeeded === true;
    if (object.asNeeded) {
      if (this.#takeIfNeeded(library)) return;
      this.unneeded.push(library);
      group?.push(library);
    } else this.#join(library);
  }

  #takeIfNeeded(library: SharedLibrary): boolean {
    const isBroughtAlong = this.libraries.some(({ isNeeded, needed }) => isNeeded && needed.includes(library.soname));
    if (this.libraries.includes(library) || !isAskedFor(this.#host.symbols, library, isBroughtAlong)) return false;
    this.#join(library);
    return true;
  }

  #join(library: SharedLibrary): void {
    // A second copy under the same name is the same library.
    if (this.libraries.some((known) => known.soname === library.soname)) return;
    if (this.libraries.length === 0) this.#host.beforeLibraries();
    this.libraries.push(library);
    joinLibrary(this.#host.symbols, library);
  }

  /** Take in what the libraries need themselves, for its symbols alone: `find` gives the file of a name that `user` needs. */
  loadNeeded(find: (name: string, user: SharedLibrary) => LinkObject | undefined): void {
    for (let i = 0; i < this.libraries.length; i++) {
      const user = this.libraries[i] as SharedLibrary;
      for (const name of user.needed) {
        const known = (l: SharedLibrary): boolean =>
          l.soname === name || l.name.slice(l.name.lastIndexOf('/') + 1) === name;
        if (this.libraries.some(known)) continue;
        const object = find(name, user);
        if (!object || !isLibrary(object.bytes)) {
          this.missing.push({ name, user: user.name });
          continue;
        }
        this.#guard(() => {
          const library = new SharedLibrary(object.name, new ElfView(object.name, object.bytes), name);
          library.copiesNeeded = user.copiesNeeded;
          library.isNeeded = user.copiesNeeded && isAskedFor(this.#host.symbols, library, true);
          this.#join(library);
        });
      }
    }
  }

  #checkEndian(title: string, view: ElfView): void {
    this.bigEndian ??= view.bigEndian;
    if (view.bigEndian !== this.bigEndian) this.#host.sink.report(NO_POS, messages.mixedEndian(title, view.bigEndian));
  }

  #memberBytes(archive: string, thin: boolean, member: ArchiveMember): { name: string; bytes: Uint8Array } {
    if (!thin) return { name: member.name, bytes: member.data ?? new Uint8Array(0) };
    const slash = archive.lastIndexOf('/');
    const name = member.name.startsWith('/') || slash < 0 ? member.name : archive.slice(0, slash + 1) + member.name;
    const bytes = this.#host.readFile(name);
    if (!bytes)
      throw new FatalDiagnostic(NO_POS, messages.cannotOpen(name, `it is named by the thin archive ${archive}`));
    return { name, bytes };
  }

  #addMember(archive: string, thin: boolean, member: ArchiveMember, reason: string): void {
    const { name, bytes } = this.#memberBytes(archive, thin, member);
    this.addObject(name, thin ? '' : archive, bytes, reason);
  }

  #makeIndex(name: string, thin: boolean, members: readonly ArchiveMember[]): { symbol: string; at: number }[] {
    const index: { symbol: string; at: number }[] = [];
    for (const member of members) {
      const { name: title, bytes } = this.#memberBytes(name, thin, member);
      const view = new ElfView(`${name}(${title})`, bytes);
      const symbols = view.symbols();
      for (let i = symbols?.firstGlobal ?? 0; symbols && i < symbols.count; i++)
        if (symbols.section(i) !== elf.SHN_UNDEF) index.push({ symbol: view.symbolName(symbols, i), at: member.at });
    }
    return index;
  }

  /** Take the members that define what is undefined now, until there are no more. True when any was taken. */
  #search(archive: LazyArchive): boolean {
    const { symbols } = this.#host;
    let any = false;
    for (let again = true; again; ) {
      again = false;
      for (const { symbol: name, at } of archive.index) {
        if (archive.taken.has(at)) continue;
        const symbol = symbols.find(name);
        if (!symbol || (symbol.kind !== KIND.undefined && symbol.kind !== KIND.common)) continue;
        if (symbol.kind === KIND.common && !this.#definesBetter(archive, at, name)) continue;
        archive.taken.add(at);
        const member = archive.members.find((m) => m.at === at);
        if (!member)
          throw new FatalDiagnostic(NO_POS, messages.cannotOpen(archive.name, `its index names no member at ${at}`));
        this.#addMember(
          archive.name,
          archive.thin,
          member,
          `${symbol.referredBy?.title ?? symbol.file?.title ?? ''} (${name})`,
        );
        again = true;
        any = true;
      }
    }
    return any;
  }

  /** A member replaces a common symbol only when it really defines it. */
  #definesBetter(archive: LazyArchive, at: number, name: string): boolean {
    const member = archive.members.find((m) => m.at === at);
    if (!member) return false;
    const { name: title, bytes } = this.#memberBytes(archive.name, archive.thin, member);
    const view = new ElfView(title, bytes);
    const symbols = view.symbols();
    for (let i = symbols?.firstGlobal ?? 0; symbols && i < symbols.count; i++)
      if (symbols.inSection(i) && symbols.info(i) >> 4 === elf.STB_GLOBAL && view.symbolName(symbols, i) === name)
        return true;
    return false;
  }

  /** Add one object file. Throws FatalDiagnostic when it is not a well-formed one. */
  addObject(name: string, archive: string, bytes: Uint8Array, reason: string): InputFile {
    const title = archive === '' ? name : `${archive}(${name})`;
    if (bytes.length < 4 || latin1(bytes, 0, 4) !== '\x7fELF')
      throw new FatalDiagnostic(NO_POS, messages.notRecognised(title));
    const view = new ElfView(title, bytes);
    if (view.type !== elf.ET_REL) throw new FatalDiagnostic(NO_POS, messages.notRelocatable(title, view.type));
    this.#checkEndian(title, view);
    const file = new InputFile(name, archive, view, view.symbols());
    file.reason = reason;
    this.#addSections(file, view);
    this.#addGroups(file, view);
    this.files.push(file);
    this.#host.symbols.addFile(file);
    return file;
  }

  #addSections(file: InputFile, view: ElfView): void {
    for (let i = 1; i < view.sectionCount; i++) {
      const type = view.sectionType[i] as number;
      if (type === elf.SHT_RELA || type === elf.SHT_SYMTAB || type === elf.SHT_STRTAB || type === elf.SHT_NULL)
        continue;
      if (type === elf.SHT_SYMTAB_SHNDX || type === elf.SHT_GROUP) continue;
      const section =
        this.#compressed(file, view, i) ??
        new InputSection(
          file,
          i,
          view.sectionName(i, this.#names),
          type,
          view.sectionFlags[i] as number,
          view.size[i] as number,
          view.align[i] as number,
          view.entsize[i] as number,
        );
      file.sections[i] = section;
      file.list.push(section);
    }
    for (let i = 1; i < view.sectionCount; i++) {
      if (view.sectionType[i] !== elf.SHT_RELA) continue;
      const target = file.sections[view.info[i] as number];
      if (target) target.rela = i;
    }
  }

  /** The section of number `i` as it was before it was compressed, if it is. */
  #compressed(file: InputFile, view: ElfView, i: number): InputSection | undefined {
    const type = view.sectionType[i] as number;
    const flags = view.sectionFlags[i] as number;
    const name = view.sectionName(i, this.#names);
    if (type === elf.SHT_NOBITS || !(flags & elf.SHF_COMPRESSED || name.startsWith('.zdebug_'))) return undefined;
    const at = view.offset[i] as number;
    const held = decompressed(name, flags, view.bytes.subarray(at, at + (view.size[i] as number)), view.bigEndian);
    if (held === undefined) return undefined;
    if (typeof held === 'string') throw new FatalDiagnostic(NO_POS, messages.badCompression(file.title, name, held));
    const plain = flags & ~elf.SHF_COMPRESSED;
    const { data } = held;
    return new InputSection(file, i, held.name, type, plain, data.length, held.align, view.entsize[i] as number, data);
  }

  /** COMDAT: of the groups with one signature the first is kept, the members of the others are dropped. */
  #addGroups(file: InputFile, view: ElfView): void {
    for (let i = 1; i < view.sectionCount; i++) {
      if (view.sectionType[i] !== elf.SHT_GROUP) continue;
      const data = new DataView(
        view.bytes.buffer,
        view.bytes.byteOffset + (view.offset[i] as number),
        view.size[i] as number,
      );
      const members: number[] = [];
      for (let at = 4; at < data.byteLength; at += 4) members.push(data.getUint32(at, !view.bigEndian));
      const { symbols } = file;
      const signature =
        symbols && (view.info[i] as number) < symbols.count ? view.symbolName(symbols, view.info[i] as number) : '';
      const flags = data.getUint32(0, !view.bigEndian);
      const comdat = (flags & elf.GRP_COMDAT) !== 0;
      if (this.#host.keepsGroups && !(comdat && this.#groups.has(signature)))
        this.kept.push({
          file,
          index: i,
          flags,
          signature: view.info[i] as number,
          members: members.flatMap((index) => file.sections[index] ?? []),
        });
      if (!comdat) continue;
      const first = this.#groups.get(signature);
      if (first) this.#dropGroup(file, members, first);
      else this.#groups.set(signature, { file, members });
    }
    this.#dropLinkOnce(file);
  }

  #dropGroup(
    file: InputFile,
    members: readonly number[],
    first: { file: InputFile; members: readonly number[] },
  ): void {
    for (const member of members) {
      const section = file.sections[member];
      if (!section) continue;
      section.discarded = 'group';
      section.keptInstead = first.members
        .map((index) => first.file.sections[index])
        .find((kept) => kept?.name === section.name && kept.size === section.size);
    }
  }

  /** `.gnu.linkonce.*` sections: the older way to say COMDAT, by section name. */
  #dropLinkOnce(file: InputFile): void {
    for (const section of file.list) {
      if (!section.name.startsWith('.gnu.linkonce.')) continue;
      const key = `\0${section.name}`;
      const first = this.#groups.get(key);
      if (first) this.#dropGroup(file, [section.index], first);
      else this.#groups.set(key, { file, members: [section.index] });
    }
  }
}
