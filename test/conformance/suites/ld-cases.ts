/**
 * Small links, by feature of script and command line (test/ld/cases): from objects of GNU as our file must be GNU ld's, byte for byte,
 * and what GNU ld refuses, we refuse.
 */
import * as path from 'node:path';
import { type LinkCase, smallCases } from '../../ld/link-case.ts';
import { linkWith, prepare } from '../../ld/link-reference.ts';
import type { CaseResult, Suite, SuiteContext } from '../suite.ts';

function compare(each: LinkCase, context: SuiteContext): CaseResult {
  const id = each.name;
  const directory = path.join(context.scratch, 'case');
  const problem = prepare(each, directory, ['aarch64-linux-gnu-as']);
  if (problem !== '') return { id, ok: false, detail: problem.slice(0, 300) };
  const theirs = linkWith(each, directory, ['aarch64-linux-gnu-ld']);
  const mine = linkWith(each, directory, [...context.a64as, 'ld']);
  if (theirs.output && mine.output) {
    if (Buffer.compare(theirs.output, mine.output) === 0) return { id, ok: true };
    const at = mine.output.findIndex((byte, i) => byte !== theirs.output?.[i]);
    return { id, ok: false, detail: `first difference at 0x${at.toString(16)}` };
  }
  if (!theirs.output && !mine.output) return { id, ok: true };
  return { id, ok: false, detail: theirs.output ? `reference links; ours: ${mine.errors}` : 'reference refuses' };
}

export const suite: Suite = {
  name: 'ld-cases',
  tools: ['aarch64-linux-gnu-ld', 'aarch64-linux-gnu-as', 'aarch64-linux-gnu-ar'],
  async run(context) {
    return smallCases().map((each) => compare(each, context));
  },
};
