/**
 * Integer constants in #if (C11 6.4.4.1): the text of one to its value, 64 bits wide, and what there is to say about it.
 */
import type { CppMessage } from '../diag/messages/cpp.ts';
import * as messages from '../diag/messages/cpp.ts';
import type { Language } from './language.ts';

export interface IntegerValue {
  /** As written: it may have more than 64 bits. */
  readonly value: bigint;
  readonly unsigned: boolean;
  readonly messages: readonly CppMessage[];
  /** Of interest where the constant counts only. */
  readonly whereEvaluated: readonly CppMessage[];
}

const INTEGER = /^(0[xX][0-9a-fA-F]+|0[bB][01]+|0[0-7]*|[1-9]\d*)([uUlL]*)$/;
const SUFFIX = /^(?:[uU]|[uU]?(?:l|L|ll|LL)|(?:l|L|ll|LL)[uU])?$/;

const UNSIGNED_LIMIT = 0xffff_ffff_ffff_ffffn;
const SIGNED_LIMIT = 0x7fff_ffff_ffff_ffffn;

/** The value of the number `text`, or why it is no integer constant. */
export function integerValue(text: string, language: Language): IntegerValue | { readonly fault: CppMessage } {
  const plain = language.year >= 2023 ? text.replace(/(?<=[0-9a-fA-F])'(?=[0-9a-fA-F])/g, '') : text;
  const [, digits = '', suffix = ''] = INTEGER.exec(plain) ?? [];
  if (digits === '') return { fault: isFloat(text) ? messages.floatInIf(text) : messages.invalidNumber(text) };
  if (!SUFFIX.test(suffix)) return { fault: messages.invalidNumber(text) };
  const octal = digits.length > 1 && /^0[0-7]/.test(digits);
  const value = BigInt(octal ? `0o${digits.slice(1)}` : digits);
  const marked = /u/i.test(suffix);
  const complaints: CppMessage[] = [];
  if (marked) complaints.push(messages.traditionalSuffix(suffix));
  if (/^0b/i.test(digits) && (language.year < 2023 || language.assembler)) complaints.push(messages.binaryConstant());
  if (value > UNSIGNED_LIMIT) complaints.push(messages.numberTooLarge(text));
  else if (value > SIGNED_LIMIT && !marked && /^[1-9]/.test(digits))
    complaints.push(messages.soLargeUnsigned(text, language.year < 1999));
  return {
    value,
    unsigned: marked || value > SIGNED_LIMIT,
    messages: complaints,
    whereEvaluated: /ll/i.test(suffix) ? [messages.longLong()] : [],
  };
}

function isFloat(text: string): boolean {
  return /^[\d.][\w.]*(?:[eEpP][+-]\w*)?$/.test(text) && /[.eEpP]/.test(text) && !/^0[xX][^.pP]*$/.test(text);
}
