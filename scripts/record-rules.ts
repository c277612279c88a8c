/** Write docs/rules.md from the rules and the flawed programs. Run with `node scripts/run-ts.mjs scripts/record-rules.ts`. */
import { writeFileSync } from 'node:fs';
import { rulesDocument } from '../test/verify/rules-document.ts';

writeFileSync('docs/rules.md', rulesDocument('.'));
