/**
 * Line markers (`# 12 "file.S" 2`, `#line 12 "file.S"`) in a text that another preprocessor wrote.
 *
 * Enters: the text. Leaves: where the line count starts anew, for SourceMap.setLineMarkers. Needed only when a place is
 * to be shown, so it is a pass of its own.
 */
import type { LineMarker } from './source-map.ts';
import { pieceAt, type SourceText } from './source-text.ts';

/** Begun with the newline before it, which is found fast. */
const MARKER = /\n[ \t]*#[ \t]*(?:line[ \t]+)?(\d+)[ \t]+"((?:[^"\\\n]|\\[^\n])*)"[^\n]*(?=\n|$)/g;
/** The same on the first line. */
const FIRST = new RegExp(`^${MARKER.source.slice(2)}`);

/** All markers in `text`, ascending. The offset of each is that of the line after it, to which its number belongs. */
export function findLineMarkers(text: SourceText): LineMarker[] {
  const markers: LineMarker[] = [];
  for (let from = 0; from < text.length; ) {
    const piece = pieceAt(text, from);
    const first = FIRST.exec(piece.slice(0, piece.indexOf('\n') + 1) || piece);
    for (const match of [...(first ? [first] : []), ...piece.matchAll(MARKER)]) {
      const [whole, line = '', file = ''] = match;
      const offset = Math.min(from + match.index + whole.length + 1, text.length);
      markers.push({ offset, file: file.replace(/\\(["\\])/g, '$1'), line: Number(line) });
    }
    from += piece.length;
  }
  return markers;
}
