/**
 * `.gnu_attribute tag, value`: read and checked; objects for AArch64 hold no such attributes. `as` manual, ".gnu_attribute": even tags
 * take a number, odd ones a string, 32 (compatibility) both.
 */
import * as messages from '../../diag/messages/asm.ts';
import type { Assembler } from '../assembler.ts';
import { readText } from './strings.ts';

const COMPATIBILITY = 32n;

export function gnuAttribute(a: Assembler): void {
  const at = a.p;
  const given = a.readConstant('the tag');
  if (given === undefined) return;
  const tag = BigInt(given);
  if (tag < 0n) {
    a.error(at, messages.outOfRange('tag', String(tag), '0', '2^63 - 1'));
    return;
  }
  if (!a.comma()) {
    a.errorHere(messages.expected("',' after the tag"));
    return;
  }
  if (tag === COMPATIBILITY) {
    if (a.readConstant('the number of attribute 32') === undefined) return;
    if (!a.comma()) {
      a.errorHere(messages.expected("',' after the number"));
      return;
    }
  }
  const text = tag === COMPATIBILITY || (tag & 1n) === 1n;
  if ((text ? readText(a) : a.readConstant('the value of the attribute')) !== undefined) a.endOfStatement();
}
