/**
 * Line markers (`# 12 "file.S" 2`, `#line 12 "file.S"`) in a text that another preprocessor wrote.
 *
 * Enters: the text. Leaves: where the line count starts anew, for SourceMap.setLineMarkers. Needed only when a place is
 * to be shown, so it is a pass of its own.
 */
import type { LineMarker } from './source-map.ts';

const MARKER = /^[ \t]*#[ \t]*(?:line[ \t]+)?(\d+)[ \t]+"((?:[^"\\\n]|\\[^\n])*)"[^\n]*(?:\n|$)/gm;

/** All markers in `text`, ascending. The offset of each is that of the line after it, to which its number belongs. */
export function findLineMarkers(text: string): LineMarker[] {
  const markers: LineMarker[] = [];
  for (const match of text.matchAll(MARKER)) {
    const [whole, line = '', file = ''] = match;
    markers.push({ offset: match.index + whole.length, file: file.replace(/\\(["\\])/g, '$1'), line: Number(line) });
  }
  return markers;
}
