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
import { isSequential } from '../isa/sequence.ts';
import type { Assembler } from './assembler.ts';
import { isDigit, isNamePart, isNameStart } from './chars.ts';
import { core } from './core/engine.ts';
import { SCRATCH, STATE } from './core/layout.ts';
import { u8 } from './core/memory.ts';
import { TAKEN_NAMES } from './core/tables.ts';
import { DIRECTIVES } from './directives/table.ts';
import { wrap } from './int64.ts';
import { watchSequences } from './sequences.ts';
import { isOperation, Sym, type Value, WHERE } from './symbol.ts';
import { LONGEST_TEXT, textHash } from './word-cache.ts';

/** Names of so many characters are no register or condition. */
const SURE_NAME = 5;
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
    if (this.#isKnown(start, hash)) {
      a.emitCode(shapes.word);
      if (a.recording) a.record(start);
      return;
    }
    expression.usedSymbols = false;
    expression.warning = '';
    a.beginCode();
    a.usedAlias = false;
    const name = this.#stemName(start);
    if (name >= 0 && shapes.findStem(text, start, name, end) && this.#stemmed(start, name)) return;
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
    const reloc = name >= 0 && !encoder.warning ? this.#plainReloc(start, name) : -1;
    this.#fixups(start);
    // the rows are tried once more for that, which makes fixups as well
    if (reloc >= 0) shapes.learnStem(text, start, name, end, encoder, reloc);
  }

  /** Whether the word of the statement at text[start], whose text has this hash, is known; it is the shapes' word then. */
  #isKnown(start: number, hash: number): boolean {
    const { text, end, words, shapes } = this.#a;
    const length = end - start;
    if (length > LONGEST_TEXT) return false;
    const to = u8;
    for (let i = start, k = SCRATCH; i < end; i++, k++) {
      const c = text.charCodeAt(i);
      if (c > 127) return false;
      to[k] = c;
    }
    shapes.bind();
    words.bind(STATE.words);
    return core.lookUp(length, hash) !== 0;
  }

  /** Where the symbol that ends the statement at text[start] begins; -1 where none may do so. */
  #stemName(start: number): number {
    const { text, end, aliases } = this.#a;
    const name = lastNameStart(text, start, end);
    return name >= 0 && aliases.size > 0 && aliases.has(text.slice(name, lastNameEnd(text, end))) ? -1 : name;
  }

  /** The instruction at text[start] whose stem was just found; false where the name behind it is a number, or a label that there is not. */
  #stemmed(start: number, name: number): boolean {
    const a = this.#a;
    const { text, end, expression, sub } = a;
    const { word, reloc } = a.shapes;
    a.effects++;
    // The name goes the way of all expressions, so that it means the same.
    if (expression.parseExpression(text, name, lastNameEnd(text, end)) < 0) return false;
    const { plus, minus, addend } = expression;
    if (!plus) return false;
    a.emitCode(word);
    if (a.recording) a.record(start);
    sub.fixups.add(sub.frag, sub.offset - 4, 4, reloc, plus, minus, addend, a.pos(name));
    return true;
  }

  /** The relocation of an instruction whose one fixup is the plain symbol at `name`, behind what nothing can add to it; else -1. */
  #plainReloc(start: number, name: number): number {
    const { encoder, text, end } = this.#a;
    const fixup = encoder.fixups[0];
    if (encoder.fixupCount !== 1 || !fixup || fixup.reloc < 0 || fixup.literal > 0 || !fixup.value) return -1;
    const { plus, minus, addend } = fixup.value;
    if (!plus || minus || addend !== 0 || (!plus.numeric && plus.name !== text.slice(name, lastNameEnd(text, end))))
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
      const near = encoder.error.hint ? undefined : nearest(name.toLowerCase(), [...a.macros.keys()]);
      if (near) {
        a.error(start, messages.unknownMnemonic(name, near), to - start);
        return;
      }
    }
    a.error(encoder.errorAt, encoder.error, encoder.errorLength);
  }
}

/** Where the name at the end of text[start..end) begins (before a closing bracket), or -1 when what ends it may be a register or number. */
function lastNameStart(text: string, start: number, end: number): number {
  let to = lastNameEnd(text, end);
  const last = to;
  while (to > start && isNamePart(text.charCodeAt(to - 1))) to--;
  const c = text.charCodeAt(to);
  if (isDigit(c)) return isNumericLabel(text, to, last) ? to : -1;
  return isNameStart(c) && last - to > 1 && (last - to >= SURE_NAME || c === 46 || isShortName(text, to, last))
    ? to
    : -1;
}

function lastNameEnd(text: string, end: number): number {
  return text.charCodeAt(end - 1) === 93 ? end - 1 : end;
}

const isShortName = (text: string, start: number, end: number): boolean =>
  !/\d/.test(text.slice(start, end)) && !TAKEN_NAMES.includes(text.slice(start, end).toLowerCase());

/** `12b`, `3f` */
function isNumericLabel(text: string, start: number, end: number): boolean {
  const c = text.charCodeAt(end - 1);
  if (end - start < 2 || (c !== 98 && c !== 102) || text.charCodeAt(start + 1) === 120) return false;
  for (let i = start; i < end - 1; i++) if (!isDigit(text.charCodeAt(i))) return false;
  return true;
}
