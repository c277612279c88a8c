/**
 * Sections: `.section` and its relatives.
 *
 * `as` manual, ".section" (ELF version), ".subsection", ".pushsection", ".previous". `.previous` swaps (section, subsection) pairs;
 * `.pushsection` keeps the pair and its previous one on a stack.
 */
import * as messages from '../../diag/messages/asm.ts';
import * as elf from '../../elf/constants.ts';
import { impliedBy } from '../../elf/special-sections.ts';
import type { Assembler } from '../assembler.ts';
import { isBlank, isNameStart } from '../chars.ts';
import { readOn } from '../rest.ts';
import { Section } from '../section.ts';
import { SHF, SHT } from '../section-table.ts';
import { WHERE } from '../symbol.ts';
import { undo } from './common.ts';
import { plainSection, readAttributes, type Wanted, withBits } from './section-attributes.ts';
import { readText } from './strings.ts';
import { readSymbolName } from './symbol-names.ts';
import type { Directive } from './table.ts';

/** Go on in another section; `pushed`: until a `.popsection`. */
export function changeSection(a: Assembler, section: Section, number: number, pushed = false): void {
  if (pushed) a.history.push(a.sub);
  a.history.previous = a.sub;
  a.enter(section, number);
}

/** `.text [subsection]` */
function text(a: Assembler): void {
  standard(a, a.sections.text, 0);
}

/** Go on in a section whose name is a directive, `.text [subsection]`; its subsections count from `first`. */
export function standard(a: Assembler, section: Section, first: number): void {
  const number = a.skipBlanks() === 0 ? 0 : a.readConstant('the subsection');
  if (number === undefined) return;
  a.endOfStatement();
  changeSection(a, section, first + Number(number));
}

/** Where -R puts what follows the text: behind all its other subsections, as GNU as does. */
const DATA_IN_TEXT = 1000;
/** The same for `.section .data`. */
const SECTION_IN_TEXT = 2 ** 31 - 1;

/** `.data [subsection]` */
function data(a: Assembler): void {
  if (a.options.dataInText) standard(a, a.sections.text, DATA_IN_TEXT);
  else standard(a, a.sections.data, 0);
}

/** `.bss`, which has no subsections, and of which `.previous` knows nothing. */
function bss(a: Assembler): void {
  a.endOfStatement();
  a.enter(a.sections.bss, 0);
  a.enterData();
}

/** `.attach_to_group name`: the section at hand joins a group. */
function attach(a: Assembler): void {
  const at = a.p;
  const name = readName(a);
  if (name === undefined) return;
  readOn(a);
  const { section: current } = a;
  if (current.group) {
    const text = `section '${current.name}' is in group '${current.group.name}' already: '${name}'`;
    a.error(at, messages.ignored(text), name.length);
    return;
  }
  current.group = { name, comdat: false };
  current.flags = withBits(current.flags, SHF.group);
  a.history.lines.clear();
}

/** `.linkonce`: for other object formats. */
function linkOnce(a: Assembler): void {
  a.error(a.statementAt - a.shift, messages.ignored('.linkonce, which ELF does not have: use a group'), 9);
  a.skipBlanks();
  const c = a.text.charCodeAt(a.p);
  if (a.p < a.end && (isNameStart(c) || c === 34)) readSymbolName(a);
  a.endOfStatement();
}

function subsection(a: Assembler): void {
  const number = a.skipBlanks() === 0 ? 0 : a.readConstant('the subsection');
  if (number === undefined) return;
  a.endOfStatement();
  changeSection(a, a.section, Number(number));
}

function previous(a: Assembler): void {
  const to = a.history.previous;
  if (!to) a.error(a.statementAt - a.shift, messages.ignored('.previous without an earlier section'));
  else changeSection(a, to.section, to.number);
  readOn(a);
}

function push(a: Assembler): void {
  a.history.push(a.sub);
  section(a, true);
}

function pop(a: Assembler): void {
  const top = a.history.pop();
  if (!top) {
    a.error(a.statementAt - a.shift, messages.ignored('.popsection without .pushsection'));
    readOn(a);
    return;
  }
  a.enter(top.section, top.number);
  readOn(a);
}

