/**
 * Instructions whose immediates were not known when they were read (`add x0, x0, #(b - a)` with b further on): encoded again.
 *
 * Enters: the statements kept by statements.ts, after layout. Leaves: words in the section contents. Symbols are answered with
 * what they came to: numbers, or places that only differences can use. GNU as does the same with internal fixups.
 */
import * as messages from '../diag/messages/asm.ts';
import { InstructionEncoder } from '../isa/encoder.ts';
import type { Assembler, Deferred } from './assembler.ts';
import { writeInt } from './bytes.ts';
import type { ExpressionContext } from './expression.ts';
import { ExpressionReader } from './expression.ts';
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

  constructor(a: Assembler, resolver: Resolver) {
    this.#a = a;
    this.#resolver = resolver;
  }

  symbol(text: string, start: number, end: number): Sym {
    const sym = this.#a.symbols.find(text, start, end);
    return sym ? this.#final(sym) : new Sym(text.slice(start, end));
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
    return this.#a.aliasOf(name);
  }

  #final(sym: Sym): Sym {
    const r = this.#resolver.symbol(sym);
    const out = new Sym(sym.name);
    if ('error' in r || r.symbol) return out;
    out.value = r.value;
    out.type = sym.type;
    if (!r.section) out.where = WHERE.absolute;
    else {
      out.where = WHERE.place;
      out.frag = this.#placeOf(r.section);
    }
    return out;
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

/** Encode all deferred instructions into `bytes`. */
export function encodeDeferred(a: Assembler, resolver: Resolver, bytes: ReadonlyMap<Section, Uint8Array>): void {
  if (a.deferred.length === 0) return;
  const context = new FinalContext(a, resolver);
  const encoder = new InstructionEncoder<Value>(new ExpressionReader(context), a.features);
  for (const statement of a.deferred) {
    context.statement = statement;
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
