/**
 * The statement at hand, and how directives read it: blanks, commas, expressions, and complaints about what stands there.
 *
 * Enters: a piece of a frame's text (statements.ts). Leaves: values, and reports at the places of what was written.
 */
import type { DiagnosticSink, Message, Pos } from '../diag/diagnostic.ts';
import * as messages from '../diag/messages/asm.ts';
import type { SourceMap } from '../text/source-map.ts';
import { earlyValue } from './early.ts';
import type { ExpressionReader } from './expression.ts';
import type { Int } from './int64.ts';
import type { Frame } from './source.ts';

export abstract class StatementText {
  abstract readonly sink: DiagnosticSink;
  abstract readonly map: SourceMap;
  abstract readonly expression: ExpressionReader;
  abstract frame: Frame;
  /** The statement at hand: text[p..end) is still to be read; frame.text is text except while cleaned of comments. */
  text = '';
  p = 0;
  end = 0;
  /** Start of the statement in frame.text, and what to add to an index into `text` to get one into frame.text. */
  statementAt = 0;
  shift = 0;
  /** Counts whatever was done that is not the writing of an instruction's word known by its text alone (replay.ts). */
  effects = 0;

  // Diagnostics.

  /** Position of text[at]. */
  pos(at: number): Pos {
    return this.frame.pos(at + this.shift, this.map);
  }

  error(at: number, message: Message, length = 1): void {
    this.sink.report(this.pos(at), message, length);
  }

  /** An error about what stands at p, or at the end of the statement. */
  errorHere(message: Message): void {
    this.error(Math.min(this.p, this.end), message, 1);
  }

  // Reading.

  skipBlanks(): number {
    let c = this.text.charCodeAt(this.p);
    while (this.p < this.end && (c === 32 || c === 9 || c === 13)) c = this.text.charCodeAt(++this.p);
    return this.p < this.end ? c : 0;
  }

  /** Read an expression at p into `expression`; false after reporting an error. */
  readExpression(): boolean {
    const start = this.p;
    const to = this.expression.parseExpression(this.text, start, this.end);
    if (to < 0) {
      const { expressionError, errorAt } = this.expression;
      this.error(errorAt >= start && errorAt <= this.end ? errorAt : start, messages.badExpression(expressionError));
      return false;
    }
    this.p = to;
    if (this.expression.warning !== '') this.error(start, messages.doubtful(this.expression.warning), to - start);
    return true;
  }

  /** As readExpression; a lone operator is none. */
  readPresent(): boolean {
    const at = this.p;
    if (!this.readExpression()) return false;
    if (this.expression.absent) this.error(at, messages.expected('an expression'));
    return !this.expression.absent;
  }

  /** As readConstant; where nothing stands, 0 is meant. */
  readOptional(what: string): Int | undefined {
    const c = this.skipBlanks();
    if (c !== 0 && c !== 44) return this.readConstant(what);
    this.expression.takeNumber(0);
    this.expression.absent = true;
    return 0;
  }

  /** As readExpression; where nothing stands, 0 is taken with a warning. */
  readOperand(): boolean {
    const c = this.skipBlanks();
    if (c !== 0 && c !== 44) {
      if (!this.readExpression()) return false;
      if (!this.expression.absent || this.expression.warning !== '') return true;
    } else this.expression.takeNumber(0);
    this.errorHere(messages.doubtful('nothing stands where an expression is expected: 0 is assumed'));
    return true;
  }

  /** Read an expression that must be constant; undefined after reporting an error. */
  readConstant(what: string): Int | undefined {
    const start = this.p;
    if (this.skipBlanks() === 0) {
      this.errorHere(messages.expected(what));
      return undefined;
    }
    this.expression.usedSymbols = false;
    if (!this.readExpression()) return undefined;
    if (this.expression.usedSymbols) this.effects++;
    if (this.expression.isConstant && this.expression.wide === undefined) return this.expression.addend;
    const early = this.expression.isConstant ? undefined : earlyValue(this.expression.value());
    if (early && !early.base) return early.value;
    this.error(start, messages.notConstant(what), Math.max(1, this.p - start));
    return undefined;
  }

  /** Skip a comma (and blanks); whether there was one. */
  comma(): boolean {
    if (this.skipBlanks() !== 44) return false;
    this.p++;
    this.skipBlanks();
    return true;
  }

  /** Complain about anything left of the statement. */
  endOfStatement(): void {
    if (this.skipBlanks() !== 0)
      this.error(this.p, messages.junkAtEnd(this.text.slice(this.p, this.end).trimEnd()), this.end - this.p);
    this.p = this.end;
  }
}
