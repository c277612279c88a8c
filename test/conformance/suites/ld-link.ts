/**
 * Links of small sources (test/ld/links): ours must be GNU ld's file, byte for byte, from objects of GNU as and of ours; what GNU ld
 * refuses, we refuse.
 */
import * as path from 'node:path';
import { type LinkCase, linkCases } from '../../ld/link-case.ts';
import { linkWith, prepare } from '../../ld/link-reference.ts';
import type { CaseResult, Suite, SuiteContext } from '../suite.ts';

function compare(each: LinkCase, context: SuiteContext, id: string, assembler: readonly string[]): CaseResult {
  const directory = path.join(context.scratch, each.name);
  const problem = prepare(each, directory, assembler);
  if (problem !== '') return { id, ok: false, detail: problem.slice(0, 300) };
  const theirs = linkWith(each, directory, ['aarch64-linux-gnu-ld']);
  const mine = linkWith(each, directory, [...context.a64as, 'ld']);
  if (!theirs.output || !mine.output) {
    const ok = !theirs.output && !mine.output;
    return ok
      ? { id, ok }
      : { id, ok, detail: `reference ${theirs.output ? 'links' : 'refuses'}; ours: ${mine.errors.slice(0, 200)}` };
  }
  if (Buffer.compare(theirs.output, mine.output) === 0) return { id, ok: true };
  const at = mine.output.findIndex((byte, i) => byte !== theirs.output?.[i]);
  return {
    id,
    ok: false,
    detail: `${mine.output.length} bytes, reference ${theirs.output.length}; first difference at 0x${at.toString(16)}`,
  };
}

export const suite: Suite = {
  name: 'ld-link',
  tools: ['aarch64-linux-gnu-ld', 'aarch64-linux-gnu-as', 'aarch64-linux-gnu-ar'],
  async run(context) {
    return linkCases().flatMap((each) => [
      compare(each, context, each.name, ['aarch64-linux-gnu-as']),
      compare(each, context, `${each.name}, assembled by us`, [...context.a64as, 'as']),
    ]);
  },
};
