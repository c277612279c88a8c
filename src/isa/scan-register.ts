/**
 * Registers by name, from character codes: `x0`, `wsp`, `v0.4s`, `z31.d`, `p7`, `pn8.b`, `za0h.s`, `.req` names.
 *
 * Enters: text and a place. Leaves: the index after the register and its kind, number and arrangement in the operand; -1 and
 * an untouched operand when there is none. Case does not matter. `/z` and `[…]` belong to the operand scanner.
 */

import { ARR_NAMES, KIND, type Operand } from './operand.ts';

/** By the characters of the name, eight bits each. */
const ARR_BY_CHARACTERS = new Map<number, number>(
  ARR_NAMES.map(
    (name, code) => [[...name].reduce((sum, letter) => (sum << 8) | letter.charCodeAt(0), 0), code] as const,
  ).slice(1),
);
const DOT = 46;

/** Whether a character continues a name: letters, digits, `_`, `$`, `.` and all that is not ASCII. */
export function isNameChar(c: number): boolean {
  return (
    (c >= 97 && c <= 122) ||
    (c >= 48 && c <= 57) ||
    (c >= 65 && c <= 90) ||
    c === 95 ||
    c === DOT ||
    c === 36 ||
    c >= 128
  );
}

export class RegisterScanner {
  /** Of the last register found by `integer`. */
  kind = 0;
  number = 0;
  readonly #alias: (name: string) => string | undefined;

  constructor(alias: (name: string) => string | undefined) {
    this.#alias = alias;
  }

  /** Any register at text[at]; sets op.kind, op.reg, op.arr, op.direction. Returns the index after it, or -1. */
  scan(text: string, at: number, end: number, op: Operand): number {
    const plain = this.integer(text, at, end);
    if (plain >= 0) {
      op.kind = this.kind;
      op.reg = this.number;
      return plain;
    }
    const next = vectorRegister(text, at, end, op);
    if (next >= 0) return next;
    return this.#aliased(text, at, end, op);
  }

  /** A W, X, SP or SIMD scalar register at text[at]: index after it, or -1. */
  integer(text: string, at: number, end: number): number {
    if (at >= end) return -1;
    const letter = text.charCodeAt(at) | 32;
    const kind = scalarKind(letter);
    if (kind > 0) {
      const next = this.#number(text, at + 1, end, kind <= KIND.SP ? 30 : 31);
      if (next >= 0) {
        this.kind = kind;
        return next;
      }
    }
    return this.#named(text, at, end, letter);
  }

  /** The same, or a name for one. */
  scalar(text: string, at: number, end: number): number {
    const plain = this.integer(text, at, end);
    if (plain >= 0) return plain;
    const stop = nameEnd(text, at, end, true);
    const meaning = stop === at ? undefined : this.#alias(text.slice(at, stop));
    return meaning !== undefined && this.integer(meaning, 0, meaning.length) === meaning.length ? stop : -1;
  }

  /** One or two digits up to `max` without a leading zero, and no name character after them. */
  #number(text: string, at: number, end: number, max: number): number {
    const found = registerNumber(text, at, end, max);
    if (found < 0) return -1;
    const next = found >>> 5;
    this.number = found & 31;
    if (next < end && isNameChar(text.charCodeAt(next))) return -1;
    return next;
  }

  /** sp, wsp, xzr, wzr, lr, fp, ip0, ip1. */
  #named(text: string, at: number, end: number, letter: number): number {
    let length = 2;
    let kind: number;
    let number = 31;
    const second = at + 1 < end ? text.charCodeAt(at + 1) | 32 : 0;
    const third = at + 2 < end ? text.charCodeAt(at + 2) : 0;
    if (letter === 115 && second === 112) kind = KIND.SP;
    else if (letter === 108 && second === 114) {
      kind = KIND.X;
      number = 30;
    } else if (letter === 102 && second === 112) {
      kind = KIND.X;
      number = 29;
    } else if (letter === 105 && second === 112 && (third === 48 || third === 49)) {
      kind = KIND.X;
      number = third - 32;
      length = 3;
    } else if ((letter === 120 || letter === 119) && second === 122 && (third | 32) === 114) {
      kind = letter === 120 ? KIND.XZR : KIND.WZR;
      length = 3;
    } else if (letter === 119 && second === 115 && (third | 32) === 112) {
      kind = KIND.WSP;
      length = 3;
    } else return -1;
    if (at + length > end || (at + length < end && isNameChar(text.charCodeAt(at + length)))) return -1;
    this.kind = kind;
    this.number = number;
    return at + length;
  }

  /** A `.req` name, perhaps with an arrangement of its own. */
  #aliased(text: string, at: number, end: number, op: Operand): number {
    const dotted = nameEnd(text, at, end, true);
    if (dotted === at) return -1;
    const full = this.#alias(text.slice(at, dotted));
    let stop = dotted;
    let meaning = full;
    if (meaning === undefined) {
      stop = nameEnd(text, at, end, false);
      if (stop === dotted || stop === at) return -1;
      meaning = this.#alias(text.slice(at, stop));
      if (meaning === undefined) return -1;
    }
    if (this.integer(meaning, 0, meaning.length) === meaning.length) {
      if (stop !== dotted) return -1;
      op.kind = this.kind;
      op.reg = this.number;
      return stop;
    }
    if (vectorRegister(meaning, 0, meaning.length, op) !== meaning.length) return -1;
    if (stop === dotted) return stop;
    return arrangement(text, stop, end, op);
  }
}

