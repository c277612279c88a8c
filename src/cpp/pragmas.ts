/**
 * Pragmas: those that are the preprocessor's own business, and what becomes of the others.
 *
 * once, push_macro, pop_macro, GCC poison, system_header, dependency, warning, error. In C mode every pragma also goes to
 * the output, for the compiler; in assembler mode the others vanish, as they do with gcc.
 */
import { NO_POS, type Pos } from '../diag/diagnostic.ts';
import * as messages from '../diag/messages/cpp.ts';
import { headerName } from './header-name.ts';
import type { Inclusions } from './inclusions.ts';
import type { TokenRun } from './lexer.ts';
import { computedMacro, type Macro, POISON } from './macros.ts';
import { spell } from './operands.ts';
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
  /** The operands of a directive with macros expanded. */
  readonly #expanded: (frame: FileFrame, directive: DirectiveRecord) => TokenRun;
  readonly #saved = new Map<number, Saved[]>();

  constructor(
    unit: Unit,
    reader: FileReader,
    printer: Printer,
    inclusions: Inclusions,
    expanded: (frame: FileFrame, directive: DirectiveRecord) => TokenRun,
  ) {
    this.#expanded = expanded;
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
    const { traditional } = frame.file;
    if (kind !== 'other' && !traditional) {
      // gcc begins an output line for the pragma's first word, and leaves it empty
      this.#reader.startLineAt(frame.base + (run.offsets[0] as number));
      if (kind === 'passed') this.#printer.space();
    }
    // in traditional mode what gcc itself takes up is not printed, and the rest is for assembly too
    const passed = traditional
      ? kind === 'other'
      : kind === 'passed' || (kind === 'other' && !this.#unit.files.mode.assembler);
    if (passed) {
      this.#printer.toLine(line, frame.name, systemFlag(frame));
      this.#printer.directive(this.#line(kind === 'passed' && !traditional ? this.#expanded(frame, directive) : run));
    }
    if (kind !== 'own' || this.#word(run, 1) !== 'poison') this.#unit.checkNames(run, frame.base);
    this.#perform(run, frame.base + directive.nameAt, directive.nextLine);
  }

  #line(run: TokenRun): string {
    return `#pragma ${spell(run, this.#printer.spelling)}`;
  }

  /**
   * _Pragma("…"): the same, from the text of the string; `root` is where in a file the call stands. Carried out at once; what
   * is printed is left to print(), when the symbol that is returned comes out of the expansion.
   */
  operator(text: string, root: Pos): number {
    const run = this.#unit.files.lexer.lex(text, 0, text.length, 1, false);
    const kind = this.#kind(run);
    for (let i = 0; i < run.count && kind !== 'own'; i++) run.offsets[i] = 0;
    if (kind !== 'own') this.#unit.checkNames(run, root);
    this.#perform(run, root, 0);
    return this.#unit.symbols.of(`${kind} ${kind === 'own' ? '' : this.#line(run)}`, Kind.pragma);
  }

  /** Print what operator() made `token` of; `root` as there. */
  print(token: number, root: Pos): void {
    const { files, symbols } = this.#unit;
    const frame = this.#reader.frameOf(root);
    if (!frame) return;
    const [, kind = '', text = ''] = /^(\w+) (.*)$/s.exec(symbols.text[token >> SHIFT] as string) ?? [];
    if (kind === 'passed') this.#printer.separate(token);
    if (kind !== 'other' || !files.mode.assembler) {
      // printed on the line that reading has got to
      this.#printer.toLine(this.#reader.line, frame.name, systemFlag(frame));
      this.#printer.directive(text);
    }
    if (kind !== 'passed') this.#printer.startLine(this.#reader.lineOf(root), 1, frame.name, systemFlag(frame));
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
    switch (this.#word(run, 0)) {
      case 'once':
        this.#atEnd(run, 1, at);
        this.#once(at);
        return;
      case 'push_macro':
      case 'pop_macro':
        this.#pushPop(run, at);
        return;
      case 'GCC':
        this.#gcc(this.#word(run, 1), run, at, nextLine);
        return;
      default:
    }
  }

  #word(run: TokenRun, index: number): string {
    return index < run.count ? (this.#unit.symbols.text[(run.tokens[index] as number) >> SHIFT] as string) : '';
  }

  #atEnd(run: TokenRun, from: number, at: Pos): void {
    if (from < run.count) this.#unit.report(at, messages.extraInPragma());
  }

  #once(at: number): void {
    const frame = this.#reader.top;
    if (this.#reader.frames.length <= 1) this.#unit.report(at, messages.pragmaOnceInMain());
    else if (frame) this.#inclusions.markOnce(frame.file);
  }

  /** push_macro ( "NAME" ) */
  #pushPop(run: TokenRun, at: number): void {
    const name = this.#word(run, 0);
    const macro = /^"([^"]*)"$/.exec(this.#word(run, 2))?.[1];
    if (this.#word(run, 1) !== '(' || macro === undefined || this.#word(run, 3) !== ')') {
      this.#unit.report(at, messages.badPragma(name, '("NAME")'));
      // as gcc reads on after the name that is none
      if (this.#word(run, 1) === '(') this.#atEnd(run, 3, at);
      return;
    }
    this.#atEnd(run, 4, at);
    const { macros, bases, symbols } = this.#unit;
    const symbol = symbols.of(macro.trim(), Kind.name);
    this.#unit.unshared++;
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
    this.#unit.poisoned.add(symbol);
    this.#unit.unshared++;
    this.#unit.define(symbol, computedMacro(files.fromText('<poison>', ''), symbol, POISON), NO_POS);
  }

  #gcc(name: string, run: TokenRun, at: number, nextLine: number): void {
    switch (name) {
      case 'poison':
        this.#poisonAll(run, at);
        return;
      case 'system_header':
        this.#atEnd(run, 2, at);
        this.#systemHeader(at, nextLine);
        return;
      case 'dependency':
        this.#dependency(run, at);
        return;
      case 'warning':
      case 'error': {
        const literal = this.#word(run, 2);
        if (/^".*"$/s.test(literal)) this.#unit.report(at, messages.pragmaMessage(name, literal.slice(1, -1)));
        else this.#unit.report(at, messages.badPragma(`GCC ${name}`, 'a string'));
        return;
      }
      default:
    }
  }

  #poisonAll(run: TokenRun, at: Pos): void {
    const { symbols } = this.#unit;
    for (let i = 2; i < run.count; i++) {
      const symbol = (run.tokens[i] as number) >> SHIFT;
      if (symbols.kind[symbol] !== Kind.name) {
        this.#unit.report(at, messages.badPragma('GCC poison', 'names'));
        return;
      }
      this.#poison(symbol, at);
    }
  }

  #systemHeader(at: Pos, nextLine: number): void {
    const frame = this.#reader.top;
    if (!frame || this.#reader.frames.length <= 1) {
      this.#unit.report(at, messages.systemHeaderInMain());
      return;
    }
    frame.system = 1;
    this.#unit.system.mark(at, 1);
    this.#printer.marker(nextLine + frame.lineDelta, frame.name, systemFlag(frame));
  }

  /** The file must be there; whether it is newer than this one is not looked at: files have no age here. */
  #dependency(run: TokenRun, at: Pos): void {
    const frame = this.#reader.top;
    const header = headerName(spell(run, (symbol) => this.#unit.symbols.text[symbol] as string, 2));
    if (!header) this.#unit.report(at, messages.fileNameExpected('pragma dependency'));
    else if (frame) this.#inclusions.mustExist(frame, header, at);
  }
}
