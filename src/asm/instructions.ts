/**
 * Instructions read as text: by what is known of their text or shape, or by the encoder, from which that is learned.
 *
 * Enters: a statement that is no label, directive or macro. Leaves: its word in the section, fixups for its symbols, and what is kept of
 * it for the next of the kind (word-cache.ts, shapes.ts).
 */
import { nearest } from '../diag/did-you-mean.ts';
import * as messages from '../diag/messages/asm.ts';
import { unknownMnemonic } from '../diag/messages/isa.ts';
import { FIXUP_REENCODE } from '../isa/operand-host.ts';
import { relocByNumber, relocFault, relocInsert } from '../isa/relocs.ts';
import { isSequential } from '../isa/sequence.ts';
import type { Assembler } from './assembler.ts';
import { isBlank, isNamePart } from './chars.ts';
import { core } from './core/engine.ts';
import { SCRATCH, STATE } from './core/layout.ts';
import { i32, u8 } from './core/memory.ts';
import { DIRECTIVES } from './directives/table.ts';
import { type Int, wrap } from './int64.ts';
import { watchSequences } from './sequences.ts';
import { isOperation, Sym, type Value, WHERE } from './symbol.ts';
import { LONGEST_TEXT, textHash } from './word-cache.ts';

/** After so many errors nobody is told any more what an unknown word is near to: a binary file has thousands of them. */
const MOST_SUGGESTIONS = 500;

/** Whether a value is a number, or a symbol that has a name and a number. */
function isPlain({ plus, minus }: Value): boolean {
  return !minus && !(plus?.name === '' && plus.equal && isOperation(plus.equal));
}

export class Instructions {
  readonly #a: Assembler;

  constructor(assembler: Assembler) {
    this.#a = assembler;
  }

  /** The instruction whose name is text[start..to); `known` is the hash of its text, or -1. */
  read(start: number, to: number, known: number): void {
    const a = this.#a;
    const { encoder, text, words, end, expression, shapes } = a;
    const hash = known === -1 ? textHash(text, start, end) : known;
    const length = scratch(text, start, end);
    if (length > 0 && this.#isKnown(length, hash)) {
      a.emitCode(shapes.word);
      if (a.recording) a.record(start);
      return;
    }
    a.usedAlias = false;
    a.beginCode();
    const last = length > 0 ? core.lastOperand(SCRATCH, SCRATCH + length) : -1;
    const name = last < 0 ? -1 : last - SCRATCH + start;
    if (name >= 0 && this.#byLastOperand(start, name, hash)) return;
    expression.usedSymbols = false;
    expression.warning = '';
    if (!encoder.encode(text, start, to, a.p, end)) {
      this.#notInstruction(start, to);
      return;
    }
    if (encoder.warning) a.error(start, encoder.warning, to - start);
    if (expression.warning !== '') a.error(start, messages.doubtful(expression.warning), end - start);
    const word = encoder.word;
    const plain = !expression.usedSymbols && !encoder.warning && expression.warning === '';
    if (plain && encoder.fixupCount === 0) {
      if (!shapes.learn(text, start, end, encoder) && !a.usedAlias) words.put(hash, text, start, end, word);
    } else a.effects++;
    a.emitCode(word);
    if (isSequential(word)) {
      // nobody would watch the next unit's, once they are known
      a.learnt.spoil();
      watchSequences(a);
    }
    if (a.recording) a.record(start);
    if (encoder.fixupCount === 0) return;
    const reloc = name >= 0 && !encoder.warning && !isWrittenBack(text, end) ? this.#plainReloc(start, name) : -1;
    this.#fixups(start);
    // the rows are tried once more for that, which makes fixups as well
    if (reloc >= 0) shapes.learnStem(text, start, name, end, encoder, reloc);
  }

  /** Whether the word of the statement at SCRATCH, whose text has this hash, is known; it is the shapes' word then. */
  #isKnown(length: number, hash: number): boolean {
    const { words, shapes } = this.#a;
    shapes.bind();
    words.bind(STATE.words);
    return core.lookUp(length, hash) !== 0;
  }

