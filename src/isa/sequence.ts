/**
 * Instructions that belong together: a MOVPRFX and what it prefixes, the three parts of a memory copy or set (FEAT_MOPS).
 *
 * Enters: the words of a section's instructions, one after the other. Leaves: what is wrong with a word behind those before it. Arm DDI 0584,
 * "MOVPRFX"; DDI 0487, C6.2 (CPYFP, SETP). What GNU as 2.40 and objdump do after a mistake is done here, too: a sequence of copies ends
 * with its third part, whatever that is.
 */
import { isPrefix, prefixFault, type SequenceFault } from './prefix.ts';
import { Printer } from './print.ts';

/** Parts of a copy or set, in order, and their letters in mnemonics. */
const PARTS = ['prologue', 'main part', 'epilogue'] as const;
const LETTERS = 'pme';
const LAST = PARTS.length - 1;
const OPENS = 'instruction opens new dependency sequence without ending previous one';
const printer = new Printer();

/** What a word of a copy or set says. */
interface Part {
  /** Index into PARTS. */
  readonly part: number;
  /** Bits that all parts share: which copy or set it is, with its options. */
  readonly kind: number;
  /** Destination, source (of a set: the value, which may change) and size. */
  readonly to: number;
  readonly from: number;
  readonly size: number;
}

/** Whether the word is a copy or set. */
function isCopyPart(word: number): boolean {
  return (word & 0xfb200c00) === 0x19000400;
}

/** Whether the word can only stand in a sequence, or begins one. */
export function isSequential(word: number): boolean {
  return isPrefix(word) || isCopyPart(word);
}

function decode(word: number): Part {
  const stage = (word >> 22) & 3;
  const options = (word >> 12) & 15;
  const isSet = stage === 3;
  return {
    part: isSet ? options >> 2 : stage,
    kind: (word & 0x04000000) | (isSet ? 0x100 | (options & 3) : options),
    to: word & 31,
    from: isSet ? -1 : (word >> 16) & 31,
    size: (word >> 5) & 31,
  };
}

/** The mnemonic of `word`, a copy or set, as part number `part`. */
function nameAs(word: number, part: number): string {
  const { mnemonic } = printer.print(word, 0n);
  return mnemonic.replace(/^(cpyf?|setg?)[pme]/, `$1${LETTERS[part]}`);
}

/** The sequences of one section; `next` looks at each instruction. */
export class InstructionSequence {
  /** The last word of the open sequence, 0 if none is open, and how many it has. */
  #last = 0;
  #count = 0;

  /** Whether a MOVPRFX or a part of a copy waits for what must follow. */
  get isOpen(): boolean {
    return this.#count > 0;
  }

  /** What is wrong when nothing follows any more; undefined when nothing is open. */
  get unfinished(): string | undefined {
    if (!this.isOpen) return undefined;
    if (isPrefix(this.#last)) return 'nothing follows the last movprfx';
    return `the last memory copy or set has its ${PARTS[decode(this.#last).part]} only`;
  }

  close(): void {
    this.#count = 0;
  }

  /** What is wrong with `word`, the next instruction. */
  next(word: number): SequenceFault | undefined {
    const now = isCopyPart(word) ? decode(word) : undefined;
    if (now?.part === 0 || isPrefix(word)) {
      const fault = this.isOpen ? this.#opens() : undefined;
      this.#last = word;
      this.#count = 1;
      return fault;
    }
    if (!this.isOpen) return now && unled(word, now);
    const last = this.#last;
    if (isPrefix(last)) {
      this.close();
      return prefixFault(last, word);
    }
    const fault = misplaced(last, word, now);
    this.#last = word;
    this.#count = !now || now.part === LAST || this.#count === LAST ? 0 : this.#count + 1;
    return fault;
  }

  #opens(): SequenceFault {
    if (isPrefix(this.#last)) return { text: 'nothing follows the movprfx before this one', note: OPENS };
    const next = PARTS[decode(this.#last).part + 1];
    return { text: `a new sequence begins, but the last one lacks its ${next}`, note: OPENS };
  }
}

/** A part of a copy without the one that comes before it. */
function unled(word: number, { part }: Part): SequenceFault {
  return {
    text: `the ${PARTS[part]} does not follow its ${PARTS[part - 1]}`,
    note: `this \`${nameAs(word, part)}' should have an immediately preceding \`${nameAs(word, part - 1)}'`,
  };
}

/** What is wrong with `word` behind `last`, the last part of an open copy or set. */
function misplaced(last: number, word: number, now: Part | undefined): SequenceFault | undefined {
  const before = decode(last);
  if (now?.part !== before.part + 1 || now.kind !== before.kind) {
    return {
      text: `the ${PARTS[before.part]} before this must be followed by its ${PARTS[before.part + 1]}`,
      note: `expected \`${nameAs(last, before.part + 1)}' after previous \`${nameAs(last, before.part)}'`,
    };
  }
  const at = now.to !== before.to ? 1 : now.from !== before.from ? 2 : now.size !== before.size ? 3 : 0;
  if (at === 0) return undefined;
  const differs = ['destination', 'source', 'size'][at - 1];
  // the second operand of a set is its size
  const operand = at === 3 && ((word >> 22) & 3) === 3 ? 2 : at;
  return {
    text: `the ${differs} register is not that of the ${PARTS[before.part]} before`,
    note: `${differs} register differs from preceding instruction at operand ${operand}`,
  };
}
