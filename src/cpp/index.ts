/**
 * The preprocessor: a unit's main file and options to the text the assembler reads.
 *
 * Enters: options as gcc's driver takes them, already parsed, and a FileCache that all units of a run share. Leaves: the
 * text that `gcc -E` would print (line markers included), a segment table that leads each character back to where it was
 * written, and the files that were read. C11 5.1.1.2 phases 1 to 4, with GNU's extensions; see the other files here.
 */
import { FatalDiagnostic, NO_POS, type Pos } from '../diag/diagnostic.ts';
import * as messages from '../diag/messages/cpp.ts';
import { Builtins } from './builtins.ts';
import { Directives } from './directives.ts';
import { Expander, isPad } from './expand.ts';
import type { SourceFile } from './files.ts';
import { Inclusions } from './inclusions.ts';
import { Lead, roomFor } from './lead.ts';
import { isCopied, isPassedOver } from './lexer.ts';
import { definitionText } from './macros.ts';
import type { Preprocessed, PreprocessOptions } from './options.ts';
import { Printer } from './printer.ts';
import { type FileFrame, FileReader } from './reader.ts';
import { Directive } from './structure.ts';
import { EOF, Kind, POINT, SHIFT, WHITE } from './symbols.ts';
import { TraditionalScanner } from './traditional/scanner.ts';
import { printTraditional } from './traditional/unit-text.ts';
import { traditionalFaults } from './traditional/warnings.ts';
import { Unit } from './unit.ts';
import { printVerbatim } from './verbatim.ts';

export { FileCache } from './files.ts';
export type { LexMode } from './lexer.ts';
export type { Dependency, Preprocessed, PreprocessOptions, SearchPath } from './options.ts';

/**
 * Preprocess one unit. Errors go to the sink; undefined when the text is not worth reading on (main file or a header
 * missing, a limit passed), otherwise the text even if there were errors.
 */
export function preprocess(options: PreprocessOptions): Preprocessed | undefined {
  const run = new Run(options);
  try {
    const result = run.run();
    run.release();
    return result;
  } catch (error) {
    if (!(error instanceof FatalDiagnostic)) throw error;
    run.stopped();
    const position = error.pos === NO_POS ? (run.position ?? NO_POS) : error.pos;
    options.sink.report(position, error.diagnostic, error.length);
    return undefined;
  }
}

/** More tokens out of macros than this in one unit are taken for a runaway. */
const EXPANSION_LIMIT = 1 << 24;

class Run {
  readonly #options: PreprocessOptions;
  readonly #unit: Unit;
  readonly #printer: Printer;
  readonly #reader: FileReader;
  readonly #expander: Expander;
  readonly #inclusions: Inclusions;
  readonly #directives: Directives;
  readonly #scanner: TraditionalScanner;
  #expandedTokens = 0;
  /** The main file is being read, not what the command line includes. */
  #mainRead = false;

