/**
 * A picture of layouts: memory as rows of eight bytes, a box a member, bit-fields as parts of their byte, holes hatched.
 *
 * Runs of rows that one member fills are drawn as its first and last with the number of rows between. Bytes go left to
 * right by address in both byte orders; bits within a byte from the end where memory order begins.
 */
import { flatten, holesOf, typeName } from '../flat.ts';
import { layoutOf, type RecordLayout } from '../layout.ts';
import { LP64, type RecordType, spelling, type Target } from '../model.ts';

const BYTES = 8;
const BYTE_WIDTH = 80;
const ROW = 26;
const LEFT = 64;
const TOP = 34;
const KEEP_ROWS = 3;

interface Box {
  /** Bits from the start of the record. */
  readonly from: number;
  readonly to: number;
  readonly label: string;
  readonly kind: 'member' | 'bits' | 'hole';
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function boxesOf(layout: RecordLayout): Box[] {
  const boxes: Box[] = [];
  for (const { offset, size, bits, path, type, opened, field } of flatten(layout)) {
    if (opened && size > 0) continue;
    if (bits !== undefined) {
      if (bits.width === 0) continue;
      const label = field.member.name === undefined ? '' : path;
      boxes.push({ from: bits.start, to: bits.start + bits.width, label, kind: label === '' ? 'hole' : 'bits' });
    } else if (size > 0) {
      boxes.push({ from: offset * 8, to: (offset + size) * 8, label: `${path}  ${typeName(type)}`, kind: 'member' });
    }
  }
  return [...boxes, ...gaps(boxes, layout)];
}

/** What no box covers. */
function gaps(boxes: readonly Box[], layout: RecordLayout): Box[] {
  const found: Box[] = [];
  let end = 0;
  const add = (to: number): void => {
    if (to > end)
      found.push({
        from: end,
        to,
        label: `${(to - end) % 8 === 0 ? `${(to - end) / 8} bytes` : `${to - end} bits`} unused`,
        kind: 'hole',
      });
  };
  for (const { from, to } of [...boxes].sort((a, b) => a.from - b.from)) {
    add(from);
    end = Math.max(end, to);
  }
  add(layout.size * 8);
  return found;
}

/** Which row of the picture each row of memory is, with those left out in the middle of long members. */
function rowPlan(
  boxes: readonly Box[],
  rows: number,
): {
  readonly at: (row: number) => number | undefined;
  readonly shown: number;
  readonly cuts: readonly { row: number; count: number }[];
} {
  const skipped = new Set<number>();
  const cuts: { row: number; count: number }[] = [];
  for (const { from, to } of boxes) {
    const first = Math.ceil(from / 64);
    const last = Math.floor(to / 64) - 1;
    if (last - first + 1 <= KEEP_ROWS) continue;
    for (let row = first + 1; row < last; row++) skipped.add(row);
  }
  const position: (number | undefined)[] = [];
  let shown = 0;
  for (let row = 0; row < rows; row++) {
    if (!skipped.has(row)) {
      position.push(shown++);
      continue;
    }
    const open = cuts[cuts.length - 1];
    if (skipped.has(row - 1) && open !== undefined) open.count++;
    else cuts.push({ row: shown++, count: 1 });
    position.push(undefined);
  }
  return { at: (row) => position[row], shown, cuts };
}

/** One box in the rows that it touches; the label in its widest part. */
function drawBox(box: Box, at: (row: number) => number | undefined, top: number, stack: number): string {
  const parts: { x: number; y: number; width: number }[] = [];
  for (let row = Math.floor(box.from / 64); row * 64 < box.to; row++) {
    const place = at(row);
    if (place === undefined) continue;
    const from = Math.max(box.from, row * 64) - row * 64;
    const to = Math.min(box.to, (row + 1) * 64) - row * 64;
    parts.push({ x: LEFT + (from * BYTE_WIDTH) / 8, y: top + place * ROW, width: ((to - from) * BYTE_WIDTH) / 8 });
  }
  const widest = parts.reduce(
    (best, part) => (part.width > best.width ? part : best),
    parts[0] ?? { x: 0, y: 0, width: 0 },
  );
  const rects = parts.map(
    ({ x, y, width }) =>
      `<rect class="${box.kind}" x="${x}" y="${y + stack}" width="${width}" height="${ROW - stack}"/>`,
  );
  const room = Math.floor(widest.width / 7);
  const text = box.label.length <= room ? box.label : box.label.slice(0, Math.max(0, room - 1));
  const label = text === '' ? '' : `<text x="${widest.x + 4}" y="${widest.y + 17}">${escapeXml(text)}</text>`;
  const title = `<title>${escapeXml(`${box.label} @ ${box.from % 8 === 0 ? box.from / 8 : `bit ${box.from}`}`)}</title>`;
  return `<g>${title}${rects.join('')}${label}</g>`;
}

function picture(type: RecordType, target: Target, top: number): { readonly text: string; readonly height: number } {
  const layout = layoutOf(type, target);
  const boxes = boxesOf(layout);
  const rows = Math.max(1, Math.ceil(layout.size / BYTES));
  const { at, shown, cuts } = rowPlan(boxes, rows);
  const y = top + TOP;
  const unused = holesOf(layout).reduce((sum, { size }) => sum + size, 0);
  const title = `${spelling(type) ?? type.tag}: ${layout.size} bytes, aligned to ${layout.align}, ${unused} unused`;
  const offsets = Array.from({ length: rows }, (_, row) => {
    const place = at(row);
    return place === undefined
      ? ''
      : `<text class="offset" x="${LEFT - 8}" y="${y + place * ROW + 17}">${row * BYTES}</text>`;
  });
  // larger boxes first, so that the members of a union lie over one another, the small ones on top
  const drawn = [...boxes].sort((a, b) => b.to - b.from - (a.to - a.from)).map((box) => drawBox(box, at, y, 0));
  const marks = cuts.map(
    ({ row, count }) =>
      `<text class="cut" x="${LEFT + 4}" y="${y + row * ROW + 17}">… ${count} rows (${count * BYTES} bytes) …</text>`,
  );
  const text = [
    `<text class="title" x="${LEFT}" y="${top + 22}">${escapeXml(title)}</text>`,
    ...offsets,
    ...drawn,
    ...marks,
  ].join('\n');
  return { text, height: TOP + shown * ROW + 16 };
}

/** One SVG document with all the structures below one another. Throws SchemaError. */
export function svgView(types: readonly RecordType[], target: Target = LP64): string {
  let top = 0;
  const parts: string[] = [];
  for (const type of types) {
    const { text, height } = picture(type, target, top);
    parts.push(text);
    top += height;
  }
  const width = LEFT + BYTES * BYTE_WIDTH + 16;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${top}" viewBox="0 0 ${width} ${top}">
<style>
text { font: 12px ui-monospace, monospace; fill: #222 } .title { font-weight: bold; font-size: 14px }
.offset { text-anchor: end; fill: #777 } .cut { fill: #777 }
rect { stroke: #555 } .member { fill: #dbe9f7 } .bits { fill: #e6f2dc } .hole { fill: url(#hatch) }
</style>
<defs><pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
<rect width="7" height="7" style="stroke:none;fill:#fff3f0"/><path d="M0 0V7" stroke="#d66" stroke-width="2"/></pattern></defs>
<rect width="${width}" height="${top}" style="fill:#fff;stroke:none"/>
${parts.join('\n')}
</svg>
`;
}
