/**
 * Strings: `.ascii`, `.asciz`, `.string`, and their wide forms.
 *
 * `as` manual, "Strings": escapes \b \f \n \r \t \digits \xhex \\ \"; an unknown escape stands for its character.
 */
import * as messages from '../../diag/messages/asm.ts';
import { textOfBytes } from '../../text/source-text.ts';
import type { Assembler } from '../assembler.ts';
import { CHARACTERS } from '../gnu-fragments.ts';
import { operandIsNext } from '../rest.ts';
import type { Directive } from './table.ts';

/** Scratch for one string's characters; grows. */
const SIMPLE: Readonly<Record<number, number>> = { 98: 8, 102: 12, 110: 10, 114: 13, 116: 9, 118: 11, 92: 92, 34: 34 };

/**
 * Read a string literal at p into an array of byte values; undefined after reporting an error. p is left after the closing
 * quote; where that is missing the string goes on to the end of the text.
 */
export function readString(a: Assembler): number[] | undefined {
  if (a.skipBlanks() !== 34) {
    a.errorHere(messages.expected('a string'));
    return undefined;
  }
  const { text, end } = a;
  const out: number[] = [];
  let at = a.p + 1;
  for (;;) {
    if (at >= end) {
      a.error(a.p, messages.assumed('a closing quote at the end of the text'));
      a.p = end;
      return out;
    }
    const c = text.charCodeAt(at);
    if (c === 10) a.error(at, messages.assumed('a newline in a string'));
    if (c === 34) {
      a.p = at + 1;
      return out;
    }
    if (c !== 92) {
      out.push(c & 255);
      at++;
    } else at = readEscape(text, at + 1, end, out);
  }
}

function readEscape(text: string, at: number, end: number, out: number[]): number {
  const c = text.charCodeAt(at);
  if (c >= 48 && c <= 57) {
    let value = 0;
    let to = at;
    while (to < end && to < at + 3 && text.charCodeAt(to) >= 48 && text.charCodeAt(to) <= 57) {
      value = value * 8 + text.charCodeAt(to) - 48;
      to++;
    }
    out.push(value & 255);
    return to;
  }
  if (c === 120 || c === 88) {
    let value = 0;
    let to = at + 1;
    while (to < end && /[0-9a-fA-F]/.test(text.charAt(to))) {
      value = (value * 16 + Number.parseInt(text.charAt(to), 16)) & 255;
      to++;
    }
    out.push(value);
    return to;
  }
  // A line that ends inside a string after a backslash leaves `\\n` as text.
  if (c === 10) out.push(92, 110);
  else out.push(SIMPLE[c] ?? c & 255);
  return at + 1;
}

/** A string in which all characters stand for themselves, read; undefined, with nothing read, for any other. */
function plainString(a: Assembler): string | undefined {
  if (a.skipBlanks() !== 34) return undefined;
  const { text, p, end } = a;
  for (let at = p + 1; at < end; at++) {
    const c = text.charCodeAt(at);
    if (c === 10 || c === 92 || c > 255) return undefined;
    if (c !== 34) continue;
    a.p = at + 1;
    return text.slice(p + 1, at);
  }
  return undefined;
}

/** A string as text, for names and messages. */
export function readText(a: Assembler): string | undefined {
  const plain = plainString(a);
  if (plain !== undefined) return plain;
  const at = a.p;
  const bytes = readString(a);
  if (bytes?.includes(0)) a.error(at, messages.badParameter('a text that names something has no byte 0'));
  return bytes === undefined || bytes.includes(0) ? undefined : textOfBytes(Uint8Array.from(bytes));
}

function stringsOf(width: number, terminated: boolean): Directive {
  return (a) => {
    if (a.section.absoluteBase !== undefined) {
      a.errorHere(messages.misplaced('a string', 'needs a section to be in'));
      return;
    }
    if (a.skipBlanks() === 0) return void operandIsNext(a);
    a.enterData();
    // commas may be missing, or have nothing between them
    let due = true;
    for (let c = a.skipBlanks(); c === 34 || c === 60 || c === 44; c = a.skipBlanks()) {
      due = c === 44;
      if (due) a.p++;
      else if (c === 60) {
        if (!oneCharacter(a, width)) return;
      } else {
        while (a.skipBlanks() === 34) if (!oneString(a, width)) return;
        if (terminated) a.emitInt(0, width, CHARACTERS);
      }
    }
    if (due && a.skipBlanks() !== 0) a.errorHere(messages.expected('a string'));
    else a.endOfStatement();
  };
}

/** `<number>`: one character. */
function oneCharacter(a: Assembler, width: number): boolean {
  const close = a.text.indexOf('>', a.p);
  const closed = close >= 0 && close < a.end && a.expression.parseExpression(a.text, a.p + 1, close) === close;
  if (!closed) {
    a.errorHere(messages.expected("a number and '>' after '<'"));
    return false;
  }
  a.p = close + 1;
  a.emitInt(a.expression.isConstant ? a.expression.addend : 0, width, CHARACTERS);
  return true;
}

/** Append one string literal, its characters `width` bytes each. The common case copies straight from the text. */
function oneString(a: Assembler, width: number): boolean {
  const { text, end, sub } = a;
  if (a.section.refusesData && text.charCodeAt(a.p + 1) !== 34) a.errorHere(messages.inBss(a.section.name));
  if (width === 1 && text.charCodeAt(a.p) === 34) {
    let at = a.p + 1;
    sub.reserve(end - at);
    const { bytes } = sub;
    let out = sub.length;
    for (; at < end; at++) {
      const c = text.charCodeAt(at);
      if (c === 34) {
        sub.pieces?.add(sub.length, out - sub.length, CHARACTERS);
        sub.length = out;
        a.p = at + 1;
        return true;
      }
      if (c === 92 || c === 10) break;
      bytes[out++] = c;
    }
  }
  const bytes = readString(a);
  if (!bytes) return false;
  if (width === 1) a.emitBytes(bytes, CHARACTERS);
  else for (const byte of bytes) a.emitInt(byte, width, CHARACTERS);
  return true;
}

/** `.asciz` */
export const terminatedStrings: Directive = stringsOf(1, true);

export const strings: readonly (readonly [string, Directive])[] = [
  ['.ascii', stringsOf(1, false)],
  ['.asciz', terminatedStrings],
  ['.string', terminatedStrings],
  ['.string8', terminatedStrings],
  ['.string16', stringsOf(2, true)],
  ['.string32', stringsOf(4, true)],
  ['.string64', stringsOf(8, true)],
];
