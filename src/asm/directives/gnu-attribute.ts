/**
 * `.gnu_attribute tag, value`, and the section that holds the attributes in the end.
 *
 * `as` manual, ".gnu_attribute": even tags take a number, odd ones a string, 32 (compatibility) both. The section is that of the ARM EABI's
 * attributes: `A`, then vendor "gnu" with the tags in ascending order; what is 0 or empty is left out.
 */
import * as messages from '../../diag/messages/asm.ts';
import type { Assembler } from '../assembler.ts';
import { lebBytes } from '../bytes.ts';
import { Section } from '../section.ts';
import { SHT } from '../section-table.ts';
import { readText } from './strings.ts';

const COMPATIBILITY = 32;
/** Lower tags say what the values belong to. */
const FIRST_TAG = 2;
const FILE_SCOPE = 1;
const VENDOR = 'gnu\0';

/** The value of an attribute. */
export interface GnuAttribute {
  readonly number: number;
  readonly text: string | undefined;
}

export function gnuAttribute(a: Assembler): void {
  const at = a.p;
  const given = a.readConstant('the tag');
  if (given === undefined) return;
  const tag = Number(given);
  if (tag < 0 || tag > 0xffffffff) {
    a.error(at, messages.outOfRange('tag', String(given), '0', '4294967295'));
    return;
  }
  if (!a.comma()) {
    a.errorHere(messages.expected("',' after the tag"));
    return;
  }
  const isText = tag % 2 === 1;
  let number = 0;
  let text: string | undefined;
  if (!isText) {
    const value = a.readConstant('the value of the attribute');
    if (value === undefined) return;
    number = Number(BigInt.asUintN(32, BigInt(value)));
  }
  if (tag === COMPATIBILITY && !a.comma()) {
    a.errorHere(messages.expected("',' after the number"));
    return;
  }
  if (isText || tag === COMPATIBILITY) {
    text = readText(a);
    if (text === undefined) return;
  }
  a.endOfStatement();
  a.gnuAttributes.set(tag, { number, text });
}

/** Write the section, if there is anything to write. */
export function writeGnuAttributes(a: Assembler): void {
  const body: number[] = [];
  for (const [tag, { number, text }] of [...a.gnuAttributes].sort(([p], [q]) => p - q)) {
    if (tag < FIRST_TAG || (number === 0 && !text)) continue;
    body.push(...lebBytes(BigInt(tag), false));
    if (tag % 2 === 0) body.push(...lebBytes(BigInt(number), false));
    if (text !== undefined) body.push(...Array.from(text, (c) => c.charCodeAt(0)), 0);
  }
  if (body.length === 0) return;
  a.enter(a.sections.add(new Section('.ARM.attributes', SHT.gnuAttributes, 0), true), 0);
  a.emitInt(0x41, 1);
  a.emitInt(4 + VENDOR.length + 5 + body.length, 4);
  a.emitBytes(Array.from(VENDOR, (c) => c.charCodeAt(0)));
  a.emitInt(FILE_SCOPE, 1);
  a.emitInt(5 + body.length, 4);
  a.emitBytes(body);
}
