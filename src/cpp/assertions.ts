/**
 * GNU's assertions: `#assert machine(arm)`, asked for by `#if #machine(arm)`. Obsolete, but gcc still has them.
 */
import { NO_POS } from '../diag/diagnostic.ts';
import * as messages from '../diag/messages/cpp.ts';
import type { FileFrame } from './reader.ts';
import { Directive, type DirectiveRecord } from './structure.ts';
import type { Unit } from './unit.ts';

/** What gcc for aarch64-linux-gnu asserts by itself. */
const PREDEFINED: readonly (readonly [string, readonly string[]])[] = [['system', ['linux', 'unix', 'posix']]];

export class Assertions {
  readonly #unit: Unit;
  readonly #answers = new Map<string, Set<string>>();

  constructor(unit: Unit) {
    this.#unit = unit;
    for (const [predicate, answers] of PREDEFINED) this.#answers.set(predicate, new Set(answers));
    for (const text of unit.options.assertions ?? []) {
      if (!this.#option(text)) unit.report(NO_POS, messages.badAssertion(`assert ${text}`));
    }
  }

  /** `#predicate(answer)`, or with undefined `#predicate`: was it asserted? */
  readonly holds = (predicate: string, answer: string | undefined): boolean => {
    const answers = this.#answers.get(predicate);
    return answers !== undefined && answers.size > 0 && (answer === undefined || answers.has(answer));
  };

  /** `#assert name(answer)`, `#unassert name[(answer)]`; `text` is the directive's operands. */
  directive(frame: FileFrame, directive: DirectiveRecord, text: string): void {
    const match = /^([A-Za-z_]\w*)\s*(?:\(([^)]*)(\))?)?\s*(.*)$/s.exec(text);
    const remove = directive.kind === Directive.unassert;
    const [, predicate = '', words, closed, rest = ''] = match ?? [];
    const answer = words?.trim().replace(/\s+/g, ' ');
    const complete = answer === undefined ? remove && rest === '' : closed !== undefined && answer !== '';
    const at = frame.base + directive.nameAt;
    if (!match || !complete) {
      this.#unit.report(at, messages.badAssertion(directive.name), directive.name.length);
      return;
    }
    if (rest !== '') this.#unit.report(at, messages.extraTokens(directive.name), directive.name.length);
    this.#unit.unshared++;
    this.#carryOut(predicate, answer, remove);
  }

  /** -A name=answer, -A name(answer), -A -name[=answer]. */
  #option(text: string): boolean {
    const match = /^(-)?([A-Za-z_]\w*)(?:=(.+)|\((.+)\))?$/s.exec(text);
    if (!match) return false;
    const [, remove, predicate = '', value, bracketed] = match;
    this.#carryOut(predicate, (value ?? bracketed)?.trim(), remove !== undefined);
    return true;
  }

  #carryOut(predicate: string, answer: string | undefined, remove: boolean): void {
    if (answer === undefined) this.#answers.delete(predicate);
    else if (remove) this.#answers.get(predicate)?.delete(answer);
    else this.#answers.set(predicate, (this.#answers.get(predicate) ?? new Set()).add(answer));
  }
}
