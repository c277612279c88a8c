/**
 * Sections: `.section` and its relatives.
 *
 * `as` manual, ".section" (ELF version), ".subsection", ".pushsection", ".previous". `.previous` swaps (section, subsection) pairs;
 * `.pushsection` keeps the pair and its previous one on a stack.
 */
import * as messages from '../../diag/messages/asm.ts';
import { impliedBy } from '../../elf/special-sections.ts';
import type { Assembler } from '../assembler.ts';
import { isBlank, isNamePart } from '../chars.ts';
import { Section } from '../section.ts';
import { SHF, SHT } from '../section-table.ts';
import { readText } from './strings.ts';
import type { Directive } from './table.ts';

const here = (a: Assembler) => ({ section: a.section, number: a.sub.number });

function change(a: Assembler, section: Section, number: number): void {
  a.history.previous = here(a);
  a.enter(section, number);
}

/** `.text [subsection]`, `.data`, `.bss` */
function standard(pick: (a: Assembler) => Section): Directive {
  return (a) => {
    const number = a.skipBlanks() === 0 ? 0 : a.readConstant('the subsection');
    if (number === undefined) return;
    a.endOfStatement();
    change(a, pick(a), Number(number));
    if (a.section === a.sections.bss) a.enterData();
  };
}

function subsection(a: Assembler): void {
  const number = a.skipBlanks() === 0 ? 0 : a.readConstant('the subsection');
  if (number === undefined) return;
  if (number < 0 || number > 8192) {
    a.errorHere(messages.outOfRange('subsection', String(number), '0', '8192'));
    return;
  }
  a.endOfStatement();
  change(a, a.section, Number(number));
}

function previous(a: Assembler): void {
  const to = a.history.previous;
  if (!to) a.error(a.statementAt - a.shift, messages.ignored('.previous without an earlier section'));
  else change(a, to.section, to.number);
  a.endOfStatement();
}

function push(a: Assembler): void {
  a.history.stack.push({ here: here(a), previous: a.history.previous });
  section(a, true);
}

