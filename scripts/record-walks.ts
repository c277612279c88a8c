/**
 * Record what `a64as run` prints of the flawed programs that test/emu/walk-cases.ts names, walks included, to test/golden/walks.txt.
 *
 * Run with `node scripts/run-ts.mjs scripts/record-walks.ts` after a change of the words, of a program or of its code; read the diff.
 */
import { writeFileSync } from 'node:fs';
import { walkTexts } from '../test/emu/walk-cases.ts';

writeFileSync('test/golden/walks.txt', await walkTexts('test/emu/programs'));
