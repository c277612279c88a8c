/**
 * Directives that stay in the output: -dD, -dN (#define, #undef) and -dI (#include).
 *
 * Enters: a directive that was just carried out. Leaves: its line, at the printer, as gcc -E prints it.
 */
import { definitionText, type Macro } from './macros.ts';
import type { KeptDirectives } from './options.ts';
import type { Printer } from './printer.ts';
import { type FileFrame, type FileReader, systemFlag } from './reader.ts';
import type { DirectiveRecord } from './structure.ts';
import type { Symbols } from './symbols.ts';
import type { Unit } from './unit.ts';

export class DirectiveKeeper {
  readonly #wanted: KeptDirectives;
  readonly #symbols: Symbols;
  readonly #reader: FileReader;
  readonly #printer: Printer;

  constructor(wanted: KeptDirectives, symbols: Symbols, reader: FileReader, printer: Printer) {
    this.#wanted = wanted;
    this.#symbols = symbols;
    this.#reader = reader;
    this.#printer = printer;
  }

  get keepsMacros(): boolean {
    return this.#wanted.macros === 'whole' || this.#wanted.macros === 'names';
  }

  /** -dU: print what was used since the last call. */
  insertUsed({ shown }: Unit): void {
    if (shown) this.#printer.insert(shown.take());
  }

  defined(frame: FileFrame, directive: DirectiveRecord, macro: Macro): void {
    const name = `#define ${this.#symbols.text[macro.symbol]}`;
    this.#print(
      frame,
      directive,
      this.#wanted.macros === 'names' ? name : definitionText(macro, this.#symbols).slice(0, -1),
    );
    // with -fdirectives-only the lines that a long definition has taken come at once
    const isRead = frame.file.isText && !frame.file.traditional && this.#reader.frames.includes(frame);
    if (isRead) this.#printer.toLine(directive.nextLine + frame.lineDelta, frame.name, systemFlag(frame));
  }

  undefined(frame: FileFrame, directive: DirectiveRecord, symbol: number): void {
    if (this.keepsMacros) this.#print(frame, directive, `#undef ${this.#symbols.text[symbol]}`);
  }

  included(
    frame: FileFrame,
    directive: DirectiveRecord,
    header: { readonly name: string; readonly angled: boolean },
  ): void {
    if (!this.#wanted.includes) return;
    this.#print(frame, directive, `#${directive.name} ${header.angled ? `<${header.name}>` : `"${header.name}"`}`);
  }

  #print(frame: FileFrame, directive: DirectiveRecord, text: string): void {
    // what the command line defines stands on no line
    const line = this.#reader.frames.includes(frame) ? directive.line + frame.lineDelta : 0;
    if (line > 0 || !frame.file.traditional) this.#printer.toLine(line, frame.name, systemFlag(frame));
    this.#printer.directive(text);
  }
}