function pop(a: Assembler): void {
  const top = a.history.stack.pop();
  if (!top) {
    a.error(a.statementAt - a.shift, messages.ignored('.popsection without .pushsection'));
    return;
  }
  a.enter(top.here.section, top.here.number);
  a.history.previous = top.previous;
  a.endOfStatement();
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

/** What a `.section` line asks for. */
interface Wanted {
  name: string;
  flags: number | undefined;
  type: number | undefined;
  entsize: number;
  group: string | undefined;
  /** `?`: the group of the section at hand. */
  sameGroup: boolean;
  comdat: boolean;
  linkedTo: string | undefined;
  subsection: number;
}

/** `.section name [, "flags" [, @type [, entsize] [, linked] [, group [, comdat]]]]` */
function section(a: Assembler, pushed = false): void {
  const at = a.p;
  const name = readName(a);
  if (name === undefined) return;
  const wanted: Wanted = {
    name,
    flags: undefined,
    type: undefined,
    entsize: 0,
    group: undefined,
    sameGroup: false,
    comdat: false,
    linkedTo: undefined,
    subsection: 0,
  };
  if (a.comma() && !readAttributes(a, wanted, pushed)) return;
  a.endOfStatement();
  const found = find(a, wanted, at);
  a.history.previous = here(a);
  a.enter(found, wanted.subsection);
}

function readAttributes(a: Assembler, wanted: Wanted, pushed: boolean): boolean {
  let more = true;
  if (pushed && a.skipBlanks() !== 34 && a.skipBlanks() !== 35) {
    const number = a.readConstant('the subsection');
    if (number === undefined) return false;
    wanted.subsection = Number(number);
    more = a.comma();
  }
  if (!more) return true;
  if (a.skipBlanks() === 35) return readHashFlags(a, wanted);
  const flagsAt = a.p;
  const letters = readText(a);
  if (letters === undefined) return false;
  wanted.flags = readFlags(a, letters, flagsAt + 1, wanted);
  if (a.comma() && !readType(a, wanted)) return false;
  if ((wanted.flags & SHF.merge) !== 0) {
    if (a.comma()) {
      const size = a.readConstant('the entry size');
      if (size === undefined) return false;
      wanted.entsize = Number(size);
    } else wanted.flags &= ~(SHF.merge | SHF.strings);
  }
  if ((wanted.flags & SHF.linkOrder) !== 0) {
    if (!a.comma()) a.errorHere(messages.expected("the section that flag 'o' links to"));
    else wanted.linkedTo = readSymbolName(a);
  }
  if ((wanted.flags & SHF.group) !== 0) return readGroup(a, wanted);
  return true;
}

function readGroup(a: Assembler, wanted: Wanted): boolean {
  if (!a.comma()) {
    a.errorHere(messages.expected("the group that flag 'G' asks for"));
    return false;
  }
  wanted.group = readSymbolName(a);
  if (a.comma()) {
    const start = a.p;
    const linkage = readSymbolName(a);
    if (linkage === 'comdat') wanted.comdat = true;
    else a.error(start, messages.unknownOperand('linkage', linkage ?? ''));
  }
  return true;
}

function readSymbolName(a: Assembler): string | undefined {
  if (a.skipBlanks() === 34) return readText(a);
  const start = a.p;
  while (a.p < a.end && isNamePart(a.text.charCodeAt(a.p))) a.p++;
  return a.text.slice(start, a.p);
}

const LETTERS: Readonly<Record<string, number>> = {
  a: SHF.alloc,
  w: SHF.write,
  x: SHF.exec,
  e: SHF.exclude,
  M: SHF.merge,
  S: SHF.strings,
  G: SHF.group,
  T: SHF.tls,
  o: SHF.linkOrder,
  R: SHF.retain,
};

function readFlags(a: Assembler, letters: string, at: number, wanted: Wanted): number {
  const numeric = /^(0x[0-9a-f]+|\d+)/i.exec(letters);
  let flags = 0;
  for (let i = 0; i < letters.length; i++) {
    const letter = letters.charAt(i);
    const bit = LETTERS[letter];
    if (bit !== undefined) flags += (flags & bit) === 0 ? bit : 0;
    else if (letter === '?') wanted.sameGroup = true;
    else if (letter >= '0' && letter <= '9') {
      const number = numeric?.[0] ?? /^(0x[0-9a-f]+|\d+)/i.exec(letters.slice(i))?.[0] ?? letter;
      flags += Number(number);
      i += number.length - 1;
    } else a.error(at + i, messages.unknownOperand('section flag', letter));
  }
  return flags;
}

const HASH_FLAGS: Readonly<Record<string, number>> = {
  alloc: SHF.alloc,
  write: SHF.write,
  execinstr: SHF.exec,
  exclude: SHF.exclude,
  tls: SHF.tls,
};

/** Solaris style: `#alloc, #write`. */
function readHashFlags(a: Assembler, wanted: Wanted): boolean {
  let flags = 0;
  do {
    if (a.skipBlanks() !== 35) break;
    a.p++;
    const start = a.p;
    const name = readSymbolName(a) ?? '';
    const bit = HASH_FLAGS[name];
    if (bit === undefined) a.error(start, messages.unknownOperand('section flag', `#${name}`));
    else flags |= bit;
  } while (a.comma());
  wanted.flags = flags;
  return true;
}

const TYPES: Readonly<Record<string, number>> = {
  progbits: SHT.progbits,
  nobits: SHT.nobits,
  note: SHT.note,
  init_array: SHT.initArray,
  fini_array: SHT.finiArray,
  preinit_array: SHT.preinitArray,
  unwind: 0x70000001,
};

function readType(a: Assembler, wanted: Wanted): boolean {
  const c = a.skipBlanks();
  const start = a.p;
  let name: string | undefined;
  if (c === 64 || c === 37) {
    a.p++;
    name = readSymbolName(a);
  } else if (c === 34) name = readText(a);
  else {
    a.errorHere(messages.expected('@type'));
    return false;
  }
  const type = TYPES[name ?? ''] ?? (/^(0x[0-9a-f]+|\d+)$/i.test(name ?? '') ? Number(name) : undefined);
  if (type === undefined) a.error(start, messages.unknownOperand('section type', name ?? ''));
  else wanted.type = type;
  return true;
}

/** The section a line means: an existing one, checked against what is asked for, or a new one. */
function find(a: Assembler, wanted: Wanted, at: number): Section {
  const group = wanted.sameGroup ? a.section.group?.name : wanted.group;
  const existing = a.sections.named(wanted.name).find((s) => s.group?.name === group && s.linkedTo === wanted.linkedTo);
  const implied = impliedBy(wanted.name);
  if (existing) {
    compare(a, existing, wanted, at);
    return existing;
  }
  const made = new Section(
    wanted.name,
    wanted.type ?? implied?.type ?? SHT.progbits,
    mergeImplied(wanted.flags, implied?.flags),
  );
  made.entsize = wanted.entsize;
  if (made.type >= SHT.initArray && made.type <= SHT.preinitArray) made.entsize = 8;
  if (group !== undefined) {
    made.group = { name: group, comdat: wanted.comdat || (wanted.sameGroup && a.section.group?.comdat === true) };
    made.flags |= SHF.group;
  }
  made.linkedTo = wanted.linkedTo;
  return a.sections.add(made);
}

/** A name that implies flags keeps them when others are given, except where GNU as lets the given ones rule. */
function mergeImplied(given: number | undefined, implied: number | undefined): number {
  if (given === undefined) return implied ?? 0;
  return implied === undefined ? given : given | (implied & ~SHF.exclude);
}

function compare(a: Assembler, existing: Section, wanted: Wanted, at: number): void {
  if (wanted.flags === undefined) return;
  const mask = ~(SHF.group | SHF.linkOrder | SHF.retain);
  const asked = mergeImplied(wanted.flags, impliedBy(wanted.name)?.flags) & mask;
  if ((existing.flags & mask) !== asked && existing.size === 0 && !isUsed(existing)) {
    existing.flags = (existing.flags & ~mask) | asked;
    return;
  }
  if ((existing.flags & mask) !== asked)
    a.error(at, messages.sectionChanged(existing.name, 'set of flags'), existing.name.length);
  if (wanted.type !== undefined && wanted.type !== existing.type) {
    a.error(at, messages.sectionChanged(existing.name, 'type'), existing.name.length);
  }
  if ((wanted.flags & SHF.merge) !== 0 && wanted.entsize !== existing.entsize) {
    a.error(at, messages.sectionChanged(existing.name, 'entry size'), existing.name.length);
  }
}

/** Only .text, .data and .bss exist before they are asked for. */
const isUsed = (s: Section): boolean =>
  !['.text', '.data', '.bss'].includes(s.name) || s.subsections.some((u) => u.length > 0);

export const sections: readonly (readonly [string, Directive])[] = [
  ['.text', standard((a) => a.sections.text)],
  ['.data', standard((a) => a.sections.data)],
  ['.bss', standard((a) => a.sections.bss)],
  ['.section', (a) => section(a)],
  ['.section.s', (a) => section(a)],
  ['.sect', (a) => section(a)],
  ['.sect.s', (a) => section(a)],
  ['.subsection', subsection],
  ['.pushsection', push],
  ['.popsection', pop],
  ['.previous', previous],
];
