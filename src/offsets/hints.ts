/**
 * What a lint needs to say "use the symbol" of a plain offset: for each structure, the symbol at each offset.
 *
 * Enters: an offsets file. Leaves: a table by C name (`struct kern_reloc_arg`) and offset. The assembler's lint looks up
 * `[x0, #16]` here where a comment or an annotation ties x0 to a structure; it is given the table, and imports nothing.
 */
import { LP64, type Target } from './model.ts';
import { type OffsetsFile, symbolsOf } from './views/asm-offsets.ts';

/** C name of a structure to bytes from its start to symbol. */
export type OffsetHints = ReadonlyMap<string, ReadonlyMap<number, string>>;

/** The table of an offsets file, for a target. Throws SchemaError. */
export function offsetHints(file: OffsetsFile, target: Target = LP64): OffsetHints {
  const hints = new Map<string, Map<number, string>>();
  for (const symbol of symbolsOf(file, target)) {
    const type = symbol.kind === 'symbol' ? /^(?:offsetof|unit)\(([^,]+), /.exec(symbol.text)?.[1] : undefined;
    if (type === undefined || symbol.kind !== 'symbol') continue;
    const table = hints.get(type) ?? new Map<number, string>();
    if (!table.has(Number(symbol.value))) table.set(Number(symbol.value), symbol.name);
    hints.set(type, table);
  }
  return hints;
}