function nameEnd(text: string, at: number, end: number, dots: boolean): number {
  let i = at;
  while (i < end) {
    const c = text.charCodeAt(i);
    if (!isNameChar(c) || (c === DOT && !dots)) break;
    i++;
  }
  return i;
}

function scalarKind(letter: number): number {
  switch (letter) {
    case 119:
      return KIND.W;
    case 120:
      return KIND.X;
    case 98:
      return KIND.B;
    case 104:
      return KIND.H;
    case 115:
      return KIND.S;
    case 100:
      return KIND.D;
    case 113:
      return KIND.Q;
    default:
      return 0;
  }
}

/** Digits of a register number, 0..max: (index after them) << 5 | number, or -1. */
function registerNumber(text: string, at: number, end: number, max: number): number {
  if (at >= end) return -1;
  const first = text.charCodeAt(at) - 48;
  if (first < 0 || first > 9) return -1;
  let number = first;
  let i = at + 1;
  if (i < end && first !== 0) {
    const second = text.charCodeAt(i) - 48;
    if (second >= 0 && second <= 9) {
      number = first * 10 + second;
      i++;
    }
  }
  return number > max ? -1 : (i << 5) | number;
}

/** v, z, p, pn, za, zt registers with their arrangement: index after it, or -1. */
function vectorRegister(text: string, at: number, end: number, op: Operand): number {
  const letter = text.charCodeAt(at) | 32;
  if (letter === 118) return numbered(text, at + 1, end, op, KIND.V, 31);
  if (letter === 112) {
    if ((text.charCodeAt(at + 1) | 32) === 110) return numbered(text, at + 2, end, op, KIND.PN, 15);
    return numbered(text, at + 1, end, op, KIND.P, 15);
  }
  if (letter !== 122) return -1;
  const second = at + 1 < end ? text.charCodeAt(at + 1) | 32 : 0;
  if (second === 97) return zaRegister(text, at + 2, end, op);
  if (second === 116) return numbered(text, at + 2, end, op, KIND.ZT, 0);
  return numbered(text, at + 1, end, op, KIND.Z, 31);
}

function numbered(text: string, at: number, end: number, op: Operand, kind: number, max: number): number {
  const found = registerNumber(text, at, end, max);
  if (found < 0) return -1;
  const after = arrangement(text, found >>> 5, end, op);
  if (after < 0) return -1;
  op.kind = kind;
  op.reg = found & 31;
  return after;
}

/** After `za`: nothing, or a tile number and perhaps h or v, and an element size. */
function zaRegister(text: string, at: number, end: number, op: Operand): number {
  const found = registerNumber(text, at, end, 15);
  let next = at;
  let tile = -1;
  let direction = 0;
  if (found >= 0) {
    next = found >>> 5;
    tile = found & 31;
    const c = text.charCodeAt(next) | 32;
    if (next < end && (c === 104 || c === 118)) {
      direction = c === 104 ? 1 : 2;
      next++;
    }
  }
  const after = arrangement(text, next, end, op);
  if (after < 0) return -1;
  op.kind = KIND.ZA;
  op.reg = tile;
  op.direction = direction;
  return after;
}

/** `.4s` at text[at], or nothing: index after it, or -1 when a name goes on otherwise. */
function arrangement(text: string, at: number, end: number, op: Operand): number {
  op.arr = 0;
  if (at >= end || !isNameChar(text.charCodeAt(at))) return at;
  if (text.charCodeAt(at) !== DOT) return -1;
  const stop = nameEnd(text, at + 1, end, true);
  if (stop - at > 4) return -1;
  let key = 0;
  for (let i = at + 1; i < stop; i++) key = (key << 8) | text.charCodeAt(i) | 32;
  const code = ARR_BY_CHARACTERS.get(key);
  if (code === undefined) return -1;
  op.arr = code;
  return stop;
}