  /** The instruction at text[start], which ends in the expression at `at`, if what stands before that is known, or it with the number that the expression comes to. */
  #byLastOperand(start: number, at: number, hash: number): boolean {
    const a = this.#a;
    const { text, end, expression, shapes, words } = a;
    const last = lastOperandEnd(text, end);
    const isStem = !isWrittenBack(text, end) && shapes.findStem(text, start, at, end);
    expression.usedSymbols = false;
    const { word, reloc } = shapes;
    if (!isStem && !this.#mayBeNumber(start, at, last)) return false;
    // there `.` has a name of its own, which is not to be made twice
    if (a.section.keepsNames && (!isStem || !isLone(text, at, last))) return false;
    // The expression goes the way of all expressions, so that it means the same.
    if (expression.parseExpression(text, at, last) !== last || expression.warning !== '') return false;
    const { plus, minus, addend } = expression;
    if (minus || expression.absent || expression.wide !== undefined) return false;
    if (plus ? !isStem : !this.#isNumber(start, at, last, isStem ? word : undefined, reloc, addend)) return false;
    if (expression.usedSymbols) a.effects++;
    const made = plus ? word : shapes.word;
    if (!plus && !expression.usedSymbols && !hasAlias(text, start, end)) words.put(hash, text, start, end, made);
    a.emitCode(made);
    if (a.recording) a.record(start);
    const { sub } = a;
    if (plus) sub.fixups.add(sub.frag, sub.offset - 4, 4, reloc, plus, minus, addend, a.pos(at));
    return true;
  }

  /**
   * Whether text[at..last) may come to a number where one would be read as such, and nothing before it is a symbol. A name alone may be that of something else,
   * unless it has its `#`.
   */
  #mayBeNumber(start: number, at: number, last: number): boolean {
    const { text, symbols, shapes } = this.#a;
    if (isLone(text, at, last)) {
      let before = at - 1;
      while (isBlank(text.charCodeAt(before))) before--;
      if (text.charCodeAt(before) !== 35 || symbols.find(text, at, last)?.where !== WHERE.absolute) return false;
    }
    return shapes.hasShape(this.#withNumber(start, at, last, 1));
  }

  /** The statement with a number in the place of text[at..last). */
  #withNumber(start: number, at: number, last: number, number: Int): string {
    const { text, end } = this.#a;
    return `${text.slice(start, at)}${number}${text.slice(last, end)}`;
  }

