/**
 * The encoder: one statement's text in, a word and its relocations out.
 *
 * mnemonic -> its rows (instructions and aliases, in the table's order, those that can start with this kind of operand) -> the first whose
 * codecs all accept. Nothing is allocated on the way of a statement that is right; when no row accepts, the statement is looked
 * at again by explain.ts, which chooses the row that got furthest and words the message.
 */

import type { Message } from '../diag/diagnostic.ts';
import * as messages from '../diag/messages/isa.ts';
import { extract, type Field } from './bits.ts';
import { ANY_ARRANGEMENT } from './codecs/arrangement.ts';
import type { Encoding } from './encoding.ts';
import { putField } from './encoding.ts';
import { explain } from './explain.ts';
import type { FeatureSet } from './features.ts';
import { type Entry, Mnemonics } from './mnemonics.ts';
import { KIND, type Operand } from './operand.ts';
import { FIXUP_REENCODE, type OperandFixup, type OperandHost } from './operand-host.ts';
import { relocByNumber, relocInsert } from './relocs.ts';
import type { Row } from './row.ts';
import { OperandScanner } from './scan.ts';

/** One for all encoders: it depends on nothing but the table of instructions, of which it has what was asked for. */
const MNEMONICS = new Mnemonics();

/** What Apple's suffix can stand for: vector registers, their elements, lists. */
const APPLE_KINDS = KIND.V | KIND.VLANE | KIND.LIST | KIND.LISTLANE;
const MAX_FIXUPS = 2;
interface Failure {
  readonly message: Message;
  readonly at: number;
  readonly length: number;
}
const NO_FAILURE: Failure = { message: { severity: 'error', code: 'A64-E0100', text: '' }, at: 0, length: 1 };

export class InstructionEncoder<S> implements Encoding {
  /** The word that `encode` made, unsigned. While a row is tried: so far, as an int32. */
  word = 0;
  decided = 0;
  /** Relocations of the last statement: fixups[0 … fixupCount). The objects are reused by the next. */
  readonly fixups: readonly OperandFixup<S>[];
  fixupCount = 0;
  #failure: Failure | undefined;
  /** Words the failure when somebody asks: callers try statements that may be something else. */
  #explainFailure: (() => Failure) | undefined;
  /** Warnings do not stop the encoding: undefined, or what GNU as would warn of. */
  warning: Message | undefined;
  /** The row that the last statement matched, and all that were there to be tried. */
  row: Row | undefined;
  rows: readonly Row[] = [];
  features: FeatureSet;
  ilp32 = false;
  readonly scanner: OperandScanner<S>;
  readonly #mnemonics = MNEMONICS;
  #text = '';
  #lacking: Message | undefined;
  #unsupported: Row | undefined;

  constructor(host: OperandHost<S>, features: FeatureSet) {
    this.features = features;
    this.scanner = new OperandScanner(host);
    this.fixups = Array.from({ length: MAX_FIXUPS }, () => ({
      reloc: 0,
      value: undefined,
      constant: undefined,
      literal: 0,
      at: 0,
    }));
  }

  /** Whether `name` (any case) is an instruction or alias of any extension. */
  isMnemonic(name: string): boolean {
    return this.#mnemonics.find(name, 0, name.length) !== undefined;
  }

