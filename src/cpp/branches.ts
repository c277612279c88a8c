/**
 * Conditional groups as a unit gets to them: which branch is read, and what is wrong with a group (C11 6.10.1).
 *
 * Enters: #if and its kin. Leaves: the reader at the branch that holds or after the group, and messages.
 */
import * as messages from '../diag/messages/cpp.ts';
import type { Condition } from './condition.ts';
import type { Fault } from './conditionals.ts';
import type { Definitions, NamedOperand } from './definitions.ts';
import type { TokenRun } from './lexer.ts';
import { forbiddenName } from './macros.ts';
import type { Operands } from './operands.ts';
import { isBlankOrComment, overBlanks, plainNameEnd } from './plain-operands.ts';
import type { FileFrame, FileReader } from './reader.ts';
import { Directive, type DirectiveRecord } from './structure.ts';
import { Kind, SHIFT } from './symbols.ts';
import type { Unit } from './unit.ts';

export class Branches {
  readonly #unit: Unit;
  readonly #reader: FileReader;
  readonly #operands: Operands;
  readonly #condition: Condition;
  readonly #definitions: Definitions;

  constructor(unit: Unit, reader: FileReader, operands: Operands, condition: Condition, definitions: Definitions) {
    this.#unit = unit;
    this.#reader = reader;
    this.#operands = operands;
    this.#condition = condition;
    this.#definitions = definitions;
  }

  readonly directive = (frame: FileFrame, directive: DirectiveRecord): void => {
    switch (directive.kind) {
      case Directive.ifdef:
      case Directive.ifndef:
      case Directive.if:
        if (!this.#holds(frame, directive)) this.#nextBranch(frame, directive);
        return;
      case Directive.endif:
        if (this.#checkPlace(frame, directive)) this.#checkEnd(frame, directive);
        return;
      default:
        this.#afterBranch(frame, directive);
    }
  };

  /** Report the comment and the conditionals that a file leaves open, at its end. */
  reportUnterminated(frame: FileFrame): void {
    const { unterminatedComment } = frame.file.skeleton;
    if (unterminatedComment >= 0)
      this.#unit.report(frame.base + unterminatedComment, messages.unterminatedComment(), 2);
    for (const fault of frame.file.skeleton.faults) if (fault.kind === 'unterminated') this.#reportFault(frame, fault);
  }

  /** Report what is wrong with the place of a conditional that was reached; does it belong to a group? */
  #checkPlace(frame: FileFrame, directive: DirectiveRecord): boolean {
    const { kind, name } = directive;
    if ((kind === Directive.elifdef || kind === Directive.elifndef) && this.#isBeforeC23)
      this.#unit.report(frame.base + directive.nameAt, messages.directiveOfC23(name), name.length);
    const { faults } = frame.file.skeleton;
    let belongs = true;
    for (const fault of faults) {
      if (fault.directive !== directive || fault.kind === 'unterminated') continue;
      this.#reportFault(frame, fault);
      if (fault.kind === 'without-if') belongs = false;
    }
    return belongs;
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

  /** The name in an #ifdef or #undef, with what is wrong with it reported. */
  named(frame: FileFrame, directive: DirectiveRecord): NamedOperand {
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
    return (
      macro !== undefined && (macro.defined !== undefined || forbiddenName(macro, this.#unit.symbols) === undefined)
    );
  }

  #parseNamed(frame: FileFrame, directive: DirectiveRecord): NamedOperand {
    const { symbols } = this.#unit;
    const { text } = frame.file;
    const from = overBlanks(text, directive.operands, directive.end);
    const to = plainNameEnd(text, from, directive.end);
    if (to > from && isBlankOrComment(text, to, directive.end))
      return { symbol: symbols.intern(text, from, to, Kind.name), offset: from, extra: -1 };
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
        const { symbol } = this.named(frame, directive);
        return symbol >= 0 && this.#isDefined(symbol);
      }
      case Directive.ifndef:
      case Directive.elifndef: {
        const { symbol } = this.named(frame, directive);
        return symbol >= 0 && !this.#isDefined(symbol);
      }
      case Directive.else:
        this.#checkEnd(frame, directive);
        return true;
      default: {
        const at = frame.base + directive.nameAt;
        const run = this.#expression(frame, directive);
        return this.#operands.reading(run, frame.base, () => this.#condition.evaluate(directive.name, at));
      }
    }
  }

  /** The tokens of #if and #elif: kept with the directive, unless their text is expanded first. */
  #expression(frame: FileFrame, directive: DirectiveRecord): TokenRun {
    if (frame.file.traditional) return this.#operands.run(frame, directive);
    directive.parsed ??= frame.file.operands(directive);
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
    const belongs = this.#checkPlace(frame, directive);
    if (directive.kind === Directive.else && belongs) this.#checkEnd(frame, directive);
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
    const { operands, end } = directive;
    directive.parsed ??= isBlankOrComment(frame.file.text, operands, end)
      ? -1
      : (frame.file.operands(directive).offsets[0] ?? -1);
    const extra = directive.parsed as number;
    if (extra >= 0) this.#unit.report(frame.base + extra, messages.extraTokens(directive.name));
  }

  get #isBeforeC23(): boolean {
    const { language } = this.#unit;
    return language.assembler || language.year < 2023;
  }
}