  /** Whether the statement with `number` in the place of text[at..last) is known, or makes the word of a stem of `stem` and `reloc`. */
  #isNumber(start: number, at: number, last: number, stem: number | undefined, reloc: number, number: Int): boolean {
    if (stem === undefined) {
      const text = this.#withNumber(start, at, last, number);
      return this.#a.shapes.findText(text, 0, text.length);
    }
    // as the encoder has it, the value is there already
    const row = relocByNumber(reloc);
    if (row?.operation !== 'S + A' || !row.form.startsWith('movw') || relocFault(row, BigInt(number)) !== undefined)
      return false;
    i32[STATE.word] = relocInsert(row, stem, BigInt(number)) | 0;
    return true;
  }

  /** The relocation of an instruction whose one fixup is the plain symbol at `name`, behind what nothing can add to it; else -1. */
  #plainReloc(start: number, name: number): number {
    const { encoder, text, end } = this.#a;
    const fixup = encoder.fixups[0];
    if (encoder.fixupCount !== 1 || !fixup || fixup.reloc < 0 || fixup.literal > 0 || !fixup.value) return -1;
    const { plus, minus, addend } = fixup.value;
    if (!plus || minus || addend !== 0 || (!plus.numeric && plus.name !== text.slice(name, lastOperandEnd(text, end))))
      return -1;
    return /^[^\s#,:]+$|[#,:]$/.test(text.slice(start, name).trimEnd()) ? fixup.reloc : -1;
  }

  #fixups(start: number): void {
    const a = this.#a;
    const { encoder, sub } = a;
    const offset = sub.offset - 4;
    for (let i = 0; i < encoder.fixupCount; i++) {
      const fixup = encoder.fixups[i];
      if (!fixup) continue;
      if (fixup.reloc === FIXUP_REENCODE) {
        this.#defer(start, offset);
        continue;
      }
      const { constant = 0n } = fixup;
      // a literal is kept as written: 16 bytes hold more than 64 bits, and 0xffffffffffffffff is no entry of -1
      const addend = fixup.literal > 0 && BigInt.asIntN(64, constant) !== constant ? constant : wrap(constant);
      let value = fixup.value ?? { plus: undefined, minus: undefined, addend };
      const pos = a.pos(fixup.at);
      if (fixup.literal > 0) {
        if (!isPlain(value)) a.error(fixup.at, messages.notPlain());
        value = a.pools.add(sub, fixup.literal, value, pos);
      }
      sub.fixups.add(sub.frag, offset, 4, fixup.reloc, value.plus, value.minus, value.addend, pos);
    }
  }

  /** Keep the statement, and what `.` and numeric labels mean in it, to be encoded again at the end. */
  #defer(start: number, offset: number): void {
    const a = this.#a;
    const text = a.text.slice(start, a.end);
    const labels = new Map<string, Sym | undefined>();
    for (const [word, number, way] of text.matchAll(/(?<![\w.$])(\d+)([fb])\b/g)) {
      labels.set(word, a.numericLabel(Number(number), way === 'f'));
    }
    const symbols = new Map<string, Sym>();
    for (const [word] of text.matchAll(/[A-Za-z_.$][\w.$]*/g)) {
      const sym = a.symbols.find(word, 0, word.length);
      if (sym) symbols.set(word, sym);
    }
    const dot = new Sym('.');
    dot.where = WHERE.place;
    dot.frag = a.sub.frag;
    dot.value = offset;
    const { features } = a;
    const aliases = a.aliases.kept();
    a.deferred.push({ frag: a.sub.frag, offset, text, pos: a.pos(start), labels, symbols, dot, features, aliases });
  }

  /** Say what is wrong with what is no instruction. */
  #notInstruction(start: number, to: number): void {
    const a = this.#a;
    const { encoder, text } = a;
    const name = text.slice(start, to);
    if (a.sink.errorCount > MOST_SUGGESTIONS && !encoder.isMnemonic(name)) {
      const isDirective = text.charCodeAt(start) === 46;
      a.error(start, isDirective ? messages.unknownDirective(name) : unknownMnemonic(name, undefined), to - start);
      return;
    }
    if (text.charCodeAt(start) === 46) {
      const near = nearest(name.toLowerCase(), [...DIRECTIVES.keys()]);
      a.error(start, messages.unknownDirective(name, near), to - start);
      return;
    }
    if (!encoder.isMnemonic(name)) {
      const near = encoder.error.hint ? undefined : nearest(name.toLowerCase(), a.macros.names());
      if (near) {
        a.error(start, messages.unknownMnemonic(name, near), to - start);
        return;
      }
    }
    a.error(encoder.errorAt, encoder.error, encoder.errorLength);
  }
}

/** Put text[start..end) where the core looks at it; its length, or 0 for what is not kept. */
function scratch(text: string, start: number, end: number): number {
  const length = end - start;
  if (length > LONGEST_TEXT) return 0;
  const to = u8;
  for (let i = start, k = SCRATCH; i < end; i++, k++) {
    const c = text.charCodeAt(i);
    if (c > 127) return 0;
    to[k] = c;
  }
  return length;
}

/** Whether a name for a register stands in text[start..end), which may be gone the next time. */
const hasAlias = (text: string, start: number, end: number): boolean =>
  i32[STATE.hasAliases] !== 0 && core.usesAlias(SCRATCH, SCRATCH + scratch(text, start, end)) !== 0;

/** Where the expression at the end of text[..end) ends: before a closing bracket, and `!` behind that. */
function lastOperandEnd(text: string, end: number): number {
  const last = isWrittenBack(text, end) ? end - 1 : end;
  return text.charCodeAt(last - 1) === 93 ? last - 1 : last;
}

const isWrittenBack = (text: string, end: number): boolean => text.charCodeAt(end - 1) === 33;

/** Whether text[start..end) is a name, or a number, and nothing else. */
function isLone(text: string, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (!isNamePart(text.charCodeAt(i))) return false;
  return true;
}