  constructor(options: PreprocessOptions) {
    this.#options = options;
    const unit = new Unit(options);
    this.#unit = unit;
    this.#printer = new Printer(unit.symbols, unit.expansions, options.lineMarkers, options.files.mode.assembler);
    if (unit.shown) this.#printer.beforeLine = () => this.#printer.insert(unit.shown?.take() ?? []);
    this.#reader = new FileReader(unit, this.#printer);
    this.#expander = new Expander(unit, this.#reader);
    this.#reader.expander = this.#expander;
    this.#inclusions = new Inclusions(unit, this.#reader, this.#printer);
    this.#scanner = new TraditionalScanner(unit);
    this.#directives = new Directives({
      unit,
      reader: this.#reader,
      expander: this.#expander,
      printer: this.#printer,
      inclusions: this.#inclusions,
      scanner: this.#scanner,
    });
    this.#reader.handler = this.#directives.handle;
    this.#reader.leaving = (frame) => {
      this.#inclusions.finished(frame);
      this.#reportLexical(frame, frame.file.text.length);
      this.#directives.reportUnterminated(frame);
      const { length } = this.#reader.frames;
      if (length === 1 && this.#mainRead) this.#directives.reportUnused();
      if (length === 2 && this.#mainRead) this.#inclusions.lead?.done();
    };
    const builtins = new Builtins(unit, this.#reader, this.#expander, this.#inclusions, this.#directives.pragmas);
    builtins.define();
    this.#expander.computed = builtins.compute;
    this.#scanner.computed = builtins.compute;
  }

  /** Where reading has got to, for messages without a place of their own. */
  get position(): number | undefined {
    return this.#reader.top && this.#reader.position;
  }

  /** Reading ends early: report what was wrong up to there. */
  stopped(): void {
    for (const frame of this.#reader.frames) {
      const directive = frame.file.skeleton.directives[frame.item - 1];
      this.#reportLexical(frame, directive?.end ?? 0);
    }
  }

  #reportLexical(frame: FileFrame, end: number): void {
    const { warnings, files } = this.#unit;
    const { mode } = files;
    const faults = frame.file.lexicalFaults(warnings.has('comment'), warnings.has('pedantic'), warnings.form);
    for (const { offset, length, message } of faults) {
      const isOut = offset >= end || (mode.preprocessed === true && message.option === 'trigraphs');
      if (!isOut) this.#unit.report(frame.base + offset, message, length);
    }
    if (!warnings.has('traditional')) return;
    for (const { offset, length, message } of traditionalFaults(frame.file))
      if (offset < end) this.#unit.report(frame.base + offset, message, length);
  }

  release(): void {
    this.#unit.release();
  }

  run(): Preprocessed | undefined {
    const { name } = this.#options;
    const main = this.#mainFile();
    if (!main) return undefined;
    this.#inclusions.addDependency(name, false);
    if (this.#unit.warnings.has('missing-include-dirs')) this.#inclusions.checkDirectories();
    const lead = new Lead({ unit: this.#unit, printer: this.#printer, inclusions: this.#inclusions }, main);
    this.#inclusions.lead = lead;
    if (!this.#options.files.mode.preprocessed) {
      this.#firstMarkers(main.path);
      if (!lead.repeatCommandLine()) {
        this.#commandLine();
        this.#readIncluded();
        lead.done();
      }
    }
    this.#readMain(main);
    this.#printer.insert(this.#unit.shown?.take() ?? []);
    const { text, segments } = this.#printer.finish();
    this.#inclusions.traceGuards();
    const macros = this.#options.wantMacros ? this.#definitions() : '';
    return { text, segments, dependencies: this.#inclusions.dependencies, macros };
  }

  #mainFile(): SourceFile | undefined {
    const { name, text, files } = this.#options;
    if (text !== undefined) return files.fromText(name, text);
    const file = files.open(name);
    if (file) return file;
    const why = this.#options.whyUnreadable?.(name) || 'no such file';
    this.#options.sink.report(NO_POS, messages.cannotRead(name, why));
    return undefined;
  }

  /** What gcc prints before the first line of the main file. */
  #firstMarkers(name: string): void {
    this.#printer.marker(0, name, '');
    const { workingDirectory } = this.#options;
    if (workingDirectory !== undefined) this.#printer.marker(1, `${workingDirectory}//`, '');
    this.#printer.marker(0, '<built-in>', '');
  }

  /** What the options define. */
  #commandLine(): void {
    this.#defineAll('<built-in>', this.#options.predefined);
    this.#printer.marker(0, '<command-line>', '');
    this.#defineAll('<command-line>', this.#options.definitions.map((line) => `#${line}\n`).join(''));
  }

  /** Process lines of #define and #undef that are in no file. */
  #defineAll(name: string, text: string): void {
    if (text === '') return;
    const file = this.#unit.files.generated(name, text);
    const base = this.#options.sourceMap.addFile(name, text);
    this.#unit.system.mark(base, name === '<built-in>' ? -1 : 0);
    const frame = detached(file, base);
    for (const directive of file.skeleton.directives) this.#directives.handle(frame, directive);
  }

  /** What the command line includes. */
  #readIncluded(): void {
    const { includes, macroFiles } = this.#options;
    const commandLine = this.#reader.push(
      this.#unit.files.generated('<command-line>', ''),
      NO_POS,
      '<command-line>',
      0,
      -1,
    );
    const { implicitInclude = '', definitions, assertions = [] } = this.#options;
    // there each definition on the command line counts as a line
    if (commandLine.file.traditional) commandLine.lineDelta = definitions.length + assertions.length;
    for (const name of macroFiles) {
      if (this.#inclusions.commandLine(commandLine, name)) this.#drain(false);
    }
    if (implicitInclude !== '' && this.#inclusions.implicit(commandLine, implicitInclude)) this.#drain(true);
    for (const name of includes) {
      if (this.#inclusions.commandLine(commandLine, name)) this.#drain(true);
    }
    this.#reader.frames.pop();
  }

  #readMain(main: SourceFile): void {
    const base = this.#options.sourceMap.addFile(main.path, main.text, NO_POS, roomFor(main));
    this.#mainRead = true;
    this.#reader.push(main, base, main.path, 0, -1);
    // a text that begins with a marker says itself where it is from
    const { mode } = this.#options.files;
    const first = mode.preprocessed ? main.skeleton.directives[0] : undefined;
    if (first?.kind !== Directive.marker || first.start > 0) this.#printer.marker(1, main.path, '');
    this.#drain(true);
  }

  /** Read until the files above the one that is on the stack now are used up. */
  #drain(print: boolean): void {
    const reader = this.#reader;
    const expander = this.#expander;
    const printer = this.#printer;
    printer.muted = !print;
    const { symbols } = this.#unit;
    const { mode } = this.#options.files;
    const { traditional, assembler } = mode;
    reader.floor = reader.frames.length - 1;
    if (isCopied(mode) || isPassedOver(mode)) {
      printer.muted ||= isPassedOver(mode);
      printVerbatim(this.#unit, reader, printer);
      return;
    }
    if (traditional) {
      printTraditional(reader, printer, this.#scanner);
      return;
    }
    for (;;) {
      if (!expander.expanding) reader.printPlainLines();
      const token = expander.next();
      if (token >> SHIFT === EOF) break;
      if (isPad(token)) printer.pad(token >> SHIFT);
      else {
        const { position, via } = expander;
        if (via >= 0 && ++this.#expandedTokens > EXPANSION_LIMIT) {
          throw new FatalDiagnostic(expander.invocation, messages.tooManyExpanded(EXPANSION_LIMIT));
        }
        if (symbols.kind[token >> SHIFT] === Kind.pragma) {
          this.#directives.pragmas.print(token, expander.expanded ? expander.invocation : position);
        } else if (assembler) printer.token(token, position, via);
        else this.#printInC(token, position, via);
      }
    }
  }

  /** In C mode lines come out as they are in the source, and a line marker tells system headers' tokens from others. */
  #printInC(token: number, position: Pos, via: number): void {
    const expander = this.#expander;
    const root = expander.expanded ? expander.invocation : position;
    const moved = this.#adjustLine(token, root);
    const level = this.#unit.system.levelAt(position);
    // what is computed stands where its name stood; what is pasted stands nowhere
    const placed = level >= 0 && (!(token & POINT) || via < 0);
    const changed = placed && !moved && this.#printer.mustMark(level > 0);
    if (changed) this.#reader.startLineAt(root, level);
    this.#printer.token(moved || changed ? token & ~WHITE : token, position, via);
    if (placed) this.#printer.inSystemHeader = level > 0;
  }

  /** In C mode a token keeps its line even in the middle of one (after a call over several lines). */
  #adjustLine(token: number, root: Pos): boolean {
    if (!this.#printer.mustMove(token, this.#reader.lineOf(root))) return false;
    this.#reader.startLineAt(root);
    this.#printer.space();
    return true;
  }

  /** The definitions in force, one #define a line, in the order in which their names were first met. */
  #definitions(): string {
    const { macros, symbols } = this.#unit;
    const lines: string[] = [];
    for (const macro of macros) if (macro && macro.builtin === undefined) lines.push(definitionText(macro, symbols));
    return lines.join('');
  }
}

function detached(file: SourceFile, base: Pos): FileFrame {
  return {
    file,
    base,
    name: file.path,
    lineDelta: 0,
    earlier: [],
    system: 0,
    within: [],
    directory: -1,
    item: 0,
    run: undefined,
    at: 0,
    lineIndex: 0,
  };
}
