/**
 * Rows: what an instruction or an alias is, and the words in which groups write them.
 *
 * A row is a mnemonic, a bit string (bits.ts), one codec an operand and, where the emulator should know it, semantics against the builder
 * of ir.ts. Encoder, decoder, printer and emulator all follow from it. An alias is a row that points at its target with some fields
 * fixed and says when the printer prefers it (Arm DDI 0487, "Alias conditions").
 *
 *   export const group = defineGroup('base/add-sub-immediate', (t) => {
 *     const add = t.insn('add', 'sf:1 0 0 100010 sh:1 imm12:12 Rn:5 Rd:5', [Rsp('Rd'), Rsp('Rn'), addSubImm], {
 *       semantics: (b, f) => b.setRsp(f.Rd, b.add(b.rsp(f.Rn, f.sf), b.c(f.imm12 * (f.sh ? 4096 : 1), f.sf))),
 *     });
 *     t.alias(add, 'mov', [Rsp('Rd'), Rsp('Rn')], { fixed: { sh: 0, imm12: 0 }, when: (f) => f.Rd === 31 || f.Rn === 31 });
 *   });
 *
 * Nothing is parsed until a row is first used: the group's function runs when one of its mnemonics (or a word of its part of the
 * encoding space) is first met, a row's bit string and codecs are bound when the row is first tried.
 */

import type { Message } from '../diag/diagnostic.ts';
import { extract, type Field, type FieldNames, type Layout, parseBits, place } from './bits.ts';
import type { Encoding } from './encoding.ts';
import type { FeatureSet } from './features.ts';
import type { Builder } from './ir.ts';
import type { WrittenNumber } from './numbers.ts';
import type { Operand } from './operand.ts';
import type { Printing } from './printing.ts';

/** What a codec may know of the row that it is bound to. */
export interface RowContext {
  readonly mnemonic: string;
  readonly layout: Layout;
}

/** A codec bound to one row: one operand, both ways. */
export interface Bound {
  /** Mask of the KINDs that it can take. */
  readonly kinds: number;
  /** Whether it takes the shift or extend that follows (`op.shift`); others refuse an operand that has one. */
  readonly takesShift?: boolean;
  /** Whether the fields of `word` are such as the operand can have; absent when all are. Decides decoding. */
  readonly fits?: ((word: number) => boolean) | undefined;
  /** Sets its fields through `e.put`; false when the operand does not fit. Must not allocate. */
  encode(op: Operand, e: Encoding): boolean;
  /** Present when the operand may be left out: sets the fields' default. */
  omit?(e: Encoding): boolean;
  /** The operand as GNU objdump writes it; '' leaves it out, with its comma. */
  print(word: number, p: Printing): string;
  /** What may stand here, for messages: 'a 64-bit register', 'an immediate in [0, 4095]'. */
  expects(e: Encoding): string;
  /** A better message than 'operand 2 must be …', for an operand that `encode` refused. */
  explain?(op: Operand, e: Encoding): Message | undefined;
  /** What the numbers written in an operand that `encode` has just taken do, in their order; absent or undefined where that is not all there is to say. */
  numbers?(op: Operand, e: Encoding): readonly WrittenNumber[] | undefined;
  /** Of an operand that `encode` has just refused: whether it would have with any numbers. Absent: that is not known. */
  refuses?(op: Operand, e: Encoding): boolean;
}

/** An operand as a row names it; `bind` places it in the row's bit string. F are the names of the fields that it uses. */
export interface Codec<out F extends string = string> {
  readonly field?: F;
  bind(row: RowContext): Bound;
}

type FieldValues<B extends string> = { readonly [K in FieldNames<B>]: number };

export interface RowOptions<B extends string> {
  /** Extension that it needs, as in features.ts; 'a | b' any, 'a & b' all. */
  readonly feature?: string;
  readonly semantics?: (b: Builder, f: FieldValues<B>) => void;
  /** Encodings that fit the bit string but are unallocated. Also refused when assembling. */
  readonly reserved?: (f: FieldValues<B>) => boolean;
  /** Pairs of register fields whose equality is unpredictable, with words: a warning, as GNU as gives. SP as a base, named second, counts as different. */
  readonly unpredictable?: readonly (readonly [FieldNames<B>, FieldNames<B>, string])[];
  /** Accepted by the assembler only: another row prints these words, or (in an alias) never preferred. */
  readonly encodeOnly?: boolean;
  /** Recognised by the decoder only. */
  readonly decodeOnly?: boolean;
  /** Declared to overlap with a less specific row: the table's test allows it. */
  readonly overlaps?: boolean;
}

export interface AliasOptions<B extends string> extends Omit<RowOptions<B>, 'semantics'> {
  readonly fixed?: Partial<FieldValues<B>>;
  /** The first field always has the second's value: `cinc` writes Rn only, and Rm is the same. */
  readonly tie?: readonly [FieldNames<B>, FieldNames<B>];
  /** When the printer prefers it; default always. */
  readonly when?: (f: FieldValues<B>) => boolean;
  /** Printed with `-M no-aliases`, too: GNU objdump knows the words by this name only. */
  readonly alwaysPrinted?: boolean;
}

