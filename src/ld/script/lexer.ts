/**
 * The scanner of linker scripts: characters to tokens, one at a time, in the mode that the parser asks for.
 *
 * In a script the same character may belong to a file name or be an operator, and only the grammar knows which ("ld"
 * manual, "Symbol Names" and "Input Section Wildcard Patterns"). So the parser sets `mode` and the scanner reads the
 * next token from `offset` when it is looked at; a token that was looked at in another mode is read anew.
 */
import type { TokenType } from 'chevrotain';
import { createToken, EOF } from 'chevrotain';
import { type OurToken, TYPES } from '../../expr/grammar.ts';
import type { Lexeme } from '../../expr/scan.ts';

/** Where the parser stands: in an expression, among file and section patterns, in a version script, or elsewhere. */
export type Mode = 'expression' | 'wild' | 'script' | 'version';

const token = (name: string, label: string): TokenType => createToken({ name, label });

export const T = {
  word: token('Word', 'a name'),
  keyword: token('Keyword', 'a keyword'),
  string: token('QuotedName', 'a quoted name'),
  braceOpen: token('BraceOpen', "'{'"),
  braceClose: token('BraceClose', "'}'"),
  semicolon: token('Semicolon', "';'"),
  assign: token('Assign', 'an assignment operator'),
  typeOpen: token('TypeOpen', "'(' and a section type"),
  greater: token('Greater', "'>'"),
  bad: token('Bad', 'a valid character'),
} as const;

const keyword = (name: string, prefix: string): TokenType =>
  createToken({ name: `${prefix}_${name}`, label: `'${name}'` });
const table = (names: string, prefix = 'K'): Readonly<Record<string, TokenType>> =>
  Object.fromEntries(names.split(' ').map((name) => [name, keyword(name, prefix)]));

/** Commands at the top level and in SECTIONS. */
const SCRIPT_WORDS = table(
  'SECTIONS MEMORY PHDRS VERSION ENTRY OUTPUT_FORMAT OUTPUT_ARCH OUTPUT TARGET SEARCH_DIR STARTUP INPUT GROUP AS_NEEDED ' +
    'INCLUDE EXTERN FORCE_COMMON_ALLOCATION FORCE_GROUP_ALLOCATION INHIBIT_COMMON_ALLOCATION NOCROSSREFS NOCROSSREFS_TO ' +
    'REGION_ALIAS LD_FEATURE ASSERT PROVIDE PROVIDE_HIDDEN HIDDEN INSERT AFTER BEFORE OVERLAY FILEHDR',
);

/** Commands inside an output section. */
const WILD_WORDS: Readonly<Record<string, TokenType>> = {
  ...table(
    'KEEP SORT SORT_BY_NAME SORT_BY_ALIGNMENT SORT_BY_INIT_PRIORITY SORT_NONE REVERSE EXCLUDE_FILE INPUT_SECTION_FLAGS BYTE SHORT LONG ' +
      'QUAD SQUAD FILL ASCIZ LINKER_VERSION CONSTRUCTORS CREATE_OBJECT_SYMBOLS',
  ),
  ...Object.fromEntries(
    ['ASSERT', 'PROVIDE', 'PROVIDE_HIDDEN', 'HIDDEN', 'INCLUDE'].map((w) => [w, SCRIPT_WORDS[w] as TokenType]),
  ),
};

/** Words of an output section's header, between its name and its body. */
const HEADER_WORDS: Readonly<Record<string, TokenType>> = table(
  'AT ALIGN SUBALIGN ALIGN_WITH_INPUT ONLY_IF_RO ONLY_IF_RW SPECIAL NOCROSSREFS',
  'H',
);

/** Keyword token types by name, for the grammar. */
export const K: Readonly<Record<string, TokenType>> = { ...SCRIPT_WORDS, ...WILD_WORDS, ...prefixed(HEADER_WORDS) };

function prefixed(words: Readonly<Record<string, TokenType>>): Record<string, TokenType> {
  return Object.fromEntries(Object.entries(words).map(([name, type]) => [`H_${name}`, type]));
}

export const ALL_TOKENS: readonly TokenType[] = [...new Set([...Object.values(T), ...Object.values(K)])];

const SECTION_TYPES = /^(NOLOAD|DSECT|COPY|INFO|OVERLAY|READONLY|TYPE)\b/;

/** Character classes by mode: bit 1 expression names, 2 pattern names, 4 script names, 8 version names; 16 a digit. */
const CLASS = new Uint8Array(256);
function mark(characters: string, bits: number): void {
  for (const c of characters) CLASS[c.charCodeAt(0)] = (CLASS[c.charCodeAt(0)] as number) | bits;
}
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_';
mark(`${LETTERS}.$0123456789\\`, 1);
mark(`${LETTERS}0123456789/.-+$:[]\\,~?*^!`, 2);
mark(`${LETTERS}0123456789/.-+$[]\\~`, 4);
mark(`${LETTERS}0123456789.$*?[]-!^\\@`, 8);
mark('0123456789', 16);
for (let c = 128; c < 256; c++) CLASS[c] = 15;

