/**
 * -Wtraditional, as far as it is about directives: what a traditional preprocessor would take otherwise.
 *
 * Enters: a file. Leaves: places and messages. GNU cpp looks at every directive, in skipped groups too, so these are facts of
 * the file; what depends on macros and conditions is warned of where it is met (expand.ts, condition.ts).
 */
import type { CppMessage } from '../../diag/messages/cpp.ts';
import * as messages from '../../diag/messages/cpp.ts';
import type { SourceFile } from '../files.ts';
import type { TokenRun } from '../lexer.ts';
import { Directive } from '../structure.ts';
import { Kind, SHIFT, type Symbols } from '../symbols.ts';

export interface TraditionalFault {
  readonly offset: number;
  readonly length: number;
  readonly message: CppMessage;
}

/** Directives that traditional C has. */
const TRADITIONAL: ReadonlySet<number> = new Set([
  Directive.define,
  Directive.undef,
  Directive.include,
  Directive.if,
  Directive.ifdef,
  Directive.ifndef,
  Directive.else,
  Directive.endif,
  Directive.line,
]);
const NAMELESS: ReadonlySet<number> = new Set([Directive.null, Directive.marker, Directive.unknown]);

/** Directives of `file` whose `#` stands where traditional C does not want it. */
export function traditionalFaults(file: SourceFile): readonly TraditionalFault[] {
  const faults: TraditionalFault[] = [];
  for (const { kind, name, nameAt, indented } of file.skeleton.directives) {
    if (NAMELESS.has(kind)) continue;
    let message: CppMessage | undefined;
    if (kind === Directive.elif) message = messages.traditionalElif();
    else if (indented && TRADITIONAL.has(kind)) message = messages.traditionalIndented(name);
    else if (!indented && !TRADITIONAL.has(kind)) message = messages.traditionalUnknown(name);
    if (message) faults.push({ offset: nameAt, length: name.length, message });
  }
  return faults;
}

/** The parameters of a macro that stand within literals of its replacement, `run` its tokens: there they would be replaced. */
export function parametersInLiterals(
  run: TokenRun,
  parameters: readonly number[],
  symbols: Symbols,
): readonly string[] {
  const names = new Set(parameters.map((symbol) => symbols.text[symbol] as string));
  const found: string[] = [];
  for (let i = 0; i < run.count; i++) {
    const symbol = (run.tokens[i] as number) >> SHIFT;
    if (symbols.kind[symbol] !== Kind.string && symbols.kind[symbol] !== Kind.char) continue;
    for (const [word] of (symbols.text[symbol] as string).matchAll(/[A-Za-z_]\w*/g))
      if (names.has(word)) found.push(word);
  }
  return found;
}