/** All bound codecs have their properties in one order, so that the encoder's inner loop sees one kind of object. */
class SameShape {
  readonly kinds: Bound['kinds'];
  readonly takesShift: Bound['takesShift'];
  readonly encode: Bound['encode'];
  readonly omit: Bound['omit'];
  readonly fits: Bound['fits'];
  readonly print: Bound['print'];
  readonly expects: Bound['expects'];
  readonly explain: Bound['explain'];
  readonly numbers: Bound['numbers'];
  readonly refuses: Bound['refuses'];

  constructor(bound: Bound) {
    this.kinds = bound.kinds;
    this.takesShift = bound.takesShift ?? false;
    this.encode = bound.encode;
    this.omit = bound.omit;
    this.fits = bound.fits;
    this.print = bound.print;
    this.expects = bound.expects;
    this.explain = bound.explain;
    this.numbers = bound.numbers;
    this.refuses = bound.refuses;
  }
}

const SHAPES = new WeakMap<Bound, SameShape>();

function sameShape(bound: Bound): Bound {
  let shape = SHAPES.get(bound);
  if (!shape) {
    shape = new SameShape(bound);
    SHAPES.set(bound, shape);
  }
  return shape as Bound;
}

/** The word whose fields all views show. */
let viewed = 0;
const VIEWS = new WeakMap<Layout, AnyFields>();
const SHOWN = new Map<Field, PropertyDescriptor>();

/** An object with a getter a field: predicates read two or three of the six or seven that a row has. */
function viewOf(layout: Layout): AnyFields {
  const view: Record<string, number> = {};
  for (const field of layout.fields.values()) {
    let shown = SHOWN.get(field);
    if (!shown) {
      shown = { get: () => extract(field, viewed), enumerable: true };
      SHOWN.set(field, shown);
    }
    Object.defineProperty(view, field.name, shown);
  }
  return view;
}

type AnyFields = Readonly<Record<string, number>>;

/** One row of the table. `B` is its bit string's type. */
export class Row<B extends string = string> {
  readonly mnemonic: string;
  readonly bits: B;
  readonly operands: readonly Codec[];
  readonly group: string;
  readonly feature: string;
  readonly semantics: ((b: Builder, f: AnyFields) => void) | undefined;
  readonly reserved: ((f: AnyFields) => boolean) | undefined;
  readonly unpredictable: readonly (readonly [string, string, string])[] | undefined;
  readonly encodeOnly: boolean;
  readonly decodeOnly: boolean;
  readonly overlaps: boolean;
  readonly fixed: Readonly<Record<string, number | undefined>> | undefined;
  readonly tie: readonly [string, string] | undefined;
  /** The row that an alias stands for. */
  readonly target: Row | undefined;
  readonly when: ((f: AnyFields) => boolean) | undefined;
  readonly alwaysPrinted: boolean;
  /** Aliases of this row, in the order of preference. */
  readonly aliases: Row[] = [];
  #layout: Layout | undefined;
  #bound: readonly Bound[] | undefined;
  #fitting: readonly ((word: number) => boolean)[] | undefined;
  #printed: readonly Row[] | undefined;
  #view: AnyFields | undefined;
  #mask = 0;
  #value = 0;

  constructor(
    group: string,
    mnemonic: string,
    bits: B,
    operands: readonly Codec[],
    options: RowOptions<B> & AliasOptions<B>,
    target?: Row,
  ) {
    this.group = group;
    this.mnemonic = mnemonic;
    this.bits = bits;
    this.operands = operands;
    this.feature = options.feature ?? '';
    this.semantics = options.semantics as ((b: Builder, f: AnyFields) => void) | undefined;
    this.reserved = options.reserved as ((f: AnyFields) => boolean) | undefined;
    this.unpredictable = options.unpredictable;
    this.encodeOnly = options.encodeOnly ?? false;
    this.decodeOnly = options.decodeOnly ?? false;
    this.overlaps = options.overlaps ?? false;
    this.fixed = options.fixed as Readonly<Record<string, number | undefined>> | undefined;
    this.tie = options.tie;
    this.when = options.when as ((f: AnyFields) => boolean) | undefined;
    this.alwaysPrinted = options.alwaysPrinted ?? false;
    this.target = target;
  }

  /** Mnemonic and operand-independent name, unique enough to read: 'add (base/add-sub-immediate)'. */
  get name(): string {
    return `${this.mnemonic} (${this.group})`;
  }

  /** The parsed bit string, an alias's fixed fields included in value and mask. */
  get layout(): Layout {
    this.#layout ??= this.#parse();
    return this.#layout;
  }

  /** Fixed bits of the word, should-be bits included. Unsigned. */
  get value(): number {
    this.#layout ??= this.#parse();
    return this.#value;
  }

