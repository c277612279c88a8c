/**
 * The instruction's part of a disassembly's lines, with the remarks in GNU objdump's columns.
 *
 * Enters: a word. Leaves: 'mnemonic\toperands\t// remark' and the end of the line in a TextSink. Programs repeat themselves: the text of words that name no
 * address is kept from the second time on that they are met.
 */

import { isPrefix } from '../../isa/prefix.ts';
import { Printer } from '../../isa/print.ts';
import { InstructionSequence } from '../../isa/sequence.ts';
import type { TextSink } from './text-sink.ts';

const CACHED = 1 << 13;
/** Spreads words over the cache; the golden ratio's bits. */
const SPREAD = 0x9e3779b1;
const CACHE_SHIFT = 19;

export class StatementWriter {
  readonly #printer: Printer;
  readonly #words = new Int32Array(CACHED);
  /** '' for a word that was met once. */
  readonly #texts: string[] = new Array(CACHED).fill('');
  /** With notes: the instructions that belong together, through all sections. */
  readonly #sequence: InstructionSequence | undefined;
  #lastInSequence = 0;
  /** Whether the text of the word at hand depends on where it is. */
  #placed = false;
  /** The text for the address so many bytes behind the word at hand. */
  relative: (bytes: number) => string = () => '';

  constructor(options: { readonly aliases: boolean; readonly notes: boolean }) {
    if (options.notes) this.#sequence = new InstructionSequence();
    this.#printer = new Printer({
      aliases: options.aliases,
      notes: options.notes,
      relative: (bytes) => {
        this.#placed = true;
        return this.relative(bytes);
      },
    });
  }

  /** Writes `word` of address `base` + `offset`. */
  write(word: number, base: bigint, offset: number, out: TextSink): void {
    if (this.#sequence) {
      this.#writeNoted(this.#sequence, word, base, offset, out);
      return;
    }
    const at = Math.imul(word, SPREAD) >>> CACHE_SHIFT;
    const isKnown = this.#words[at] === (word | 0);
    const known = this.#texts[at] as string;
    if (isKnown && known !== '') {
      out.text(known);
      return;
    }
    this.#placed = false;
    const printer = this.#printer.print(word, base, offset);
    if (!printer.row) {
      writeUndefined(printer, word, out);
      return;
    }
    if (isKnown && !this.#placed) {
      const text = textOf(printer);
      this.#texts[at] = text;
      out.text(text);
      return;
    }
    this.#words[at] = word;
    if (!isKnown) this.#texts[at] = '';
    writePieces(printer, '', out);
  }

  #writeNoted(sequence: InstructionSequence, word: number, base: bigint, offset: number, out: TextSink): void {
    const printer = this.#printer.print(word, base, offset);
    if (!printer.row) {
      writeUndefined(printer, word, out);
      return;
    }
    writePieces(printer, this.#note(sequence, word, base + BigInt(offset)), out);
  }

  /** What objdump says of the word at hand behind those before it. One with a note of its own is passed over; at address 0 (to
   * objdump also that of a relocated instruction) a section begins, which ends what is open. */
  #note(sequence: InstructionSequence, word: number, address: bigint): string {
    if (this.#printer.remarks.includes('note: ')) return '';
    const isNew = address === 0n && sequence.isOpen && isPrefix(this.#lastInSequence) && !isPrefix(word);
    if (isNew) sequence.close();
    this.#lastInSequence = word;
    return isNew ? "previous `movprfx' sequence not closed" : (sequence.next(word)?.note ?? '');
  }
}

function writeUndefined(printer: Printer, word: number, out: TextSink): void {
  out.text('.inst\t0x');
  out.word(word);
  out.text(printer.remarks === 'undefined' ? ' ; undefined\n' : ` ; ${printer.remarks}\n`);
}

function writePieces(printer: Printer, note: string, out: TextSink): void {
  const { mnemonic, pieces, count, remarks } = printer;
  out.text(mnemonic);
  for (let i = 0; i < count; i++) {
    out.text(i === 0 ? '\t' : ', ');
    out.text(pieces[i] as string);
  }
  if (remarks !== '') out.text(remark(printer.operands, remarks));
  if (note !== '') out.text(`  // note: ${note}`);
  out.text('\n');
}

function textOf({ mnemonic, operands, remarks }: Printer): string {
  return `${operands === '' ? mnemonic : `${mnemonic}\t${operands}`}${remarks === '' ? '' : remark(operands, remarks)}\n`;
}

/**
 * Other names of a branch's mnemonic follow after two blanks, those of a condition behind a tab; the second reading of an immediate stands
 * 20 columns after its `0x`, behind a tab.
 */
function remark(operands: string, comment: string): string {
  if (comment.startsWith('b.') || comment.startsWith('bc.')) return `  // ${comment}`;
  if (comment.startsWith('note: ')) return `  // ${comment}`;
  if (!comment.startsWith('#')) return `\t// ${comment}`;
  const digits = operands.length - operands.lastIndexOf('0x') - 2;
  return `${' '.repeat(Math.max(0, 20 - digits))}\t// ${comment}`;
}
