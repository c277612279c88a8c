/**
 * Pragmas: those that are the preprocessor's own business, and what becomes of the others.
 *
 * once, push_macro, pop_macro, GCC poison, system_header, dependency, warning, error. In C mode every pragma also goes to
 * the output, for the compiler; in assembler mode the others vanish, as they do with gcc.
 */
import { NO_POS, type Pos } from '../diag/diagnostic.ts';
import * as messages from '../diag/messages/cpp.ts';
import { spell } from './directives.ts';
import type { Inclusions } from './inclusions.ts';
import type { TokenRun } from './lexer.ts';
import { computedMacro, type Macro, POISON } from './macros.ts';
import type { Printer } from './printer.ts';
import { type FileFrame, type FileReader, systemFlag } from './reader.ts';
import type { DirectiveRecord } from './structure.ts';
import { Kind, SHIFT } from './symbols.ts';
import type { Unit } from './unit.ts';

interface Saved {
  readonly macro: Macro | undefined;
  readonly base: number;
}

const OWN_GCC: readonly string[] = ['poison', 'system_header', 'dependency', 'warning', 'error'];

export class Pragmas {
  readonly #unit: Unit;
  readonly #reader: FileReader;
  readonly #printer: Printer;
  readonly #inclusions: Inclusions;
  readonly #saved = new Map<number, Saved[]>();

  constructor(unit: Unit, reader: FileReader, printer: Printer, inclusions: Inclusions) {
    this.#unit = unit;
    this.#reader = reader;
    this.#printer = printer;
    this.#inclusions = inclusions;
  }

  /** #pragma in a file. */
  directive(frame: FileFrame, directive: DirectiveRecord): void {
    const run = frame.file.operands(directive);
    const line = directive.line + frame.lineDelta;
    const kind = this.#kind(run);
    if (kind !== 'other') {
      // gcc begins an output line for the pragma's first word, and leaves it empty
      this.#reader.startLineAt(frame.base + (run.offsets[0] as number));
      if (kind === 'passed') this.#printer.space();
    }
    const passed = kind === 'passed' || (kind === 'other' && !this.#unit.files.mode.assembler);
    if (passed) {
      this.#printer.toLine(line, frame.name, systemFlag(frame));
      this.#printer.directive(`#pragma ${spell(run, this.#unit.symbols.text, 0)}`.trimEnd());
    }
    this.#perform(run, frame.base + directive.nameAt, directive.nextLine);
  }

  /** _Pragma("…"): the same, from the text of the string; `root` is where in a file the call stands. */
  operator(text: string, at: Pos, root: Pos): void {
    const run = this.#unit.files.lexer.lex(text, 0, text.length, 1, false);
    const frame = this.#reader.frameOf(root);
    if (!frame) return;
    const line = this.#reader.lineOf(root);
    const kind = this.#kind(run);
    const again = () => this.#printer.startLine(line, 1, frame.name, systemFlag(frame));
    if (kind === 'own') again();
    else if (!this.#unit.files.mode.assembler || kind === 'passed') {
      this.#printer.toLine(line, frame.name, systemFlag(frame));
      this.#printer.directive(`#pragma ${spell(run, this.#unit.symbols.text, 0)}`);
    }
    this.#perform(run, at, 0);
    again();
  }

  /** own: performed here; passed: printed in both modes; other: printed in C mode. */
  #kind(run: TokenRun): 'own' | 'passed' | 'other' {
    const { text } = this.#unit.symbols;
    const word = (i: number) => (i < run.count ? (text[(run.tokens[i] as number) >> SHIFT] as string) : '');
    const first = word(0);
    if (first === 'once' || first === 'push_macro' || first === 'pop_macro') return 'own';
    if (first === 'GCC' && OWN_GCC.includes(word(1))) return 'own';
    return first === 'message' || first === 'redefine_extname' ? 'passed' : 'other';
  }

  #perform(run: TokenRun, at: Pos, nextLine: number): void {
    const { text } = this.#unit.symbols;
    const word = (i: number) => (i < run.count ? (text[(run.tokens[i] as number) >> SHIFT] as string) : '');
    switch (word(0)) {
      case 'once':
        this.#once(at);
        return;
      case 'push_macro':
      case 'pop_macro':
        this.#pushPop(word(0), word(1) === '(' ? word(2) : '', at);
        return;
      case 'GCC':
        this.#gcc(word(1), run, at, nextLine);
        return;
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
      this.#unit.define(symbol, saved.macro, saved.base);
    }
  }

  /** From here on the name is an error wherever it is met: a computed macro that says so and stands for itself. */
  #poison(symbol: number, at: Pos): void {
    const { files, symbols, macros } = this.#unit;
    if (macros[symbol]?.builtin === POISON) return;
    if (macros[symbol] !== undefined) this.#unit.report(at, messages.poisonsMacro(symbols.text[symbol] as string));
    this.#unit.define(symbol, computedMacro(files.fromText('<poison>', ''), symbol, POISON), NO_POS);
  }

  #gcc(name: string, run: TokenRun, at: number, nextLine: number): void {
    const { symbols } = this.#unit;
    const frame = this.#reader.top;
    switch (name) {
      case 'poison':
        for (let i = 2; i < run.count; i++) {
          const symbol = (run.tokens[i] as number) >> SHIFT;
          if (symbols.kind[symbol] === Kind.name) this.#poison(symbol, at);
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
