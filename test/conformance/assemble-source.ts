/**
 * Assemble a text in this process and say which lines were complained of, for the suites that compare verdicts with GNU as.
 */
import { type AsmOptions, assemble, writeObject } from '../../src/asm/index.ts';
import { DiagnosticSink } from '../../src/diag/diagnostic.ts';
import { withGrammar } from '../../src/expr/lazy.ts';
import { SourceMap } from '../../src/text/source-map.ts';

/** What an assembler made of a text: the object unless there were errors, and lines with errors and warnings. */
export interface Report {
  readonly object: Buffer | undefined;
  readonly errors: ReadonlySet<number>;
  readonly warnings: ReadonlySet<number>;
}

export function assembleSource(text: string, name: string, options: AsmOptions = {}): Promise<Report> {
  return withGrammar(() => {
    const sink = new DiagnosticSink();
    const sourceMap = new SourceMap();
    const elf = assemble({ text, name, sourceMap, sink, options });
    const lines = (severity: string): Set<number> =>
      new Set(sink.list.filter((d) => d.severity === severity).map((d) => sourceMap.locate(d.pos)?.place.line ?? 0));
    return { object: elf && Buffer.from(writeObject(elf)), errors: lines('error'), warnings: lines('warning') };
  });
}
