/**
 * The table of usual shapes (src/asm/usual-shapes.ts), made when the package is built.
 *
 * Enters: the file to write.
 */
import * as fs from 'node:fs';
import { usualShapes } from '../src/asm/usual-shapes.ts';
import { withGrammar } from '../src/expr/lazy.ts';

const [file = ''] = process.argv.slice(2);
fs.writeFileSync(file, await withGrammar(usualShapes));