const MODE_BIT: Readonly<Record<Mode, number>> = { expression: 1, wild: 2, script: 4, version: 8 };

export class ScriptLexer {
  readonly text: string;
  mode: Mode = 'script';
  /** In an output section's header: before its colon a type may stand in parentheses, after it AT, ALIGN … are keywords. */
  header: 'no' | 'before' | 'after' = 'no';
  offset = 0;
  /** The token taken last. */
  last: OurToken | undefined;
  #peeked: OurToken | undefined;
  #peekedMode: Mode = 'script';
  #peekedHeader = 'no';

  constructor(text: string) {
    this.text = text;
  }

  peek(): OurToken {
    const known = this.#peeked;
    if (known && this.#peekedMode === this.mode && this.#peekedHeader === this.header) return known;
    this.#peekedMode = this.mode;
    this.#peekedHeader = this.header;
    this.#peeked = this.#scan();
    return this.#peeked;
  }

  take(): void {
    this.last = this.peek();
    if (this.last.tokenType !== EOF) this.offset = (this.last.endOffset ?? 0) + 1;
    this.#peeked = undefined;
  }

  #make(type: TokenType, at: number, end: number, lexeme?: Lexeme, image = this.text.slice(at, end)): OurToken {
    const made: Partial<OurToken> = {
      image,
      startOffset: at,
      endOffset: end - 1,
      tokenType: type,
      tokenTypeIdx: type.tokenTypeIdx ?? 0,
    };
    if (lexeme) made.lexeme = lexeme;
    return made as OurToken;
  }

  #skipBlanks(): number {
    const { text } = this;
    let at = this.offset;
    for (;;) {
      const c = text.charCodeAt(at);
      if (c === 32 || (c >= 9 && c <= 13)) at++;
      else if (c === 47 && text.charCodeAt(at + 1) === 42) {
        const close = text.indexOf('*/', at + 2);
        if (close < 0) return at;
        at = close + 2;
      } else if (c === 35 && this.mode !== 'version' && startsLine(text, at)) {
        const end = text.indexOf('\n', at);
        at = end < 0 ? text.length : end;
      } else if (c === 35 && this.mode !== 'expression') {
        const end = text.indexOf('\n', at);
        at = end < 0 ? text.length : end;
      } else return at;
    }
  }

  #scan(): OurToken {
    const { text } = this;
    const at = this.#skipBlanks();
    if (at >= text.length) return this.#make(EOF, at, at + 1, undefined, '');
    const c = text.charCodeAt(at);
    if (c === 34) return this.#quoted(at);
    if (text.startsWith('/*', at)) return this.#make(T.bad, at, at + 2);
    const assign = this.mode === 'version' ? 0 : assignmentLength(text, at);
    if (assign > 0) return this.#make(T.assign, at, at + assign);
    if (this.mode === 'expression') return this.#expression(at, c);
    const bit = MODE_BIT[this.mode];
    if (((CLASS[c & 255] as number) & bit) !== 0) return this.#word(at, bit);
    return this.#punctuation(at, c);
  }

  #quoted(at: number): OurToken {
    const close = this.text.indexOf('"', at + 1);
    if (close < 0) return this.#make(T.bad, at, at + 1);
    const type = this.mode === 'expression' ? TYPES.name : T.string;
    return this.#make(type, at, close + 1, undefined, this.text.slice(at + 1, close));
  }

  #word(at: number, bit: number): OurToken {
    const { text } = this;
    let end = at + 1;
    while (end < text.length && this.#continues(end, bit)) end++;
    const image = text.slice(at, end);
    const words = this.mode === 'wild' ? WILD_WORDS : this.mode === 'script' ? SCRIPT_WORDS : undefined;
    return this.#make(
      (words && Object.hasOwn(words, image) ? words[image] : undefined) ?? T.word,
      at,
      end,
      undefined,
      image,
    );
  }

  #continues(at: number, bit: number): boolean {
    const { text } = this;
    const c = text.charCodeAt(at);
    if (((CLASS[c & 255] as number) & bit) === 0) return bit === 8 && text.startsWith('::', at);
    if (c === 47 && text.charCodeAt(at + 1) === 42) return false;
    return bit !== 4 || assignmentLength(text, at) === 0;
  }

  #expression(at: number, c: number): OurToken {
    const { text } = this;
    if (c >= 48 && c <= 57) return this.#number(at);
    const odd = ODD_NUMBER.exec(text.slice(at, at + 24))?.[0];
    if (odd !== undefined && ((CLASS[text.charCodeAt(at + odd.length) & 255] as number) & 1) === 0)
      return this.#literal(at, at + odd.length);
    if (((CLASS[c & 255] as number) & 1) !== 0) {
      let end = at + 1;
      while (((CLASS[text.charCodeAt(end) & 255] as number) & 1) !== 0 && end < text.length) end++;
      const image = text.slice(at, end);
      const header = this.header === 'after' && Object.hasOwn(HEADER_WORDS, image) ? HEADER_WORDS[image] : undefined;
      return this.#make(header ?? TYPES.name, at, end, undefined, image);
    }
    if (text.startsWith('/DISCARD/', at)) return this.#make(TYPES.name, at, at + 9);
    if (c === 40 && this.header === 'before' && SECTION_TYPES.test(text.slice(at + 1, at + 24).trimStart()))
      return this.#make(T.typeOpen, at, at + 1);
    const operator = OPERATOR.exec(text.slice(at, at + 2))?.[0];
    if (operator) return this.#make(TYPES.operator, at, at + operator.length);
    return this.#punctuation(at, c);
  }

  #punctuation(at: number, c: number): OurToken {
    return this.#make(PUNCTUATION[String.fromCharCode(c)] ?? T.bad, at, at + 1);
  }

  /** Decimal, octal (0…), hexadecimal (0x…, …h, $…), binary (…b), with K or M: "ld" manual, "Constants". */
  #number(at: number): OurToken {
    const { text } = this;
    let end = at + 1;
    while (isAlphanumeric(text.charCodeAt(end))) end++;
    return this.#literal(at, end);
  }

  #literal(at: number, end: number): OurToken {
    const { text } = this;
    const value = scriptNumber(text.slice(at, end));
    if (value === undefined) return this.#make(T.bad, at, end);
    return this.#make(TYPES.number, at, end, {
      kind: 'number',
      text: text.slice(at, end),
      at,
      end,
      value,
    });
  }
}