/** A section's name at p: quoted, or everything up to a comma or blank. */
function readName(a: Assembler): string | undefined {
  if (a.skipBlanks() === 34) return readText(a);
  const start = a.p;
  while (a.p < a.end && !isBlank(a.text.charCodeAt(a.p)) && a.text.charCodeAt(a.p) !== 44) a.p++;
  if (a.p > start) return a.text.slice(start, a.p);
  a.errorHere(messages.expected('the name of a section'));
  return undefined;
}

/** `.section name [, "flags" [, @type [, entsize] [, linked] [, group [, comdat]]]]` */
function section(a: Assembler, pushed = false): void {
  const at = a.p;
  const quoted = a.skipBlanks() === 34;
  const name = readName(a);
  if (name === undefined) return;
  const wanted = plainSection(quoted || !a.options.sectionNames ? name : substituted(name, a.section.name));
  if (a.comma() && !readAttributes(a, wanted, pushed)) return;
  a.endOfStatement();
  if (((wanted.flags ?? 0) & (SHF.mbind | SHF.alloc)) === SHF.mbind)
    a.error(at, messages.badParameter(`section '${wanted.name}' has flag 'd', but not 'a'`), name.length);
  const found = find(a, wanted, at);
  a.history.previous = a.sub;
  if (a.options.dataInText && found === a.sections.data) a.enter(a.sections.text, SECTION_IN_TEXT);
  else a.enter(found, wanted.subsection);
}

/** --sectname-subst: `%S` is the name of the section at hand, `%%` no beginning of it. */
function substituted(name: string, current: string): string {
  return name.replace(/%%|%S/g, (sequence) => (sequence === '%S' ? current : sequence));
}

/** The section a line means: an existing one, checked against what is asked for, or a new one. */
function find(a: Assembler, wanted: Wanted, at: number): Section {
  const group = wanted.sameGroup ? a.section.group?.name : wanted.group;
  const retained = ((wanted.flags ?? 0) & SHF.retain) !== 0;
  const existing = a.sections
    .named(wanted.name)
    .find(
      (s) =>
        s.group?.name === group &&
        s.linkedTo === wanted.linkedTo &&
        s.info === wanted.info &&
        s.unique === wanted.unique &&
        ((s.flags & SHF.retain) !== 0) === retained,
    );
  if (existing) {
    compare(a, existing, wanted, at);
    return existing;
  }
  nameOfSymbol(a, wanted.name, at);
  const implied = impliedBy(wanted.name);
  a.multibyte?.name(a, wanted.name, at);
  const made = new Section(wanted.name, newType(a, wanted, implied, at), newFlags(a, wanted, implied, at));
  made.entsize = wanted.entsize;
  if ((made.flags & SHF.merge) === 0) made.entsize = entrySize(made.type, a.addressSize) ?? wanted.entsize;
  if (group !== undefined) {
    made.group = { name: group, comdat: isComdat(a, wanted) };
    made.flags = withBits(made.flags, SHF.group);
  }
  made.linkedTo = wanted.linkedTo;
  made.linkedAt = a.pos(at);
  made.info = wanted.info;
  made.unique = wanted.unique;
  return a.sections.add(made);
}

const isComdat = (a: Assembler, { comdat, sameGroup }: Wanted): boolean =>
  comdat || (sameGroup && a.section.group?.comdat === true);

/** Bytes of an entry of a section of this type, where that is known; `address` are those of an address. */
function entrySize(type: number, address: number): number | undefined {
  switch (type) {
    case elf.SHT_INIT_ARRAY:
    case elf.SHT_FINI_ARRAY:
    case elf.SHT_PREINIT_ARRAY:
      return address;
    case elf.SHT_DYNAMIC:
      return 2 * address;
    case elf.SHT_HASH:
    case elf.SHT_GROUP:
      return 4;
    case elf.SHT_GNU_VERSYM:
      return 2;
    default:
      return undefined;
  }
}

/** A new section takes the name of a symbol that may be set again; that of another one it cannot have. */
function nameOfSymbol(a: Assembler, name: string, at: number): void {
  const known = a.symbols.get(name);
  if (!known || known.where === WHERE.undefined || known.isSection) return;
  if (known.assignable) undo(a, known);
  else a.error(at, messages.symbolRedefined(name), name.length);
}

type Implied = ReturnType<typeof impliedBy>;

/** From here on types are a processor's, or an application's: any name may have them. */
const PROCESSOR_TYPES = 0x70000000;

