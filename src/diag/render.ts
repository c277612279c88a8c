/**
 * Diagnostics as text for people:
 *
 *     relocate.S:41:15: error: immediate 4097 is not in [0, 4095] [A64-E0104]
 *        41 |   add x0, x1, #4097
 *           |               ^~~~~
 *     relocate.S:60:2: note: in expansion of macro 'copy_page'
 *
 * Enters: diagnostics and a Locator. Leaves: text, with ANSI colours if asked. Other formats are in formats.ts.
 */
import type { Diagnostic, Locator, Place, Severity } from './diagnostic.ts';
import { type Resolved, readable, resolve } from './resolve.ts';

export interface TextOptions {
  readonly colour?: boolean;
  /** Shown where a diagnostic has no place: the program's or the input's name. */
  readonly program?: string;
}

/** Of a chain of expansions at most so many are shown, half of them from each end. */
const FRAME_LIMIT = 16;

/** Source lines longer than this are shown as a window around the caret. */
const WIDTH = 160;

const BOLD = '\x1b[1m';
const RESET = '\x1b[0m';
const COLOURS: Readonly<Record<Severity, string>> = {
  error: '\x1b[1;31m',
  warning: '\x1b[1;35m',
  note: '\x1b[1;36m',
  hint: '\x1b[1;32m',
};

/** All diagnostics, each with its excerpt, frames and notes; '' for none. */
export function renderText(list: readonly Diagnostic[], locator: Locator, options: TextOptions = {}): string {
  return list.map((diagnostic) => renderOne(resolve(diagnostic, locator), options)).join('');
}

function renderOne(diagnostic: Resolved, options: TextOptions): string {
  const { place, severity, frames } = diagnostic;
  const paint = painter(options.colour === true);
  let out = head(place, severity, `${diagnostic.text} [${diagnostic.code}]`, options);
  if (place) out += excerpt(place, diagnostic.length, paint, severity);
  if (diagnostic.hint !== undefined) out += `        ${paint('hint', 'help')}: ${diagnostic.hint}\n`;
  const shown = frames.length <= FRAME_LIMIT ? frames : frames.slice(0, FRAME_LIMIT / 2);
  for (const frame of shown) out += head(frame, 'note', frame.how, options);
  if (frames.length > FRAME_LIMIT) {
    const rest = frames.slice(-FRAME_LIMIT / 2);
    out += `        … ${frames.length - shown.length - rest.length} more\n`;
    for (const frame of rest) out += head(frame, 'note', frame.how, options);
  }
  for (const note of diagnostic.notes) {
    out += head(note.place, 'note', note.text, options);
    if (note.place) out += excerpt(note.place, 1, paint, 'note');
  }
  return out;
}

type Paint = (severity: Severity, text: string) => string;

function painter(colour: boolean): Paint {
  return (severity, text) => (colour ? `${COLOURS[severity]}${text}${RESET}` : text);
}

function head(place: Place | undefined, severity: Severity, text: string, options: TextOptions): string {
  const where = place ? `${place.file}:${place.line}:${place.column}` : (options.program ?? 'a64as');
  const shown = options.colour ? `${BOLD}${where}:${RESET}` : `${where}:`;
  return `${shown} ${painter(options.colour === true)(severity, severity)}: ${text}\n`;
}

/** The source line and a line of markers under `length` of its columns. */
function excerpt(place: Place, length: number, paint: Paint, severity: Severity): string {
  const start = Math.min(place.column - 1, place.text.length);
  const from = start > WIDTH * 0.75 ? start - WIDTH / 2 : 0;
  const window = place.text.slice(from, from + WIDTH);
  const before = readable(window.slice(0, start - from));
  const marked = readable(window.slice(start - from, start - from + length));
  const after = readable(window.slice(start - from + length));
  const left = from > 0 ? '…' : '';
  const right = from + WIDTH < place.text.length ? '…' : '';
  const number = String(place.line).padStart(5);
  const gap = ' '.repeat(number.length);
  // tabs stay tabs in both lines, so that the marker stands under its text at any tab width
  const indent = (left + before).replace(/[^\t]/gu, ' ');
  const marker = `^${'~'.repeat(Math.max(0, [...marked].length - 1))}`;
  return `${number} | ${left}${before}${marked}${after}${right}\n${gap} | ${indent}${paint(severity, marker)}\n`;
}
