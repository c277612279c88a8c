/**
 * Assembling one statement in tests: text in, word out, with `.`-relative operands resolved.
 */

import { InstructionEncoder } from '../../src/isa/encoder.ts';
import { FeatureSet } from '../../src/isa/features.ts';
import { print } from '../../src/isa/print.ts';
import { relocByNumber, relocFault, relocInsert } from '../../src/isa/relocs.ts';
import { type Symbolic, TestHost } from './host.ts';

export interface Assembled {
  /** Unsigned; undefined when the statement was refused. */
  readonly word: number | undefined;
  readonly error: string;
  readonly hint: string;
  /** Text under the error, for assertions on its place. */
  readonly under: string;
  readonly warning: string;
  /** 'R_AARCH64_JUMP26 foo+4' of each relocation that is not `.`-relative. */
  readonly relocs: readonly string[];
}

/** An assembler of single statements with everything switched on, or with `features`. */
export class Statements {
  readonly host = new TestHost();
  readonly encoder: InstructionEncoder<Symbolic>;

  constructor(features = FeatureSet.all()) {
    this.encoder = new InstructionEncoder(this.host, features);
  }

  assemble(text: string): Assembled {
    const { encoder } = this;
    const blank = text.search(/\s/);
    const stop = blank < 0 ? text.length : blank;
    if (!encoder.encode(text, 0, stop, stop, text.length)) {
      const { text: error, hint = '' } = encoder.error;
      return {
        word: undefined,
        error,
        hint,
        under: text.slice(encoder.errorAt, encoder.errorAt + encoder.errorLength),
        warning: '',
        relocs: [],
      };
    }
    const result = { error: '', hint: '', under: '', warning: encoder.warning?.text ?? '' };
    const relocs: string[] = [];
    let word = encoder.word;
    for (let i = 0; i < encoder.fixupCount; i++) {
      const fixup = encoder.fixups[i];
      if (!fixup) break;
      const row = relocByNumber(fixup.reloc);
      if (!row) return { ...result, word: undefined, error: 'value not known yet', relocs };
      if (fixup.value?.name === '.') {
        if (relocFault(row, fixup.value.addend))
          return { ...result, word: undefined, error: 'offset out of range', relocs };
        word = relocInsert(row, word, fixup.value.addend);
      } else {
        const addend = fixup.value?.addend ?? fixup.constant ?? 0n;
        relocs.push(`${row.name} ${fixup.value?.name ?? '*ABS*'}${addend === 0n ? '' : `+${addend}`}`);
      }
    }
    return { ...result, word: word >>> 0, relocs };
  }

  /** The word as eight hexadecimal digits, or the error. */
  hex(text: string): string {
    const { word, error } = this.assemble(text);
    return word === undefined ? error : word.toString(16).padStart(8, '0');
  }
}

/** Addresses that the printer writes are absolute: at 0 they are offsets, negative ones modulo 2^64. */
const NEGATIVE = /0xf{4}[0-9a-f]{12}$/;

/** Without `#` even a constant page is the linker's business. */
const PAGE = /^(adrp \w+, )(?=-?0x)/;

/** A printed word as a statement that assembles to it again, at address 0. */
export function printedStatement(word: number): string {
  const { mnemonic, operands } = print(word, 0n);
  const text = operands === '' ? mnemonic : `${mnemonic} ${operands}`;
  const signed = text.replace(NEGATIVE, (digits) => `-0x${((1n << 64n) - BigInt(digits)).toString(16)}`);
  return signed.replace(PAGE, '$1#');
}

/** A small generator with a seed (mulberry32), so that a failure can be repeated. */
export function randomWords(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
}