/** The type of a new section. One that its name calls for may be overridden, except that of the constructor arrays. */
function newType(a: Assembler, { name, type }: Wanted, implied: Implied, at: number): number {
  if (type === undefined || !implied || type === implied.type || implied.type === SHT.note) {
    return type ?? implied?.type ?? SHT.progbits;
  }
  if (implied.type >= SHT.initArray && implied.type <= SHT.preinitArray) {
    a.error(at, messages.ignored(`the type given for section '${name}' is not the one its name has`), name.length);
    return implied.type;
  }
  if (type < PROCESSOR_TYPES) {
    const text = `the type given for section '${name}' is not the one its name has`;
    a.error(at, messages.doubtful(text), name.length);
  }
  return type;
}

/** `.text.x` and the like, which may be of mergeable entries. */
const isPart = (name: string): boolean => PART.test(name) && name !== '.persistent.bss';
const PART =
  /^\.(?:text|data|rodata|bss|tdata|tbss|persistent|noinit|(?:init|fini|preinit)_array|gnu\.linkonce\.[bp])\./;

/** Flags that a name may have instead of those it implies. */
function mayHave(name: string): readonly number[] {
  if (name === '.note.GNU-stack') return [SHF.exec];
  if (name.startsWith('.note')) return [SHF.alloc, SHF.exec];
  return /^\.(?:interp|strtab|symtab)$/.test(name) ? [SHF.alloc] : [];
}

/** Bits of an operating system, and of a processor. */
const SYSTEM_BITS = 0x0ff00000;
const PROCESSOR_BITS = 0xf0000000;

/** The flags of a new section: those that its name implies as well, unless others are given that do not go with it. */
function newFlags(a: Assembler, { name, flags }: Wanted, implied: Implied, at: number): number {
  if (flags === undefined) return implied?.flags ?? 0;
  if (!implied) return flags;
  const own = flags & ~(SYSTEM_BITS | PROCESSOR_BITS | SHF.linkOrder);
  if ((own & ~implied.flags) === 0) return withBits(flags, implied.flags);
  const given = flags & ~SYSTEM_BITS;
  const more = given & ~implied.flags;
  if (isPart(name) && (more & ~(SHF.merge | SHF.strings)) === 0) return withBits(flags, implied.flags);
  if (!mayHave(name).includes(given) && (flags & SHF.group) === 0) {
    const text = `the flags given for section '${name}' are not those its name has`;
    a.error(at, messages.doubtful(text), name.length);
  }
  return flags;
}

/** Hold a line about a section that exists against what the section is: a section that its name describes stays as it is. */
function compare(a: Assembler, existing: Section, wanted: Wanted, at: number): void {
  const { name, flags, type } = wanted;
  const implied = impliedBy(name);
  const known = implied !== undefined;
  const asked = type ?? implied?.type;
  const differs = (what: string): void => {
    const text = messages.sectionChanged(name, what);
    a.error(at, known ? messages.doubtful(`${text.text}, which stays`) : text, name.length);
  };
  if (asked !== undefined && (asked !== existing.type || asked !== (implied?.type ?? asked))) differs('type');
  if (flags === undefined || flags === 0) return;
  const mask = ~(SHF.group | SHF.linkOrder | SYSTEM_BITS | (PROCESSOR_BITS & ~SHF.exclude));
  // what is not known to be without data would be loaded
  const data = (implied?.type ?? type) !== SHT.nobits;
  const loaded = (flags & SHF.alloc) !== 0 && data !== existing.hasData;
  const comdat = existing.group !== undefined && isComdat(a, wanted) !== existing.group.comdat;
  if (loaded || comdat || (existing.flags & mask) !== (flags & mask)) differs('set of flags');
  else existing.flags = existing.group ? withBits(flags, SHF.group) : flags;
  if ((flags & SHF.merge) !== 0 && wanted.entsize !== existing.entsize)
    a.error(at, messages.sectionChanged(name, 'entry size'), name.length);
}

export const sections: readonly (readonly [string, Directive])[] = [
  ['.text', text],
  ['.data', data],
  ['.bss', bss],
  ['.section', (a) => section(a)],
  ['.section.s', (a) => section(a)],
  ['.sect', (a) => section(a)],
  ['.sect.s', (a) => section(a)],
  ['.attach_to_group', attach],
  ['.linkonce', linkOnce],
  ['.subsection', subsection],
  ['.pushsection', push],
  ['.popsection', pop],
  ['.previous', previous],
];
