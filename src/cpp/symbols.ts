/**
 * Spellings: every distinct token text of a run gets one number, so that a token is an int and no string is made twice.
 *
 * Enters: slices of source text that the lexer delimited. Leaves: a symbol number, with its text, its kind and what it
 * must not be printed next to. One table serves all units of a run (and the macro tables are indexed by it), but a table
 * belongs to one lexing mode, since assembler and C disagree on what `$x` or `<:` is.
 *
 * A token in the streams of this folder is one int: symbol << SHIFT | flags.
 */

export const SHIFT = 6;
/** White space came before it. */
export const WHITE = 1;
/** First on its logical line. */
export const BOL = 2;
/** A macro name that was met inside its own expansion: never expanded again (C11 6.10.3.4p2). */
export const NO_EXPAND = 4;
/** The left operand of `##`. */
export const PASTE = 8;
/** The operand of `#`. */
export const STRINGIFY = 16;
/** Made, not copied (pasted, stringified, computed): its characters are nowhere in the source. */
export const POINT = 32;

/** Token kinds, as far as the language tells them apart. */
export const Kind = {
  none: 0,
  name: 1,
  number: 2,
  string: 3,
  char: 4,
  /** L"…", u8'…' and so on: like string and char, but pasting rules differ. */
  prefixed: 5,
  punctuator: 6,
  comment: 7,
  other: 8,
  /** What became of a _Pragma: see pragmas.ts. */
  pragma: 9,
} as const;

/** Fixed symbols. The PAD ones carry no text: they say where white space may be needed (see expand.ts). */
export const EOF = 0;
export const PAD_NONE = 1;
export const PAD_WHITE = 2;
export const PAD_PLAIN = 3;

const FIXED = ['', '', '', ''] as const;

/** First characters that would join with the operator before them; from C11 6.4p4 and the habits of GNU cpp's `-E`. */
const JOINS: Readonly<Record<string, string>> = {
  '=': '=',
  '!': '=',
  '>': '>=',
  '<': '<%:=',
  '+': '+=',
  '-': '->=',
  '*': '=',
  '/': '/*=',
  '%': ':=',
  '&': '&=',
  '|': '|=',
  '^': '=',
  '>>': '=',
  '<<': '=',
  '<=': '>',
  ':': ':>',
  '->': '*',
  '.': '.%',
  '#': '#%',
};

/** The largest symbol number that a token int can hold. */
const SYMBOL_LIMIT = 2 ** (31 - SHIFT) - 1;

export class Symbols {
  readonly text: string[] = [...FIXED];
  kind = new Uint8Array(1 << 15);
  readonly #joins: (string | undefined)[] = [];
  #hashes = new Int32Array(1 << 15);
  #slots = new Int32Array(1 << 16).fill(-1);
  /** Symbols of the one-character punctuators and others, by character code; -1 where not yet met. */
  readonly #single = new Int32Array(256).fill(-1);

  /** Number of symbols so far: every symbol is below it. */
  get count(): number {
    return this.text.length;
  }

  /** The symbol of a whole string. */
  of(text: string, kind: number): number {
    return this.intern(text, 0, text.length, kind);
  }

  /** The symbol of one character that is a token by itself. */
  single(code: number, kind: number): number {
    let symbol = this.#single[code] ?? -1;
    if (symbol < 0) {
      symbol = this.of(String.fromCharCode(code), kind);
      this.#single[code] = symbol;
    }
    return symbol;
  }

  /** The symbol of source[start, end); no string is made when it is known. */
  intern(source: string, start: number, end: number, kind: number): number {
    let hash = end - start;
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ source.charCodeAt(i), 0x01000193);
    hash ^= hash >>> 15;
    const mask = this.#slots.length - 1;
    const length = end - start;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const symbol = this.#slots[slot] as number;
      if (symbol < 0) return this.#add(source.slice(start, end), kind, hash, slot);
      if (this.#hashes[symbol] === hash && sameText(this.text[symbol] as string, source, start, length)) return symbol;
    }
  }

  /** Must a space stand between these two for the text to be read back as the same two tokens? */
  mustSeparate(left: number, right: number): boolean {
    const rightKind = this.kind[right] as number;
    switch (this.kind[left]) {
      case Kind.name:
        if (rightKind === Kind.number) return !(this.text[right] as string).startsWith('.');
        return rightKind === Kind.name || rightKind === Kind.string || rightKind === Kind.char;
      case Kind.number: {
        if (rightKind === Kind.number || rightKind === Kind.name || rightKind === Kind.char) return true;
        const first = this.#firstOfOperator(right);
        return first === '.' || first === '+' || first === '-';
      }
      case Kind.punctuator: {
        this.#joins[left] ??= JOINS[this.text[left] as string] ?? '';
        const joins = this.#joins[left];
        if (joins === '') return false;
        if (rightKind === Kind.number) return this.text[left] === '.';
        const first = this.#firstOfOperator(right);
        return first !== '' && joins.includes(first);
      }
      case Kind.other:
        return rightKind === Kind.name && (this.text[left] as string).startsWith('\\');
      default:
        return false;
    }
  }

  #firstOfOperator(symbol: number): string {
    return this.kind[symbol] === Kind.punctuator ? (this.text[symbol] as string).charAt(0) : '';
  }

  #add(text: string, kind: number, hash: number, slot: number): number {
    const symbol = this.text.length;
    if (symbol > SYMBOL_LIMIT) throw new RangeError(`more than ${SYMBOL_LIMIT} distinct tokens`);
    this.text.push(text);
    if (symbol >= this.kind.length) this.#grow();
    this.kind[symbol] = kind;
    this.#hashes[symbol] = hash;
    this.#slots[slot] = symbol;
    if (symbol * 2 > this.#slots.length) this.#rehash();
    return symbol;
  }

  #grow(): void {
    const size = this.kind.length * 2;
    const kind = new Uint8Array(size);
    kind.set(this.kind);
    this.kind = kind;
    const hashes = new Int32Array(size);
    hashes.set(this.#hashes);
    this.#hashes = hashes;
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2).fill(-1);
    const mask = slots.length - 1;
    for (let symbol = FIXED.length; symbol < this.text.length; symbol++) {
      let slot = (this.#hashes[symbol] as number) & mask;
      while ((slots[slot] as number) >= 0) slot = (slot + 1) & mask;
      slots[slot] = symbol;
    }
    this.#slots = slots;
  }
}

function sameText(text: string, source: string, start: number, length: number): boolean {
  if (text.length !== length) return false;
  for (let i = 0; i < length; i++) if (text.charCodeAt(i) !== source.charCodeAt(start + i)) return false;
  return true;
}
