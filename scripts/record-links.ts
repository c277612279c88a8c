/**
 * Record what GNU ld makes of the cases in test/ld/links: node scripts/run-ts.mjs scripts/record-links.ts (needs
 * aarch64-linux-gnu binutils).
 */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { linkCases, outcomeOf, RECORDED } from '../test/ld/link-case.ts';
import { linkWith, prepare } from '../test/ld/link-reference.ts';

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'links-'));
const recorded = Object.fromEntries(
  linkCases().map((each) => {
    const directory = path.join(scratch, each.name);
    const problem = prepare(each, directory, ['aarch64-linux-gnu-as']);
    if (problem !== '') throw new Error(problem);
    return [each.name, outcomeOf(linkWith(each, directory, ['aarch64-linux-gnu-ld']).output)];
  }),
);
fs.writeFileSync(RECORDED, `${JSON.stringify(recorded, undefined, 1)}\n`);
fs.rmSync(scratch, { recursive: true });
