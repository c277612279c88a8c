/**
 * Field by field: a schema against debug information, or one layout against another.
 *
 * Enters: two sides, each as rows (path, offset, size, bits) with size and alignment. Leaves: the differences, in the order
 * of the first side, members that only one side has included. Members that differ only because an enclosing structure lies
 * elsewhere are all listed: each is an offset that somebody may have written down.
 */
import { flatten } from './flat.ts';
import type { RawRecord, RawSource } from './import/raw.ts';
import { layoutOf, type RecordLayout } from './layout.ts';
import { type RecordType, spelling, type Target } from './model.ts';

/** One member as it is compared. */
export interface Row {
  readonly path: string;
  /** Bytes, or bits in memory order of a bit-field. */
  readonly offset: number;
  /** Bytes, or bits of a bit-field. */
  readonly size: number;
  readonly bits: boolean;
}

export interface Side {
  readonly size: number;
  /** Undefined where the source does not say. */
  readonly align: number | undefined;
  readonly rows: readonly Row[];
}

export interface Difference {
  /** A member's path, or `sizeof` or `alignof`. */
  readonly path: string;
  readonly left: string | undefined;
  readonly right: string | undefined;
}

/** A schema's side. */
export function sideOf(layout: RecordLayout): Side {
  const rows: Row[] = [];
  for (const { path, offset, size, bits, field } of flatten(layout)) {
    if (field.member.name === undefined) continue;
    rows.push(
      bits === undefined
        ? { path, offset, size, bits: false }
        : { path, offset: bits.start, size: bits.width, bits: true },
    );
  }
  return { size: layout.size, align: layout.align, rows };
}

function* rawRows(raw: RawRecord, source: RawSource, path: string, base: number): Generator<Row> {
  for (const member of raw.members) {
    const inner = member.type.kind === 'record' ? source.rawOf(member.type) : undefined;
    const at = base + member.offset;
    if (member.name === undefined) {
      if (inner !== undefined) yield* rawRows(inner, source, path, at);
      continue;
    }
    const full = `${path}${member.name}`;
    if (member.bits === undefined) yield { path: full, offset: at, size: member.size, bits: false };
    else yield { path: full, offset: base * 8 + member.bits.start, size: member.bits.width, bits: true };
    if (inner !== undefined) yield* rawRows(inner, source, `${full}.`, at);
  }
}

/** The side of debug information: what it states, not what we would lay out. */
export function rawSide(raw: RawRecord, source: RawSource): Side {
  return { size: raw.size, align: raw.align, rows: [...rawRows(raw, source, '', 0)] };
}

function describe(row: Row | undefined): string | undefined {
  if (row === undefined) return undefined;
  if (!row.bits) return `offset ${row.offset}, ${row.size} bytes`;
  return `bit ${row.offset} (byte ${Math.floor(row.offset / 8)}), ${row.size} bit${row.size === 1 ? '' : 's'}`;
}

/** All differences of two sides. */
export function compareSides(left: Side, right: Side): Difference[] {
  const differences: Difference[] = [];
  const add = (path: string, a: string | undefined, b: string | undefined): void => {
    if (a !== b) differences.push({ path, left: a, right: b });
  };
  add('sizeof', String(left.size), String(right.size));
  if (left.align !== undefined && right.align !== undefined) add('alignof', String(left.align), String(right.align));
  const others = new Map(right.rows.map((row) => [row.path, row]));
  const own = new Set(left.rows.map((row) => row.path));
  const [openedLeft, openedRight] = [openedIn(left), openedIn(right)];
  for (const row of left.rows) {
    if (within(row.path, openedRight)) add(row.path, describe(row), describe(others.get(row.path)));
  }
  for (const row of right.rows) {
    if (!own.has(row.path) && within(row.path, openedLeft)) add(row.path, undefined, describe(row));
  }
  return differences;
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('.')));
}

/** The paths that have members listed. */
function openedIn(side: Side): ReadonlySet<string> {
  return new Set(side.rows.map(({ path }) => parentOf(path)));
}

/** Whether the other side lists the members of a path's own record; where it does not, the record is the difference. */
function within(path: string, opened: ReadonlySet<string>): boolean {
  const parent = parentOf(path);
  return parent === '' || opened.has(parent);
}

/** The differences as a table of text, empty where there are none. */
export function renderDifferences(
  title: string,
  names: readonly [string, string],
  differences: readonly Difference[],
): string {
  if (differences.length === 0) return '';
  const cells = differences.map(({ path, left, right }) => [path, left ?? '-', right ?? '-'] as const);
  const head = ['member', ...names] as const;
  const width = (column: 0 | 1): number => Math.max(...[head, ...cells].map((row) => row[column].length));
  const line = (row: readonly [string, string, string] | readonly string[]): string =>
    `  ${(row[0] ?? '').padEnd(width(0))}  ${(row[1] ?? '').padEnd(width(1))}  ${row[2] ?? ''}`.trimEnd();
  return `${title}\n${[head, ...cells].map(line).join('\n')}\n`;
}

/** Compare a schema with debug information; undefined where that has no such structure. Throws SchemaError, DwarfError. */
export function checkRecord(type: RecordType, source: RawSource, target: Target): Difference[] | undefined {
  const name = spelling(type);
  const raw = name === undefined ? undefined : source.find(name.replace(/^(?:struct|union) /, ''));
  if (raw === undefined) return undefined;
  return compareSides(sideOf(layoutOf(type, target)), rawSide(raw, source));
}
