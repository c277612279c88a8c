/**
 * Showing diagnostics: the `--diagnostics=` formats and the choice of colour, for all commands.
 */
import { DIAGNOSTIC_LIMIT, type DiagnosticSink, type Locator } from '../diag/diagnostic.ts';
import { renderGitHub, renderJson, renderSarif } from '../diag/formats.ts';
import { renderText } from '../diag/render.ts';
import { type Io, UsageError } from './command.ts';
import { VERSION } from './version.ts';

export type DiagnosticFormat = 'text' | 'json' | 'sarif' | 'github';

const FORMATS: readonly DiagnosticFormat[] = ['text', 'json', 'sarif', 'github'];

/** The format that `--diagnostics=value` names; a UsageError for others. */
export function diagnosticFormat(value: string): DiagnosticFormat {
  const format = FORMATS.find((name) => name === value);
  if (!format) throw new UsageError(`--diagnostics=${value}: expected one of ${FORMATS.join(', ')}`);
  return format;
}

/** Colour on standard error: NO_COLOR, then FORCE_COLOR, then whether it is a terminal. */
export function wantsColour(io: Io): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = io.environment;
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return io.stderrIsTty && TERM !== 'dumb';
}

/** Print what a sink collected to standard error. JSON and SARIF are one document, printed even when there is nothing. */
export function showDiagnostics(
  io: Io,
  sink: DiagnosticSink,
  locator: Locator,
  format: DiagnosticFormat,
  program = 'a64as',
): void {
  const { list } = sink;
  if (format === 'json') io.stderr(renderJson(list, locator));
  else if (format === 'sarif') io.stderr(renderSarif(list, locator, VERSION));
  else if (format === 'github') io.stderr(renderGitHub(list, locator));
  else if (list.length > 0) io.stderr(renderText(list, locator, { colour: wantsColour(io), program }));
  if (format === 'text' && sink.dropped > 0) {
    io.stderr(`${program}: note: ${sink.dropped} more after the first ${DIAGNOSTIC_LIMIT}\n`);
  }
}
