/**
 * Record what GNU ld makes of relocations at their limits: node scripts/run-ts.mjs scripts/record-relocation-limits.ts (needs
 * aarch64-linux-gnu binutils). The first eight bytes of .text in hexadecimal, or 'refused'.
 */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { referenceLimits } from '../test/ld/link-reference.ts';
import { RECORDED } from '../test/ld/relocation-limits.ts';

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'limits-'));
fs.writeFileSync(RECORDED, `${JSON.stringify(referenceLimits(scratch), undefined, 2)}\n`);
fs.rmSync(scratch, { recursive: true });
