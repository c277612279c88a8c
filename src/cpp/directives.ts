/**
 * The directives (C11 6.10, and GNU's #include_next, #import, #ident, #assert): what each does to the unit.
 *
 * Enters: directives as the reader reaches them. Leaves: definitions in the unit, files pushed onto the reader, the
 * reader moved to another branch, messages. What can be worked out from the text alone (a definition, the name in an
 * #ifdef, a header's name) is worked out once for all units and kept with the directive.
 */
import { NO_POS, type Pos } from '../diag/diagnostic.ts';
import { suggest } from '../diag/did-you-mean.ts';
import * as messages from '../diag/messages/cpp.ts';
import { Assertions } from './assertions.ts';
import { Condition } from './condition.ts';
import { Definitions, type NamedOperand } from './definitions.ts';
import { type Expander, isPad, type TokenSource } from './expand.ts';
import { type HeaderName, headerName } from './header-name.ts';
import type { Inclusions } from './inclusions.ts';
import { DirectiveKeeper } from './kept.ts';
import type { TokenRun } from './lexer.ts';
import { LineDirectives, type PlacedToken } from './line-directives.ts';
import { forbiddenName } from './macros.ts';
import { Pragmas } from './pragmas.ts';
import type { Printer } from './printer.ts';
import { type FileFrame, type FileReader, systemFlag } from './reader.ts';
import { DIRECTIVE_NAMES, Directive, type DirectiveRecord, type Fault } from './structure.ts';
import { EOF, Kind, PAD_WHITE, SHIFT, WHITE } from './symbols.ts';
import type { TraditionalScanner } from './traditional/scanner.ts';
import { traditionalOperands } from './traditional/unit-text.ts';
import type { Unit } from './unit.ts';

/** The operands of one directive as a token source. */
export class RunSource implements TokenSource {
  position: Pos = NO_POS;
  readonly #run: TokenRun;
  readonly #base: Pos;
  #at: number;

  constructor(run: TokenRun, base: Pos, from = 0) {
    this.#run = run;
    this.#base = base;
    this.#at = from;
  }

  next(): number {
    const at = this.#at++;
    if (at >= this.#run.count) return EOF;
    this.position = this.#base + (this.#run.offsets[at] as number);
    return this.#run.tokens[at] as number;
  }

  back(): void {
    this.#at--;
  }
}

/** Directives that are GNU's, and those of them that gcc advises against. */
const GNU_DIRECTIVES: ReadonlySet<number> = new Set([
  Directive.includeNext,
  Directive.import,
  Directive.warning,
  Directive.ident,
  Directive.assert,
  Directive.unassert,
]);
const DEPRECATED: ReadonlySet<number> = new Set([Directive.import, Directive.assert, Directive.unassert]);

/** What directives act on. */
export interface Rooms {
  readonly unit: Unit;
  readonly reader: FileReader;
  readonly expander: Expander;
  readonly printer: Printer;
  readonly inclusions: Inclusions;
  /** Of traditional mode. */
  readonly scanner: TraditionalScanner;
}

export class Directives {
  readonly #scanner: TraditionalScanner;
  readonly #unit: Unit;
  readonly #reader: FileReader;
  readonly #expander: Expander;
  readonly #printer: Printer;
  readonly #inclusions: Inclusions;
  readonly #condition: Condition;
  readonly #pragmas: Pragmas;
  readonly #assertions: Assertions;
  readonly #keeper: DirectiveKeeper;
  readonly #definitions: Definitions;
  readonly #lines: LineDirectives;

