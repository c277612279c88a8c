/**
 * #include, #include_next and #import: their operands to a header name (C11 6.10.2).
 *
 * Enters: the directive. Leaves: the name, at Inclusions. A name as it is written is worked out once for all units.
 */
import * as messages from '../diag/messages/cpp.ts';
import { type HeaderName, headerName } from './header-name.ts';
import type { Inclusions } from './inclusions.ts';
import type { DirectiveKeeper } from './kept.ts';
import type { Operands } from './operands.ts';
import type { FileFrame, FileReader } from './reader.ts';
import { Directive, type DirectiveRecord } from './structure.ts';
import type { Unit } from './unit.ts';

export class IncludeDirectives {
  readonly #unit: Unit;
  readonly #reader: FileReader;
  readonly #operands: Operands;
  readonly #inclusions: Inclusions;
  readonly #keeper: DirectiveKeeper;

  constructor(unit: Unit, reader: FileReader, operands: Operands, inclusions: Inclusions, keeper: DirectiveKeeper) {
    this.#unit = unit;
    this.#reader = reader;
    this.#operands = operands;
    this.#inclusions = inclusions;
    this.#keeper = keeper;
  }

  /** #include, #include_next, #import */
  directive(frame: FileFrame, directive: DirectiveRecord): void {
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
    const name = headerName(this.#operands.expandedText(frame, directive));
    if (!name)
      this.#unit.report(
        frame.base + directive.nameAt,
        messages.fileNameExpected(directive.name),
        directive.name.length,
      );
    return name || undefined;
  }
}