const OPERATOR = /^(<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^~!<>])/;

const PUNCTUATION: Readonly<Record<string, TokenType>> = {
  '{': T.braceOpen,
  '}': T.braceClose,
  '(': TYPES.open,
  ')': TYPES.close,
  ';': T.semicolon,
  ',': TYPES.comma,
  ':': TYPES.colon,
  '?': TYPES.question,
  '>': T.greater,
};

function isAlphanumeric(c: number): boolean {
  return (c >= 48 && c <= 57) || ((c | 32) >= 97 && (c | 32) <= 122);
}

function startsLine(text: string, at: number): boolean {
  return at === 0 || text.charCodeAt(at - 1) === 10;
}

/** Length of '=', '+=', … '<<=' at text[at], or 0; '==' is none. */
function assignmentLength(text: string, at: number): number {
  const match = ASSIGN.exec(text.slice(at, at + 4));
  return match ? match[0].length - (match[1] as string).length : 0;
}
const ASSIGN = /^(?:<<|>>|[-+*/&|^])?=((?!=).|$)/s;

/** Numbers that do not open with a digit; so `fab` is no name in an expression, but a binary number without valid digits: 0. */
const ODD_NUMBER = /^(\$[0-9a-fA-F]+[kKmM]?|[a-fA-F][0-9a-fA-F]*[hHxXbBoOdD])/;
const MOST = (1n << 64n) - 1n;
const RADIX: Readonly<Record<string, number>> = { h: 16, x: 16, o: 8, b: 2, d: 10 };

/** The value of a number, undefined where it is none: digits end at the first that the radix lacks, and 64 bits are the most. */
function scriptNumber(word: string): bigint | undefined {
  const plain = /^(?:0[xX]([0-9a-fA-F]+)|\$([0-9a-fA-F]+)|(\d+))([kKmM]?)$/.exec(word);
  if (plain) {
    const [, hexadecimal, dollar, decimal = '', suffix = ''] = plain;
    const scale = suffix === '' ? 1n : suffix.toLowerCase() === 'k' ? 1024n : 1_048_576n;
    const digits = hexadecimal ?? dollar;
    const value = digits ? inRadix(digits, 16) : inRadix(decimal, decimal.startsWith('0') ? 8 : 10);
    return BigInt.asUintN(64, value * scale);
  }
  const [, digits = '', letter = ''] = /^([0-9a-fA-F]+)([hHxXbBoOdD])$/.exec(word) ?? [];
  const radix = RADIX[letter.toLowerCase()];
  return radix === undefined || /^0[xXbBoOdD]/.test(word) ? undefined : inRadix(digits, radix);
}

function inRadix(digits: string, radix: number): bigint {
  let value = 0n;
  for (const digit of digits) {
    const each = Number.parseInt(digit, 16);
    if (each >= radix) break;
    value = value * BigInt(radix) + BigInt(each);
  }
  return value > MOST ? MOST : value;
}