  constructor({ unit, reader, expander, printer, inclusions, scanner }: Rooms) {
    this.#unit = unit;
    this.#scanner = scanner;
    this.#reader = reader;
    this.#expander = expander;
    this.#printer = printer;
    this.#inclusions = inclusions;
    this.#assertions = new Assertions(unit);
    this.#lines = new LineDirectives(unit, printer, (frame, directive) =>
      this.#expanded(this.#operands(frame, directive), frame.base),
    );
    this.#condition = new Condition(unit, expander, this.#assertions.holds);
    this.#keeper = new DirectiveKeeper(unit.options.keep ?? {}, unit.symbols, reader, printer);
    this.#definitions = new Definitions(unit, reader, this.#keeper);
    this.#pragmas = new Pragmas(unit, reader, printer, inclusions, (frame, directive) =>
      this.#expandedRun(frame, directive),
    );
  }

  /** The pragma operator's way in: see builtins.ts. */
  get pragmas(): Pragmas {
    return this.#pragmas;
  }

  readonly handle = (frame: FileFrame, directive: DirectiveRecord): void => {
    const { kind } = directive;
    if (GNU_DIRECTIVES.has(kind)) this.#checkExtension(frame, directive);
    switch (kind) {
      case Directive.define:
        this.#definitions.define(frame, directive);
        return;
      case Directive.undef:
        this.#definitions.undefine(frame, this.#named(frame, directive), directive);
        return;
      case Directive.ifdef:
      case Directive.ifndef:
      case Directive.if:
        if (!this.#holds(frame, directive)) this.#nextBranch(frame, directive);
        return;
      case Directive.elif:
      case Directive.elifdef:
      case Directive.elifndef:
      case Directive.else:
        this.#afterBranch(frame, directive);
        return;
      case Directive.endif:
        this.#checkPlace(frame, directive);
        this.#checkEnd(frame, directive);
        return;
      case Directive.include:
      case Directive.includeNext:
      case Directive.import:
        this.#include(frame, directive);
        return;
      case Directive.line:
      case Directive.marker:
        this.#lines.directive(frame, directive);
        return;
      default:
        this.#other(frame, directive);
        return;
    }
  };

  /** Directives that the standard does not have. */
  #checkExtension(frame: FileFrame, directive: DirectiveRecord): void {
    const { warnings } = this.#unit;
    if (directive.kind === Directive.warning && !this.#isBeforeC23) return;
    const message =
      DEPRECATED.has(directive.kind) && !warnings.has('pedantic')
        ? messages.deprecatedDirective(directive.name)
        : messages.gnuDirective(directive.name);
    this.#unit.report(frame.base + directive.nameAt, message, directive.name.length);
  }

  get #isBeforeC23(): boolean {
    const { language } = this.#unit;
    return language.assembler || language.year < 2023;
  }

  #other(frame: FileFrame, directive: DirectiveRecord): void {
    const at = frame.base + directive.nameAt;
    switch (directive.kind) {
      case Directive.error:
        this.#unit.report(at, messages.errorDirective(this.#rest(frame, directive)), 5);
        return;
      case Directive.warning:
        this.#unit.report(at, messages.warningDirective(this.#rest(frame, directive)), 7);
        return;
      case Directive.pragma:
        this.#pragmas.directive(frame, directive);
        return;
      case Directive.ident:
        this.#ident(frame, directive);
        return;
      case Directive.assert:
      case Directive.unassert:
        this.#assertions.directive(frame, directive, this.#rest(frame, directive));
        return;
      case Directive.unknown: {
        const suggestion = suggest(directive.name, DIRECTIVE_NAMES);
        this.#unit.report(at, messages.unknownDirective(directive.name, suggestion), directive.name.length);
        return;
      }
      default:
    }
  }

  /** The end of the main file: -Wunused-macros. */
  reportUnused(): void {
    this.#definitions.reportUnused();
  }

  /** Report the comment and the conditionals that a file leaves open, at its end. */
  reportUnterminated(frame: FileFrame): void {
    const { unterminatedComment } = frame.file.skeleton;
    if (unterminatedComment >= 0)
      this.#unit.report(frame.base + unterminatedComment, messages.unterminatedComment(), 2);
    for (const fault of frame.file.skeleton.faults) if (fault.kind === 'unterminated') this.#reportFault(frame, fault);
  }

  /** Report what is wrong with the place of a conditional that was reached. */
  #checkPlace(frame: FileFrame, directive: DirectiveRecord): void {
    const { kind, name } = directive;
    if ((kind === Directive.elifdef || kind === Directive.elifndef) && this.#isBeforeC23)
      this.#unit.report(frame.base + directive.nameAt, messages.directiveOfC23(name), name.length);
    const { faults } = frame.file.skeleton;
    if (faults.length === 0) return;
    for (const fault of faults) {
      if (fault.directive === directive && fault.kind !== 'unterminated') this.#reportFault(frame, fault);
    }
  }

  #reportFault(frame: FileFrame, fault: Fault): void {
    const { directive, of } = fault;
    const notes =
      of && fault.kind !== 'unterminated' ? [{ pos: frame.base + of.start, text: 'the conditional began here' }] : [];
    const message =
      fault.kind === 'unterminated'
        ? messages.unterminatedConditional((of ?? directive).name)
        : fault.kind === 'without-if'
          ? messages.withoutIf(directive.name)
          : messages.afterElse(directive.name);
    const place = fault.kind === 'unterminated' ? (of ?? directive) : directive;
    this.#unit.report(frame.base + place.nameAt, message, place.name.length, notes);
  }

  #named(frame: FileFrame, directive: DirectiveRecord): NamedOperand {
    directive.parsed ??= this.#parseNamed(frame, directive);
    const operand = directive.parsed as NamedOperand;
    if (operand.symbol === -1) {
      this.#unit.report(frame.base + directive.nameAt, messages.noNameIn(directive.name), directive.name.length);
    } else if (operand.symbol === -2) {
      this.#unit.report(frame.base + operand.offset, messages.nameExpectedIn(directive.name));
    } else if (operand.extra >= 0) {
      this.#unit.report(frame.base + operand.extra, messages.extraTokens(directive.name));
    }
    this.#definitions.isForbidden(operand.symbol, frame.base + operand.offset);
    if (directive.kind !== Directive.undef) this.#unit.use(operand.symbol);
    return operand;
  }

  #isDefined(symbol: number): boolean {
    const macro = this.#unit.macros[symbol];
    return macro !== undefined && forbiddenName(macro, this.#unit.symbols) === undefined;
  }

  #parseNamed(frame: FileFrame, directive: DirectiveRecord): NamedOperand {
    const run = frame.file.operands(directive);
    if (run.count === 0) return { symbol: -1, offset: directive.nameAt, extra: -1 };
    const symbol = (run.tokens[0] as number) >> SHIFT;
    const offset = run.offsets[0] as number;
    if (this.#unit.symbols.kind[symbol] !== Kind.name) return { symbol: -2, offset, extra: -1 };
    return { symbol, offset, extra: run.count > 1 ? (run.offsets[1] as number) : -1 };
  }

  /** Is the branch that `directive` opens to be read? */
  #holds(frame: FileFrame, directive: DirectiveRecord): boolean {
    switch (directive.kind) {
      case Directive.ifdef:
      case Directive.elifdef: {
        const { symbol } = this.#named(frame, directive);
        return symbol >= 0 && this.#isDefined(symbol);
      }
      case Directive.ifndef:
      case Directive.elifndef: {
        const { symbol } = this.#named(frame, directive);
        return symbol >= 0 && !this.#isDefined(symbol);
      }
      case Directive.else:
        this.#checkEnd(frame, directive);
        return true;
      default: {
        const run = this.#operands(frame, directive);
        const at = frame.base + directive.nameAt;
        return this.#within(new RunSource(run, frame.base), () => this.#condition.evaluate(directive.name, at));
      }
    }
  }

  /** Operands of which macros are expanded: kept with the directive, in traditional mode made of expanded text. */
  #operands(frame: FileFrame, directive: DirectiveRecord): TokenRun {
    if (frame.file.traditional) return traditionalOperands(this.#unit, this.#scanner, frame, directive);
    directive.parsed ||= frame.file.operands(directive);
    return directive.parsed as TokenRun;
  }

  /** Go to the first later branch of the group that holds, or past its #endif. */
  #nextBranch(frame: FileFrame, from: DirectiveRecord): void {
    const { directives } = frame.file.skeleton;
    let index = from.next;
    for (let branch = directives[index]; branch; branch = directives[index]) {
      this.#checkPlace(frame, branch);
      if (branch.kind === Directive.endif) this.#checkEnd(frame, branch);
      if (branch.kind === Directive.endif || this.#holds(frame, branch)) {
        this.#reader.goTo(frame, index + 1, true);
        return;
      }
      index = branch.next;
    }
    this.#reader.goTo(frame, directives.length, false);
  }

  /** The branch before `directive` was read: go past the #endif. */
  #afterBranch(frame: FileFrame, directive: DirectiveRecord): void {
    this.#checkPlace(frame, directive);
    if (directive.kind === Directive.else) this.#checkEnd(frame, directive);
    if (directive.next < 0) return;
    const { directives } = frame.file.skeleton;
    let index = directive.next;
    let end = directives[index];
    while (end && end.kind !== Directive.endif) {
      this.#checkPlace(frame, end);
      index = end.next;
      end = directives[index];
    }
    if (end) this.#checkEnd(frame, end);
    this.#reader.goTo(frame, end ? index + 1 : directives.length, end !== undefined);
  }

  /** Nothing may follow #else and #endif. */
  #checkEnd(frame: FileFrame, directive: DirectiveRecord): void {
    directive.parsed ??= frame.file.operands(directive).offsets[0] ?? -1;
    const extra = directive.parsed as number;
    if (extra >= 0) this.#unit.report(frame.base + extra, messages.extraTokens(directive.name));
  }

  /** Run `work` with the expander reading `source`, as in a directive. */
  #within<T>(source: TokenSource, work: () => T): T {
    const expander = this.#expander;
    const outer = expander.source;
    const { inDirective } = expander;
    expander.source = source;
    expander.inDirective = true;
    const result = work();
    // what an error left unread must not be read as text
    expander.abandon();
    expander.source = outer;
    expander.inDirective = inDirective;
    return result;
  }

  #include(frame: FileFrame, directive: DirectiveRecord): void {
    if (directive.kind === Directive.includeNext && this.#reader.frames.length <= 1)
      this.#unit.report(frame.base + directive.nameAt, messages.includeNextInMain(), directive.name.length);
    directive.parsed ??= headerName(frame.file.text.slice(directive.operands, directive.end));
    const written = directive.parsed as HeaderName | false;
    const name = written || this.#openHeaderName(frame, directive) || this.#expandedHeaderName(frame, directive);
    const at = frame.base + directive.operands + (written ? written.offset : 1);
    if (!name) return;
    if (name.name === '') {
      this.#unit.report(at, messages.emptyFileName(directive.name), 2);
      return;
    }
    if (name.extra) this.#unit.report(written ? at + name.length : at, messages.extraTokens(directive.name));
    this.#keeper.included(frame, directive, name);
    this.#inclusions.include(frame, directive, name, at);
  }

  /** `#include <name` without its end: an error, after which gcc looks for the file all the same. */
  #openHeaderName(frame: FileFrame, directive: DirectiveRecord): HeaderName | undefined {
    const text = frame.file.text.slice(directive.operands, directive.end);
    const match = /^[ \t]*<([^>\n]+)$/.exec(text);
    const at = frame.base + directive.operands;
    if (/^[ \t]*"[^"\n]*$/.test(text)) this.#unit.report(at + text.indexOf('"'), messages.unterminatedQuote('"'));
    if (!match) return undefined;
    this.#unit.report(frame.base + directive.operands, messages.fileNameExpected(directive.name));
    const name = (match[1] as string).trimEnd();
    return { name, angled: true, offset: 1, length: name.length + 1, extra: false };
  }

  /** #include with macros: what they expand to must be a header name (6.10.2p4). */
  #expandedHeaderName(frame: FileFrame, directive: DirectiveRecord): HeaderName | undefined {
    const { symbols } = this.#unit;
    const source = new RunSource(this.#operands(frame, directive), frame.base);
    let text = '';
    this.#within(source, () => {
      for (let token = this.#expander.next(); token >> SHIFT !== EOF; token = this.#expander.next()) {
        text += (token & WHITE && text !== '' ? ' ' : '') + symbols.text[token >> SHIFT];
      }
    });
    const name = headerName(text);
    if (!name)
      this.#unit.report(
        frame.base + directive.nameAt,
        messages.fileNameExpected(directive.name),
        directive.name.length,
      );
    return name || undefined;
  }

  /** The tokens of `run` with macros expanded. */
  #expanded(run: TokenRun, base: Pos): PlacedToken[] {
    const tokens: PlacedToken[] = [];
    this.#within(new RunSource(run, base), () => {
      for (let token = this.#expander.next(); token >> SHIFT !== EOF; token = this.#expander.next()) {
        tokens.push({ symbol: token >> SHIFT, position: this.#expander.position });
      }
    });
    return tokens;
  }

  /** The operands with macros expanded, as a run that has no lines. */
  #expandedRun(frame: FileFrame, directive: DirectiveRecord): TokenRun {
    const run = frame.file.operands(directive);
    const tokens: number[] = [];
    let white = 0;
    this.#within(new RunSource(run, frame.base), () => {
      const expander = this.#expander;
      // for the white space before what a macro expands to
      expander.inDirective = false;
      for (let token = expander.next(); token >> SHIFT !== EOF; token = expander.next()) {
        if (isPad(token)) white |= token >> SHIFT === PAD_WHITE ? WHITE : 0;
        else {
          tokens.push(token | white);
          white = 0;
        }
      }
    });
    return { ...run, tokens: Int32Array.from(tokens), count: tokens.length };
  }

  #ident(frame: FileFrame, directive: DirectiveRecord): void {
    const { text, kind } = this.#unit.symbols;
    const [token, extra] = this.#expanded(frame.file.operands(directive), frame.base);
    if (!token || kind[token.symbol] !== Kind.string) {
      this.#unit.report(
        frame.base + directive.nameAt,
        messages.identNeedsString(directive.name),
        directive.name.length,
      );
      return;
    }
    if (extra) this.#unit.report(extra.position, messages.extraTokens(directive.name));
    if (this.#unit.files.mode.assembler) return;
    this.#printer.toLine(directive.line + frame.lineDelta, frame.name, systemFlag(frame));
    this.#printer.directive(`#ident ${text[token.symbol]}`);
  }

  /** The operands as text, white space made single. */
  #rest(frame: FileFrame, directive: DirectiveRecord): string {
    return spell(frame.file.operands(directive), this.#unit.symbols.text, 0);
  }
}

/** The tokens of a run from `from` on, with single spaces where white space was. */
export function spell(run: TokenRun, texts: readonly string[], from: number): string {
  let text = '';
  for (let i = from; i < run.count; i++) {
    const token = run.tokens[i] as number;
    text += (token & WHITE && text !== '' ? ' ' : '') + texts[token >> SHIFT];
  }
  return text;
}
