/** Layouts as Markdown tables, one a structure, holes in their place. */
import { type FlatMember, flatten, holesOf, typeName } from '../flat.ts';
import { layoutOf, type RecordLayout } from '../layout.ts';
import { LP64, type RecordType, spelling, type Target } from '../model.ts';

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}

function row(member: FlatMember): string {
  const { path, offset, size, bits, type, field } = member;
  const name = field.member.name === undefined ? '*(padding)*' : `\`${path}\``;
  if (bits === undefined) return `| ${offset} | ${hex(offset)} | ${size} | ${name} | \`${typeName(type)}\` |`;
  const inByte = bits.start - offset * 8;
  return `| ${offset}:${inByte} | ${hex(offset)} | ${bits.width} bit${bits.width === 1 ? '' : 's'} | ${name} | \`${typeName(type)} : ${bits.width}\` |`;
}

function table(layout: RecordLayout): string[] {
  const lines: string[] = [];
  const holes = holesOf(layout);
  for (const member of flatten(layout)) {
    while (holes[0] !== undefined && member.depth === 0 && holes[0].offset < member.offset)
      lines.push(hole(holes.shift()));
    lines.push(row(member));
  }
  return [...lines, ...holes.map(hole)];
}

function hole(item: { readonly offset: number; readonly size: number; readonly tail: boolean } | undefined): string {
  if (item === undefined) return '';
  const { offset, size, tail } = item;
  return `| ${offset} | ${hex(offset)} | ${size} | *(${tail ? 'padding at the end' : 'hole'})* | |`;
}

function section(type: RecordType, target: Target): string {
  const layout = layoutOf(type, target);
  const holes = holesOf(layout).reduce((sum, { size }) => sum + size, 0);
  const unused = holes === 0 ? 'no byte unused' : `${holes} bytes unused`;
  return [
    `## \`${spelling(type) ?? type.tag}\``,
    '',
    `${layout.size} bytes, aligned to ${layout.align}, ${unused} (${target.abi.toUpperCase()}, ${target.bigEndian ? 'big' : 'little'} endian).`,
    '',
    '| offset | | size | member | type |',
    '| ---: | ---: | ---: | --- | --- |',
    ...table(layout),
    '',
  ].join('\n');
}

/** Throws SchemaError. */
export function markdownView(types: readonly RecordType[], target: Target = LP64): string {
  return types.map((type) => section(type, target)).join('\n');
}
