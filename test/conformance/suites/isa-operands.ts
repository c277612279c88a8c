/**
 * Relocated operands, system registers and system operations of the shared vectors: words, relocation types, GNU's warnings. One case a row that is
 * wrong in either direction, grouped by mnemonic or register.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Statements } from '../../isa/statement.ts';
import type { CaseResult, Suite, SuiteContext } from '../suite.ts';

function rows(context: SuiteContext, file: string): string[][] {
  const text = fs.readFileSync(path.join(context.shared, 'vectors', file), 'utf8');
  return text
    .split('\n')
    .slice(1)
    .filter((line) => line !== '')
    .map((line) => line.split('\t'));
}

function relocations(context: SuiteContext, statements: Statements): CaseResult[] {
  return rows(context, 'relocs.tsv').map(([text = '', encoding = '', gnu = '', llvm = '', verdict = '']) => {
    const word = /gas=([0-9a-f]+)/.exec(verdict)?.[1] ?? encoding;
    const type = (gnu || llvm).split(' ')[0];
    const found = statements.assemble(text);
    const own = found.word?.toString(16).padStart(8, '0') ?? found.error;
    const ownType = found.relocs[0]?.split(' ')[0] ?? '';
    const ok = own === word && ownType === type;
    const id = `reloc ${verdict.split('(')[0]} ${text}`;
    return ok ? { id, ok } : { id, ok, detail: `${own} ${ownType}, reference ${word} ${type}` };
  });
}

function operations(context: SuiteContext, statements: Statements): CaseResult[] {
  return rows(context, 'sysops.tsv').map(([, text = '', encoding = '', , who = '']) => {
    const own = statements.hex(text);
    const id = `operation ${who} ${text}`;
    return own === encoding ? { id, ok: true } : { id, ok: false, detail: own };
  });
}

function registers(context: SuiteContext, statements: Statements): CaseResult[] {
  return rows(context, 'sysregs.tsv').flatMap(([name = '', , mrs = '', msr = '', gnu = '', llvm = '']) => {
    const access = gnu === '-' ? llvm : gnu;
    const forms = [
      [`mrs x0, ${name}`, mrs, 'r'],
      [`msr ${name}, x0`, msr, 'w'],
    ] as const;
    return forms.map(([text, encoding, letter]): CaseResult => {
      const found = statements.assemble(text);
      const own = found.word?.toString(16).padStart(8, '0') ?? 'refused';
      const expected = access.includes(letter) ? encoding : 'refused';
      const warns = access.includes(`${letter}W`);
      const ok = own === expected && (own === 'refused' || (found.warning !== '') === warns);
      return ok
        ? { id: text, ok }
        : { id: text, ok, detail: `${own} ${found.warning}, reference ${expected} ${access}` };
    });
  });
}

export const suite: Suite = {
  name: 'isa-operands',
  tools: [],
  async run(context) {
    const statements = new Statements();
    const parts: readonly (readonly [string, readonly CaseResult[]])[] = [
      ['relocated operands', relocations(context, statements)],
      ['system operations', operations(context, statements)],
      ['system registers', registers(context, statements)],
    ];
    for (const [name, list] of parts)
      context.log(`${name.padEnd(20)} ${list.filter(({ ok }) => ok).length} of ${list.length}`);
    return parts.flatMap(([, list]) => list);
  },
};
