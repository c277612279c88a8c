/**
 * Pragmas: those that are the preprocessor's own business, and what becomes of the others.
 *
 * once, push_macro, pop_macro, GCC poison, system_header, dependency, warning, error. In C mode every pragma also goes to
 * the output, for the compiler; in assembler mode the others vanish, as they do with gcc.
 */
import { NO_POS } from '../diag/diagnostic.ts';
import * as messages from '../diag/messages/cpp.ts';
import { spell } from './directives.ts';
import type { Inclusions } from './inclusions.ts';
import type { TokenRun } from './lexer.ts';
import type { Macro } from './macros.ts';
import type { Printer } from './printer.ts';
import { type FileFrame, type FileReader, systemFlag } from './reader.ts';
import type { DirectiveRecord } from './structure.ts';
import { Kind, SHIFT } from './symbols.ts';
import type { Unit } from './unit.ts';

interface Saved {
  readonly macro: Macro | undefined;
  readonly base: number;
}

export class Pragmas {
  readonly #unit: Unit;
  readonly #reader: FileReader;
  readonly #printer: Printer;
  readonly #inclusions: Inclusions;
  readonly #saved = new Map<number, Saved[]>();
  /** Symbols that may not be used any more (GCC poison). */
  readonly poisoned = new Set<number>();

  constructor(unit: Unit, reader: FileReader, printer: Printer, inclusions: Inclusions) {
    this.#unit = unit;
    this.#reader = reader;
    this.#printer = printer;
    this.#inclusions = inclusions;
  }

  directive(frame: FileFrame, directive: DirectiveRecord): void {
    const run = frame.file.operands(directive);
    if (!this.#unit.files.mode.assembler) {
      this.#printer.toLine(directive.line + frame.lineDelta, frame.name, systemFlag(frame));
      const text = spell(run, this.#unit.symbols.text, 0);
      this.#printer.directive(text === '' ? '#pragma' : `#pragma ${text}`);
    }
    this.#perform(run, frame.base + directive.nameAt, directive.nextLine);
  }

  /** _Pragma("…"): the same, from the text of the string. Returns the text for the output. */
  operator(text: string, at: number): string {
    const run = this.#unit.files.lexer.lex(text, 0, text.length, 1, false);
    this.#perform(run, at, 0);
    return spell(run, this.#unit.symbols.text, 0);
  }

  #perform(run: TokenRun, at: number, nextLine: number): void {
    const { text } = this.#unit.symbols;
    const word = (i: number) => (i < run.count ? (text[(run.tokens[i] as number) >> SHIFT] as string) : '');
    switch (word(0)) {
      case 'once':
        return this.#once(at);
      case 'push_macro':
      case 'pop_macro':
        return this.#pushPop(word(0), word(1) === '(' ? word(2) : '', at);
      case 'GCC':
        return this.#gcc(word(1), run, at, nextLine);
      default:
    }
  }

  #once(at: number): void {
    const frame = this.#reader.top;
    if (this.#reader.frames.length <= 1) this.#unit.report(at, messages.pragmaOnceInMain());
    else if (frame) this.#inclusions.markOnce(frame.file);
  }

  #pushPop(name: string, literal: string, at: number): void {
    const macro = /^"([A-Za-z_]\w*)"$/.exec(literal)?.[1];
    if (macro === undefined) {
      this.#unit.report(at, messages.badPragma(name, '("NAME")'));
      return;
    }
    const { macros, bases, symbols } = this.#unit;
    const symbol = symbols.of(macro, Kind.name);
    const stack = this.#saved.get(symbol) ?? [];
    this.#saved.set(symbol, stack);
    if (name === 'push_macro') stack.push({ macro: macros[symbol], base: bases[symbol] ?? NO_POS });
    else {
      const saved = stack.pop();
      if (!saved) return;
      macros[symbol] = saved.macro;
      bases[symbol] = saved.base;
    }
  }

  #gcc(name: string, run: TokenRun, at: number, nextLine: number): void {
    const { symbols } = this.#unit;
    const frame = this.#reader.top;
    switch (name) {
      case 'poison':
        for (let i = 2; i < run.count; i++) {
          const symbol = (run.tokens[i] as number) >> SHIFT;
          if (symbols.kind[symbol] === Kind.name) this.poisoned.add(symbol);
        }
        return;
      case 'system_header':
        if (frame && this.#reader.frames.length > 1) {
          frame.system = 1;
          this.#printer.marker(nextLine + frame.lineDelta, frame.name, systemFlag(frame));
        }
        return;
      case 'warning':
      case 'error': {
        const literal = run.count > 2 ? (symbols.text[(run.tokens[2] as number) >> SHIFT] as string) : '';
        if (/^".*"$/s.test(literal)) this.#unit.report(at, messages.pragmaMessage(name, literal.slice(1, -1)));
        else this.#unit.report(at, messages.badPragma(`GCC ${name}`, 'a string'));
        return;
      }
      default:
    }
  }
}
