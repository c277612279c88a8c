/**
 * Character constants in #if (C11 6.4.4.4): the text of one to its value, as GNU cpp has it for this target, where char is
 * unsigned, wchar_t an unsigned int and the execution character set UTF-8.
 *
 * Several characters make a number in base 256 of the width of an int; of a wide constant the last one counts.
 */
import type { CppMessage } from '../diag/messages/cpp.ts';
import * as messages from '../diag/messages/cpp.ts';
import type { Language } from './language.ts';
import { codePoint } from './name-characters.ts';

export interface CharacterValue {
  readonly value: bigint;
  readonly unsigned: boolean;
  readonly messages: readonly CppMessage[];
}

/** -fsigned-char, -fshort-wchar. */
export interface CharacterSigns {
  readonly signed: boolean;
  readonly short: boolean;
}

/** Bits of one unit of a constant, by its prefix. */
const WIDTHS: Readonly<Record<string, number>> = { '': 8, u8: 8, u: 16, U: 32, L: 32 };

const UNIT = /\\(?:x[0-9a-fA-F]*|u[0-9a-fA-F]{0,4}|U[0-9a-fA-F]{0,8}|[0-7]{1,3}|.)|[\xc0-\xff][\x80-\xbf]+|./gs;

/** The value of the constant `text`, its quotes and prefix included. */
export function characterValue(text: string, language: Language, { signed, short }: CharacterSigns): CharacterValue {
  const quote = text.indexOf("'");
  const prefix = text.slice(0, quote);
  const width = prefix === 'L' && short ? 16 : (WIDTHS[prefix] ?? 8);
  const complaints: CppMessage[] = [];
  const units = (text.slice(quote + 1, -1).match(UNIT) ?? []).flatMap((unit) => unitsOf(unit, width, complaints));
  if (units.length === 0) return { value: 0n, unsigned: false, messages: [messages.emptyCharacter()] };
  const narrow = prefix === '';
  if (units.length > (narrow ? 4 : 1)) complaints.push(messages.characterTooLong());
  else if (units.length > 1) complaints.push(messages.severalCharacters());
  let value = 0n;
  for (const unit of narrow ? units.slice(-4) : units.slice(-1)) value = (value << 8n) | BigInt(unit);
  // an int made of several characters has a sign; u8 is unsigned char from C23 on, and an int in assembler too
  const unsigned = prefix === 'u8' ? language.year >= 2023 : !narrow;
  const bits = units.length > 1 ? 32 : signed ? 8 : 64;
  return { value: narrow ? BigInt.asIntN(bits, value) : value, unsigned, messages: complaints };
}

const ESCAPES: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, a: 7, b: 8, f: 12, v: 11, e: 27, E: 27 };

/** The code units that a character or escape sequence stands for. */
function unitsOf(unit: string, width: number, complaints: CppMessage[]): number[] {
  const letter = unit.charAt(1);
  if (!unit.startsWith('\\') || unit.length === 1) return encoded(unit, width);
  if (letter === 'u' || letter === 'U') {
    return inWidth(universal(unit, complaints), width);
  } else if (letter === 'x') {
    if (unit.length === 2) complaints.push(messages.noHexDigits());
    return [limited(BigInt(`0x${unit.slice(2) || '0'}`), width, 'hex', complaints)];
  } else if (letter >= '0' && letter <= '7') {
    return [limited(BigInt(`0o${unit.slice(1)}`), width, 'octal', complaints)];
  }
  const code = ESCAPES[letter];
  if (letter === 'e' || letter === 'E') complaints.push(messages.gnuEscape(unit));
  else if (code === undefined && !/[\\'"?({[%]/.test(letter)) complaints.push(messages.unknownEscape(unit));
  return [code ?? letter.charCodeAt(0)];
}

/** What gcc takes a universal character name for that is none. */
const INVALID = 1;

/** The code of a universal character name, which may not be one of the basic set or half of a pair (C11 6.4.3). */
function universal(name: string, complaints: CppMessage[]): number {
  const code = Number.parseInt(name.slice(2) || '0', 16);
  const isBasic = code < 0xa0 && !'$@`'.includes(String.fromCharCode(code));
  const incomplete = name.length < (name.charAt(1) === 'u' ? 6 : 10);
  if (incomplete || isBasic || code >> 31 !== 0 || (code >= 0xd800 && code < 0xe000)) {
    complaints.push(incomplete ? messages.incompleteUniversal(name) : messages.invalidUniversal(name));
    return INVALID;
  }
  if (code > 0x10ffff) complaints.push(messages.beyondUnicode(name));
  return code;
}

function limited(value: bigint, width: number, kind: string, complaints: CppMessage[]): number {
  if (value >> BigInt(width) !== 0n) complaints.push(messages.escapeRange(kind));
  return Number(BigInt.asUintN(width, value));
}

/** The bytes of a character in the source, or its code point where a unit holds more. */
function encoded(bytes: string, width: number): number[] {
  const codes = [...bytes].map((byte) => byte.charCodeAt(0));
  if (width === 8 || codes.length === 1) return codes;
  return inWidth(codePoint(bytes), width);
}

function inWidth(code: number, width: number): number[] {
  if (width === 32 || (width === 16 && code < 0x10000)) return [code];
  const text = String.fromCodePoint(Math.min(code, 0x10ffff));
  if (width === 16) return [text.charCodeAt(0), text.charCodeAt(1)];
  return [...new TextEncoder().encode(text)];
}
