/**
 * The directives (C11 6.10, and GNU's #include_next, #import, #ident, #assert): what each does to the unit.
 *
 * Enters: directives as the reader reaches them. Leaves: definitions in the unit, files pushed onto the reader, the
 * reader moved to another branch, messages. What can be worked out from the text alone (a definition, the name in an
 * #ifdef, a header's name) is worked out once for all units and kept with the directive.
 */
import { suggest } from '../diag/did-you-mean.ts';
import * as messages from '../diag/messages/cpp.ts';
import { Assertions } from './assertions.ts';
import { Branches } from './branches.ts';
import { Condition } from './condition.ts';
import { Definitions } from './definitions.ts';
import type { Expander } from './expand.ts';
import { IncludeDirectives } from './include-directives.ts';
import type { Inclusions } from './inclusions.ts';
import { DirectiveKeeper } from './kept.ts';
import { LineDirectives } from './line-directives.ts';
import { Operands, spell } from './operands.ts';
import { Pragmas } from './pragmas.ts';
import type { Printer } from './printer.ts';
import { type FileFrame, type FileReader, systemFlag } from './reader.ts';
import { DIRECTIVE_NAMES, Directive, type DirectiveRecord } from './structure.ts';
import { Kind } from './symbols.ts';
import type { TraditionalScanner } from './traditional/scanner.ts';
import type { Unit } from './unit.ts';

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
  readonly #unit: Unit;
  readonly #printer: Printer;
  readonly #operands: Operands;
  readonly #pragmas: Pragmas;
  readonly #assertions: Assertions;
  readonly #definitions: Definitions;
  readonly #branches: Branches;
  readonly #includes: IncludeDirectives;
  readonly #lines: LineDirectives;

  constructor({ unit, reader, expander, printer, inclusions, scanner }: Rooms) {
    this.#unit = unit;
    this.#printer = printer;
    const operands = new Operands(unit, expander, scanner);
    const keeper = new DirectiveKeeper(unit.options.keep ?? {}, unit.symbols, reader, printer);
    this.#operands = operands;
    this.#assertions = new Assertions(unit);
    const condition = new Condition(unit, expander, this.#assertions.holds);
    this.#definitions = new Definitions(unit, reader, keeper);
    this.#branches = new Branches(unit, reader, operands, condition, this.#definitions);
    this.#includes = new IncludeDirectives(unit, reader, operands, inclusions, keeper);
    this.#lines = new LineDirectives(unit, printer, operands.expanded);
    this.#pragmas = new Pragmas(unit, reader, printer, inclusions, operands.expandedRun);
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
        this.#definitions.undefine(frame, this.#branches.named(frame, directive), directive);
        return;
      case Directive.if:
      case Directive.ifdef:
      case Directive.ifndef:
      case Directive.elif:
      case Directive.elifdef:
      case Directive.elifndef:
      case Directive.else:
      case Directive.endif:
        this.#branches.directive(frame, directive);
        return;
      case Directive.include:
      case Directive.includeNext:
      case Directive.import:
        this.#includes.directive(frame, directive);
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
    const message =
      DEPRECATED.has(directive.kind) && !warnings.has('pedantic')
        ? messages.deprecatedDirective(directive.name)
        : messages.gnuDirective(directive.name);
    this.#unit.report(frame.base + directive.nameAt, message, directive.name.length);
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

  /** Report what a file leaves open, at its end. */
  reportUnterminated(frame: FileFrame): void {
    this.#branches.reportUnterminated(frame);
  }

  /** The end of the main file: -Wunused-macros. */
  reportUnused(): void {
    this.#definitions.reportUnused();
  }

  #ident(frame: FileFrame, directive: DirectiveRecord): void {
    const { text, kind } = this.#unit.symbols;
    const [token, extra] = this.#operands.expanded(frame, directive);
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

  /** The operands as text, white space made single; names that may stand nowhere are complained of. */
  #rest(frame: FileFrame, directive: DirectiveRecord): string {
    const run = frame.file.operands(directive);
    this.#unit.checkNames(run, frame.base);
    return spell(run, (symbol) => this.#unit.symbols.text[symbol] as string);
  }
}
