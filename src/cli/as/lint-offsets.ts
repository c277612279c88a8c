/**
 * `--lint-offsets=SCHEMA`: hints where a unit's sources write an offset that the schema has a symbol for.
 *
 * Enters: the schema's path, then each unit with the files it was made of. Leaves: diagnostics of severity hint in the
 * unit's sink. Headers of the system are not looked at.
 */
import { DiagnosticSink, NO_POS } from '../../diag/diagnostic.ts';
import { offsetHasSymbol } from '../../diag/messages/offsets.ts';
import { SchemaError } from '../../offsets/error.ts';
import { type OffsetHints, offsetHints } from '../../offsets/hints.ts';
import { lintOffsets } from '../../offsets/lint.ts';
import { collectExports, fileOf } from '../../offsets/module.ts';
import { SourceMap } from '../../text/source-map.ts';
import type { Io } from '../command.ts';
import { type DiagnosticFormat, showDiagnostics } from '../diagnostics.ts';
import { loadSchema } from '../offsets/load-schema.ts';
import type { UnitResult } from './unit.ts';

/** The symbols of a schema file; undefined when it cannot be loaded, which has then been shown. */
export async function loadHints(path: string, format: DiagnosticFormat, io: Io): Promise<OffsetHints | undefined> {
  try {
    return offsetHints(fileOf(collectExports((await loadSchema(path)).namespace), path));
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
    const sink = new DiagnosticSink();
    sink.report(NO_POS, error.diagnostic);
    showDiagnostics(io, sink, new SourceMap(), format);
    return undefined;
  }
}

export function lintUnit({ sink, sourceMap, sources }: UnitResult, hints: OffsetHints, io: Io): void {
  for (const path of sources) {
    const data = io.readFile(path);
    if (data === undefined) continue;
    const text = Buffer.from(data).toString('latin1');
    const findings = lintOffsets(text, hints);
    const base = findings.length > 0 ? sourceMap.addFile(path, text) : NO_POS;
    for (const { at, length, offset, type, symbol, base: register } of findings) {
      sink.report(base + at, offsetHasSymbol(offset, type, symbol, register), length);
    }
  }
}
