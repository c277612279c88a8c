/**
 * Diagnostics: what every stage reports instead of throwing or printing.
 *
 * Enters: calls to `DiagnosticSink.report` with a position in the source map. Leaves: a list in the order of reporting.
 * Nothing here knows files or terminals: a `Locator` (text/source-map.ts) turns a Pos into places a person wrote,
 * render.ts turns both into text, JSON, SARIF or GitHub annotations. Message texts live in messages/, one file a stage.
 */

/** A position: an offset into the source map's one address space of text; `NO_POS` where there is none. Unsigned, below 2^32. */
export type Pos = number;

export const NO_POS: Pos = -1;

export type Severity = 'error' | 'warning' | 'note' | 'hint';

/** What messages/*.ts functions return: everything but the place. `code` is stable (`A64-E0123`). */
export interface Message {
  readonly severity: Severity;
  readonly code: string;
  readonly text: string;
  /** A remedy or a "did you mean", shown on its own line. */
  readonly hint?: string;
}

export interface Note {
  readonly pos: Pos;
  readonly text: string;
}

export interface Diagnostic extends Message {
  readonly pos: Pos;
  /** Columns to underline, at least 1. */
  readonly length: number;
  readonly notes: readonly Note[];
}

/** One place in what a person wrote. Lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The text of that line, without its end. */
  readonly text: string;
}

/** How a place was reached, innermost first: "in expansion of macro 'copy_page'", "included from here". */
export interface Frame extends Place {
  readonly how: string;
}

export interface Locator {
  /** The place of `pos` and the chain of expansions and inclusions that leads there, innermost first. */
  locate(pos: Pos): { readonly place: Place; readonly frames: readonly Frame[] } | undefined;
}

/** Diagnostics that a sink keeps; a binary file read as source would make millions. */
export const DIAGNOSTIC_LIMIT = 10_000;

/** Collects diagnostics. Stages go on after an error; whoever writes output asks `errorCount` first. */
export class DiagnosticSink {
  readonly list: Diagnostic[] = [];
  errorCount = 0;
  /** Diagnostics beyond DIAGNOSTIC_LIMIT: counted, not kept. */
  dropped = 0;

  report(pos: Pos, message: Message, length = 1, notes: readonly Note[] = []): void {
    if (message.severity === 'error') this.errorCount++;
    if (this.list.length >= DIAGNOSTIC_LIMIT) {
      this.dropped++;
      return;
    }
    this.list.push({ ...message, pos, length: Math.max(1, length), notes });
  }
}

/** Thrown only to leave a stage at once (limits, unreadable input); caught by the pipeline and reported like the others. */
export class FatalDiagnostic extends Error {
  readonly pos: Pos;
  readonly diagnostic: Message;
  readonly length: number;

  constructor(pos: Pos, diagnostic: Message, length = 1) {
    super(diagnostic.text);
    this.pos = pos;
    this.diagnostic = diagnostic;
    this.length = length;
  }
}
