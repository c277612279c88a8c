/**
 * A few statements of every row: words with random fields, as the printer writes them. What scripts/isa-vectors.mjs records.
 */

import { decode } from '../../src/isa/decoder.ts';
import { GROUPS } from '../../src/isa/groups.ts';
import { printedStatement, randomWords } from './statement.ts';

const PER_ROW = 5;

/** Statements without duplicates, in the table's order. Addresses are written as `.+n`. */
export function sampleStatements(): string[] {
  const random = randomWords(20);
  const found = new Set<string>();
  for (const group of GROUPS) {
    for (const row of group.rows()) {
      if (row.encodeOnly) continue;
      for (let i = 0, tries = 0; i < PER_ROW && tries < 2000; tries++) {
        const fixed = (row.mask | row.layout.shouldBe) >>> 0;
        const word = ((row.value & fixed) | (random() & ~fixed)) >>> 0;
        if (!row.allocates(word) || decode(word) === undefined) continue;
        i++;
        const statement = relative(printedStatement(word));
        // ADRP's word is the linker's business even when its target is `.`
        if (!statement.startsWith('adrp ')) found.add(statement);
      }
    }
  }
  return [...found];
}

/** `b 0x40` means an offset here, an address to a reference assembler: `b .+64`. */
function relative(statement: string): string {
  if (!/^(b|bl|b\.\w+|bc\.\w+|cbn?z|tbn?z|adrp?|ldr|ldrsw|prfm)\s/.test(statement)) return statement;
  return statement.replace(
    /(^|[ ,])(-?)0x([0-9a-f]+)$/,
    (_, before: string, sign: string, digits: string) => `${before}.${sign || '+'}0x${digits}`,
  );
}