  /**
   * Encodes the statement whose mnemonic is text[mnemonicStart, mnemonicEnd) and whose operands are text[operandsStart, end), without
   * comment. True: `word` and `fixups` hold it. False: `error`, `errorAt` (index into text) and `errorLength` say what was wrong.
   */
  encode(text: string, mnemonicStart: number, mnemonicEnd: number, operandsStart: number, end: number): boolean {
    this.#text = text;
    this.warning = undefined;
    this.fixupCount = 0;
    const entry = this.#mnemonics.find(text, mnemonicStart, mnemonicEnd);
    if (!entry) {
      const name = text.slice(mnemonicStart, mnemonicEnd);
      return this.#fail(() => ({
        message: messages.unknownMnemonic(name, this.#mnemonics.similar(name)),
        at: mnemonicStart,
        length: mnemonicEnd - mnemonicStart,
      }));
    }
    const scanner = this.scanner;
    if (!scanner.scan(text, operandsStart, end)) {
      const error = scanner.error;
      return this.#fail(() => ({
        message: messages.badOperandText(error?.text ?? 'no operand'),
        at: error?.at ?? operandsStart,
        length: error?.length ?? 1,
      }));
    }
    if (entry.arrangement !== 0 && !this.#takesSuffix()) {
      const message = messages.misplacedSuffix(text.slice(mnemonicStart, mnemonicEnd));
      return this.#fail(() => ({ message, at: mnemonicStart, length: mnemonicEnd - mnemonicStart }));
    }
    if (this.#match(entry)) return true;
    if (scanner.joinedName && this.#matchPlain(entry, text, operandsStart, end)) return true;
    const last = scanner.operands[scanner.count - 1];
    if (scanner.count > 1 && last?.kind === KIND.MISSING) {
      const message = messages.badOperandText('an operand is missing after the comma');
      return this.#fail(() => ({ message, at: end, length: 1 }));
    }
    const lacking = this.#lacking;
    if (lacking) return this.#fail(() => ({ message: lacking, at: mnemonicStart, length: end - mnemonicStart }));
    return this.#refuse(entry, text, mnemonicStart, end);
  }

  /** Tries the mnemonic's rows on the scanned operands. After false, `#lacking` or `#unsupported` may say what was off. */
  #match(entry: Entry): boolean {
    const scanner = this.scanner;
    if (entry.arrangement !== 0) this.#spread(entry.arrangement);
    const rows = entry.candidates(scanner.count === 0 ? 0 : (scanner.operands[0] as Operand).kind);
    this.#unsupported = undefined;
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] as Row;
      if (!this.attempt(row)) continue;
      if (!row.supportedBy(this.features)) {
        this.#unsupported ??= row;
        continue;
      }
      if (this.#lacking) return false;
      if (row.unpredictable) this.#warnUnpredictable(row, row.unpredictable);
      this.word >>>= 0;
      this.row = row;
      this.rows = rows;
      return true;
    }
    this.#lacking = undefined;
    return false;
  }

  /** Once more, with `cbz w0, lsl` as a label called lsl. */
  #matchPlain(entry: Entry, text: string, start: number, end: number): boolean {
    const scanner = this.scanner;
    scanner.plainNames = true;
    const matched = scanner.scan(text, start, end) && this.#match(entry);
    scanner.plainNames = false;
    if (!matched) scanner.scan(text, start, end);
    return matched;
  }

  /** Tries one row on the scanned operands; true when all codecs accept. */
  attempt(row: Row): boolean {
    return this.accepted(row) < 0;
  }

  /** How many operands of `row` are right, or -1 when all are. The number of operands counts as one more. */
  accepted(row: Row): number {
    const { operands, count } = this.scanner;
    const bound = row.bound;
    this.fixupCount = 0;
    this.warning = undefined;
    this.#lacking = undefined;
    this.word = row.value | 0;
    this.decided = row.mask | row.layout.shouldBe;
    let taken = 0;
    for (let i = 0; i < bound.length; i++) {
      const codec = bound[i];
      if (codec === undefined) break;
      const op = operands[taken] as Operand;
      if (
        taken < count &&
        (codec.kinds & op.kind) !== 0 &&
        (op.shift < 0 || codec.takesShift) &&
        codec.encode(op, this)
      ) {
        taken++;
        continue;
      }
      if (codec.omit?.(this)) continue;
      return taken;
    }
    if (taken !== count) return taken;
    if (row.tie && !this.#tie(row, row.tie)) return taken;
    if (row.reserved?.(row.view(this.word))) return taken;
    return -1;
  }

  #warnUnpredictable(row: Row, pairs: readonly (readonly [string, string, string])[]): void {
    const { fields } = row.layout;
    for (const [a, b, what] of pairs) {
      const [first, second] = [fields.get(a), fields.get(b)];
      if (!first || !second) continue;
      const number = extract(first, this.word);
      if (number === extract(second, this.word) && !(number === 31 && b === 'Rn'))
        this.warning = messages.unpredictable(what);
    }
  }

  #tie(row: Row, [to, from]: readonly [string, string]): boolean {
    const { fields } = row.layout;
    const [target, source] = [fields.get(to), fields.get(from)];
    return target !== undefined && source !== undefined && this.put(target, extract(source, this.word));
  }

  put(field: Field, value: number): boolean {
    return putField(this, field, value);
  }

  constant(op: Operand): boolean {
    if (op.kind === KIND.IMM) return true;
    if (op.kind !== KIND.NAME || op.symbol !== undefined || !this.scanner.reparse(op)) return false;
    if ((op.kind as number) === KIND.IMM) return true;
    // symbolic: the name stays a name, which the next row may know (`symbol` remembers what the host made of it)
    op.kind = KIND.NAME;
    return false;
  }

  expression(op: Operand): boolean {
    if (op.kind === KIND.IMM || op.kind === KIND.EXPR || op.kind === KIND.LITERAL) return true;
    return this.scanner.reparse(op);
  }

  defer(op: Operand): boolean {
    if (op.modifier >= 0 || op.symbol === undefined) return false;
    this.fix(FIXUP_REENCODE, op);
    return true;
  }

  fix(reloc: number, op: Operand, literal = 0): void {
    const row = op.symbol === undefined && literal === 0 ? relocByNumber(reloc) : undefined;
    if (row?.operation === 'S + A' && row.form.startsWith('movw')) {
      // as GNU as: the value is there already, no relocation
      this.word = relocInsert(row, this.word, op.big ?? BigInt(op.value)) | 0;
      return;
    }
    const fixup = this.fixups[this.fixupCount];
    if (!fixup) return;
    this.fixupCount++;
    fixup.reloc = reloc;
    fixup.value = op.symbol as S | undefined;
    fixup.constant = op.symbol === undefined ? (op.big ?? BigInt(op.value)) : undefined;
    fixup.literal = literal;
    fixup.at = op.start;
  }

  warn(message: Message): void {
    this.warning = message;
  }

  lack(_feature: string, message: Message): void {
    this.#lacking = message;
  }

  written(op: Operand): string {
    return this.#text.slice(op.start, op.end);
  }

  /** Whether Apple's suffix is for an operand, and none of its kind has its own. */
  #takesSuffix(): boolean {
    let found = false;
    for (let i = 0; i < this.scanner.count; i++) {
      const op = this.scanner.operands[i] as Operand;
      if ((op.kind & APPLE_KINDS) === 0) continue;
      if (op.arr !== 0) return false;
      found = true;
    }
    return found;
  }

  /** `add.2d v0, v1, v2`: the suffix is that of the first vector operand; the others follow from the row, whatever their sizes. */
  #spread(arrangement: number): void {
    let left = arrangement;
    for (let i = 0; i < this.scanner.count; i++) {
      const op = this.scanner.operands[i] as Operand;
      if (op.arr !== 0 || (op.kind & APPLE_KINDS) === 0) continue;
      op.arr = left;
      left = ANY_ARRANGEMENT;
    }
  }

  #refuse(entry: Entry, text: string, start: number, end: number): boolean {
    const unsupported = this.#unsupported;
    if (unsupported) {
      const message = messages.unsupported(text.slice(start, end).trim(), unsupported.feature);
      return this.#fail(() => ({ message, at: start, length: end - start }));
    }
    return this.#fail(() => {
      const { message, at, length } = explain(this, entry.rows(), entry.name);
      return at < 0 ? { message, at: start, length: end - start } : { message, at, length };
    });
  }

  #fail(explainFailure: () => Failure): false {
    this.#failure = undefined;
    this.#explainFailure = explainFailure;
    return false;
  }

  #explained(): Failure {
    this.#failure ??= this.#explainFailure?.() ?? NO_FAILURE;
    return this.#failure;
  }

  /** After a failure, until the next `encode`: what was wrong. */
  get error(): Message {
    return this.#explained().message;
  }

  /** Where, as an index into the text. */
  get errorAt(): number {
    return this.#explained().at;
  }

  /** Characters to underline. */
  get errorLength(): number {
    return this.#explained().length;
  }
}
