/**
 * Record what GNU ld makes of the cases in test/ld/links and test/ld/cases: node scripts/run-ts.mjs scripts/record-links.ts (needs
 * aarch64-linux-gnu binutils).
 */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import {
  answerOf,
  type LinkCase,
  linkCases,
  outcomeOf,
  RECORDED,
  RECORDED_ANSWERS,
  smallCases,
} from '../test/ld/link-case.ts';
import { linkWith, prepare } from '../test/ld/link-reference.ts';

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'links-'));
const reference = (each: LinkCase): Uint8Array | undefined => {
  const directory = path.join(scratch, 'case');
  const problem = prepare(each, directory, ['aarch64-linux-gnu-as']);
  if (problem !== '') throw new Error(problem);
  return linkWith(each, directory, ['aarch64-linux-gnu-ld']).output;
};
const write = (file: string, recorded: object): void =>
  fs.writeFileSync(file, `${JSON.stringify(recorded, undefined, 1)}\n`);
write(RECORDED, Object.fromEntries(linkCases().map((each) => [each.name, outcomeOf(reference(each))])));
write(RECORDED_ANSWERS, Object.fromEntries(smallCases().map((each) => [each.name, answerOf(reference(each))])));
fs.rmSync(scratch, { recursive: true });
