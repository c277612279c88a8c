/**
 * What a `.section` line asks for, read: flags, type, entry size, linked section, group, unique number.
 *
 * Enters: p after the comma behind the section's name. Leaves: a Wanted, for sections.ts to find or make the section. `as` manual, ".section"
 * (ELF version): `"flags" [, @type [, entsize] [, linked] [, group [, comdat]] [, unique, number]]`, `#flag, #flag`.
 */
import * as messages from '../../diag/messages/asm.ts';
import type { Assembler } from '../assembler.ts';
import { isDigit, isNamePart } from '../chars.ts';
import { SHF, SHT } from '../section-table.ts';
import { readText } from './strings.ts';

/** What a `.section` line asks for. */
export interface Wanted {
  readonly name: string;
  /** Undefined when the line says nothing of flags. */
  flags: number | undefined;
  type: number | undefined;
  entsize: number;
  group: string | undefined;
  /** `?`: the group of the section at hand. */
  sameGroup: boolean;
  comdat: boolean;
  linkedTo: string | undefined;
  /** Of a section with the flag `d`: its kind of memory, which tells sections apart. */
  info: number;
  /** `unique, N`: sections that differ in it are different ones. */
  unique: number | undefined;
  subsection: number;
}

/** A section of that name about which nothing else is said. */
export function plainSection(name: string): Wanted {
  return {
    name,
    flags: undefined,
    type: undefined,
    entsize: 0,
    group: undefined,
    sameGroup: false,
    comdat: false,
    linkedTo: undefined,
    info: 0,
    unique: undefined,
    subsection: 0,
  };
}

/** Read the attributes into `wanted`; `pushed`: a subsection may stand first. False after reporting an error. */
export function readAttributes(a: Assembler, wanted: Wanted, pushed: boolean): boolean {
  if (pushed && isDigit(a.skipBlanks())) {
    const number = a.readConstant('the subsection');
    if (number === undefined) return false;
    wanted.subsection = Number(number);
    if (!a.comma()) return true;
  }
  if (a.skipBlanks() === 35) return readHashFlags(a, wanted);
  const at = a.p;
  const letters = readText(a);
  if (letters === undefined) return false;
  wanted.flags = readFlags(a, letters, at + 1, wanted);
  if (takeType(a)) readType(a, wanted);
  return (
    readMerge(a, wanted) &&
    readLinked(a, wanted) &&
    readGroup(a, wanted) &&
    readInfo(a, wanted) &&
    readUnique(a, wanted)
  );
}

/** Skip the comma before a type; false, with p unmoved, when no type follows it. */
function takeType(a: Assembler): boolean {
  const save = a.p;
  if (!a.comma()) return false;
  const c = a.skipBlanks();
  if (c === 64 || c === 37 || c === 34) return true;
  a.p = save;
  return false;
}

/** Skip a comma and the word after it, if it is this one. */
function takeWord(a: Assembler, word: string): boolean {
  const save = a.p;
  if (a.comma() && a.text.startsWith(word, a.p) && !isNamePart(a.text.charCodeAt(a.p + word.length))) {
    a.p += word.length;
    return true;
  }
  a.p = save;
  return false;
}

function readMerge(a: Assembler, wanted: Wanted): boolean {
  if (((wanted.flags ?? 0) & SHF.merge) === 0) return true;
  const flags = wanted.flags ?? 0;
  const at = a.p;
  if (!a.comma()) {
    a.errorHere(messages.doubtful("no entry size for flag 'M', which is ignored"));
    wanted.flags = withoutMerge(flags);
    return true;
  }
  const size = a.readConstant('the entry size');
  if (size === undefined) return false;
  if (size < 0) {
    a.error(at, messages.doubtful(`entry size ${size} is negative, flag 'M' is ignored`));
    wanted.flags = withoutMerge(flags);
  } else wanted.entsize = Number(size);
  return true;
}

const withoutMerge = (flags: number): number => flags - (flags & SHF.merge);

function readLinked(a: Assembler, wanted: Wanted): boolean {
  if (((wanted.flags ?? 0) & SHF.linkOrder) === 0 || !a.comma()) return true;
  if (a.skipBlanks() === 48 && !isNamePart(a.text.charCodeAt(a.p + 1))) {
    a.p++;
    return true;
  }
  wanted.linkedTo = readName(a);
  return wanted.linkedTo !== undefined;
}