  /** Bits that decide decoding. Unsigned. */
  get mask(): number {
    this.#layout ??= this.#parse();
    return this.#mask;
  }

  /** The fields of `word` as predicates see them, who look and forget: all views show the word of the last call. */
  view(word: number): AnyFields {
    viewed = word;
    this.#view ??= this.#viewOf();
    return this.#view;
  }

  #viewOf(): AnyFields {
    let view = VIEWS.get(this.layout);
    if (!view) {
      view = viewOf(this.layout);
      VIEWS.set(this.layout, view);
    }
    return view;
  }

  /** The aliases that a printer may prefer, in the order of preference. */
  get printed(): readonly Row[] {
    this.#printed ??= this.aliases.filter((alias) => !alias.encodeOnly);
    return this.#printed;
  }

  /** Whether a processor with `features` has it. */
  supportedBy(features: FeatureSet): boolean {
    return this.feature === '' || features.satisfies(this.feature);
  }

  /** The codecs, bound. */
  get bound(): readonly Bound[] {
    this.#bound ??= this.operands.map((codec) =>
      sameShape(codec.bind({ mnemonic: this.mnemonic, layout: this.layout })),
    );
    return this.#bound;
  }

  /** Whether `word`, which has the row's fixed bits, is allocated: every operand fits and the row does not reserve it. */
  allocates(word: number): boolean {
    this.#fitting ??= this.#conditions();
    for (const fits of this.#fitting) if (!fits(word)) return false;
    return this.reserved === undefined || !this.reserved(this.view(word));
  }

  #conditions(): readonly ((word: number) => boolean)[] {
    const found: ((word: number) => boolean)[] = [];
    for (const { fits } of this.bound) if (fits && !found.includes(fits)) found.push(fits);
    return found;
  }

  #parse(): Layout {
    const layout = parseBits(this.bits);
    this.#value = layout.value;
    this.#mask = layout.mask;
    if (!this.fixed) return layout;
    for (const [name, value] of Object.entries(this.fixed)) {
      const field = layout.fields.get(name);
      if (!field || value === undefined)
        throw new Error(`alias '${this.mnemonic}' fixes '${name}', which is not in '${this.bits}'`);
      this.#value = (this.#value | place(field, value)) >>> 0;
      this.#mask = (this.#mask | field.mask) >>> 0;
    }
    return layout;
  }
}

/** What a group's function writes its rows with. */
export class Table {
  readonly rows: Row[] = [];
  readonly #group: string;
  readonly #feature: string;

  constructor(group: string, feature = '', rows: Row[] = []) {
    this.#group = group;
    this.#feature = feature;
    this.rows = rows;
  }

  /** The same table with another default for `feature`. */
  needs(feature: string): Table {
    return new Table(this.#group, feature, this.rows);
  }

  /** Adds an instruction. Rows of one mnemonic are tried in the order of their definition. */
  insn<const B extends string>(
    mnemonic: string,
    bits: B,
    operands: readonly Codec<NoInfer<FieldNames<B>>>[],
    options: RowOptions<NoInfer<B>> = {},
  ): Row<B> {
    const row = new Row<B>(
      this.#group,
      mnemonic,
      bits,
      operands,
      this.#feature ? { feature: this.#feature, ...options } : options,
    );
    this.rows.push(row as unknown as Row);
    return row;
  }

  /** Adds another spelling of `target`'s words. */
  alias<B extends string>(
    target: Row<B>,
    mnemonic: string,
    operands: readonly Codec<NoInfer<FieldNames<B>>>[],
    options: AliasOptions<NoInfer<B>> = {},
  ): Row<B> {
    const base = target as unknown as Row;
    const row = new Row<B>(this.#group, mnemonic, target.bits, operands, { feature: target.feature, ...options }, base);
    base.aliases.push(row as unknown as Row);
    this.rows.push(row as unknown as Row);
    return row;
  }
}

/** A part of the instruction set, built when first needed. */
export interface Group {
  readonly name: string;
  /** Its rows, in order. Built once. */
  rows(): readonly Row[];
}

/** Declares a group; `build` runs on first use. */
export function defineGroup(name: string, build: (t: Table) => void): Group {
  let rows: readonly Row[] | undefined;
  return {
    name,
    rows() {
      if (!rows) {
        const table = new Table(name);
        build(table);
        rows = table.rows;
      }
      return rows;
    },
  };
}

/** A row's name and the opcode bits that fill the holes of a bit string, in their order. */
export type Cells = readonly [string, string, string, string, string, string, string, string];

/** Reads 'add 0 100001, sub 1 100001': one entry a row, for the loops that write rows of one shape. */
export function cells(table: string): Cells[] {
  return table.split(',').map((entry) => {
    const [name = '', a = '', b = '', c = '', d = '', e = '', f = '', g = ''] = entry.trim().split(/\s+/);
    return [name, a, b, c, d, e, f, g];
  });
}
