/**
 * Instructions whose immediates were not known when they were read (`add x0, x0, #(b - a)` with b further on): encoded again.
 *
 * Enters: the statements kept by statements.ts, after layout. Leaves: words in the section contents. Symbols are answered with
 * what they came to: numbers and places. GNU as does the same with internal fixups, and takes a place alone for a number, too: how far it is from
 * the start of its section, or nothing if the symbol may be another file's in the end (docs/gnu-as.md, "Immediates that are symbols").
 */

import * as messages from '../diag/messages/asm.ts';
import { SHF_TLS, STB_LOCAL, STT_GNU_IFUNC } from '../elf/constants.ts';
import { InstructionEncoder } from '../isa/encoder.ts';
import type { Assembler, Deferred } from './assembler.ts';
import { writeInt } from './bytes.ts';
import type { ExpressionContext } from './expression.ts';
import { ExpressionReader } from './expression.ts';
import { add } from './int64.ts';
import { aliasIn } from './register-alias.ts';
import type { Resolver } from './resolve.ts';
import type { Fragment, Section } from './section.ts';
import type { Value } from './symbol.ts';
import { Sym, WHERE } from './symbol.ts';

/** Answers names with their final values. */
class FinalContext implements ExpressionContext {
  statement: Deferred | undefined;
  readonly #a: Assembler;
  readonly #resolver: Resolver;
  readonly #places = new Map<Section, Fragment>();
  /** Of the symbols answered, those whose place the linker decides on. */
  readonly #preemptible = new Set<Sym>();

  constructor(a: Assembler, resolver: Resolver) {
    this.#a = a;
    this.#resolver = resolver;
  }

  symbol(text: string, start: number, end: number): Sym {
    const name = text.slice(start, end);
    const sym = this.statement?.symbols.get(name) ?? this.#a.symbols.find(text, start, end);
    return sym ? this.#final(sym) : new Sym(name);
  }

  numericLabel(number: number, forward: boolean): Sym | undefined {
    const sym = this.statement?.labels.get(`${number}${forward ? 'f' : 'b'}`);
    return sym && this.#final(sym);
  }

  here(): Sym {
    return this.statement ? this.#final(this.statement.dot) : new Sym('.');
  }

  operation(op: string, left: Value, right: Value): Sym {
    const sym = new Sym('');
    sym.where = WHERE.equated;
    sym.equal = { op, left, right };
    return this.#final(sym);
  }

  aliasOf(name: string): string | undefined {
    return this.statement && aliasIn(this.statement.aliases, name);
  }

  /** What a symbol alone is as a number, or undefined if it is none. */
  asNumber(sym: Sym): Sym['value'] | undefined {
    if (this.#preemptible.has(sym)) return 0;
    return sym.where === WHERE.place ? sym.value : undefined;
  }

  #final(sym: Sym): Sym {
    const r = this.#resolver.symbol(sym);
    const out = new Sym(sym.name);
    if ('error' in r) return out;
    if (r.symbol) {
      if (r.symbol.where === WHERE.common) this.#preemptible.add(out);
      return out;
    }
    out.value = r.value;
    out.type = sym.type;
    if (r.section && this.#isPreemptible(sym, r.section)) this.#preemptible.add(out);
    if (!r.section) out.where = WHERE.absolute;
    else {
      out.where = WHERE.place;
      out.frag = this.#placeOf(r.section);
    }
    return out;
  }

  /** Whether another file, the loader or the thread has a say in where a symbol is. */
  #isPreemptible({ binding, type }: Sym, section: Section): boolean {
    const elsewhere = section !== this.statement?.frag.subsection.section;
    return (
      binding !== STB_LOCAL ||
      type === STT_GNU_IFUNC ||
      (section.flags & SHF_TLS) !== 0 ||
      (elsewhere && section.group?.comdat === true)
    );
  }

  /** One fragment a section, so that all distances in it are known. */
  #placeOf(section: Section): Fragment | undefined {
    let frag = this.#places.get(section);
    const sub = section.subsections[0];
    if (!frag && sub) {
      frag = sub.apart();
      this.#places.set(section, frag);
    }
    return frag;
  }
}

/** Reads immediates to numbers wherever they have one. */
class ImmediateReader extends ExpressionReader {
  readonly #context: FinalContext;

  constructor(context: FinalContext) {
    super(context);
    this.#context = context;
  }

  override parseExpression(text: string, at: number, end: number): number {
    const next = super.parseExpression(text, at, end);
    if (next < 0 || !this.plus || this.minus) return next;
    const number = this.#context.asNumber(this.plus);
    if (number === undefined) return next;
    this.addend = add(this.addend, number);
    this.plus = undefined;
    return next;
  }
}

/** Encode all deferred instructions into `bytes`. */
export function encodeDeferred(a: Assembler, resolver: Resolver, bytes: ReadonlyMap<Section, Uint8Array>): void {
  if (a.deferred.length === 0) return;
  const context = new FinalContext(a, resolver);
  const encoder = new InstructionEncoder<Value>(new ImmediateReader(context), a.features);
  for (const statement of a.deferred) {
    context.statement = statement;
    encoder.features = statement.features;
    const { text, frag, offset, pos } = statement;
    const end = text.search(/[\s]|$/);
    const operands = end + text.slice(end).search(/\S|$/);
    if (!encoder.encode(text, 0, end, operands, text.length)) {
      a.sink.report(pos < 0 ? pos : pos + encoder.errorAt, encoder.error, encoder.errorLength);
      continue;
    }
    const open = encoder.fixups.slice(0, encoder.fixupCount).find((f) => f.reloc < 0);
    if (open) {
      const name = open.value?.plus?.name || 'it';
      a.sink.report(pos < 0 ? pos : pos + open.at, messages.immediateUnknown(name, text.includes(`"${name}"`)));
      continue;
    }
    const out = bytes.get(frag.subsection.section);
    if (out) writeInt(out, frag.address + offset, encoder.word, 4, false);
  }
}