function readGroup(a: Assembler, wanted: Wanted): boolean {
  const flags = wanted.flags ?? 0;
  if ((flags & SHF.group) === 0) return true;
  if (wanted.sameGroup) {
    a.errorHere(messages.ignored("section flag '?' beside 'G'"));
    wanted.sameGroup = false;
  }
  if (!a.comma()) {
    a.errorHere(messages.ignored("section flag 'G' without the name of a group"));
    wanted.flags = flags - SHF.group;
    return true;
  }
  wanted.group = readName(a);
  if (wanted.group === undefined) return false;
  if (!a.comma()) wanted.comdat = wanted.name.startsWith('.gnu.linkonce');
  else if (a.text.startsWith('comdat', a.p)) {
    a.p += 6;
    wanted.comdat = true;
  }
  return true;
}

/** The number behind flag `d`, if there is one. */
function readInfo(a: Assembler, wanted: Wanted): boolean {
  const save = a.p;
  if (((wanted.flags ?? 0) & SHF.mbind) === 0) return true;
  if (!a.comma() || !isDigit(a.skipBlanks())) {
    a.p = save;
    return true;
  }
  wanted.info = Number(BigInt.asUintN(32, readDigits(a)));
  return true;
}

/** `, unique, number`; without a number it says nothing, as with GNU as. */
function readUnique(a: Assembler, wanted: Wanted): boolean {
  if (!takeWord(a, 'unique') || !a.comma() || !isDigit(a.skipBlanks())) return true;
  const at = a.p;
  const number = readDigits(a);
  if (number > 0xffffffffn) {
    a.error(at, messages.outOfRange('unique', String(number), '0', '4294967295'));
    return false;
  }
  wanted.unique = Number(number);
  return true;
}

/** Digits at p as C reads them: hexadecimal, octal, decimal. */
function readDigits(a: Assembler): bigint {
  const digits = /^(?:0x[0-9a-f]+|0[0-7]*|\d+)/i.exec(a.text.slice(a.p, a.end))?.[0] ?? '0';
  a.p += digits.length;
  return BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits}` : digits.toLowerCase());
}

/** A name, quoted or up to a character that ends names; undefined after reporting an error. */
function readName(a: Assembler): string | undefined {
  if (a.skipBlanks() === 34) return readText(a);
  const start = a.p;
  while (a.p < a.end && isNamePart(a.text.charCodeAt(a.p))) a.p++;
  if (a.p > start) return a.text.slice(start, a.p);
  a.errorHere(messages.expected('a name'));
  return undefined;
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
  d: SHF.mbind,
};

function readFlags(a: Assembler, letters: string, at: number, wanted: Wanted): number {
  let flags = 0;
  for (let i = 0; i < letters.length; i++) {
    const letter = letters.charAt(i);
    const bit = LETTERS[letter];
    if (bit !== undefined) flags = withBits(flags, bit);
    else if (letter === '?') wanted.sameGroup = true;
    else if (letter >= '0' && letter <= '9') {
      const number = /^(0x[0-9a-f]+|\d+)/i.exec(letters.slice(i))?.[0] ?? letter;
      flags = withBits(flags, Number(number));
      i += number.length - 1;
    } else a.error(at + i, messages.unknownOperand('section flag', letter));
  }
  return flags;
}

/** Flags go beyond 32 bits, where `|` does not. */
export const withBits = (flags: number, bits: number): number => Number(BigInt(flags) | BigInt(bits));

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
    const name = readName(a) ?? '';
    const bit = HASH_FLAGS[name];
    if (bit === undefined) a.error(start, messages.ignored(`unknown section flag '#${name}'`));
    else flags = withBits(flags, bit);
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
};

function readType(a: Assembler, wanted: Wanted): void {
  const c = a.skipBlanks();
  const start = a.p;
  let name: string;
  if (c === 34) name = readText(a) ?? '';
  else {
    a.p++;
    a.skipBlanks();
    const from = a.p;
    while (a.p < a.end && isNamePart(a.text.charCodeAt(a.p))) a.p++;
    name = a.text.slice(from, a.p);
    if (/^\d/.test(name)) {
      a.p = from;
      const number = a.readConstant('the type');
      if (number !== undefined) wanted.type = Number(number);
      return;
    }
    // GNU as takes the quotes for part of the name
    if (name === '' && a.text.charCodeAt(a.p) === 34) name = `"${readText(a) ?? ''}"`;
  }
  wanted.type = TYPES[name];
  if (wanted.type === undefined) a.error(start, messages.ignored(`unknown section type '${name}'`));
}
