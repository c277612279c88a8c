/**
 * Line markers in a text that another program wrote: `# 12 "file.S" 2`, and the directive that GNU as makes of them, `.linefile 12 "file.S"`.
 *
 * Enters: the text. Leaves: where the line count starts anew, for SourceMap.setLineMarkers. Needed only when a place is
 * to be shown, so it is a pass of its own. `as` manual, "Comments": a marker's `#` stands in the first column.
 */
import type { LineMarker } from './source-map.ts';
import { pieceAt, type SourceText } from './source-text.ts';

/** Begun with the newline before it, which is found fast. A number that is none in C marks nothing, and 0 only where gcc ends the text of an `asm`. */
const MARKER =
  /\n(?:#[ \t]*|[ \t]*\.linefile[ \t]+)([1-9]\d*(?=[ \t]+")|0(?=[ \t]+""[ \t]+2[ \t\r]*(?:\n|$)))[ \t]+"((?:[^"\\\n]|\\[^\n])*)"(?:[ \t]+[1-4])*[ \t\r]*(?=\n|$)/g;
/** The same on the first line, where GNU as, which looks for #NO_APP there, loses the character behind the `#`. */
const FIRST = new RegExp(`^${MARKER.source.slice(2).replace('#', '#[^\\n]')}`);
const MOST_LINE = 2 ** 31 - 1;

/** All markers in `text`, ascending. The offset of each is that of the line after it, to which its number belongs. */
export function findLineMarkers(text: SourceText): LineMarker[] {
  const markers: LineMarker[] = [];
  for (let from = 0; from < text.length; ) {
    const piece = pieceAt(text, from);
    const first = FIRST.exec(piece.slice(0, piece.indexOf('\n') + 1) || piece);
    for (const match of [...(first ? [first] : []), ...piece.matchAll(MARKER)]) {
      const [whole, line = '', file = ''] = match;
      if (Number(line) > MOST_LINE) continue;
      const offset = Math.min(from + match.index + whole.length + 1, text.length);
      markers.push({ offset, file: file.replace(/\\(["\\])/g, '$1'), line: Number(line) });
    }
    from += piece.length;
  }
  return markers;
}
