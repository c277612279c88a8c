/**
 * Debugging information of before DWARF: `.stabs`, `.stabn`, `.stabd`, `.xstabs`.
 *
 * An entry is the offset of its string, a type, a field of 8 and one of 16 bits, and a value of 32 bits. The first entry of .stab names the
 * source and says how many follow and how long the strings are; the assembler fills it at the end. `as` manual, ".stabs".
 */
import * as messages from '../../diag/messages/asm.ts';
import { bytesOfText } from '../../text/source-text.ts';
import type { Assembler } from '../assembler.ts';
import { hex, writeInt } from '../bytes.ts';
import { dropNext } from '../rest.ts';
import { Section } from '../section.ts';
import { SHT } from '../section-table.ts';
import type { Sym } from '../symbol.ts';
import { emitExpression } from './data.ts';
import { readText } from './strings.ts';
import type { Directive } from './table.ts';

const ENTRY = 12;
const STRINGS = 'str';

/** The entries' section and that of their strings, made with the first entry. */
function sectionsOf(a: Assembler, name: string): { readonly entries: Section; readonly strings: Section } {
  const known = a.sections.named(name)[0];
  const entries = known ?? a.sections.add(new Section(name, SHT.progbits, 0), true);
  const stringsName = name + STRINGS;
  const type = stringsName === '.stabstr' ? SHT.strtab : SHT.progbits;
  const strings = a.sections.named(stringsName)[0] ?? a.sections.add(new Section(stringsName, type, 0), true);
  if (strings.subsection(0).length === 0) {
    entries.align = Math.max(entries.align, 4);
    if (name === '.stab') {
      entries.entsize = ENTRY;
      entries.linkedTo = stringsName;
    }
    append(a, strings, '');
    const file = append(a, strings, a.input.name);
    a.enter(entries, 0);
    a.emitInt(file, 4);
    a.emitInt(0, 4);
    a.emitInt(0, 4);
  }
  return { entries, strings };
}

/** Put a string behind the others; returns its offset. */
function append(a: Assembler, strings: Section, text: string): number {
  a.enter(strings, 0);
  const { length } = a.sub;
  a.emitBytes(bytesOfText(text));
  a.emitByte(0);
  return length;
}

/** `.stabs "string", type, other, desc, value`; the other forms lack the string, or the value, which then is the place at hand. */
function entry(directive: string, { section = '.stab', string = false, here = false }): Directive {
  return (a) => {
    const { section: before, sub } = a;
    const name = section === '' ? sectionName(a) : section;
    const text = string && name !== undefined ? firstText(a, directive) : '';
    const fields = name === undefined || text === undefined ? undefined : readFields(a, directive, here);
    if (name === undefined || text === undefined || !fields) {
      a.p = a.end;
      return;
    }
    const place = here ? a.here() : undefined;
    beginEntry(a, name, text, fields);
    emitValue(a, place);
    a.section = before;
    a.sub = sub;
    a.endOfStatement();
  };
}

/** An entry but for its value, which is to come. */
function beginEntry(a: Assembler, section: string, text: string, fields: readonly number[]): void {
  const { entries, strings } = sectionsOf(a, section);
  const offset = text === '' ? 0 : append(a, strings, text);
  a.enter(entries, 0);
  a.emitInt(offset, 4);
  a.emitInt(fields[0] ?? 0, 1);
  a.emitInt(fields[1] ?? 0, 1);
  a.emitInt(fields[2] ?? 0, 2);
}

/** An entry of .stab that no directive wrote: its string, type and third field; its value is a place, or how far that is from another. */
export function addStab(a: Assembler, text: string, type: number, desc: number, plus?: Sym, minus?: Sym): void {
  const { section, sub } = a;
  beginEntry(a, '.stab', text, [type, 0, desc & 0xffff]);
  emitPlace(a, plus, minus);
  a.section = section;
  a.sub = sub;
}

/** The section of `.xstabs`, which is an error to leave out. */
function sectionName(a: Assembler): string | undefined {
  const name = readText(a);
  if (name === undefined || a.comma()) return name;
  a.errorHere(messages.expected("',' after the section"));
  return undefined;
}

/** A string and the comma behind it. */
function firstText(a: Assembler, directive: string): string | undefined {
  const text = readText(a);
  return text !== undefined && hasComma(a, directive) ? text : undefined;
}

function hasComma(a: Assembler, directive: string): boolean {
  const found = a.comma();
  if (!found) a.errorHere(messages.ignored(`${directive} without all of its fields`));
  return found;
}

/** Type, other and desc, and the comma behind them unless the value is not written. */
function readFields(a: Assembler, directive: string, here: boolean): number[] | undefined {
  const out: number[] = [];
  for (const what of ['the type', 'the second field', 'the third field']) {
    const at = a.p;
    const value = a.readOptional(what);
    if (value === undefined) return undefined;
    out.push(Number(value));
    if (out.length === 3 && (value < -0x8000 || value > 0xffff)) a.error(at, messages.truncated(hex(value), 2));
    if ((out.length < 3 || !here) && !hasComma(a, directive)) {
      if (out.length < 3 && a.skipBlanks() === 0) dropNext(a);
      return undefined;
    }
  }
  return out;
}

function emitValue(a: Assembler, place: ReturnType<Assembler['here']> | undefined): void {
  const at = a.p;
  if (!place) {
    if (a.readOperand()) emitExpression(a, 4, at);
    return;
  }
  emitPlace(a, place);
}

function emitPlace(a: Assembler, plus?: Sym, minus?: Sym): void {
  if (!plus) return void a.emitInt(0, 4);
  a.expression.plus = plus;
  a.expression.minus = minus;
  a.expression.addend = 0;
  a.emitSymbolic(4, a.p);
}

/** Fill the first entry of every section of entries: how many there are besides it, and the bytes of strings. */
export function finishStabs(a: Assembler): void {
  for (const { name, subsections } of a.sections.list) {
    if (!name.startsWith('.stab') || name.endsWith(STRINGS)) continue;
    const entries = subsections[0];
    const strings = a.sections.named(name + STRINGS)[0]?.subsections[0];
    if (!entries || !strings) continue;
    writeInt(entries.bytes, 6, entries.length / ENTRY - 1, 2, a.bigEndian);
    writeInt(entries.bytes, 8, strings.length, 4, a.bigEndian);
  }
}

export const stabs: readonly (readonly [string, Directive])[] = [
  ['.stabs', entry('.stabs', { string: true })],
  ['.stabn', entry('.stabn', {})],
  ['.stabd', entry('.stabd', { here: true })],
  ['.xstabs', entry('.xstabs', { section: '', string: true })],
];
