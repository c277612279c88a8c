/**
 * The instruction table for programs: encode one statement, decode one word with its fields, list the rows.
 *
 * Enters: text or a word. Leaves: plain values. Symbols stay names: whoever has values for them applies the relocations (relocs.ts) or assembles
 * with src/asm. For many statements keep one `InstructionEncoder` (encoder.ts) with a host of your own.
 */

import type { Message } from '../diag/diagnostic.ts';
import { decode } from './decoder.ts';
import { InstructionEncoder } from './encoder.ts';
import { FeatureSet } from './features.ts';
import { fieldsOf } from './fields.ts';
import { GROUPS } from './groups.ts';
import type { OperandHost } from './operand-host.ts';
import { preferred, print } from './print.ts';
import { relocByNumber } from './relocs.ts';

/** A symbol, or `.`, and what is added to it. */
export interface SymbolReference {
  readonly name: string;
  readonly addend: bigint;
}

export interface EncodedReloc {
  /** 'R_AARCH64_CALL26'; undefined when the operand is an immediate that only the symbol's value can fill in. */
  readonly type: string | undefined;
  readonly symbol: SymbolReference;
}

export type Encoded =
  | {
      readonly ok: true;
      readonly word: number;
      readonly relocations: readonly EncodedReloc[];
      readonly warning: Message | undefined;
    }
  | { readonly ok: false; readonly error: Message; readonly at: number; readonly length: number };

/** Literals, names and name ± literal: enough for one statement by itself. */
class PlainHost implements OperandHost<SymbolReference> {
  isConstant = false;
  number = 0;
  big = 0n;
  wide: bigint | undefined;
  symbolic: SymbolReference | undefined;
  readonly expressionError = '';

  alias(): undefined {
    return undefined;
  }

  parseExpression(text: string, at: number, end: number): number {
    const pattern = /\s*(?:([A-Za-z_.$][\w.$]*)\s*(?:([-+])\s*(0x[0-9a-f]+|\d+))?|([-+]?)\s*(0x[0-9a-f]+|\d+))/iy;
    pattern.lastIndex = at;
    const match = pattern.exec(text.slice(0, end));
    if (!match) return -1;
    const [, name, operator, distance, sign, literal] = match;
    const value = BigInt(literal ?? distance ?? 0);
    this.wide = value >= 1n << 64n ? value : undefined;
    this.big = sign === '-' || operator === '-' ? -value : value;
    this.number = Number(this.big);
    this.isConstant = name === undefined;
    this.symbolic = name === undefined ? undefined : { name, addend: this.big };
    return pattern.lastIndex;
  }
}

/**
 * Encodes one statement, 'add x0, x1, #1', for `features` (default: everything). The word is unsigned; `at` and `length` of an error are
 * indices into the text.
 */
export function encodeStatement(text: string, features: FeatureSet = FeatureSet.all()): Encoded {
  const encoder = new InstructionEncoder(new PlainHost(), features);
  const start = text.length - text.trimStart().length;
  const blank = text.slice(start).search(/\s/);
  const stop = blank < 0 ? text.length : start + blank;
  if (!encoder.encode(text, start, stop, stop, text.length)) {
    return { ok: false, error: encoder.error, at: encoder.errorAt, length: encoder.errorLength };
  }
  const relocations = encoder.fixups.slice(0, encoder.fixupCount).map(
    (fixup): EncodedReloc => ({
      type: relocByNumber(fixup.reloc)?.name,
      symbol: fixup.value ?? { name: '', addend: fixup.constant ?? 0n },
    }),
  );
  return { ok: true, word: encoder.word >>> 0, relocations, warning: encoder.warning };
}

export interface Decoded {
  readonly mnemonic: string;
  /** The instruction's bit string, in the Arm manual's field names. */
  readonly bits: string;
  readonly fields: Readonly<Record<string, number>>;
  /** As GNU objdump writes it, aliases preferred. */
  readonly text: string;
  /** The alias that the text uses, if it uses one. */
  readonly alias: string | undefined;
  /** The extension that it needs, '' for none. */
  readonly feature: string;
}

/** Decodes a word at `pc` (for targets of branches); undefined when it is unallocated. */
export function decodeWord(word: number, pc = 0n): Decoded | undefined {
  const row = decode(word >>> 0);
  if (!row) return undefined;
  const { mnemonic, operands } = print(word >>> 0, pc);
  const shown = preferred(row, word >>> 0);
  return {
    mnemonic: row.mnemonic,
    bits: row.bits,
    fields: fieldsOf(row, word >>> 0),
    text: operands === '' ? mnemonic : `${mnemonic} ${operands}`,
    alias: shown === row ? undefined : shown.mnemonic,
    feature: row.feature,
  };
}

export interface ListedRow {
  readonly mnemonic: string;
  readonly group: string;
  readonly bits: string;
  readonly feature: string;
  /** The mnemonic that it is an alias of. */
  readonly aliasOf: string | undefined;
  /** Whether the emulator knows what it does. */
  readonly hasSemantics: boolean;
}

/** Every row of the table. Loads all groups. */
export function listRows(): ListedRow[] {
  return GROUPS.flatMap((group) =>
    group.rows().map((row) => ({
      mnemonic: row.mnemonic,
      group: group.name,
      bits: row.bits,
      feature: row.feature,
      aliasOf: row.target?.mnemonic,
      hasSemantics: (row.target ?? row).semantics !== undefined,
    })),
  );
}
