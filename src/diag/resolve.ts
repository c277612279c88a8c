/**
 * From positions to places: a diagnostic as every output format needs it.
 *
 * Enters: a Diagnostic and a Locator. Leaves: the place a person wrote, the chain of macro expansions and inclusions that
 * leads there (innermost first, repetitions dropped), and the places of the notes. Texts are one character a byte up to
 * here and become readable text: UTF-8 where it is valid, control characters replaced.
 */
import type { Diagnostic, Frame, Locator, Place, Severity } from './diagnostic.ts';

export interface ResolvedNote {
  readonly text: string;
  readonly place: Place | undefined;
}

export interface Resolved {
  readonly severity: Severity;
  readonly code: string;
  readonly text: string;
  readonly hint: string | undefined;
  readonly length: number;
  readonly place: Place | undefined;
  readonly frames: readonly Frame[];
  readonly notes: readonly ResolvedNote[];
}

/** Find the places of a diagnostic; `place` is undefined where it has none. */
export function resolve(diagnostic: Diagnostic, locator: Locator): Resolved {
  const located = locator.locate(diagnostic.pos);
  const { severity, code, text, hint, length } = diagnostic;
  return {
    severity,
    code,
    text: readable(text),
    hint: hint === undefined ? undefined : readable(hint),
    length,
    place: located && readablePlace(located.place),
    frames: located ? distinct(located.frames) : [],
    notes: diagnostic.notes.map((note) => {
      const place = locator.locate(note.pos)?.place;
      return { text: readable(note.text), place: place && readablePlace(place) };
    }),
  };
}

function readablePlace(place: Place): Place {
  return { ...place, file: readable(place.file) };
}

function distinct(frames: readonly Frame[]): Frame[] {
  const seen = new Set<string>();
  const out: Frame[] = [];
  for (const frame of frames) {
    const key = `${frame.file}\n${frame.line}\n${frame.column}\n${frame.how}`;
    if (seen.has(key)) continue;
    seen.add(key);
    out.push({ ...frame, file: readable(frame.file), how: readable(frame.how) });
  }
  return out;
}

/** Bytes, one a character, as text for a terminal: UTF-8 decoded if it is UTF-8, control characters shown as "?". */
export function readable(text: string): string {
  const decoded = /[\x80-\xff]/.test(text) ? decodeUtf8(text) : text;
  return decoded.replace(CONTROL, '?');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these must not reach a terminal
const CONTROL = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;

function decodeUtf8(text: string): string {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0xff) return text;
    bytes[i] = code;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return text;
  }
}
