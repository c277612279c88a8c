/**
 * #include, #include_next and #import: their operands to a header name (C11 6.10.2).
 *
 * Enters: the directive. Leaves: the name, at Inclusions. A name as it is written is worked out once for all units.
 */
import type { Pos } from '../diag/diagnostic.ts';
import * as messages from '../diag/messages/cpp.ts';
import { type HeaderName, headerName } from './header-name.ts';
import type { Inclusions } from './inclusions.ts';
import type { DirectiveKeeper } from './kept.ts';
import type { Operands } from './operands.ts';
import type { FileFrame, FileReader } from './reader.ts';
import { Directive, type DirectiveRecord } from './structure.ts';
import type { Unit } from './unit.ts';

/** A header name and where it stands. */
interface PlacedHeader {
  readonly name: HeaderName;
  readonly at: Pos;
}

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
    const from = frame.base + directive.operands;
    const placed = written
      ? { name: written, at: from + written.offset }
      : (this.#openHeaderName(frame, directive) ?? this.#expandedHeaderName(frame, directive));
    if (!placed) return;
    const { name, at } = placed;
    if (name.name === '') {
      this.#unit.report(at, messages.emptyFileName(directive.name), 2);
      return;
    }
    const extra = written
      ? name.extra && this.#operands.after(frame, directive, directive.operands + name.offset + name.length)
      : name.extra && from;
    if (extra) this.#unit.report(extra, messages.extraTokens(directive.name));
    this.#keeper.included(frame, directive, name);
    this.#inclusions.include(frame, directive, name, at);
  }

  /** `#include <name` without its end: an error, after which gcc looks for the file all the same. */
  #openHeaderName(frame: FileFrame, directive: DirectiveRecord): PlacedHeader | undefined {
    const text = frame.file.text.slice(directive.operands, directive.end);
    const match = /^[ \t]*<([^>\n]+)$/.exec(text);
    const at = frame.base + directive.operands;
    if (/^[ \t]*"[^"\n]*$/.test(text)) this.#unit.report(at + text.indexOf('"'), messages.unterminatedQuote('"'));
    if (!match) return undefined;
    this.#unit.report(frame.base + directive.operands, messages.fileNameExpected(directive.name));
    const name = (match[1] as string).trimEnd();
    return { name: { name, angled: true, offset: 1, length: name.length + 1, extra: false }, at: at + 1 };
  }

  /** #include with macros: what they expand to must be a header name (6.10.2p4). */
  #expandedHeaderName(frame: FileFrame, directive: DirectiveRecord): PlacedHeader | undefined {
    const { text, position } = this.#operands.expandedText(frame, directive);
    const name = headerName(text);
    if (!name)
      this.#unit.report(
        frame.base + directive.nameAt,
        messages.fileNameExpected(directive.name),
        directive.name.length,
      );
    return name ? { name, at: position } : undefined;
  }
}
